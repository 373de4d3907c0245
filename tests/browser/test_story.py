"""The whole story on both examples: a visitor asks and is qualified, a rep accepts the lead."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from bot.settings import ROOT
from tests.browser.conftest import Running, Start
from tests.browser.receivers import SECRET, wait_for, webhook
from tests.browser.visitor import EMAIL, NAME, Visitor
from tests.delivery.receivers import mailbox

EXAMPLES = {"software": ROOT, "dealership": ROOT / "examples" / "dealership"}
MOST_TURNS = 25


def rows(running: Running, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(running.database, timeout=20) as connection:
        return connection.execute(query).fetchall()


def price_question(example: Path) -> tuple[str, list[str]]:
    """A question for a listed price, and the ways in which its amount may stand in the answer."""
    catalog = yaml.safe_load((example / "knowledge" / "catalog.yml").read_text())
    product = next(each for each in catalog["products"] if each.get("prices"))
    amounts = {f"{price['amount']:,}" for price in product["prices"]}
    return f"how much is the {product['name']}?", sorted(amounts)


def sign_in(page: Page, running: Running, email: str) -> None:
    password = re.search(rf"{re.escape(email)}\s+password (\S+)", running.output)
    assert password, running.output
    page.goto(f"{running.base}/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password[1])
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("company", list(EXAMPLES))
def test_from_the_first_question_to_the_accepted_lead(
    company: str, start_baton: Start, page: Page, chromium: Browser
) -> None:
    example = EXAMPLES[company]
    with mailbox() as mails, webhook() as hook:
        running = start_baton(
            example,
            BATON_SMTP_URL=f"smtp://127.0.0.1:{mails.port}",
            BATON_WEBHOOK_URL=hook.url,
            BATON_WEBHOOK_SECRET=SECRET,
            BATON_WEBHOOK_ALLOW_INTERNAL="yes",
        )

        # The visitor asks for a price: the amount and its source are there.
        page.goto(running.base)
        page.get_by_role("button", name=re.compile("^Chat with")).click()
        expect(page.get_by_role("log")).to_contain_text("AI")
        visitor = Visitor(page, example / "playbook")
        question, amounts = price_question(example)
        answer = visitor.say(question)
        assert any(amount in answer for amount in amounts), answer
        expect(page.get_by_role("log").get_by_role("list", name="Sources")).to_be_visible()

        # The visitor is interested and answers what is asked.
        visitor.say("sounds good, I'd like to talk to somebody from sales")
        for _ in range(MOST_TURNS):
            if rows(running, "SELECT 1 FROM assignments"):
                break
            visitor.go_on()
        ((lead_id, name, email),) = rows(running, "SELECT id, name, email FROM leads")
        assert (name, email) == (NAME, EMAIL)
        ((rep_email, rep_name),) = rows(
            running,
            "SELECT users.email, users.name FROM assignments JOIN users"
            " ON users.id = assignments.user_id WHERE state = 'offered'",
        )
        assert rows(running, "SELECT given FROM consents") == [(1,)]

        # The rep is told by mail and the company's other systems by signed webhook.
        mail = wait_for(lambda: next(iter(mails.mails), None), 20, "the mail to the rep")
        assert rep_email in str(mail["to"])
        text = mail.get_body(("plain",))
        assert text is not None
        assert f"/inbox/leads/{lead_id}" in text.get_content()
        wait_for(
            lambda: {"lead.created", "lead.assigned"} <= {e["type"] for e in hook.events},
            20,
            "the webhooks",
        )

        # The rep signs in, sees the lead with what it needs, and accepts.
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        desk = context.new_page()
        sign_in(desk, running, rep_email)
        expect(desk.get_by_text("Offered to you")).to_be_visible()
        desk.get_by_role("link", name=NAME).click()
        expect(desk.get_by_role("heading", name=NAME)).to_be_visible()
        for section in ("What they told us", "Score", "Why it came to you", "Consent"):
            expect(desk.get_by_role("heading", name=section)).to_be_visible()
        expect(desk.locator(".facts > div").first).to_be_visible()
        expect(desk.locator(".reasons li").first).to_be_visible()
        expect(desk.locator(".transcript")).to_contain_text(question)
        desk.get_by_role("button", name="Accept lead").click()
        expect(desk.get_by_text("You accepted this lead")).to_be_visible()
        assert rows(running, "SELECT stage FROM leads") == [("sal",)]
        wait_for(
            lambda: "lead.accepted" in {e["type"] for e in hook.events}, 20, "the last webhook"
        )
        context.close()
        assert hook.refused == []
        assert rep_name

        # It stops clean although the visitor's page still holds its stream.
        status, seconds = running.stop()
        assert status == 0
        assert seconds < 2
