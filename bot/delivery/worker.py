"""The worker: delivers the outbox and watches the clocks of offers.

A row is claimed by moving its `next_at` into the future (the lease) in a short transaction, sent
outside of it, and marked afterwards. A worker that dies in between leaves a row that comes back
when the lease is over: delivered at least once, with the same idempotency key each time.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.delivery import outbox
from bot.delivery.email import EmailDestination
from bot.delivery.sending import Destination, Parcel, Refused, TryLater
from bot.delivery.webhook import WebhookDestination
from bot.leads import lifecycle
from bot.leads.lifecycle import Desk
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.tables import Delivery, now

log = logging.getLogger(__name__)

# Standard Webhooks 1.0.0, seconds from one attempt to the next.
_HOUR = 3600
RETRIES = (
    5,
    5 * 60,
    30 * 60,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
JITTER = 0.1  # share of the wait: many rows that failed together do not come back together
LEASE_SECONDS = 120  # longer than any attempt takes
BATCH = 20
POLL_SECONDS = 0.5


@dataclass(frozen=True)
class _Claim:
    parcel: Parcel
    destination: str


class Worker:
    """Several may run at once, in this process or in others."""

    def __init__(self, database: Database, settings: Settings, desk: Desk) -> None:
        self._database = database
        self._desk = desk
        self._email: Destination = EmailDestination(settings)
        self._webhooks: Mapping[str, Destination] = {
            each.name: WebhookDestination(each, internal=settings.webhook_allow_internal)
            for each in outbox.webhooks(settings)
        }

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; whatever goes wrong is logged and tried again."""
        while not stop.is_set():
            try:
                worked = self.run_once(now())
            except Exception:
                log.exception("the worker failed; it goes on")
                worked = 0
            if not worked:
                stop.wait(POLL_SECONDS)

    def run_once(self, at: datetime) -> int:
        """Pass on expired offers and send what is due; gives how many rows were tried."""
        with self._database.reading() as session:
            due = lifecycle.has_due(session, at)
        if due:
            with self._database.transaction() as session:
                lifecycle.expire_due(session, self._desk, now=at)
        claims = self._claim(at)
        groups: dict[str, list[_Claim]] = defaultdict(list)
        for claim in claims:
            groups[claim.destination].append(claim)
        # One thread for each destination: a slow one holds up nobody else, and the rows of one
        # destination keep their order.
        threads = [
            threading.Thread(target=self._send_all, args=(group, at), daemon=True)
            for group in groups.values()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(claims)

    def _claim(self, at: datetime) -> list[_Claim]:
        due = sa.and_(Delivery.state == "pending", Delivery.next_at <= at)
        with self._database.reading() as session:
            if session.scalar(sa.select(Delivery.id).where(due).limit(1)) is None:
                return []
        with self._database.transaction() as session:
            rows = session.scalars(
                sa.select(Delivery)
                .where(due)
                .order_by(Delivery.next_at, Delivery.created_at)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            claims = []
            for row in rows:
                row.next_at = at + timedelta(seconds=LEASE_SECONDS)
                row.attempts += 1
                parcel = Parcel(row.id, row.event, dict(row.payload), row.attempts)
                claims.append(_Claim(parcel, row.destination))
            return claims

    def _send_all(self, claims: list[_Claim], at: datetime) -> None:
        for number, claim in enumerate(claims):
            try:
                delivered = self._send(claim, at)
            except Exception:
                # Not marked: the lease brings it back.
                log.exception("delivery %s could not be marked", claim.parcel.id)
                return
            if not delivered:
                # What is broken or slow is not tried with each of its rows.
                self._release(claims[number + 1 :], at)
                return

    def _send(self, claim: _Claim, at: datetime) -> bool:
        """Whether the destination can be sent more."""
        try:
            destination = self._destination(claim.destination)
            destination.send(claim.parcel)
        except TryLater as error:
            self._later(claim, str(error), error.after, at)
            return False
        except Refused as error:
            self._park(claim, str(error))
        except Exception as error:
            log.exception("delivery %s failed", claim.parcel.id)
            self._later(claim, f"failed ({type(error).__name__})", None, at)
        else:
            self._mark(claim, state="sent", sent_at=now(), last_error=None)
        return True

    def _release(self, claims: list[_Claim], at: datetime) -> None:
        """Rows that were claimed but not tried wait a little, and no attempt is counted."""
        with self._database.transaction() as session:
            session.execute(
                sa.update(Delivery)
                .where(
                    Delivery.id.in_([claim.parcel.id for claim in claims]),
                    Delivery.state == "pending",
                )
                .values(
                    attempts=Delivery.attempts - 1,
                    next_at=max(at, now()) + timedelta(seconds=RETRIES[0]),
                )
                .execution_options(synchronize_session=False)
            )

    def _destination(self, name: str) -> Destination:
        if name.startswith("email:"):
            return self._email
        found = self._webhooks.get(name)
        if found is None:
            raise Refused("this address is no longer in BATON_WEBHOOK_URL")
        return found

    def _later(self, claim: _Claim, reason: str, after: float | None, at: datetime) -> None:
        attempt = claim.parcel.attempt
        if attempt > len(RETRIES):
            self._park(claim, f"{reason}, {attempt} times")
            return
        wait = RETRIES[attempt - 1]
        wait += wait * JITTER * random.random()  # spreads load, keeps no secret
        self._mark(
            claim,
            last_error=reason,
            next_at=max(at, now()) + timedelta(seconds=max(wait, after or 0.0)),
        )

    def _park(self, claim: _Claim, reason: str) -> None:
        log.error("delivery %s is parked: %s", claim.parcel.id, reason)
        self._mark(claim, state="dead", last_error=reason)

    def _mark(self, claim: _Claim, **values: object) -> None:
        with self._database.transaction() as session:
            session.execute(
                sa.update(Delivery)
                .where(Delivery.id == claim.parcel.id, Delivery.state == "pending")
                .values(**values)
            )


def replay(database: Database, delivery_id: str) -> bool:
    """Send a parked row again from its first attempt; False when there is no such row."""
    with database.transaction() as session:
        result = session.execute(
            sa.update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.state == "dead")
            .values(state="pending", attempts=0, next_at=now(), last_error=None)
        )
        return bool(result.rowcount)
