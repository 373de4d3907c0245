"""HubSpot against a local server written from its published format."""

from __future__ import annotations

from typing import Any

import pytest

from bot.delivery.sending import Refused, TryLater
from tests.delivery.crms import CONTACT, SEARCH, TIE, UPSERT, hubspot, parcel, withdrawal
from tests.delivery.servers import Server


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
