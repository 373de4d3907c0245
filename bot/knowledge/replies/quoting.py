"""A passage as a reply: the part that answers, whose prices it names, yes or no."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.english import dictionary
from bot.knowledge.answer import Source
from bot.knowledge.prices.catalog import FILE as CATALOGUE
from bot.knowledge.question.asked import Asked
from bot.knowledge.replies.excerpt import excerpt
from bot.knowledge.replies.polarity import polarity, with_polarity
from bot.knowledge.replies.reply import Reply
from bot.knowledge.search.scorer import Hit
from bot.knowledge.words import content_words, fold, sentences, words

_ABOUT_PRICE = re.compile(
    r"\b(?:free|pric(?:e|es|ed|ing)|costs?|fees?|charg(?:e|es|ed)|pay|paid|payments?|rates?"
    r"|discounts?|included|extra|on request|refund\w*|no charge"
    r"|\d+(?:\.\d+)?%)(?!\w)",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"[$€£¥₹]\s?\d|\d\s?(?:[$€£¥₹]|(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|INR|SEK|NOK|DKK)\b"
    r"|(?:dollars?|euros?|pounds?|francs|cents?|pence)\b)|\b(?:USD|EUR|GBP|CHF)\s?\d",
    re.IGNORECASE,
)
_REDUCED = re.compile(
    r"\b(?:discount\w*|reduc\w+|promo\w*|coupons?|vouchers?|deals?|offers?|rebate|loyalty|cheaper)\b"
    r"|% off|\bpercent off\b",
    re.IGNORECASE,
)
# "£1,000 off" says what nothing costs.
_LESS = re.compile(r"(?:[$€£¥₹]\s?[\d.,]+|[\d.,]+\s?(?:[$€£]|[A-Z]{3}))\s+(?:off|less)\b")
_COMPARES = re.compile(
    r"\b(?:vs\.?|versus|compar\w+|alternatives?|competit\w+|rivals?|instead of|switch\w* from"
    r"|mov\w+ from|migrat\w+ from)(?!\w)",
    re.IGNORECASE,
)
_HOW = re.compile(r"(?:(?:and|so|ok|but)\s+)*how (?:do|does|can|could|to|would|should)\b")
# What a page may say of the price of a thing for which the catalogue has none.
_ON_REQUEST = re.compile(
    r"\bon request\b|\bcontact (?:us|sales|our)\b|\bquot(?:e|es|ed|ation)\b|\bindividual\w*"
    r"|\bno (?:extra |additional )?(?:charge|cost|fee)|\bfree of charge\b|\binclud\w+ in\b"
    r"|\b(?:is|are|for|comes?) (?:always |also )?free\b|\bcosts? nothing\b",
    re.IGNORECASE,
)
LONGEST_TOGETHER = 100  # words of two passages with their headings
_SAME = 0.95  # cosine with a heading or a listed question that says the same
# Who asks about everything is not answered by what holds of one thing.
_ALL = re.compile(r"\b(?:is|are) (?:\w+ )?(?:everything|always|unlimited|forever)\b")
_SAYS_ALL = re.compile(
    r"\b(?:every\w*|all|always|any\w*|each|unlimited|whole|entire\w*|only|not|no|never|forever)\b",
    re.IGNORECASE,
)
# Words that say nothing by themselves of what they speak of.
_PRONOUN = re.compile(r"(?:it|its|they|their|these|those|he|she|his|her)(?:'\w+)?\b", re.IGNORECASE)
# Words of which a sentence that can stand alone has one, or else hardly a subject.
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|am|can|could|will|would|may|might|must|should|shall|has|have|had"
    r"|do|does|did|we|you|they|it|i|there)\b|['’](?:s|re|ll|ve|d|m)\b|n['’]t\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|no|never|without|none|nothing|cannot)\b|n't\b")
# Of a heading: what is written large within it, and what has a figure.
_NAMES = re.compile(r"(?<=[^\W_][\s,(&-])[(]?[A-Z][^\W\d_]+|\S*\d\S*|\([^)]*\)")
_NUMBERING = re.compile(r"^\W*(?:step |part )?\d+[.):]?\s+(?=\D)", re.IGNORECASE)
_SCRAP = 5  # words: fewer say nothing to a question that is not the heading's
_SAME_QUESTION = 0.6  # cosine
_OWN_WORD = re.compile(r"(?:Yes|No)\b")
# Somebody else's figures: what a customer saved, what a market pays.
_TALE = re.compile(
    r"\b(?:saved|saving|case stud\w+|customer stor\w+|raised|revenue|invested)\b",
    re.IGNORECASE,
)


class Quoting:
    """Quotes passages for one company.

    `rarity` weighs a stem, `similar` gives the similarity of texts to a question (0 to 1), `named`
    the ids of the products that a text names; `listed`: there is a price list beside the pages.
    """

    def __init__(
        self,
        company: str,
        rarity: Callable[[str], float],
        similar: Callable[[str, Sequence[str]], Sequence[float]],
        named: Callable[[str], frozenset[str]],
        listed: bool = True,
    ) -> None:
        self._listed = listed
        name = re.escape(company)
        self._own = re.compile(rf"(?<!\w)(?:{name})(?!\w)|\b(?:we|our|us)\b", re.IGNORECASE)
        self._company_words = frozenset(content_words(company))
        self._titled = re.compile(rf"{name} or \w|\w or {name}", re.IGNORECASE)
        self._rarity = rarity
        self._similar = similar
        self._named = named

    def reply(
        self, hit: Hit, wording: str, asked: Asked, trust: float, *, headed: bool = False
    ) -> Reply | None:
        """The part of a passage that answers, with its source line; None if it has none.

        `headed`: its heading stands above it, and a yes or no in it answers that. Amounts on a
        page about others are left out unless it says that they are the company's.
        """
        part = excerpt(
            hit.passage,
            wording,
            self._rarity,
            self._similar,
            how=bool(_HOW.match(asked.plain)),
            skip=self._others if self.compares(hit) else None,
            says=lambda text: polarity(text, asked.text, self._named) is not None,
            marked=hit.reading.marked if hit.reading is not None else None,
            about=asked.named if wording != asked.text else (),
        )
        if part is None or (_ALL.search(asked.plain) and not _SAYS_ALL.search(part.text)):
            return None
        heading = hit.passage.heading
        (near,) = self._similar(asked.text, [heading or hit.page.title])
        above = heading or hit.page.title
        text = part.text
        # A product's facts are told under its name, and rest on all that the catalogue has of it.
        listed = hit.passage.path == CATALOGUE
        headed = headed or listed
        if not headed:
            text = with_polarity(text, asked.text, heading, near, self._named)
        leans = _PRONOUN.match(text) and words(above) != words(asked.text)
        scrap = len(text.split()) < _SCRAP and near < _SAME_QUESTION and not _OWN_WORD.match(text)
        # On prices what a quote says by itself decides whether it is one.
        goes_on = near < _SAME_QUESTION and not asked.price and _answers_heading(heading, text)
        scrap = scrap or goes_on
        if above and (headed or leans or scrap or self._tells_more(heading, text, asked)):
            # A list and a table are none in the line of a heading.
            joint = {"- ": "\n", "| ": "\n\n"}.get(text[:2], " ")
            text = f"{_lead_in(above)}{joint}{text}"
        lines = (hit.passage.line, None) if listed else (part.line, part.last)
        source = Source(hit.passage.path, lines[0], heading, hit.page.url, lines[1])
        return Reply("answer", text, (source,), trust)

    def _tells_more(self, heading: str, text: str, asked: Asked) -> bool:
        """Whether a quote says something else, or of nobody knows whom, without its heading: what
        is not done, or a name or a date that neither the quote nor the question has."""
        if not heading or heading.endswith("?"):
            return False
        if _DENIES.search(fold(heading)) and not _DENIES.search(fold(text)):
            return True
        known = {*content_words(text), *content_words(asked.text), *self._company_words}
        names = content_words(" ".join(_NAMES.findall(_NUMBERING.sub("", heading))))
        return not _OWN_WORD.match(text) and not known.issuperset(names)

    def together(self, hits: Sequence[Hit], wording: str, asked: Asked) -> Reply | None:
        """Quotes of several passages, each under its heading; None if that is too long, or if one
        has nothing to quote."""
        found = [self.reply(hit, wording, asked, hit.trust, headed=True) for hit in hits]
        replies = [reply for reply in found if reply is not None]
        texts = list(dict.fromkeys(reply.text for reply in replies))
        if len(texts) < len(hits) or sum(len(text.split()) for text in texts) > LONGEST_TOGETHER:
            return None
        sources = tuple(source for reply in replies for source in reply.sources)
        return Reply("answer", "\n\n".join(texts), sources, hits[0].trust)

    def on_price(self, hit: Hit) -> bool:
        """Whether a passage speaks of prices at all."""
        text = hit.passage.text
        return bool(_ABOUT_PRICE.search(text) or AMOUNT.search(text))

    def tells_price(self, hit: Hit, reply: Reply, asked: Asked, listed: bool) -> bool:
        """Whether a quoted page may answer a question on prices.

        `listed`: whether the catalogue sells what is asked about, so that amounts come from there
        alone. A page otherwise has to name the thing and the amount in what is quoted, and may not
        be one that holds the company against others.
        """
        if asked.discount:
            return bool(_REDUCED.search(reply.text))
        amount = AMOUNT.search(reply.text)
        named = set(asked.target or asked.left)
        above = set(content_words(" ".join(hit.passage.headings)))
        if asked.odd_period and not amount:
            return False
        if hit.cosine >= _SAME:
            named = set()  # a question that the page itself asks
        if not named <= above | set(content_words(reply.text)):
            return False
        if not any(
            (AMOUNT if amount else _ABOUT_PRICE).search(part)
            and (named <= above or not named or named & set(content_words(part)))
            for line in reply.text.split("\n")
            for part, _ in sentences(line)
        ):
            return False
        if not amount and asked.price and listed:
            return bool(_ON_REQUEST.search(reply.text))
        if not amount:
            return not (asked.target and self.compares(hit))
        text = reply.text if self._listed else _without_capitals(reply.text)
        others = self.compares(hit) or _TALE.search(text) or _foreign(named, text)
        return not (listed or others)

    def may_tell_price(self, hit: Hit, reply: Reply, asked: Asked) -> bool:
        """Whether what was read as the answer to a question on the price of something that the
        catalogue does not sell speaks of prices at all, and of the company's own."""
        if hit.passage.path == CATALOGUE:
            return False
        if asked.odd_period or (asked.discount and not _REDUCED.search(reply.text)):
            return False
        if AMOUNT.search(reply.text):
            others = self.compares(hit) or _TALE.search(reply.text)
            only_less = not (asked.discount or AMOUNT.search(_LESS.sub(" ", reply.text)))
            return not (others or only_less)
        return bool(_ABOUT_PRICE.search(reply.text)) and not (asked.target and self.compares(hit))

    def names_price(self, hit: Hit, reply: Reply, asked: Asked, *, best: bool) -> bool:
        """Whether what is quoted names all that a price is asked of, together with an amount; of a
        section on prices, where it is the `best` that was found, the headings may name it."""
        named = {*asked.target, *asked.left}
        if not (named and AMOUNT.search(reply.text)):
            return False
        said = set(content_words(reply.text))
        above = " ".join(hit.passage.headings)
        if best and _ABOUT_PRICE.search(above):
            said.update(content_words(above))
        return named <= said

    def _others(self, text: str) -> bool:
        return bool(AMOUNT.search(text)) and not self._own.search(text)

    def compares(self, hit: Hit) -> bool:
        """Whether a passage stands on a page about others than the company."""
        above = " ".join(hit.passage.headings)
        where = f"{hit.page.path.replace('-', ' ').replace('/', ' ')} {above}"
        return bool(_COMPARES.search(where) or self._titled.search(above))


