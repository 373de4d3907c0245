"""Where a webhook may connect to: never into the network that the server stands in.

The host name is resolved once, every address that it has is checked, and the connection goes to
one of those checked: a name that changes its address in between leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from bot.delivery.sending import Refused, TryLater

_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """A checked address for a host name."""

    scheme: str
    host: str
    address: str
    port: int


def resolve(url: str, *, internal: bool) -> Target:
    """The address to connect to for `url`.

    Raises Refused for one that is not http or https or, unless `internal`, has any address that
    is not public; TryLater when the name is not known just now.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        raise Refused("the webhook's address is no URL") from None
    if host is None or port is None or parts.scheme not in _PORTS:
        raise Refused("the webhook's address does not begin with https:// or http://")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise TryLater("the webhook's host name is not known") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not internal and not all(is_public(address) for address in addresses):
        raise Refused(
            "the webhook's address is internal, which BATON_WEBHOOK_ALLOW_INTERNAL=yes would allow"
        )
    return Target(parts.scheme, host, addresses[0], port)


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public internet, also where it wraps an IPv4 one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast


class Pinned(HTTPAdapter):
    """Connects to a checked address while host name and certificate stay those of the URL."""

    def __init__(self, target: Target) -> None:
        self._target = target
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """The connection pool, which checks certificates for the host name."""
        if self._target.scheme == "https":
            options |= {"server_hostname": self._target.host, "assert_hostname": self._target.host}
        super().init_poolmanager(*args, **options)

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Send to the address, naming the host as the URL does."""
        parts = urlsplit(request.url or "")
        request.headers["Host"] = parts.netloc.rpartition("@")[2]
        address = self._target.address
        netloc = f"[{address}]" if ":" in address else address
        request.url = urlunsplit(
            (parts.scheme, f"{netloc}:{self._target.port}", parts.path, parts.query, "")
        )
        return super().send(request, stream, timeout, verify, cert, proxies)
