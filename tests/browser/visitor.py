"""A visitor who answers whatever the assistant asks, whichever company it speaks for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Locator, Page, expect

NAME = "Priya Nair"
EMAIL = "priya.nair@northwind-logistics.example"
BY_NAME = {
    "need": "we want to stop losing hours to spreadsheets",
    "company": "Northwind Logistics",
    "company_size": "about 120",
    "role": "Head of Operations",
    "name": NAME,
    "email": EMAIL,
    "phone": "+1 617 253 1000",
}
BY_TYPE = {
    "text": "something that just works",
    "number": "12",
    "money": "$40,000 a year",
    "timeline": "in three months",
    "person": NAME,
    "company": "Northwind Logistics",
    "place": "Boston, United States",
    "email": EMAIL,
    "phone": "+1 617 253 1000",
    "yes_no": "yes",
}
DECLINING = re.compile(
    r"\b(no|not|don't|skip|stop|why|later|change|rather|nothing)\b", re.IGNORECASE
)


class Visitor:
    """Talks to the widget of `page`; `playbook` is the folder that says what is asked."""

    def __init__(self, page: Page, playbook: Path) -> None:
        self._page = page
        self._fields: list[dict[str, Any]] = yaml.safe_load(
            (playbook / "qualification.yml").read_text()
        )["fields"]

    @property
    def _log(self) -> Locator:
        return self._page.get_by_role("log")

    def say(self, text: str) -> str:
        """Send a message; gives what was said in answer."""
        field = self._page.get_by_label("Your message")
        field.fill(text)
        return self._sent(lambda: field.press("Enter"))

    def go_on(self) -> str:
        """Answer what was asked last, with a button where there is one that agrees."""
        chips = self._log.locator(".chips button")
        for chip in chips.all():
            if not DECLINING.search(chip.inner_text()):
                return self._sent(chip.click)
        return self.say(self._answer(self.last))

    @property
    def last(self) -> str:
        """What the assistant said last."""
        return self._log.locator(".row.bot .bubble").last.inner_text()

    def _answer(self, question: str) -> str:
        asked = " ".join(question.split()).casefold()
        for field in self._fields:
            for wording in field["ask"]:
                # A wording may hold {placeholders}: its longest fixed part must stand in it.
                fixed = max(re.split(r"\{\w+\}", wording), key=len)
                if " ".join(fixed.split()).casefold() in asked:
                    return BY_NAME.get(field["name"]) or BY_TYPE[field["type"]]
        raise AssertionError(f"no answer to {question!r}")

    def _sent(self, act: Any) -> str:
        before = self._log.locator(".row").count()
        with self._page.expect_response(
            lambda answer: (
                answer.url.endswith("/api/chat/messages") and answer.request.method == "POST"
            )
        ) as answer:
            act()
        messages = answer.value.json()["messages"]
        assert answer.value.status == 200, messages
        expect(self._log.locator(".row")).to_have_count(before + 1 + len(messages))
        return "\n".join(message["text"] for message in messages)
