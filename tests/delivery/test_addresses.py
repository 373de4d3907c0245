"""Where webhooks may go: the public internet, and nowhere else even by a trick of names."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.delivery.addresses import is_public, resolve
from bot.delivery.sending import Parcel, Refused, TryLater
from bot.delivery.webhook import WebhookDestination, retry_after
from tests.delivery.receivers import SECRET, certificate, webhook
from tests.leads.samples import WEDNESDAY

PARCEL = Parcel("00000000-0000-4000-8000-000000000000", "x", {"type": "x", "data": {}}, 1)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)
def test_internal(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public(address: str) -> None:
    assert is_public(address)


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name has these addresses; gives the names that were asked for."""
    asked = []

    def look_up(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        asked.append(host)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
        ]

    monkeypatch.setattr("bot.delivery.addresses.socket.getaddrinfo", look_up)
    return asked


def test_one_internal_address_of_several_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names(monkeypatch, "8.8.8.8", "127.0.0.1")
    with pytest.raises(Refused, match="internal"):
        resolve("https://hooks.example/x", internal=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
    ],
)
def test_this_machine_by_any_name(url: str) -> None:
    with pytest.raises((Refused, TryLater)):
        resolve(url, internal=False)


@pytest.mark.parametrize("url", ["ftp://hooks.example/", "hooks.example", "https://", "file:///x"])
def test_no_web_address(url: str) -> None:
    with pytest.raises(Refused):
        resolve(url, internal=True)


def test_an_unknown_name_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*args: Any, **rest: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr("bot.delivery.addresses.socket.getaddrinfo", nothing)
    with pytest.raises(TryLater, match="host name"):
        resolve("https://hooks.example/", internal=False)


def test_internal_is_refused_before_anything_is_sent() -> None:
    with webhook() as hook:
        with pytest.raises(Refused, match="BATON_WEBHOOK_ALLOW_INTERNAL"):
            WebhookDestination(hook.url, [SECRET], internal=False).send(PARCEL)
        assert hook.calls == []


def test_it_connects_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook() as hook:
        port = hook.url.rpartition(":")[2].partition("/")[0]
        asked = names(monkeypatch, "127.0.0.1")
        url = f"http://hooks.example:{port}/in?a=1"
        WebhookDestination(url, [SECRET], internal=True).send(PARCEL)
        (call,) = hook.calls
    assert asked[0] == "hooks.example"
    assert "hooks.example" not in asked[1:]  # not looked up a second time to connect
    assert call.headers["host"] == f"hooks.example:{port}"


@pytest.mark.parametrize(("name", "delivered"), [("hooks.example", True), ("other.example", False)])
def test_the_certificate_must_be_of_the_urls_host(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, delivered: bool
) -> None:
    found = certificate(tmp_path, f"DNS:{name}")
    names(monkeypatch, "127.0.0.1")

    class Trusting(requests.Session):
        """Trusts the test's certificate and no other."""

        def __init__(self) -> None:
            super().__init__()
            self.verify = str(found)

    monkeypatch.setattr("bot.delivery.webhook.requests.Session", Trusting)
    with webhook(tls=found) as hook:
        port = hook.url.rpartition(":")[2].partition("/")[0]
        destination = WebhookDestination(f"https://hooks.example:{port}/", [SECRET], internal=True)
        if delivered:
            destination.send(PARCEL)
        else:
            with pytest.raises(TryLater, match="SSLError"):
                destination.send(PARCEL)
        assert len(hook.calls) == int(delivered)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        ("-5", 0.0),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("9999999", 86_400.0),
        ("Wed, 18 Nov 2026 14:10:00 GMT", 600.0),
        ("Wed, 18 Nov 2026 13:00:00 GMT", 0.0),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, WEDNESDAY) == seconds
