"""The widget in a browser, over an engine that says what it is told."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Route, expect

from bot.chat.hub import Hub
from bot.web.app import create_app
from tests.web.fakes import Engine, Reply, make_services

ANSWER = Reply(
    "**Solo** is 9 €.\n\n| Plan | Price |\n|---|---|\n| Solo | 9 € |\n\n- first\n- second\n\n"
    "<img src=x onerror=alert(1)> [bad](javascript:alert(2)) [good](/pricing)",
    buttons=[{"label": "Tell me more", "button": '/more{"x": "y"}'}],
    sources=[{"path": "pages/pricing.md", "line": 6, "heading": "Prices", "url": "/pricing"}],
)


@pytest.fixture
def engine() -> Engine:
    return Engine(replies=[ANSWER])


@pytest.fixture
def site(tmp_path: Path, engine: Engine) -> Iterator[str]:
    services = make_services(tmp_path)
    hub = Hub()
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(services, engine, hub), log_config=None, ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    hub.close()
    server.should_exit = True
    thread.join(5)
    services.database.close()


def open_chat(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="Chat with Pip").click()
    expect(page.get_by_role("log")).to_contain_text("Fernhill's AI assistant")


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def test_a_question_is_answered_with_table_links_and_source(page: Page, site: str) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    open_chat(page, site)
    say(page, "what does <b>it</b> cost")
    log = page.get_by_role("log")
    expect(log.locator("table td")).to_have_text(["Solo", "9 €"])
    expect(log.locator("li").filter(has_text="second")).to_be_visible()
    expect(log.locator("strong").first).to_have_text("Solo")
    expect(log.get_by_role("link", name="good")).to_have_attribute("href", f"{site}/pricing")
    expect(log.get_by_role("link", name="Prices")).to_have_attribute("href", f"{site}/pricing")
    expect(log.get_by_role("link", name="bad")).to_have_count(0)
    expect(log).to_contain_text("<img src=x onerror=alert(1)>")
    expect(log).to_contain_text("what does <b>it</b> cost")
    expect(log.locator("img, b")).to_have_count(0)
    assert alerts == []


def test_each_message_is_shown_once(page: Page, site: str, engine: Engine) -> None:
    engine.replies = [Reply("Just once.")]
    open_chat(page, site)
    say(page, "hello")
    expect(page.get_by_text("Just once.")).to_have_count(1)
    page.wait_for_timeout(1500)  # the stream brings both messages too
    expect(page.get_by_text("Just once.")).to_have_count(1)
    expect(page.get_by_role("log").get_by_text("hello", exact=True)).to_have_count(1)


def test_keyboard_alone_is_enough(page: Page, site: str) -> None:
    page.goto(site)
    launcher = page.get_by_role("button", name="Chat with Pip")
    launcher.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Pip")
    expect(dialog).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("there")
    page.keyboard.press("Enter")
    chip = page.get_by_role("button", name="Tell me more")
    expect(chip).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(launcher).to_be_focused()


def test_focus_is_not_trapped(page: Page, site: str) -> None:
    open_chat(page, site)
    left = False
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id !== 'baton-chat'"):
            left = True
            break
    assert left


def test_a_chip_sends_its_button(page: Page, site: str, engine: Engine) -> None:
    open_chat(page, site)
    say(page, "hello")
    page.get_by_role("button", name="Tell me more").click()
    expect(page.locator(".visitor")).to_have_count(2)
    page.wait_for_timeout(300)
    assert engine.calls[-1]["button"] == '/more{"x": "y"}'


def test_a_question_of_the_page_is_asked(page: Page, site: str, engine: Engine) -> None:
    page.goto(site)
    page.get_by_role("button", name="Who is it for?").first.click()
    expect(page.get_by_role("log").locator("table")).to_be_visible()
    assert [call["text"] for call in engine.calls] == ["Who is it for?"]


def test_typing_is_shown_while_waiting(page: Page, site: str, engine: Engine) -> None:
    engine.delay = 0.8
    open_chat(page, site)
    say(page, "hello")
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("log").locator("table")).to_be_visible()
    expect(page.get_by_role("status")).to_be_hidden()


def test_a_failed_message_is_sent_again_under_the_same_id(
    page: Page, site: str, engine: Engine
) -> None:
    open_chat(page, site)
    ids: list[str] = []

    def drop_the_answer(route: Route) -> None:
        ids.append(route.request.post_data_json["id"])
        route.fetch()  # the server got it; the visitor never hears so
        route.abort()

    page.route("**/api/chat/messages", drop_the_answer)
    say(page, "hello")
    retry = page.get_by_role("button", name="Retry")
    expect(retry).to_be_visible(timeout=10_000)
    page.unroute("**/api/chat/messages")
    with page.expect_request("**/api/chat/messages") as sent:
        retry.click()
    expect(retry).to_be_hidden()
    assert {*ids, sent.value.post_data_json["id"]} == {ids[0]}
    assert len(engine.calls) == 1
    expect(page.get_by_role("log").locator("table")).to_have_count(1)


def test_a_refusal_is_explained(page: Page, site: str, engine: Engine) -> None:
    open_chat(page, site)
    page.get_by_label("Your message").evaluate("field => field.removeAttribute('maxlength')")
    say(page, "x" * 2100)
    expect(page.get_by_role("alert")).to_contain_text("at most 2000 are accepted")


def test_the_chat_goes_on_after_a_reload(page: Page, site: str) -> None:
    open_chat(page, site)
    say(page, "hello")
    expect(page.get_by_role("log").locator("table")).to_be_visible()
    page.reload()
    log = page.get_by_role("log")
    expect(log.locator("table")).to_have_count(1)
    expect(log.locator(".visitor")).to_have_count(1)
    say(page, "again")
    expect(log.locator("table")).to_have_count(2)


def test_a_token_that_is_no_longer_good_is_replaced(page: Page, site: str) -> None:
    page.goto(site)
    page.evaluate("localStorage.setItem('baton:' + location.host, '{\"token\": \"old\"}')")
    page.reload()
    page.get_by_role("button", name="Chat with Pip").click()
    expect(page.get_by_role("log")).to_contain_text("Fernhill's AI assistant")


def test_without_storage_it_still_works(page: Page, site: str) -> None:
    page.add_init_script(
        "for (const area of ['localStorage', 'sessionStorage']) Object.defineProperty(window, area,"
        " {get() { throw new DOMException('blocked', 'SecurityError'); }});"
    )
    open_chat(page, site)
    say(page, "hello")
    expect(page.get_by_role("log").locator("table")).to_be_visible()


def test_two_tabs_see_the_same(page: Page, site: str) -> None:
    open_chat(page, site)
    other = page.context.new_page()
    other.goto(site)
    other.get_by_role("button", name="Chat with Pip").click()
    expect(other.get_by_role("log")).to_contain_text("AI assistant")
    say(page, "from the first tab")
    expect(other.get_by_text("from the first tab")).to_be_visible()
    expect(other.get_by_role("log").locator("table")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_everything_fits_and_can_be_hit(chromium: Browser, site: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    for path in ("/", "/pricing", "/login"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    open_chat(page, site)
    say(page, "hello")
    chip = page.get_by_role("button", name="Tell me more")
    expect(chip).to_be_visible()
    dialog = page.get_by_role("dialog")
    box = dialog.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    for target in dialog.locator("button:visible, .sources a, .notice a").all():
        size = target.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 24, target
    context.close()


def test_on_a_phone_it_keeps_above_the_keyboard(chromium: Browser, site: str) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    open_chat(page, site)
    expect(page.get_by_label("Your message")).not_to_be_focused()  # no keyboard unasked
    page.evaluate(
        "Object.defineProperty(visualViewport, 'height', {value: 420});"
        "visualViewport.dispatchEvent(new Event('resize'))"
    )
    box = page.get_by_label("Your message").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 420
    context.close()


def test_reduced_motion_is_respected(chromium: Browser, site: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    open_chat(page, site)
    name = page.get_by_role("dialog").evaluate("panel => getComputedStyle(panel).animationName")
    assert name == "none"
    context.close()


def test_it_can_be_embedded_elsewhere(
    tmp_path: Path, engine: Engine, chromium: Browser, site: str
) -> None:
    """Another website, with a strict policy of its own, that is not among the allowed origins."""
    context = chromium.new_context()
    page = context.new_page()
    page.route(
        "https://other.example/",
        lambda route: route.fulfill(
            body=f'<script type="module" src="{site}/static/widget.js"></script>',
            content_type="text/html",
        ),
    )
    failures: list[str] = []
    page.on("console", lambda message: failures.append(message.text))
    page.goto("https://other.example/")
    page.wait_for_timeout(500)
    assert any(re.search("CORS|Mixed Content|blocked", failure) for failure in failures)
    expect(page.locator("#baton-chat")).to_have_count(0)
    context.close()
