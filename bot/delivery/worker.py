"""The worker: delivers the outbox and watches the clocks of offers.

A row is claimed by moving its `next_at` into the future (the lease) and counting the attempt, in
a short transaction; it is sent outside of any, and marked afterwards. A worker that dies in
between leaves a row that comes back when the lease is over: delivered at least once, with the
same idempotency key each time. Each destination has a lane, a thread of its own, so that a slow
or broken one holds up no other.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.delivery.lanes import Lane, lanes
from bot.delivery.sending import Parcel, PutOff, Refused, TryLater
from bot.leads import backlog, handover
from bot.leads.desk import Desk
from bot.leads.meetings import taking
from bot.leads.privacy import consent, erasure, retention
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.tables import Delivery, now

log = logging.getLogger(__name__)

_HOUR = 3600
# Standard Webhooks 1.0.0: seconds from a failed attempt to the next; after the last it is parked.
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
JITTER = 0.1  # share of the wait: rows that failed together do not come back together
LEASE_SECONDS = 120  # longer than any attempt takes
POLL_SECONDS = 0.5
STOP_SECONDS = 1.0  # how long a stop waits for what is being sent
CLOCK_SECONDS = 5.0  # how often offers are looked at
DRAIN_SECONDS = 15.0  # how often somebody is looked for who can take what waits
PURGE_SECONDS = 3600.0  # how often what is over its retention period is looked for


class Worker:
    """Delivers and watches; several may run at once, in this process or in others.

    `clock` gives the time at which an attempt ended; tests put their own in.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        desk: Desk,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._desk: Callable[[], Desk] = lambda: desk
        self._drained: datetime | None = None
        self._mail = settings.var / "mail"
        self._periods = retention.Periods(
            settings.retention_days_conversations,
            settings.retention_days_leads,
            settings.retention_days_deliveries,
        )
        self._clock = clock
        self._lanes = lanes(settings, lambda: self._desk().playbook.crm, database)

    def follow(self, desk: Callable[[], Desk]) -> None:
        """Ask `desk` for the rules each time that the clocks are looked at: they may change."""
        self._desk = desk

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; whatever goes wrong is logged and tried again.

        What is being sent when it stops has `STOP_SECONDS`; after that its lease brings it back.
        """
        threads = [
            # Daemons: a mail server that hangs does not hold up the end of the process.
            threading.Thread(target=self._run_lane, args=(lane, stop), name=lane.name, daemon=True)
            for lane in self._lanes
        ]
        for thread in threads:
            thread.start()
        purged = -PURGE_SECONDS
        while not stop.is_set():
            self._guarded(lambda: self._watch(self._clock()))
            if time.monotonic() - purged >= PURGE_SECONDS:
                purged = time.monotonic()
                self._guarded(lambda: sum(self.purge(self._clock()).values()))
            stop.wait(CLOCK_SECONDS)
        end = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))

    def run_once(self, at: datetime) -> int:
        """Pass on offers that are over and try all that is due at `at`; gives how many rows were
        tried."""
        self._watch(at)
        tried = [0] * len(self._lanes)

        def work(number: int) -> None:
            while count := self._guarded(lambda: self._step(self._lanes[number], at)):
                tried[number] += count

        threads = [
            threading.Thread(target=work, args=(number,), daemon=True)
            for number in range(len(self._lanes))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(tried)

    def purge(self, at: datetime) -> dict[str, int]:
        """Erase what is over its retention period at `at`; gives how many of each."""
        return retention.purge(self._database, self._periods, self._mail, at)

    def _run_lane(self, lane: Lane, stop: threading.Event) -> None:
        while not stop.is_set():
            if not self._guarded(lambda: self._step(lane, self._clock())):
                stop.wait(POLL_SECONDS)

    @staticmethod
    def _guarded(work: Callable[[], Any]) -> int:
        try:
            return int(work() or 0)
        except Exception as error:  # noqa: BLE001  # a lane never ends before its worker
            # Of a database that is away only the kind: its message holds the row's values.
            log.error("the worker failed and goes on (%s)", type(error).__name__)
            return 0

    def _watch(self, at: datetime) -> None:
        """Offers that were not accepted in time, leads that wait for somebody to come on shift,
        held times that nobody confirmed, and rows for destinations that are no more."""
        desk = self._desk()
        with self._database.reading() as session:
            due = handover.has_due(session, at)
            held = taking.has_expired_holds(session, at)
            orphans = session.scalar(self._orphans(at).limit(1))
            left = session.scalars(outbox.left_waiting()).all()
        if due:
            with self._database.transaction() as session:
                handover.expire_due(session, desk, now=at)
        if self._drained is None or abs(at - self._drained) >= timedelta(seconds=DRAIN_SECONDS):
            self._drained = at
            backlog.drain(self._database, desk, at)
        if held:
            with self._database.transaction() as session:
                taking.expire_holds(session, at)
        if orphans is not None:
            with self._database.transaction() as session:
                for row in session.scalars(self._orphans(at).with_for_update(skip_locked=True)):
                    row.state = "dead"
                    row.last_error = "this destination is no longer in the settings"
                    outbox.release(session, [row.id])
                    log.error("delivery %s is parked: %s", row.id, row.last_error)
        if left:
            with self._database.transaction() as session:
                outbox.release(session, left)

    def _orphans(self, at: datetime) -> Any:
        return sa.select(Delivery).where(
            Delivery.state == "pending",
            Delivery.next_at <= at,
            ~sa.or_(*(lane.rows for lane in self._lanes)),
        )

    def _step(self, lane: Lane, at: datetime) -> int:
        """Try the next rows of a lane, as many as it takes at once; gives how many were tried: none
        when nothing is due, or when the destination is left alone."""
        most = lane.breaker.lets_through(at, lane.at_once)
        parcels = self._claim(lane, at, most) if most else []
        if not parcels:
            return 0
        if self._switched_off(lane):
            reason = "not sent: the receiver wanted no more before; replay sends it again"
            marks = [self._parked(parcel, reason) for parcel in parcels]
        else:
            marks = lane.sending(partial(self._tried, lane, at), parcels)
        # What is sent and not marked is sent again under the same key, which is what was promised:
        # a power cut may take the mark back.
        with self._database.transaction(durable=False) as session:
            done = [
                parcel.id
                for parcel, values in zip(parcels, marks, strict=True)
                if self._mark(session, parcel, values) and "state" in values
            ]
            outbox.release(session, done)
        return len(parcels)

    def _tried(self, lane: Lane, at: datetime, parcel: Parcel) -> dict[str, object]:
        """Send one row; gives what is to be written of it."""
        try:
            if lane.pace is not None:
                lane.pace.wait()
            lane.destination.send(parcel)
        except PutOff as error:
            lane.breaker.worked()  # it answers
            return self._later(parcel, str(error), error.after, at)
        except TryLater as error:
            if pause := lane.breaker.failed(self._ended(at), error.after):
                log.warning("%s is left alone for %.0f s", lane.name, pause)
            return self._later(parcel, str(error), error.after, at)
        except Refused as error:
            lane.breaker.worked()  # it answers
            return self._parked(parcel, str(error))
        except Exception as error:  # noqa: BLE001  # the row must be marked whatever happened
            # Ours, then; its message may hold what the visitor said, so only its kind is kept.
            return self._later(parcel, f"failed ({type(error).__name__})", None, at)
        lane.breaker.worked()
        values: dict[str, object] = {
            "state": "sent",
            "sent_at": self._ended(at),
            "last_error": None,
        }
        if parcel.event in {erasure.EVENT, consent.EVENT}:
            # The address by which a CRM found them is needed no more.
            data = {"id": parcel.payload["data"]["id"]}
            values["payload"] = {**parcel.payload, "data": data}
        return values

    def _claim(self, lane: Lane, at: datetime, most: int = 1) -> list[Parcel]:
        due = sa.and_(
            Delivery.state == "pending",
            lane.rows,
            Delivery.waits_for.is_(None),  # what becomes of a lead is told in its order
            Delivery.next_at <= at,
        )
        with self._database.reading() as session:  # takes no lock while nothing is due
            if session.scalar(sa.select(Delivery.id).where(due).limit(1)) is None:
                return []
        with self._database.transaction(durable=False) as session:
            rows = session.scalars(
                sa.select(Delivery)
                .where(due)
                .order_by(Delivery.next_at, Delivery.created_at)
                .limit(most)
                # PostgreSQL; on SQLite the transaction has the only write lock there is.
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                row.next_at = self._ended(at) + timedelta(seconds=LEASE_SECONDS)
                row.attempts += 1
            return [Parcel(row.id, row.event, dict(row.payload), row.attempts) for row in rows]

    def _switched_off(self, lane: Lane) -> bool:
        if lane.name == "email":
            return False
        with self._database.reading() as session:
            return session.scalars(outbox.gone(lane.name).limit(1)).first() is not None

    def _later(
        self, parcel: Parcel, reason: str, after: float | None, at: datetime
    ) -> dict[str, object]:
        if parcel.attempt > len(RETRIES):
            return self._parked(parcel, f"{reason}; tried {parcel.attempt} times")
        spread = 1 + JITTER * random.random()  # noqa: S311  # spreads load, keeps no secret
        wait = RETRIES[parcel.attempt - 1] * spread
        log.warning("delivery %s is tried again later: %s", parcel.id, reason)
        next_at = self._ended(at) + timedelta(seconds=max(wait, after or 0.0))
        return {"last_error": reason, "next_at": next_at}

    @staticmethod
    def _parked(parcel: Parcel, reason: str) -> dict[str, object]:
        log.error("delivery %s is parked: %s", parcel.id, reason)
        return {"state": "dead", "last_error": reason}

    @staticmethod
    def _mark(session: Session, parcel: Parcel, values: Mapping[str, object]) -> bool:
        """Write what came of a row, if it is still ours; gives whether it was."""
        marked = session.execute(
            sa.update(Delivery)
            .where(
                Delivery.id == parcel.id,
                Delivery.state == "pending",
                # Not ours any more when the lease ran out and somebody else tried it.
                Delivery.attempts == parcel.attempt,
            )
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        return bool(marked.rowcount)

    def _ended(self, at: datetime) -> datetime:
        """Now, but never before the time that the caller says it is."""
        return max(at, self._clock())
