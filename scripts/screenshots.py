"""Takes the pictures of the README from a running demo: scripts/screenshots.py ADDRESS FOLDER.

Lives the story once: a visitor asks and is qualified, a rep opens the lead.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
TALK = [
    ("say", "how much is business for 12 people, billed yearly?"),
    ("press", "Yes, please"),
    ("press", "Client projects"),
    ("say", "about 12, does it work with quickbooks?"),
    ("press", "Spreadsheets"),
    ("say", "before june"),
    ("say", "usa"),
    ("press", "Yes, that's fine"),
    ("say", "jane doe"),
    ("say", "Harbor & Pine"),
    ("say", "jane@harborpine.com"),
    ("press", "Skip"),
    ("press", "Yes, send it"),
]


def talk(page: Page, folder: Path) -> None:
    """Have the conversation; a picture after the answer and one at the end."""
    log = page.get_by_role("log")
    bot = log.locator(".row.bot")
    for number, (act, what) in enumerate(TALK):
        before = bot.count()
        if act == "say":
            field = page.get_by_label("Your message")
            field.fill(what)
            field.press("Enter")
        else:
            log.get_by_role("button", name=what, exact=True).last.click()
        for _ in range(100):
            page.wait_for_timeout(100)
            if bot.count() > before and not log.locator(".typing").count():
                break
        page.wait_for_timeout(700)
        if number == 0:
            page.screenshot(path=folder / "chat.png")
    page.screenshot(path=folder / "chat-end.png")


def main() -> int:
    address, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("BATON_TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 760})
        page.goto(f"{address}/")
        page.get_by_role("button", name="chat").first.click()
        talk(page, folder)
        page.goto(f"{address}/login")
        page.get_by_label("Email").fill("priya@larkspur.example")
        page.get_by_label("Password").fill("baton-demo")
        page.get_by_role("button", name="Sign in").click()
        page.screenshot(path=folder / "inbox.png")
        page.get_by_role("link", name="jane").first.click()
        page.screenshot(path=folder / "lead.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