def _answers_heading(heading: str, text: str) -> bool:
    """Whether a quote begins with words that are no sentence and go on from a heading that asks:
    "By card or bank transfer." below "How do I pay?"."""
    if not heading.endswith("?") or text.startswith(("- ", "| ")) or _OWN_WORD.match(text):
        return False
    first = next((sentence for sentence, _ in sentences(text)), "")
    return _FINITE.search(first) is None


def _lead_in(heading: str) -> str:
    """The heading that a quote which begins with "it" goes on from."""
    return f"**{heading}**" if heading.endswith("?") else f"**{heading}**:"


def _without_capitals(text: str) -> str:
    """A text whose sentences begin small where the word is one of English: no name for that."""
    found = []
    for sentence, _ in sentences(text):
        first = sentence.split(" ", 1)[0].strip(",;:")
        common = first.casefold() in dictionary() and first == first.capitalize()
        found.append(sentence[:1].lower() + sentence[1:] if common else sentence)
    return " ".join(found)


def _foreign(named: set[str], text: str) -> bool:
    """Whether a sentence knows what is asked about as a name alone, as it does a rival."""
    if not named or text.startswith("- "):
        return False
    written = [word for word in re.findall(r"[^\W\d_]+", text) if set(content_words(word)) & named]
    return bool(written) and all(word[:1].isupper() for word in written)
