"""How fast a destination may be sent to, by all workers of a database together."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.tables import Pace as Row
from bot.storage.tables import now


class Pace:
    """Lets events pass to one destination no faster than one in `interval` seconds."""

    def __init__(self, database: Database, destination: str, interval: float) -> None:
        self._database = database
        self._destination = destination
        self.interval = timedelta(seconds=interval)

    def wait(self) -> None:
        """Sleep until it is this one's turn; raises what the database raises."""
        begin = self._take(now())
        time.sleep(max(0.0, (begin - now()).total_seconds()))

    def _take(self, at: datetime) -> datetime:
        """Take the next time that is free."""
        while True:
            try:
                with self._database.transaction(durable=False) as session:
                    row = session.get(Row, self._destination, with_for_update=True)
                    if row is None:
                        row = Row(destination=self._destination, free_at=at)
                        session.add(row)
                    begin: datetime = max(at, row.free_at)
                    row.free_at = begin + self.interval
                    return begin
            except sa.exc.IntegrityError:
                pass  # another worker was the first of all just now; with its row there it goes on
