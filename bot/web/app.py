"""The web application: every address this server answers, and what surrounds them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.chat.hub import Hub
from bot.chat.sessions import Tokens
from bot.chat.turn import Engine, Turns
from bot.errors import ContentError, RequestError
from bot.knowledge.live import LiveKnowledge
from bot.rulebook import PAUSE_SECONDS
from bot.services import Services
from bot.storage.database import AWAY
from bot.web import problems
from bot.web.auth import COOKIE, SESSION_HOURS, Auth
from bot.web.crm import Crm
from bot.web.deliveries import Deliveries
from bot.web.inbox import Inbox
from bot.web.leadpage import LeadPage
from bot.web.leads_api import LeadsApi
from bot.web.meetings import Meetings
from bot.web.offers import Offers
from bot.web.questions import Questions
from bot.web.render import STATIC
from bot.web.security import SecurityHeaders
from bot.web.site import Site
from bot.web.visitor import Visitor
from bot.web.whoiswho import WhoIsWho
from bot.web.withdrawing import Withdrawing

log = logging.getLogger(__name__)

FINISH_SECONDS = 1.0  # how long a stop waits for the turns that are running


def create_app(services: Services, engine: Engine, hub: Hub | None = None) -> Starlette:
    """The application over these services; `hub` when the caller closes it itself on stopping."""
    hub = hub or Hub()
    settings = services.settings
    https = settings.base_url.startswith("https://")
    turns = Turns(services, engine, hub)
    tokens = Tokens(settings.secret_key, settings.session_hours)
    auth = Auth(services.database)
    lead_page = LeadPage(services, hub)
    cors = [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            max_age=600,
        )
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(hub.follow(services.database)),
            asyncio.create_task(_refresh(services.live)),
            asyncio.create_task(_follow_playbook(services)),
        ]
        try:
            yield
        finally:
            hub.close()
            await turns.finish(FINISH_SECONDS)
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)

    async def healthz(request: Request) -> Response:
        """200 when the database answers; `held_back` counts replies whose figures had no proof."""
        await run_in_threadpool(_ping, services)
        content = services.knowledge.revision
        held_back = services.held_back
        return JSONResponse({"status": "ok", "content": content, "held_back": held_back})

    app = Starlette(
        routes=[
            Route("/healthz", healthz, methods=["GET"]),
            Mount(
                "/api/chat",
                routes=Visitor(services, turns, hub, tokens).routes(),
                middleware=cors,
            ),
            Mount("/static", app=Static(directory=STATIC), name="static", middleware=cors),
            *auth.routes(),
            *Meetings(services, auth).routes(),
            *Withdrawing(services).routes(),
            *Offers(services, hub).routes(),
            *Inbox(services, auth, lead_page).routes(),
            *WhoIsWho(services, auth, lead_page).routes(),
            *Questions(services, auth).routes(),
            *Deliveries(services, auth).routes(),
            *LeadsApi(services, hub).routes(),
            *Crm(services, hub).routes(),
            *Site(services).routes(),
        ],
        middleware=[
            Middleware(SecurityHeaders, https=https),
            Middleware(
                SessionMiddleware,
                secret_key=settings.secret_key,
                session_cookie=COOKIE,
                max_age=SESSION_HOURS * 3600,
                same_site="lax",
                https_only=https,
            ),
        ],
        exception_handlers={
            RequestError: problems.on_request_error,
            HTTPException: problems.on_http_exception,
            **dict.fromkeys(AWAY, problems.on_database_away),
            Exception: problems.on_failure,
        },
        lifespan=lifespan,
    )
    app.state.services = services
    app.state.hub = hub
    return app


class Static(StaticFiles):
    """Our own assets: an address with a version never changes, one without is asked for again."""

    def file_response(self, *args: Any, **values: Any) -> Response:
        response = super().file_response(*args, **values)
        scope: Scope = args[2]
        versioned = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if versioned else "no-cache"
        )
        return response


async def _refresh(live: LiveKnowledge) -> None:
    told: ContentError | None = None
    while True:
        await asyncio.sleep(live.pause)
        try:
            if await run_in_threadpool(live.refresh):
                log.info("content is live at revision %s", live.current.revision)
        except Exception:
            # Whatever is wrong with the files, what is live stays, and we go on looking.
            log.exception("the content could not be read again")
        if live.problem is not told:
            told = live.problem
            if told is not None:
                log.error("content left as it was: %s", told)


async def _follow_playbook(services: Services) -> None:
    while True:
        await asyncio.sleep(PAUSE_SECONDS)
        try:
            await run_in_threadpool(services.follow_playbook)
        except Exception:
            # As with the content: what is in force stays, and we go on looking.
            log.exception("the playbook could not be read again")


def _ping(services: Services) -> None:
    with services.database.reading() as session:
        session.execute(sa.select(1))
