"""Products as visitors name them: names and aliases, with typing errors, longest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Prefix

from bot.english import dictionary, is_word
from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.question.numbers import SMALL
from bot.knowledge.words import STOP_WORDS, content_words, fold, stem, words

# After a name that is also a plain word, these say that the product is meant.
KIND_WORDS = frozenset(
    ["plan", "plans", "tier", "package", "edition", "subscription", "license", "licence", "version"]
)
# Before such a name, these say that the plain word is meant ("for our team").
_OWN = frozenset(
    """my our your their his her its a an this that every each whole entire small big large
    tiny growing new sales support marketing remote""".split()  # noqa: SIM905 - a list of words
)
# Words within a name that it may be said with or without.
_FILLERS = frozenset(["a", "an", "the", "my", "our", "your", "of"])
_JOINS = "plus"  # a plan's name, and what is said between two things
_MOST_BEGUN = 4  # products whose names begin alike that these words name together
_MOST_BETWEEN = 3
# Who writes a frequent word, or a long one that is one, means it: times in the dictionary's corpus.
_FREQUENT = 20_000
_LONG, _ENDING = 6, 3  # letters of a long word, and of an ending
_MOST_WRITTEN = 3  # words that may be a name written in one, or apart: "pull ups", "rollup banner"
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True)
class Mention:
    """Products named by one stretch of the question's words, from `start` to before `end`.

    `said` are the stems of these words, `counted` a number among them that counts the thing.
    """

    products: tuple[str, ...]
    start: int
    end: int
    said: frozenset[str] = frozenset()
    counted: str = ""


def split(text: str) -> list[tuple[str, str]]:
    """The words of a text as (folded, as written)."""
    plain = text.replace("’", "'")
    found = []
    for match in _WORD.finditer(plain):
        for part in match.group().split("'"):
            found.append((fold(part), part))
    return found


class Names:
    """Finds products in questions; `texts` are the company's own, `known` its vocabulary."""

    def __init__(self, catalog: Catalog, company: str, texts: Iterable[str]) -> None:
        self._phrases: dict[tuple[str, ...], list[str]] = {}
        prefix = tuple(word for word, _ in split(company))
        self._company = _company_pattern(prefix)
        discounts = [r"\W+".join(w for w, _ in split(one.name)) for one in catalog.discounts]
        self._discounts = re.compile("|".join(rf"(?<!\w){name}(?!\w)" for name in discounts))
        for product in catalog.products:
            names = (product.name, *product.aliases, re.sub(r"[-_]", " ", product.id))
            for name in names:
                phrase = tuple(word for word, _ in split(name))
                if not phrase:
                    continue
                for variant in (phrase, (*prefix, *phrase)):
                    ids = self._phrases.setdefault(variant, [])
                    if product.id not in ids:
                        ids.append(product.id)
        self._units = {p.id: frozenset(_counted_by(p)) for p in catalog.products}
        self._shorten(catalog)
        self._written = {"".join(phrase): ids for phrase, ids in self._phrases.items()}
        self._loose = _loose(self._phrases)
        self._longest = max(map(len, self._phrases), default=0)
        self._named_by = {word for phrase in self._phrases for word in phrase}
        self._lower: Counter[str] = Counter()
        self._pairs: set[tuple[str, str]] = set()
        single = {phrase[0] for phrase in self._phrases if len(phrase) == 1}
        self.vocabulary: set[str] = set()
        for text in texts:
            found = words(text)
            self.vocabulary.update(found)
            if not single.isdisjoint(found):
                self._learn(split(text), single)

    def _shorten(self, catalog: Catalog) -> None:
        """Let the first words of long names stand for the few that begin with them, and the first
        with the last for the one that has both: "big office" for a big site office."""
        kinds = {tuple(word for word, _ in split(p.category)) for p in catalog.products}
        begun: dict[tuple[str, ...], set[str]] = {}
        ends: dict[tuple[str, ...], set[str]] = {}
        for phrase, ids in self._phrases.items():
            for size in range(2, len(phrase) + 1):
                begun.setdefault(phrase[:size], set()).update(ids)
            if len(phrase) > 2 and not _counts(phrase[0]):
                ends.setdefault((phrase[0], phrase[-1]), set()).update(ids)
        for phrase, products in ends.items():
            if phrase not in begun and len(products) == 1:
                begun[phrase] = products
        for phrase, products in begun.items():
            few = len(products) == 1 or (len(products) <= _MOST_BEGUN and phrase not in kinds)
            if few and phrase not in self._phrases and _telling(phrase):
                self._phrases[phrase] = sorted(products)

    def _learn(self, found: Sequence[tuple[str, str]], single: set[str]) -> None:
        for at, (word, written) in enumerate(found):
            if word in single and written == written.lower():
                self._lower[word] += 1
                if at + 1 < len(found) and found[at + 1][1] == found[at + 1][1].lower():
                    self._pairs.add((word, found[at + 1][0]))

    def without_company(self, text: str, instead: str = " ") -> str:
        """A folded text without the company's own name, which tells nothing in a question to it."""
        return self._company.sub(instead, text) if self._company else text

    def without_discounts(self, text: str) -> str:
        """A folded text with the names of discounts left out: a "two-year discount" is no time."""
        return self._discounts.sub(" discount ", text) if self._discounts.pattern else text

    def find(self, found: Sequence[tuple[str, str]]) -> list[Mention]:
        """Mentions in the order of the words; they do not overlap."""
        taken = [False] * len(found)
        mentions: list[Mention] = []
        for reading in (self._named, self._loosely, self._nearly):
            longest = self._longest + (_MOST_BETWEEN if reading == self._loosely else 0)
            for size in range(min(longest, len(found)), 0, -1):
                for start in range(len(found) - size + 1):
                    end = start + size
                    if any(taken[start:end]):
                        continue
                    products = reading(found, start, end)
                    if products:
                        taken[start:end] = [True] * size
                        words = [word for word, _ in found[start:end]]
                        said = frozenset(map(stem, words))
                        counts = words[1:-1] if reading == self._loosely else ()
                        counted = next((w for w in counts if _counts(w)), "")
                        mentions.append(Mention(tuple(products), start, end, said, counted))
        mentions.sort(key=lambda mention: mention.start)
        mentions = [one for one in mentions if not _joining(one, mentions, found)]
        return [one for one in mentions if not self._only_counts(one, mentions, found)]

    def _only_counts(
        self, mention: Mention, mentions: Sequence[Mention], found: Sequence[tuple[str, str]]
    ) -> bool:
        """Whether a name is what a number before it counts of the thing named right before that:
        "letterpress, 200 cards", where cards by themselves are a thing too."""
        at = mention.start
        if mention.end - at != 1 or at < 2 or not _counts(found[at - 1][0]):
            return False
        before = [one for one in mentions if one.end == at - 1]
        own = (self._units[product] for one in before for product in one.products)
        return any(stem(found[at][0]) in units for units in own)

    def _named(self, found: Sequence[tuple[str, str]], start: int, end: int) -> Sequence[str]:
        phrase = tuple(word for word, _ in found[start:end])
        products: Sequence[str] = ()
        for last in _singulars(phrase[-1]):
            products = products or self._phrases.get((*phrase[:-1], last), ())
        for last in _singulars(phrase[-1]) if not products and len(phrase) <= _MOST_WRITTEN else ():
            written = "".join((*phrase[:-1], last))
            products = products or (self._written.get(written, ()) if len(written) > 5 else ())
        if len(phrase) == 1 and products and self._plain_word(found, start):
            return ()
        return products

    def _loosely(self, found: Sequence[tuple[str, str]], start: int, end: int) -> Sequence[str]:
        """Names of several words in another form: "renting 2 vans", "a hire of two vans"."""
        phrase = [word for word, _ in found[start:end]]
        if len(phrase) < 2 or {phrase[0], phrase[-1]} & _FILLERS:
            return ()
        if "of" in phrase:
            at = phrase.index("of")
            phrase = [*phrase[at + 1 :], *phrase[:at]]
        told = [stem(word) for word in phrase if word not in _FILLERS and not _counts(word)]
        return self._loose.get(tuple(told), ()) if len(told) > 1 else ()

    def _nearly(self, found: Sequence[tuple[str, str]], start: int, end: int) -> Sequence[str]:
        return self._close(tuple(word for word, _ in found[start:end]))

    def _plain_word(self, found: Sequence[tuple[str, str]], at: int) -> bool:
        """Whether a one-word name is used as the ordinary word it also is."""
        word, written = found[at]
        before = found[at - 1][0] if at else ""
        after = found[at + 1][0] if at + 1 < len(found) else ""
        if after in KIND_WORDS:
            return False
        if self._lower[word] < 2:
            return False
        if at and written != written.lower() and any(w == w.lower() for _, w in found):
            return False
        if before in _OWN or after == "of":
            return True
        return after not in STOP_WORDS and (word, after) in self._pairs

    def _alike(self, word: str) -> bool:
        """Whether a word differs from one of a name by its ending: "deliver" from "delivery"."""
        least = max(_LONG, len(word) - _ENDING)
        return any(Prefix.similarity(word, one) >= least for one in self._named_by)

    def _close(self, phrase: tuple[str, ...]) -> Sequence[str]:
        """Products whose name differs by a typing error or two from words nobody else uses."""
        typed = " ".join(phrase)
        if len(typed) < 5 or typed.isdigit():
            return ()
        strange = [
            word
            for word in phrase
            if not (word in self.vocabulary or word in STOP_WORDS or word.isdigit())
            # "a big office" is no slip in "box office"
            and (self._alike(word) or not _meant(word))
        ]
        if not strange:
            return ()
        allowed = 1 if len(typed) < 8 else 2
        best: tuple[int, Sequence[str]] = (allowed + 1, ())
        for name, products in self._phrases.items():
            if len(name) != len(phrase) or abs(len(" ".join(name)) - len(typed)) > allowed:
                continue
            if any(w[:1] != v[:1] and len(w) < 7 for w, v in zip(name, phrase, strict=True)):
                continue
            distance = OSA.distance(" ".join(name), typed, score_cutoff=allowed)
            if distance < best[0]:
                best = (distance, products)
        return best[1]


