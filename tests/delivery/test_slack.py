"""Slack against a local server written from its published format."""

from __future__ import annotations

import pytest

from bot.delivery.sending import Gone, Refused, TryLater
from bot.delivery.slack import SlackDestination, escaped, message
from tests.delivery.crms import BASE, NOBODY, parcel, withdrawal
from tests.delivery.servers import Server


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
