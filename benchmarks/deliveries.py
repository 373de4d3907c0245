"""How many events a worker delivers in a second.

    python -m benchmarks.deliveries [--events N]

Signed webhooks to a receiver on this machine: by one worker on SQLite and, where PostgreSQL is
reached (BATON_TEST_POSTGRES_URL), by one and by two worker processes on it; beside them, in the
same run, the same events posted one after the other by plain `requests`, with no database and no
promise.
"""

from __future__ import annotations

import argparse
import base64
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from bot.delivery import outbox
from bot.delivery.worker import Worker
from bot.leads.desk import Desk
from bot.leads.playbook.playbook import Playbook
from bot.settings import ROOT, Settings
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Delivery
from tests.storage.databases import empty

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes, ok").decode()
GOAL = 200  # events a second, one process
EVENT = {"type": "lead.assigned", "data": {"text": "x" * 2000}}


def main() -> int:
    """Measure and print; gives 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deliveries")
    parser.add_argument("--events", type=int, default=2000, help="of each kind (2000)")
    count = parser.parse_args().events
    receiver = multiprocessing.Process(target=_receive, args=(pipe := multiprocessing.Pipe())[1:])
    receiver.start()
    url = f"http://127.0.0.1:{pipe[0].recv()}/"
    print(f"{count} signed events of 2 kB; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    try:
        _told("plain requests, one after the other", _plainly(url, count))
        with tempfile.TemporaryDirectory(prefix="baton-bench-") as folder:
            one = _worked(f"sqlite:///{folder}/baton.db", url, count, 1)
        _told("one worker, SQLite", one)
        for workers in (1, 2):
            with _postgres() as database:
                if database is None:
                    print("PostgreSQL is not reached; not measured")
                    break
                _told(f"{workers} worker(s), PostgreSQL", _worked(database, url, count, workers))
    finally:
        receiver.terminate()
    return 0 if one[0] >= GOAL else 1


def _told(what: str, measured: tuple[float, float]) -> None:
    rate, spent = measured
    print(f"{what:<38} {rate:6.0f} events/s   {spent:5.2f} ms of CPU for each")


def _receive(pipe: Any) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # keeps the connection

        def do_POST(self) -> None:  # as http.server calls it
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    pipe.send(server.server_port)
    server.serve_forever()


def _plainly(url: str, count: int) -> tuple[float, float]:
    began, spent = time.perf_counter(), time.process_time()
    with requests.Session() as session:
        for _ in range(count):
            session.post(url, data=outbox.encoded(EVENT)).raise_for_status()
    return _rates(count, began, spent)


def _rates(count: int, began: float, spent: float) -> tuple[float, float]:
    """Events a second, and milliseconds of CPU that this process spent on each."""
    cpu = (time.process_time() - spent) * 1000 / count
    return count / (time.perf_counter() - began), cpu


def _settings(database: str, url: str) -> Settings:
    return Settings.load(
        {
            "BATON_DATABASE_URL": database,
            "BATON_WEBHOOK_URL": url,
            "BATON_WEBHOOK_SECRET": SECRET,
            "BATON_WEBHOOK_ALLOW_INTERNAL": "yes",
            "BATON_SECRET_KEY": "for measuring",
        }
    )


def _worked(database_url: str, url: str, count: int, workers: int) -> tuple[float, float]:
    database = Database(database_url)
    upgrade(database)
    with database.transaction() as session:
        for _ in range(count):
            session.add(Delivery(event="lead.assigned", destination="webhook:0", payload=EVENT))
    others = [
        multiprocessing.Process(target=_work, args=(database_url, url)) for _ in range(workers - 1)
    ]
    began, spent = time.perf_counter(), time.process_time()
    for process in others:
        process.start()
    _work(database_url, url)
    for process in others:
        process.join()
    rate, cpu = _rates(count, began, spent)
    with database.reading() as session:
        left = session.scalar(
            sa.select(sa.func.count()).select_from(Delivery).where(Delivery.state != "sent")
        )
    database.close()
    if left:
        raise SystemExit(f"{left} events were not delivered")
    return rate, cpu


def _work(database_url: str, url: str) -> None:
    """A worker that ends when nothing is pending any more."""
    settings = _settings(database_url, url)
    database = Database(database_url)
    desk = Desk(Playbook.load(ROOT / "playbook"), outbox.destinations(settings), url)
    stop = threading.Event()
    thread = threading.Thread(target=Worker(database, settings, desk).run, args=(stop,))
    thread.start()
    pending = sa.select(Delivery.id).where(Delivery.state == "pending").limit(1)
    while True:
        with database.reading() as session:
            if session.scalar(pending) is None:
                break
        time.sleep(0.02)
    stop.set()
    thread.join()
    database.close()


@contextmanager
def _postgres() -> Iterator[str | None]:
    """An empty PostgreSQL database's URL, None where there is no server."""
    try:
        with empty("postgresql", Path()) as database:
            yield database.engine.url.render_as_string(hide_password=False)
    except pytest.skip.Exception:  # how the tests' database says that there is no server
        yield None


if __name__ == "__main__":
    sys.exit(main())
