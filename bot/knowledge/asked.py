"""What a question asks for, read by rules: price, comparison, choice; quantity, period, budget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from bot.knowledge.names import Mention, Names, split
from bot.knowledge.words import STOP_WORDS, fold, stem

PEOPLE = frozenset(
    stem(word)
    for word in """user seat person people member employee agent colleague license licence head
    staff worker rep teammate us student driver developer""".split()  # noqa: SIM905 - word list
)
ITSELF = "§"  # stands for a product's name, also as what a quantity counts
_SMALL = {
    word: n
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()  # noqa: SIM905 - word list
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "dozen": 12, "couple": 2}
_CURRENCY_WORDS = {
    "$": None, "usd": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP",
    "gbp": "GBP", "pounds": "GBP", "sterling": "GBP", "chf": "CHF", "francs": "CHF", "¥": "JPY",
    "yen": "JPY", "jpy": "JPY", "cad": "CAD", "aud": "AUD", "inr": "INR", "rupees": "INR",
    "sek": "SEK", "nok": "NOK", "dkk": "DKK", "dollars": None,
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONEY = (
    rf"(?P<sign>[$€£¥])?\s*(?P<n>{_NUMBER})\s*(?P<k>k|thousand|grand|m|million)?\b\s*"
    r"(?P<unit>usd|eur|gbp|chf|cad|aud|euros?|dollars|pounds|bucks)?"
)
_MOST = (
    r"(?:under|below|less than|cheaper than|up to|at most|max(?:imum)?(?: of)?|within|no more than"
    r"|not more than|not over|budget (?:is |of )?(?:about |around )?|around|about|<=?)"
)
_LEAST = r"(?:over|above|more than|at least|starting (?:at|from)|>=?)"
_BUDGET_MOST = re.compile(rf"{_MOST}\s*{_MONEY}")
_BUDGET_LEAST = re.compile(rf"{_LEAST}\s*{_MONEY}")
_BUDGET_SPAN = re.compile(
    rf"(?:between|from)\s*[$€£]?\s*(?P<low>{_NUMBER})\s*(?P<lk>k)?\s*(?:and|to|-)\s*{_MONEY}"
)
_SPEND = re.compile(
    rf"{_MONEY}(?=.*\b(?:budget|spend|afford)\b)"
    rf"|\b(?:spend|afford|have)\s+{_MONEY.replace('?P<', '?P<x')}"
)
_COUNT = re.compile(
    rf"(?P<n>{_NUMBER}|{'|'.join(_SMALL)})\s*(?P<k>k)?[\s-]*(?:(?:more|new|active|full[- ]time) )?"
    r"(?P<noun>[^\W\d_]+)"
)
_FOR_COUNT = re.compile(
    rf"\b(?:for|of|we are|we're|were|with|have|add|buy)\s+(?:about |around |all )?"
    rf"(?P<n>{_NUMBER}|{'|'.join(_SMALL)})(?:\s*(?P<k>k))?"
    r"(?!\s*(?:[%$€£]|k?\s*(?:usd|eur|gbp)))\b"
)
_COUNT_OF_NAME = re.compile(
    rf"(?P<n>{_NUMBER}|{'|'.join(_SMALL)})\s*(?P<k>k)?\s*(?:x\s*)?(?={ITSELF})"
)
_THOUSANDS = re.compile(rf"({_NUMBER})\s*(k|thousand|m|million)\b")
_TIME = re.compile(r"\s*(?:months?|years?|days?|weeks?|hours?)\b")
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}
_MUCH_OF = re.compile(
    r"\bhow much\s+(?!(?:is|are|does|do|did|would|will|for|to|it|per|the|a|an|each|should|can|i|we"
    r"|you|more|money|extra)\b)\w"
)
_OTHER_QUESTION = re.compile(r"(?:why|when|where|who|do|does|can|are|is|if|will)\b")
_DURATION = re.compile(
    rf"(?P<n>{_NUMBER}|{'|'.join(_SMALL)}|a)[\s-]*(?P<noun>months?|years?|yrs?)\b"
)
_PER_YEAR = re.compile(
    r"\b(?:yearly|annual(?:ly)?|year|per annum|p\.?a\.?|/\s*y(?:ea)?r|per yr|12 months)\b"
)
_PER_MONTH = re.compile(r"\b(?:monthly|month|/\s*mo(?:nth)?|per mo|mo)\b")
_ODD_PERIOD = re.compile(
    r"\b(?:lifetime|perpetual|weekly|daily|hourly|quarterly|per (?:week|day|hour|quarter|minute)"
    r"|a (?:week|day)|an hour)\b"
)
_OTHER_TIME = re.compile(
    r"\b(?:used to cost|did .* cost|last year|years? ago|next year|in the past|previously)\b"
)
_PRICE_WORD = re.compile(
    r"\b(?:pric(?:e|es|ed|ing|ey)|costs?|costing|fees?|quote|quotation|rates?|charges?|charged"
    r"|expensive|pay|paying|payments?|instal?lments?)\b"
)
_PRICE_ASKED = re.compile(
    r"\bhow much\b|\bhow (?:expensive|pricey)\b|\bhow many (?:dollars|euros|pounds|bucks)\b"
    r"|\b(?:what|whats|what's|tell|give|show|send|need|want|know|get|looking for|see)\b.*"
    r"\b(?:pric(?:e|es|ing)|costs?|fees?|quote|quotation|rates?|charge)\b"
    r"|\bwhat (?:do|would|will|does|should) .*\b(?:pay|charge|run)\b"
    r"|\bset (?:me|us) back\b"
)
_COMPARE = re.compile(
    r"\b(?:compar\w*|vs|versus|differen(?:ce|ces|t|tiate)|differ|better|side by side)\b"
)
_CHOICE = re.compile(
    r"\b(?:which|recommend\w*|suggest\w*|cheapest|lowest|most affordable|least expensive|best"
    r"|priciest|most expensive|right (?:for|plan|one|choice)|should (?:i|we) (?:choose|pick|get|buy"
    r"|take|go)|suits?|suitable|(?:what|any|do you have|have you got|show|looking for|want|need)"
    r"\b.*\b(?:under|below|less than|up to|budget|within|between))\b"
)
_CHEAPEST = re.compile(
    r"\b(?:cheapest|lowest[- ]priced?|lowest|most affordable|least expensive|entry[- ]level)\b"
)
_DEAREST = re.compile(r"\b(?:most expensive|priciest|dearest|top[- ]of[- ]the[- ]range)\b")
_DISCOUNT = re.compile(
    r"\b(?:discounts?|discounted|promo\w*|coupons?|special offers?|deals?|percent off|off)\b"
)
_LOOKS = re.compile(
    r"\b(?:do you (?:have|sell|stock)|have you got|got any|any|looking for|i want|i need|we need"
    r"|show me)\b"
)
_FOLLOWS = re.compile(r"^(?:and|what about|how about|or|also|but|then|ok and|for|with|same)\b")
_POINTS = re.compile(r"\b(?:it|its|that|this|these|those|them|they|one|ones)\b")
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


@dataclass(frozen=True)
class Asked:
    """A question taken apart. `left` are stems that nothing here explains, in order."""

    text: str
    plain: str
    mentions: tuple[Mention, ...] = ()
    price: bool = False
    compare: bool = False
    choice: bool = False
    discount: bool = False
    cheapest: bool = False
    dearest: bool = False
    odd_period: bool = False
    other_time: bool = False
    quantity: int | None = None
    noun: str | None = None
    period: str | None = None
    months: int | None = None
    currency: str | None = None
    region: str | None = None
    most: Decimal | None = None
    least: Decimal | None = None
    left: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    follows: bool = False

    @property
    def products(self) -> tuple[str, ...]:
        """Ids of the products named, in order, without repeats."""
        return tuple(dict.fromkeys(p for m in self.mentions for p in m.products))

    @property
    def looks(self) -> bool:
        """Whether it asks what there is to be had."""
        return bool(_LOOKS.search(self.plain))

    @property
    def points(self) -> bool:
        """Whether a word such as "it" stands for something said before."""
        return bool(_POINTS.search(self.plain))

    @property
    def yes_no(self) -> bool:
        """Whether it can be answered with yes or no."""
        first = self.plain.split(" ", 1)[0]
        return first in {"is", "are", "does", "do", "has", "have", "can", "could", "will", "did"}


def understand(question: str, names: Names, units: frozenset[str]) -> Asked:
    """Take a question apart; `units` are stems of what the catalogue's prices count."""
    found = split(question)
    mentions = tuple(names.find(found))
    plain = fold(question).replace("’", "'")
    rest = _without_names(plain, found, mentions)
    months, rest = _duration(rest)
    most, least, rest = _budget(rest, units)
    quantity, noun, rest = _quantity(rest, units)
    region, rest = _region(rest, question)
    currency, rest = _currency(rest)
    year = bool(_PER_YEAR.search(rest)) or (months is not None and months % 12 == 0)
    month = bool(_PER_MONTH.search(rest))
    left = tuple(
        stem(word)
        for word, _ in split(rest)
        if word not in STOP_WORDS and stem(word) not in GENERAL and not word.isdigit()
    )
    price = _asks_price(rest, plain, left)
    return Asked(
        text=question,
        plain=plain,
        mentions=mentions,
        price=price,
        compare=bool(_COMPARE.search(rest)),
        choice=bool(_CHOICE.search(plain)),
        discount=bool(_DISCOUNT.search(plain)),
        cheapest=bool(_CHEAPEST.search(plain)),
        dearest=bool(_DEAREST.search(plain)),
        odd_period=bool(_ODD_PERIOD.search(rest)),
        other_time=bool(_OTHER_TIME.search(plain)) or bool(re.search(r"\b(?:19|20)\d\d\b", rest)),
        quantity=quantity,
        noun=noun,
        period="year" if year else "month" if month else None,
        months=months,
        currency=currency,
        region=region,
        most=most,
        least=least,
        left=left,
        target=_target(rest),
        follows=bool(_FOLLOWS.match(plain)),
    )


