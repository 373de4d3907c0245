"""A server that answers as it is told, for what speaks JSON over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Answer = tuple[int, Any, dict[str, str]]


@dataclass
class Server:
    """Answers by method and path, and keeps what was asked."""

    url: str = ""
    rules: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)

    def on(self, method: str, path: str, status: int, body: Any = None, **headers: str) -> None:
        """The next answer to this; the last one is given again and again."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.rules.setdefault((method, path), []).append((status, body, named))

    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _, _ in self.asked]


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            kind = self.headers.get("content-type") or ""
            body = json.loads(raw) if "json" in kind and raw else parse_qs(raw)
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append((self.command, self.path, headers, body))
            answers = server.rules.get((self.command, self.path), [(404, None, {})])
            status, data, more = answers.pop(0) if len(answers) > 1 else answers[0]
            payload = data.encode() if isinstance(data, str) else json.dumps(data).encode()
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(payload) if data is not None else 0))
            self.end_headers()
            if data is not None:
                self.wfile.write(payload)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815  # as http.server calls them

        def log_message(self, *args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
