"""What the destinations that speak JSON over HTTP have in common."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from bot.delivery.sending import TryLater
from bot.delivery.webhook import retry_after

SECONDS = 20
_LONGEST = 100_000  # bytes of an answer that are read


@dataclass(frozen=True)
class Answer:
    """Status and the beginning of the body."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def data(self) -> Any:
        """The JSON of the body; None for what is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def call(method: str, url: str, *, headers: dict[str, str] | None = None, **body: Any) -> Answer:
    """One request without redirects, proxies or .netrc.

    Raises TryLater when there is no answer, and for 429 and 5xx with what the server asked to wait.
    """
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.request(
                method,
                url,
                headers=headers,
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
                **body,
            ) as response:
                content = response.raw.read(_LONGEST, decode_content=True)
        except requests.Timeout:
            raise TryLater(f"no answer within {SECONDS} s") from None
        except (requests.RequestException, HTTPError, OSError) as error:
            raise TryLater(f"no connection ({type(error).__name__})") from None
    if response.status_code == 429 or response.status_code >= 500:
        wait = retry_after(response.headers.get("retry-after"))
        raise TryLater(f"HTTP {response.status_code}", wait)
    return Answer(response.status_code, content)
