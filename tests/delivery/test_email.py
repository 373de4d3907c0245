"""Mails to reps: what stands in them, how they go out, and what visitors cannot do to them."""

from __future__ import annotations

import email
import email.policy
import re
import ssl
import stat
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.delivery.email import EmailDestination, compose
from bot.delivery.sending import Parcel, Refused, TryLater
from bot.leads.desk import Desk
from bot.leads.privacy import consent
from bot.links import Links
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.tables import Delivery
from tests.delivery.receivers import certificate, mailbox, settings_for
from tests.leads.samples import WEDNESDAY, handed_over

LINKS = Links("for tests", "https://fern.example")
ID = "00000000-0000-4000-8000-000000000000"


def parcel_for(
    database: Database, desk: Desk, event: str = "lead.assigned", **details: Any
) -> Parcel:
    """What the worker would give to the mail server for a new lead."""
    with database.transaction() as session:
        assignment = handed_over(session, desk, {"company_size": 250, **details})
        if event == "lead.outcome":
            consent.withdraw(session, assignment.lead.conversation, (), now=WEDNESDAY)
        row = session.scalars(
            select(Delivery).where(Delivery.destination == "email:dana", Delivery.event == event)
        ).one()
        return Parcel(row.id, row.event, row.payload, 1)


def parts(message: email.message.EmailMessage) -> tuple[str, str]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    return settings_for(tmp_path, database)


def test_all_that_a_rep_needs_stands_in_it(database: Database, desk: Desk) -> None:
    parcel = parcel_for(database, desk, phone="+49 30 123456", company="Client & Sons")
    message = compose(parcel, "Baton <baton@fern.example>", LINKS)
    assert message["To"] == "Dana Reyes <dana@fern.example>"
    assert message["From"] == "Baton <baton@fern.example>"
    assert message["Subject"] == "New lead C3: Ann Byte at Client & Sons"
    assert message["Message-ID"] == f"<{parcel.id}@fern.example>"
    lead = parcel.payload["data"]
    for text in parts(message):
        for said in (
            "Ann Byte",
            "ann@client.example",
            "+49 30 123456",
            "Company size",
            "250",
            "company size 250 ≥ 200",
            f"https://fern.example/inbox/leads/{lead['id']}",
            "hi, I am Ann",
            "Wed 18 Nov, 14:30 (UTC)",
        ):
            assert said in text
    assert "Client &amp; Sons" in parts(message)[1]


def test_it_has_links_to_accept_and_to_decline_for_this_person_only(
    database: Database, desk: Desk
) -> None:
    parcel = parcel_for(database, desk)
    assignment = parcel.payload["data"]["assignment"]["id"]
    for text in parts(compose(parcel, "baton@fern.example", LINKS)):
        found = re.findall(r"https://fern\.example/offers/([\w.-]+)(\?decline=1)?", text)
        assert [bool(decline) for _, decline in found] == [False, True]
        assert {LINKS.read_offer(token) for token, _ in found} == {(assignment, "dana")}
    assert "/offers/" not in str(parcel.payload)  # what is signed is not kept


def test_the_message_id_stays_the_same(database: Database, desk: Desk) -> None:
    parcel = parcel_for(database, desk)
    first, second = (compose(parcel, "baton@fern.example", LINKS)["Message-ID"] for _ in range(2))
    assert first == second


def test_markup_of_a_visitor_stays_text(database: Database, desk: Desk) -> None:
    parcel = parcel_for(database, desk, name="<script>alert(1)</script>")
    html = parts(compose(parcel, "baton@fern.example", LINKS))[1]
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@given(name=st.text(min_size=1), company=st.text())
def test_no_header_can_be_added(name: str, company: str) -> None:
    payload = {
        "type": "lead.assigned",
        "data": {
            "id": "x",
            "grade": "A1",
            "contact": {"name": name, "company": company, "email": None, "phone": None},
            "score": {"fit": 1, "engagement": 1, "reasons": []},
            "details": [],
            "transcript": [],
            "assignment": None,
            "to": {"name": "Dana Reyes", "email": "dana@fern.example"},
            "link": "https://fern.example/",
        },
    }
    message = compose(Parcel(ID, "lead.assigned", payload, 1), "baton@fern.example", LINKS)
    raw = message.as_bytes()
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert parsed.keys() == message.keys()
    assert parsed["To"] == "Dana Reyes <dana@fern.example>"
    assert "\n" not in parsed["Subject"]


