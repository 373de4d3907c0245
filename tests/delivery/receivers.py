"""Receivers that do as they are told, and settings that point at them."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from bot.settings import Settings
from bot.storage.database import Database

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes, ok").decode()
SECOND = "whsec_" + base64.b64encode(b"another one of thirty-two bytes!").decode()


def settings_for(folder: Path, database: Database, **environ: str) -> Settings:
    """Settings over a test's database; webhooks may go to this machine."""
    return Settings.load(
        {
            "BATON_VAR": str(folder / "var"),
            "BATON_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "BATON_SECRET_KEY": "for tests",
            "BATON_MAIL_FROM": "Baton <baton@fern.example>",
            "BATON_WEBHOOK_ALLOW_INTERNAL": "yes",
            **environ,
        }
    )


class Server(ThreadingHTTPServer):
    """With room for all the connections that a test's workers open at once."""

    request_queue_size = 64
    daemon_threads = True


@dataclass
class Call:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Hook:
    """A webhook endpoint; answers with `answers` one after the other, the last for ever."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    delay: float = 0.0  # seconds before it answers
    calls: list[Call] = field(default_factory=list)


def certificate(folder: Path, name: str) -> Path:
    """A key and a certificate for `name` ("DNS:…" or "IP:…") in one file; skips without openssl."""
    key, found = folder / "key.pem", folder / "cert.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=test",
        "-addext",
        f"subjectAltName={name}",
        "-keyout",
        str(key),
        "-out",
        str(found),
    ]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl, which makes the certificate of this test")
    found.write_text(found.read_text() + key.read_text())
    return found


@contextmanager
def webhook(
    *statuses: int, delay: float = 0.0, tls: Path | None = None, **headers: str
) -> Iterator[Hook]:
    """An endpoint on a free port of this machine."""
    hook = Hook(delay=delay)
    if statuses:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        hook.answers = [(status, named) for status in statuses]
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with lock:
                status, more = hook.answers[min(len(hook.calls), len(hook.answers) - 1)]
                named = {name.lower(): value for name, value in self.headers.items()}
                hook.calls.append(Call(named, body))
            time.sleep(hook.delay)
            try:
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()
            except (BrokenPipeError, ConnectionResetError):
                pass  # the sender did not wait

        def log_message(self, *args: Any) -> None:
            """Nothing: the test says what went wrong."""

    server = Server(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused handshake
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    hook.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """A mail server that keeps what it gets; refuses recipients with `refuse`."""

    port: int = 0
    refuse: str | None = None
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refuse is not None:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"


@contextmanager
def mailbox(**options: Any) -> Iterator[Mailbox]:
    """A mail server on a free port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        box = Mailbox(probe.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
