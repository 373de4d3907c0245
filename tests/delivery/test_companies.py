"""A company of a CRM is found or made by one worker, whatever the others do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.delivery.companies import CompanyIds
from bot.delivery.crew import Crew
from bot.delivery.sending import Refused, TryLater
from bot.leads.privacy import retention
from bot.storage.database import Database
from bot.storage.tables import CrmCompany, now
from tests.delivery.crms import SEARCH, TIE, UPSERT, hubspot, parcel
from tests.delivery.servers import Server

DOMAIN = "client.example"


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """The same database as another process has it."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    yield other
    other.close()


def gives(remote: str) -> Callable[[], str]:
    return lambda: remote


def never() -> str:
    raise AssertionError("it is known")


def fails(error: Exception) -> Callable[[], str]:
    def find_or_make() -> str:
        raise error

    return find_or_make


def later(database: Database, seconds: float) -> None:
    """As if so much time had passed."""
    with database.transaction() as session:
        for row in session.scalars(sa.select(CrmCompany)):
            row.until -= timedelta(seconds=seconds)


def test_two_workers_at_once_make_one_company(database: Database, other: Database) -> None:
    made: list[str] = []
    together = threading.Barrier(8)

    def make() -> str:
        made.append(f"7{len(made)}")
        time.sleep(0.2)  # the others ask while this one is at it
        return made[-1]

    def work(companies: CompanyIds) -> str:
        together.wait()
        return companies.get(DOMAIN, make)

    workers = [CompanyIds(each, "hubspot") for each in (database, other) * 4]
    assert set(Crew(8, "workers").map(work, workers)) == {"70"}
    assert made == ["70"]


def test_what_one_worker_made_another_knows(database: Database, other: Database) -> None:
    assert CompanyIds(database, "hubspot").get(DOMAIN, gives("77")) == "77"
    assert CompanyIds(other, "hubspot").get(DOMAIN, never) == "77"
    assert CompanyIds(other, "another account").get(DOMAIN, gives("5")) == "5"
    assert CompanyIds(other, "hubspot").get("other.example", gives("6")) == "6"


def test_the_claim_of_a_worker_that_died_is_taken_over(database: Database, other: Database) -> None:
    with pytest.raises(SystemExit):  # nothing after it is done, as in a process that is killed
        CompanyIds(database, "hubspot").get(DOMAIN, fails(SystemExit()))
    found: list[str] = []
    waiting = threading.Thread(
        target=lambda: found.append(CompanyIds(other, "hubspot").get(DOMAIN, gives("77")))
    )
    waiting.start()
    waiting.join(0.5)
    assert not found  # what the dead one has asked for may still come about
    later(database, 60)
    waiting.join(10)
    assert found == ["77"]


def test_after_no_answer_it_is_looked_for_when_the_crm_finds_what_it_made(
    database: Database,
) -> None:
    companies = CompanyIds(database, "hubspot")
    with pytest.raises(TryLater):
        companies.get(DOMAIN, fails(TryLater("HTTP 500")))
    with database.reading() as session:
        row = session.scalar(sa.select(CrmCompany))
    assert row.remote_id is None
    assert row.until > now()
    later(database, 20)
    assert companies.get(DOMAIN, gives("77")) == "77"


def test_after_a_refusal_it_is_looked_for_at_once(database: Database) -> None:
    companies = CompanyIds(database, "hubspot")
    with pytest.raises(Refused):
        companies.get(DOMAIN, fails(Refused("no scope")))
    assert companies.get(DOMAIN, gives("77")) == "77"


def test_a_known_company_is_looked_up_again_after_a_day(database: Database) -> None:
    companies = CompanyIds(database, "hubspot")
    companies.get(DOMAIN, gives("77"))
    later(database, 25 * 3600)
    assert companies.get(DOMAIN, gives("78")) == "78"


def test_what_is_no_longer_taken_for_true_is_removed(database: Database, tmp_path: Path) -> None:
    CompanyIds(database, "hubspot").get(DOMAIN, gives("77"))
    CompanyIds(database, "hubspot").get("new.example", gives("78"))
    with database.transaction() as session:
        session.get(CrmCompany, ("hubspot", DOMAIN)).until -= timedelta(days=2)
    retention.purge(database, retention.Periods(0, 0, 0), tmp_path, now())
    with database.reading() as session:
        assert session.scalars(sa.select(CrmCompany.domain)).all() == ["new.example"]


def test_a_company_deleted_in_hubspot_is_looked_for_again(
    database: Database, server: Server
) -> None:
    account = hubspot(server, database=database)
    server.on("POST", UPSERT, 200, {"results": [{"id": "501"}]})
    server.on("POST", SEARCH, 200, {"results": [{"id": "77"}]})
    server.on("PUT", TIE, 404, {"category": "OBJECT_NOT_FOUND"})
    server.on("PUT", TIE, 201, {})
    with pytest.raises(Refused, match="OBJECT_NOT_FOUND"):
        account.send(parcel())
    account.send(parcel())
    assert server.paths().count(f"POST {SEARCH}") == 2
