"""How somebody wants to be reached, or not."""

from __future__ import annotations

import re

# With an address or a number beside it, this asks to be contacted, whatever else is told.
CONTACT_ME = re.compile(
    r"\b(?:(?P<call>(?:call|phone|ring|text|give) (?:me|us))"
    r"|(?P<write>(?:e-?mail|contact|reach|message|write(?: to)?) (?:me|us)|get (?:back|in touch))"
    r"|(?<!not )(?<!n['’]t )(?:interested|keen on)|(?:want|like|love) to (?:know|hear|learn) more"
    r"|sign (?:me|us) up|get (?:me|us) started)\b",
    re.IGNORECASE,
)
CALL_OR_WRITE = re.compile(
    r"\b(?:(?P<call>(?:call|phone|ring) (?:me|us|(?:my|our) (?!bluff\b)\w+)"
    r"|give (?:me|us|(?:my|our) \w+) an? (?:quick )?(?:call|ring|bell|buzz|shout))"
    r"|(?:e-?mail|contact|reach out to|message|write to) (?:me|us)"
    r"|(?:have|let|get) (?:someone|somebody|them) (?:contact|call|e-?mail|reach)"
    r"|(?:someone|somebody) (?:can |may |could )?(?:contact|call|e-?mail|reach) (?:me|us)"
    r"|(?:get|be|put me) in (?:touch|contact))\b",
    re.IGNORECASE,
)
CALL_ME = re.compile(
    r"\bcall me (?!back|on\b|at\b|later|when|tomorrow|today|now|please)", re.IGNORECASE
)
# Of one way to be reached: "no phone, e-mail only".
_NO = r"\b(?:no|not? by|without|don['’]?t (?:have|want|use|do|like)(?: an?| any)?) (?:tele)?"
_CALLS = (
    rf"{_NO}(?:phones?|calls?|phone calls?|mobile|number)\b"
    r"|\b(?:don['’]?t|do not|never) (?:call|ring|phone)\b"
    r"(?!(?: me| us)? (?:before|after|until|till|on|at|between|unless|during|in)\b)"
    r"|\b(?:rather|prefer|sooner) not (?:to )?(?:(?:be|get|receive|have|take|answer|use) )?"
    r"(?:any |the |an? )?(?:(?:tele)?phone )?(?:call(?:s|ed)?|rung|phoned|(?:tele)?phone)\b"
)
_MAIL = rf"{_NO}e-?mails?\b|\b(?:don['’]?t|do not|never) e-?mail\b"
_ONLY = r"\b(?:{way})s? only\b|\bonly (?:by |via )?(?:{way})\b"
_BY_MAIL = r"\b(?:rather|sooner|prefer) (?:that )?(?:if )?(?:you |to |be )*e-?mail\w*"
NO_CALLS = re.compile(rf"{_CALLS}|{_BY_MAIL}|{_ONLY.format(way='e-?mail|mail')}", re.IGNORECASE)
NO_MAIL = re.compile(rf"{_MAIL}|{_ONLY.format(way='phone|text|call')}", re.IGNORECASE)
NO_WAY = re.compile(f"{NO_CALLS.pattern}|{NO_MAIL.pattern}", re.IGNORECASE)
# Instead of the way that is asked for: "no mate, just ring me".
_JUST = r"\b(?:just|only|simply|rather|better|please)(?: you)?(?: can)? (?:{way}) (?:me|us)\b"
JUST_CALL = re.compile(_JUST.format(way="ring|call|phone|text"), re.IGNORECASE)
JUST_WRITE = re.compile(_JUST.format(way="e-?mail|write to|message"), re.IGNORECASE)
NOT = re.compile(r"\b(?:not?|never|nobody)\b|n['’]t\b", re.IGNORECASE)
# To be passed to somebody, in the words of any question: "no, just give it to a person".
TO_A_PERSON = re.compile(
    r"(?<!not )(?<!n['’]t )\b(?:give|pass|hand|send|forward|put|transfer|connect)"
    r" (?:it|this|that|me|us|them)\b"
    r"(?: (?:on|over|through|straight))? to an? "
    r"(?:(?:real|actual|live|human) )?(?:person|human(?: being)?|agent|colleague)\b"
    r"|(?<!not )(?<!n['’]t )\b(?:want|need|prefer|get me|give me) an? (?:real |actual |live )?"
    r"(?:person|human(?: being)?)(?! (?:who|that|resources)\b)\b"
    r"|\bjust (?:send|get|put|give|find) (?:(?:me|us|on) )?(?:some(?:one|body)|anyone|anybody)\b",
    re.IGNORECASE,
)
# Asks for a call, whatever it is to be about: "can someone ring me about prices?"
WANTS_CALL = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok(?:ay)?|so|and|yes|maybe)[\s,.!]+){0,3}"
    r"(?:can|could|would|please|have|get|let|ask)\b(?!.*\b(?:if|when|whenever|unless)\b).*?"
    r"\b(?:(?:call|phone|ring) (?:me|us)(?! (?:an?|the)\b)"
    r"|give (?:me|us) an? (?:call|ring|bell|buzz|shout))\b",
    re.IGNORECASE,
)
# Asks for somebody to talk to, whatever it is to be about.
WANTS_TALK = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok(?:ay)?|so|and|yes|maybe|please)[\s,.!]+){0,3}"
    r"(?:(?:i|we)(?:['’]?d| would| do)? (?:really |rather )?"
    r"(?:want|like|love|need|prefer|wish)(?: to)?"
    r"|(?:i|we) wanna|(?:can|could|may) (?:i|we)(?: please)?|let (?:me|us)) (?:speak|talk|chat)"
    r" (?:to|with) (?:(?:some(?:one|body)|one of you)\b(?! else)"
    r"|(?:an?|your|the) (?:\w+ )?(?:person|human|rep|agent|advis[eo]r|consultant|salesperson"
    r"|colleague|team|people|expert|specialist)\b)",
    re.IGNORECASE,
)
# Agrees to be contacted in so many words: "you can write to me", "use whatever you need", "as long
# as it's only about this".
PERMITS = re.compile(
    r"^\W*(?:(?:well|ok(?:ay)?|fine|yes|sure|oh)[\s,.]+)*(?:(?:as|so) long as (?:it|that|this)"
    r"(?:['’]s| is) (?:only|just) (?:about|for) (?:this|that|it)\W*$|(?:do|use) (?:it|them"
    r"|whatever|what)"
    r"(?: (?:you|ye|u))?(?: (?:need|want|like|must|have))?(?: (?:to|it|them|with it|with them"
    r"|for that"
    r"|for this))*(?:[\s,]+just (?:get|send|call|ring|let|make|tell|have|do)\b.*)?\W*$)|"
    r"\b(?:you|they|someone|somebody|your (?:team|people|colleagues?)) (?:can|may|could)\s+"
    r"(?:then |now |also |please )?(?:contact|call|ring|e-?mail|write|phone|reach|message|use)\b",
    re.IGNORECASE,
)
# Will get in touch of their own accord: "I'll ring when I'm ready", "we'll email them then".
_THEM = (
    r"(?:you|them|him|her|back|in|myself|ourselves|direct(?:ly)?|first|instead|later|then|when|once"
    r"|if|after|tomorrow|next|again|round|around)\b"
)
OWN_ACCORD = re.compile(
    r"\b(?:i|we)(?:['’]?ll| will| can| could|['’]d (?:rather|sooner)| would rather"
    r"|(?:['’]m| am|['’]re| are) (?:going to|gonna))\s+"
    r"(?:(?:just|then|probably|maybe|simply|better|soon) ){0,2}"
    rf"(?:(?:ring|call|phone|e-?mail|contact|message|text|write)(?: to)?(?:(?=\W*$)|\W+{_THEM})"
    r"|be (?:back|in touch)\b|(?:get|come) (?:back|in touch)\b|reach out\b|let you know\b"
    r"|give (?:you|them) an? (?:call|ring|bell|buzz|shout)\b)",
    re.IGNORECASE,
)
# Wants none of what was offered or taken for a wish: "I don't need a quote now, stop asking".
DECLINES = re.compile(
    r"\b(?:i|we)(?:\s+(?:really|just))?\s+(?:(?:do|did)(?:n['’]?t| not)|never)\s+"
    r"(?:(?:actually|really|even|currently) )?(?:need|want|require|ask(?:ed)? for)\s+"
    r"(?:(?:an?|any|the|your|that|this|to have|to get|to book) )*(?:\w+ )?(?:quotes?|quotation"
    r"|calls?"
    r"|to (?:buy|hire|rent|order|book|purchase)|call-?back|demos?|visits?|offers?|someone"
    r"|somebody|anyone|anybody|contact|reps?|sales\w*"
    r"|(?:to )?be (?:called|contacted|rung|phoned|e-?mailed)|you to|anything|help)\b"
    r"|\b(?:stop|quit) (?:asking|offering|pushing|pestering|bugging|nagging)\b"
    r"|\bno (?:quote|call|demo|calls|quotes|demos|visit|offers?|contact)\b[^?]{0,20}\b(?:thanks"
    r"|thank you|now|please"
    r"|yet|needed)\b"
    r"|\b(?:(?:do|did|does)(?:n['’]?t| not)(?: \w+)?|dont|no|not got(?: the)?|(?:have|got) no) "
    r"(?:have )?(?:the |any )?time (?:for|to (?:do|have|take|sit through)) "
    r"(?:an? |any |your |the )?(?:\w+ )?(?:quotes?|calls?|call-?back|demos?|visits?|meetings?)\b",
    re.IGNORECASE,
)
# … but something else in its place: "just a quote", "get me a human".
WANTS_OTHER = re.compile(
    r"\b(?:but|just|only|rather|instead|(?:get|give|send) me|(?:i|we)(?:['’]d| would)?"
    r" (?:want|need|like|prefer))\b",
    re.IGNORECASE,
)
# … with nothing besides, also when something else is asked by now: "yes you may do so".
MAY = re.compile(
    r"^\W*(?:(?:yes|yeah|sure|ok(?:ay)?|certainly|of course)[\s,.!]+)*"
    r"(?:you|they) (?:may|can)(?: (?:do so|do that|contact me|use it|use them|proceed|go ahead))?"
    r"(?:[\s,]+(?:please|thanks|thank you))?\W*$",
    re.IGNORECASE,
)
DOUBTS = re.compile(r"\?|\b(?:not?|never|if|unless|nobody)\b|n['’]t\b", re.IGNORECASE)
ONLY_ADDRESS = re.compile(r"\W*[^\s@]+@[^\s@]+\W*")
