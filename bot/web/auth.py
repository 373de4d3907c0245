"""Signing in: sessions in a signed cookie, roles, and tokens against forged forms."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.errors import Forbidden, RequestError
from bot.storage.database import Database
from bot.storage.tables import User
from bot.web.bodies import read_fields
from bot.web.limits import Window
from bot.web.render import page

SESSION_HOURS = 12
COOKIE = "baton_session"
LOGIN_TRIES = 10  # of one address or for one account
LOGIN_SECONDS = 300

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Person:
    """Who is signed in."""

    id: str
    name: str
    roles: frozenset[str]
    timezone: str

    @property
    def home(self) -> str:
        """The page to begin with."""
        return "/inbox" if self.roles & {"rep", "admin"} else "/questions"

    def may(self, *roles: str) -> bool:
        """Whether this person has one of the roles; an admin has them all (no role: only one)."""
        return bool(self.roles & {*roles, "admin"})


class Auth:
    """Sign-in, sign-out, and the guard of pages that need it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_address = Window(LOGIN_TRIES, LOGIN_SECONDS, "attempts to sign in")
        self._by_account = Window(LOGIN_TRIES, LOGIN_SECONDS, "attempts to sign in")

    def routes(self) -> list[Route]:
        return [
            Route("/login", self.show_login, methods=["GET"]),
            Route("/login", self.login, methods=["POST"]),
            Route("/logout", self.logout, methods=["POST"]),
        ]

    def guard(self, endpoint: Endpoint, *roles: str) -> Endpoint:
        """The endpoint for people with one of these roles: others are sent to sign in, or 403."""

        async def guarded(request: Request) -> Response:
            person = await self.person(request)
            if person is None:
                back = request.url.path if request.method == "GET" else "/inbox"
                return RedirectResponse("/login?" + urlencode({"next": back}), 303)
            request.state.user = person
            if not person.may(*roles):
                raise Forbidden("Your account has no access to this page.")
            csrf_token(request)
            return await endpoint(request)

        return guarded

    async def person(self, request: Request) -> Person | None:
        """Who is signed in, None when nobody is or the session is no longer good."""
        user_id = request.session.get("user")
        if not user_id:
            return None
        if time.time() - request.session.get("at", 0) > SESSION_HOURS * 3600:
            return None
        user = await run_in_threadpool(self._active, user_id)
        if user is None or user.session_epoch != request.session.get("epoch"):
            return None
        return _person(user)

    async def show_login(self, request: Request) -> Response:
        """GET /login"""
        person = await self.person(request)
        if person is not None:
            return RedirectResponse(person.home, 303)
        csrf_token(request)
        next_page = request.query_params.get("next", "")
        return page(request, "login.html", {"next": next_page, "email": "", "error": None})

    async def login(self, request: Request) -> Response:
        """POST /login"""
        form = await read_form(request)
        email = form.get("email", "").strip().lower()[:320]
        password = form.get("password", "")
        next_page = form.get("next", "")
        try:
            self._by_address.hit(request.client.host if request.client else "unknown")
            self._by_account.hit(email)
            user = await run_in_threadpool(self._check, email, password)
        except RequestError as error:
            return _refused(request, email, next_page, str(error), error.status)
        if user is None:
            return _refused(
                request, email, next_page, "This email address and password do not match.", 401
            )
        request.session.clear()  # a new session: one that was planted before is worth nothing
        request.session.update(user=user.id, epoch=user.session_epoch, at=int(time.time()))
        csrf_token(request)
        return RedirectResponse(_local(next_page) or _person(user).home, 303)

    async def logout(self, request: Request) -> Response:
        """POST /logout"""
        await read_form(request)
        request.session.clear()
        return RedirectResponse("/login", 303)

    def _active(self, user_id: str) -> Any:
        with self._database.reading() as session:
            user = session.get(User, user_id)
            return user if user is not None and user.active else None

    def _check(self, email: str, password: str) -> Any:
        with self._database.reading() as session:
            user = session.scalars(
                sa.select(User).where(sa.func.lower(User.email) == email)
            ).first()
        known = user is not None and user.active and user.password_hash
        # For an unknown address a hash is checked too: the time tells nothing.
        matches = password_matches(user.password_hash if known else _no_hash(), password)
        return user if known and matches else None


def password_matches(password_hash: str, password: str) -> bool:
    """Whether an argon2 hash is of this password."""
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _no_hash() -> str:
    return PasswordHasher().hash(secrets.token_urlsafe())


def csrf_token(request: Request) -> str:
    """The token that this session's forms carry."""
    if "csrf" not in request.session:
        request.session["csrf"] = secrets.token_urlsafe(24)
    return str(request.session["csrf"])


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form that this server's own page sent; raises Forbidden for any other."""
    fields = await read_fields(request)
    expected = request.session.get("csrf", "")
    given = fields.get("csrf", "")
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise Forbidden("This form is out of date. Go back, load the page again, and repeat it.")
    return fields


def _person(user: Any) -> Person:
    zone = user.profile.get("timezone") or "UTC"
    return Person(user.id, user.name, frozenset(user.roles), zone)


def _refused(request: Request, email: str, next_page: str, error: str, status: int) -> Response:
    values = {"next": next_page, "email": email, "error": error}
    return page(request, "login.html", values, status=status)


def _local(address: str) -> str | None:
    """The address when it is a path of this server, so that a link to us leads nowhere else."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/"):
        return None
    return None if address.startswith(("//", "/\\")) else address
