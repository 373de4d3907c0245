"""Which of the offered choices an answer means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot import english
from bot.leads.details.names import told_as_name
from bot.leads.details.quantities import find_party, find_quantities
from bot.leads.playbook.fields import Choice

_ALIKE = 88  # similarity in percent; below, "HR" and "PR" begin to count as each other
_ORDINALS = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "fifth": 4,
    "5th": 4,
    "sixth": 5,
    "6th": 5,
    "seventh": 6,
    "7th": 6,
    "eighth": 7,
    "8th": 7,
    "last": -1,
    "former": 0,
    "latter": -1,
    "top": 0,
    "bottom": -1,
}
_ORDINAL = re.compile(
    r"^(?:i'?d say |probably |maybe |i think |it'?s |the |that'?s )*"
    rf"(?P<which>{'|'.join(_ORDINALS)})"
    r"(?: (?:one|option|choice|answer))?[.!]?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^(?:option|number|no\.?|nr\.?|choice|#)\s*(?P<number>\d{1,2})[.!)]?$", re.IGNORECASE
)
_BARE = re.compile(r"^(?P<number>\d)[.)!]?$")

_NEGATED = re.compile(r"\b(?:no|not|never|without|except|neither|nor)\b|n't\b")
_OTHER = re.compile(r"(?:something |anything )?(?:else|other)|others|none of (?:these|them|those)")
# Behind a no, and behind what is preferred to it.
_DENIED = re.compile(
    r"\b(?:not|no|never|don'?t|isn'?t|without|than|instead of|rather than|except|from"
    r"|hates?|dislikes?|avoid(?:s|ing)?|against|fed up with|tired of|sick of)"
    r"(?:\s+\w+){0,2}(?:\s+n?or(?:\s+(?:an?|the))?)?\s*$"
)
_ARTICLE = re.compile(r"^(?:a|an|the|my|our)\s+")
_JOINED = re.compile(r"\s*(?:[,&/+]|\b(?:and|or|plus|as well as)\b)\s*", re.IGNORECASE)
_STOPS = re.compile(r"[,;:!?]+(?!\d)|\.(?=\s|$)|\b(?:but|(?<!not )actually|sorry|wait|i meant?)\b")
_AN = r"(?:an?|the|my|our|some)\s+"
# Between the words of a name, which may have a comma itself, or an article.
_GAP = rf"\s+(?:,\s+)?(?:{_AN})?"
_INNER = re.compile(rf"(?<=\s){_AN}(?=\w)")
_JOINS = re.compile(r"and|with|plus|[&+]")
_MANY_PARTS = 8
_GOES_ON = r"[\w-]|'s (?!(?:a|an|the|not|been)\b)\w"  # "my mum's house" is not "mum"
_SPELT = 3  # letters of a word in which a slip can be told
_MANY = 4  # choices of which that nobody means all of
_AND_OR = re.compile(r"\s*(?:and|or|&)\s+(?:(?:a|an|the)\s+)?")
_OR = re.compile(r"\bor\b|/", re.IGNORECASE)
_BOTH = re.compile(r"(?:(?:i|we)(?:'d| would)? (?:want|need|like) )?both(?: of (?:them|these))?")
_ALL = re.compile(
    r"(?:(?:i|we)(?:'d| would)? (?:want|need|like) )?"
    r"(?:all(?: of (?:it|them|these|those|the above)| the above| (?:three|four))?|everything)"
)
_SHORT = 8  # words of an answer in which a single word may tell the choice
DOUBT = re.compile(
    r"(?:i )?(?:not sure|unsure|do(?:es)? ?n\W?t know|do not know|no idea|undecided|not decided"
    r"|dunno)(?: yet)?"
)


def chosen(text: str, choices: Sequence[Choice]) -> list[Choice]:
    """All choices that `text` means, in the order said ("projects and invoices", "the first two"
    said one by one, "both"); most often one, none where nothing fits."""
    whole = standing(text, choices)
    if any(_JOINED.search(marked(text)[one.start : one.end]) for one in whole):
        return _sure(whole)  # the name of a single choice has an "and" itself
    apart = [part for part in _JOINED.split(text) if part.strip()][:_MANY_PARTS]
    parts = [None if _NEGATED.search(plain(part)) else choose(part, choices) for part in apart]
    told = list(dict.fromkeys(part for part in parts if part is not None))
    if len(told) > 1 and None not in parts:
        return told
    if one := choose(text, choices):
        return [one]
    if whole:
        return _sure(whole)
    own = other(choices)
    proper = [each for each in choices if each is not own]
    said = plain(text)
    if (_ALL.fullmatch(said) and len(proper) <= _MANY) or (
        len(proper) == 2 and _BOTH.fullmatch(said)
    ):
        return proper
    return []


def _sure(told: Sequence[Standing]) -> list[Choice]:
    """Choices without the one that stands for a doubt, beside others: "tile? not sure"."""
    sure = [one.choice for one in told if not DOUBT.fullmatch(plain(one.choice.label))]
    return sure or [one.choice for one in told]


def labelled(text: str, several: Sequence[Choice]) -> str:
    """What is shown of several choices that `text` means: "A, B", or "A or B" if it says so."""
    return (" or " if _OR.search(text) else ", ").join(each.label for each in several)


@dataclass(frozen=True)
class Standing:
    """A choice that stands at start:end of a marked text."""

    choice: Choice
    start: int
    end: int


def standing(text: str, choices: Sequence[Choice]) -> list[Standing]:
    """The choices that stand in `text` by their exact words and with no "not" in front of them in
    the same clause, in order, each once; with their places in the marked text.

    A word of any talk counts where "and" or "or" joins it to another: "a new or used car".
    """
    said = marked(text)
    found: dict[str, Standing] = {}
    for each in choices:
        for name in (each.label, each.value.replace("_", " "), *each.synonyms):
            words = _INNER.sub("", _ARTICLE.sub("", plain(name)))
            if len(words) > 1 and (place := _place(words, said)):
                found[words] = Standing(each, *place)
    # "electric van" is not "electric" as well: the longer name takes the words of the shorter.
    outer = {
        words: one
        for words, one in found.items()
        if not any(
            words != longer and other.choice != one.choice and _place(words, longer)
            for longer, other in found.items()
        )
    }
    told = [one for words, one in outer.items() if words not in english.COMMON]
    told += [
        one
        for words, one in outer.items()
        if words in english.COMMON and any(_linked(one, other, said) for other in told)
    ]
    first: dict[str, Standing] = {}
    for one in sorted(told, key=lambda one: (one.start, -one.end)):
        first.setdefault(one.choice.value, one)
    return list(first.values())


def words_besides(text: str, choices: Sequence[Choice]) -> list[str]:
    """The words of `text` that belong to no choice which stands in it."""
    said = marked(text)
    for one in reversed(standing(text, choices)):
        said = f"{said[: one.start]} {said[one.end :]}"
    return plain(said).split()


def _linked(one: Standing, other: Standing, said: str) -> bool:
    first, second = sorted((one, other), key=lambda each: each.start)
    return _AND_OR.fullmatch(said[first.end : second.start]) is not None


def _place(words: str, said: str) -> tuple[int, int] | None:
    joined = (
        "(?:and|with|plus|[&+])" if _JOINS.fullmatch(word) else re.escape(word)
        for word in words.split()
    )
    pattern = _GAP.join(joined)
    for match in re.finditer(rf"(?<![\w-])(?<!\bself ){pattern}s?(?!{_GOES_ON})", said):
        if not _DENIED.search(said[max(0, match.start() - 40) : match.start()]):
            return match.span()
    return None


def choose(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice that `text` means: by its words, its synonyms, its place ("the second one"), a
    number in its range, or a slip of the pen away; None when none or several fit."""
    said = _alike(text)
    if not said or not choices:
        return None
    names = {
        _alike(name): at
        for at, each in reversed(list(enumerate(choices)))
        for name in (*each.synonyms, each.label, each.value)
    }
    person = said not in names and told_as_name(text) is not None
    said = said if said in names or person else _respelt(said, names)
    if said in names:
        return choices[names[said]]
    ranged = any(each.min is not None or each.max is not None for each in choices)
    if (
        match := _ORDINAL.match(said)
        or _NUMBERED.match(said)
        or (None if ranged else _BARE.match(said))
    ):
        groups = match.groupdict()
        at = _ORDINALS[groups["which"]] if "which" in groups else int(groups["number"]) - 1
        if "which" not in groups and at < 0:
            return None
        return choices[at] if at < len(choices) else None
    contained = {at for name, at in names.items() if len(name) > 1 and _wants(said, name)}
    if not contained:  # "I'd say a car", of a choice that is called so with its article
        whole = plain(text)
        contained = {at for name, at in names.items() if _ARTICLE.match(name) and _has(whole, name)}
    if len(contained) > 1:
        # The longest name wins where one holds another ("pro" in "pro plus").
        longest = max((name for name in names if _has(said, name)), key=len)
        rest = said.replace(longest, " ")
        if not any(_has(rest, name) for name, at in names.items() if at != names[longest]):
            contained = {names[longest]}
    if len(contained) == 1:
        return choices[contained.pop()]
    if contained:
        return None
    if ranged:
        party = find_party(text)
        for quantity in [party] if party else find_quantities(text):
            fitting = [each for each in choices if each.holds(round(quantity.middle))]
            return fitting[0] if len(fitting) == 1 else None
    elif (told := _by_a_word(said, names)) is not None:
        return choices[told]
    if person:
        return None  # "Mrs. Ada Lark" is like nothing that is sold
    found = process.extractOne(said, list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return choices[names[found[0]]] if found and len(said) > 3 else None


def is_choice(text: str, choices: Sequence[Choice]) -> bool:
    """Whether a text is nothing but the name of a choice."""
    said = plain(text)
    return any(
        said == plain(name)
        for each in choices
        for name in (each.label, each.value.replace("_", " "), *each.synonyms)
        if plain(name) not in english.COMMON
    )


def other(choices: Sequence[Choice]) -> Choice | None:
    """The choice that stands for whatever the others are not, if there is one."""
    for each in choices:
        if any(_OTHER.fullmatch(plain(name)) for name in (*each.synonyms, each.label, each.value)):
            return each
    return None


def _by_a_word(said: str, names: Mapping[str, int]) -> int | None:
    """The only choice with a word of the answer in its names: "an agency" of "agency work"."""
    if _NEGATED.search(said) or len(said.split()) > _SHORT:
        return None
    of: dict[str, set[int]] = {}
    for name, at in names.items():
        for word in set(name.split()) - english.COMMON:
            of.setdefault(word, set()).add(at)
    words = said.split()
    found = {
        at
        for before, word in zip(["", *words], words, strict=False)
        # "One unit" counts, and does not choose "a unit that I have".
        if len(word) > 3 and not any(find_quantities(before))
        for at in of.get(word, ())
    }
    return found.pop() if len(found) == 1 else None


def _alike(text: str) -> str:
    """As `plain`, with one word for all that join, and no articles between words: "solar with a
    battery" is "solar and battery"."""
    words = _INNER.sub("", plain(text)).split()
    last = len(words) - 1
    return " ".join(
        "and" if 0 < at < last and _JOINS.fullmatch(word) else word for at, word in enumerate(words)
    )


def _respelt(said: str, names: Iterable[str]) -> str:
    """The answer with its slips in words of the choices put right: "i onw it", "pannels"."""
    known = {word for name in names for word in name.split() if len(word) >= _SPELT}

    def respelt(word: str) -> str:
        if len(word) < _SPELT or word in known or english.is_word(word):
            return word
        near = known
        if len(word) == _SPELT:  # of three letters one is too much: a "bot" is no "mot"
            near = {each for each in known if sorted(each) == sorted(word)}
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=1)
        return str(found[0]) if found else word

    return " ".join(map(respelt, said.split()))


def plain(text: str) -> str:
    """In lower case, with single spaces, without punctuation."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s&+#'-]", " ", text.lower().replace("’", "'"))).strip()


def marked(text: str) -> str:
    """As `plain`, but with a comma between clauses."""
    clauses = [plain(clause) for clause in _STOPS.split(text.lower())]
    return " , ".join(clause for clause in clauses if clause)


def _wants(said: str, name: str) -> bool:
    """Whether an answer has a choice's name, and not only behind a no: "not renting anything"."""
    return any(
        not _DENIED.search(said[: match.start()])
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said)
    )


def _has(said: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said) is not None
