"""What asks, and of what: the reason of a question, who sees what is told, what comes next."""

from __future__ import annotations

import re

# Asks whether there is a place, which somebody could come to.
HAVE_YOU = re.compile(
    r"^\W*(?:(?:hi|hello|hey|and|so|ok)[\s,!.]+)*(?:do you have|have you got|is there|are there)\s+"
    r"(?:an?|any|the)\s+(?:\w+ )?(?:showrooms?|shops?|stores?|branch(?:es)?|offices?|places?|sites?"
    r"|locations?|depots?|galler(?:y|ies)|clinics?|studios?|workshops?)\b",
    re.IGNORECASE,
)
# Asks for nobody, but whether somebody listens.
ANYONE_THERE = re.compile(
    r"^\W*(?:(?:hi|hello|hey)[\s,!.]+)*(?:is )?(?:anyone|anybody|someone|somebody)"
    r"(?: (?:there|here|around|home|in|online|awake|alive))+\W*$|^\W*are you (?:still )?there\W*$",
    re.IGNORECASE,
)
# What asks for information, whatever it is about …
INQUIRY = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hi|hello|hey|also|quick question)[\s,:!.]+)*"
    r"(?:do|does|did|is|are|what|which|when|where|who|whose|why|will|how|"
    r"(?:can|could|may) (?!i\b|we\b|you\b|someone\b|somebody\b|anyone\b))",
    re.IGNORECASE,
)
# Asks whether something may be had for nothing, which the content says.
FOR_NOTHING = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hi|hello|hey|also)[\s,:!.]+)*"
    r"(?:can|could|may) (?:i|we|you|one)\b[^.?!]*"
    r"\b(?:free|without (?:paying|a card|any cost|commit\w+)|before (?:i|we) \w+)\b[^.?!]*\?*\s*$",
    re.IGNORECASE,
)
# Asks what has to be done to have a thing, not why somebody is asked: "do I need to join first?"
MUST_I = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hi|hello|hey|also)[\s,:!.]+)*(?:do|must|should|will|would)\s+"
    r"(?:i|we)\b(?!.*\b(?:tell|give|answer|say|share|leave)\b)",
    re.IGNORECASE,
)
# Asks whether something would do.
IS_FINE = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hi|hello|hey|also)[\s,:!.]+)*(?:is it|is that|would it be) "
    r"(?:all ?right|alright|ok(?:ay)?|fine|possible|allowed|a problem|an issue)\b",
    re.IGNORECASE,
)
# Of what becomes of it all once it is sent.
NEXT = re.compile(
    r"\bwhat (?:happens|comes|do you do|will you do|are you going to do) (?:next|then|now"
    r"|after(?=\W*$)|(?:after|when|once|if) (?:that|this|(?:i|we) (?:say yes|send|submit|agree"
    r"|confirm))(?: it| this)?)\W*$"
    r"|\bwhat(?:['’]?s| is| are) the next steps?\b|\bwhat['’]?s next\b"
    r"|^\W*(?:and )?(?:then|now) what\b"
    r"|\bhow long (?:do |does |will |would )?(?:you|u|it|they)(?: guys)?(?: usually"
    r"| normally)? take"
    r" to (?:answer|reply|respond|get back|call|ring|write|come back)(?: (?:to )?(?:me|us"
    r"|back))*\W*$"
    r"|\b(?:when|how (?:soon|quickly|fast)|how long (?:until|before|till)|what time)\b[^.?!]{0,12}"
    r"\b(?:they|you(?: guys)?|he|she|someone|somebody|i|we|the (?:rep|colleague|person|team)"
    r"|your (?:\w+ )?(?:team|colleagues?|people|rep))\b[^.?!]{0,12}"
    r"\b(?:call|ring|phone|contact|e-?mail|write to|get (?:back|in touch)|reach(?: out)?|reply"
    r"|respond|answer|hear(?: back)?|be (?:called|contacted|rung|phoned))"
    r"(?: (?:me|us|back|from (?:you|them|someone|somebody)|to me|in touch|with me|out))*\W*$",
    re.IGNORECASE,
)
WHY = re.compile(
    r"^\W*(?:(?:and|but|so|ok|um|er)\W+)*(?:why|what for|how come|for what"
    r"|what'?s (?:that|this|it) for|why (?:that|this|is that))\W*$"
    r"|^\W*who (?:wants to know|['’]?s asking|is asking)\W*$"
    r"|\bwhy (?:do|would|did|should|are|must|does it matter|is it important)\b[^.?!]*"
    r"(?:\b(?:ask(?:ing)?|know|tell (?:you|u)|give (?:you|u)|share)\b|\bneed (?:my|that|this|it)\b"
    r"|\bwant (?:my|that|this|it)\b)",
    re.IGNORECASE,
)
REASON = re.compile(
    r"\b(?:why|reasons?|purposes?|relevan\w*|matters?|how come|what .*\b(?:for|to do with|use|good)"
    r"|needs?|needed|necessary|required?|have to|must|point|help)\b|\?",
    re.IGNORECASE,
)
# Gives one: "no water there, that's why".
THATS_WHY = re.compile(
    r"\b(?:that['’]?s|that is|which is) (?:the reason )?why\b(?!\W*\?)", re.IGNORECASE
)
# Of what was said before in this chat, by the visitor or to them.
REPEAT = re.compile(
    r"\b(?:what|which|when|where|whom|how (?:much|many))\b[^.?!]*\b(?:did|have|had) (?:i|we)\b"
    r"[^.?!]*\b(?:tell|told|say|said|give|gave|given|mention(?:ed)?|write|wrote|type|typed"
    r"|enter(?:ed)?)\b"
    r"|\bwhat (?:did|have|had|were) (?:you|u) (?:just )?(?:ask(?:ed|ing)?|want(?:ed)? to know)\b",
    re.IGNORECASE,
)
# Of a question or an answer of this chat: "what's normal?" asks for neither again.
AGAIN = re.compile(
    r"\b(?:again|repeat\w*|rephrase|reword|sa(?:y|id|ying)|t(?:ell|old)|ask\w*|mean\w*|question"
    r"|pardon"
    r"|sorry|eh|huh|last|previous|before|earlier|so far|underst\w+|get|got|follow|catch|come again"
    r"|once more|clear\w*|confus\w+|lost|know about me|have on me|my (?:answers?|details|data))\b"
    r"|^\W*(?:what|who|which|how)\W*$|^\W*$",
    re.IGNORECASE,
)
# Who gets what is told here, and what becomes of it.
_DATA = r"(?:data|details|info\w*|number|e-?mails?|phone|address|answers?|names?|messages?|chats?)"
_MINE = (
    r"(?:(?:this|that|it|these)(?: chat| conversation)?|any of (?:this|it)"
    rf"|(?:my|our|the|these|those) (?:personal |contact )?{_DATA}|what (?:i|we)\b[^?]*)"
)
_ANYONE = (
    r"(?:anyone|anybody|others?|other \w+|someone|somebody|third|people|partners?|advertisers?)"
)
_BESIDES = r"(?:[\s,]*\b(?:by the way|btw|then|though|please|exactly|anyway|actually|now)\b)*\W*$"
PRIVACY = re.compile(
    r"^\W*(?:and |so )?who(?:['’]?ll| will| would|(?: is|['’]?s) (?:going to|gonna))"
    r" (?:be )?(?:contact|call|ring|phone|e-?mail|write to|get in touch|reach out)\w*"
    r"(?: (?:me|us|to me|with me|to us|with us))?(?: then)?(?: and (?:when|how))?\W*$|"
    r"\bwho(?:'s|’s| is| else| all| exactly| gets to| can| will| may|\s)*\s*"
    rf"(?:sees?|seeing|reads?|reading|gets?|getting|has access to|accesses?)\s+{_MINE}{_BESIDES}"
    rf"|\b(?:is|are|will)\s+{_MINE}\s+(?:be\s+|being\s+|kept\s+)?"
    r"(?:private|confidential|secret|recorded|logged|shared|sold|stored|saved|anonymous"
    rf"|safe with you)(?=\W*$|\s+(?:here|with|or|by|to {_ANYONE})\b)"
    r"|\b(?:do|does|will|would|are|can)\s+(?:you|they|this)\s+(?:going to |gonna |ever )?(?:"
    rf"(?:pass|hand|forward|give)\s+{_MINE}\s+(?:on|over|away)\b|(?:share|sell|give|forward|store"
    rf"|keep|record|save|sharing|selling|pass on)\s+{_MINE}"
    rf"(?=\W*$|\s+(?:private|somewhere)\b|\s+(?:to|with) {_ANYONE}\b))"
    rf"|\bwhat (?:do|will|would|happens|are)\b.*\b(?:with|to) (?:my|our) {_DATA}\b"
    r"|\bwhat (?:(?:do|will|would|are) )?(?:you|they|u)\b[^.?!]*\bdo(?:ing)? with "
    r"(?:it|this|that|them)\b"
    r"|\bwhat happens (?:to|with) (?:it|this|that|them)\W*$",
    re.IGNORECASE,
)
# Whether people of the visitor's, or others, may look at something that is sold: "can parents see
# the marks?" is about no detail that is told here.
OTHERS_SEE = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hi|hello|hey|also)[\s,:!.]+)*(?:can|could|may|do|does|will)\s+"
    r"(?!(?:i|you|u|we|it|this|that|they|he|she|any(?:one|body)|some(?:one|body)|others?|people"
    r"|third|who)\b)(?:the |our |my |your )?[a-z][\w'’-]+(?: [\w'’-]+){0,2}? (?:also |still |all )?"
    r"(?:log ?in|sign ?in|see|view|access|read|look|check|track)\b(?!.*\b(?:this chat|what i (?:say"
    r"|told|tell|write|type))\b)",
    re.IGNORECASE,
)
# What becomes of what somebody keeps with the company once they are no customer any more.
AFTER_LEAVING = re.compile(
    r"\b(?:if|when|once|after|in case)\b[^.?!]{0,20}"
    r"\b(?:leav(?:e|ing)(?! (?:my|an?|the|our) )|cancel\w*|quit\w*"
    r"|stop (?:paying|using)|switch\w*|clos(?:e|ing)|terminat\w+|end(?:s|ing)?|expires?"
    r"|mov(?:e|ing) (?:away|on|out)|unsubscrib\w+)\b",
    re.IGNORECASE,
)
# About the people there, to whom it does not matter what an assistant reads: "does anyone speak …".
SPEAKER = re.compile(
    r"^\W*(?:(?:and|so|ok|hi|hello)[\s,]+)*(?:do|does|have|has|is|are)\b[^.?!]{0,60}?"
    r"(?:\b(?:any(?:one|body)|some(?:one|body)|people|persons?|staff|team|members?|colleagues?|"
    r"employees?|reps?|agents?|advis[eo]rs?|consultants?|who|that|your \w+)\b[^.?!]{0,40}?"
    r"\b(?:speaks?|speaking|talks?|knows?|understands?)\s+(?P<spoken>[a-z]+)"
    r"|\b(?P<native>[a-z]+)[- ]speaking\b)",
    re.IGNORECASE,
)
# To be talked with in another language, here.
IN_LANGUAGE = re.compile(
    r"\b(?:you|u|we|i)\s+(?:\w+\s+){0,2}?(?:speak|talk|chat|write|type|answer|help|reply|respond"
    r"|continue"
    r"|communicate|understand|read|switch|assist|do (?:this|it"
    r"|that))\b(?:\s+(?!english\b)\w+){0,3}?"
    r"(?:\s+(?:in|to|into))?\s+(?P<language>[a-z]+)(?:\s+(?:please|here|instead|too|as well))?\W*$",
    re.IGNORECASE,
)
# Asks about something, and does not ask for it as "can you …?" does.
ASKS_HOW = re.compile(
    r"(?:how|what|when|where|who|which|why|do|does|is|are)\b(?! about\b)", re.IGNORECASE
)
# Of what a company has, however little the thing is known: "do you have an affliate scheme?"
OF_A_COMPANY = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hi|hello|hey|also)[\s,:!.]+)*do you "
    r"(?:guys |also |still |even )?(?:have|offer|sell|provide|accept|stock|run|rent|ship|deliver)\b"
    r"(?!.*\b(?:bots?|robots?|humans?|persons?|people|someone|somebody|any(?:one|body)|real|ai"
    r"|machines?|names?|feelings?|emotions?|brains?|minds?|souls?|hearts?|bod(?:y|ies)|parents?|famil(?:y|ies)"
    r"|mothers?|fathers?|kids|child(?:ren)?|friends?|girlfriend|boyfriend|wife|husband|ages?|gender"
    r"|birthday|opinions?|conscious\w*|memor(?:y|ies)|dreams?|hobb(?:y|ies)|favou?rite|fun|time"
    r"|access|model|llm|gpt|chatgpt)\b)",
    re.IGNORECASE,
)
# Of what an assistant has no part in, nor any company: "did you see the match last night".
SHARES = re.compile(
    r"^\W*(?:(?:so|hey|hi|and|oh|ok)[\s,!]+)*did (?:you|u|ya) (?:see|watch|catch)\b"
    r"(?!.*\b(?:my|our|me|this|that|it|we|i)\b)",
    re.IGNORECASE,
)
# Asks no more than whether somebody hears it: "hi, is anybody around?"
HAILS = re.compile(
    r"\b(?:is )?(?:any|some)(?:one|body) [\w'’]+\W*$"
    r"|\bis [\w'’]+ (?:there|here|around|about|home|in)\W*$"
    r"|\b(?:are )?(?:you|u|ya) (?:still )?(?:there|here|around|awake|listening)\W*$",
    re.IGNORECASE,
)
# Asks how the company is reached, not to be called by it.
REACHES = re.compile(
    r"\b(?:do you have|have you got|what(?:['’]s| is| are)|is there|where(?:['’]s| is)"
    r"|(?:can|could|may) i (?:have|get)|give me|tell me)\s+(?:an?|your|the|some)\s+"
    r"(?:[\w-]+\s+){0,2}?(?:number|e-?mail(?: address)?|address|line)\b",
    re.IGNORECASE,
)
