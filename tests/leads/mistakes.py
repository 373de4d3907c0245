"""A mistake in a playbook's file, and how it has to be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.leads.playbook.playbook import Playbook
from tests.leads.samples import FILES, write_playbook

Mistake = tuple[str, str, int, str]  # what stands in the file, what is put there, line, words


def check_told(folder: Path, name: str, mistake: Mistake) -> None:
    """That the small playbook with the mistake in `name`.yml is refused, with its line."""
    before, after, line, words = mistake
    text = FILES[name]
    assert before in text, "the case no longer changes anything"
    with pytest.raises(ContentError) as caught:
        Playbook.load(write_playbook(folder, **{name: text.replace(before, after, 1)}))
    assert caught.value.path.endswith(f"{name}.yml")
    assert caught.value.line == line, str(caught.value)
    assert words in str(caught.value)
