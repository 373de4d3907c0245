"""Signs in the words of a message, whatever the classifier takes it for: which language it is in,
and whether somebody tells of themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot import english
from bot.leads import wordings
from bot.leads.details.clauses import question_in
from bot.leads.details.details import Detail

_SHORT = 3  # words of a message that can be a name or a slip of the pen
_OF_LANGUAGES = re.compile(r"\b(?:language|speak|talk|translat\w*|native)\b", re.IGNORECASE)
_OF_A_BUYER = frozenset({"company_size", "timeline", "budget"})


def of_a_language(text: str) -> str | None:
    """The intent of a question whether a language other than English is spoken, here or there."""
    for pattern, intent in (
        (wordings.SPEAKER, "ask_question"),
        (wordings.IN_LANGUAGE, "other_language"),
    ):
        match = pattern.search(text)
        named = {each.lower() for each in match.groups() if each} if match else set()
        if (named & english.languages()) - {"english"} and question_in(text) is not None:
            return intent
    return None


def is_english(text: str) -> bool:
    """Whether what stands around the names of a statement is English: a foreign name makes no
    foreign message ("I'm Saoirse Rahimi by the way")."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    small = [re.split("['’]", word)[0] for word in words if word.islower()]
    return (
        len(small) >= _SHORT
        and all(english.is_word(word) for word in small)
        and not (english.languages() - {"english"}).intersection(text.lower().split())
        and not _OF_LANGUAGES.search(text)
        and question_in(text) is None
        and "?" not in text
    )


def without_facts(text: str, details: Sequence[Detail]) -> str:
    """The text without what says who and how many somebody is: "I work at Acme (120 employees)"
    speaks of no job that is wanted."""
    for detail in details:
        if detail.field in _OF_A_BUYER:
            text = text[: detail.start] + " " * (detail.end - detail.start) + text[detail.end :]
    return wordings.EMPLOYED.sub(" ", text)


def needs_something(text: str, details: Sequence[Detail]) -> bool:
    """Whether somebody tells what they need and by when, or for how many: sellers have other
    figures."""
    told = {detail.field for detail in details}
    return bool(told & _OF_A_BUYER) and wordings.NEEDS.search(text) is not None


def no_words(text: str) -> bool:
    """Whether a short message has no word of English, nor a usual goodbye."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return (
        0 < len(words) <= _SHORT
        and not any(word in english.dictionary() for word in words)
        and not wordings.LEAVES.search(text)
    )


def one_word(text: str) -> bool:
    """Whether a message is a single word, and no usual goodbye."""
    return len(text.split()) == 1 and not wordings.LEAVES.search(text)


def foreign_script(text: str) -> bool:
    """Whether most letters of `text` are of a script other than Latin."""
    if text.isascii():
        return False
    letters = [character for character in text if character.isalpha()]
    foreign = sum("LATIN" not in unicodedata.name(letter, "") for letter in letters)
    return len(letters) > 0 and foreign > len(letters) / 2
