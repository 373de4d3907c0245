"""To go back, to begin anew, to stop, to leave, to be forgotten."""

from __future__ import annotations

import re

BACK = re.compile(
    r"^(?:(?:please|can (?:we|i|you)|let'?s|ok|wait|sorry|no)[\s,]+)*"
    r"(?:(?:go|step|one step|take me)\s+)?"
    r"(?:back|(?:the )?(?:previous|last) (?:question|one|step)|undo(?: that)?)"
    r"(?: (?:one|a|1))?(?: (?:step|question))?(?: please)?\W*$",
    re.IGNORECASE,
)
DELETES = re.compile(
    r"\b(?:delet\w*|eras\w*|remov\w*|forget|forgotten|wip(?:e|ing)|clear|purge|destroy|withdraw\w*"
    r"|revok\w+|unsubscri\w+|opt(?:ing)? out|take (?:me|us|my|our|back)|take .* off|stop|gdpr"
    r"|not|never|no longer|anonymi[sz]e|object|cancel|get rid|throw|don'?t|dont|do not|drop|lose"
    r"|keep|disappear|off)\b|n['’]t\b",
    re.IGNORECASE,
)
# Of beginning all anew, not of when somebody wants to begin.
AFRESH = re.compile(
    r"\b(?:(?<!all )(?<!left )over|again|anew|afresh|fresh|scratch|beginning"
    r"|(?:the|from) (?:start|top)|restart\w*|(?:start|begin)\w* all over"
    r"|back to (?:the )?(?:start|main|menu)|main menu|reset"
    r"|new (?:chat|conversation|session)|clear|wipe|forget)\b",
    re.IGNORECASE,
)
# Of ending it, wherever a weak vote might as well be of anything: "too many lol" is no end.
ENDS = re.compile(
    r"\b(?:stop\w*|cancel\w*|quit\w*|exit\w*|abort\w*|end(?:ing)?|enough|no more|never ?mind|nvm"
    r"|forget|leave|drop|done|finish\w*|over|out|shut|bye|later|pass|mind|away|off|questions?"
    r"|interested|bother\w*|annoying|unsubscribe\w*)\b|n['’]t\b|\bnot\b",
    re.IGNORECASE,
)
LEAVES = re.compile(
    r"\b(?:bye+|good ?bye|cheerio|see (?:you|ya)|cya|farewell|so long|take care|later|good ?night"
    r"|i['’]?m (?:off|out|leaving|gone)|(?:have to|got to|gotta|must|need to) (?:go|run|leave))\b",
    re.IGNORECASE,
)
# Nothing but a goodbye, whatever is asked.
BYE = re.compile(
    r"\W*(?:(?:ok(?:ay)?|thanks|thank you|thx|cheers|al ?right|right|well|no|great)[\s,.!]+){0,3}"
    r"(?:(?:good ?)?bye+(?:[ -]?bye+)?|see (?:you|ya)(?: (?:later|soon|around))?|cya|cheerio)"
    r"(?: (?:for now|now|then|all|thanks|thank you))?\W*",
    re.IGNORECASE,
)
