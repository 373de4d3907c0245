"""A question of the playbook: what is asked, in which form the answer comes, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast, get_args

FieldType = Literal[
    "text",
    "choice",
    "yes_no",
    "number",
    "money",
    "timeline",
    "person",
    "company",
    "place",
    "email",
    "phone",
]
FIELD_TYPES: tuple[str, ...] = get_args(FieldType)


@dataclass(frozen=True)
class Choice:
    """One answer that is offered as a button.

    `min` and `max` (both included) say which numbers a range stands for, for fields of type
    number; None is open.
    """

    value: str
    label: str
    synonyms: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Choice:
        """Of a mapping as the playbook's YAML gives it; `label` defaults to the value."""
        return cls(
            value=str(data["value"]),
            label=str(data.get("label", data["value"])),
            synonyms=tuple(str(each) for each in data.get("synonyms") or ()),
            min=data.get("min"),
            max=data.get("max"),
        )

    def holds(self, number: int) -> bool:
        """Whether `number` lies in this choice's range; False when it has none."""
        if self.min is None and self.max is None:
            return False
        return (self.min is None or number >= self.min) and (self.max is None or number <= self.max)


@dataclass(frozen=True)
class Field:
    """One thing to find out. `ask` holds its wordings: the second is used when asked again.

    `min` and `max` are what is plausible for a number or an amount; `when` is a condition on
    the details known so far (see `bot.leads.playbook.conditions`).
    """

    name: str
    label: str
    type: FieldType
    ask: tuple[str, ...] = ()
    why: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    min: int | None = None
    max: int | None = None
    unit: str | None = None
    when: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Field:
        """Of a mapping as the playbook's YAML gives it, or as `as_mapping` gave it.

        Raises ValueError for a type that does not exist.
        """
        kind = str(data["type"])
        if kind not in FIELD_TYPES:
            raise ValueError(f"field type {kind!r}, expected one of {', '.join(FIELD_TYPES)}")
        ask = data.get("ask") or ()
        return cls(
            name=str(data["name"]),
            label=str(data.get("label", data["name"])),
            type=cast("FieldType", kind),
            ask=(ask,) if isinstance(ask, str) else tuple(str(each) for each in ask),
            why=str(data.get("why") or ""),
            required=bool(data.get("required", False)),
            choices=tuple(Choice.from_mapping(each) for each in data.get("choices") or ()),
            min=data.get("min"),
            max=data.get("max"),
            unit=data.get("unit"),
            when=dict(data.get("when") or {}),
        )

    def as_mapping(self) -> dict[str, Any]:
        """Plain data that JSON can hold; `from_mapping` gives the same field back."""
        data = asdict(self)
        data["ask"] = list(self.ask)
        data["choices"] = [{**asdict(c), "synonyms": list(c.synonyms)} for c in self.choices]
        return data
