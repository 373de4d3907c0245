"""HubSpot, Salesforce and Slack against local servers written from their published formats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import crm, outbox
from bot.delivery.hubspot import HubspotDestination
from bot.delivery.salesforce import SalesforceDestination
from bot.delivery.sending import Gone, Parcel, Refused, TryLater
from bot.delivery.slack import SlackDestination, escaped, message
from bot.delivery.worker import Worker
from bot.leads.desk import Desk
from bot.storage.database import Database
from tests.delivery.receivers import settings_for
from tests.delivery.rows import Clock, row
from tests.delivery.servers import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def parcel(event: str = "lead.accepted", **more: Any) -> Parcel:
    data: dict[str, Any] = {
        "id": "3f6c1e2a-0000-4000-8000-000000000001",
        "stage": "sal",
        "grade": "A1",
        "contact": {
            "name": "Ann Maria Byte",
            "email": "ann@client.example",
            "phone": "+493012345678",
            "company": "Client <Works>",
        },
        "score": {"fit": 40, "engagement": 30, "reasons": []},
        "details": [
            {"field": "company_size", "label": "Company size", "shown": "40 people"},
            {"field": "need", "label": "*Need*", "shown": "<!channel> hello"},
        ],
        "assignment": {"person": {"name": "Dana Reyes", "email": "dana@fern.example"}},
        "conversation": {"id": "c", "page_url": "https://fern.example/pricing"},
    }
    return Parcel("p1", event, {"type": event, "data": {**data, **more}}, 1)


NOBODY = {"contact": dict.fromkeys(("name", "email", "phone", "company")), "details": []}

BASE = "https://baton.example"
UPSERT = "/crm/v3/objects/contacts/batch/upsert"
SEARCH = "/crm/v3/objects/companies/search"
TIE = "/crm/v4/objects/contact/501/associations/company/77"


def hubspot(server: Server, **mapping: str) -> HubspotDestination:
    mapped = mapping or crm.HUBSPOT
    return HubspotDestination("pat-secret", server.url, lambda: mapped, BASE)


def test_a_contact_is_upserted_by_address_and_tied_to_its_company(server: Server) -> None:
    server.on("POST", UPSERT, 200, {"results": [{"id": "501"}]})
    server.on("POST", SEARCH, 200, {"results": []})
    server.on("POST", "/crm/v3/objects/companies", 201, {"id": "77"})
    server.on("PUT", TIE, 201, {})
    hubspot(server).send(parcel())
    method, path, headers, body = server.asked[0]
    assert (method, path) == ("POST", UPSERT)
    assert headers["authorization"] == "Bearer pat-secret"
    assert body == {
        "inputs": [
            {
                "id": "ann@client.example",
                "idProperty": "email",
                "properties": {
                    "firstname": "Ann Maria",
                    "lastname": "Byte",
                    "phone": "+493012345678",
                    "company": "Client <Works>",
                },
            }
        ]
    }
    made = server.asked[2][3]
    assert made == {"properties": {"domain": "client.example", "name": "Client <Works>"}}
    assert server.asked[3][3][0]["associationTypeId"] == 279


def test_a_company_that_is_there_is_not_made_again(server: Server) -> None:
    server.on("POST", UPSERT, 200, {"results": [{"id": "501"}]})
    server.on("POST", SEARCH, 200, {"results": [{"id": "77"}]})
    server.on("PUT", TIE, 200, {})
    hubspot(server).send(parcel())
    assert server.paths() == [f"POST {UPSERT}", f"POST {SEARCH}", f"PUT {TIE}"]


def test_a_public_mail_provider_is_nobodys_company(server: Server) -> None:
    server.on("POST", UPSERT, 200, {"results": [{"id": "501"}]})
    contact = {"name": "Ann", "email": "ann@gmail.com", "phone": None, "company": None}
    hubspot(server).send(parcel(contact=contact))
    assert server.paths() == [f"POST {UPSERT}"]


def test_the_playbooks_mapping_is_used(server: Server) -> None:
    server.on("POST", UPSERT, 200, {"results": [{"id": "501"}]})
    server.on("POST", SEARCH, 200, {"results": [{"id": "77"}]})
    server.on("PUT", TIE, 200, {})
    hubspot(server, baton_grade="grade", size="company_size", owner="owner_email").send(parcel())
    sent = server.asked[0][3]["inputs"][0]["properties"]
    assert sent == {"baton_grade": "A1", "size": "40 people", "owner": "dana@fern.example"}


def test_without_consent_a_crm_gets_nothing(server: Server) -> None:
    hubspot(server).send(parcel(**NOBODY))
    salesforce(server).send(parcel(**NOBODY))
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "body", "expected", "says"),
    [
        (401, {"category": "INVALID_AUTHENTICATION"}, Refused, "BATON_HUBSPOT_TOKEN"),
        (429, {"errorType": "RATE_LIMIT"}, TryLater, "429"),
        (503, None, TryLater, "503"),
        (
            400,
            {
                "category": "VALIDATION_ERROR",
                "message": "Property values were not valid: ann@client.example",
                "errors": [{"context": {"propertyName": ["lifecycle"]}}],
            },
            Refused,
            "VALIDATION_ERROR lifecycle",
        ),
        (
            207,
            {"results": [], "errors": [{"category": "VALIDATION_ERROR"}]},
            Refused,
            "VALIDATION_ERROR",
        ),
    ],
)
def test_what_hubspot_refuses_is_said(
    server: Server, status: int, body: Any, expected: type[Exception], says: str
) -> None:
    server.on("POST", UPSERT, status, body)
    with pytest.raises(expected, match=says) as caught:
        hubspot(server).send(parcel())
    assert "ann@client.example" not in str(caught.value)  # a reason is read by many


def test_hubspots_retry_after_is_heard(server: Server) -> None:
    server.on("POST", UPSERT, 429, {}, retry_after="7")
    with pytest.raises(TryLater) as caught:
        hubspot(server).send(parcel())
    assert caught.value.after == 7


def test_an_erasure_deletes_in_the_crms(server: Server) -> None:
    server.on("POST", "/crm/v3/objects/contacts/gdpr-delete", 204)
    server.on("POST", TOKEN, 200, {"access_token": "t1", "instance_url": server.url})
    server.on("DELETE", LEAD, 204)
    erased = Parcel(
        "p",
        "lead.erased",
        {"data": {"id": LEAD.rsplit("/", 1)[1], "email": "ann@client.example"}},
        1,
    )
    hubspot(server).send(erased)
    assert server.asked[0][3] == {"objectId": "ann@client.example", "idProperty": "email"}
    salesforce(server).send(erased)
    assert server.paths()[-1] == f"DELETE {LEAD}"


def withdrawal(**more: Any) -> Parcel:
    """What is told when Ann withdraws: nothing of her but what a CRM needs to find her."""
    found = parcel("consent.withdrawn", **NOBODY, stage="lost", assignment=None)
    found.payload["data"] |= {"withdrawn_at": "2026-11-18T15:00:00+00:00", **more}
    return found


CONTACT = "/crm/v3/objects/contacts/ann%40client.example?idProperty=email"


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({}, {"hs_lead_status": "UNQUALIFIED"}),
        (
            {"company": "company", "step": "stage"},
            {"hs_lead_status": "UNQUALIFIED", "step": "lost"},
        ),
        ({"lastname": "last_name", "do_not_call": "opted_out"}, {"do_not_call": "true"}),
    ],
)
def test_a_withdrawal_marks_the_contact_in_hubspot(
    server: Server, mapping: dict[str, str], expected: dict[str, str]
) -> None:
    server.on("PATCH", CONTACT, 200, {"id": "501"})
    hubspot(server, **mapping).send(withdrawal(email="ann@client.example"))
    ((method, path, _, body),) = server.asked
    assert (method, path, body) == ("PATCH", CONTACT, {"properties": expected})


def test_a_contact_that_is_not_there_needs_no_mark(server: Server) -> None:
    server.on("PATCH", CONTACT, 404, {"category": "OBJECT_NOT_FOUND"})
    hubspot(server).send(withdrawal(email="ann@client.example"))
    hubspot(server).send(withdrawal())  # a lead without an address: it never had it
    assert server.paths() == [f"PATCH {CONTACT}"]


TOKEN = "/services/oauth2/token"
LEAD = "/services/data/v60.0/sobjects/Lead/Baton_Id__c/3f6c1e2a-0000-4000-8000-000000000001"


def salesforce(server: Server, **mapping: str) -> SalesforceDestination:
    mapped = mapping or crm.SALESFORCE
    return SalesforceDestination(
        server.url, ("client", "secret"), "Baton_Id__c", lambda: mapped, BASE
    )


def test_a_lead_is_upserted_by_batons_id(server: Server) -> None:
    server.on("POST", TOKEN, 200, {"access_token": "t1", "instance_url": server.url})
    server.on("PATCH", LEAD, 201, {"id": "00Q", "success": True})
    org = salesforce(server)
    org.send(parcel())
    org.send(parcel("lead.outcome"))
    assert server.paths() == [f"POST {TOKEN}", f"PATCH {LEAD}", f"PATCH {LEAD}"]  # one sign-in
    assert server.asked[0][3]["grant_type"] == ["client_credentials"]
    _, _, headers, body = server.asked[1]
    assert headers["sforce-auto-assign"] == "FALSE"
    assert headers["sforce-duplicate-rule-header"] == "allowSave=false"
    assert body["LastName"] == "Byte"
    assert body["Company"] == "Client <Works>"
    assert body["Description"].startswith("https://baton.example/inbox/leads/")


@pytest.mark.parametrize(
    ("mapping", "name"),
    [({"Email": "email"}, "HasOptedOutOfEmail"), ({"Gone__c": "opted_out"}, "Gone__c")],
)
def test_a_withdrawal_marks_the_lead_in_salesforce(
    server: Server, mapping: dict[str, str], name: str
) -> None:
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("GET", LEAD, 200, {"Id": "00Q"})
    server.on("PATCH", LEAD, 204)
    salesforce(server, **mapping).send(withdrawal())
    assert server.asked[-1][3] == {name: True}


def test_a_withdrawal_makes_no_lead_in_salesforce(server: Server) -> None:
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("GET", LEAD, 404, [{"errorCode": "NOT_FOUND"}])
    salesforce(server).send(withdrawal())
    assert server.paths() == [f"POST {TOKEN}", f"GET {LEAD}"]


@pytest.mark.parametrize("send", [hubspot, salesforce])
def test_who_opted_out_by_another_way_stays_so(server: Server, send: Any) -> None:
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("PATCH", LEAD, 204)
    server.on("POST", UPSERT, 200, {"results": [{"id": "501"}]})
    send(server, mark="opted_out", LastName="last_name").send(
        parcel(contact={"name": "Ann", "email": "ann@gmail.com"})
    )
    assert "mark" not in str(server.asked[-1][3])


def test_what_salesforce_wants_of_every_lead_is_there(server: Server) -> None:
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("PATCH", LEAD, 204)
    contact = {"name": None, "email": "ann@client.example", "phone": None, "company": None}
    salesforce(server).send(parcel(contact=contact))
    body = server.asked[1][3]
    assert (body["LastName"], body["Company"]) == ("ann@client.example", "Unknown")


def test_a_token_that_has_expired_is_renewed_once(server: Server) -> None:
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("POST", TOKEN, 200, {"access_token": "t2"})
    server.on("PATCH", LEAD, 401, [{"errorCode": "INVALID_SESSION_ID"}])
    server.on("PATCH", LEAD, 204)
    salesforce(server).send(parcel())
    assert [each[2].get("authorization") for each in server.asked[1::2]] == [
        "Bearer t1",
        "Bearer t2",
    ]


@pytest.mark.parametrize(
    ("status", "body", "expected", "says"),
    [
        (300, ["/one", "/two"], Refused, "several leads"),
        (
            400,
            [{"errorCode": "INVALID_EMAIL_ADDRESS", "message": "ann@", "fields": ["Email"]}],
            Refused,
            "INVALID_EMAIL_ADDRESS Email",
        ),
        (
            400,
            [{"errorCode": "DUPLICATES_DETECTED", "message": "Use one of these", "fields": []}],
            Refused,
            "DUPLICATES_DETECTED",
        ),
        (403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED"}], TryLater, "REQUEST_LIMIT_EXCEEDED"),
        (401, [{"errorCode": "INVALID_SESSION_ID"}], Refused, "new token"),
        (404, [{"errorCode": "NOT_FOUND"}], Refused, "NOT_FOUND"),
        (500, None, TryLater, "500"),
    ],
)
def test_what_salesforce_refuses_is_said(
    server: Server, status: int, body: Any, expected: type[Exception], says: str
) -> None:
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("PATCH", LEAD, status, body)
    with pytest.raises(expected, match=says):
        salesforce(server).send(parcel())


def test_a_wrong_secret_is_said_by_its_setting(server: Server) -> None:
    server.on("POST", TOKEN, 400, {"error": "invalid_client"})
    with pytest.raises(Refused, match="BATON_SALESFORCE_CLIENT_ID"):
        salesforce(server).send(parcel())


def test_slack_gets_a_message_in_which_nobodys_words_are_markup(server: Server) -> None:
    server.on("POST", "/services/T/B/x", 200, "ok")
    SlackDestination(f"{server.url}/services/T/B/x", BASE).send(parcel())
    body = server.asked[0][3]
    assert set(body) == {"text", "blocks"}
    assert "Client &lt;Works&gt;" in body["text"]
    details = body["blocks"][1]["text"]["text"]
    assert "<!channel>" not in details
    assert "\u2060*Need\u2060*" in details
    link = body["blocks"][2]["text"]["text"]
    assert link == f"<{BASE}/inbox/leads/{parcel().payload['data']['id']}|Open the lead>"


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (400, "invalid_payload", Refused),
        (403, "invalid_token", Refused),
        (404, "no_service", Gone),
        (410, "channel_is_archived", Gone),
        (429, "rate_limited", TryLater),
        (500, "rollup_error", TryLater),
    ],
)
def test_what_slack_refuses(
    server: Server, status: int, text: str, expected: type[Exception]
) -> None:
    server.on("POST", "/hook", status, text)
    with pytest.raises(expected):
        SlackDestination(f"{server.url}/hook", BASE).send(parcel())


def test_a_message_of_a_lead_without_consent_names_nobody() -> None:
    text = message(parcel("lead.qualified", **NOBODY), BASE)["text"]
    assert "A visitor" in text


def test_slack_is_told_that_nobody_may_be_contacted() -> None:
    found = message(withdrawal(), BASE)
    assert found["text"] == "Consent withdrawn, do not contact: A visitor, grade A1"
    assert "/inbox/leads/3f6c1e2a" in str(found["blocks"])  # by which people see whom


def test_everything_special_is_escaped() -> None:
    assert escaped("a & <b> *c* _d_") == "a &amp; &lt;b&gt; \u2060*c\u2060* \u2060_d\u2060_"


def test_slack_and_crms_are_not_told_of_everything() -> None:
    assert outbox.wants("webhook:0", "question.unanswered")
    assert not outbox.wants("slack", "question.unanswered")
    assert not outbox.wants("hubspot", "lead.created")
    assert outbox.wants("salesforce", "lead.erased")


def test_the_address_of_somebody_who_withdrew_leaves_the_outbox_when_hubspot_has_it(
    server: Server, tmp_path: Path, database: Database, desk: Desk, clock: Clock
) -> None:
    server.on("PATCH", CONTACT, 200, {})
    settings = settings_for(
        tmp_path, database, BATON_HUBSPOT_TOKEN="pat", BATON_HUBSPOT_URL=server.url
    )
    worker = Worker(database, settings, desk, clock=clock)
    with database.transaction() as session:
        told = withdrawal(email="ann@client.example")
        (sent,) = outbox.enqueue(
            session, told.event, told.payload["data"], ["hubspot"], now=clock.at
        )
    worker.run_once(clock.at)
    assert row(database, sent).state == "sent"
    assert "client.example" not in str(row(database, sent).payload)


@pytest.mark.parametrize(
    ("destination", "method", "path", "status", "body", "says"),
    [
        ("hubspot", "POST", UPSERT, 401, {}, "BATON_HUBSPOT_TOKEN"),
        ("hubspot", "POST", UPSERT, 400, {"category": "VALIDATION_ERROR"}, "VALIDATION_ERROR"),
        ("salesforce", "PATCH", LEAD, 300, ["/one", "/two"], "several leads"),
        ("salesforce", "PATCH", LEAD, 400, [{"errorCode": "STRING_TOO_LONG"}], "STRING_TOO_LONG"),
        ("slack", "POST", "/slack", 403, "invalid_token", "invalid_token"),
        ("slack", "POST", "/slack", 404, "no_service", "wants no more"),
    ],
)
def test_what_is_refused_is_a_dead_letter_that_can_be_sent_again(
    server: Server,
    tmp_path: Path,
    database: Database,
    desk: Desk,
    clock: Clock,
    destination: str,
    method: str,
    path: str,
    status: int,
    body: Any,
    says: str,
) -> None:
    settings = settings_for(
        tmp_path,
        database,
        BATON_HUBSPOT_TOKEN="pat",
        BATON_HUBSPOT_URL=server.url,
        BATON_SALESFORCE_URL=server.url,
        BATON_SALESFORCE_CLIENT_ID="client",
        BATON_SALESFORCE_CLIENT_SECRET="secret",
        BATON_SLACK_URL=f"{server.url}/slack",
    )
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("POST", SEARCH, 200, {"results": [{"id": "77"}]})
    server.on("PUT", TIE, 200, {})
    server.on(method, path, status, body)
    worker = Worker(database, settings, desk, clock=clock)
    with database.transaction() as session:
        data = parcel().payload["data"]
        (sent,) = outbox.enqueue(session, "lead.accepted", data, [destination], now=clock.at)
    worker.run_once(clock.at)
    found = row(database, sent)
    assert (found.state, found.attempts) == ("dead", 1)
    assert says in found.last_error
    server.rules[method, path] = [(200, {"results": [{"id": "501"}]}, {})]
    with database.transaction() as session:
        assert outbox.replay(session, [sent], clock.at) == [sent]
    worker.run_once(clock.at)
    assert row(database, sent).state == "sent"
