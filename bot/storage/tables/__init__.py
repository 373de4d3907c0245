"""The tables, as SQLAlchemy 1.4 models in 2.0 style, a module for each concept.

Times are UTC and aware. Identifiers that leave the process (conversations, leads, deliveries) are
random UUIDs, so that they tell nothing and cannot be guessed; `messages.id` counts up, because it
is also the event id of the live stream.
"""

from __future__ import annotations

from bot.storage import trail
from bot.storage.tables.accounts import ApiKey, User
from bot.storage.tables.base import UTC, Base, new_id, now
from bot.storage.tables.conversations import (
    OWNERS,
    SENDERS,
    Conversation,
    Message,
    RasaEvent,
    UnansweredQuestion,
)
from bot.storage.tables.deliveries import (
    DELIVERY_STATES,
    RECEIVED_STATES,
    CrmCompany,
    Delivery,
    Pace,
    ReceivedEvent,
)
from bot.storage.tables.handovers import ASSIGNMENT_STATES, HANDOVER_STATES, Assignment, Handover
from bot.storage.tables.identity import IDENTITY_ACTIONS, IdentityChange, MergedLead
from bot.storage.tables.leads import (
    STAGE_MOVES,
    STAGES,
    Engagement,
    Lead,
    LeadDetail,
    Opportunity,
    StageChange,
)
from bot.storage.tables.meetings import MEETING_STATES, Meeting, TakenTime
from bot.storage.tables.privacy import Consent, Erasure

__all__ = [
    "ASSIGNMENT_STATES",
    "DELIVERY_STATES",
    "HANDOVER_STATES",
    "IDENTITY_ACTIONS",
    "MEETING_STATES",
    "OWNERS",
    "RECEIVED_STATES",
    "SENDERS",
    "STAGES",
    "STAGE_MOVES",
    "UTC",
    "ApiKey",
    "Assignment",
    "Base",
    "Consent",
    "Conversation",
    "CrmCompany",
    "Delivery",
    "Engagement",
    "Erasure",
    "Handover",
    "IdentityChange",
    "Lead",
    "LeadDetail",
    "Meeting",
    "MergedLead",
    "Message",
    "Opportunity",
    "Pace",
    "RasaEvent",
    "ReceivedEvent",
    "StageChange",
    "TakenTime",
    "UnansweredQuestion",
    "User",
    "new_id",
    "now",
]

trail.guard(Base.metadata)
