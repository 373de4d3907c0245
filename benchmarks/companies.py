"""How questions are answered at invented companies from which nothing was learned.

    python -m benchmarks.companies [DIR] [--failures] [--cache DIR]

DIR (by default `tests/evaluation/companies`) has NAME.md and NAME.jsonl for each company: its
pages, each beginning with a heading of the first level, and what visitors ask. A line is {"q":
the message, "h": the heading of the section that answers, or null, "a": its words that do,
"also": headings of sections that answer as well}. Printed, with 95 % intervals (Wilson), the
companies drawn as they come:

- right: the answer is from such a section and has three quarters of those words;
- part: from such a section without those words; wrong: from another; declined;
- nearest: declined too, but such a section is quoted as the nearest to it;
- abstained: of the questions that the content does not answer, those that were declined.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.encoder import shared_encoder
from bot.knowledge import Answer, Knowledge
from bot.knowledge.care.calibration import Rate

FOLDER = Path(__file__).parents[1] / "tests/evaluation/companies"
COMPANY = """\
name: Acme
assistant: Ada
website: https://acme.example
currency: EUR
timezone: Europe/Berlin
"""
ENOUGH = 0.75  # of the words that answer
_OWN = ("right", "part", "wrong", "declined", "nearest")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, metavar="DIR")
    parser.add_argument("--failures", action="store_true", help="print what went wrong")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keeps vectors between runs")
    args = parser.parse_args()
    files = sorted(args.folder.glob("*.md"))
    if not files:
        raise SystemExit(f"{args.folder}: no companies in it")
    counts: Counter[str] = Counter()
    for file in files:
        for row, answer, verdict in asked(file, args.cache):
            counts[verdict] += 1
            if args.failures and verdict not in ("right", "abstained"):
                print(f"{file.stem} {verdict}: {row['q']}")
                print(f"  wanted: {row['h']}: {row.get('a', '')}")
                print(f"  {answer.confidence:.2f} {answer.text}\n")
    report(counts, len(files))


def report(counts: Mapping[str, int], companies: int) -> None:
    """Print the rates of each verdict."""
    own = sum(counts.get(name, 0) for name in _OWN)
    other = counts.get("abstained", 0) + counts.get("answered", 0)
    print(f"{companies} companies, {own} questions that they answer, {other} that they do not")
    for name, of in (*((name, own) for name in _OWN), ("abstained", other)):
        print(f"{name:10} {Rate(counts.get(name, 0), of)}")


def asked(file: Path, cache: Path | None = None) -> Iterator[tuple[Mapping[str, Any], Answer, str]]:
    """Each question of one company with its answer and the verdict on it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "company.yml").write_text(COMPANY, encoding="utf-8")
        (folder / "catalog.yml").write_text("products: []\n", encoding="utf-8")
        (folder / "pages").mkdir()
        write_pages(file, folder / "pages")
        knowledge = Knowledge.load(folder, shared_encoder(), cache)
        for line in file.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                answer = knowledge.ask(row["q"])
                yield row, answer, verdict_on(row, answer)


def write_pages(file: Path, folder: Path) -> None:
    """The pages of an invented company as files of their own."""
    text = file.read_text(encoding="utf-8")
    for number, part in enumerate(re.split(r"^(?=# )", text, flags=re.MULTILINE)):
        if part.strip():
            (folder / f"{number:02}.md").write_text(part, encoding="utf-8")


def verdict_on(row: Mapping[str, Any], answer: Answer) -> str:
    """One of the verdicts that `report` prints, or "answered" for what had to be declined."""
    declined = answer.kind == "unknown"
    if row["h"] is None:
        return "abstained" if declined else "answered"
    headings = {plain(heading) for heading in (row["h"], *row.get("also", ()))}
    named = bool(headings & {source.heading for source in answer.sources})
    if declined:
        return "nearest" if named else "declined"
    if not named:
        return "wrong"
    wanted, said = _words(row.get("a", "")), set(_words(answer.text))
    return "right" if sum(word in said for word in wanted) >= ENOUGH * len(wanted) else "part"


def plain(heading: str) -> str:
    """A heading without its marks of emphasis and code, as passages have it."""
    return re.sub(r"[*_`]", "", heading).strip()


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


if __name__ == "__main__":
    main()
