"""E-mail addresses and telephone numbers as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import (
    Leniency,
    PhoneMetadata,
    PhoneNumberFormat,
    PhoneNumberMatch,
    PhoneNumberMatcher,
    ValidationResult,
)
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

# Where most private addresses are; one slip away from one of these is worth asking about.
_PROVIDERS = (
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.co.uk",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "live.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "msn.com",
    "proton.me",
    "protonmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "comcast.net",
    "verizon.net",
    "btinternet.com",
    "orange.fr",
    "libero.it",
    "zoho.com",
    "fastmail.com",
)
_ENDINGS = {
    "con": "com",
    "cmo": "com",
    "comm": "com",
    "ocm": "com",
    "cim": "com",
    "vom": "com",
    "xom": "com",
    "clm": "com",
    "cpm": "com",
    "coom": "com",
    "nte": "net",
    "ent": "net",
    "ogr": "org",
    "orgg": "org",
    "couk": "co.uk",
}

_TYPED = re.compile(r"[^\s@<>()\[\],;:\"]+\s?@\s?[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"]*[^\W_]")
_SPOKEN = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:\s+(?:dot|\[dot\]|\(dot\)|underscore|dash|hyphen)\s+\w+)*\s*(?:\s+at\s+|\s*[\[(]at[\])]\s*|\s*@\s*)\s*"
    r"[\w-]+(?:\s*(?:\s+dot\s+|\s*[\[(]dot[\])]\s*)\s*[\w-]+"
    # Behind a full stop and a blank a sentence begins, unless it is the end of an address.
    r"|\s*\.(?:(?=\S)|\s+(?=(?:com?|net|org|io|edu|gov|eu|uk|de|fr|nl|ca|au|us)\b))[\w-]+)+",
    re.IGNORECASE,
)
_UNDERSCORE = re.compile(r"\s+underscore\s+", re.IGNORECASE)
_DASH = re.compile(r"\s+(?:dash|hyphen)\s+", re.IGNORECASE)
_SURELY = re.compile(r"@|\bdot\b|[\[(]at[\])]", re.IGNORECASE)
_ENDING = re.compile(r"\.[a-z]{2,}$", re.IGNORECASE)
_DOT = re.compile(r"\s*(?:\s+dot\s+|\[dot\]|\(dot\))\s*", re.IGNORECASE)
_AT = re.compile(r"\s*(?:\s+at\s+|\[at\]|\(at\)|@)\s*", re.IGNORECASE)
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
_LETTER_O = re.compile(r"(?<![^\W\do])[\do]*\d[\do]*(?![^\W\do])", re.IGNORECASE)
_ABROAD = "If it is from another country, please begin with + and the country code."


@dataclass(frozen=True)
class Contact:
    """A contact detail: `value` normalised, None with the `problem` when it cannot be used."""

    value: str | None
    start: int
    end: int
    problem: str | None = None
    suggestion: str | None = None


def find_emails(text: str, *, asked: bool = False) -> Iterator[Contact]:
    """Every e-mail address in `text`, also spelled out ("jane at acme dot com").

    Asked for one, "jane at acme.com" is an address too.
    """
    if not asked and not _SURELY.search(text):
        return
    seen: list[tuple[int, int]] = []
    for pattern in (_TYPED, _SPOKEN):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in seen):
                continue
            written = match[0].strip(".'")
            if pattern is _SPOKEN:
                if not _SURELY.search(written) and not (asked and _ENDING.search(written)):
                    continue  # "look at acme.com" tells no address
                written = _DASH.sub("-", _UNDERSCORE.sub("_", written))
                written = _AT.sub("@", _DOT.sub(".", written), count=1)
            seen.append(match.span())
            yield _checked(re.sub(r"\s", "", written), match.start(), match.end())


def _checked(written: str, start: int, end: int) -> Contact:
    written = re.sub(r"^mailto:", "", written, flags=re.IGNORECASE)
    try:
        # Whether the domain takes mail is not asked: that would be a network call in a turn.
        normalised = validate_email(written, check_deliverability=False).normalized
    except EmailNotValidError:
        return Contact(
            None, start, end, f"“{written}” does not look like a complete e-mail address."
        )
    # In lower case: no provider tells addresses apart by case, and one person is one lead.
    local, _, domain = normalised.lower().rpartition("@")
    better = _better_domain(domain)
    return Contact(
        f"{local}@{domain}", start, end, suggestion=f"{local}@{better}" if better else None
    )


def _better_domain(domain: str) -> str | None:
    if domain in _PROVIDERS:
        return None
    head, _, ending = domain.rpartition(".")
    if ending in _ENDINGS:
        domain = f"{head}.{_ENDINGS[ending]}"
        if domain in _PROVIDERS:
            return domain
        near = _near(domain)
        return near or domain
    return _near(domain)


def _near(domain: str) -> str | None:
    # Short names are one letter away from too many others ("me.com" from "we.com").
    found = process.extractOne(
        domain,
        [each for each in _PROVIDERS if len(each) > 7],
        scorer=DamerauLevenshtein.distance,
        score_cutoff=1 if len(domain) < 9 else 2,
    )
    if found is None:
        return None
    provider = str(found[0])
    # Two edits only within the name: "gmial.co" is gmail.com, "gmx.ch" is not gmx.de.
    name, _, ending = domain.partition(".")
    their_name, _, their_ending = provider.partition(".")
    if name == their_name and ending != their_ending[:2]:
        return None  # another country's branch of the same provider
    return provider if name[:1] == their_name[:1] else None


def find_phones(
    text: str, region: str, *, whereabouts: str | None = None, asked: bool = False
) -> Iterator[Contact]:
    """Telephone numbers in `text` as E.164; `region` is where numbers without +… are from, or
    `whereabouts`, the visitor's country, when they are none in `region`.

    Asked for one, a run of digits that cannot be a number comes with its problem; otherwise
    only what is surely a number is found.
    """
    fewest = _FEWEST if _CALLS.search(text) else _DIGITS
    if not asked and len(_DIGIT.findall(text)) < fewest and not _PLUS.search(text):
        return
    homes = list(dict.fromkeys((region.upper(), (whereabouts or region).upper())))
    if asked:
        text = _LETTER_O.sub(lambda run: run[0].lower().replace("o", "0"), text)  # "o7700 9oo 123"
    # 7 digits of a local number or "2026-11-20" are no telephone numbers unless asked for.
    for leniency in (Leniency.VALID, Leniency.POSSIBLE) if asked else (Leniency.VALID,):
        for home in homes:
            if found := list(_called(text, home, leniency, asked=asked)):
                yield from found
                return
    if not asked:
        for home in homes:
            if found := list(_unassigned(text, home)):
                yield from found
                break
        # A country code is meant as one, even where no such number was given out.
        for match in PhoneNumberMatcher(text, None, leniency=Leniency.POSSIBLE):
            yield _number(match)
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
            yield _number(match)  # local numbers cannot be called from elsewhere


def _number(match: PhoneNumberMatch) -> Contact:
    number = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
    return Contact(number, match.start, match.end)


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
            yield _number(match)


def _phone_problem(written: str, region: str) -> str:
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
