"""`baton run`: one process with the website, the chat, the inbox and the worker."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import BatonError, ContentError, SettingsError, StartError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.services import Services

STOP_SECONDS = 1  # how long a stop waits for open requests; event streams end at once
BACKLOG = 512


def register(subparsers: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "run", help="start the website with the chat, the inbox and the worker"
    )
    parser.add_argument("--host", help="address to listen on (BATON_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (BATON_PORT), 0 for a free one")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped. Gives 0 after a stop that was asked for, 2 when it cannot start."""
    try:
        settings = _settings(args)
        _log(settings)
        with _listen(settings) as listener:
            settings = replace(settings, port=listener.getsockname()[1])
            asyncio.run(_serve(settings, listener))
        _leave()
        return 0
    except (SettingsError, ContentError, StartError) as error:
        print(f"baton: {error}", file=sys.stderr)
        return 2
    except BatonError as error:
        print(f"baton: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # interrupted while starting


def _leave() -> None:
    """End the process at once.

    All is committed and closed by now; Python would spend 2 to 3 s more on taking apart the
    modules that Rasa brings, while whoever pressed Ctrl-C waits.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _settings(args: argparse.Namespace) -> Settings:
    settings = Settings.load()
    # Python 3.10 tells a known level only by what it answers: a number, or else a text.
    if not isinstance(logging.getLevelName(settings.log_level.upper()), int):
        raise SettingsError("BATON_LOG_LEVEL", repr(settings.log_level), "a log level such as INFO")
    if args.port is not None and not 0 <= args.port <= 65535:
        raise SettingsError("--port", str(args.port), "a whole number 0 to 65535")
    return replace(
        settings,
        host=settings.host if args.host is None else args.host,
        port=settings.port if args.port is None else args.port,
    )


@contextmanager
def _listen(settings: Settings) -> Iterator[socket.socket]:
    """The listening socket, taken first: a taken port is told at once, not after the long steps."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise StartError(
            f"{settings.host} is no address of this machine ({error.strerror}); "
            "set BATON_HOST or --host"
        ) from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError as error:
            raise StartError(
                f"cannot listen on {settings.host} port {settings.port} "
                f"({os.strerror(error.errno or 0).lower()}); stop what uses it or choose another "
                "with --port"
            ) from None
        yield listener
    finally:
        listener.close()


class _Progress:
    """One line for each long step, with how long it took."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        print(f"{what} … ", end="", flush=True)
        try:
            yield
        except BaseException:
            print("failed" if sys.exc_info()[0] is not KeyboardInterrupt else "stopped", flush=True)
            raise
        print(f"{time.monotonic() - begun:.1f} s", flush=True)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun


async def _serve(settings: Settings, listener: socket.socket) -> None:
    progress = _Progress()
    if not any(settings.models.glob("*.tar.gz")):
        raise StartError(f"there is no trained model in {settings.models}; run `baton train`")
    with progress.step("Content and playbook"):
        from bot.progress import Indexing
        from bot.services import Services, set_services

        services = Services.build(settings, Indexing(midway=True))
        set_services(services)
    with progress.step("Database"):
        from bot.leads import people
        from bot.storage import migrate

        migrate.upgrade(services.database)
        with services.database.transaction() as session:
            people.seed(
                session,
                services.playbook.people,
                demo_password=people.DEMO_PASSWORD if settings.demo else None,
            )
    # Checking passwords is slow on purpose, and needs nothing of the model: meanwhile.
    logins = asyncio.create_task(asyncio.to_thread(_logins, services))
    with progress.step("Model"):
        from bot.engine.agent import Engine

        engine = await Engine.start(services)
    try:
        await _serve_until_stopped(services, engine, listener, progress, await logins)
    finally:
        await engine.stop()
        services.database.close()


def _logins(services: Services) -> Sequence[object]:
    from bot.leads import people

    if not services.settings.demo:
        return []
    with services.database.reading() as session:
        return people.logins(session, people.DEMO_PASSWORD)


async def _serve_until_stopped(
    services: Services,
    engine: Any,
    listener: socket.socket,
    progress: _Progress,
    logins: Sequence[object],
) -> None:
    import uvicorn

    from bot.chat.hub import Hub
    from bot.web.app import create_app

    hub = Hub()

    class Server(uvicorn.Server):
        """Stops event streams before it waits for what is still open."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self.handle_exit, number, None)
            try:
                yield
            finally:
                for number in (signal.SIGINT, signal.SIGTERM):
                    loop.remove_signal_handler(number)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            _announce(services, progress, logins)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            hub.close()
            await super().shutdown(sockets)

    server = Server(
        uvicorn.Config(
            create_app(services, engine, hub),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
            ws="none",
        )
    )
    with _worker(services):
        await server.serve(sockets=[listener])


@contextmanager
def _worker(services: Services) -> Iterator[None]:
    """The worker in a thread of its own, when this process is to have one."""
    if not services.settings.worker:
        yield
        return
    from bot.delivery.worker import Worker

    stop = threading.Event()
    worker = Worker(services.database, services.settings, services.desk)
    worker.follow(lambda: services.desk)
    # A daemon: a mail server that hangs does not hold up the stop; its row is sent again.
    thread = threading.Thread(target=worker.run, args=(stop,), name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_SECONDS)


def _announce(services: Services, progress: _Progress, logins: Sequence[object]) -> None:
    base = services.settings.base_url
    company = services.knowledge.company
    for skipped in services.knowledge.skipped:
        if skipped.kind == "page":
            print(f"Left out: {skipped.path}:{skipped.line}: {skipped.reason}", flush=True)
    print(f"\nReady in {progress.seconds:.1f} s.\n")
    print(f"  {base}/           the website of {company.name} with the chat")
    print(f"  {base}/inbox      leads, for reps")
    print(f"  {base}/questions  unanswered questions, for marketers")
    if logins:
        print("\nDemo logins, until somebody changes the password:")
        for login in logins:
            print(f"  {login}")
    print("\nCtrl-C stops it.", flush=True)


def _log(settings: Settings) -> None:
    """Log to stderr, and keep libraries' start-up chatter out of what people read here."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Matrices of one message are small: threads for them only take the cores from other turns.
    # Read when numpy is first imported, which is later than this.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    handler = logging.StreamHandler()
    handler.setLevel(settings.log_level.upper())  # some libraries open their own loggers wide
    logging.basicConfig(
        level=settings.log_level.upper(),
        format="%(levelname)s %(name)s: %(message)s",
        handlers=[handler],
    )
    for name in ("alembic", "rasa", "matplotlib", "asyncio", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