@pytest.mark.parametrize("injected", ["Ann\r\nBcc: all@fern.example", "Ann\nBcc: x@y.example"])
def test_a_line_break_in_a_name_is_a_space(database: Database, desk: Desk, injected: str) -> None:
    message = compose(parcel_for(database, desk, name=injected), "baton@fern.example", LINKS)
    assert message["Bcc"] is None
    assert "Ann Bcc:" in message["Subject"]


def test_an_impossible_recipient_is_refused(settings: Settings) -> None:
    payload = {
        "data": {
            "reason": "x",
            "to": {"name": "x", "email": "no address\r\nBcc: a@b.example"},
        }
    }
    with pytest.raises(Refused, match="email address"):
        EmailDestination(settings).send(Parcel(ID, "lead.outcome", payload, 1))


def test_without_a_mail_server_it_is_kept_as_a_file(
    database: Database, desk: Desk, settings: Settings
) -> None:
    parcel = parcel_for(database, desk)
    EmailDestination(settings).send(parcel)
    file = settings.var / "mail" / f"{parcel.id}.eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert message["To"] == "Dana Reyes <dana@fern.example>"


def test_a_withdrawal_tells_the_rep_without_the_details(database: Database, desk: Desk) -> None:
    message = compose(parcel_for(database, desk, "lead.outcome"), "baton@fern.example", LINKS)
    for text in parts(message):
        assert "must not be contacted any more: the visitor withdrew consent" in text
        assert "Ann" not in text
        assert "client.example" not in text


# Servers


def send(settings: Settings, database: Database, desk: Desk) -> Parcel:
    parcel = parcel_for(database, desk)
    EmailDestination(settings).send(parcel)
    return parcel


def test_smtp(tmp_path: Path, database: Database, desk: Desk) -> None:
    with mailbox() as box:
        settings = settings_for(tmp_path, database, BATON_SMTP_URL=f"smtp://127.0.0.1:{box.port}")
        parcel = send(settings, database, desk)
        (mail,) = box.mails
    assert mail["Message-ID"] == f"<{parcel.id}@fern.example>"


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 no such user", Refused), ("450 try again", TryLater)],
)
def test_what_the_server_refuses(
    tmp_path: Path, database: Database, desk: Desk, answer: str, error: type[Exception]
) -> None:
    with mailbox() as box:
        box.refuse = answer
        settings = settings_for(tmp_path, database, BATON_SMTP_URL=f"smtp://127.0.0.1:{box.port}")
        with pytest.raises(error) as caught:
            send(settings, database, desk)
    assert answer[:3] in str(caught.value)
    assert "dana" not in str(caught.value)


def test_no_server(tmp_path: Path, database: Database, desk: Desk) -> None:
    settings = settings_for(tmp_path, database, BATON_SMTP_URL="smtp://127.0.0.1:9")
    with pytest.raises(TryLater, match="ConnectionRefusedError"):
        send(settings, database, desk)


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_encrypted_and_signed_in(
    tmp_path: Path,
    database: Database,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
) -> None:
    own = certificate(tmp_path, "IP:127.0.0.1")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(own)
    seen: list[tuple[bytes, bytes]] = []

    def sign_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    options: dict[str, Any] = {"authenticator": sign_in, "auth_required": True}
    if scheme == "smtps":
        options |= {"ssl_context": tls, "auth_require_tls": False}
    else:
        options |= {"tls_context": tls, "require_starttls": True}
    with mailbox(**options) as box:
        settings = settings_for(
            tmp_path, database, BATON_SMTP_URL=f"{scheme}://baton:p%40ss@127.0.0.1:{box.port}"
        )
        with pytest.raises(TryLater, match="SSLCertVerificationError"):
            send(settings, database, desk)  # a certificate that nobody vouches for
        trusted = ssl.create_default_context(cafile=str(own))
        monkeypatch.setattr("bot.delivery.email.ssl.create_default_context", lambda: trusted)
        EmailDestination(settings).send(parcel_for_second(database))
        assert len(box.mails) == 1
    assert seen == [(b"baton", b"p@ss")]


def parcel_for_second(database: Database) -> Parcel:
    """The mail that the failed attempt left in the outbox."""
    with database.reading() as session:
        row = session.scalars(select(Delivery).where(Delivery.destination == "email:dana")).first()
        return Parcel(row.id, row.event, row.payload, 2)
