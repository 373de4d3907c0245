"""`baton chat`: talk to the assistant in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.services import Services


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("chat", help="talk to the assistant in the terminal")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from bot.leads.people import seed
    from bot.progress import Indexing
    from bot.services import Services, set_services
    from bot.settings import Settings
    from bot.storage.migrate import upgrade

    services = Services.build(Settings.load(), Indexing())
    upgrade(services.database)
    with services.database.transaction() as session:
        seed(session, services.playbook.people, demo_password=None)
    set_services(services)
    return asyncio.run(_talk(services))


async def _talk(services: Services) -> int:
    from bot.chat import transcript
    from bot.chat.hub import Hub
    from bot.chat.sessions import open_session
    from bot.chat.turn import Incoming, Turns
    from bot.engine.agent import Engine
    from bot.errors import RequestError

    engine = await Engine.start(services)
    turns = Turns(services, engine, Hub())
    conversation, messages = open_session(
        services.database, services.knowledge.company, transcript.Opening()
    )
    buttons = _show(messages, {})
    try:
        while True:
            line = await asyncio.to_thread(_read)
            if line is None:
                print()
                return 0
            if not line:
                continue
            button = buttons.get(line)
            try:
                said = await turns.take_turn(
                    conversation,
                    Incoming(str(uuid.uuid4()), None if button else line, button),
                )
            except RequestError as error:
                print(f"  ({error})")
                continue
            buttons = _show(said, buttons)
    finally:
        await engine.stop()


def _read() -> str | None:
    """The next line, or None at the end of the input."""
    if sys.stdin.isatty():
        print("you> ", end="", flush=True)
    line = sys.stdin.readline()
    if not line:
        return None
    if not sys.stdin.isatty():
        print(f"you> {line.strip()}")
    return line.strip()


def _show(messages: list[dict[str, Any]], before: dict[str, str]) -> dict[str, str]:
    """Print messages; gives what a typed number stands for."""
    offered: dict[str, str] = {}
    for message in messages:
        print(f"bot> {message['text']}")
        for source in message["sources"]:
            place = source.get("url") or f"{source['path']}:{source['line']}"
            print(f"     source: {source.get('heading') or source['path']} ({place})")
        for each in message["buttons"]:
            offered[str(len(offered) + 1)] = each["button"]
            print(f"     [{len(offered)}] {each['label']}")
    return offered or before
