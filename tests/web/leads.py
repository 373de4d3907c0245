"""Services over the small playbook of the leads' room, and a lead in them."""

from __future__ import annotations

from pathlib import Path

from bot.dialogue.texts import Texts
from bot.leads import handover
from bot.rulebook import Rulebook
from bot.services import Services
from tests.leads.samples import WEDNESDAY, handed_over, make_desk, seeded
from tests.web.fakes import make_services


def small_services(folder: Path, **environ: str) -> Services:
    """With the small playbook and its people."""
    services = make_services(folder, people=False, **environ)
    desk = make_desk(folder / "playbook")
    services.rules = Rulebook(desk.playbook, Texts.load())
    seeded(services.database, desk)
    return services


def accepted(services: Services) -> str:
    """The id of a lead that a rep has accepted."""
    with services.database.transaction() as session:
        assignment = handed_over(session, services.desk)
        handover.accept(session, assignment.id, assignment.user_id, destinations=(), now=WEDNESDAY)
        return str(assignment.lead_id)
