"""Destinations that misbehave on command, and remember everything that they took."""

from __future__ import annotations

import email
import email.policy
import hashlib
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from standardwebhooks import Webhook

from tests.delivery.receivers import SECRET

SLOW_SECONDS = 2.0
RETRY_AFTER = "2"


@dataclass
class Taken:
    """What a destination took: for each idempotency key the digest of every body that came."""

    bodies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)  # what could not be read, with why
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, key: str, body: bytes) -> None:
        with self._lock:
            self.bodies[key].append(hashlib.sha256(body).hexdigest())

    def add_wrong(self, why: str) -> None:
        with self._lock:
            self.wrong.append(why)

    @property
    def repeats(self) -> int:
        """How many came more often than once."""
        return sum(len(bodies) - 1 for bodies in self.bodies.values())


Answer = tuple[int, dict[str, str], bytes]


class Receiver(ABC):
    """Something that is spoken to over HTTP, always on the same port; `mood` says how it answers
    ("well", or what the class knows), `turn` lets one fault of it wait for another."""

    def __init__(self) -> None:
        self.taken = Taken()
        self.mood = "well"
        self.turn = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        """Listen."""
        self._server = _Server(("127.0.0.1", self._port), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """Refuse every connection."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None

    @abstractmethod
    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        """Status, headers and body; None hangs up."""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                sent = self.rfile.read(length)
                if len(sent) < length:  # its sender was killed while it sent
                    self.close_connection = True
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                found = receiver.answer(self.path, headers, sent)
                if found is None:
                    self.close_connection = True
                    return
                status, more, body = found
                self.send_response(status)
                for name, value in {**more, "content-length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_PATCH = do_PUT = do_POST  # noqa: N815  # as http.server calls them

            def log_message(self, *args: Any) -> None:
                """Nothing: the checks say what went wrong."""

        return Handler


class Hook(Receiver):
    """A webhook endpoint; its moods: 500, 429, slow, twice."""

    def __init__(self) -> None:
        self._signer = Webhook(SECRET)
        super().__init__()

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        mood = self.mood
        if mood == "slow":
            time.sleep(SLOW_SECONDS)
        if mood == "500":
            return 500, {}, b""
        if mood == "429":
            return 429, {"retry-after": RETRY_AFTER}, b""
        try:
            self._signer.verify(body, headers)
        except Exception as error:  # noqa: BLE001  # told by the checks at the end
            self.taken.add_wrong(f"webhook {headers.get('webhook-id')}: {error!r}")
            return 401, {}, b""
        self.taken.add(headers["webhook-id"], body)
        # Taken, and the sender cannot know when we hang up: it will send it again.
        return None if mood == "twice" else (204, {}, b"")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *args: Any) -> None:
        """A sender that was killed while it sent is what this is about."""


class Mailbox:
    """A mail server; `refusal` is what it answers to a recipient instead of taking the mail."""

    def __init__(self) -> None:
        self.taken = Taken()
        self.turn = threading.Lock()
        self.refusal: str | None = None
        self.port = _free_port()
        self._controller: Controller | None = None
        self.start()

    def start(self) -> None:
        """Listen, always on the same port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse every connection."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refusal is not None:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        key = str(message["Message-ID"]).strip("<>").partition("@")[0]
        self.taken.add(key, str(message["Subject"]).encode())
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
