"""What somebody says in front of a question about it: "this may be an odd one, but …"."""

from __future__ import annotations

import re

_FILLS = (
    r"(?:(?:actually|ok(?:ay)?|sorry|well|h+m+|u+m+|oh|ah|please|thanks|thank you|hi|hello|hey|wait"
    r"|so|and|but|right|fine|great|cool|just|also|anyway|then|now|(?:ha){2,}|lol)[\s,.!:;…-]+)*"
)
_ODD = (
    r"(?:odd|wild|silly|stupid|dumb|daft|weird|strange|random|funny|cheeky|na[iï]ve|basic|obvious|unusual"
    r"|awkward|crazy|tricky|niche|left[- ]?field|unrelated|off[- ]?topic|long shot|curveball"
    r"|out of (?:the blue|left field|scope)|quick|little|small|simple|general|separate|side"
    r"|different|rude|nosy|blunt|newbie|beginner|hypothetical)"
)
_ASKED = r"(?:question|query|ask|request|point|idea|q|guess)"
_WHO = (
    r"(?:i|we|he|she|they|some(?:one|body)|every(?:one|body)|people"
    r"|(?:my|our|the|his|her|one of (?:my|our))(?: [\w'’-]+){1,3}?)"
)
_DEGREE = (
    r"(?: (?:well|just|probably|perhaps|maybe|be|sound|seem|come across|an?|as|bit|little|of|the"
    r"|really|very|quite|rather|slightly|kind|sort|my|totally|completely|like|such|somewhat|not))*"
)
_KNOW = r"(?:know|ask|find out|hear|understand|check)"
_KINDS = (
    # "This may be an odd one", "that's a silly question".
    (
        rf"(?:this|that|it|these)(?:['’]s| is| may| might| could| will| must| would| can| probably"
        rf"| sounds?| seems?| feels?){_DEGREE} {_ODD}"
        rf"(?: (?:one|thing|{_ASKED}))?(?: to ask(?: you)?)?"
    ),
    # "One more thing", "a quick one", "silly question maybe".
    (
        rf"(?:(?:an?|one|another|just|my|last|final|next|maybe|perhaps|possibly|probably|bit of"
        rf"|very|more|other|first|two|few|couple of|some|{_ODD})[\s,]+)+(?:thing|{_ASKED})s?"
        r"(?: (?:here|though|first|then|maybe|perhaps|for you|from me|if i may|i know"
        r"|before (?:i|we) [\w ]{2,20}|about [\w ]{2,25}|(?:i|we)(?:['’]\w+)?"
        r" (?:was |were |am |want(?:ed)? |meant )?(?:to )?"
        rf"(?:wonder(?:ing|ed)(?: about)?|like to {_KNOW}|{_KNOW})))*"
    ),
    (
        rf"(?:(?:(?:a )?bit of an?|an?|another|just|maybe|the|rather|very)\s+)*"
        rf"(?:{_ODD}|last|final|next|other)\s+one"
        r"(?: (?:here|though|first|then|maybe|perhaps|for you|from me|i know))*"
    ),
    (
        rf"(?:{_ASKED}|(?:my|the) (?:\w+ )?{_ASKED}(?: is)?)"
        r"(?: (?:though|first|then|for you|from me|before (?:i|we) [\w ]{2,20}))*"
    ),
    # "My nephew is curious", "somebody asked me", "the boss wants to know".
    (
        rf"{_WHO}(?:['’]s|['’]m|['’]re| is| are| was| were| am|['’]ve been| (?:has|have) been)"
        r"(?: (?:just|also|always|really|very|quite|a bit|so|only|all))*"
        rf" (?:curious|wondering|asking|keen to {_KNOW}|interested to {_KNOW}|dying to {_KNOW})"
        r"(?: (?:about (?:this|that|it)|too|here|again|as well|if|whether))*"
    ),
    (
        rf"{_WHO} (?:(?:want|need)(?:s|ed)?|would like|like|have|has|had|forgot|meant|['’]d like"
        rf"|(?:told|asked|wants) me) to {_KNOW}(?: you)?"
        r"(?: (?:this|that|something|one thing|first|too))*"
    ),
    rf"{_WHO}['’]d (?:like|love) to {_KNOW}(?: (?:this|that|something|one thing|first|too))*",
    (
        rf"{_WHO} (?:just )?(?:asked|asks|keeps? asking|wonders?|wondered)(?: me| us)?"
        r"(?: (?:this|that|it|about it|to ask|yesterday|today|earlier|just now))*"
    ),
    r"(?:just |only |simply |a bit |genuinely )?(?:curious|wondering|asking|checking)",
    r"(?:just )?(?:out of|for(?: my own)?) (?:curiosity|interest)",
    # "I have a question", "let me ask you something".
    (
        rf"(?:i|we)(?:['’]ve| have|['’]ve got| had| got)(?: just)? (?:an?|one|another|some|two"
        rf"|a few|a couple of)(?: (?:more|other|last|{_ODD}))* {_ASKED}s?"
        r"(?: (?:though|first|for you))*"
    ),
    rf"let me ask(?: you)?(?: (?:this|that|something|one thing|a {_ASKED}))?",
    r"tell me(?: (?:this|something|one thing))?",
    # "Sorry to bother you", "excuse me", "I hope you don't mind".
    (
        r"(?:sorry|apologies|excuse|pardon|forgive)(?: me)?"
        r"(?: (?:to (?:ask|bother|interrupt|trouble|be)|for (?:asking|the|my|being|all)|if|that"
        r"|but)\b[^?]{0,50})?"
    ),
    (
        r"(?:i )?hope (?:you do(?:n['’]t| not) mind|(?:that|it|this)['’]?s? (?:is )?"
        r"(?:ok(?:ay)?|all ?right|fine))[^?]{0,20}"
    ),
    (
        r"if (?:i may|you do(?:n['’]t| not) mind|(?:that|it)['’]s (?:ok(?:ay)?|all ?right|fine))"
        r"[^?]{0,20}"
    ),
    r"(?:excuse|pardon|forgive|sorry about) (?:the|my|this|all) [\w ]{2,25}",
    r"no (?:offen[cs]e|rush|pressure|hurry)",
    r"you(?:['’]ll| will| may| might|['’]re going to) (?:laugh|smile|think|find|wonder)[^?,]{0,30}",
    r"(?:this|that|it) (?:has|have) nothing to do with [\w ]{2,20}",
    r"(?:i|we) (?:was|were|are|am) (?:just )?(?:talking|thinking|chatting) about (?:it|this|that)",
    # "Before I forget", "while we're at it", "on another note".
    r"before (?:that|(?:i|we|you) [\w'’ ]{2,30})",
    r"while (?:i|we|you)(?:['’]\w+| \w+)[\w'’ ]{0,25}",
    r"(?:now|since) (?:that )?you (?:mention|ask|say)[\w ]{0,10}",
    (
        r"(?:speaking of (?:which|that)|come to think of it|as an aside|changing the subject"
        r"|off topic|by the way|btw|hear me out|humou?r me|bear with me|(?:probably|maybe) not"
        r"|(?:it['’]?s |it is )?(?:nothing|not|un)[ -]?(?:important|urgent))"
    ),
    (
        r"on (?:an?|that|another)(?: (?:other|different|side|separate|similar|lighter))?"
        r" (?:note|topic|subject|matter)"
    ),
    # "Not sure if this is the right place", "I know it's late".
    (
        r"(?:i['’]?m |i am |i )?(?:not sure|unsure|do(?:n['’]t| not) know|dunno|no idea) "
        r"(?:if|whether|that) (?:this|that|you|it|i)\b[^?,]{0,50}"
    ),
    r"i know (?:this|that|it|you)\b[^?,]{0,45}",
    r"you (?:probably|may|might|must|surely)\b[^?,]{0,15}\b(?:asked|hear|know|told)\b[^?,]{0,30}",
    r"just (?:to (?:be (?:sure|clear)|check|make sure|confirm|clarify)|checking|making sure)",
)
_PREAMBLE = re.compile(
    rf"\W*{_FILLS}(?:{'|'.join(_KINDS)})\W*(?:(?:but|and|so)\W*)?", re.IGNORECASE
)


def is_preamble(text: str) -> bool:
    """Whether a text only leads in to a question, and tells nothing by itself."""
    return _PREAMBLE.fullmatch(text) is not None
