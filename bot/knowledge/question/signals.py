"""The words by which a question shows what it wants: a price, a comparison, a choice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.knowledge.question.names import split
from bot.knowledge.question.numbers import PEOPLE
from bot.knowledge.words import STOP_WORDS, stem

_MUCH_OF = re.compile(
    r"\bhow much\s+(?!(?:is|are|does|do|did|would|will|for|to|it|per|the|a|an|each|should|can|i|we"
    r"|you|more|money|extra|r|u|save|saved|off|cheaper|dearer|less|of|in|both|all|§)\b)[\w]"
)
# A share of a sum is no price: "how much of it is due at once".
_SHARE = re.compile(r"\bhow much of (?:the|my|our|your|a|it|that|this)\b")
_NO_PRICE = re.compile(
    r".*\b(?:the|your|what) (?:pay|salary|wages?)\W*$"
    r"|(?:(?:and|so|but|ok) )?(?:who|why|when|how (?:long|far|fast|often|soon|big|old|many"
    r"(?! (?:dollars|euros|pounds|bucks))|(?:do|can|does|will|should)(?! .*\b(?:cost|price))))\b"
)
# What visitors charge or pay themselves: "can clients see our rates?"
_THEIR_PRICES = re.compile(
    r"\b(?:our|my|their|his|her)\s+(?:[a-z]+\s+)?(?:rates|fees|prices|charges|costs)\b"
)
_WE_PAY = re.compile(r"\b(?:do|does|did|would|will) (?:you|the company)(?: guys)? pay\b")
# Whether something is due at all: "she was on leave, do we pay for her?"
_DUE = re.compile(
    r"(?<!what )(?<!much )\b(?:do|must|should|would) (?:i|we)"
    r" (?:still |also |have to |need to )*pay\b"
)
_OTHER_QUESTION = re.compile(
    r"(?:(?:and|so|but|ok) )?(?:(?:why|when|where|who|do|does|can|are|is|if|will)\b|what happens\b)"
)
ODD_PERIOD = re.compile(
    r"\b(?:lifetime|life[- ]time|perpetual|for life|forever|weekend|overnight"
    r"|fortnightly)\b"
)
# Prices of another time, and what somebody else paid.
OTHER_TIME = re.compile(
    r"\b(?:used to (?:cost|be)|(?:did|was|were) .* (?:cost|price)|what (?:was|were)|last (?:year"
    r"|month)"
    r"|did (?:he|she|they) (?:\w+ )?pay|(?:his|her|their) (?:bill|invoice)"
    r"|years? ago|next (?:year|month)|in the (?:past|future)|previously|before the (?:increase"
    r"|rise)"
    r"|(?:will|going to|gonna) .*\b(?:increase|rise|go up|go down|drop|change)"
    r"|(?:price|cost)s? (?:increase|rise|hike|go up|going up|go down)s?)\b"
)
# A price that is asked to be lower than it is.
BARGAIN = re.compile(
    r"\bknock\b.*\boff\b|\bhaggl\w+|\bnegotia\w+"
    r"|\b(?:(?<!the )better|special|best possible) (?:price|deal|offer)"
    r"|\b(?:price[- ]?match|match (?:the|their|that|a) price|beat (?:the|their|that) price)"
    r"|\b(?:if|when) (?:i|we) (?:sign|buy|pay|order|commit|book|purchase|decide)(?: up)?(?: it)?"
    r" (?:today|now|right now|this week|tomorrow)\b"
    r"|(?<!what )\b(?:can|could|would|will) (?:you|u|we|i|ya) (?:guys )?(?:do|make|sell|give|get"
    r"|let|have|drop|go|lower|reduce)\b.*"
    r"(?:\bfor\s+[$€£]?\d|\d+\s*%|\bpercent\b|\binstead of\s+[$€£]?\d"
    r"|\bfor less\b"
    r"|\bcheaper\b|\bfor free\b)"
)
# What is paid again and again, in the words of one who says how he pays: "a year, paid monthly".
PAID_MONTHLY = re.compile(
    r"\b(?:pay(?:ing)?|paid|billed|billing)(?: it| for it)? (?:monthly|by the month|each month"
    r"|every month|month by month)\b"
)
PAID_BY_TERM = re.compile(
    r"\b(?:pay(?:ing)?|paid|billed|billing)\b[^.?!;]{0,15}\bevery (?:two|three|other|six|\d+)"
    r" (?:years?|months?|weeks?)\b"
)
BUYS = re.compile(r"\b(?:buy|buying|bought|purchase|purchasing|purchased|for sale|outright)\b")
OUTRIGHT = re.compile(r"\boutright\b")
HIRES = re.compile(
    r"\b(?:rent|rents|renting|rental|rented|hire|hiring|hired|lease|leasing|leased)\b"
)
# What is done to have a thing, which says nothing of it: "hire of 6 tables", "bought outright".
GETTING = frozenset(
    stem(word)
    for word in """rent renting rental rented hire hiring hired buying bought purchasing purchased
    outright""".split()  # noqa: SIM905
)
_BY_YEAR = r"(?:yearly|annually|per year|a year|by the year|for (?:a|the) year)"
_BY_MONTH = r"(?:monthly|per month|a month|by the month|month by month|month to month)"
SAVES = re.compile(
    r"\bhow much\b.*\b(?:sav(?:e|ed|ing|ings)|cheaper|less)\b"
    r"|\b(?:sav(?:e|es|ed|ing|ings)|cheaper|less|dearer|more expensive|better value|discount"
    r"|money off)\b"
    r"[^,;]*\b(?:yearly|annual\w*|per year|a year|by the year|up ?front|in advance)\b"
    r"|\b(?:yearly|annual\w*|by the year)\b[^,;]*\b(?:cheaper|save|saving|savings|less"
    r"|better value)\b"
    r"|\b(?:difference|diff|compare|between)\b.*\b(?:monthly|yearly|annual\w*)\b.*\b(?:and|vs|or"
    r"|to|versus)"
    r"\b.*\b(?:monthly|yearly|annual\w*)\b|\bmonthly (?:vs|versus|v|or) (?:yearly|annual)"
    r"|\b(?:yearly|annual) (?:vs|versus|v|or) monthly"
    rf"|\bsave (?:against|over|compared (?:to|with)|instead of|versus|vs)\b.*\b{_BY_MONTH}\b"
    rf"|\b{_BY_YEAR} (?:or|vs|versus) (?:\w+ )?(?:\w )?{_BY_MONTH}\b"
    rf"|\b{_BY_MONTH} (?:or|vs|versus) (?:\w+ )?(?:\w )?{_BY_YEAR}\b"
)
DEARER = re.compile(
    r"\b(?:more expensive|dearer|pricier|costlier|cheaper|less expensive"
    r"|more affordable)\b.*\bthan\b"
    r"|\bcosts? (?:more|less) than\b|\bhow much (?:more|less) (?:is|are)\b.*\bthan\b"
    r"|\b(?:price|cost) difference\b|\bdifference in (?:price|cost)\b"
    r"|\b(?:which|what)(?:'s|s)? (?:one )?(?:is "
    r"|of .*is )?(?:the )?(?:cheaper|dearer)\b"
)
BETTER = re.compile(r"\b(?:better|best|right|suits?|choose|pick|recommend\w*)\b")
GETS = re.compile(
    r"\bwhat (?:can|do|could|would|will|plan)?\s*(?:i|we|you|u)?\s*"
    r"(?:get|buy|have|afford|do|offer)\b"
    r"|\b(?:any|some)thing\b|\bwhich\b"
)
_PRICE_WORD = re.compile(
    r"\b(?:pric(?:e|es|ed|ing|ey)|costs?|costing|fees?|quote|quotation|rates|charges?|charged"
    r"|rate(?=\W*$)"
    r"|expensive|pay|paying"
    r"|payments?(?! (?:method|option|way|type|card|provider|processor|partner)s?\b)"
    r"|instal?lments?)\b"
)
_PRICE_ASKED = re.compile(
    r"\bhow much\b|\bhow (?:expensive|pricey)\b|\bhow many (?:dollars|euros|pounds|bucks)\b"
    r"|\b(?:what|whats|what's|tell|give|show|send|need|want|know|get|looking for|see)\b.*"
    r"\b(?:pric(?:e|es|ing)|costs?|fees?|quote|quotation|rates?|charge)\b"
    r"|\bwhat (?:do|would|will|does|should) .*\b(?:pay|charge|run)\b"
    r"|\bwhat (?:will|would|does) (?:the|our|my|your) (?:bill|invoice)\b"
    r"|\bset (?:me|us) back\b|\bgo(?:es|ing)? for\b|\bhow dear\b"
    r"|\bwhat(?:'?s| is| would be| will be)? the damage\b(?! (?:to|from|done|caused|waiver|of))"
    r"|\b(?:cheaper|dearer|pricier|costlier|more expensive|less expensive) than\b"
    r"|\bwhat(?:'s| is|s) (?:it|that|this|the total)(?: all)? (?:come|add) to\b"
    r"|\bwhat (?:would|will|do|does) (?:it|that|this|they|those|these)(?: all)?"
    r" (?:come to|add up to|amount to)\b"
    r"|\bwhat (?:would|will) (?:it|that|this|they|those|these)(?: all)? be\W*$"
    r"|\bwhat(?:'s| is| are|s| would| will| do| does)\b.*\b(?:total|altogether|together|in all"
    r"|all in|plus|set (?:me|us) back)\b"
)
COMPARE = re.compile(
    r"\b(?:compar\w*|vs|versus|v(?= )|differen(?:ce|ces|t|tiate)|gap between|differ|better"
    r"|side by side|what (?:extra|more|else) (?:do|would|will) (?:i|we|you) get)\b"
)
_WAYS = r"(?:way|method|means|time|day|month|season|moment|route)\b"  # none of what is sold
_WAY = rf"(?! {_WAYS})"
CHEAPEST_WAY = re.compile(rf"\bcheapest {_WAYS}")
# "something cheap", "a cheap one": not "cheap calls", which is what somebody sells.
_SOME_CHEAP = (
    r"(?:some|any)thing (?:\w+ )?(?:cheap|inexpensive|affordable|budget)"
    r"|(?:cheap|inexpensive|affordable|budget) (?:one|plan|option|package|deal)s?"
)
CHOICE = re.compile(
    rf"\b(?:{_SOME_CHEAP}"
    rf"|which|recommend\w*|suggest\w*|cheapest{_WAY}|lowest|most affordable|least expensive|best"
    r"|priciest|most expensive|right (?:for|plan|one|choice)|should (?:i|we) (?:choose|pick|get|buy"
    r"|take|go)|suits?|suitable|(?:what|any|do you have|have you got|show|looking for|want|need)"
    r"\b.*\b(?:under|below|less than|up to|budget|within|between))\b"
)
CHEAPEST = re.compile(
    rf"\b(?:cheapest{_WAY}|lowest[- ]priced?|lowest|most affordable|least expensive|entry[- ]level"
    rf"|{_SOME_CHEAP})\b"
)
DEAREST = re.compile(
    r"\b(?:most expensive|priciest|dearest|costliest|highest[- ]priced|top[- ]of[- ]the[- ]range)\b"
)
DISCOUNT = re.compile(
    r"\b(?:discounts?|discounted|promo\w*|coupons?|special offers?"
    r"|deals?(?! (?:with|in|directly)\b)"
    r"|(?:percent|money|something|anything|bit) off)\b|%\s*off\b|[$€£]\s?\d[\d,.]*\s*off\b"
)
LOOKS = re.compile(
    r"\b(?:(?:do|what do|does|which do) (?:you|u) (?:guys |all |also |still )?(?:have|sell|stock"
    r"|offer)"
    r"|have you got|got any|any|anything|something"
    r"|what (?:can|could|would|do) (?:you|u) (?:offer|recommend|suggest)"
    r"|looking for|i want|i need|we need"
    r"|show me)\b"
)
FOLLOWS = re.compile(
    r"^(?:(?:ok|okay|hmm|ah|so|oh)[\s,]+)?(?:and|what about|how about|or|also|but|then|ok and|for"
    r"|with"
    r"|same|per|by the|in)\b|^.*\b(?:then|instead)\W*$"
)
EACH = re.compile(
    r"\b(?:per|each|a|every)\s+(?:user|seat|person|head|member)\b|\beach\b|\bapiece\b|\bpp\b"
)
POINTS = re.compile(r"\b(?:it|its|that|this|these|those|them|they|one|ones)\b")
# Words of price questions that name no thing of their own.
GENERAL = frozenset(
    stem(word)
    for word in """price prices pricing priced cost costs costing fee fees quote quotation rate
    rates charge charges charged expensive pay paying paid payment total together combined
    altogether overall sum amount
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
    k incl include includes included including come comes offer offers feature features
    full long big large small able figure estimate ballpark exact sav save savings plus priciest
    dearest costliest instead upfront damage
    dearer pricier costlier than less more way first hour
    day night week quarter daily weekly hourly quarterly each first both bucks quid pounds
    quick thing anything something rid""".split()  # noqa: SIM905
)


# What asks for the meaning of a word: "what's a unit?".
MEANS = re.compile(
    r"(?:(?:and|so|ok|hi|hello|but)\W+)*what(?:(?:'?s| is| are) an?"
    r"|(?: exactly)? counts as(?: an?)?|(?: do you| does)? mean by)\s+[\w-]+\W*"
)
# What asks to be told how things are, not what there is to choose from.
EXPLAINS = re.compile(
    r"(?:(?:and|so|ok|hi|hello|but)\W+)*"
    r"(?:how (?:do|does|can|could|to|is|are|long|often|soon)|why|when|where|who"
    r"|what(?:'?s| is| are| does| happens| happened)? (?:(?:a|an|the) )?"
    r"(?:happens?|in|included|mean\w*|is|difference|point|\w+ (?:mean|for|in|on|of|at)\b))\b"
)
# "what is a balloon payment", "what about fixed price projects"
_OF_A_TERM = re.compile(
    r"what(?:'?s| is| are) an? (?!.*\b(?:pric|cost|rate|fee))"
    r"|what about (?!.*\bpric\w+ (?:of|for))"
)


def asks_price(rest: str, plain: str, left: Sequence[str]) -> bool:
    if _OF_A_TERM.match(plain) and left:
        return False
    if _MUCH_OF.search(rest) or _SHARE.search(plain) or _WE_PAY.search(plain):
        return False  # "how much storage": an amount, but not of money
    if "how much" not in plain and (
        _NO_PRICE.match(plain) or (_THEIR_PRICES.search(plain) and _OTHER_QUESTION.match(plain))
    ):
        return False
    if _PRICE_ASKED.search(rest):
        return True
    if _PRICE_WORD.search(rest):
        due = _DUE.search(plain) or _OTHER_QUESTION.match(plain)
        return len(left) <= 2 and not due
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
            found += telling(match["t"])
    return tuple(dict.fromkeys(found))


def telling(text: str) -> tuple[str, ...]:
    """Stems of the words of a text that name something of their own, in order.

    A time does where it says what kind of thing the next word is: a "night shift" is no shift; so
    does a group where it is the name of a plan: "the business plan", "team vs solo".
    """
    found = [word for word, _ in split(text)]
    named = {match["plan"] or match["other"] for match in _GROUP.finditer(text)}
    tells = [
        word in named
        or (word not in STOP_WORDS and stem(word) not in GENERAL and not word.isdigit())
        for word in found
    ]
    kinds = [
        word in _TIMES and at and tells[at] and not (at > 1 and found[at - 2] in _EACH_OF)
        for at, word in enumerate(found, start=1)
        if at < len(found)
    ]
    return tuple(
        stem(word) for at, word in enumerate(found) if tells[at] or (at < len(kinds) and kinds[at])
    )


_GROUPS = "teams?|business|compan(?:y|ies)|office|startup|staff|organi[sz]ation"
_GROUP = re.compile(
    rf"\b(?P<plan>{_GROUPS})(?= (?:plan|tier|package|edition|version|subscription|licen[cs]e)s?\b"
    r"| (?:vs|versus)\b)"
    r"|\b(?:vs\.?|versus|(?:price|cost) of(?: the)?|how much (?:is|does)(?: the)?) "
    rf"(?P<other>{_GROUPS})\b"
)
_TIMES = frozenset(["hour", "day", "night", "week", "month", "quarter", "year"])
_EACH_OF = frozenset(["per", "a", "an", "each", "every", "the", "one", "for", "by", "of"])
_PER = re.compile(r"\bper\s+(?P<noun>[^\W\d_]+)")


def odd_measure(rest: str, units: frozenset[str]) -> bool:
    """Whether the price is asked by something that no price counts: "per mile"."""
    known = units | PEOPLE | GENERAL | {"item", "piece", "annum"}
    return any(stem(match["noun"]) not in known for match in _PER.finditer(rest))


# What changes a price in a way that a price list has to say: "without VAT", "student price".
CONDITIONS = frozenset(
    stem(word)
    for word in """vat tax taxes net gross student students pupil senior seniors pensioner
    pensioners oap kid kids child children charity charities nonprofit nonprofits ngo
    military veteran veterans teacher teachers nurse nhs reseller resellers wholesale bulk trade
    refurbished used
    secondhand second-hand preowned shipping delivery delivered postage installation setup deposit
    cancellation overage installments instalments finance financed lease leasing refund commission
    bundle coupon voucher promo loyalty""".split()  # noqa: SIM905
)
