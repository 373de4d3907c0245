"""What one process shares: settings, database, content, playbook.

The web process, the worker, the commands and the Rasa actions (in process or in `rasa run
actions`) all reach these through `get_services()`; a test puts its own in with `set_services()`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from bot.delivery import outbox
from bot.dialogue.texts import Texts
from bot.encoder import shared_encoder
from bot.knowledge import Knowledge
from bot.knowledge.live import LiveKnowledge
from bot.knowledge.search.views import Progress
from bot.leads import people
from bot.leads.desk import Desk
from bot.leads.playbook.playbook import Playbook
from bot.rulebook import Rulebook
from bot.settings import Settings
from bot.storage.database import Database


@dataclass
class Services:
    """The shared parts of one process."""

    settings: Settings
    database: Database
    live: LiveKnowledge
    rules: Rulebook
    held_back: int = 0  # replies with a figure that nothing proved, since the process started

    @classmethod
    def build(cls, settings: Settings, progress: Progress | None = None) -> Services:
        """Load content and playbook and open the database.

        `progress` hears how many passages of all are indexed. Raises ContentError when company,
        catalogue or playbook cannot be used.
        """
        live = LiveKnowledge(settings.knowledge, shared_encoder(), vector_cache(settings), progress)
        return cls(
            settings=settings,
            database=Database(settings.database_url),
            live=live,
            rules=Rulebook.load(settings.playbook),
        )

    @property
    def knowledge(self) -> Knowledge:
        """The content as it is live now."""
        return self.live.current

    @property
    def playbook(self) -> Playbook:
        """The playbook as it is in force now."""
        return self.rules.playbook

    @property
    def texts(self) -> Texts:
        """The assistant's own words."""
        return self.rules.texts

    def follow_playbook(self) -> bool:
        """Take up a changed playbook, with whoever is new in it; True when there was one.

        A playbook that cannot be used is refused: see `Rulebook.refresh`.
        """
        if not self.rules.refresh():
            return False
        with self.database.transaction() as session:
            people.seed(session, self.playbook.people, demo_password=None)
        return True

    @property
    def desk(self) -> Desk:
        """What handing a lead over and booking a meeting need."""
        return Desk(
            self.playbook,
            outbox.destinations(self.settings),
            self.settings.base_url,
            self.knowledge.company.name,
        )


def vector_cache(settings: Settings) -> Path:
    """Folder where passage vectors are kept by the hash of their text."""
    return settings.var / "vectors"


_lock = threading.Lock()
_services: Services | None = None


def get_services() -> Services:
    """The services of this process, built from the environment when first asked for."""
    global _services
    with _lock:
        if _services is None:
            _services = Services.build(Settings.load())
        return _services


def set_services(services: Services | None) -> None:
    """Use these services from now on (None: build anew when next asked for)."""
    global _services
    with _lock:
        _services = services