def with_history(asked: Asked, earlier: Sequence[Asked]) -> Asked:
    """A follow-up with what it leaves unsaid taken from the questions before it."""
    bare = not asked.left and (asked.follows or not asked.price or not asked.mentions)
    if not earlier or asked.compare or not (asked.follows or asked.points or bare):
        return asked
    if asked.choice and not asked.follows:
        return asked
    named = next((one for one in reversed(earlier) if one.mentions), None)
    counted = next((one for one in reversed(earlier) if one.quantity is not None), None)
    timed = next((one for one in reversed(earlier) if one.period or one.months), None)
    last = earlier[-1]
    says = bool(asked.mentions or asked.quantity or asked.period or asked.currency or asked.region)
    if asked.follows and asked.mentions and not asked.left and not last.price and last.left:
        # "what about Business?" after a question about Team asks the same of Business.
        return replace(
            asked,
            left=last.left,
            plain=f"{last.plain} {asked.plain}",
            compare=False,
            choice=asked.choice,
        )
    price = asked.price or (
        last.price
        and says
        and not asked.choice
        and (not asked.left or bool(asked.follows and len(asked.left) <= 2 and asked.period))
    )
    choice = asked.choice or (last.choice and not asked.left and not asked.mentions and not price)
    return replace(
        asked,
        price=price,
        choice=choice,
        mentions=asked.mentions or (named.mentions if named and not choice else ()),
        quantity=asked.quantity or (counted.quantity if counted and price else None),
        noun=asked.noun if asked.quantity else (counted.noun if counted and price else None),
        period=asked.period or (timed.period if timed and price else None),
        months=asked.months or (timed.months if timed and price and not asked.period else None),
        region=asked.region or (last.region if price else None),
        currency=asked.currency or (last.currency if price else None),
        most=asked.most or (last.most if choice and not asked.choice else None),
    )


