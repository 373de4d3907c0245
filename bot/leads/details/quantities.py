"""Numbers as people write them: "40ish", "1.2k", "two dozen", "10 to 20", "me and two others"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BELOW_TWENTY = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_UNITS = {word: value for value, word in enumerate(_BELOW_TWENTY.split())}
_BY_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: (at + 2) * 10 for at, word in enumerate(_BY_TENS.split())}
_TENS["fourty"] = 40  # the commonest slip
_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "k": 1000,
    "grand": 1000,
    "million": 10**6,
    "mio": 10**6,
    "m": 10**6,
    "mil": 10**6,
    "mn": 10**6,
    "lakh": 10**5,
    "lakhs": 10**5,
    "lac": 10**5,
    "lacs": 10**5,
    "crore": 10**7,
    "crores": 10**7,
    "billion": 10**9,
    "bn": 10**9,
    "dozen": 12,
}
_FAR = 50  # times that one end of a range is less than the other, where it lacks its scale
_MOST = 1e12  # what is larger is an account number or a prank
_LOOSE = {"couple": 2, "pair": 2, "handful": 5, "few": 3}

_DIGITS = (
    r"\d{1,3}(?:[,' \u00a0]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?"
)
_WORD = "|".join(
    sorted(
        [
            *_UNITS,
            *_TENS,
            "hundred",
            "thousand",
            "million",
            "billion",
            "dozen",
            "grand",
            "lakhs",
            "lakh",
            "crores",
            "crore",
        ],
        key=len,
        reverse=True,
    )
)
_ONE = (
    rf"(?:(?P<digits{{n}}>{_DIGITS})(?:\s?(?P<scale{{n}}>k|m|mn|mio|mil|grand|hundred|thousand|million|billion|bn"
    rf"|lakhs?|lacs?|crores?|dozen))?(?![a-z]*\d)(?=ish\b|\b|pc?m\b|pa\b|s\b)"
    rf"|(?P<words{{n}}>(?:half\s+)?(?:an?\s+)?(?:{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}))*"
    rf"(?=ish\b|\b))"
    rf"|(?P<loose{{n}}>(?:a\s+)?(?:couple|pair|handful|few)\b(?:\s+(?:of\s+)?(?P<times{{n}}>hundred|thousand|grand|dozen|k)\b)?))"
)
_ABOUT = r"(?:-?ish\b|[\s-]odd\b)?"
# Before a second number of which somebody is less sure: "8k maybe 10", "3, perhaps even 4".
_HEDGE = (
    r",?\s*(?<=[\s,])(?:or\s+)?(?:maybe|perhaps|possibly|could be|at (?:a push|most))(?:\s+even)?"
    r"(?:\s+(?:up to|like))?(?=\s)"
)
_NUMBER = re.compile(
    r"(?<![\w.])"
    f"(?P<first>{_ONE.replace('{n}', '1')})"
    rf"{_ABOUT}(?:\s*(?:-|–|—|to|or|till|until|(?<=\w)\s+and(?=\s+[$€£¥₹\d])|{_HEDGE})\s*[$€£¥₹]?"
    f"(?P<second>{_ONE.replace('{n}', '2')})"
    rf"{_ABOUT})?",
    re.IGNORECASE,
)
_AND = re.compile(r"\sand\s", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)\s+[$€£¥₹]?$", re.IGNORECASE)
# "The last one was 900", "this is an odd one" count nothing by their "one"; "just the one" does.
_SOME_ONE = re.compile(
    r"(?:(?<!just )(?<!only )\bthe|\b(?:this|that|last|other|another|which|every|any|old|new|next"
    r"|previous|first|current|big|bigger|small|smaller|cheap|cheaper|cheapest|right|wrong)"
    r"|\b(?:an?|the|this|that|another|some|any|no|my|our|your|such an?)"
    r"(?: (?:very|really|rather|bit of an?))?"
    r" (?!(?:single|sole|only|hundred|thousand|million)\b)[a-z-]+)\s+$",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    r"\s*(?:$|[.,;!?]|(?:is|was|were|has|had|costs?|we|i|you|that|which|who|with|for|in|on|at|from"
    r"|please|and|or|but|then|instead)\b)",
    re.IGNORECASE,
)
_RELATIVE = (
    r"(?:wife|husband|spouse|partner|co-?founder|colleague|brother|sister|son|daughter|mum|mom|dad|"
    r"father|mother|missus|hubby|other half|mate|friend|cousin|boyfriend|girlfriend|"
    r"apprentice|assistant|employee|other|"
    r"person|helper)"
)
_PARTY = re.compile(
    r"\b(?:it'?s\s+)?(?:(?P<me>(?:just|only)\s+(?:me|myself|one of us|the one of us)\b(?!\s+and)"
    r"|solo\b|on my own|one[- ]man|one[- ]person|sole trader|myself only|i'?m alone)"
    r"|(?:me|myself)\s*(?:and|\+|plus|&)\s*(?:(?P<others>"
    + _DIGITS
    + rf"|{_WORD}|(?:a )?couple)\b|(?:my|the|an?|one)\s+(?:[a-z]+\s+)?(?P<one>{_RELATIVE})\b)"
    rf"|(?P<some>{_DIGITS}|{_WORD}|(?:a )?couple)\s+(?:of\s+)?(?:[a-z]+\s+){{1,2}}?"
    r"and\s+(?:me|myself|i)\b"
    rf"|my\s+(?:[a-z]+\s+)?(?P<other>{_RELATIVE})\s+and\s+(?:me|myself|i)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Quantity:
    """A number in a text, or a range: `low` and `high` are equal for a single number."""

    low: float
    high: float
    start: int
    end: int

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def find_quantities(text: str) -> Iterator[Quantity]:
    """Every number in `text`, ranges as one, from left to right."""
    for match in _NUMBER.finditer(text):
        low = _value(match, "1")
        if low is None or low > _MOST or _is_pronoun(text, match):
            continue
        high = _value(match, "2") if match["digits2"] or match["words2"] else None
        if (
            high is not None
            and _AND.search(match[0])
            and not _BETWEEN.search(text, 0, match.start())
        ):
            yield Quantity(low, low, match.start(), match.end("first"))
            yield Quantity(high, high, match.start("second"), match.end())
            continue
        if high is None or high > _MOST:
            yield Quantity(low, low, match.start(), match.end())
            continue
        if match["scale2"] and not match["scale1"] and match["digits1"] and low < high / _FAR:
            low *= _SCALES[match["scale2"].lower()]  # "15-20k" is 15k to 20k
        elif (scale := _last_scale(match)) and not match["scale2"] and high < low / _FAR:
            high *= scale  # "8k or 10", "ten grand maybe twelve"
        yield Quantity(min(low, high), max(low, high), match.start(), match.end())


def _last_scale(match: re.Match[str]) -> int | None:
    """What the first number of a range counts: thousands of "8k", "ten grand"."""
    last = match["scale1"] or (match["words1"] or "").split(" ")[-1]
    return _SCALES.get(last.lower())


def _is_pronoun(text: str, match: re.Match[str]) -> bool:
    one = match[0].strip().lower() == "one"
    behind = one and _NO_THING.match(text, match.end())
    return bool(behind and _SOME_ONE.search(text, 0, match.start()))


def find_party(text: str) -> Quantity | None:
    """A number of people told by who they are: "just me" is 1, "me and two others" and
    "two housemates and me" are 3."""
    match = _PARTY.search(text)
    if match is None:
        return None
    if match["me"]:
        return Quantity(1, 1, match.start(), match.end())
    several = match["others"] or match["some"]
    if several is None:
        return Quantity(2, 2, match.start(), match.end())
    others = several.lower()
    count: float | None = 1
    if others[0].isdigit():
        count = _digits(others)
    elif others in _UNITS or others in _TENS:
        count = _words(others)
    elif others.endswith("couple"):
        count = 2
    if count is None:
        return None
    return Quantity(count + 1, count + 1, match.start(), match.end())


def _value(match: re.Match[str], n: str) -> float | None:
    if match["digits" + n]:
        number = _digits(match["digits" + n])
        scale = match["scale" + n]
        return number * _SCALES[scale.lower()] if scale else number
    if match["words" + n]:
        return _words(match["words" + n])
    if match["loose" + n]:
        times = match["times" + n]
        loose = next(word for word in match["loose" + n].lower().split() if word in _LOOSE)
        return _LOOSE[loose] * (_SCALES[times.lower()] if times else 1)
    return None


def _digits(text: str) -> float:
    """Of digits with separators: a last group of three digits is thousands, else decimals."""
    plain = re.sub(r"[' \u00a0]", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain):
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain.replace(",", "."))


def _words(text: str) -> float | None:
    total, current, seen = 0.0, 0.0, False
    half = False
    for word in re.split(r"[\s-]+", text.lower()):
        if word in {"a", "an", "and"}:
            continue
        if word == "half":
            half = True
        elif word in _UNITS or word in _TENS:
            current += _UNITS.get(word, _TENS.get(word, 0))
            seen = True
        elif word in _SCALES:
            scale = _SCALES[word]
            current = (current or 1) * (scale / 2 if half else scale)
            if scale >= 1000:
                total, current = total + current, 0.0
            half, seen = False, True
    return total + current if seen else None
