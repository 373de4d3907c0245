"""On which line of its file each value stands, so that a mistake is told with its line."""

from __future__ import annotations

from dataclasses import dataclass, field

Place = tuple[str | int, ...]


@dataclass
class Lines:
    """On which line of its file each value stands; a place is the keys that lead to it."""

    _lines: dict[Place, int] = field(default_factory=dict)

    def at(self, *place: str | int) -> int:
        """Line (from 1) of the value at `place`, or of the nearest value around it."""
        for end in range(len(place), -1, -1):
            if place[:end] in self._lines:
                return self._lines[place[:end]]
        return 1

    def put(self, place: Place, line: int) -> None:
        """Note the line of the value at `place`."""
        self._lines[place] = line
