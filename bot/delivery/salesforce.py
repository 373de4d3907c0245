"""Salesforce: leads by an external id of Baton's, never by e-mail address (REST API)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from bot.delivery import crm
from bot.delivery.http import call
from bot.delivery.sending import Parcel, Refused, TryLater

_VERSION = "v60.0"
_UNKNOWN = "Unknown"  # Salesforce wants a last name and a company of every lead
_HEADERS = {
    "Sforce-Auto-Assign": "FALSE",  # who gets a lead was decided here
    "Sforce-Duplicate-Rule-Header": "allowSave=false",
}
_BUSY = frozenset({"REQUEST_LIMIT_EXCEEDED", "UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE"})


class SalesforceDestination:
    """One org, by a connected app with the client credentials flow (OAuth 2.0, RFC 6749, 4.4)."""

    def __init__(
        self,
        url: str,
        client: tuple[str, str],
        external_id: str,
        mapping: Callable[[], Mapping[str, str]],
        base_url: str,
    ) -> None:
        self._url = url.rstrip("/")
        self._client = client
        self._external_id = external_id
        self._mapping = mapping
        self._base_url = base_url
        self._lock = threading.Lock()
        self._session: tuple[str, str] | None = None  # instance and access token

    def send(self, parcel: Parcel) -> None:
        """Create or update the lead; a withdrawal of consent marks it, an erasure deletes it."""
        document = parcel.payload["data"]
        path = (
            f"/services/data/{_VERSION}/sobjects/Lead/{quote(self._external_id)}/"
            f"{quote(str(document['id']), safe='')}"
        )
        if parcel.event == "lead.erased":
            self._call("DELETE", path, None)
            return
        link = f"{self._base_url}/inbox/leads/{document['id']}"
        if parcel.event == "consent.withdrawn":
            # Looked for first: a PATCH would make the lead of which there is to be nothing.
            if self._call("GET", path, None):
                marks = crm.opting_out(document, self._mapping(), crm.SALESFORCE_OPTED_OUT, link)
                self._call("PATCH", path, marks)
            return
        if not any((document.get("contact") or {}).get(key) for key in ("email", "phone")):
            return  # without consent there is nothing that Salesforce may have
        fields = crm.properties(document, self._mapping(), link)
        fields.setdefault("LastName", fields.get("Email") or _UNKNOWN)
        fields.setdefault("Company", _UNKNOWN)
        self._call("PATCH", path, {"LeadSource": "Baton", **fields})

    def _call(self, method: str, path: str, body: Any) -> bool:
        """Whether the lead was there, of those that need it to be."""
        for renewed in (False, True):
            instance, token = self._signed_in(renew=renewed)
            answer = call(
                method,
                instance + path,
                headers={"authorization": f"Bearer {token}", **_HEADERS},
                **({"json": body} if body is not None else {}),
            )
            if answer.status != 401:
                break
        status = answer.status
        if status < 300:
            return True
        if status == 404 and method in {"GET", "DELETE"}:
            return False
        if status == 300:
            raise Refused(
                f"several leads in Salesforce have this {self._external_id}; nothing was written: "
                "the field is expected to be unique"
            )
        code, fields = _error(answer.data)
        if code in _BUSY:
            raise TryLater(f"Salesforce is busy ({code})")
        if status == 401:
            raise Refused("Salesforce refused a new token too (HTTP 401)")
        raise Refused(f"Salesforce answered HTTP {status} ({' '.join([code, *fields])})")

    def _signed_in(self, *, renew: bool) -> tuple[str, str]:
        with self._lock:
            if self._session is None or renew:
                self._session = self._sign_in()
            return self._session

    def _sign_in(self) -> tuple[str, str]:
        name, secret = self._client
        answer = call(
            "POST",
            f"{self._url}/services/oauth2/token",
            data={
                "grant_type": "client_credentials",
                "client_id": name,
                "client_secret": secret,
            },
        )
        found = answer.data
        if answer.status != 200 or not isinstance(found, dict):
            reason = found.get("error") if isinstance(found, dict) else None
            raise Refused(
                f"Salesforce did not sign us in (HTTP {answer.status}, {reason}): "
                "BATON_SALESFORCE_CLIENT_ID and _SECRET are expected to be a connected app's"
            )
        return str(found.get("instance_url") or self._url).rstrip("/"), str(found["access_token"])


def _error(found: Any) -> tuple[str, list[str]]:
    """Code and fields of an error, without its message, which repeats values."""
    first = found[0] if isinstance(found, list) and found else {}
    if not isinstance(first, dict):
        return "no reason given", []
    fields = [str(each) for each in first.get("fields") or []]
    return str(first.get("errorCode") or "no reason given"), fields
