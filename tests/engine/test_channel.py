from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage

from bot.engine.channel import harmless

_STARTS = st.text(alphabet="/\\ \t\n\r\u200b\u200e\ufeff\u2060\xad\x00\x1f\u3000\u2028")


@given(_STARTS, st.text())
def test_no_text_of_a_visitor_is_a_command(start: str, text: str) -> None:
    message = UserMessage(harmless(start + text))
    assert message.text
    assert not message.text.startswith("/")


@given(st.text(alphabet=st.characters(whitelist_categories=["L", "N"]), min_size=1), st.text())
def test_what_begins_as_text_stays_as_it_is(start: str, text: str) -> None:
    assert harmless(start + text) == start + text
