"""The website: pages, headers, files, health."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.web.security import HEADERS
from bot.web.site import _heading


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


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "content": "r1", "held_back": 0}
