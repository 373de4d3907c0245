"""Rasa's trackers, kept live and bounded, appended to the database.

Rasa copies and replays the whole history several times a turn, so that with its SQL store turn 400
costs 16 times turn 20 (128 ms against 8). Two things keep the cost level here:

- the trackers of recent conversations stay in memory, and only new events are written;
- a tracker in memory is cut to its last turns as soon as it has more than `MOST_EVENTS`: what was
  before is folded into the slots and the active loop that it led to, which is all that rules read.
  The table keeps every event.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.services import get_services
from bot.storage.tables import RasaEvent

MOST_EVENTS = 90  # a turn has about 10
KEPT_TURNS = 3
MOST_TRACKERS = 1000  # about 100 KB each


@dataclass
class _Live:
    tracker: DialogueStateTracker
    saved: int  # how many of the tracker's events the table has
    rows: int  # how many rows the table has


class BoundedTrackerStore(TrackerStore):
    """Named in endpoints.yml; uses the database of the process's services."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._live: OrderedDict[str, _Live] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that the table does not have yet."""
        sender_id = tracker.sender_id
        live = self._live.get(sender_id)
        if live is None or live.tracker is not tracker:
            live = _Live(tracker, 0, self._rows(sender_id))
            # A tracker from elsewhere holds the whole conversation: the table has its beginning.
            live.saved = min(live.rows, len(tracker.events))
        events = list(tracker.events)[live.saved :]
        if events:
            with get_services().database.transaction() as session:
                session.execute(
                    sa.insert(RasaEvent),
                    [
                        {
                            "conversation_id": sender_id,
                            "number": live.rows + number,
                            "event": event.as_dict(),
                        }
                        for number, event in enumerate(events)
                    ],
                )
        live.rows += len(events)
        live.saved += len(events)
        if live.saved > MOST_EVENTS:
            live.tracker = self._cut(tracker)
            live.saved = len(live.tracker.events)
        self._keep(sender_id, live)
        await self.stream_events(tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The live tracker, or one made from the table; None for a new conversation."""
        live = self._live.get(sender_id)
        if live is not None and len(live.tracker.events) == live.saved:
            self._live.move_to_end(sender_id)
            return live.tracker
        # Events that were never saved are of a turn that failed: the table has the truth.
        tracker = await self.retrieve_full_tracker(sender_id)
        if tracker is None:
            self._live.pop(sender_id, None)
            return None
        rows = len(tracker.events)
        if rows > MOST_EVENTS:
            tracker = self._cut(tracker)
        self._keep(sender_id, _Live(tracker, len(tracker.events), rows))
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """A tracker with every event of the conversation."""
        with get_services().database.reading() as session:
            events = session.scalars(
                sa.select(RasaEvent.event)
                .where(RasaEvent.conversation_id == conversation_id)
                .order_by(RasaEvent.number)
            ).all()
        if not events:
            return None
        return DialogueStateTracker.from_dict(conversation_id, events, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """The conversations that have events."""
        with get_services().database.reading() as session:
            return list(session.scalars(sa.select(RasaEvent.conversation_id).distinct()).all())

    def forget(self, sender_id: str) -> None:
        """Drop the live tracker: after a turn that failed, or when the conversation is erased."""
        self._live.pop(sender_id, None)

    def _rows(self, sender_id: str) -> int:
        with get_services().database.reading() as session:
            return int(
                session.scalar(
                    sa.select(sa.func.count()).where(RasaEvent.conversation_id == sender_id)
                )
            )

    def _keep(self, sender_id: str, live: _Live) -> None:
        self._live[sender_id] = live
        self._live.move_to_end(sender_id)
        while len(self._live) > MOST_TRACKERS:
            self._live.popitem(last=False)

    def _cut(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """The same state with the last turns only."""
        events: list[Event] = list(tracker.events)
        said = [number for number, event in enumerate(events) if isinstance(event, UserUttered)]
        if len(said) <= KEPT_TURNS:
            return tracker
        at = said[-KEPT_TURNS]
        before = DialogueStateTracker.from_events(
            tracker.sender_id, events[:at], self.domain.slots
        )
        folded = [*_folded(before), *events[at:]]
        return DialogueStateTracker.from_events(tracker.sender_id, folded, self.domain.slots)


def _folded(tracker: DialogueStateTracker) -> Sequence[Event]:
    """The events that lead to a tracker's slots and active loop at once."""
    last = tracker.events[-1].timestamp if tracker.events else time.time()
    events: list[Event] = []
    if tracker.active_loop is not None:
        events.append(ActiveLoop(tracker.active_loop.name, timestamp=last))
    events += [
        SlotSet(name, slot.value, timestamp=last)
        for name, slot in tracker.slots.items()
        if slot.value is not None
    ]
    events.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=last))
    return events
