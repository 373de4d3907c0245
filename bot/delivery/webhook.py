"""Signed webhooks: Standard Webhooks 1.0.0."""

from __future__ import annotations

import ipaddress
import json
import socket
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from standardwebhooks import Webhook as Signer

from bot.delivery.outbox import Webhook
from bot.delivery.sending import Parcel, Refused, TryLater

SECONDS = 15
MOST_BYTES = 20_000
_LONGEST_WAIT = 24 * 3600


class WebhookDestination:
    """One address; `internal` allows loopback and private ones."""

    def __init__(self, webhook: Webhook, *, internal: bool) -> None:
        self._webhook = webhook
        self._internal = internal
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy of the machine, no .netrc
        self._session.max_redirects = 0

    def send(self, parcel: Parcel) -> None:
        """POST the event; 2xx alone is success, 410 means never again."""
        if not self._internal:
            _check_public(self._webhook.url)
        body = fitted(parcel.payload)
        at = datetime.now(timezone.utc)
        signatures = " ".join(
            Signer(secret).sign(parcel.id, at, body.decode()) for secret in self._webhook.secrets
        )
        try:
            response = self._session.post(
                self._webhook.url,
                data=body,
                headers={
                    "content-type": "application/json",
                    "webhook-id": parcel.id,
                    "webhook-timestamp": str(int(at.timestamp())),
                    "webhook-signature": signatures,
                    "user-agent": "Baton",
                },
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,  # an answer's body is of no interest, however long it is
            )
            response.close()
        except requests.Timeout:
            raise TryLater(f"no answer within {SECONDS} s") from None
        except requests.RequestException as error:
            raise TryLater(f"no connection ({type(error).__name__})") from None
        if 200 <= response.status_code < 300:
            return
        if response.status_code == 410:
            raise Refused("the address answered 410: it wants no more events")
        raise TryLater(
            f"the address answered {response.status_code}",
            _retry_after(response.headers.get("retry-after")),
        )


def _check_public(url: str) -> None:
    """Refuse addresses inside of the network: a webhook must not reach what visitors cannot."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except socket.gaierror:
        raise TryLater("the address's host name is not known") from None
    for *_, address in found:
        if not ipaddress.ip_address(address[0]).is_global:
            raise Refused(
                "the address is internal; BATON_WEBHOOK_ALLOW_INTERNAL=yes allows that"
            )


def fitted(payload: dict[str, Any]) -> bytes:
    """The body, under 20 kB: of a long transcript the last messages stay."""
    body = _encoded(payload)
    while len(body) > MOST_BYTES:
        lead = dict(payload["data"].get("lead") or {})
        transcript = lead.get("transcript")
        if transcript:
            lead["transcript"] = transcript[len(transcript) // 2 + 1 :]
            lead["transcript_cut"] = True
        elif lead:
            lead = {key: lead[key] for key in ("id", "stage", "score") if key in lead}
            lead["cut"] = True
        else:
            raise Refused(f"the event has {len(body)} bytes, {MOST_BYTES} at most")
        if lead == payload["data"].get("lead"):
            raise Refused(f"the event has {len(body)} bytes, {MOST_BYTES} at most")
        payload = {**payload, "data": {**payload["data"], "lead": lead}}
        body = _encoded(payload)
    return body


def _encoded(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date (RFC 9110 10.2.3)."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - datetime.now(timezone.utc)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)
