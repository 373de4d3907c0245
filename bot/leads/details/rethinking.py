"""What somebody says instead in the same breath: "next monday, no make it tuesday".

Pure. The words behind the last such turn are what counts, for what they tell. And what somebody
says in place of an earlier message: "sorry, it's 60", "not june, september".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = (
    r"(?:no wait|wait,? no|oh wait|actually|sorry|i mean(?:t)?|or rather|rather|scratch that"
    r"|correction|(?:let['’]?s )?(?:call|say) it(?= (?:about |around )?\d)"
    r"|(?:let['’]?s |better |please )?(?:make|put|say) (?:it|that|this))"
)
# A bare "no" turns only where what follows cannot be what is denied: "Galway. No, Limerick".
_TURN = re.compile(
    r"(?:[\s,.;:–—-]{1,4}(?:(?:oh|no|well|or|and|but)[\s,]{1,3}){0,3}"
    rf"{_WORDS}(?![\w'’])(?:[\s,]+it['’]?s\b)?"
    r"|[.;–—]\s*(?:well|or),(?=\s)"
    r"|[,.;–—-]\s*no(?:,\s*|\s+(?=(?-i:[A-Z])|\d)))"
    r"[\s,.:!–—-]*",
    re.IGNORECASE,
)
# How a message begins that puts right what was said in an earlier one …
_PUTS_RIGHT = re.compile(
    r"^\W*(?:(?:oh|no|hm+|um+|well|and|but|ok(?:ay)?|oops|ah)[\s,.!]+){0,3}"
    r"(?:(?P<surely>(?:no[\s,]+)?(?:wait|hang on|hold on)(?:[\s,.!]+(?:no|sorry|actually))?"
    r"|i mean(?:t)?(?: to (?:say|write|type))?|(?:a )?correction|scratch that|typo"
    r"|(?:make|put) (?:it|that))"
    r"|sorry|apologies|my mistake|actually)\b[\s,.:!–—-]*"
    r"(?:(?:sorry|actually|i mean(?:t)?|(?:make|put) (?:it|that)|(?:it|that)['’]?s|it is"
    r"|(?:it|that) should (?:be|read)|should (?:be|read))\b[\s,.:]*){0,3}",
    re.IGNORECASE,
)
# … with what was wrong: "not june, september", "june is wrong, september".
_NOT_BUT = re.compile(
    r"^\W*(?:(?:sorry|actually|no|oh)[\s,]+){0,2}not\s+(?P<wrong>[^,;.?!]{1,40}?)\s*"
    r"(?:[,;–—-]|\.\s|\bbut\b|\bit['’]?s\b)[\s,]*(?P<right>[^?]{1,60}?)\W*$",
    re.IGNORECASE,
)
_BUT_NOT = re.compile(
    r"^\W*(?:(?:sorry|actually|no|oh)[\s,]+){0,2}(?P<right>[^,;.?!]{1,40}?)[\s,]+(?:and )?"
    r"not\s+(?P<wrong>[^,;.?!]{1,40}?)\W*$",
    re.IGNORECASE,
)
# … or what it is about: "the pallets should be 65", "2 guests is wrong, we're 4".
_SHOULD_BE = re.compile(
    r"^\W*(?:(?:sorry|actually|no|oh|wait|and|but|also|please|hi|hello|hey)[\s,]+){0,3}"
    r"(?:(?:please )?(?P<sets>change|correct|set|make|put|fix)\s+)?"
    r"(?P<about>(?!(?:how|what|which|who|whom|whose|when|where|why)\b)[^,;.?!:]{2,50}?)\s*"
    r"(?:\b(?:(?:should|must|has to|needs to|ought to) (?:be|read)|is actually|is now|is|are"
    r"|(?(sets)to|is))\b"  # "looks good to me" sets nothing
    r"|:|=|->)\s*(?P<value>[^?]{1,80}?)\W*$",
    re.IGNORECASE,
)
_NOW = re.compile(r"[\s,]+(?:now|instead|actually|sorry)$", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:i|we|it|this|that|they|there|you|he|she)", re.IGNORECASE)
_SHOULD = re.compile(r"\b(?:should|must|needs? to) (?:be|read)\b", re.IGNORECASE)
_WRONG = re.compile(
    r"^(?:wrong|incorrect|not (?:right|correct|true)|a (?:mistake|typo))\b[\s,.;:–-]*",
    re.IGNORECASE,
)
# "Sorry, yes you can" agrees.
_AGREES = re.compile(r"(?:yes|yeah|yep|yup|sure|of course)\b", re.IGNORECASE)
# So does "the date is right": what is praised is not put right.
_PRAISED = re.compile(
    r"(?:(?:all|still|quite|perfectly|absolutely|exactly|just|now|totally|completely)\s+)*"
    r"(?:right|correct|fine|good|ok(?:ay)?|great|perfect|accurate|true|spot on|in order"
    r"|as it should be)"
    r"(?:\s+(?:to|with|by|for) (?:me|us))?(?:[\s,]+(?:now|thanks|thank you|so far|as it is))*",
    re.IGNORECASE,
)
# "No, wednesday": a bare no and what it is instead.
_BARE_NO = re.compile(
    r"^\W*(?:no|nope)[\s,.!:]+(?!(?:no|not|none|nothing|never|thanks?|thank|that|it|this|i|we|you"
    r"|please|way|problem|but|just|don|wait|sorry|actually|hang|hold|need|worries|idea|yes|ok(?:ay)?)"
    r"\b)(?P<value>[^\s?,;]+(?: [^\s?,;]+){0,3}?)\W*$",
    re.IGNORECASE,
)
_BRIEF = 8  # words of what is put right
_SENTENCE = re.compile(r"[.!?;]\s|\n")
_LONGEST = 6  # words: who says more tells something else besides


def said_instead(text: str) -> int | None:
    """Where the words begin that somebody says in place of what stands before; None if nowhere.

    Only words right behind the turn, as few as a mended answer has, count as such.
    """
    begins = None
    for turn in _TURN.finditer(text):
        if re.search(r"\w", text[: turn.start()]):
            begins = turn.end()
    if begins is None:
        return None
    rest = text[begins:].strip(" .!")
    if not rest or len(rest.split()) > _LONGEST or _SENTENCE.search(rest):
        return None
    return begins


@dataclass(frozen=True)
class PutRight:
    """What is said in place of something told before: `value`, in words.

    Which detail is meant may be told: `wrong` has what it was, `about` what it is called. `surely`:
    it can hardly be an apology in front of an answer ("sorry, 12"). `bare`: behind a no alone,
    which may be to the question.
    """

    value: str
    wrong: str | None = None
    about: str | None = None
    surely: bool = True
    bare: bool = False


def put_right(text: str) -> list[PutRight]:
    """The ways in which a short message may put right what was told before, the plainest first."""
    found = []
    turn = _PUTS_RIGHT.match(text)
    if turn and text[turn.end() :].strip() and not _AGREES.match(text[turn.end() :]):
        rest = text[turn.end() :]
        both = _wrong_and_right(rest)
        value = _NOW.sub("", rest.strip(" .!"))
        found.append(both or PutRight(value, surely=turn["surely"] is not None))
    elif both := _wrong_and_right(text):
        found.append(both)
    elif bare := _BARE_NO.match(text):
        found.append(PutRight(bare["value"], surely=False, bare=True))
    if named := _SHOULD_BE.match(text):
        value = _NOW.sub("", _WRONG.sub("", named["value"]).strip(" .!"))
        if not _PRONOUN.fullmatch(named["about"]):
            found.append(PutRight(value, about=named["about"]))
        elif _SHOULD.search(text):
            found.append(PutRight(value))
    return [
        each
        for each in found
        if 0 < len(each.value.split()) <= _BRIEF and not _PRAISED.fullmatch(each.value)
    ]


def _wrong_and_right(text: str) -> PutRight | None:
    match = _NOT_BUT.match(text) or _BUT_NOT.match(text)
    return PutRight(match["right"].strip(), wrong=match["wrong"].strip()) if match else None
