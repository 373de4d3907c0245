"""What the tests of the CRMs and of Slack tell them, and whom they talk to."""

from __future__ import annotations

from typing import Any

from bot.delivery import crm
from bot.delivery.companies import CompanyIds
from bot.delivery.hubspot import HubspotDestination
from bot.delivery.salesforce import SalesforceDestination
from bot.delivery.sending import Parcel
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.delivery.servers import Server

NOBODY = {"contact": dict.fromkeys(("name", "email", "phone", "company")), "details": []}
BASE = "https://baton.example"
UPSERT = "/crm/v3/objects/contacts/batch/upsert"
SEARCH = "/crm/v3/objects/companies/search"
TIE = "/crm/v4/objects/contact/501/associations/company/77"
CONTACT = "/crm/v3/objects/contacts/ann%40client.example?idProperty=email"
TOKEN = "/services/oauth2/token"
LEAD = "/services/data/v60.0/sobjects/Lead/Baton_Id__c/3f6c1e2a-0000-4000-8000-000000000001"


def parcel(event: str = "lead.accepted", **more: Any) -> Parcel:
    data: dict[str, Any] = {
        "id": "3f6c1e2a-0000-4000-8000-000000000001",
        "stage": "sal",
        "grade": "A1",
        "contact": {
            "name": "Ann Maria Byte",
            "email": "ann@client.example",
            "phone": "+493012345678",
            "company": "Client <Works>",
        },
        "score": {"fit": 40, "engagement": 30, "reasons": []},
        "details": [
            {"field": "company_size", "label": "Company size", "shown": "40 people"},
            {"field": "need", "label": "*Need*", "shown": "<!channel> hello"},
        ],
        "assignment": {"person": {"name": "Dana Reyes", "email": "dana@fern.example"}},
        "conversation": {"id": "c", "page_url": "https://fern.example/pricing"},
    }
    return Parcel("p1", event, {"type": event, "data": {**data, **more}}, 1)


def withdrawal(**more: Any) -> Parcel:
    """What is told when Ann withdraws: nothing of her but what a CRM needs to find her."""
    found = parcel("consent.withdrawn", **NOBODY, stage="lost", assignment=None)
    found.payload["data"] |= {"withdrawn_at": "2026-11-18T15:00:00+00:00", **more}
    return found


def hubspot(
    server: Server, *, database: Database | None = None, **mapping: str
) -> HubspotDestination:
    mapped = mapping or crm.HUBSPOT
    if database is None:
        database = Database("sqlite://")
        upgrade(database)
    companies = CompanyIds(database, "hubspot")
    return HubspotDestination("pat-secret", server.url, lambda: mapped, BASE, companies)


def salesforce(server: Server, **mapping: str) -> SalesforceDestination:
    mapped = mapping or crm.SALESFORCE
    return SalesforceDestination(
        server.url, ("client", "secret"), "Baton_Id__c", lambda: mapped, BASE
    )
