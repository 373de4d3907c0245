from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.encoder import Encoder
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.prices.passages import product_pages
from bot.knowledge.reading.pages import read_page
from bot.knowledge.search.index import Index
from bot.knowledge.search.judging import READ
from bot.reader import Reader, Reading, shared_reader
from bot.wordpieces import word_pieces
from tests.knowledge.conftest import DATA
from tests.knowledge.test_index import pages_of

OURS = "Delivery > When does it come?\nOrders before noon leave the same day and arrive tomorrow."
OTHER = "About us > Our people\nThe workshop was founded by two sisters in 1987."


class FakeReader:
    """Says that a text answers when it holds a word; remembers what it read."""

    fingerprint = "fake"

    def __init__(self, word: str) -> None:
        self.word = word
        self.texts: list[str] = []

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        self.texts += texts
        return [Reading(8.0 if self.word in text else -8.0, (), ()) for text in texts]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return shared_reader()


def test_what_answers_is_told_from_what_does_not(reader: Reader) -> None:
    ours, other = reader.read("how fast do you ship?", [OURS, OTHER])
    assert ours.logit > other.logit + 2


def test_a_pair_is_judged_alike_on_every_processor(reader: Reader) -> None:
    # Where sums overflow, as they do without VNNI, the first two come out .3 lower.
    texts = [
        "Open Monday to Saturday from 8 to 6. On Sundays and holidays we are closed.",
        "Sunday roast is served from noon.",
        "We have 12 vans.",
    ]
    logits = [each.logit for each in reader.read("do you work on sundays", texts)]
    assert logits == pytest.approx([2.13, -2.12, -4.34], abs=0.1)


def test_together_as_alone(reader: Reader) -> None:
    question = "who started the company"
    texts = [OURS, OTHER, "Hm", OTHER * 30]
    together = reader.read(question, texts)
    alone = [Reader().read(question, [text])[0] for text in texts]
    assert [round(one.logit, 1) for one in together] == [
        pytest.approx(one.logit, abs=1.0)
        for one in alone  # int8 is rounded by the batch
    ]
    assert reader.read(question, []) == []


def test_the_words_that_answer_are_marked(reader: Reader) -> None:
    text = "Contact > Where we are\nWe have a shop in Leith. Parking is free. Dogs may come in."
    (reading,) = reader.read("where can i leave the car", [text])
    parking, dogs = reading.marked("Parking is free."), reading.marked("Dogs may come in.")
    assert parking is not None
    assert dogs is not None
    assert parking > dogs
    assert reading.marked("Not in it.") is None
    assert reading.marked("") is None


@pytest.mark.parametrize("question", ["", "\x00", "🎉", "x" * 100_000, "why? " * 5_000])
def test_any_question_is_read(reader: Reader, question: str) -> None:
    (reading,) = reader.read(question, [OTHER * 100])
    assert len(reading.pieces) == len(reading.marks) <= 176


def test_of_a_long_message_the_end_is_read(reader: Reader) -> None:
    tale = "we moved house last spring and it rained all the time and the dog was ill too "
    asked = "so who founded the company?"
    assert len(word_pieces(tale * 12, 512)) > 150
    long, short = (
        reader.read(text, [OTHER])[0].logit - reader.read(text, [OURS])[0].logit
        for text in (tale * 12 + asked, asked)
    )
    assert long > 0
    assert short > 0


def test_reading_decides_the_order_and_the_trust(encoder: Encoder) -> None:
    fake = FakeReader("gear")
    index = Index(pages_of("software", "bikes"), encoder, None, "test", reader=fake)
    question = "how long is the trial?"
    searched = index.search(question, index.encode(question), 12)
    read = index.read(question, index.encode(question))
    assert {id(hit.passage) for hit in read} == {id(hit.passage) for hit in searched}
    assert len(fake.texts) == READ
    holds = ["gear" in text for text in fake.texts]
    assert sum(hit.trust for hit in read) <= 1 + 1e-6 or any(h.cosine >= 0.95 for h in read)
    assert all(hit.trust == 0 for hit in read[READ:])
    if any(holds):
        assert "gear" in " ".join(read[0].passage.text.split())


def test_a_listed_question_needs_no_reading(encoder: Encoder) -> None:
    front = "---\nquestions:\n  - Do you have vegan food?\n---\n"
    page = read_page(f"{front}# Menu\n\nEvery soup is without meat.\n", "menu.md")
    index = Index([page, *pages_of("bikes")], encoder, None, "t", reader=FakeReader("nothing"))
    (first, *_) = index.read("do you have vegan food", index.encode("do you have vegan food"))
    assert first.page is page
    assert first.trust > 0.5


def test_products_are_pages() -> None:
    catalog = Catalog.load(DATA / "bikes", "EUR")
    pages = product_pages(catalog)
    assert {page.title for page in pages} <= {product.name for product in catalog.products}
    first = pages[0]
    product = catalog.product(first.products[0])
    assert first.passages[0].line == product.line
    assert product.summary in first.passages[0].text
    amounts = {str(price.amount) for product in catalog.products for price in product.prices}
    assert not any(amount in page.passages[0].text for page in pages for amount in amounts)
