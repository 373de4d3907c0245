"""Who is who: alike is shown, only a person merges, nothing is lost, and all can be undone."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.errors import BadRequest, Conflict, Forbidden, NotFound
from bot.leads import handover
from bot.leads.desk import Desk
from bot.leads.identity import duplicates, identity, merging
from bot.storage.database import Database
from bot.storage.tables import (
    IdentityChange,
    MergedLead,
)
from tests.leads.joining import MINUTE, WHY, alike, everything, merge
from tests.leads.samples import WEDNESDAY, events, handed_over, new_lead, payloads


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"email": " ANN@Client.example"}, ("Same e-mail address",)),
        ({"email": "x@else.example", "phone": "+4930123456"}, ("Same phone number",)),
        ({"email": "ab@client.example", "name": "ann BYTE"}, ("Same name at the same company",)),
        ({"email": "ann@client.example", "phone": "+4930123456"},
         ("Same e-mail address", "Same phone number")),
        ({"email": "bob@client.example", "name": "Bob"}, None),
        ({"email": "ann@other.example"}, None),
        ({"email": None, "name": "Ann Byte"}, None),
    ],
)  # fmt: skip
def test_what_looks_alike(
    database: Database, desk: Desk, other: dict[str, Any], reasons: tuple[str, ...] | None
) -> None:
    with database.transaction() as session:
        first = new_lead(session, desk, {"phone": "+4930123456"})
        second = new_lead(session, desk, other)
        expected = [] if reasons is None else [(second.id, reasons)]
        assert alike(session, first) == expected
        assert alike(session, second) == ([(first.id, reasons)] if reasons else [])


def test_nothing_is_merged_by_what_somebody_typed(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        for _ in range(3):
            handed_over(session, desk, {"phone": "+4930123456"})
        assert session.scalars(sa.select(MergedLead)).all() == []


def test_a_company_is_known_by_its_domain_and_public_providers_are_none(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        first = new_lead(session, desk, {"email": "ann@client.example"})
        same = [
            new_lead(session, desk, {"name": f"N{n}", "email": f"n{n}@Client.example"}).id
            for n in range(7)
        ]
        found = duplicates.colleagues(session, first)
        assert found is not None
        assert (found.domain, found.count, len(found.leads)) == ("client.example", 7, 5)
        assert {each.id for each in found.leads} <= set(same)
        public = [new_lead(session, desk, {"name": f"G{n}", "email": f"g{n}@gmail.com"}) for n in
                  range(2)]  # fmt: skip
        assert duplicates.colleagues(session, public[0]) is None
        assert alike(session, public[0]) == []


def test_the_document_shows_likeness_without_whose_it_is(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        first = new_lead(session, desk, {"name": "Victoria Secretive", "phone": "+49309999"})
        second = new_lead(session, desk, {"name": "Mallory"})
        document = duplicates.full_document(session, second)["identity"]
        assert [(each["id"], each["same"]) for each in document["possible_duplicates"]] == [
            (first.id, ["Same e-mail address"])
        ]
        assert "Victoria" not in str(document)
        assert "+49309999" not in str(document)


def test_events_tell_nothing_of_leads_that_are_alike(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        victim = handed_over(session, desk, {"name": "Victoria"}).lead
        handed_over(session, desk, {"name": "Mallory"})
        for event in ("lead.created", "handover.requested", "lead.assigned"):
            told = [each for each in payloads(session, event) if "Mallory" in str(each)]
            assert told
            assert all("Victoria" not in str(each) for each in told)
            assert all(victim.id not in str(each) for each in told)


def test_a_merge_moves_nothing_and_an_undo_gives_back_exactly_what_was(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk, {"company_size": 250})
        handover.accept(session, first.id, "dana", destinations=(), now=WEDNESDAY)
        second = new_lead(session, desk, {"company_size": 3})
        before = everything(session)
        change = merge(session, desk, first.lead, second)
        assert everything(session) == before
        assert identity.group(session, second.id) == [first.lead_id, second.id]
        merging.undo(session, change.id, "ravi", "Another Ann", desk)
        assert everything(session) == before
        assert identity.group(session, second.id) == [second.id]
        trail = [(row.action, row.by, row.why, row.undoes_id) for row in
                 identity.changes(session, [second.id])]  # fmt: skip
        assert trail == [
            ("merged", "lee", WHY, None),
            ("split", "ravi", "Another Ann", change.id),
        ]
        assert change.at == WEDNESDAY + MINUTE
        told = [event for event, _ in events(session, first.lead)]
        assert told.count("lead.merged") == told.count("lead.split") == 1


def test_the_one_that_is_furthest_stands_for_the_person(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        old = new_lead(session, desk, at=WEDNESDAY - MINUTE)
        young = new_lead(session, desk)
        offer = handed_over(session, desk)
        handover.accept(session, offer.id, offer.user_id, destinations=(), now=WEDNESDAY)
        merge(session, desk, young, old)
        assert identity.main_id(session, young.id) == old.id
        merge(session, desk, offer.lead, young)
        assert identity.group(session, young.id) == [
            offer.lead_id,
            *sorted([old.id, young.id]),
        ]
        assert alike(session, offer.lead) == []


def test_an_undo_takes_out_just_what_that_merge_brought(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        a, b, c, d = (
            new_lead(session, desk, at=WEDNESDAY + number * MINUTE) for number in range(4)
        )
        merge(session, desk, c, d)
        second = merge(session, desk, b, c)
        third = merge(session, desk, a, b)
        assert len(identity.group(session, d.id)) == 4
        merging.undo(session, second.id, "lee", "no", desk)
        assert set(identity.group(session, d.id)) == {c.id, d.id}
        assert set(identity.group(session, a.id)) == {a.id, b.id}
        merging.undo(session, third.id, "lee", "no", desk)
        assert set(identity.group(session, a.id)) == {a.id}
        assert set(identity.group(session, c.id)) == {c.id, d.id}


def test_a_split_can_be_undone(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        a, b = new_lead(session, desk, at=WEDNESDAY - MINUTE), new_lead(session, desk)
        merge(session, desk, a, b)
        change = merging.split(session, b.id, "lee", "no", desk)
        assert alike(session, a) == [(b.id, ("Same e-mail address",))]
        merging.undo(session, change.id, "lee", "yes", desk)
        assert identity.main_id(session, b.id) == a.id


def test_two_people_are_told_apart_until_somebody_knows_better(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        a, b, c = (new_lead(session, desk, at=WEDNESDAY + n * MINUTE) for n in range(3))
        change = merging.tell_apart(session, a.id, b.id, "lee", "Father and daughter")
        assert [each for each, _ in alike(session, a)] == [c.id]
        assert [each for each, _ in alike(session, b)] == [c.id]
        merging.undo(session, change.id, "lee", "One person after all", desk)
        assert {each for each, _ in alike(session, a)} == {b.id, c.id}


def test_what_cannot_be(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        a, b = new_lead(session, desk, at=WEDNESDAY - MINUTE), new_lead(session, desk)
        with pytest.raises(NotFound):
            merging.merge(session, a.id, "nobody", "lee", WHY, desk)
        with pytest.raises(Conflict, match="merged already"):
            merge(session, desk, a, a)
        with pytest.raises(BadRequest, match="how you know"):
            merging.merge(session, a.id, b.id, "lee", " \n", desk)
        for stranger in ("maya", "nobody"):
            with pytest.raises(Forbidden):
                merge(session, desk, a, b, by=stranger)
        with pytest.raises(Conflict, match="not merged"):
            merging.split(session, a.id, "lee", WHY, desk)
        change = merge(session, desk, a, b)
        with pytest.raises(Conflict, match="merged already"):
            merge(session, desk, b, a)
        with pytest.raises(Conflict, match="split them first"):
            merging.tell_apart(session, a.id, b.id, "lee", WHY)
        undone = merging.undo(session, change.id, "lee", "no", desk)
        with pytest.raises(Conflict, match="undone already"):
            merging.undo(session, change.id, "lee", "no", desk)
        with pytest.raises(Conflict, match="itself an undo"):
            merging.undo(session, undone.id, "lee", "no", desk)
        with pytest.raises(NotFound):
            merging.undo(session, 10**6, "lee", "no", desk)


def test_the_database_lets_a_change_be_undone_once(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        a, b = new_lead(session, desk), new_lead(session, desk)
        change = merge(session, desk, a, b)
        merging.undo(session, change.id, "lee", "no", desk)
        ids, number = (a.id, b.id), change.id
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(
            IdentityChange(
                action="split", lead_id=ids[0], other_id=ids[1], moved=[], by="x", why="x",
                undoes_id=number,
            )
        )  # fmt: skip


def test_several_at_once_leave_one_person(database: Database, desk: Desk) -> None:
    """Everybody merges everybody at the same time: nobody is merged twice, and no chain comes."""
    with database.transaction() as session:
        leads = [str(new_lead(session, desk).id) for _ in range(4)]
    pairs = [(one, other) for one in leads for other in leads if one != other]
    done: list[bool] = []

    def work(number: int) -> None:
        for one, other in pairs[number::4]:
            try:
                with database.transaction() as session:
                    merging.merge(session, one, other, "lee", WHY, desk)
                    done.append(True)
            except Conflict:
                done.append(False)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(pairs)
    with database.reading() as session:
        merged = {row.lead_id: row.into_id for row in session.scalars(sa.select(MergedLead))}
        assert done.count(True) == len(merged) == 3
        assert not set(merged) & set(merged.values())
        assert len(set(merged.values())) == 1
