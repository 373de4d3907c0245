"""The answer to where somebody is: a place that is known by name, or a town that no list has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.cities import country_of
from bot.leads.details.choices import choose
from bot.leads.details.clauses import statements
from bot.leads.details.names import first_name_in, in_capitals, is_full_name, plausible_person
from bot.leads.details.parsed import Parsed
from bot.leads.details.places import Place, find_place, find_postcode
from bot.leads.details.streets import without_street
from bot.leads.details.whereabouts import find_whereabouts
from bot.leads.playbook.fields import Field

_SHORTEST = 2  # letters: "Å" is a village, but "D" is hardly meant for one
_LONGEST = 4  # words
_OF_STATE = 3  # letters of a state's short form, and words of its name
# The country, where a place was asked for.
_OF_AMERICA = re.compile(r"(?:(?:in|from|we['’]?re in) )?(?:the )?u\.?s\.?", re.IGNORECASE)
_OPENS = re.compile(
    r"^(?:(?:yes|sure|ok|well|u+m+|we['’]?re|we are|i['’]?m|i am|im|based|located|in|from|near|"
    r"out at|around|at|live|it['’]?s|its|it is|i live|i|we)[\s.,:!]+)+",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:in|near|from|based|around|outside|close to|live)\b|,", re.IGNORECASE)
_CODE = re.compile(r"[\s,]+(?P<code>\d{4,6})\W*$")
_ONLY_CODE = re.compile(
    r"(?:(?:post ?code|pc) |zip(?: ?code)? |it['’]?s )*(\d{4,6})\W*", re.IGNORECASE
)
# Behind a comma: where in a town something is.
_SPOT = re.compile(
    r"\s*(?:(?:it['’]?s|its|literally|just|right|about|at|on|in|by)\s+)*(?:the|an?|near|off|next"
    r"|behind"
    r"|opposite|outside|beside|close|round|around|down|up|not far|\d+ ?(?:km|miles?|min))\b",
    re.IGNORECASE,
)
# The last word of many a town's name, and hardly of a person's.
_OF_LAND = re.compile(
    r"\b(?:bay|beach|creek|heads|springs|falls|valley|harbou?r|island|junction|plains|mountain"
    r"|gardens|heights|village|city|town)$",
    re.IGNORECASE,
)


def parse_place(field: Field, text: str, region: str, today: date) -> Parsed:
    """The place that `text` tells; `region` (ISO 3166) settles names of many."""
    said = statements(text)
    if _OF_AMERICA.fullmatch(said.strip()):
        said = "USA"
    if field.choices and (choice := choose(said, field.choices)):
        place = find_place(choice.label, region)
        country = place.country if place else None
        return Parsed({"text": choice.label, "country": country, "region": None})
    said = without_street(said)
    if code := _ONLY_CODE.fullmatch(said.strip()):
        return Parsed(Place(code[1], region, None, 0, len(said), code[1]).as_mapping())
    if place := town_beside(said, region):
        return Parsed(place.as_mapping())
    place = (
        find_place(said, region)
        or find_whereabouts(said, region)
        or find_place(said.title(), region)
    )
    if place is None or place.postcode is None:
        place = _with_own_postcode(place, find_postcode(said.upper()))
    if place is not None:
        return Parsed(_with_suburb(place, said, region).as_mapping())
    words = _named(said) or _in_front_of_more(said)
    if words is None or said.rstrip().endswith("?"):
        return Parsed()  # nobody asks where they are
    if country := country_of(words.split(",")[0], region):
        return Parsed({"text": in_capitals(words), "country": country, "region": None})
    if first_name_in(in_capitals(words)):
        return Parsed()  # "Tony" is who writes
    # A village of one word, or one that they say they are in; a full name may be a person's.
    of_land = _OF_LAND.search(words) or not is_full_name(in_capitals(words))
    if len(words.split()) == 1 or _SAID.search(said) or of_land:
        return Parsed({"text": in_capitals(words), "country": None, "region": None})
    return Parsed(problem="I don't know that place. Which country is it in?")


def _named(said: str) -> str | None:
    """The words of a text that may be a town's name."""
    words = _OPENS.sub("", said.strip()).strip(" .!?,")
    may_be = len(words) >= _SHORTEST and len(words.split()) <= _LONGEST
    return words if may_be and plausible_person(words) else None


def _in_front_of_more(said: str) -> str | None:
    """The town in front of where in it: "Mullumby, the showground", "Wack, just off the M4"."""
    town, comma, rest = said.partition(",")
    return _named(town) if comma and _SPOT.match(rest) else None


def town_beside(said: str, region: str) -> Place | None:
    """A town that no list has, beside its state or its postcode: "Stanthorpe qld 4380"."""
    code = _CODE.search(said)
    words = _OPENS.sub("", (said[: code.start()] if code else said).strip(" .!")).split()
    for count in range(min(_OF_STATE, len(words) - 1), -1, -1):
        town = _named(" ".join(words[: len(words) - count]).strip(" ,"))
        state = _state(" ".join(words[len(words) - count :]), region, code is not None)
        if town is None or (count and state is None) or not (count or code):
            continue
        if find_place(town, region) or find_place(town.title(), region):
            return None
        name, country = in_capitals(town), state.country if state else country_of(town, region)
        text = f"{name}, {state.region}" if state else name
        of_state = state.region if state else None
        return Place(text, country, of_state, 0, len(said), code["code"] if code else None)
    return None


def _with_suburb(place: Place, said: str, region: str) -> Place:
    """The place with the part of it that is named in front: "West End, Brisbane"."""
    before = said[: place.start].rstrip()
    part = _named(before.rstrip(" ,")) if before.endswith(",") else None
    if part is None or "," in part or find_place(part, region):
        return place
    return replace(place, text=f"{in_capitals(part)}, {place.text}")


def _state(name: str, region: str, beside_code: bool) -> Place | None:
    """The part of `region` that is called so; "in" and "me" are parts only where a postcode
    follows."""
    short = len(name) < _OF_STATE and not name.isupper() and not beside_code
    written = name.upper() if len(name) <= _OF_STATE else name.title()
    place = find_place(written, region) if name and not short else None
    whole = place is not None and place.end - place.start == len(name)
    return place if whole and place and place.region and place.country == region else None


def _with_own_postcode(place: Place | None, code: Place | None) -> Place | None:
    """A place with the postcode that stands elsewhere in the answer, or the postcode alone."""
    if code is None or (place is not None and place.country != code.country):
        return place
    return code if place is None else replace(place, postcode=code.postcode)
