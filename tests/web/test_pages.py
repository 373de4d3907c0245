"""The website, signing in, the inbox and who may see what."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
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
    LeadDetail,
    Message,
    UnansweredQuestion,
    User,
)
from bot.web.app import create_app
from bot.web.security import HEADERS
from bot.web.site import _heading
from tests.web.fakes import PASSWORD, Engine, make_services

SignIn = Callable[[str], TestClient]


def csrf_of(page: str) -> str:
    return re.findall(r'name="csrf" value="([^"]+)"', page)[0]


@pytest.fixture
def lead(services: Services) -> str:
    """A lead offered to Dana, whose words are hostile."""
    with services.database.transaction() as session:
        conversation = Conversation()
        session.add(conversation)
        session.flush()
        message = Message(
            conversation_id=conversation.id, sender="visitor", text="<script>alert(1)</script>"
        )
        lead = Lead(
            conversation_id=conversation.id,
            name="<b>Priya</b>",
            email="priya@northwind.example",
            company="Northwind 100%",
            score_reasons=[{"group": "size", "points": 30, "text": "50 people or more"}],
        )
        session.add_all([message, lead])
        session.flush()
        session.add(
            LeadDetail(
                lead_id=lead.id,
                field="need",
                label="Need",
                value="x",
                shown="Planning",
                said="we <i>plan</i>",
                message_id=message.id,
            )
        )
        session.add(
            Assignment(
                lead_id=lead.id,
                user_id="dana",
                rung="Everyone else",
                text="Dana had the fewest leads.",
                explanation={"candidates": [{"person": "dana", "load": 1}]},
            )
        )
        return str(lead.id)


def test_the_front_page_shows_offers_questions_and_pages(client: TestClient) -> None:
    page = client.get("/").text
    assert "Fernhill" in page
    assert "€9" in page
    assert 'data-baton="Who is it for?"' in page
    assert 'href="/pricing"' in page
    assert "Over" not in re.findall(r"<li><a[^>]*>([^<]*)", page)


@pytest.mark.parametrize(
    ("category", "heading"),
    [
        ("plan", "Plans"),
        ("suv", "SUVs"),
        ("warranty", "Warranties"),
        ("toy", "Toys"),
        ("parts", "Parts"),
    ],
)
def test_categories_are_headings(category: str, heading: str) -> None:
    product = SimpleNamespace(name="Lorne", summary="A hybrid SUV.")
    catalog: Any = SimpleNamespace(products=(product,))
    assert _heading(category, catalog) == heading


def test_a_page_is_shown_at_its_address_and_is_harmless(client: TestClient) -> None:
    assert "<h1>Prices</h1>" in client.get("/pricing").text
    assert client.get("/pricing/").status_code == 200
    page = client.get("/hostile").text
    article = page[page.index("<article") : page.index("</article>")]
    assert "&lt;b&gt;Bold" in article
    assert "<table>" in article
    for hostile in ("<script", "onerror", 'href="javascript:', "<img"):
        assert hostile not in article


@pytest.mark.parametrize(
    "path",
    ["/over", "/nothing", "/broken", "/../company.yml", "/static/../app.py", "/%00", "/a" * 900],
    ids=["over", "nothing", "broken", "outside", "code", "NUL", "long"],
)
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text


def test_every_answer_has_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/login", "/nothing", "/api/chat/nothing", "/static/widget.js", "/healthz"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)


def test_no_template_holds_inline_script_or_style() -> None:
    folder = Path(__file__).parents[2] / "bot" / "web" / "templates"
    for file in folder.rglob("*.html"):
        text = file.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), file
        assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text), file


def test_the_widget_keeps_to_its_weight_and_never_parses_markup() -> None:
    script = (Path(__file__).parents[2] / "bot" / "web" / "static" / "widget.js").read_text()
    assert len(script.encode()) <= 12 * 1024
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in script


def test_static_files_may_be_kept_when_their_address_has_a_version(client: TestClient) -> None:
    address = re.findall(r'src="(/static/widget\.js\?v=[^"]+)"', client.get("/").text)[0]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/static/widget.js").headers["cache-control"] == "no-cache"


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
        "bot.web.inbox.lifecycle.accept",
        lambda session, assignment, user, **_: calls.append(("accept", assignment, user)),
    )
    monkeypatch.setattr(
        "bot.web.inbox.lifecycle.decline",
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

    monkeypatch.setattr("bot.web.inbox.lifecycle.accept", taken)
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


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "content": "r1", "held_back": 0}
