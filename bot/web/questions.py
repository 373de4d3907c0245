"""What visitors asked and the content could not answer, for marketers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.services import Services
from bot.storage.tables import Conversation, UnansweredQuestion
from bot.web.auth import Auth
from bot.web.render import page

NEWEST = 1000  # rows looked at; the page groups them
SHOWN = 200


class Questions:
    """The endpoint of marketers and admins."""

    def __init__(self, services: Services, auth: Auth) -> None:
        self._services = services
        self._auth = auth

    def routes(self) -> list[Route]:
        return [
            Route("/questions", self._auth.guard(self.index, "marketer"), methods=["GET"]),
        ]

    async def index(self, request: Request) -> Response:
        """GET /questions: the same question asked often is one line with its count."""
        groups = await run_in_threadpool(self._groups)
        revision = self._services.knowledge.revision
        return page(request, "questions.html", {"groups": groups[:SHOWN], "revision": revision})

    def _groups(self) -> list[dict[str, Any]]:
        with self._services.database.reading() as session:
            rows = session.execute(
                sa.select(UnansweredQuestion, Conversation.page_url)
                .join(Conversation, Conversation.id == UnansweredQuestion.conversation_id)
                .order_by(UnansweredQuestion.at.desc())
                .limit(NEWEST)
            ).all()
        groups: dict[str, dict[str, Any]] = {}
        for row in rows:
            asked = row.UnansweredQuestion
            key = " ".join(asked.question.casefold().split()).rstrip("?!. ")
            group = groups.setdefault(
                key,
                {
                    "question": asked.question,
                    "count": 0,
                    "at": asked.at,
                    "page": row.page_url,
                    "revision": asked.revision,
                },
            )
            group["count"] += 1
        return sorted(groups.values(), key=lambda each: (-each["count"], -each["at"].timestamp()))