def _without_names(
    plain: str, found: Sequence[tuple[str, str]], mentions: Sequence[Mention]
) -> str:
    """The folded question with each product's name replaced by a placeholder."""
    rest = plain
    for mention in mentions:
        named = r"[^\w]+".join(re.escape(word) for word, _ in found[mention.start : mention.end])
        pattern = rf"(?<!\w){named}(?!\w)"
        rest = re.sub(pattern, " § ", rest, count=1)
    return rest


def _number(text: str, k: str | None = None) -> Decimal:
    value = Decimal(_SMALL[text]) if text in _SMALL else Decimal(re.sub(r"[, ]", "", text))
    scale = {"k": 1000, "thousand": 1000, "grand": 1000, "m": 10**6, "million": 10**6}
    return value * scale.get(k or "", 1)


def spoken_numbers(text: str) -> list[Decimal]:
    """The quantities that a text means without writing their digits: "twelve", "10k", "2 years"."""
    plain = fold(text)
    found = [Decimal(_SMALL[word]) for word, _ in split(text) if word in _SMALL]
    found += [_number(match[1], match[2]) for match in _THOUSANDS.finditer(plain)]
    months, _ = _duration(plain)
    return [value.normalize() for value in (*found, *([Decimal(months)] if months else []))]


def _duration(rest: str) -> tuple[int | None, str]:
    match = _DURATION.search(rest)
    if not match or match["n"] == "a":
        return None, rest
    count = _number(match["n"]) * (12 if match["noun"].startswith("y") else 1)
    if count != int(count) or not 0 < count <= 1200:
        return None, rest
    return int(count), rest[: match.start()] + " " + rest[match.end() :]


