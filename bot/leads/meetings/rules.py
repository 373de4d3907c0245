"""`playbook/meetings.yml`: which times visitors may book. Without the file nothing is offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from string import Formatter

from bot.errors import ContentError
from bot.schemas import load_schema
from bot.yamlfiles import load_yaml_lines

FILE = "meetings.yml"
_SCHEMA = Path(__file__).parents[1] / "playbook" / "schemas" / "meetings.schema.json"


@dataclass(frozen=True)
class MeetingRules:
    """What `meetings.yml` says; see its schema for what each means."""

    name: str = "call"
    location: str = ""
    length_minutes: int = 30
    step_minutes: int = 30
    buffer_minutes: int = 15
    lead_minutes: int = 120
    horizon_days: int = 14
    hold_minutes: int = 10
    most_per_day: int = 8
    offered: int = 3
    external_url: str | None = None

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.length_minutes)

    @property
    def buffer(self) -> timedelta:
        return timedelta(minutes=self.buffer_minutes)

    def booking_page(self, user_id: str) -> str | None:
        """The booking page elsewhere, of this rep."""
        return self.external_url.format(rep=user_id) if self.external_url else None


def read(folder: Path) -> MeetingRules | None:
    """The rules of a playbook folder; None when it has no meetings.yml. Raises ContentError."""
    path = folder / FILE
    if not path.exists():
        return None
    data, lines = load_yaml_lines(path, load_schema(_SCHEMA))
    rules = MeetingRules(**data)
    if rules.lead_minutes >= rules.horizon_days * 1440:
        found = f"lead_minutes {rules.lead_minutes} beyond horizon_days {rules.horizon_days}"
        raise ContentError(path, lines.at("lead_minutes"), found, "a shorter time")
    if rules.external_url is not None:
        expected = "no placeholder but {rep}"
        try:
            fills = {name for _, name, _, _ in Formatter().parse(rules.external_url) if name}
        except ValueError as error:
            raise ContentError(path, lines.at("external_url"), str(error), expected) from None
        if strange := fills - {"rep"}:
            found = f"the placeholder {{{min(strange)}}}"
            raise ContentError(path, lines.at("external_url"), found, expected)
    return rules
