"""Signed webhooks: Standard Webhooks 1.0.0."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy

import requests
from standardwebhooks import Webhook as Signer
from urllib3.exceptions import HTTPError

from bot.delivery import outbox
from bot.delivery.addresses import Pinned, Target, resolve
from bot.delivery.sending import Gone, Parcel, Refused, TryLater

SECONDS = 15
_SHORT = 4096  # bytes
_LONGEST_WAIT = 24 * 3600.0


class WebhookDestination:
    """One address with its signing secrets, two while a key is being rotated.

    `internal` allows loopback, private and other addresses that are not public.
    """

    def __init__(self, url: str, secrets: Sequence[str], *, internal: bool) -> None:
        self._url = url
        self._signers = [Signer(secret) for secret in secrets]
        self._internal = internal
        self._lock = threading.Lock()
        self._kept: tuple[Target, requests.Session] | None = None

    def send(self, parcel: Parcel) -> None:
        """POST the event; 2xx alone is success, and 410 means never again."""
        body = outbox.encoded(parcel.payload)
        if len(body) > outbox.BODY_LIMIT:
            raise Refused(f"the event has {len(body)} bytes, {outbox.BODY_LIMIT} at most")
        at = datetime.now(timezone.utc)
        headers = {
            "content-type": "application/json",
            "user-agent": "Baton",
            "webhook-id": parcel.id,
            "webhook-timestamp": str(math.floor(at.timestamp())),
            "webhook-signature": " ".join(
                signer.sign(parcel.id, at, body.decode()) for signer in self._signers
            ),
        }
        target = resolve(self._url, internal=self._internal)
        try:
            with self._session(target).post(
                self._url,
                data=body,
                headers=headers,
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,  # an answer's body is of no interest, however long it is …
            ) as response:
                status, wait = response.status_code, response.headers.get("retry-after")
                with suppress(HTTPError, OSError):
                    response.raw.read(_SHORT)  # … but a short one leaves the connection of use
        except requests.Timeout:
            raise TryLater(f"no answer within {SECONDS} s") from None
        except (requests.RequestException, HTTPError, OSError) as error:
            raise TryLater(f"no connection ({type(error).__name__})") from None
        if 200 <= status < 300:
            return
        if status == 410:
            raise Gone(f"{outbox.GONE} (HTTP 410)")
        raise TryLater(f"HTTP {status}", retry_after(wait))

    def _session(self, target: Target) -> requests.Session:
        """The session, which keeps its connections as long as the address is the same."""
        with self._lock:
            if self._kept is None or self._kept[0] != target:
                session = requests.Session()
                session.trust_env = False  # neither a proxy of the machine nor its .netrc
                # Without cookies nothing in it changes, so that several threads may share it.
                session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
                session.mount(f"{target.scheme}://", Pinned(target))
                self._kept = target, session
            return self._kept[1]


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds of a Retry-After header, a number or a date (RFC 9110, 10.2.3); a day at most."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except (ValueError, TypeError):
            return None
        if at.tzinfo is None:
            at = at.replace(tzinfo=timezone.utc)
        seconds = (at - (now or datetime.now(timezone.utc))).total_seconds()
    if not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)