def _counted_by(product: Product) -> set[str]:
    """The stems of what a product's prices count."""
    units = (price.unit for price in product.prices if price.unit)
    return {stem(split(unit)[-1][0]) for unit in units if split(unit)}


def _joining(
    mention: Mention, mentions: Sequence[Mention], found: Sequence[tuple[str, str]]
) -> bool:
    """Whether a name is the "plus" between a thing or a number and another: "Lite for 9 people
    plus 20 fobs"."""
    at, end = mention.start, mention.end
    if end - at != 1 or found[at][1] != _JOINS or not 0 < at < len(found) - 1:
        return False
    before = [*(word for word, _ in found[:at] if _counts(word))]
    before += [one.products[0] for one in mentions if one.end <= at]
    starts = {one.start for one in mentions}
    after = end + (found[end][0] in _FILLERS)
    joined = after in starts or _counts(found[end][0])
    return bool(before) and joined and found[at - 1][0] not in STOP_WORDS


def _meant(word: str) -> bool:
    """Whether a word is so surely one of English that it is no slip in another."""
    return dictionary().get(word, 0) >= _FREQUENT or (len(word) >= _LONG and is_word(word))


def _counts(word: str) -> bool:
    return word.isdigit() or (word in SMALL and word != "zero")


def _loose(phrases: Mapping[tuple[str, ...], Sequence[str]]) -> dict[tuple[str, ...], list[str]]:
    """Names of several words by the stems of those that tell, where these name nothing else."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for phrase, products in phrases.items():
        told = tuple(stem(word) for word in phrase if word not in _FILLERS)
        if len(told) > 1:
            found.setdefault(told, set()).add(tuple(products))
    return {told: list(next(iter(ids))) for told, ids in found.items() if len(ids) == 1}


def _singulars(word: str) -> list[str]:
    """A word as it is, and what it may be the plural of."""
    found = [word, word.removesuffix("s"), word.removesuffix("es")]
    return [*found, f"{word[:-3]}y"] if word.endswith("ies") else found


def _telling(phrase: Sequence[str]) -> bool:
    """Whether a phrase begins and ends with words that carry matter."""
    return phrase[0] not in STOP_WORDS and phrase[-1] not in STOP_WORDS | KIND_WORDS


def _company_pattern(name: Sequence[str]) -> re.Pattern[str] | None:
    """Matches a name in full, or a name of several words without its last ones: not one that would
    be left with a single word of English."""
    if not name:
        return None
    least = 1 if name[0] not in dictionary() else 2
    must, more = name[:least], name[least:]
    text = r"\W+".join(map(re.escape, must))
    text += "".join(rf"(?:\W+{re.escape(word)}" for word in more) + ")?" * len(more)
    return re.compile(rf"(?<!\w){text}(?:'?s)?(?!\w)")


def said_again(products: Iterable[Product], wanted: Collection[str]) -> list[str]:
    """The id of the one product that several of its names call by the only stem wanted: "moss" of
    a moss wall that is also called preserved moss; none where others are called so too."""
    if len(wanted) != 1:
        return []
    (word,) = wanted
    often = {
        p.id: sum(word in content_words(name) for name in (p.name, *p.aliases)) for p in products
    }
    called = [one for one, count in often.items() if count]
    return called if len(called) == 1 and often[called[0]] > 1 else []


def categories(catalog: Catalog) -> Mapping[str, frozenset[str]]:
    """Categories → the stems of their words."""
    return {
        product.category: frozenset(content_words(product.category))
        for product in catalog.products
        if product.category
    }


def categories_named(
    stems: Collection[str], categories: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """The categories that these stems name, in full ("e-bike" is no "bike") or else in part."""
    said = set(stems)
    full = {
        name: words
        for name, words in categories.items()
        if words and (words <= said or stem("".join(_words_of(name))) in said)
    }
    if full:
        return {
            name: words | {stem("".join(_words_of(name)))}
            for name, words in full.items()
            if not any(words < other for other in full.values())
        }
    return {name: words for name, words in categories.items() if words & said}


def _words_of(name: str) -> list[str]:
    return [word for word, _ in split(name)]
