"""Yes, no and changes to what was read back."""

from __future__ import annotations

import re

# To have a line of the read-back changed: "no, change the e-mail", "I want to correct the date".
CHANGES = re.compile(
    r"^\W*(?:(?:no|yes|wait|sorry|oh|ok(?:ay)?|please|can (?:i|we|you)|could (?:i|we|you)|let me"
    r"|i(?:['’]d| would)? (?:want|need|like|have) to|i need to)[\s,.!]+){0,4}"
    r"(?:change|correct|edit|fix|amend|update|alter|modify)\s+(?!my mind\b|of\b)",
    re.IGNORECASE,
)
# To have one detail forgotten, not all of them.
TAKES_BACK = re.compile(
    r"^\W*(?:(?:no|yes|wait|sorry|oh|ok(?:ay)?|please|actually|and|but|can (?:i|we|you)"
    r"|could (?:i|we|you)|i(?:['’]d| would)? (?:want|like) (?:you )?to)[\s,.!]+){0,4}"
    r"(?:(?:remove|delete|erase|scrap|lose|drop|take out|take off|leave out|get rid of|forget"
    r"|(?:don['’]?t|do not|never) (?:send|use|pass on|include|store|keep|share))\s+"
    r"(?:my|the|our|that|this)\s+(?P<what>(?!(?:\w+ )?(?:data|details?|info\w*|account|chat"
    r"|conversation|history|answers|whole|lot|thing|rest|order|enquiry|inquiry|request|meeting)\b)"
    r"(?:(?!\bfrom\b)[\w -]){3,30}?)"
    r"|(?:take|leave)\s+(?:my|the|our|that|this)\s+(?P<line>[\w -]{3,30}?)\s+(?:out|off|away))"
    r"(?:[\s,]+(?:please|thanks|again|then|out|on))*\W*$",
    re.IGNORECASE,
)
# Of what was read back: that it is not to be sent …
NOT_SENT = re.compile(
    r"\b(?:do not|don['’]?t|dont|not to|never|rather not|no need to) (?:you )?"
    r"(?:send|submit|pass)\b"
    r"|^\W*(?:(?:no|nah|sorry|actually|please|hm+|well|oh)[\s,.!]+){0,3}(?:not (?:now|yet|today)"
    r"|(?:just )?(?:leave|forget|drop|cancel) (?:it|that|this|everything|the whole thing)"
    r"|never ?mind|maybe later|(?:an)?other time|(?:i['’]?ll|let me) think (?:about it|it over))\b"
    r"[^?]{0,30}$",
    re.IGNORECASE,
)
# … or that it is.
SENDS = re.compile(
    r"\b(?:(?<!not )(?<!n['’]t )(?<!dont )(?<!not to )(?:send|submit)"
    r" (?:it|that|this|them|everything)|pass (?:it|that|this) on)\b",
    re.IGNORECASE,
)
# A yes to all lines of it but one: "yes, apart from the number".
ALL_BUT = re.compile(
    r"\b(?:but|except|apart from|other than|besides|bar|however|although|though|just one|only"
    r"|changed?|wrong|should|instead|not (?:quite|the))\b",
    re.IGNORECASE,
)
# Nothing of it is to be changed: "no, all correct", "nothing to change", "the details are right".
UNCHANGED = re.compile(
    r"^(?!.*(?:\b(?:not|never|but|except|apart|besides|almost|nearly)\b|n['’]t\b|\?))\W*"
    r"(?:(?:no|nope|nah|yes|yep|ok(?:ay)?)[\s,.]+)?"
    r"(?:(?:no|without) (?:more |further |other )?(?:changes?|corrections?|mistakes?|errors?)"
    r"(?: (?:needed|necessary|required|from me|to make|there|in it))*"
    r"|nothing (?:to (?:change|correct|fix|add)|(?:is |looks )?wrong"
    r"|needs? (?:changing|to (?:be )?chang\w+))(?: (?:there|here|in it))?"
    r"|(?:(?:all|everything|the|that|it|my|our|these|they|this)\b(?:[\w ]{0,25}?\b)?"
    r"(?:['’]s| is| are| looks?| seems?) |all )"
    r"(?:all |quite |perfectly |still )?(?:correct|right|fine|good|ok(?:ay)?|in order|perfect"
    r"|accurate))"
    r"(?:[\s,]+(?:thanks|thank you|as it is|as they are|to me|for me|like (?:this|that)|send it"
    r"|go ahead|please))*\W*$",
    re.IGNORECASE,
)
# All of it but something: "everything but the budget is right".
ALMOST = re.compile(
    r"^\W*(?:(?:yes|ok(?:ay)?|well)[\s,]+)*(?:(?:it['’]?s |that['’]?s )?(?:all|everything)|it all"
    r"|(?:almost|nearly) (?:all|everything))\b[^?]*"
    r"\b(?:but|except|apart from|other than|besides|bar)\b[^?]*$",
    re.IGNORECASE,
)
# In whatever colour of skin, and as often as one likes.
THUMB = re.compile(
    r"(?:(?P<up>[\N{THUMBS UP SIGN}\N{OK HAND SIGN}\N{WHITE HEAVY CHECK MARK}"
    r"\N{HEAVY CHECK MARK}\N{HUNDRED POINTS SYMBOL}])"
    r"|[\N{THUMBS DOWN SIGN}\N{CROSS MARK}])"
    r"[\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}-\N{EMOJI MODIFIER FITZPATRICK TYPE-6}"
    r"\N{VARIATION SELECTOR-16}\s!.]*"
    r"(?:(?:thanks|thank you|cheers|thx|ta|great|perfect|ok(?:ay)?|yes|no|good|nice|please)"
    r"[\s!.]*)*",
    re.IGNORECASE,
)
