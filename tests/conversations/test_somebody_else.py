"""Somebody types the address of a customer: the chat tells nothing of them, takes nothing over."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads import handover
from bot.leads.offering import open_assignment
from bot.storage.tables import Assignment, Lead, MergedLead, Message

from .conftest import Stage
from .player import Player

ADDRESS = "victoria@bigcustomer.com"
ANSWERS = {"need": "Client projects", "region": "usa"}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_typed_address_tells_nothing_of_whose_it_is(stage: Stage) -> None:
    services, turns = await stage.of("software")
    customer = Player(services, turns)
    customer.open()
    await customer.send("can i get a demo")
    told = {**ANSWERS, "company_size": "about 900", "name": "Victoria Castle", "email": ADDRESS}
    await customer.qualify(told, "over")
    with services.database.transaction() as session:
        lead = lead_of(session, customer)
        offer = open_assignment(session, lead.id)
        assert offer is not None
        owner = offer.user.name
        handover.accept(session, offer.id, offer.user_id, destinations=())
        before = (lead.id, lead.owner_id, lead.stage, lead.updated_at)

    stranger = Player(services, turns)
    stranger.open()
    await stranger.send("can i get a demo")
    told = {**ANSWERS, "company_size": "about 3", "name": "Mallory Vane", "email": ADDRESS}
    await stranger.qualify(told, "over")
    await stranger.send("who is my contact, do you know me?")
    with services.database.reading() as session:
        said = " ".join(
            session.scalars(
                sa.select(Message.text).where(
                    Message.conversation_id == stranger.conversation_id, Message.sender != "visitor"
                )
            )
        )
    assert "Mallory" in said
    for secret in (owner, "Victoria", "Castle"):
        assert secret not in said
    with services.database.reading() as session:
        lead = lead_of(session, customer)
        assert (lead.id, lead.owner_id, lead.stage, lead.updated_at) == before
        other = lead_of(session, stranger)
        assert other.id != lead.id
        holder = session.scalars(sa.select(Assignment).where(Assignment.lead_id == other.id)).one()
        assert holder.user_id != lead.owner_id
        assert holder.rung == "Everyone else"
        assert session.scalars(sa.select(MergedLead)).all() == []


def lead_of(session: Session, player: Player) -> Lead:
    found: Lead = session.scalars(
        sa.select(Lead).where(Lead.conversation_id == player.conversation_id)
    ).one()
    return found
