"""What can be the name of a person or a company, and what only looks like one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot import english

PIECE = r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?"
PARTICLES = r"(?:de|van|von|der|den|la|bin|al|del|dos|da|di|du|ter|ten|af|av|st\.?)"
NAME = rf"{PIECE}(?:\s+(?:{PARTICLES}\s+)*{PIECE}){{0,3}}"
TITLE = re.compile(
    r"^(?:prof(?:essor)?|dr|mr|mrs|ms|miss|mx|sir|rev|frau|herr|mme|mlle|monsieur|madame|señora?"
    r"|sra?"
    r"|signora?|dott|ing|dhr|mevr)\b\.?\s+",
    re.IGNORECASE,
)
# Words that follow "I'm", "this is" or stand before "from" and "at" without being a name.
_EVERYDAY = """
a an the in on at of to for from with by not no yes yeah ok okay sure so very too just only
still also really quite pretty here there back out up down off over away about after before
interested looking good fine great well bad happy sad sorry afraid unsure new old busy free
ready tired bored lost stuck confused curious done hungry glad annoyed angry urgent
important nice cool weird wrong right true false mine yours my your our their his her its it
him them us
this that these those what who where when why how all some any none both each every more
which whose whom whether
most less something nothing someone anyone everyone people person team company business
owner founder ceo cto cfo coo director manager head lead vp president partner student
developer engineer designer consultant freelancer self-employed employee buyer customer
client user member visitor human man woman guy mum mom dad parent based located living
working calling writing asking thinking trying using going buying currently actually
probably maybe basically almost already always never now today tomorrow soon later me you we
they he she i im and or but if because since until while as like than then please thanks
thank hello hi hey test is are was were be been am do does did have has had can could will
would should may might must price pricing cost demo quote question help support info details
email mail phone number secret private anonymous nobody skip next stop one two three work
home school night least somewhere anything everything different available open closed better
best worse first last again fun easy hard difficult expensive cheap much many few lot lots
single married retired unemployed vegan allergic pregnant disabled american british german
french order delivery shipping refund invoice bill account login website site page app chat
bot robot stupid dumb useless rubbish spam joke crap shit annoying ridiculous terrible awful
horrible amazing awesome perfect excellent wonderful lovely fantastic brilliant beautiful
who's what's i'm i've ive i'd i'll we're we've we'll it's that's thats there's he's she's
they're you're youre let's don't dont can't cant won't didn't isn't rather prefer want need
know think guess hmm hm uh um lol haha wow oh ah eh huh ugh whatever idk dunno pass n/a na
nope nah yep yup decision-maker purchasing procurement marketing sales finance hr operations
pls plz thx tmrw tmr asap such wait brb hang hold sec moment correction
bonjour hola ciao salut hallo guten
servus merci danke gracias salaam namaste
greetings regards love deliveries feedback news data message messages made straight far
aside apart pickup import export migration direct returns tickets photos parts goods
feb apr aug sept oct nov tues thurs fri
monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december christmas easter thanksgiving
"""
_NOT_A_NAME = frozenset(_EVERYDAY.split())
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}")
_REPEATED = re.compile(
    r"\s*(?P<one>[^\W\d_]+)[.,;!]?\s+"
    rf"(?P<full>(?:(?P=one)\s+{NAME}|{NAME}\s+(?P=one)))[\s.!]*",
    re.IGNORECASE,
)
_LONGEST_NAME = 4  # words
_NICKNAME = re.compile(r"\s*[\"“][^\"“”]{2,25}[\"”]\s*")  # Sid "The Hat" Lark
# What somebody is called, in front of what they are called in full: "Bazza, well Barry Lark".
_NICKNAMED = re.compile(
    rf"^{PIECE}[,;–-]?\s+(?:(?:well|or|actually|properly|really|short for|i mean"
    rf"|that['’]?s)[\s,]+)+",
    re.IGNORECASE,
)
# Of surnames those that can hardly be what somebody sells: "Walker", "Robinson", not "Cloud".
_LIKE_A_SURNAME = re.compile(
    r"(?:s[eo]n|mann?|[klnt]er|ley|ford|well|worth|stein|berg|sk[iy]|ova?|ez|kins|shaw|ham)$"
)
# First names that answer other questions as often.
_WORDS_TOO = frozenset(
    """rose olive ruby grace jasmine summer autumn amber dean frank mark will bill grant rich hope
    faith joy ivy holly iris violet lily daisy poppy hazel pearl opal jade crystal ginger sandy
    chase chance gray grey miles page reed dale glen cliff heath rocky star sky honey melody
    charity royal sterling baron duke earl king prince major penny cherry misty stormy dawn eve
    art gene guy jack jean jean ray rob roman sage sonny sunny tate tan van victor ward wade nova
    luna aurora venus mercedes porsche lexus alexa siri max mini pat chip bud drew pierce skip
    brook brooke clay cole dusty flint forest lane love ocean river robin rod rusty storm tiger
    trinity truth young""".split()  # noqa: SIM905
)
_PREFIXES = frozenset({"co", "ex", "vice", "self", "non", "part", "full", "deputy", "assistant"})
# … and that follow "at" and "from" without being a company.
_PLACES_AND_TIMES = """
myself yourself himself herself itself ourselves themselves nowhere
town city moment time once first end start airport office beach gym weekend noon midnight
home-office scratch abroad overseas
"""
_NOT_A_FIRM = _NOT_A_NAME | frozenset(_PLACES_AND_TIMES.split())


@dataclass(frozen=True)
class Name:
    """A name as it stands in a text; `confidence` says how plainly it was told as one."""

    kind: str  # "name" (of a person) or "company"
    value: str
    start: int
    end: int
    confidence: float


_MASHED = re.compile(
    r"\b(?P<one>[^\W\d])(?P=one){7,}\b|[bcdfghjklmnpqrstvwxz]{5,}|asdf|sdf|hjkl|sdfg|dfgh|fghj|ghjk|qwer|zxcv|xcvb"
)


def is_mashed(text: str) -> bool:
    """Whether fingers ran over the keys: "asdkjh qwe"."""
    return text.islower() and _MASHED.search(text) is not None


def plausible_person(name: str) -> bool:
    """Whether a few words can be somebody's name: letters alone, and no everyday word."""
    words = name.split()
    if not 1 <= len(words) <= 5 or len(name) > 60 or not any(c.isalpha() for c in name):
        return False
    capitals = all(word[:1].isupper() for word in words) and _is_full_name(words)
    if not capitals and any(is_everyday(word.lower().strip(".,")) for word in words):
        return False
    if is_mashed(name) or re.search(r"['’]s$", name):
        return False  # "John Lewis's fault" is somebody else's
    return re.fullmatch(NAME, name) is not None and not re.search(r"(.)\1{3}", name)


