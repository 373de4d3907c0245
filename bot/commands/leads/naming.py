"""How a lead is named on the command line: by its id, or how that begins."""

from __future__ import annotations

from typing import Any

HELP = "the lead's id, or its beginning"


def lead(session: Any, text: str) -> Any:
    """The one lead whose id begins with `text`; raises NotFound."""
    import sqlalchemy as sa

    from bot.errors import NotFound
    from bot.storage.tables import Lead

    found = session.scalars(
        sa.select(Lead).where(Lead.id.startswith(text, autoescape=True)).limit(2)
    ).all()
    if len(found) != 1:
        many = "several leads begin" if found else "no lead begins"
        raise NotFound(f"{many} with {text!r}")
    return found[0]
