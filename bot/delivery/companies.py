"""The ids that companies have in a CRM, found or made by one process at a time.

A CRM without a key of ours on its companies would let two workers make one each, and finds a new
one some seconds late. So who looks for a company claims its domain in the database first; the
others wait for what comes of it. A claim of a worker that died is over after `CLAIM_SECONDS`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from bot.delivery.http import SECONDS
from bot.delivery.sending import Refused, TryLater
from bot.storage.database import Database
from bot.storage.tables import CrmCompany, now

CLAIM_SECONDS = 1.5 * SECONDS  # longer than one request may be under way
SETTLE_SECONDS = 10.0  # after which the CRM finds what it may have made without saying so
KEPT_DAYS = 1  # an id is looked up again after that: companies are merged and deleted there
POLL_SECONDS = 0.1


class CompanyIds:
    """The companies of one destination, for all workers of a database."""

    def __init__(self, database: Database, destination: str) -> None:
        self._database = database
        self._destination = destination

    def get(self, domain: str, find_or_make: Callable[[], str]) -> str:
        """The id of the company with this domain: the one that is known, or what `find_or_make`
        gives, which no other process calls for it meanwhile. Raises what that raises."""
        while True:
            known, claimed = self._look(domain)
            if known is not None:
                return known
            if claimed:
                break
            time.sleep(POLL_SECONDS)
        try:
            made = find_or_make()
        except Refused:
            self.forget(domain)  # it made none
            raise
        except TryLater:
            self._note(domain, None, timedelta(seconds=SETTLE_SECONDS))
            raise
        self._note(domain, made, timedelta(days=KEPT_DAYS))
        return made

    def forget(self, domain: str) -> None:
        """Look it up again the next time."""
        with self._database.transaction(durable=False) as session:
            session.execute(sa.delete(CrmCompany).where(self._is(domain)))

    def _look(self, domain: str) -> tuple[str | None, bool]:
        """The id that is known, or else whether the domain is claimed for us now."""
        at = now()
        with self._database.reading() as session:  # most are known: no lock for them
            row = session.scalar(sa.select(CrmCompany).where(self._is(domain)))
            if row is not None and at < row.until:
                return row.remote_id, False
        try:
            with self._database.transaction(durable=False) as session:
                row = session.scalar(
                    sa.select(CrmCompany).where(self._is(domain)).with_for_update()
                )
                if row is None:
                    row = CrmCompany(destination=self._destination, domain=domain)
                    session.add(row)
                elif at < row.until:
                    return row.remote_id, False
                row.remote_id, row.until = None, at + timedelta(seconds=CLAIM_SECONDS)
        except sa.exc.IntegrityError:
            return None, False  # another was faster by that much
        return None, True

    def _note(self, domain: str, remote_id: str | None, holds: timedelta) -> None:
        with self._database.transaction(durable=False) as session:
            session.execute(
                sa.update(CrmCompany)
                .where(self._is(domain))
                .values(remote_id=remote_id, until=now() + holds)
                .execution_options(synchronize_session=False)
            )

    def _is(self, domain: str) -> sa.sql.ColumnElement[bool]:
        return sa.and_(CrmCompany.destination == self._destination, CrmCompany.domain == domain)
