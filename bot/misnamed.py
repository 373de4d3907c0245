"""Files that nobody reads because their name is nearly right."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

_SAME_NAME = 0.85  # likeness from which one file name is taken for another, misspelt


def misnamed(folder: Path, known: Sequence[str]) -> list[tuple[Path, str]]:
    """Files of a folder that nobody reads and that seem to be meant for one of the `known` names
    that is not there: `meetings.yaml`, `Company.yml`, `catalogue.yml`. Each with that name."""
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError:
        return []
    missing = {Path(name).stem: name for name in known if name not in names}
    found = []
    for name in names:
        stem, dot, ending = name.lower().rpartition(".")
        if name in known or not dot or ending not in {"yml", "yaml"} or name.startswith("."):
            continue
        for close in get_close_matches(stem, missing, n=1, cutoff=_SAME_NAME):
            found.append((folder / name, missing[close]))
    return found
