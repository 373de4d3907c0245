"""HubSpot: contacts by e-mail address, with their company (CRM API v3 and v4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.delivery import crm
from bot.delivery.companies import CompanyIds
from bot.delivery.http import call
from bot.delivery.sending import Parcel, PutOff, Refused
from bot.leads.providers import is_public

REQUESTS = 4  # at most, for one event
_CONTACT_TO_COMPANY = 279  # HubSpot's own association type


class HubspotDestination:
    """One account, by the token of a private app."""

    def __init__(
        self,
        token: str,
        url: str,
        mapping: Callable[[], Mapping[str, str]],
        base_url: str,
        companies: CompanyIds,
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {"authorization": f"Bearer {token}"}
        self._mapping = mapping
        self._base_url = base_url
        self._companies = companies

    def send(self, parcel: Parcel) -> None:
        """Create or update the contact and tie it to its company; a withdrawal of consent marks
        it, an erasure deletes it."""
        document = parcel.payload["data"]
        if parcel.event == "lead.erased":
            self._erase(document)
            return
        if parcel.event == "consent.withdrawn":
            self._opt_out(document)
            return
        email = (document.get("contact") or {}).get("email")
        if not email:
            return  # without consent or an address there is nothing that HubSpot may have
        wanted = crm.properties(document, self._mapping(), self._link(document))
        found = self._call(
            "POST",
            "/crm/v3/objects/contacts/batch/upsert",
            {"inputs": [{"id": email, "idProperty": "email", "properties": wanted}]},
        )
        results = found.get("results") or []
        if found.get("errors") or not results:
            raise Refused(f"HubSpot did not take the contact ({_category(found)})")
        domain = email.rpartition("@")[2].lower()
        if not is_public(domain):
            name = document["contact"].get("company") or domain
            company = self._companies.get(domain, partial(self._found_or_made, domain, name))
            try:
                self._associate(str(results[0]["id"]), company)
            except Refused:
                self._companies.forget(domain)  # it may have been deleted or merged there
                raise

    def _found_or_made(self, domain: str, name: str) -> str:
        query = {
            "filterGroups": [
                {"filters": [{"propertyName": "domain", "operator": "EQ", "value": domain}]}
            ],
            "limit": 1,
        }
        found = self._call("POST", "/crm/v3/objects/companies/search", query)
        if found.get("results"):
            return str(found["results"][0]["id"])
        made = self._call(
            "POST", "/crm/v3/objects/companies", {"properties": {"domain": domain, "name": name}}
        )
        return str(made["id"])

    def _associate(self, contact: str, company: str) -> None:
        kind = {
            "associationCategory": "HUBSPOT_DEFINED",
            "associationTypeId": _CONTACT_TO_COMPANY,
        }
        path = f"/crm/v4/objects/contact/{quote(contact)}/associations/company/{quote(company)}"
        self._call("PUT", path, [kind])

    def _opt_out(self, document: Mapping[str, Any]) -> None:
        email = document.get("email")
        if not email:
            return
        wanted = crm.opting_out(
            document, self._mapping(), crm.HUBSPOT_OPTED_OUT, self._link(document)
        )
        # A yes is a word there.
        wanted = {name: "true" if value is True else value for name, value in wanted.items()}
        self._call(
            "PATCH",
            f"/crm/v3/objects/contacts/{quote(email, safe='')}?idProperty=email",
            {"properties": wanted},
            missing_ok=True,  # deleted there: nobody will contact them
        )

    def _link(self, document: Mapping[str, Any]) -> str:
        return f"{self._base_url}/inbox/leads/{document['id']}"

    def _erase(self, document: Mapping[str, Any]) -> None:
        email = document.get("email")
        if email:
            self._call(
                "POST",
                "/crm/v3/objects/contacts/gdpr-delete",
                {"objectId": email, "idProperty": "email"},
            )

    def _call(
        self, method: str, path: str, body: Any, *, missing_ok: bool = False
    ) -> dict[str, Any]:
        answer = call(method, self._url + path, headers=self._headers, json=body)
        if answer.status in {401, 403}:
            raise Refused(
                f"HubSpot refused the token (HTTP {answer.status}): BATON_HUBSPOT_TOKEN is "
                "expected to be a private app's with the scopes of contacts and companies"
            )
        if answer.status == 423:
            raise PutOff("HubSpot is busy with this object (HTTP 423)")
        if answer.status == 404 and missing_ok:
            return {}
        if not 200 <= answer.status < 300:
            raise Refused(f"HubSpot answered HTTP {answer.status} ({_category(answer.data)})")
        return answer.data if isinstance(answer.data, dict) else {}


def _category(found: Any) -> str:
    """What is wrong, without the values that HubSpot repeats: its category and the properties."""
    if not isinstance(found, dict):
        return "no reason given"
    errors = [each for each in found.get("errors") or [] if isinstance(each, dict)]
    named = (
        (each.get("context") or {}).get("propertyName") or [each.get("name")] for each in errors
    )
    names = sorted({str(name) for each in named for name in each if name})
    categories = [found.get("category"), *(each.get("category") for each in errors)]
    category = next((each for each in categories if each), "no reason given")
    return " ".join([str(category), *names])[:200]
