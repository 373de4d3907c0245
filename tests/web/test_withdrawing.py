"""The link in a visitor's mails by which they take their consent back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.leads import handover
from bot.leads.privacy import consent
from bot.leads.qualification import Progress
from bot.links import Links
from bot.rulebook import Rulebook
from bot.services import Services
from bot.storage.tables import Assignment, Delivery, Lead, now
from tests.leads.samples import new_lead, write_playbook
from tests.web.fakes import make_services


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(tmp_path, BATON_CSV_FOLDER=str(tmp_path / "csv"))
    services.rules = Rulebook.load(write_playbook(tmp_path / "playbook"))
    yield services
    services.database.close()


@pytest.fixture
def lead(services: Services) -> str:
    """Offered to somebody, and the CSV folder knows of it."""
    with services.database.transaction() as session:
        lead = new_lead(session, services.desk, {"company_size": 250}, at=now())
        handover.hand_over(session, lead, services.desk, reason="x")
        session.execute(sa.update(Delivery).values(state="sent", attempts=1))
        return str(lead.id)


@pytest.fixture
def link(services: Services, lead: str) -> str:
    return Links(services.settings.secret_key, "").consent(lead)


def stands(services: Services, lead: str) -> bool:
    with services.database.reading() as session:
        return consent.stands(session, session.get(Lead, lead).conversation_id)


def test_looking_changes_nothing_and_a_button_withdraws(
    client: TestClient, services: Services, lead: str, link: str
) -> None:
    page = client.get(link).text
    assert "May we contact you?" in page  # what they agreed to, in its words
    assert "<form" in page
    assert stands(services, lead)
    after = client.post(link)
    assert after.status_code == 200
    assert "<form" not in after.text
    assert not stands(services, lead)
    with services.database.reading() as session:
        events = session.execute(sa.select(Delivery.event, Delivery.destination)).all()
        assert (consent.EVENT, "csv") in events
        assert session.scalars(sa.select(Assignment.state)).all() == ["declined"]
        # In the chat nothing goes on from there either.
        conversation = session.get(Lead, lead).conversation
        assert conversation.mark == "delete_requested"
        progress = Progress.from_json(conversation.state)
        assert (progress.consent, progress.declined) == (False, True)


def test_a_second_time_changes_nothing_more(
    client: TestClient, services: Services, link: str
) -> None:
    client.post(link)
    with services.database.reading() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(Delivery))
    assert client.post(link).status_code == 200
    with services.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Delivery)) == before


def test_no_other_link_withdraws(
    client: TestClient, services: Services, lead: str, link: str
) -> None:
    links = Links(services.settings.secret_key, "")
    token = link.rpartition("/")[2]
    for bad in (links.meeting(lead).rpartition("/")[2], token[:-2], lead, "x" * 5000):
        assert client.get(f"/consent/{bad}").status_code == 404
        assert client.post(f"/consent/{bad}").status_code == 404
    assert client.get(f"/meetings/{token}").status_code == 404
    assert stands(services, lead)
