"""Learn the weights of the second stage (`bot/knowledge/search/weights/scorer.json`).

    python scripts/scorer/train.py SITES --companies DIR [DIR ...] [--cache DIR] [--write]

SITES is a folder with one folder of Markdown for each site. A heading that is a question, with text
under it, is taken away and asked: the section that stood under it is what should come first. Rates
are those on sites left out of the fit (five folds). A trust of one half is where, on the content of
the companies, one in a hundred questions of other trades is answered.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.encoder import shared_encoder
from bot.knowledge import Knowledge
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import Page
from bot.knowledge.search.index import FIRST_STAGE, Index
from bot.knowledge.search.trust import foreign_questions

ORDER = "score tokens title form short".split()  # noqa: SIM905
TRUST = "full overlap words tokens least form".split()  # noqa: SIM905
QUESTION = re.compile(r"^(?:\d+[.)]\s*|q\d*[:.]\s*)?(.{8,140}\?)\s*$", re.IGNORECASE)
MOST_PASSAGES = 120
FEWEST, MOST_QUESTIONS = 5, 40
FOREIGN_MOST = 0.01
FOREIGN = 12  # questions of other sites asked of each
FILE = Path(__file__).parents[2] / "bot/knowledge/search/weights/scorer.json"

Features = Mapping[str, float]


@dataclass(frozen=True)
class Asked:
    """A question asked of a site: candidates with which of them is right (None: none there).

    `rest` is the best of those that stay when the page of the right one is taken away.
    """

    site: str
    candidates: Sequence[Features]
    gold: int | None
    rest: Features | None = None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("sites", type=Path)
    parser.add_argument("--companies", type=Path, nargs="+", required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the weights in the package")
    args = parser.parse_args()
    own, foreign = gathered(args.sites, args.cache)
    strange = [
        ask(Knowledge.load(folder, shared_encoder(), args.cache).index, folder.name, question, None)
        for folder in args.companies
        for question in foreign_questions()
    ]
    print(f"{len({one.site for one in own})} sites, {len(own)} questions, {len(foreign)} foreign")
    names = sorted({one.site for one in own})
    random.Random(0).shuffle(names)
    firsts, fives, plain, trusted = [], [], [], []
    for fold in range(5):
        out = set(names[fold::5])
        order = fit_order([one for one in own if one.site not in out])
        trust = fit_trust(order, *([o for o in s if o.site not in out] for s in (own, foreign)))
        for one in (o for o in own if o.site in out):
            ranks = ranked(one.candidates, order)
            place = ranks.index(one.gold) if one.gold is not None else 99
            first = ranked(one.candidates, {"score": 1.0})
            plain.append(first.index(one.gold) if one.gold is not None else 99)
            firsts.append(place == 0)
            fives.append(place < 5)
            label = "right" if place == 0 else "wrong"
            trusted.append((label, probability(one.candidates[ranks[0]], trust)))
            if one.rest is not None:
                trusted.append(("taken away", probability(one.rest, trust)))
        for one in (o for o in foreign if o.site in out):
            best = one.candidates[ranked(one.candidates, order)[0]]
            trusted.append(("foreign", probability(best, trust)))
    at = np.array(plain)
    print(f"first stage  R@1 {np.mean(at == 0):.3f}  R@5 {np.mean(at < 5):.3f}")
    print(f"second stage R@1 {np.mean(firsts):.3f}  R@5 {np.mean(fives):.3f}")
    for limit in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        rates = {
            label: np.mean([p >= limit for kind, p in trusted if kind == label])
            for label in ("right", "wrong", "taken away", "foreign")
        }
        print(f"trust {limit}: " + "  ".join(f"{k} {v:.3f}" for k, v in rates.items()))
    order = fit_order(own)
    trust = fit_trust(order, own, foreign)
    weights = {"order": order, "trust": with_line(trust, order, strange)}
    print(json.dumps(weights, indent=2))
    if args.write:
        FILE.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    return 0


def gathered(sites: Path, cache: Path | None) -> tuple[list[Asked], list[Asked]]:
    """All questions asked of their own sites, and some of each asked of other sites."""
    chance = random.Random(1)
    indexes: dict[str, Index] = {}
    questions: list[tuple[str, str]] = []
    own: list[Asked] = []
    for folder in sorted(path for path in sites.iterdir() if path.is_dir()):
        pages, _ = read_pages(folder)
        asked = list(headings(pages))
        if len(asked) < FEWEST:
            continue
        chance.shuffle(asked)
        asked = asked[:MOST_QUESTIONS]
        pages = without(some_of(pages, {path for _, path, _ in asked}, chance), asked)
        index = Index(pages, shared_encoder(), cache, folder.name)
        indexes[folder.name] = index
        for question, path, line in asked:
            questions.append((folder.name, question))
            own.append(ask(index, folder.name, noisy(question, chance), (path, line)))
        print(folder.name, len(asked), file=sys.stderr)
    foreign = [
        ask(index, name, noisy(question, chance), None)
        for name, index in indexes.items()
        for other, question in chance.sample(questions, FOREIGN)
        if other != name
    ]
    return own, foreign


def headings(pages: Sequence[Page]) -> Iterator[tuple[str, str, int]]:
    """Each question that heads a section with text: question, path, line; each text once."""
    seen: set[str] = set()
    for page in pages:
        for passage in page.passages:
            match = QUESTION.match(passage.heading.strip())
            if match and len(passage.text.split()) >= 8 and match[1].lower() not in seen:
                seen.add(match[1].lower())
                yield match[1], passage.path, passage.line


def some_of(pages: Sequence[Page], needed: set[str], chance: random.Random) -> list[Page]:
    """The pages needed, and as many of the others as there is room for."""
    kept = [page for page in pages if page.path in needed]
    others = [page for page in pages if page.path not in needed]
    chance.shuffle(others)
    size = sum(len(page.passages) for page in kept)
    for page in others:
        if size + len(page.passages) <= MOST_PASSAGES:
            kept.append(page)
            size += len(page.passages)
    return kept


def without(pages: Sequence[Page], asked: Sequence[tuple[str, str, int]]) -> list[Page]:
    """The pages with the headings taken away that ask the questions."""
    gone = {(path, question) for question, path, _ in asked}
    return [
        replace(
            page,
            passages=tuple(
                replace(
                    passage,
                    headings=tuple(
                        heading
                        for heading in passage.headings
                        if not (m := QUESTION.match(heading.strip()))
                        or (page.path, m[1]) not in gone
                    ),
                )
                for passage in page.passages
            ),
        )
        for page in pages
    ]


def noisy(question: str, chance: random.Random) -> str:
    """The question as somebody in a hurry types it, every other time."""
    if chance.random() < 0.5:
        return question
    text = question.lower().rstrip("?")
    if chance.random() < 0.3 and len(text) > 12:
        at = chance.randrange(3, len(text) - 3)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text


def ask(index: Index, site: str, question: str, gold: tuple[str, int] | None) -> Asked:
    vector = index.encode(question)
    found = index.candidates(question, vector, FIRST_STAGE)
    features = index.features(question, found)
    if gold is None:
        return Asked(site, features, None)
    places = [(one.passage.path, one.passage.line) for one in found]
    rest = index.candidates(question, vector, 5, lambda page: page.path != gold[0])
    best = index.features(question, rest)
    at = places.index(gold) if gold in places else None
    return Asked(site, features, at, max(best, key=lambda f: f["tokens"]) if best else None)


def ranked(candidates: Sequence[Features], weights: Features) -> list[int]:
    scores = [sum(w * one[name] for name, w in weights.items()) for one in candidates]
    return sorted(range(len(scores)), key=lambda at: -scores[at])


def probability(features: Features, weights: Features) -> float:
    return float(1 / (1 + np.exp(-sum(w * features[name] for name, w in weights.items()))))


def fit_order(asked: Sequence[Asked], penalty: float = 0.02) -> dict[str, float]:
    """Weights under which the right candidate is likely to be chosen (conditional logit)."""
    there = [one for one in asked if one.gold is not None]
    sets = [np.array([[c[name] for name in ORDER] for c in one.candidates]) for one in there]
    spread = np.concatenate(sets).std(axis=0) + 1e-6

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = penalty * float(weights @ weights), 2 * penalty * weights
        for one, rows in zip(there, sets, strict=True):
            scaled = rows / spread
            scores = scaled @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            total -= float(np.log(chances[one.gold])) / len(there)
            slope = slope + (chances @ scaled - scaled[one.gold]) / len(there)
        return total, slope

    found = minimize(loss, np.zeros(len(ORDER)), jac=True, method="L-BFGS-B").x / spread
    return {name: round(float(weight), 4) for name, weight in zip(ORDER, found, strict=True)}


def fit_trust(order: Features, own: Sequence[Asked], foreign: Sequence[Asked]) -> dict[str, float]:
    """Weights of the probability that the best candidate answers."""
    rows, labels, counts = [], [], []
    for one in own:
        first = ranked(one.candidates, order)[0]
        rows.append(one.candidates[first])
        labels.append(first == one.gold)
        counts.append(1.0 if first == one.gold else 0.3)  # another section may answer as well
        if one.rest is not None:
            rows.append(one.rest)
            labels.append(False)
            counts.append(0.5)
    for one in foreign:
        rows.append(one.candidates[ranked(one.candidates, order)[0]])
        labels.append(False)
        counts.append(1.0)
    table = np.array([[row[name] for name in TRUST] for row in rows])
    spread = table.std(axis=0) + 1e-6
    model = LogisticRegression(C=0.1, max_iter=2000)
    model.fit(table / spread, labels, sample_weight=counts)
    weights = zip(TRUST, model.coef_[0] / spread, strict=True)
    return {"one": round(float(model.intercept_[0]), 4)} | {
        name: round(float(weight), 4) for name, weight in weights
    }


def with_line(trust: Features, order: Features, strange: Sequence[Asked]) -> dict[str, float]:
    """The weights with a trust of one half above all but so many of others' questions."""
    got = [
        sum(trust[name] * one.candidates[ranked(one.candidates, order)[0]][name] for name in TRUST)
        for one in strange
    ]
    return {**trust, "one": round(-float(np.quantile(got, 1 - FOREIGN_MOST)), 4)}


if __name__ == "__main__":
    sys.exit(main())
