from __future__ import annotations

from tests.leads.conftest import database, desk

__all__ = ["database", "desk"]
