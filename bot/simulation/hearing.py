"""What a visitor understands of the assistant's messages: what it asks, and whether it is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.texts import Texts
from bot.leads.playbook.playbook import Playbook

_CLOSED = ("refused", "refused_unclear", "unreachable", "not_sent", "stopped")
_PUZZLED = ("not_understood", "unreadable")
_OWN = ("talk_to_person", "offer_yes", "offer_no")  # buttons that ask nothing of the content


@dataclass(frozen=True)
class Heard:
    """One reply as a visitor takes it.

    `asks` is the name of a field, "consent", "confirm", "change", "suggestion" or "offer", None
    when nothing is asked; `suggested` what "did you mean …?" names.
    """

    text: str
    asks: str | None
    buttons: Mapping[str, str]  # label → what pressing it sends
    sources: int
    handed_over: bool
    closed: bool  # it said that nobody will be in touch
    puzzled: bool  # it said that it did not understand
    suggested: str | None = None
    topics: tuple[str, ...] = ()  # labels of buttons with a question that may be asked next


class Ear:
    """Knows the wordings of one company, as a visitor knows what a question is."""

    def __init__(self, playbook: Playbook, texts: Texts, values: Mapping[str, str]) -> None:
        """`values` are what the wordings' placeholders stand for, where that is fixed."""
        qualification = playbook.qualification
        asked: list[tuple[str, str]] = [
            (each.name, wording) for each in qualification.fields for wording in each.ask
        ]
        asked += [("offer", wording) for wording in qualification.offer_texts]
        asked += [("offer", text.split("} ")[-1]) for text in texts.variants("details_noted")]
        for key in ("heard_offering", "support_offer"):
            asked += [("offer", text) for text in texts.variants(key)]
        for key in ("unknown", "unknown_near", "unknown_nearest"):
            asked += [("offer", text.split("}")[-1].strip()) for text in texts.variants(key)]
        asked.append(("consent", qualification.consent.wording))
        asked += [("change", text) for text in texts.variants("change")]
        for key in ("read_back", "read_back_again"):
            asked += [("confirm", text.split("\n\n")[-1]) for text in texts.variants(key)]
        self._asked = [(name, _pattern(wording, values)) for name, wording in asked]
        self._suggestion = [_pattern(text, values) for text in texts.variants("suggestion")]
        handed = (qualification.handed_over_open, qualification.handed_over_closed)
        self._handed = [_pattern(text.split("{rep}")[0], values) for text in handed]
        self._handed += [
            _pattern(text.split("{rep}")[0], values)
            for text in texts.variants("already_handed_over")
        ]
        self._closed = [_pattern(t, values) for key in _CLOSED for t in texts.variants(key)]
        self._own = {text for key in _OWN for text in texts.variants(key)}
        self._puzzled = [_pattern(t, values) for key in _PUZZLED for t in texts.variants(key)]

    def take(self, messages: Sequence[Mapping[str, Any]]) -> Heard:
        """The messages of one turn, in their order."""
        text = "\n".join(str(message["text"]) for message in messages)
        asks, where, suggested = None, -1, None
        for name, pattern in self._asked:
            for match in pattern.finditer(text):
                # The last one counts; of two that end at one place, the longer.
                if match.end() > where:
                    asks, where = name, match.end()
        for pattern in self._suggestion:
            for match in pattern.finditer(text):
                if match.end() > where:
                    asks, where, suggested = "suggestion", match.end(), match[1]
        handed_over = _any(self._handed, text)
        return Heard(
            text,
            asks,
            {each["label"]: each["button"] for m in messages for each in m.get("buttons") or ()},
            sum(len(message.get("sources") or ()) for message in messages),
            handed_over,
            _any(self._closed, text),
            _any(self._puzzled, text),
            suggested,
            () if handed_over else self._topics(messages, asks),
        )

    def _topics(self, messages: Sequence[Mapping[str, Any]], asks: str | None) -> tuple[str, ...]:
        """What a visitor may press to learn more: nothing of it answers a question of ours."""
        if asks not in (None, "offer"):
            return ()
        labels = (each["label"] for m in messages for each in m.get("buttons") or ())
        return tuple(label for label in labels if label not in self._own)


def _any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _pattern(wording: str, values: Mapping[str, str]) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", wording.strip())
    pattern = "".join(
        re.escape(part)
        if not part.startswith("{")
        else re.escape(values[part[1:-1]])
        if part[1:-1] in values
        else r"(.{1,200}?)"
        for part in parts
    )
    return re.compile(pattern)
