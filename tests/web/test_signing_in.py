"""Signing in and out, forms, and who may see what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.services import Services
from bot.storage.tables import (
    User,
)
from bot.web.app import create_app
from tests.web.fakes import PASSWORD, Engine, csrf_of, make_services

SignIn = Callable[[str], TestClient]


def test_pages_of_people_need_a_sign_in(client: TestClient, lead: str) -> None:
    for path in ("/inbox", f"/inbox/leads/{lead}", "/questions"):
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")
    answer = client.post(f"/inbox/leads/{lead}/accept", follow_redirects=False)
    assert answer.status_code == 303


def test_signing_in_leads_where_one_works(client: TestClient, sign_in: SignIn) -> None:
    assert sign_in("dana").get("/login").url.path == "/inbox"
    client.cookies.clear()
    assert sign_in("maya").get("/login").url.path == "/questions"


def test_the_cookie_is_guarded(client: TestClient) -> None:
    cookie = client.get("/login").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_over_https_the_cookie_is_secure(tmp_path: Path, engine: Engine) -> None:
    services = make_services(tmp_path, BATON_PUBLIC_URL="https://chat.fernhill.example")
    with TestClient(create_app(services, engine)) as client:
        answer = client.get("/login")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"]
    services.database.close()


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("dana@fernhill.example", "wrong"),
        ("nobody@fernhill.example", PASSWORD),
        ("", ""),
        ("dana@fernhill.example", ""),
        ("' OR 1=1 --", "x"),
    ],
)
def test_a_wrong_sign_in_tells_nothing(client: TestClient, email: str, password: str) -> None:
    form = {"csrf": csrf_of(client.get("/login").text), "email": email, "password": password}
    answer = client.post("/login", data=form)
    assert answer.status_code == 401
    assert "This email address and password do not match." in answer.text


def test_somebody_who_left_cannot_sign_in_and_is_signed_out(
    services: Services, sign_in: SignIn
) -> None:
    client = sign_in("dana")
    with services.database.transaction() as session:
        session.get(User, "dana").active = False
    assert client.get("/inbox", follow_redirects=False).status_code == 303


def test_raising_the_epoch_signs_out_everywhere(services: Services, sign_in: SignIn) -> None:
    client = sign_in("dana")
    with services.database.transaction() as session:
        session.get(User, "dana").session_epoch += 1
    assert client.get("/inbox", follow_redirects=False).status_code == 303


def test_guessing_passwords_is_slowed_down(client: TestClient) -> None:
    form = {"csrf": csrf_of(client.get("/login").text), "email": "dana@fernhill.example"}
    statuses = [
        client.post("/login", data={**form, "password": str(n)}).status_code for n in range(11)
    ]
    assert statuses == [401] * 10 + [429]


def test_a_forged_form_is_refused(client: TestClient, sign_in: SignIn, lead: str) -> None:
    sign_in("dana")
    for csrf in ("", "wrong"):
        answer = client.post(f"/inbox/leads/{lead}/accept", data={"csrf": csrf})
        assert answer.status_code == 403
    answer = client.post("/logout", data={"csrf": "wrong"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/questions", "/questions"),
        ("https://evil.example", "/inbox"),
        ("//evil.example", "/inbox"),
        ("/\\evil.example", "/inbox"),
        ("javascript:alert(1)", "/inbox"),
    ],
)
def test_signing_in_never_leads_elsewhere(client: TestClient, target: str, location: str) -> None:
    form = {
        "csrf": csrf_of(client.get("/login").text),
        "email": "omar@fernhill.example",
        "password": PASSWORD,
        "next": target,
    }
    answer = client.post("/login", data=form, follow_redirects=False)
    assert answer.headers["location"] == location


def test_a_forged_cookie_signs_nobody_in(client: TestClient) -> None:
    client.cookies.set("baton_session", "eyJ1c2VyIjogIm9tYXIifQ==.x.y")
    assert client.get("/inbox", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("person", "inbox", "questions"),
    [("dana", 200, 403), ("maya", 403, 200), ("omar", 200, 200)],
)
def test_each_role_sees_its_own(
    sign_in: SignIn, lead: str, person: str, inbox: int, questions: int
) -> None:
    client = sign_in(person)
    assert client.get("/inbox").status_code == inbox
    assert client.get(f"/inbox/leads/{lead}").status_code == inbox
    assert client.get("/questions").status_code == questions


def test_signing_out_ends_it(client: TestClient, sign_in: SignIn) -> None:
    sign_in("dana")
    client.post("/logout", data={"csrf": csrf_of(client.get("/inbox").text)})
    assert client.get("/inbox", follow_redirects=False).status_code == 303
