"""Salesforce, HubSpot and Slack, as far as leads come to them, by their published formats."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from typing import Any

from tests.faults.receivers import RETRY_AFTER, Answer, Receiver

_LEAD = re.compile(r"/inbox/leads/([0-9a-f-]{36})")
_TIE = re.compile(r"/crm/v4/objects/contact/(\w+)/associations/company/(\w+)")


class Salesforce(Receiver):
    """Signs in, and takes a lead by its external id, which makes a repeat write the same one."""

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        if path == "/services/oauth2/token":
            return _json(200, {"access_token": "t"})
        key = path.rpartition("/Baton_Id__c/")[2]
        if not json.loads(body).get("Email"):
            self.taken.add_wrong(f"Salesforce {key}: no address in it")
        first = key not in self.taken.bodies
        self.taken.add(key, body)
        return _json(201 if first else 200, {"id": key, "success": True})


class Hubspot(Receiver):
    """Contacts by their address, companies by their domain, and which belongs to which.

    Its moods: 429, with the body that its guide to usage limits gives; 500, for what it has
    taken all the same.
    """

    def __init__(self) -> None:
        self.contacts: dict[str, str] = {}  # address → id
        self.companies: dict[str, str] = {}  # id → domain
        self.ties: dict[str, set[str]] = {}  # id of a contact → ids of its companies
        self._writing = threading.Lock()
        super().__init__()

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        mood = self.mood
        if headers.get("authorization") != "Bearer of the tests":
            self.taken.add_wrong(f"HubSpot {path}: no token")
            return _json(401, {"status": "error", "category": "INVALID_AUTHENTICATION"})
        if mood == "429":
            return _json(429, _RATE_LIMIT)
        with self._writing:
            found = self._write(path, json.loads(body))
        return _json(500, {"status": "error", "category": "INTERNAL"}) if mood == "500" else found

    def problems(self, addresses: set[str]) -> list[str]:
        """What is not there once: a contact of each address, tied to the one company of it."""
        found = [f"HubSpot has no contact {each}" for each in addresses - self.contacts.keys()]
        found += [f"HubSpot has {each} of nobody" for each in self.contacts.keys() - addresses]
        made = Counter(self.companies.values())
        found += [f"HubSpot has {n} companies {domain}" for domain, n in made.items() if n > 1]
        for address, contact in self.contacts.items():
            tied = [self.companies[each] for each in self.ties.get(contact, ())]
            if tied != [address.rpartition("@")[2]]:
                found.append(f"HubSpot has {address} at {tied}")
        return found

    def _write(self, path: str, body: Any) -> Answer:
        if path == "/crm/v3/objects/contacts/batch/upsert":
            (given,) = body["inputs"]
            if given["idProperty"] != "email" or not given["properties"].get("lastname"):
                self.taken.add_wrong(f"HubSpot {given['id']}: by {given['idProperty']}, no name")
            contact = self.contacts.setdefault(given["id"], str(len(self.contacts) + 1))
            self.taken.add(given["id"], json.dumps(given).encode())
            return _json(200, {"status": "COMPLETE", "results": [{"id": contact}]})
        if path == "/crm/v3/objects/companies/search":
            wanted = body["filterGroups"][0]["filters"][0]["value"]
            ids = [each for each, domain in self.companies.items() if domain == wanted]
            return _json(200, {"total": len(ids), "results": [{"id": each} for each in ids]})
        if path == "/crm/v3/objects/companies":
            company = str(len(self.companies) + 1)
            self.companies[company] = body["properties"]["domain"]
            return _json(201, {"id": company})
        tie = _TIE.fullmatch(path)
        if tie and tie[1] in self.contacts.values() and tie[2] in self.companies:
            self.ties.setdefault(tie[1], set()).add(tie[2])
            return _json(201, {})
        self.taken.add_wrong(f"HubSpot has no {path}")
        return _json(404, {"status": "error", "category": "OBJECT_NOT_FOUND"})


class Slack(Receiver):
    """An incoming webhook. A message has no id: it is known by the lead that it links to and by
    what became of it. Its moods: 429 with Retry-After, 500."""

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        mood = self.mood
        if mood == "429":
            return 429, {"retry-after": RETRY_AFTER}, b"rate_limited"
        if mood == "500":
            return 500, {}, b"rollup_error"
        lead = _LEAD.search(body.decode())
        if lead is None:
            self.taken.add_wrong(f"Slack {path}: a message of no lead, {body[:200]!r}")
            return 400, {}, b"invalid_payload"
        became = json.loads(body)["text"].partition(":")[0]
        self.taken.add(f"{became} {lead[1]}", body)
        return 200, {}, b"ok"


# https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
_RATE_LIMIT = {
    "status": "error",
    "message": "You have reached your secondly limit.",
    "errorType": "RATE_LIMIT",
    "correlationId": "c033cdaa-2c40-4a64-ae48-b4cec88dad24",
    "policyName": "SECONDLY",
    "requestId": "3d3e35b7-0dae-4b9f-a6e3-9c230cbcf8dd",
}


def _json(status: int, body: Any) -> Answer:
    return status, {"content-type": "application/json"}, json.dumps(body).encode()
