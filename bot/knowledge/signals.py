"""The words by which a question shows what it wants: a price, a comparison, a choice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.knowledge.names import split
from bot.knowledge.words import STOP_WORDS, stem

_MUCH_OF = re.compile(
    r"\bhow much\s+(?!(?:is|are|does|do|did|would|will|for|to|it|per|the|a|an|each|should|can|i|we"
    r"|you|more|money|extra)\b)\w"
)
_NO_PRICE = re.compile(
    r"(?:(?:and|so|but|ok) )?(?:who|why|when|how (?:long|far|fast|often|soon|big|old|many"
    r"(?! (?:dollars|euros|pounds|bucks))|(?:do|can|does|will|should)(?! .*\b(?:cost|price))))\b"
)
# What visitors charge or pay themselves: "can clients see our rates?"
_THEIR_PRICES = re.compile(
    r"\b(?:our|my|their|his|her)\s+(?:[a-z]+\s+)?(?:rates|fees|prices|charges|costs)\b"
)
_OTHER_QUESTION = re.compile(r"(?:why|when|where|who|do|does|can|are|is|if|will)\b")
PER_YEAR = re.compile(
    r"\b(?:yearly|annual(?:ly)?|year|per annum|p\.?a\.?|/\s*y(?:ea)?r|per yr|12 months)\b"
)
PER_MONTH = re.compile(r"\b(?:monthly|month|/\s*mo(?:nth)?|per mo|mo)\b")
ODD_PERIOD = re.compile(
    r"\b(?:lifetime|perpetual|weekly|daily|hourly|quarterly|per (?:week|day|hour|quarter|minute)"
    r"|a (?:week|day)|an hour)\b"
)
OTHER_TIME = re.compile(
    r"\b(?:used to cost|did .* cost|last year|years? ago|next year|in the past|previously)\b"
)
_PRICE_WORD = re.compile(
    r"\b(?:pric(?:e|es|ed|ing|ey)|costs?|costing|fees?|quote|quotation|rates|charges?|charged"
    r"|rate(?=\W*$)"
    r"|expensive|pay|paying|payments?|instal?lments?)\b"
)
_PRICE_ASKED = re.compile(
    r"\bhow much\b|\bhow (?:expensive|pricey)\b|\bhow many (?:dollars|euros|pounds|bucks)\b"
    r"|\b(?:what|whats|what's|tell|give|show|send|need|want|know|get|looking for|see)\b.*"
    r"\b(?:pric(?:e|es|ing)|costs?|fees?|quote|quotation|rates?|charge)\b"
    r"|\bwhat (?:do|would|will|does|should) .*\b(?:pay|charge|run)\b"
    r"|\bset (?:me|us) back\b"
)
COMPARE = re.compile(
    r"\b(?:compar\w*|vs|versus|differen(?:ce|ces|t|tiate)|differ|better|side by side)\b"
)
CHOICE = re.compile(
    r"\b(?:which|recommend\w*|suggest\w*|cheapest|lowest|most affordable|least expensive|best"
    r"|priciest|most expensive|right (?:for|plan|one|choice)|should (?:i|we) (?:choose|pick|get|buy"
    r"|take|go)|suits?|suitable|(?:what|any|do you have|have you got|show|looking for|want|need)"
    r"\b.*\b(?:under|below|less than|up to|budget|within|between))\b"
)
CHEAPEST = re.compile(
    r"\b(?:cheapest|lowest[- ]priced?|lowest|most affordable|least expensive|entry[- ]level)\b"
)
DEAREST = re.compile(r"\b(?:most expensive|priciest|dearest|top[- ]of[- ]the[- ]range)\b")
DISCOUNT = re.compile(
    r"\b(?:discounts?|discounted|promo\w*|coupons?|special offers?|deals?|percent off|off)\b"
)
LOOKS = re.compile(
    r"\b(?:do you (?:guys |all |also |still )?(?:have|sell|stock|offer)|have you got|got any|any"
    r"|looking for|i want|i need|we need"
    r"|show me)\b"
)
FOLLOWS = re.compile(r"^(?:and|what about|how about|or|also|but|then|ok and|for|with|same)\b")
EACH = re.compile(
    r"\b(?:per|each|a|every)\s+(?:user|seat|person|head|member)\b|\beach\b|\bapiece\b"
)
POINTS = re.compile(r"\b(?:it|its|that|this|these|those|them|they|one|ones)\b")
# Words of price questions that name no thing of their own.
GENERAL = frozenset(
    stem(word)
    for word in """price prices pricing priced cost costs costing fee fees quote quotation rate
    rates charge charges charged expensive pay paying payment total altogether overall sum amount
    money plan plans tier package subscription product products model models option options item
    offer version users user seat seats people person member members employee employees team
    company organisation organization business firm startup office staff month monthly year yearly
    annual annually annum bill billed billing period time buy purchase order sell list start starts
    starting from cheap cheaper cheapest affordable lowest low least best expensive dear bucks
    dollars euros pounds usd eur gbp set run come works out roughly approximately exactly current
    currently today now new compare comparison versus vs difference differ better recommend
    suggestion suggest right good suit suitable fit choose pick range available hey please info
    information detail details discount discounts deal deals promo promotion coupon spend budget
    afford max maximum min minimum under below between within around per each every thousand grand
    k include includes included including come comes offer offers feature features
    full long big large small able figure estimate ballpark exact""".split()  # noqa: SIM905
)


def asks_price(rest: str, plain: str, left: Sequence[str]) -> bool:
    if _MUCH_OF.search(rest):
        return False  # "how much storage": an amount, but not of money
    if "how much" not in plain and (
        _NO_PRICE.match(plain) or (_THEIR_PRICES.search(plain) and _OTHER_QUESTION.match(plain))
    ):
        return False
    if _PRICE_ASKED.search(rest):
        return True
    if _PRICE_WORD.search(rest):
        return len(left) <= 2 and not _OTHER_QUESTION.match(plain)
    return False


_TARGETS = (
    re.compile(
        r"how much\s+(?:extra\s+|more\s+)?(?:is|are|does|do|would|will|for|to|should)\s+(?P<t>.*?)"
        r"(?:\b(?:costs?|be|run|per|for|with|if|when|go|to|on|in|at|a month|a year|billed|come"
        r"|compared)\b|[,?;:]|$)"
    ),
    re.compile(r"how much\s+(?:does|do|would|will)\s+(?P<t>.*?)\s+cost\b"),
    re.compile(
        r"\b(?:prices?|costs?|fees?|pricing|quote|rates?)\s+(?:of|for|on)\s+(?P<t>.*?)"
        r"(?:\b(?:per|for|with|if|when|on|in|at|billed)\b|[,?;:]|$)"
    ),
    re.compile(r"\bwhat\s+(?:does|do|would|will)\s+(?P<t>.*?)\s+(?:cost|run|charge)\b"),
    re.compile(r"\b(?P<t>\w+)\s+(?:price|cost|fee|rate|charge)s?\b"),
    re.compile(r"\b(?:than|versus|vs)\s+(?P<t>[^,?;:]*)"),
)  # fmt: skip


def targets_in(rest: str) -> tuple[str, ...]:
    """Stems of the things whose price is asked, as far as they are not the catalogue's names."""
    found: list[str] = []
    for pattern in _TARGETS:
        match = pattern.search(rest)
        if match:
            found += [
                stem(word)
                for word, _ in split(match["t"])
                if word not in STOP_WORDS and stem(word) not in GENERAL and not word.isdigit()
            ]
    return tuple(dict.fromkeys(found))
