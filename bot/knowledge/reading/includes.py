"""Files that pages include: found inside of the content folder only, and read once."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

from bot.errors import ContentError
from bot.files import SIZE_LIMIT, read_text
from bot.knowledge.reading.front import front_matter

TEXT_ENDINGS = (".md", ".mdx", ".markdown", ".txt", ".html", ".htm", ".erb", ".liquid", ".njk")
_FOLDERS = ("", "_includes", "includes", "_partials", "partials", "_snippets", "snippets")
_ENDINGS = ("", ".md", ".mdx", ".markdown", ".html.md", ".html", ".erb", ".html.erb", ".md.erb")
_ALIAS = re.compile(r"^(?:@site|@docs|~|@|/|\.\./(?=\.\./\.\./\.\./))+/*")
_CODE = re.compile(r"\.(?!md|mdx|markdown|txt|html?|erb|liquid|njk)[A-Za-z]\w{0,9}$")


class Refused(Exception):
    """An include that cannot be followed; the text says why."""


class Includes:
    """The files of a content folder, by the names with which pages include them."""

    def __init__(self, folder: Path) -> None:
        self._root = Path(os.path.realpath(folder))
        self._read: dict[str, tuple[str, int]] = {}
        self.used: set[str] = set()

    def find(self, target: str, origin: str) -> str:
        """The path, inside of the folder, of the file that `origin` includes as `target`."""
        name = target.strip().replace("\\", "/")
        if not name or "\0" in name or len(name) > 500 or re.match(r"[a-z]+://", name):
            raise Refused("which is no file of the content folder")
        if _CODE.search(name):
            raise Refused("which is no text")
        here = PurePosixPath(origin).parent
        relative = self._inside(here / name) if not name.startswith(("/", "@", "~")) else None
        places = [] if relative is None else [relative]
        steps = PurePosixPath(_ALIAS.sub("", name)).parts
        if ".." not in steps:
            near = (here, *here.parents)
            places += [(at / folder / name).as_posix() for at in near for folder in _FOLDERS[1:]]
            # A site's folder is seldom the root of its repository: drop what lies above.
            for drop in range(min(len(steps), 4)):
                rest = PurePosixPath(*steps[drop:])
                places += [(PurePosixPath(folder) / rest).as_posix() for folder in _FOLDERS]
        for place in dict.fromkeys(places):
            found = self._exists(place)
            if found:
                self.used.add(found)
                return found
        if relative is None and name.startswith(("../", "/")):
            raise Refused("which lies outside of the content folder")
        raise Refused("which is not there")

    def read(self, path: str) -> tuple[str, int]:
        """The text of a file below its front matter and the line where that begins."""
        if path not in self._read:
            try:
                text = read_text(self._root / path).replace("\r\n", "\n").replace("\r", "\n")
                line = front_matter(text, path)[2] if path.endswith((".md", ".mdx")) else 1
            except ContentError as error:
                raise Refused(f"in which {error.found} was found") from None
            self._read[path] = (text, line)
        return self._read[path]

    def _inside(self, path: PurePosixPath) -> str | None:
        steps: list[str] = []
        for step in path.parts:
            if step == ".." and not steps:
                return None
            if step == "..":
                steps.pop()
            elif step != ".":
                steps.append(step)
        return "/".join(steps)

    def _exists(self, path: str) -> str | None:
        head, _, last = path.rpartition("/")
        names = [last] if last.startswith("_") else [last, f"_{last}"]
        for name in names:
            for ending in _ENDINGS:
                place = f"{head}/{name}{ending}" if head else f"{name}{ending}"
                file = self._root / place
                if not place.lower().endswith(TEXT_ENDINGS) or not file.is_file():
                    continue
                if not Path(os.path.realpath(file)).is_relative_to(self._root):
                    raise Refused("which is a link to outside of the content folder")
                if file.stat().st_size > SIZE_LIMIT:
                    raise Refused(f"which has more than {SIZE_LIMIT:,} bytes")
                return place
        return None
