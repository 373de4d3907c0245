"""What a rep sees and does in the inbox, and a marketer in the list of questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.errors import Conflict
from bot.services import Services
from bot.storage.tables import (
    Assignment,
    Conversation,
    Lead,
    UnansweredQuestion,
)
from tests.web.fakes import csrf_of

SignIn = Callable[[str], TestClient]


def test_the_inbox_lists_what_is_offered_first(
    services: Services, sign_in: SignIn, lead: str
) -> None:
    with services.database.transaction() as session:
        conversation = Conversation()
        session.add(conversation)
        session.flush()
        session.add(Lead(conversation_id=conversation.id, name="Newer", stage="mql"))
    page = sign_in("dana").get("/inbox").text
    assert page.index("&lt;b&gt;Priya") < page.index("Newer")
    assert "Offered to you" in page
    assert "<b>Priya" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=northwind", True),
        ("q=PRIYA%40", True),
        ("q=100%25", True),
        ("q=%25", True),
        ("q=_____________________________", False),
        ("q=nothing", False),
        ("stage=contact", True),
        ("stage=won", False),
        ("stage=nonsense", True),
        ("mine=1", True),
        ("page=2", False),
        ("page=-1", True),
        ("page=%D9%A3", True),
    ],
)
def test_the_inbox_can_be_searched(sign_in: SignIn, lead: str, query: str, found: bool) -> None:
    answer = sign_in("dana").get(f"/inbox?{query}")
    assert answer.status_code == 200
    assert (f"/inbox/leads/{lead}" in answer.text) is found


def test_a_lead_shows_its_words_score_and_reason(sign_in: SignIn, lead: str) -> None:
    page = sign_in("dana").get(f"/inbox/leads/{lead}").text
    assert "we &lt;i&gt;plan&lt;/i&gt;" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "50 people or more" in page
    assert "+30" in page
    assert "Why it came to you" in page
    assert "Dana had the fewest leads." in page
    assert "Accept lead" in page


def test_only_the_one_it_is_offered_to_is_asked(sign_in: SignIn, lead: str) -> None:
    page = sign_in("ravi").get(f"/inbox/leads/{lead}").text
    assert "Offered to Dana" in page
    assert "Accept lead" not in page


def test_an_unknown_lead_is_not_there(sign_in: SignIn) -> None:
    assert sign_in("dana").get("/inbox/leads/unknown").status_code == 404


def _decide(client: TestClient, lead: str, verb: str, **fields: str) -> Any:
    page = client.get(f"/inbox/leads/{lead}").text
    form = {"csrf": csrf_of(page), **fields}
    found = re.findall(r'name="assignment" value="([^"]+)"', page)
    if found:
        form.setdefault("assignment", found[0])
    return client.post(f"/inbox/leads/{lead}/{verb}", data=form, follow_redirects=False)


@pytest.fixture
def verbs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the pages ask of the life cycle, which has tests of its own."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        "bot.web.inbox.handover.accept",
        lambda session, assignment, user, **_: calls.append(("accept", assignment, user)),
    )
    monkeypatch.setattr(
        "bot.web.inbox.handover.decline",
        lambda session, assignment, user, reason, desk, now: calls.append(
            ("decline", assignment, user, reason)
        ),
    )
    return calls


def test_accepting(
    services: Services, sign_in: SignIn, lead: str, verbs: list[tuple[Any, ...]]
) -> None:
    answer = _decide(sign_in("dana"), lead, "accept")
    assert answer.status_code == 303
    with services.database.reading() as session:
        assignment = session.scalars(sa.select(Assignment)).one()
    assert verbs == [("accept", assignment.id, "dana")]


def test_declining_needs_a_reason(sign_in: SignIn, lead: str, verbs: list[tuple[Any, ...]]) -> None:
    client = sign_in("dana")
    for fields in ({}, {"reason": "Because"}, {"reason": "Other", "note": "  "}):
        answer = _decide(client, lead, "decline", **fields)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
    assert verbs == []
    assert _decide(client, lead, "decline", reason="Other", note="a friend").status_code == 303
    assert verbs[0][2:] == ("dana", "a friend")


def test_a_lead_that_was_taken_meanwhile(
    sign_in: SignIn, lead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_: Any, **__: Any) -> None:
        raise Conflict("This offer has expired.")

    monkeypatch.setattr("bot.web.inbox.handover.accept", taken)
    answer = _decide(sign_in("dana"), lead, "accept")
    assert answer.status_code == 409
    assert "This offer has expired." in answer.text


def test_unanswered_questions_are_grouped(services: Services, sign_in: SignIn) -> None:
    with services.database.transaction() as session:
        conversation = Conversation(page_url="https://fernhill.example/x")
        session.add(conversation)
        session.flush()
        for question in ("Do you ship?", "do you  ship", "<b>What?</b>"):
            session.add(
                UnansweredQuestion(
                    conversation_id=conversation.id, question=question, revision="r0"
                )
            )
    page = sign_in("maya").get("/questions").text
    assert page.count("<tr>") == 3
    assert "2×" in page
    assert "&lt;b&gt;What?" in page
