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
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.storage.database import Database
from bot.storage.tables import RasaEvent

MOST_EVENTS = 60  # a turn has about 10
KEPT_TURNS = 3  # what actions may look back at
MOST_TRACKERS = 1000  # about 100 KB each


class KeptTracker(DialogueStateTracker):
    """A tracker that knows what of it the table has."""

    saved = 0  # how many of `events` the table has; they are the first ones
    rows = 0  # how many rows the table has: more than `saved` once the tracker has been cut


class BoundedTrackerStore(TrackerStore):
    """Named in endpoints.yml; without a `database` it uses that of the process's services."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        database: Database | None = None,
        most_events: int = MOST_EVENTS,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._given = database
        self._most_events = most_events
        self._live: OrderedDict[str, KeptTracker] = OrderedDict()

    @property
    def _database(self) -> Database:
        if self._given is None:
            from bot.services import get_services

            self._given = get_services().database
        return self._given

    def init_tracker(self, sender_id: str) -> KeptTracker:
        """A tracker without events."""
        return KeptTracker(sender_id, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that the table does not have yet."""
        kept = tracker if isinstance(tracker, KeptTracker) else self._adopted(tracker)
        events = list(kept.events)[kept.saved :]
        if events:
            with self._database.transaction() as session:
                session.execute(
                    sa.insert(RasaEvent),
                    [
                        {
                            "conversation_id": kept.sender_id,
                            "number": kept.rows + number,
                            "event": event.as_dict(),
                        }
                        for number, event in enumerate(events)
                    ],
                )
            kept.rows += len(events)
            kept.saved += len(events)
        self._keep(self._cut(kept))
        await self.stream_events(tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The live tracker, or one made from the table; None for a new conversation."""
        live = self._live.get(sender_id)
        # Events that were never saved are of a turn that failed: the table has the truth.
        if live is not None and len(live.events) == live.saved:
            self._live.move_to_end(sender_id)
            return live
        restored = self._restored(sender_id)
        if restored is None:
            self.forget(sender_id)
            return None
        return self._keep(self._cut(restored))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """A tracker with every event of the conversation."""
        return self._restored(conversation_id)

    async def keys(self) -> Iterable[str]:
        """The conversations that have events."""
        with self._database.reading() as session:
            return list(session.scalars(sa.select(RasaEvent.conversation_id).distinct()).all())

    def forget(self, sender_id: str) -> None:
        """Drop the live tracker: after a turn that failed, or when the conversation is erased."""
        self._live.pop(sender_id, None)

    def _restored(self, sender_id: str) -> KeptTracker | None:
        with self._database.reading() as session:
            events = session.scalars(
                sa.select(RasaEvent.event)
                .where(RasaEvent.conversation_id == sender_id)
                .order_by(RasaEvent.number)
            ).all()
        if not events:
            return None
        tracker: KeptTracker = KeptTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.saved = tracker.rows = len(events)
        return tracker

    def _adopted(self, tracker: DialogueStateTracker) -> KeptTracker:
        """A tracker that was made elsewhere: it holds the whole conversation."""
        kept: KeptTracker = KeptTracker.from_events(
            tracker.sender_id, list(tracker.events), self.domain.slots
        )
        with self._database.reading() as session:
            kept.rows = session.scalar(
                sa.select(sa.func.count()).where(RasaEvent.conversation_id == tracker.sender_id)
            )
        kept.saved = min(kept.rows, len(kept.events))
        return kept

    def _keep(self, tracker: KeptTracker) -> KeptTracker:
        self._live[tracker.sender_id] = tracker
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > MOST_TRACKERS:
            self._live.popitem(last=False)
        return tracker

    def _cut(self, tracker: KeptTracker) -> KeptTracker:
        """The same state with the last turns only, if the tracker has become long."""
        events: list[Event] = list(tracker.events)
        if len(events) <= self._most_events:
            return tracker
        said = [number for number, event in enumerate(events) if isinstance(event, UserUttered)]
        if len(said) <= KEPT_TURNS:
            return tracker
        at = said[-KEPT_TURNS]
        before = DialogueStateTracker.from_events(tracker.sender_id, events[:at], self.domain.slots)
        cut: KeptTracker = KeptTracker.from_events(
            tracker.sender_id, [*_folded(before), *events[at:]], self.domain.slots
        )
        cut.saved = len(cut.events)
        cut.rows = tracker.rows
        return cut


def _folded(tracker: DialogueStateTracker) -> list[Event]:
    """The events that lead at once to where a tracker is when it waits for the visitor.

    An active loop comes with its own run, as when it was begun: Rasa looks for that when it tells
    a loop's first run from a later one.
    """
    at = tracker.events[-1].timestamp if tracker.events else time.time()
    events: list[Event] = []
    loop = tracker.active_loop
    if loop is not None and loop.name is not None:
        events += [ActionExecuted(loop.name, timestamp=at), ActiveLoop(loop.name, timestamp=at)]
    events += [
        SlotSet(name, slot.value, timestamp=at)
        for name, slot in tracker.slots.items()
        if slot.value != slot.initial_value
    ]
    if loop is not None and loop.name is not None and loop.rejected:
        events.append(ActionExecutionRejected(loop.name, timestamp=at))
    if tracker.is_paused():
        events.append(ConversationPaused(timestamp=at))
    events.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=at))
    return events
