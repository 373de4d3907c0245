"""One reply to a message that asks several things."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.knowledge.answer import Kind
from bot.knowledge.question.parts import MOST, questions_in, told_before
from bot.knowledge.replies.reply import Reply

REST_UNKNOWN = "To the rest of your question I can't find an answer in what we have published."
_ORDER: tuple[Kind, ...] = ("price", "compare", "recommend", "answer")


def reply_to_all(
    text: str, history: Sequence[str], reply: Callable[[str, Sequence[str]], Reply]
) -> Reply:
    """The reply to each question of a message, joined; `reply` answers one after earlier ones.

    What the message tells before it asks is known to each. What only makes sense together ("which
    plan is for us and does it do SSO?") is asked as one: that is so when a part has no answer of
    its own but the whole has.
    """
    parts = questions_in(text)[:MOST]
    if not parts:
        return reply(text, history)
    known_before = [*history, *told_before(text, parts[0])]
    found = [reply(part, [*known_before, *parts[:at]]) for at, part in enumerate(parts)]
    known = [one for one in found if one.kind != "unknown"]
    if len(known) < len(parts):
        whole = reply(text, history)
        new = whole.kind != "unknown" and whole.text not in {one.text for one in known}
        # What one passage says to the whole does not take the place of a price that was found.
        listed = any(one.kind != "answer" for one in known)
        if not known or (new and not (listed and whole.kind == "answer")):
            return whole
    distinct = list({one.text: one for one in known}.values())
    texts = [one.text for one in distinct]
    if len(known) < len(parts):
        texts.append(REST_UNKNOWN)
    kinds = {one.kind for one in distinct}
    return Reply(
        next(kind for kind in _ORDER if kind in kinds),
        "\n\n".join(texts),
        tuple(dict.fromkeys(source for one in distinct for source in one.sources)),
        min(one.confidence for one in distinct),
    )
