"""From a lead's document to the properties of a CRM, by `playbook/crm.yml` or a plain default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HUBSPOT: Mapping[str, str] = {
    "firstname": "first_name",
    "lastname": "last_name",
    "phone": "phone",
    "company": "company",
}
SALESFORCE: Mapping[str, str] = {
    "FirstName": "first_name",
    "LastName": "last_name",
    "Company": "company",
    "Email": "email",
    "Phone": "phone",
    "Description": "link",
}
# What says that somebody has withdrawn their consent, where the playbook names nothing for it.
# HubSpot's own opt-out (hs_email_optout) cannot be written, and its interface for subscriptions
# ends them for good: too much for an address that somebody typed.
HUBSPOT_OPTED_OUT: Mapping[str, Any] = {"hs_lead_status": "UNQUALIFIED"}
SALESFORCE_OPTED_OUT: Mapping[str, Any] = {"HasOptedOutOfEmail": True}
_OPTED_OUT = "opted_out"


def properties(
    document: Mapping[str, Any], mapping: Mapping[str, str], link: str
) -> dict[str, Any]:
    """Property → value for everything in `mapping` that is known; `link` opens the lead here."""
    known = values(document, link)
    return {name: known[source] for name, source in mapping.items() if known.get(source)}


def opting_out(
    document: Mapping[str, Any], mapping: Mapping[str, str], default: Mapping[str, Any], link: str
) -> dict[str, Any]:
    """What a CRM is told of a withdrawal: `mapping` as far as it goes without the visitor's
    details, with `default` unless it has a property for that."""
    found = properties(document, mapping, link)
    return found if _OPTED_OUT in mapping.values() else {**found, **default}


def values(document: Mapping[str, Any], link: str) -> dict[str, Any]:
    """Everything that a mapping may name, as text or number."""
    contact = document.get("contact") or {}
    person = (document.get("assignment") or {}).get("person") or {}
    score = document.get("score") or {}
    first, _, last = str(contact.get("name") or "").strip().rpartition(" ")
    found: dict[str, Any] = {each["field"]: each["shown"] for each in document.get("details") or []}
    return found | {
        "id": document["id"],
        "name": contact.get("name"),
        "first_name": first or None,
        "last_name": last or None,
        "email": contact.get("email"),
        "phone": contact.get("phone"),
        "company": contact.get("company"),
        "domain": str(contact.get("email") or "").rpartition("@")[2] or None,
        "stage": document.get("stage"),
        "grade": document.get("grade"),
        "fit": score.get("fit"),
        "engagement": score.get("engagement"),
        "owner_email": person.get("email"),
        "owner_name": person.get("name"),
        "link": link,
        "page_url": (document.get("conversation") or {}).get("page_url"),
        "created_at": document.get("created_at"),
        # Never False: whoever opted out there, by another way, stays so.
        _OPTED_OUT: True if document.get("withdrawn_at") else None,
    }
