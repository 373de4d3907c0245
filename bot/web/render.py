"""Pages from templates, with what every page needs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.leads.details.showing import call_link
from bot.storage.tables import now
from bot.web.markdown import render_markdown

HERE = Path(__file__).parent
STATIC = HERE / "static"


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """Address of a static file, changed when the file changes, so that it may be kept for long."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def ago(at: datetime) -> str:
    """How long ago, in words."""
    return str(format_timedelta(at - now(), add_direction=True, locale="en"))


def moment(at: datetime, zone: str = "UTC") -> str:
    """A time as a person in this zone reads it."""
    local = at.astimezone(ZoneInfo(zone))
    return str(format_datetime(local, "d MMM y, HH:mm", locale="en")) + f" {local.tzname()}"


def day(date: Any) -> str:
    """A day as a person reads it."""
    return str(format_date(date, "d MMM y", locale="en"))


def money(amount: Any, currency: str) -> str:
    """An amount; without decimals when it is whole."""
    if float(amount).is_integer():
        return str(format_currency(amount, currency, "¤#,##0", "en", currency_digits=False))
    return str(format_currency(amount, currency, locale="en"))


def number(value: Any) -> str:
    return str(format_decimal(value, locale="en"))


def local(url: str, website: str) -> str:
    """A link to the company's website leads to the same page here, where the page is shown."""
    if website and (url == website or url.startswith(website + "/")):
        return url[len(website) :] or "/"
    return url


def markdown(text: str) -> Markup:
    # `render_markdown` lets through only an allowed set of elements and attributes.
    return Markup(render_markdown(text))  # noqa: S704 - it is cleaned


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset
    environment.filters.update(
        ago=ago,
        call_link=call_link,
        day=day,
        local=local,
        markdown=markdown,
        moment=moment,
        money=money,
        number=number,
    )
    return environment


templates = _environment()


def page(
    request: Request, template: str, values: Mapping[str, Any], status: int = 200
) -> HTMLResponse:
    """A page; templates also get `company`, `request` and `user` (None when nobody signed in)."""
    html = templates.get_template(template).render(
        {
            "request": request,
            "company": request.app.state.services.knowledge.company,
            "user": getattr(request.state, "user", None),
            "csrf": request.session.get("csrf", "") if "session" in request.scope else "",
            **values,
        }
    )
    return HTMLResponse(html, status_code=status)