def _budget(rest: str, units: frozenset[str]) -> tuple[Decimal | None, Decimal | None, str]:
    def counts_things(end: int) -> bool:
        after = split(rest[end:])
        return bool(after) and (stem(after[0][0]) in PEOPLE | units)

    match = _BUDGET_SPAN.search(rest)
    if match and not counts_things(match.end()):
        low = _number(match["low"], match["lk"] or match["k"])
        return _number(match["n"], match["k"]), low, rest[: match.start()] + rest[match.end() :]
    match = _BUDGET_MOST.search(rest)
    if match and not counts_things(match.end()):
        return _number(match["n"], match["k"]), None, rest[: match.start()] + rest[match.end() :]
    match = _BUDGET_LEAST.search(rest)
    if match and (match["sign"] or match["k"]) and not counts_things(match.end()):
        return None, _number(match["n"], match["k"]), rest[: match.start()] + rest[match.end() :]
    match = _SPEND.search(rest)
    meant = match and any(match[g] for g in ("sign", "k", "unit", "xsign", "xk", "xunit"))
    if match and meant and not counts_things(match.end()):
        n, k = (match["n"], match["k"]) if match["n"] else (match["xn"], match["xk"])
        return _number(n, k), None, rest[: match.start()] + rest[match.end() :]
    return None, None, rest


def _quantity(rest: str, units: frozenset[str]) -> tuple[int | None, str | None, str]:
    best: tuple[Decimal, str | None, re.Match[str]] | None = None
    for match in _COUNT.finditer(rest):
        noun = stem(match["noun"])
        if match["noun"] == "of" and rest[match.end() :].strip().startswith("us"):
            noun = "us"
        if noun in PEOPLE or noun in units:
            value = _number(match["n"], match["k"])
            if best is None or value > best[0]:
                best = (value, noun, match)
    if best is None:
        before = _COUNT_OF_NAME.search(rest)
        if before:
            best = (_number(before["n"], before["k"]), ITSELF, before)
    if best is None:
        plain = _FOR_COUNT.search(rest)
        if plain and not _TIME.match(rest[plain.end() :]):
            best = (_number(plain["n"], plain["k"]), None, plain)
    if best is None or best[0] != int(best[0]) or not 0 < best[0] <= 10**9:
        return None, None, rest
    match = best[2]
    return int(best[0]), best[1], f"{rest[: match.start()]} for {rest[match.end() :]}"


def _region(rest: str, question: str) -> tuple[str | None, str]:
    for name, code in _countries():
        match = name.search(rest)
        if match and not (match["name"] == "us" and not re.search(r"\bU\.?S\.?\b", question)):
            return code, f"{rest[: match.start()]} for {rest[match.end() :]}"
    return None, rest


@lru_cache(maxsize=1)
def _countries() -> tuple[tuple[re.Pattern[str], str], ...]:
    names = {
        fold(name): code
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
    names |= {"uk": "GB", "britain": "GB", "great britain": "GB", "england": "GB", "usa": "US",
              "us": "US", "america": "US", "states": "US", "uae": "AE", "holland": "NL",
              "czech republic": "CZ", "turkey": "TR"}  # fmt: skip
    ordered = sorted(names.items(), key=lambda one: -len(one[0]))
    before = r"\b(?:in|for|from|to|at)\s+(?:the\s+)?"
    return tuple(
        (re.compile(rf"{before}(?P<name>{re.escape(name)})\b"), code) for name, code in ordered
    )


def _currency(rest: str) -> tuple[str | None, str]:
    match = re.search(r"\bin\s+(us dollars?|[$€£¥]|[a-z]+)(?!\w)", rest)
    if match:
        word = "usd" if match[1].startswith("us dollar") else match[1]
        if word in _CURRENCY_WORDS:
            return _CURRENCY_WORDS[word], rest[: match.start()] + " " + rest[match.end() :]
    return None, rest


def _asks_price(rest: str, plain: str, left: Sequence[str]) -> bool:
    if _MUCH_OF.search(rest):
        return False  # "how much storage": an amount, but not of money
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


def _target(rest: str) -> tuple[str, ...]:
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
