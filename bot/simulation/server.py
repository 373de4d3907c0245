"""A `baton run` of its own for the simulated visitors, on a database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from bot.errors import StartError
from bot.settings import ROOT

START_SECONDS = 600.0
STOP_SECONDS = 20.0


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start a server with its database in `folder`; gives its address. Raises StartError."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    log = folder / "server.log"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BATON_DATABASE_URL": database_url(folder),
        # All visitors come from one address here: the limits are for the public.
        "BATON_MESSAGES_PER_MINUTE": "10000",
        "BATON_SESSIONS_PER_MINUTE": "100000",
        # Who closes the page and comes back is welcomed back, however short that was.
        "BATON_AWAY_MINUTES": "0",
        # Nobody is to get mail or calls about invented leads.
        "BATON_SMTP_URL": "",
        "BATON_WEBHOOK_URL": "",
    }
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-m", "bot.cli", "run", "--host", "127.0.0.1", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
        )
        base = f"http://127.0.0.1:{port}"
        try:
            _wait(process, base, log)
            yield base
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def database_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'simulation.db'}"


def _wait(process: subprocess.Popen[bytes], base: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            tail = log.read_text(errors="replace").strip().split("\n")[-1]
            raise StartError(f"the server for the simulation ended: {tail}")
        try:
            if requests.get(f"{base}/healthz", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise StartError(f"the server for the simulation did not answer in {START_SECONDS:.0f} s")
