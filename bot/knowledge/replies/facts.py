"""Opening hours and ways to reach the company, from company.yml."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.hours import DAYS
from bot.knowledge.answer import Source
from bot.knowledge.company import FILE, Company
from bot.knowledge.question.asked import Asked
from bot.knowledge.replies.reply import Reply
from bot.knowledge.words import STOP_WORDS, stem, words

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = re.compile(r"\b(?:open|opening|hours|close|closes|closed|closing|shuts?|business hours)\b")
_NEAR_HOURS = """open opening opened hours hour close closes closed closing shut shuts business
office time times today tomorrow now weekend weekends weekdays weekday week day days shop store
showroom dealership branch available morning evening late early until sundays saturdays reach
human person people team staff phone call talk speak answer"""
# Topic → (what the question says, words besides that are still about it)
_WAYS: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (
        ("careers_url",),
        "Careers",
        r"\b(?:careers?|jobs?|hiring|vacanc\w+|work for you)\b",
        (
            "career careers job jobs hiring work open position positions vacancy vacancies apply"
            " role roles junior senior dev developer engineer internship intern looking"
        ),
    ),
    (
        ("support_email", "support_url"),
        "Support",
        r"\b(?:support|help ?desk)\b",
        "support helpdesk desk contact reach email mail customer team service technical",
    ),
    (
        ("phone",),
        "Phone",
        r"\b(?:phone|telephone|call|ring|number|tel)\b",
        "phone telephone call cal ring number tel contact speak talk sales reach",
    ),
    (
        ("email",),
        "Email",
        r"\b(?:e-?mail|mail|write to)\b",
        "email mail write address contact sales send",
    ),
    (
        ("address",),
        "Address",
        (
            r"\b(?:address|located|location|where are you|where is|find you|visit|based|office"
            r"|showroom|headquarters|directions)\b"
        ),
        (
            "address located location find visit based office offices showroom dealership"
            " headquarter headquarters store shop company directions postal"
        ),
    ),
    (
        ("phone", "email", "address"),
        "Contact",
        r"\b(?:contact|reach|in touch|(?:talk|speak|chat) (?:to|with))\b",
        (
            "contact reach touch sales details information info company team talk speak chat human"
            " person people agent representative rep salesperson staff real live"
        ),
    ),
)


def company_reply(asked: Asked, company: Company, today: date) -> Reply | None:
    """Hours or contact ways when that is all the question is about, else None."""
    own = {stem(word) for word in words(f"{company.name} {company.assistant}")}
    left = [
        stem(word)
        for word in words(asked.plain)
        if word not in STOP_WORDS and stem(word) not in own
    ]
    if _HOURS.search(asked.plain):
        return _hours(asked, left, company, today)
    for keys, label, pattern, near in _WAYS:
        if not re.search(pattern, asked.plain):
            continue
        if any(word not in {stem(one) for one in near.split()} for word in left):
            continue
        if label == "Address" and not left and asked.points:
            continue  # "where is that": of what was spoken of before
        known = [key for key in keys if company.contact.get(key)]
        if known:
            lines = [f"{_label(key, label)}: {company.contact[key]}" for key in known]
            sources = tuple(_source(company, "contact", key) for key in known)
            return Reply("answer", "\n".join(lines), sources, 0.9)
    return None


def _hours(asked: Asked, left: list[str], company: Company, today: date) -> Reply | None:
    if not company.opening_hours:
        return None
    near = {stem(word) for word in _NEAR_HOURS.split()}
    near |= {stem(name.lower()) for name in _DAY_NAMES} | set(DAYS)
    if any(word not in near for word in left):
        return None
    days = _days(asked.plain, today)
    if days:
        lines = [f"{_DAY_NAMES[n]}: {company.opening_hours.get(DAYS[n], 'closed')}" for n in days]
        at = DAYS[days[0]]
    else:
        lines = [
            f"{_DAY_NAMES[n]}: {company.opening_hours[day]}"
            for n, day in enumerate(DAYS)
            if day in company.opening_hours
        ]
        at = ""
    place = ("opening_hours", at) if at in company.opening_hours else ("opening_hours",)
    return Reply("answer", "\n".join(lines), (_source(company, *place),), 0.9)


def _days(plain: str, today: date) -> list[int]:
    if re.search(r"\bweekends?\b", plain):
        return [5, 6]
    found = [
        n
        for n, name in enumerate(_DAY_NAMES)
        if re.search(rf"\b{name.lower()}s?\b|\b{DAYS[n]}\b", plain)
    ]
    if not found and re.search(r"\b(?:today|now)\b", plain):
        found = [today.weekday()]
    if not found and "tomorrow" in plain:
        found = [(today + timedelta(days=1)).weekday()]
    return found


def _label(key: str, label: str) -> str:
    return label if label in ("Careers", "Support") else key.capitalize()


def _source(company: Company, *place: str) -> Source:
    heading = "Opening hours" if place[0] == "opening_hours" else "Contact"
    return Source(FILE, company.lines.at(*place), heading, company.website or None)
