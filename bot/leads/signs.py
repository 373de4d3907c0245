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
from bot.leads.details.quantities import find_quantities

_SHORT = 3  # words of a message that can be a name or a slip of the pen
_OF_LANGUAGES = re.compile(r"\b(?:language|speak|talk|translat\w*|native)\b", re.IGNORECASE)
_SAYS = re.compile(
    r"^(?!\W*(?:is|are|was|will|would|has|have)\b)[^?]{0,40}?\b(?:is|are|was|will be|would be"
    r"|(?:we|i|it|there)['’]?(?:d|ll|re|ve|m|s)|(?:we|i) (?:have|need|want|would|will))\b",
    re.IGNORECASE,
)
# Beside a figure, what is asked for without a question: "the price for 20 is what I need".
_ASKS_FOR = re.compile(
    r"\b(?:pric\w*|costs?|rates?|discount\w*|deals?|how|what|which|whether|know|wonder\w*|tell me"
    r"|info\w*|quot\w+|much|fees?|charges?|compar\w+|recommend\w*|suggest\w*|advi[cs]e|best"
    r"|options?"
    r"|cheap\w*|expensive|worth|afford\w*|offers?|budget)\b",
    re.IGNORECASE,
)
# Who asks or wants something, in the languages of the neighbours: what is hardly in a name. Words
# that are English as well ("was", "die", "come") are left out.
_FOREIGN = frozenset(
    """ich wir ihr kostet kosten wieviel wie wann warum welche welcher welches haben brauche
    brauchen
    möchte möchten suche suchen gibt kann können ist nicht bitte
    je nous vous est combien coûte coute pourquoi quand quel quelle quels quelles avez cherche
    cherchons voudrais voudrions peut pouvez puis êtes oui
    yo nosotros usted ustedes cuánto cuanto cuántos cuesta cuestan cuándo cuando qué cómo dónde
    tienen tienes quiero queremos necesito necesitamos busco buscamos puedo puede hay
    quanto quanti costa costano quando perché cosa vorrei vorremmo cerco cerchiamo posso avete sono
    siamo custa custam quero queremos preciso precisamos procuro você vocês tem
    ik wij hoeveel kost waarom wanneer welke heeft hebben zoek zoeken wil willen graag
    jag vi hur mycket kostar vad när varför har vill söker jeg hvor meget mye koster hvad hva når
    hvorfor ønsker
    ile kosztuje kosztują kiedy dlaczego jak jaki jaka czy mam chcę chcemy szukam szukamy potrzebuję
    ne kadar fiyatı nasıl neden istiyorum istiyoruz var mı mi arıyorum arıyoruz""".split()  # noqa: SIM905
)
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


def tells_figures(text: str) -> bool:
    """Whether a sentence says how many or how long something is, and asks nothing, whatever it
    resembles: "the headcount is 20", "we'd have it for 14 months"."""
    return _SAYS.search(text) is not None and not asks_for(text) and any(find_quantities(text))


def asks_for(text: str) -> bool:
    """Whether a few words ask for something, in the form of a question or without."""
    return "?" in text or question_in(text) is not None or _ASKS_FOR.search(text) is not None


def one_word(text: str) -> bool:
    """Whether a message is a single word, and no usual goodbye."""
    return len(text.split()) == 1 and not wordings.LEAVES.search(text)


def is_foreign_talk(text: str) -> bool:
    """Whether a text has the words and the form of talk in another language: one that asks or wants
    something, and no capital as names have. "La casa del pan" may be a bakery, "je cherche un four"
    is none."""
    words = re.findall(r"[^\W\d_]+", text)
    small = text[1:] == text[1:].lower()
    return small and len(words) > 1 and not _FOREIGN.isdisjoint(word.lower() for word in words)


def foreign_script(text: str) -> bool:
    """Whether most letters of `text` are of a script other than Latin."""
    if text.isascii():
        return False
    letters = [character for character in text if character.isalpha()]
    foreign = sum("LATIN" not in unicodedata.name(letter, "") for letter in letters)
    return len(letters) > 0 and foreign > len(letters) / 2
