"""The question inside a longer message: "yes, and does it do SSO?" → "does it do SSO?"."""

from __future__ import annotations

import re

from bot.leads.details.preambles import is_preamble

# Not "they also do windows", which asks nothing.
_INQUIRES = (
    r"(?=(?:what|which|who|when|where|why|how|(?:do|does|did|can|could|will|would|are|is|have|has)"
    r" (?:you|i|we|it|they|there|that|this|the|anyone|anybody)|any)\b)"
)
_SPLIT = re.compile(
    r"(?<=[.?!;])\s+|(?<=\w):\s+|\s+(?:[-–—|/]|//)\s+|\s*(?:…|\.{2,})\s*"
    r"|,\s+(?:and|but|also|btw|by the way)?\s*|\s+(?:and|but)\s+|\s+\((?=\w)"
    rf"|\s+(?:also|btw|by the way)\s+{_INQUIRES}",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:(?:first|oh|quick question)[\s,:]+)*"
    r"(?:what|which|who|whom|whose|when(?! (?:we|our|my)\b[^?]*$| the [^?]*\b(?:approved|finished"
    r"|done|ready|signed|complete|sorted|over|agreed|confirmed)\W*$)|where|why|how|is|was|"
    r"are(?! (?:\w+ing|based|located|interested|happy|keen|now|currently|already|also)\b)|"
    r"do(?! (?:whatever|what (?:you|it|needs?)\b|anything|as (?:you|it))\b)"
    r"(?! (?:send|let|call|contact|go|tell|get|please|it|that|so|ring|write|book|keep|take)\b)|"
    r"does|did|"
    # "we could start", "were hoping", "have been": statements that lost their subject.
    r"were(?= (?:you|they|we|the|there|these|those|any|your|my|our|it)\b)|"
    r"(?:has|have)(?! (?:been|to|had|got|an?|no|about|around|some(?:one|body)|one of|them|him|her"
    r"|\d+)\b)|"
    r"(?:can|could|will|would|should|may)(?!['’]t| (?:start|like|be|do|need|use|go|love|want|have|"
    r"pay|spend|stretch|afford|manage|begin|probably|also|really|then|not|prefer)\b)|any chance|"
    r"what's|whats|hows|how's|is there|are there"
    # Asked about by the way: "I'd like to know whether it pays", "wondering what it costs".
    r"|(?:(?:i(?:['’]d| would) (?:like|love|want)|i (?:want|need)) to know"
    r"|i(?:['’]?m| am| was) (?:just )?wondering|(?:just )?wondering|do you know"
    r"|(?:can|could) you tell me)\s+(?:if|whether|what|how|when|which|who|where|why)\b"
    r"(?!\s+(?:you|you guys|someone|somebody|anyone|i|we)\s+(?:can|could|would|might|may)\b)"
    r"|whether (?:there|it|you|that|this|the|a|an)\b)\b",
    re.IGNORECASE,
)
_KEEPS_BACK = re.compile(
    r"\b(?:rather|prefer) (?:not|to keep|keep)\b|\bprefer to not\b|\bno comment\b"
    r"|\bnone of your\b|\bnot (?:comfortable|willing|going to (?:say|tell|share)|your business"
    r"|for sharing|something i)\b"
    r"|\b(?:won['’]?t|will not|can['’]?t|cannot|don['’]?t want to|do not want to|not allowed to) "
    r"(?:say|tell|share|disclose|give|reveal)\b|\b(?:keep|keeping) (?:that|it|this) to m(?:e|yself)"
    r"|\b(?:is|that['’]?s|it['’]?s) (?:private|confidential|personal|a secret)\b"
    r"|^\W*(?:(?:i['’]?m|i am) )?not (?:telling|saying|sharing)(?: you)?(?: (?:that|this|it))?\W*$",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"^/\w|[{}\\]|</?[a-z]+(?:\s[^<>@]*)?>|;\s*--|=\s*['\"]"
    # Words of a database, of a shell, of a script.
    r"|\b(?:(?-i:SELECT|select)\s[^.?!]*\s(?-i:FROM|from)\s+\w+\s*(?:;|$|where\b)"
    r"|select\s+\*|(?:drop|alter|truncate)\s+(?:table|database)\b|insert\s+into\s+\w+\s*\("
    r"|delete\s+from\s+\w+\s*(?:;|$|where\b)|union\s+(?:all\s+)?select\s+(?:\*|null\b|\w+\s*(?:,|from\b)))"
    r"|\bor\s+['\"]?(?P<same>\w+)['\"]?\s*=\s*['\"]?(?P=same)\b"
    r"|\b(?:sudo|chmod|rm)\s+-?\w|\.\./|\bjavascript:|\b\w+(?:\.\w+)*\(['\"]|`[^`]+`",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r",\s|(?<=\w):\s|\s+(?:[-–—|/]|//)\s+|\s*(?:…|\.{2,})\s*|\s+\((?=\w)"
    rf"|\s+(?:also|btw|by the way)\s+{_INQUIRES}"
    r"|\s+(?:and|but)\s+(?=(?:what|which|who|when|where|why|how|is|are|do|does|did|can"
    r"|could|will|would|should)\b)",
    re.IGNORECASE,
)
# An answer with a question mark: "like 200?", "chilled I suppose?", "would october be possible?".
_GUESS = re.compile(
    r"say [^?,;]{1,30}\?+"
    r"|(?:(?:our |the |my )?budget\b[^?;]{0,25})?(?:like|about|around|maybe|perhaps|roughly|say"
    r"|up to)\s+"
    r"[$€£]?\s?[\d.,]+k?(?:\s?(?:to|-|–)\s?[$€£]?[\d.,]+k?)?(?:\s?[$€£]|\s(?:quid|pounds?|euros?|dollars?"
    r"|grand))?(?:\s(?:an?|per) \w+)?(?:\sfor (?:the |it |them )?\w+)?\s*\?+"
    r"|(?:like|about|around|maybe|perhaps|roughly|say)?\s*[$€£]?\s?[\d.,]+\s?[$€£%]?\w*\s*\?+"
    r"|(?!(?:and|but|or|what|which|who|when|where|why|how|is|are|do|does|did|can|could)\b)"
    r"[^?,;]{1,40}?[\s,]+(?:i (?:suppose|guess|think)|maybe|perhaps|probably|i['’]?d say)\s*\?+"
    r"|(?:maybe|perhaps|probably|i (?:suppose|guess|think|['’]d say))[\s,]+[^?,;]{1,40}\?+"
    r"|(?:how|what) about\s+[^?,;]{1,30}\?+"
    r"|(?:would|could|is)\s+(?=[^?]*(?:\d|\b(?:jan|feb|mar|apr|may|june?|july?"
    r"|aug|sep|oct|nov|dec|spring|summer|autumn|winter|mon|tue|wed|thu|fri|sat|sun|tomorrow"
    r"|next (?:week|month|year))))[^?,;]{1,30}?\s*"
    r"(?:be )?(?:possible|ok(?:ay)?|fine|all ?right|good|work|do)\s*\?+",
    re.IGNORECASE,
)
# Asks no more than whether what was just told is all right.
_TAG = re.compile(
    r"(?:is|would|will) (?:that|this|it) (?:be )?(?:ok(?:ay)?|possible|al+ ?right|fine|good|doable"
    r"|a problem|too (?:late|soon|early|much))(?: (?:with|for) you)?\W*"
    # … or nothing at all: "780 last quarter, can you believe it".
    r"|(?:is|would) (?:that|this|it) (?:be )?(?:daft|silly|mad|crazy|stupid|a lot|enough|realistic"
    r"|reasonable|far off|way off|too (?:low|little|high))\W*"
    r"|why else\b[^?]*\W*"
    # … and what nobody is meant to answer: "do you understand what that costs me?"
    r"|do (?:you|u)(?: even)? (?:understand|reali[sz]e|have any idea|know) (?:what|how) "
    r"(?:(?:that|this|it)\b|much (?:that|this|it)\b)[^?]*\W*"
    r"|(?:can|would) you believe (?:it|that)\W*|(?:is|are|does|do)n['’]?t (?:it|they|we)\W*",
    re.IGNORECASE,
)
# Behind a comma it tells more of what was just said.
_RELATIVE = re.compile(
    r"(?:which|who|whose|where) (?:is|are|was|were|has|have|had|means?|makes?|will|would|can|could"
    r"|should|seems?)\b(?! (?:it|you|they|i|we|the|your)\b)[^?]*?[.!](?:\s|$)",
    re.IGNORECASE,
)
# Says how things are, with somebody or something as its subject …
_STATES = re.compile(
    r"\b(?:i|we|they|he|she|it|there|that|this)"
    r"(?:['’](?:m|re|s|ve|ll|d)\b|\s+(?:\w+ly\s+|just\s+|now\s+|both\s+|all\s+|still\s+)?"
    r"(?:am|are|is|was|were|has|have|had|will|would|could|can['’]?t|do(?:es)?n['’]?t|use[ds]?"
    r"|got|get|run|runs|hate[ds]?|like[ds]?|think|guess|reckon|suppose|should|might|must)\b)"
    r"|\b(?:im|ive|theyre|theres|thats)\b"
    r"|\b(?:you|u) (?:should|must|already|have|had|were|said|told|promised)\b|\byou['’]ve (?:got"
    r"|had)\b"
    r"|\b(?:the|our|my|your|both|all|most|some)\s+(?:[\w'’-]+\s+){1,4}?"
    r"(?:am|are|is|was|were|has|have|had|will|would|can['’]?t|do(?:es)?n['’]?t|wants?|hates?)\b"
    r"|^\W*(?:[\w'’-]+\s+){1,3}?(?:is|are)\s+(?:in|at|on|not|there|very|all|already)\b",
    re.IGNORECASE,
)
# … and not what is wanted or wondered, which is answered as a question is.
_WISHES = re.compile(
    r"\b(?:need|want|wanna|wants|wish|(?:would|['’]d) (?:like|love|rather)|looking|searching|search"
    r"|seeking|seek|after|interested|prefer|wonder\w*|curious|know (?:if|whether|what|how|which)"
    r"|tell me|show me|please|pls|help|recommend\w*|suggest\w*|advise|advice|idea|unsure|confused"
    r"|not sure|(?:don['’]?t|dont|can['’]?t|cant)"
    r" (?:know|understand|find|see|decide|choose|work out)"
    r"|clue|heard|read|saw|says|worried|afraid)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"^(?:(?:and|but|also|btw|so|by the way)[\s,:]+)+", re.IGNORECASE)
_ABBREVIATED = (
    r"(?:(?<=\bSt)|(?<=\bRs)|(?<=\bDr)|(?<=\bMr)|(?<=\bMt)|(?<=\bFt)|(?<=\bapprox)|(?<=\bca))[.]"
)
CLAUSE = re.compile(rf"[^.?!;\n]+(?:(?:[.](?=\S)|{_ABBREVIATED})[^.?!;\n]*)*[?!.;]*", re.IGNORECASE)
_GUESSED = 10  # words of an answer that is put as a question
_WORDS = 3  # "what?" alone asks nothing that content could answer


def question_in(text: str) -> str | None:
    """The clauses of `text` that ask something, as one, or None."""
    return " ".join(questions_in(text)) or None


def questions_in(text: str) -> list[str]:
    """Each clause of `text` that asks something.

    A clause asks when it ends with a question mark, or when it opens like a question and has
    at least three words.
    """
    asking: list[str] = []
    begins, before = 0, ""
    for end in [*_SPLIT.finditer(text), None]:
        part, begin = text[begins : end.start() if end else None], begins
        begins, goes_on = end.end() if end else begins, before
        before = part if end and end[0].lstrip().startswith(",") else ""
        if len(goes_on.split()) >= _WORDS and _RELATIVE.match(text, begin):
            continue  # "we've a first order, which is exciting"
        clause = _LINK.sub("", part.strip())
        if _TAG.fullmatch(clause) and text.strip() != clause:
            continue  # "asap, is that ok?"
        words = len(re.findall(r"\w+", clause))
        if not asking and _GUESS.fullmatch(clause) and len(clause.split()) <= _GUESSED:
            continue
        if (clause.endswith("?") and words >= 2) or (words >= _WORDS and _ASKS.match(clause)):
            asking.append(clause)
    return asking


def without_preamble(text: str) -> str:
    """The text without what leads in to its question: "a silly one maybe, is it loud?"."""
    begins = 0
    for end in _SPLIT.finditer(text):
        if is_preamble(text[begins : end.start()].strip()):
            begins = end.end()
    rest = text[begins:]
    return rest if question_in(rest) is not None else text


def states(text: str) -> bool:
    """Whether a text tells how things are, and neither asks nor wishes anything: "there's a sink
    beside it, so water's no bother"."""
    plainly = _STATES.search(text) is not None and _WISHES.search(text) is None
    return plainly and "?" not in text and question_in(text) is None


def keeps_back(text: str) -> bool:
    """Whether somebody would rather not say; by its form it could be a name ("I'd rather not")."""
    return _KEEPS_BACK.search(text) is not None


def is_code(text: str) -> bool:
    """Whether a text is markup or commands, typed to see what happens."""
    return _CODE.search(text) is not None


def statements(text: str) -> str:
    """The text without its questions, which hold figures of their own ("is it under $50?"), and
    without what leads in to them ("this may be an odd one, but …")."""
    kept = []
    asks = question_in(text) is not None
    for clause in CLAUSE.finditer(text):
        # "about 12, does it do sso?" is an answer and a question in one sentence.
        parts = [clause[0]] if question_in(clause[0]) is None else _PARTS.split(clause[0])
        parts = [part for part in parts if question_in(part) is None]
        said = ", ".join(p for p in parts if not (asks and is_preamble(p))).strip()
        kept.append(said if "(" in said else said.rstrip(" )"))
    return " ".join(part for part in kept if part)