def _is_full_name(words: list[str]) -> bool:
    """Whether a full name is made like one: "Imogen Price" is no price."""
    first, last = words[0].lower(), words[-1].lower()
    unlike_a_word = first not in english.dictionary() or last in english.surnames()
    return len(words) > 1 and (
        first in english.first_names() or (unlike_a_word and not is_everyday(first))
    )


def is_full_name(text: str) -> bool:
    """Whether a text is nothing but a first and a last name, in capitals."""
    titled = TITLE.match(text) is not None
    text = TITLE.sub("", text)
    words = text.split()
    if not (1 if titled else 2) <= len(words) <= _LONGEST_NAME:
        return False
    first, last = words[0].lower(), words[-1].lower()
    # "Hemi Walker": of many peoples' first names no list has all.
    known = (
        titled
        or first in english.first_names()
        or (
            first not in english.dictionary()
            and last in english.surnames()
            and _LIKE_A_SURNAME.search(last) is not None
        )
    )
    return (
        known
        and all(word[:1].isupper() for word in words)
        and plausible_person(text)
        and not any(is_everyday(word.lower()) for word in words)
    )


def told_as_name(text: str) -> str | None:
    """The name that a text is and nothing else: a first and a last name, or one that is said again
    in full ("Orla. Orla Murphy")."""
    name = without_repeat(text).strip(" .!")
    repeated = name != text.strip(" .!") and plausible_person(name)
    titled = TITLE.sub("", name)
    if titled != name and titled[:1].isupper() and plausible_person(titled):
        return titled  # "Mrs. Ada Lark"
    if repeated or is_full_name(name):
        return name
    if _in_small_letters(name):
        return in_capitals(name)
    plain = _NICKNAMED.sub("", _NICKNAME.sub(" ", name))
    return plain if plain != name and is_full_name(plain) else None


def _in_small_letters(name: str) -> bool:
    """Whether two words without capitals are a name and nothing else: "jayden krstic"."""
    words = name.split()
    return (
        len(words) == len(("first", "last"))
        and name.islower()
        and words[0] in english.first_names() - _WORDS_TOO
        and not is_everyday(words[0])
        and words[1] not in english.dictionary()
        and plausible_person(name)
    )


def first_name_in(text: str) -> str | None:
    """The first name that a text is and nothing else, where it is no word besides: "Mick"."""
    name = text.strip(" .!")
    known = name.lower() in english.first_names() and not is_everyday(name.lower())
    return name if known and name[:1].isupper() and name.lower() not in _WORDS_TOO else None


def without_repeat(text: str) -> str:
    """A name that is said again in full, once: "Bond. James Bond", "Orla, Orla Murphy"."""
    match = _REPEATED.fullmatch(text)
    return match["full"] if match else text


def is_everyday(word: str) -> bool:
    """Whether a word of lower case stands in any talk, and names a person only by chance."""
    prefix, _, rest = word.partition("-")
    return word in _NOT_A_NAME or (prefix in _PREFIXES and rest in _NOT_A_NAME)


def plausible_company(name: str) -> bool:
    """Whether a few words can be a company's name."""
    words = name.split()
    if not 1 <= len(words) <= 8 or len(name) > 80 or not any(c.isalnum() for c in name):
        return False
    if is_mashed(name):
        return False
    if name.islower() and re.fullmatch(r"\d+(?:-?ish|k)?", words[0]):
        return False  # "I own 3 gyms", "we are 40ish"
    if words[0].lower() in _NOT_A_FIRM and (len(words) == 1 or name[1:].islower()):
        return False
    return any(c.isalpha() for c in name)


def in_capitals(name: str) -> str:
    """A name typed in lower case as it is written; one with capitals is left alone."""
    if not name.islower() or _DOMAIN.fullmatch(name):
        return name
    return re.sub(r"(?<![\w'’])(?!(?<=\s)(?:of|and|for)\s)[^\W\d_]", _upper, name)


def _upper(first: re.Match[str]) -> str:
    return first[0].upper()
