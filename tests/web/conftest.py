from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.services import Services
from bot.web.app import create_app
from tests.web.fakes import PASSWORD, Engine, make_services


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(tmp_path)
    yield services
    services.database.close()


@pytest.fixture
def client(services: Services, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(services, engine), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def session(client: TestClient) -> dict[str, Any]:
    """An open chat: the body of POST /api/chat/sessions, and headers to speak in it."""
    body: dict[str, Any] = client.post("/api/chat/sessions", json={}).json()
    return {**body, "headers": {"Authorization": f"Bearer {body['token']}"}}


@pytest.fixture
def sign_in(client: TestClient) -> Callable[[str], TestClient]:
    """Signs in a person of the small company by id."""

    def sign(person: str) -> TestClient:
        form = client.get("/login").text
        csrf = re.findall(r'name="csrf" value="([^"]+)"', form)[0]
        answer = client.post(
            "/login",
            data={"csrf": csrf, "email": f"{person}@fernhill.example", "password": PASSWORD},
            follow_redirects=False,
        )
        assert answer.status_code == 303, answer.text
        return client

    return sign
