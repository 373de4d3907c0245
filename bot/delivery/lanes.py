"""The lanes of a worker: one for each destination, so that a broken one holds up no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.delivery import crm, hubspot
from bot.delivery.companies import CompanyIds
from bot.delivery.crew import Crew
from bot.delivery.csvfile import CsvDestination
from bot.delivery.email import EmailDestination
from bot.delivery.hubspot import HubspotDestination
from bot.delivery.pace import Pace
from bot.delivery.salesforce import SalesforceDestination
from bot.delivery.sending import Destination, Parcel
from bot.delivery.slack import SlackDestination
from bot.delivery.webhook import WebhookDestination
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.tables import Delivery

_FAILURES = 5  # in a row, after which a destination is left alone for a while
_FIRST_PAUSE = 5.0  # seconds; doubled with each probe that fails
_LONGEST_PAUSE = 300.0
_LONGEST_ASKED = 3600.0  # of a pause that a destination asks for; a row waits for all of it
_AT_ONCE = 8  # requests to one webhook or CRM at the same time


Mappings = Callable[[], Mapping[str, Mapping[str, str]]]


@dataclass
class Breaker:
    """Leaves a destination alone that fails again and again, and then tries it with one row.

    Rows do not use up their attempts on a destination that is known to be down. One thread asks
    what is let through; several tell what came of it.
    """

    failures: int = 0
    until: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lets_through(self, at: datetime, most: int) -> int:
        """How many may be sent now: `most`; none in a pause; one where something failed last."""
        with self._lock:
            if self.until is not None and at < self.until:
                return 0
            return 1 if self.failures else most

    def worked(self) -> None:
        """The destination answers."""
        with self._lock:
            self.failures, self.until = 0, None

    def failed(self, at: datetime, after: float | None = None) -> float | None:
        """Count a failure; gives the seconds of the pause that begins with it, if one does.

        A destination that says for how long it wants to be left alone (`after`) is, at once.
        """
        with self._lock:
            if self.until is not None and at < self.until:
                return None  # was under way when the pause began
            self.failures += 1
            pause = min(after or 0.0, _LONGEST_ASKED)
            if self.failures >= _FAILURES:
                grown = _FIRST_PAUSE * 2.0 ** (self.failures - _FAILURES)
                pause = max(pause, min(grown, _LONGEST_PAUSE))
            if not pause:
                return None
            self.until = at + timedelta(seconds=pause)
            return pause


@dataclass
class Lane:
    """One destination, which rows are for it, and how much it takes."""

    name: str
    rows: Any  # an SQL condition on deliveries
    destination: Destination
    at_once: int = _AT_ONCE
    pace: Pace | None = None
    breaker: Breaker = field(default_factory=Breaker)

    def __post_init__(self) -> None:
        self._crew = Crew(self.at_once, self.name)

    def sending(
        self, send: Callable[[Parcel], dict[str, object]], parcels: Sequence[Parcel]
    ) -> list[dict[str, object]]:
        """Do `send` with all of them, as many at the same time as the destination takes."""
        return self._crew.map(send, parcels)


def lanes(settings: Settings, mappings: Mappings, database: Database) -> list[Lane]:
    """The lane of the mailboxes, and one for each webhook, Slack, CRM and folder of the settings;
    `mappings` gives what the playbook says just now of the properties of CRMs."""
    made = [
        Lane(
            "email",
            sa.or_(Delivery.destination.like("email:%"), Delivery.destination.like("visitor:%")),
            EmailDestination(settings),
            at_once=2,
        )
    ]
    webhooks = zip(settings.webhook_url, settings.webhook_secret, strict=True)
    for number, (url, secrets) in enumerate(webhooks):
        name = f"webhook:{number}"
        webhook = WebhookDestination(url, secrets, internal=settings.webhook_allow_internal)
        made.append(Lane(name, Delivery.destination == name, webhook))
    if settings.slack_url:
        channel = SlackDestination(settings.slack_url, settings.base_url)
        interval = 60 / settings.slack_per_minute
        made.append(_named("slack", channel, 1, Pace(database, "slack", interval)))
    if settings.hubspot_token:
        account = HubspotDestination(
            settings.hubspot_token,
            settings.hubspot_url,
            lambda: mappings().get("hubspot") or crm.HUBSPOT,
            settings.base_url,
            CompanyIds(database, "hubspot"),
        )
        interval = 10 * hubspot.REQUESTS / settings.hubspot_per_ten_seconds
        made.append(_named("hubspot", account, 4, Pace(database, "hubspot", interval)))
    if settings.salesforce_url:
        org = SalesforceDestination(
            settings.salesforce_url,
            (settings.salesforce_client_id or "", settings.salesforce_client_secret or ""),
            settings.salesforce_external_id,
            lambda: mappings().get("salesforce") or crm.SALESFORCE,
            settings.base_url,
        )
        made.append(_named("salesforce", org, 4))
    if settings.csv_folder:
        made.append(_named("csv", CsvDestination(settings.csv_folder, settings.base_url), 1))
    return made


def _named(name: str, destination: Destination, at_once: int, pace: Pace | None = None) -> Lane:
    return Lane(name, Delivery.destination == name, destination, at_once, pace)
