"""One simulated conversation over the visitor HTTP."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests

from bot.leads.playbook.playbook import Playbook
from bot.simulation.facts import facts
from bot.simulation.hearing import Ear
from bot.simulation.judge import Judge, Turn
from bot.simulation.phrases import Phrases
from bot.simulation.temperaments import Temperament
from bot.simulation.visitor import MOST_TURNS, Say, Visitor
from bot.storage.database import Database

_TIMEOUT = 60.0  # seconds; a server that hangs fails the conversation
_ATTEMPTS = 3  # at one message, as the widget makes them where the server asks for it (503)
_QUESTIONS = 8  # that one visitor may put


@dataclass(frozen=True)
class World:
    """What all simulated visitors share."""

    base: str
    database: Database
    playbook: Playbook
    ear: Ear
    phrases: Phrases
    questions: Sequence[str]
    region: str
    currency: str
    today: date


@dataclass(frozen=True)
class Result:
    """One conversation as it went; `wrong` is empty when all was right."""

    number: int
    temperament: str
    wrong: tuple[str, ...]
    turns: tuple[Turn, ...]
    expected: Mapping[str, Any]
    seconds: float  # of the slowest turn

    @property
    def right(self) -> bool:
        return not self.wrong


def hold(world: World, temperament: Temperament, seed: int, number: int) -> Result:
    """Conversation `number` of the run with `seed`; the same two give the same visitor."""
    rng = random.Random(f"{seed}:{number}")  # noqa: S311 - to be repeated, not to be secret
    circumstances = (world.region, world.currency, world.today)
    fields = world.playbook.qualification.fields
    questions = rng.sample(list(world.questions), min(_QUESTIONS, len(world.questions)))
    visitor = Visitor(
        facts(fields, rng, *circumstances),
        fields,
        temperament,
        world.phrases,
        questions,
        rng,
        circumstances,
    )
    judge = Judge(visitor)
    slowest = 0.0
    with _Line(world) as line:
        heard = world.ear.take(line.greeting)
        while len(judge.turns) < MOST_TURNS and (say := visitor.next(heard)) is not None:
            client_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
            try:
                messages, seconds = line.send(say, client_id, heard.buttons)
            except requests.HTTPError as error:
                if say.act == "attack" and error.response.status_code < 500:
                    continue  # refused with a problem document, as it should be
                judge.verdict.wrong.append(f"server error: {error}")
                break
            except requests.RequestException as error:
                judge.verdict.wrong.append(f"server error: {error}")
                break
            slowest = max(slowest, seconds)
            heard = world.ear.take(messages)
            judge.turn(Turn(say, client_id, heard))
        with world.database.reading() as session:
            verdict = judge.end(session, line.conversation_id)
    expected = {name: fact.value for name, fact in visitor.told.items()}
    return Result(
        number, temperament.name, tuple(verdict.wrong), tuple(judge.turns), expected, slowest
    )


class _Line:
    """A chat session, as the widget holds it."""

    def __init__(self, world: World) -> None:
        self._http = requests.Session()
        self._url = f"{world.base}/api/chat"
        self._page = f"{world.base}/pricing"
        opened = self._open({})
        self._token = {"Authorization": f"Bearer {opened['token']}"}
        self.conversation_id: str = opened["conversation_id"]
        self.greeting: list[dict[str, Any]] = opened["messages"]

    def _open(self, token: Mapping[str, str]) -> dict[str, Any]:
        answer = self._http.post(
            f"{self._url}/sessions",
            json={"page_url": self._page, "locale": "en"},
            headers=token,
            timeout=_TIMEOUT,
        )
        answer.raise_for_status()
        opened: dict[str, Any] = answer.json()
        return opened

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(
        self, say: Say, client_id: str, buttons: Mapping[str, str]
    ) -> tuple[list[dict[str, Any]], float]:
        """What is said in answer, and the seconds that it took."""
        if say.leaves_first:
            self._http.close()  # the page is closed, and opened again
            self._http = requests.Session()
            self._open(self._token)
        said = {"button": buttons[say.text]} if say.pressed else {"text": say.text}
        for attempt in range(1, _ATTEMPTS + 1):
            answer = self._http.post(
                f"{self._url}/messages",
                json={"id": client_id, **said},
                headers=self._token,
                timeout=_TIMEOUT,
            )
            if answer.status_code != requests.codes.unavailable or attempt == _ATTEMPTS:
                break
            time.sleep(attempt)
        answer.raise_for_status()
        return answer.json()["messages"], answer.elapsed.total_seconds()
