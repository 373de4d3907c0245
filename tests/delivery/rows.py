"""Rows of the outbox, and a clock to send them by."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bot.delivery import outbox
from bot.delivery.worker import Worker
from bot.storage.database import Database
from bot.storage.tables import Delivery
from tests.leads.samples import WEDNESDAY


class Clock:
    """A time that only moves when it is told to."""

    def __init__(self) -> None:
        self.at = WEDNESDAY

    def __call__(self) -> datetime:
        return self.at


def put(database: Database, *destinations: str, data: dict[str, Any] | None = None) -> list[str]:
    """A row of the outbox for each destination."""
    with database.transaction() as session:
        return outbox.enqueue(
            session, "question.unanswered", data or {"n": 1}, destinations, now=WEDNESDAY
        )


def row(database: Database, row_id: str) -> Delivery:
    with database.reading() as session:
        return session.get(Delivery, row_id)


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    """The worker runs in a thread, which ends whatever the test finds."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive(), "the worker did not stop"


def wait_for(look: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "did not come in time"
        time.sleep(0.05)
