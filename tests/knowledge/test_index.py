from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoder import Encoder
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import Page, read_page
from bot.knowledge.search import dense
from bot.knowledge.search.index import Index
from tests.knowledge.conftest import DATA
from tests.knowledge.fakes import HashEncoder

QUESTIONS = (
    "how long is the trial?",
    "can I pay by invoice",
    "export everything",
    "sso",
    "zebra crossings in the rain",
)
WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa")


def pages_of(*names: str) -> list[Page]:
    return [page for name in names for page in read_pages(DATA / name)[0]]


def found(index: Index, question: str, limit: int = 10) -> list[tuple[str, int, float]]:
    candidates = index.candidates(question, index.encode(question), limit)
    return [(c.passage.path, c.passage.line, round(c.score, 3)) for c in candidates[:10]]


@pytest.mark.parametrize("approximate", [False, True])
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_best_are_those_of_scoring_every_passage(
    encoder: Encoder, question: str, approximate: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if approximate:
        monkeypatch.setattr(dense, "EXACT_MOST", 20)
    index = Index(pages_of("software", "bikes"), encoder, None, "test")
    assert found(index, question) == found(index, question, 10_000)


def test_parts_of_a_score(encoder: Encoder) -> None:
    page = read_page("# Limits\n\n## How big?\n\nA file may have 2 GB.\n", "limits.md")
    index = Index([page, *pages_of("bikes")], encoder, None, "test")
    best = index.candidates("How big?", index.encode("How big?"))[0]
    assert best.page is page
    assert best.heading == pytest.approx(1.0, abs=0.01)
    assert best.asked == 0.0
    assert best.bm25 == 1.0
    assert best.overlap == 1.0
    assert best.cosine == best.heading


def test_a_listed_question_leads_to_its_page(encoder: Encoder) -> None:
    text = "---\nquestions: [Do you deliver to islands?]\n---\n# Post\n\nBoats go on Mondays.\n"
    page = read_page(text, "post.md")
    index = Index([page, *pages_of("software")], encoder, None, "test")
    vector = index.encode("Do you deliver to islands?")
    best = index.candidates("Do you deliver to islands?", vector)[0]
    assert best.page is page
    assert best.asked == pytest.approx(1.0, abs=0.01)
    assert index.knows("island")
    assert index.near_questions(vector)[0][1] == "Do you deliver to islands?"


def test_what_is_kept_is_found_however_far_it_is(encoder: Encoder) -> None:
    many = [
        read_page(f"# Trial {n}\n\nThe trial of kind {n} lasts {n} days.\n", f"{n}.md")
        for n in range(2, 200)
    ]
    far = read_page("# Herons\n\nHerons stand still.\n", "far.md")
    index = Index([*many, far], encoder, None, "test")
    vector = index.encode("how long is the trial?")
    hits = index.search("how long is the trial?", vector, 5, lambda page: page is far)
    assert [hit.page for hit in hits] == [far]
    assert index.search("how long is the trial?", vector, 5, lambda page: False) == []


def test_an_empty_index_finds_nothing(encoder: Encoder) -> None:
    index = Index([], encoder, None, "test")
    vector = index.encode("anything")
    assert index.search("anything", vector) == []
    assert index.near_questions(vector) == []
    assert not index.knows("anything")


def test_pages_without_words_are_no_trouble(encoder: Encoder) -> None:
    index = Index([read_page("# …\n\n!!!\n", "odd.md")], encoder, None, "test")
    assert index.search("how?", index.encode("how?")) is not None


def test_progress_counts_passages(tmp_path: Path) -> None:
    pages = pages_of("software", "bikes")
    told: list[tuple[int, int]] = []
    Index(pages, HashEncoder(), tmp_path, "test", progress=lambda *one: told.append(one))
    total = sum(len(page.passages) for page in pages)
    assert told[-1] == (total, total)
    assert told == sorted(told)


def test_an_edit_encodes_only_what_changed(tmp_path: Path) -> None:
    encoder = HashEncoder()
    pages = [read_page(f"# P{n}\n\nOn {n}.\n\n## Q{n}?\n\nA {n}.\n", f"{n}.md") for n in range(9)]
    first = Index(pages, encoder, None, "test")
    encoder.encoded.clear()
    pages[4] = read_page("# P4\n\nOn 4.\n\n## New?\n\nA new one.\n", "4.md")
    Index(pages, encoder, None, "test", like=first)
    assert set(encoder.encoded) == {
        "P4\nOn 4.",
        "On 4.",
        "P4 > New?\nA new one.",
        "A new one.",
        "New?",
    }


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
contents = st.dictionaries(
    st.sampled_from([f"{name}.md" for name in "abcde"]),
    st.lists(st.tuples(texts, texts), min_size=1, max_size=3),
    max_size=5,
)


@settings(deadline=None, max_examples=40)
@given(states=st.lists(contents, min_size=2, max_size=4), question=texts)
def test_an_index_made_from_the_one_before_is_as_one_made_anew(
    states: Sequence[dict[str, list[tuple[str, str]]]], question: str
) -> None:
    encoder = HashEncoder()
    known: dict[str, Page] = {}
    index: Index | None = None
    for content in states:
        pages = []
        for path, sections in sorted(content.items()):
            page = read_page("\n\n".join(f"## {h}?\n\n{t}" for h, t in sections), path)
            pages.append(known[path] if known.get(path) == page else page)
        known = {page.path: page for page in pages}
        index = Index(pages, encoder, None, "test", like=index)
    assert index is not None
    anew = Index(list(known.values()), encoder, None, "test")
    assert found(index, question) == found(anew, question)
    vector = encoder.encode([question])[0]
    assert sorted(index.near_questions(vector)) == sorted(anew.near_questions(vector))
    for word in WORDS:
        assert index.knows(word) == anew.knows(word)
        assert index.rarity(word) == anew.rarity(word)
