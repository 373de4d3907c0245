"""Telephone numbers as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import phonenumbers
from phonenumbers import (
    Leniency,
    PhoneMetadata,
    PhoneNumberFormat,
    PhoneNumberMatch,
    PhoneNumberMatcher,
    ValidationResult,
)

from bot.leads.details.contact import Contact

_DIGIT_RUN = re.compile(r"(?<![\w@.])\+?[\d(][\d\s().\-/]{5,22}\d(?![\w@])")
# What is counted with numbers as long as these: "order 4471-2093-8812".
_COUNTED = re.compile(
    r"\b(?:order|ticket|invoice|ref(?:erence)?|case|account|acct|customer|serial|tracking|part|sku"
    r"|vin|policy|booking|confirmation|card|iban|licen[cs]e|registration|id)"
    r"(?:\s*(?:number|no\.?|nr\.?|#|id|is|code))*\s*[:#]?\s*$",
    re.IGNORECASE,
)
# The way that telephone numbers are written: with the trunk's 0, or in the American groups.
_LIKE_A_NUMBER = re.compile(r"\(?0[1-9][\d\s()./-]{7,14}|\(?\d{3}\)?[\s.-]{1,2}\d{3}[\s.-]\d{4}")
_GOES_ON = re.compile(r"\s+[^\W\d_]")  # "0123 456 789 parts"
_IS = re.compile(r"\s+is\b", re.IGNORECASE)
_CALLING = r"\b(?:call|phone|ring|text|tel|mobile|mob|cell|number|reach|whatsapp|line|dial)\b"
_CALLS = re.compile(_CALLING, re.IGNORECASE)
_TO_CALL = re.compile(rf"{_CALLING}[^.?!\d]{{0,25}}$", re.IGNORECASE)
_IS_MINE = re.compile(
    r"\s*(?:is|['’]s)\s+(?:my|our)\s+(?:number|mobile|cell|phone|line)\b", re.IGNORECASE
)
_DIGITS = 9  # of a number with its area code, at least, unless it is said to be one
_FEWEST = 6  # of one that is said to be one, but for one with its country's code
_DIGIT = re.compile(r"\d")
_PLUS = re.compile("[+\N{FULLWIDTH PLUS SIGN}]")
_DIGITS_BY_WORD = {
    word: str(digit)
    for digit, words in enumerate(
        [
            *("zero|oh|o|nought|naught", "one", "two", "three", "four"),
            *("five", "six", "seven", "eight", "nine"),
        ]
    )
    for word in words.split("|")
}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_DIGIT_WORD = rf"(?:{'|'.join((*_DIGITS_BY_WORD, *_TIMES))})"
_SPELT_OUT = re.compile(rf"\b{_DIGIT_WORD}(?:[\s,.-]+(?:{_DIGIT_WORD}|\d+)\b){{3,}}", re.IGNORECASE)
_LETTER_O = re.compile(r"(?<![^\W\do])[\do]*\d[\do]*(?![^\W\do])", re.IGNORECASE)
# What is dialled behind a number, where the library does not know the word for it.
_EXTENSION = re.compile(
    r"[\s,.(]*\b(?:ext(?:ension|n)?|durchwahl|klappe|poste|toestel|interno)\b\.?"
    r"\s*(?:(?:number|no|nr|is)\b\.?)?\s*[:#]?\s*(\d{1,7})\b\)?",
    re.IGNORECASE,
)
_ABROAD = "If it is from another country, please begin with + and the country code."
_FROM_ABROAD = (
    "That looks like a telephone number from another country: please give it with + and the "
    "country code."
)


def _in_digits(spoken: str) -> str:
    """Digits that are spelt out: "oh four double one 555 666" is 0411555666."""
    digits, times = "", 1
    for word in re.findall(r"\w+", spoken.lower()):
        if word in _TIMES:
            times = _TIMES[word]
        else:
            digits += _DIGITS_BY_WORD.get(word, word) * times
            times = 1
    return digits


def find_phones(
    text: str, region: str, *, whereabouts: str | None = None, asked: bool = False
) -> Iterator[Contact]:
    """Telephone numbers in `text` as E.164, with an extension as "+1 212-555-0142 ext. 12";
    `region` is where numbers without +… are from, or `whereabouts`, the visitor's country, when
    they are none in `region`.

    Asked for one, a run of digits that cannot be a number comes with its problem; otherwise
    only what is surely a number is found, and what is one to call in a country that nobody knows
    comes with that problem.
    """
    fewest = _FEWEST if _CALLS.search(text) else _DIGITS
    if not asked and len(_DIGIT.findall(text)) < fewest and not _PLUS.search(text):
        return
    homes = list(dict.fromkeys((region.upper(), (whereabouts or region).upper())))
    if asked:
        text = _SPELT_OUT.sub(lambda run: _in_digits(run[0]), text)
        text = _LETTER_O.sub(lambda run: run[0].lower().replace("o", "0"), text)  # "o7700 9oo 123"
    # 7 digits of a local number or "2026-11-20" are no telephone numbers unless asked for.
    for leniency in (Leniency.VALID, Leniency.POSSIBLE) if asked else (Leniency.VALID,):
        for home in homes:
            if called := list(_called(text, home, leniency, asked=asked)):
                yield from called
                return
    if not asked:
        found: list[Contact] = []
        for home in homes:
            found = found or list(_unassigned(text, home))
        # A country code is meant as one, even where no such number was given out.
        for match in PhoneNumberMatcher(text, None, leniency=Leniency.POSSIBLE):
            found.append(_number(match, text))
        yield from found or _miscounted(text, homes) or _from_abroad(text, region.upper())
        return
    for run in _DIGIT_RUN.finditer(text):
        yield Contact(None, run.start(), run.end(), _phone_problem(run[0], region))
        return
    digits = re.sub(r"\D", "", text)
    if digits:
        yield Contact(None, 0, len(text), _phone_problem(digits, region))


def _called(text: str, home: str, leniency: int, *, asked: bool) -> Iterator[Contact]:
    for match in PhoneNumberMatcher(text, home, leniency=leniency):
        written = match.raw_string
        if _COUNTED.search(text, 0, match.start) or _foreign(written, home):
            continue
        before, after = text[: match.start], text[match.end :]
        said = asked or _TO_CALL.search(before) or _IS_MINE.match(after)
        if not said and len(re.sub(r"\D", "", written)) < _DIGITS:
            continue
        reason = phonenumbers.is_possible_number_with_reason(match.number)
        if reason == ValidationResult.IS_POSSIBLE:
            yield _number(match, text)  # local numbers cannot be called from elsewhere


def _number(match: PhoneNumberMatch, text: str) -> Contact:
    number, end = match.number, match.end
    if number.extension is None and (behind := _EXTENSION.match(text, end)):
        number.extension, end = behind[1], behind.end()
    # E.164 has no place for an extension.
    form = PhoneNumberFormat.INTERNATIONAL if number.extension else PhoneNumberFormat.E164
    return Contact(phonenumbers.format_number(number, form), match.start, end)


def _foreign(written: str, home: str) -> bool:
    """Whether a number begins with the 0 of other countries: "0412 345 678" is none in America."""
    rules = PhoneMetadata.metadata_for_region(home)
    trunk = (rules.national_prefix if rules is not None else None) or "0"
    return trunk[0] != "0" and re.match(r"\(?0[1-9]", written) is not None


def _unassigned(text: str, home: str) -> Iterator[Contact]:
    """Numbers that nobody may have been given, but that can be meant as nothing else."""
    for match in PhoneNumberMatcher(text, home, leniency=Leniency.POSSIBLE):
        written = match.raw_string
        if _COUNTED.search(text, 0, match.start) or written.startswith("+"):
            continue
        if _foreign(written, home):
            continue
        like_one = _LIKE_A_NUMBER.fullmatch(written) or _TO_CALL.search(text[: match.start])
        if like_one and len(re.sub(r"\D", "", written)) >= _DIGITS:
            yield _number(match, text)


def _miscounted(text: str, homes: Sequence[str]) -> list[Contact]:
    """Numbers written as at home with a figure too many or too few, with that problem: lost unseen,
    nobody would be called."""
    found = []
    for run in _DIGIT_RUN.finditer(text):
        if _COUNTED.search(text, 0, run.start()) or not _LIKE_A_NUMBER.fullmatch(run[0]):
            continue
        if _GOES_ON.match(text, run.end()) and not _IS.match(text, run.end()):
            continue
        if any(_foreign(run[0], home) for home in homes) or " " not in run[0].strip():
            continue
        found.append(Contact(None, run.start(), run.end(), _phone_problem(run[0], homes[0])))
    return found


def _from_abroad(text: str, home: str) -> Iterator[Contact]:
    """Numbers to call as they are written in other countries, which do not say in which: what is
    counted begins with no 0."""
    to_call = _CALLS.search(text)
    for run in _DIGIT_RUN.finditer(text):
        counted = _COUNTED.search(text, 0, run.start())
        alone = _LIKE_A_NUMBER.fullmatch(run[0]) and not _GOES_ON.match(text, run.end())
        if counted or not (to_call or alone):
            continue
        if _foreign(run[0], home) and len(_DIGIT.findall(run[0])) >= _DIGITS:
            yield Contact(None, run.start(), run.end(), _FROM_ABROAD)


def _phone_problem(written: str, region: str) -> str:
    if _foreign(written, region.upper()):
        return _FROM_ABROAD
    try:
        number = phonenumbers.parse(written, region.upper())
    except phonenumbers.NumberParseException:
        return "That does not look like a telephone number."
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason in {ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY}:
        return "That number is too short: please give it with its area code."
    if reason == ValidationResult.TOO_LONG:
        return f"That number is too long. {_ABROAD}"
    return f"That number does not seem to exist. {_ABROAD}"
