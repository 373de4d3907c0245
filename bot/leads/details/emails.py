"""E-mail addresses as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.leads.details.contact import Contact

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
