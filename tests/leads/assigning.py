"""A process that hands leads over, for the test of several at once."""

from __future__ import annotations

import random
from pathlib import Path

from bot.leads import handover
from bot.leads.desk import Desk
from bot.leads.playbook.playbook import Playbook
from bot.storage.database import Database
from bot.storage.tables import Lead, now


def hand_all_over(
    url: str, playbook: Path, leads: list[str], seed: int, ready: object, failed: object
) -> None:
    """Hand every lead over, in an order of its own; `ready` is a barrier, `failed` a queue."""
    database = Database(url)
    desk = Desk(Playbook.load(playbook), ("webhook:0",), "https://fern.example")
    random.Random(seed).shuffle(leads)
    ready.wait()  # type: ignore[attr-defined]
    try:
        for lead_id in leads:
            with database.transaction() as session:
                lead = session.get(Lead, lead_id)
                handover.hand_over(session, lead, desk, reason="Asked for a demo", now=now())
    except Exception as error:  # noqa: BLE001  # told to the test
        failed.put(repr(error))  # type: ignore[attr-defined]
    finally:
        database.close()
