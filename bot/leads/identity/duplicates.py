"""Leads that may be of the same person, and leads of the same company: for a person to judge.

What is compared are things that visitors typed, so nothing follows from them by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.identity import identity
from bot.leads.providers import is_public
from bot.leads.view import iso, lead_document, lead_summary
from bot.storage.tables import IdentityChange, Lead

MOST = 5  # of each kind that are shown
_LOOKED_AT = 50  # candidates, the latest ones


@dataclass(frozen=True)
class Likeness:
    """A lead that may be of the same person, with what is the same."""

    lead: Lead
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Colleagues:
    """The latest leads of the same company, of `count` in all."""

    domain: str
    leads: tuple[Lead, ...]
    count: int


def possible(session: Session, lead: Lead) -> list[Likeness]:
    """Leads that may be of the same person as `lead`: neither merged with it already nor found by
    somebody to be another's. Of a person with several leads the one that stands for them."""
    own = identity.group(session, lead.id)
    members = session.scalars(sa.select(Lead).where(Lead.id.in_(own))).all()
    reasons: dict[str, list[str]] = {}
    for candidate in _alike(session, members):
        main = identity.main_id(session, candidate.id)
        found = reasons.setdefault(main, [])
        for each in members:
            found += [reason for reason in _same(each, candidate) if reason not in found]
    told_apart = _told_apart(session, own)
    return [
        Likeness(session.get(Lead, main), tuple(found))
        for main, found in reasons.items()
        if not told_apart & set(identity.group(session, main))
    ][:MOST]


def colleagues(session: Session, lead: Lead, without: Iterable[str] = ()) -> Colleagues | None:
    """Leads of the same company by its e-mail domain; None for an address at a public provider.

    `without` are ids that are shown elsewhere.
    """
    domain = company_domain(lead)
    if domain is None:
        return None
    hidden = {*without, *identity.group(session, lead.id)}
    same = sa.and_(Lead.email_domain == domain, Lead.id.not_in(hidden), identity.unmerged())
    count = session.scalar(sa.select(sa.func.count()).select_from(Lead).where(same))
    if not count:
        return None
    latest = sa.select(Lead).where(same).order_by(Lead.updated_at.desc()).limit(MOST)
    return Colleagues(domain, tuple(session.scalars(latest)), count)


def company_domain(lead: Lead) -> str | None:
    """The company's e-mail domain; None at a public provider, or without an address."""
    domain = lead.email_domain or ""
    return None if is_public(domain) else str(domain)


def full_document(session: Session, lead: Lead) -> dict[str, Any]:
    """All that is known of a lead, with who it is and may be, as plain data."""
    return {**lead_document(session, lead), "identity": identity_document(session, lead)}


def identity_document(session: Session, lead: Lead) -> dict[str, Any]:
    """What is known and supposed of who a lead is, as plain data.

    Of leads that are only alike there are no contact details: they may be somebody else's.
    """
    own = identity.group(session, lead.id)
    alike = possible(session, lead)
    company = colleagues(session, lead, [each.lead.id for each in alike])
    return {
        "merged_into": None if own[0] == lead.id else own[0],
        "merged": [lead_summary(session.get(Lead, each)) for each in own if each != lead.id],
        "possible_duplicates": [
            {**_plain(each.lead), "same": list(each.reasons)} for each in alike
        ],
        "same_company": None
        if company is None
        else {
            "domain": company.domain,
            "count": company.count,
            "latest": [_plain(each) for each in company.leads],
        },
        "history": [change_document(row) for row in identity.changes(session, own)],
    }


def change_document(row: IdentityChange) -> dict[str, Any]:
    """One change of who is who."""
    return {
        "action": row.action,
        "lead": row.lead_id,
        "other": row.other_id,
        "by": row.by,
        "why": row.why,
        "at": iso(row.at),
        "undoes": row.undoes_id,
        "id": row.id,
    }


def _plain(lead: Lead) -> dict[str, Any]:
    return {
        "id": lead.id,
        "stage": lead.stage,
        "grade": lead.grade,
        "owner_id": lead.owner_id,
        "created_at": iso(lead.created_at),
    }


def _alike(session: Session, members: Sequence[Lead]) -> list[Lead]:
    """The latest leads that share an address, a number, or a name at one company: one query for
    each, so that each is answered from an index."""
    found: dict[str, Lead] = {}
    own = [each.id for each in members]
    emails = {each.email_key for each in members if each.email_key}
    phones = {each.phone for each in members if each.phone}
    conditions = []
    if emails:
        conditions.append(Lead.email_key.in_(emails))
    if phones:
        conditions.append(Lead.phone.in_(phones))
    for each in members:
        domain = company_domain(each)
        if each.name and domain:
            same_name = sa.func.lower(Lead.name) == each.name.lower()
            conditions.append(sa.and_(Lead.email_domain == domain, same_name))
    for condition in conditions:
        query = (
            sa.select(Lead)
            .where(condition, Lead.id.not_in(own))
            .order_by(Lead.updated_at.desc())
            .limit(_LOOKED_AT)
        )
        found.update({each.id: each for each in session.scalars(query)})
    return sorted(found.values(), key=lambda each: each.updated_at, reverse=True)


def _same(lead: Lead, other: Lead) -> list[str]:
    reasons = []
    if lead.email_key and lead.email_key == other.email_key:
        reasons.append("Same e-mail address")
    if lead.phone and lead.phone == other.phone:
        reasons.append("Same phone number")
    domain = company_domain(lead)
    if (
        domain is not None
        and domain == other.email_domain
        and lead.name
        and lead.name.lower() == (other.name or "").lower()
        and "Same e-mail address" not in reasons
    ):
        reasons.append("Same name at the same company")
    return reasons


def _told_apart(session: Session, own: Sequence[str]) -> set[str]:
    """Ids of leads that somebody has found to be other people's than these."""
    rows = identity.changes(session, list(own))
    undone = {row.undoes_id for row in rows if row.undoes_id is not None}
    return {
        each
        for row in rows
        if row.action == "dismissed" and row.id not in undone
        for each in (row.lead_id, row.other_id)
        if each not in own
    }
