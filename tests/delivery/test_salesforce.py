"""Salesforce against a local server written from its published format."""

from __future__ import annotations

from typing import Any

import pytest

from bot.delivery.sending import Refused, TryLater
from tests.delivery.crms import LEAD, TOKEN, parcel, salesforce, withdrawal
from tests.delivery.servers import Server


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
