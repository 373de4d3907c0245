"""What is indexed and asked: the companies' own sentences put together anew."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.encoder import DIMENSIONS, MAX_TOKENS, Vectors
from bot.knowledge.reading.content import read_pages
from bot.knowledge.words import sentences
from bot.settings import ROOT

COMPANIES = (ROOT / "knowledge", ROOT / "examples" / "dealership" / "knowledge")
QUESTIONS = 300
PASSAGES = 8  # on a page
NOISE = 0.45  # length of the noise added to a unit vector: a cosine of 0.91 to what it was


@dataclass(frozen=True)
class Material:
    """What passages are made of, and what is asked of them."""

    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    questions: tuple[str, ...]


def collected(folder: Path | None) -> Material:
    """The material of the example companies, and of the sites and questions in `folder`."""
    sites = sorted((folder / "sites").glob("*")) if folder is not None else []
    roots = [*COMPANIES, *sites]
    pages = [page for root in roots for page in read_pages(root)[0]]
    passages = [passage for page in pages for passage in page.passages]
    said = {
        " ".join(sentence.split())
        for passage in passages
        for sentence, _ in sentences(passage.text)
        if 3 <= len(sentence.split()) <= 60
    }
    asked = {question for page in pages for question, _ in page.questions}
    file = folder / "faq_questions.jsonl" if folder is not None else None
    if file is not None and file.exists():
        lines = file.read_text(encoding="utf-8").splitlines()
        asked |= {json.loads(line)["question"] for line in lines}
    headings = {passage.heading for passage in passages if passage.heading}
    return Material(tuple(sorted(said)), tuple(sorted(headings)), tuple(sorted(asked)))


def made(material: Material, size: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Path and Markdown of pages with `size` passages in all."""
    chance = random.Random(seed)
    names = [
        word for heading in material.headings for word in re.findall(r"[A-Z][a-z]{3,}", heading)
    ]
    for page in range(0, size, PASSAGES):
        title = f"{chance.choice(material.headings)} {chance.choice(names)}"
        parts = [f"---\ntitle: {json.dumps(title)}\n---\n"]
        for _ in range(min(PASSAGES, size - page)):
            heading = chance.choice(material.headings)
            if chance.random() < 0.6:
                heading += f" {chance.choice(names)}"
            parts.append(f"## {heading}\n")
            for _ in range(chance.randint(1, 3)):
                several = chance.choices(material.sentences, k=chance.randint(1, 4))
                parts.append(" ".join(changed(one, chance, names) for one in several) + "\n")
        yield f"part-{page // 4000}/page-{page // PASSAGES}.md", "\n".join(parts)


def changed(sentence: str, chance: random.Random, names: Sequence[str]) -> str:
    """The sentence with its figures, and at times a word, replaced."""
    text = re.sub(r"\d+", lambda _: str(chance.randint(1, 999)), sentence)
    if chance.random() < 0.5:
        words = text.split()
        words[chance.randrange(len(words))] = chance.choice(names)
        text = " ".join(words)
    return text.replace("<", " ").replace("#", " ")


class Mixed:
    """An encoder of texts nobody embedded: a mix of two real vectors, and noise.

    Texts that begin with the same words below their headings, as a passage and its lead do, get
    vectors near to each other. The states of word pieces are those of other texts.
    """

    fingerprint = "mixed vectors of benchmarks.scale"

    def __init__(self, pool: Vectors, states: Vectors) -> None:
        self._pool = pool
        self._states = states
        # As the model's: a question is encoded once.
        self._one = lru_cache(maxsize=2 * QUESTIONS)(self._both)

    def states(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """See `bot.encoder.Encoder`."""
        both = [self._one(text) if len(texts) == 1 else self._both(text) for text in texts]
        return np.stack([vector for vector, _ in both]), [states for _, states in both]

    def _both(self, text: str) -> tuple[Vectors, Vectors]:
        return self._vector(text), self._some(text)

    def pieces(self, text: str) -> int:
        """See `bot.encoder.Encoder`."""
        return -(-len(text) // 5)

    def _some(self, text: str) -> Vectors:
        size = min(MAX_TOKENS, self.pieces(text))
        start = zlib.crc32(text.encode()) % (len(self._states) - size)
        return self._states[start : start + size]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `bot.encoder.Encoder`."""
        return np.stack([self._vector(text) for text in texts])

    def knows(self, text: str) -> bool:
        return True

    def _vector(self, text: str) -> Vectors:
        body = " ".join(text.split("\n", 1)[-1].split()[:6])
        base = np.random.default_rng(zlib.crc32(body.encode()))
        one, other = self._pool[base.integers(len(self._pool), size=2)]
        share = base.uniform(0, 0.5)
        own = np.random.default_rng(zlib.crc32(text.encode()))
        noise = own.standard_normal(DIMENSIONS, dtype=np.float32) * (NOISE / DIMENSIONS**0.5)
        mixed = (1 - share) * one + share * other
        mixed = mixed / np.linalg.norm(mixed) + noise
        vector: Vectors = (mixed / np.linalg.norm(mixed)).astype(np.float32)
        return vector
