"""The real agent with the trained model, one for each example company."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.chat.hub import Hub
from bot.chat.turn import Turns
from bot.engine.agent import Engine
from bot.leads.people import seed
from bot.services import Services, set_services
from bot.settings import ROOT, Settings
from bot.storage.migrate import upgrade

# The third has fields that go by no standard name, the last such of how long and of yes and no.
FOLDERS = {
    "software": ROOT,
    "dealership": ROOT / "examples" / "dealership",
    "coldstore": Path(__file__).parent / "coldstore",
    "tents": Path(__file__).parent / "tents",
}


class Stage:
    """Makes the services of a company when a transcript first needs them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine: Engine | None = None
        self._services: dict[str, Services] = {}

    async def of(self, company: str) -> tuple[Services, Turns]:
        if company not in self._services:
            settings = Settings.load(
                {
                    "BATON_KNOWLEDGE": str(FOLDERS[company] / "knowledge"),
                    "BATON_PLAYBOOK": str(FOLDERS[company] / "playbook"),
                    "BATON_VAR": str(self._folder),
                    "BATON_DATABASE_URL": f"sqlite:///{self._folder / company}.db",
                    "BATON_SECRET_KEY": "not secret: for tests",
                    "BATON_WEBHOOK_URL": "https://crm.example/hook",
                    "BATON_WEBHOOK_SECRET": "whsec_" + "bm90IHNlY3JldDogZm9yIHRlc3RzIDEyMzQ1Ng==",
                }
            )
            services = Services.build(settings)
            upgrade(services.database)
            with services.database.transaction() as session:
                seed(session, services.playbook.people, demo_password=None)
            self._services[company] = services
        services = self._services[company]
        set_services(services)
        if self._engine is None:
            self._engine = await Engine.start(services)
        return services, Turns(services, self._engine, Hub())

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.stop()
        set_services(None)
        for services in self._services.values():
            services.database.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("conversations"))
    yield stage
    await stage.close()
