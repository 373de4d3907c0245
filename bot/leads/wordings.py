"""Wordings by which a message is told from what it resembles; used in `understanding`."""

from __future__ import annotations

import re

BACK = re.compile(
    r"^(?:(?:please|can (?:we|i|you)|let'?s|ok|wait|sorry|no)[\s,]+)*"
    r"(?:(?:go|step|one step|take me)\s+)?"
    r"(?:back|(?:the )?(?:previous|last) (?:question|one|step)|undo(?: that)?)"
    r"(?: (?:one|a|1))?(?: (?:step|question))?(?: please)?\W*$",
    re.IGNORECASE,
)
# With an address or a number beside it, this asks to be contacted, whatever else is told.
CONTACT_ME = re.compile(
    r"\b(?:(?P<call>(?:call|phone|ring|text|give) (?:me|us))"
    r"|(?P<write>(?:e-?mail|contact|reach|message|write(?: to)?) (?:me|us)|get (?:back|in touch))"
    r"|(?<!not )(?<!n['’]t )(?:interested|keen on)|(?:want|like|love) to (?:know|hear|learn) more"
    r"|sign (?:me|us) up|get (?:me|us) started)\b",
    re.IGNORECASE,
)
CALL_OR_WRITE = re.compile(
    r"\b(?:(?P<call>(?:call|phone|ring) (?:me|us))"
    r"|(?:e-?mail|contact|reach out to|message|write to) (?:me|us)"
    r"|(?:have|let|get) (?:someone|somebody|them) (?:contact|call|e-?mail|reach)"
    r"|(?:someone|somebody) (?:can |may |could )?(?:contact|call|e-?mail|reach) (?:me|us)"
    r"|(?:get|be|put me) in (?:touch|contact))\b",
    re.IGNORECASE,
)
# What asks for information, whatever it is about …
INQUIRY = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hi|hello|hey|also|quick question)[\s,:!.]+)*"
    r"(?:do|does|did|is|are|what|which|when|where|who|whose|why|will|how|"
    r"(?:can|could|may) (?!i\b|we\b|you\b|someone\b|somebody\b|anyone\b))",
    re.IGNORECASE,
)
_PROBLEM = (
    r"problem|issue|broken?|error|bug|crash\w*|fail\w*|down|lock\w*|stuck|wrong|charged|missing|"
    r"lost|forgot\w*|reset|repair\w*|fix\w*|complain\w*|unable|not|cannot|stopped|help"
)
# What a customer reports who needs help.
PROBLEM = re.compile(
    r"\b(?:problems?|issues?|broken?|errors?|bugs?|crash\w*|fail\w*|stuck|wrong|charged|missing"
    r"|forgot\w*|repair\w*|complain\w*|complaint|refunds?|faulty|damaged|leak\w*|ruined|no[- ]show"
    r"|never (?:showed|came|arrived|turned|called|rang|got|received)|(?:nobody|no one) \w+)\b"
    r"|\b(?:has|have|did)(?:n['’]?t| not)\b",
    re.IGNORECASE,
)
# … but for a wish to be served, or a problem of somebody who is a customer already.
WISH = re.compile(
    r"\b(?:demos?|demonstration|quotes?|quotation|offer|drives?|book|booking|call|talk|speak|visit|"
    r"meet|meeting|appointment|sales|someone|somebody|sign|interested|try it|get started|"
    rf"{_PROBLEM})\b"
    r"|n['’]?t\b|\bmy (?:account|login|log-in|password|invoice|order|ticket|parcel|refund|delivery|"
    r"booking|bill|payment|data|car|van|bike|system|app)\b",
    re.IGNORECASE,
)
# Asks whether something may be had for nothing, which the content says.
FOR_NOTHING = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hi|hello|hey|also)[\s,:!.]+)*"
    r"(?:can|could|may) (?:i|we|you|one)\b[^.?!]*"
    r"\b(?:free|without (?:paying|a card|any cost|commit\w+)|before (?:i|we) \w+)\b[^.?!]*\?*\s*$",
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
# Of what becomes of it all once it is sent.
NEXT = re.compile(
    r"\bwhat (?:happens|comes|do you do|will you do|are you going to do) (?:next|then|now"
    r"|after(?=\W*$)|(?:after|when|once|if) (?:that|this|(?:i|we) (?:say yes|send|submit|agree"
    r"|confirm))(?: it| this)?)\W*$"
    r"|\bwhat(?:['’]?s| is| are) the next steps?\b|\bwhat['’]?s next\b"
    r"|^\W*(?:and )?(?:then|now) what\b"
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
# Of what was said before in this chat, by the visitor or to them.
REPEAT = re.compile(
    r"\b(?:what|which|when|where|whom|how (?:much|many))\b[^.?!]*\b(?:did|have|had) (?:i|we)\b"
    r"[^.?!]*\b(?:tell|told|say|said|give|gave|given|mention(?:ed)?|write|wrote|type|typed"
    r"|enter(?:ed)?)\b"
    r"|\bwhat (?:did|have|had|were) (?:you|u) (?:just )?(?:ask(?:ed|ing)?|want(?:ed)? to know)\b",
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
    r"(?: (?:me|us|to me|with me|to us|with us))?(?: then)?\W*$|"
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
CALL_ME = re.compile(
    r"\bcall me (?!back|on\b|at\b|later|when|tomorrow|today|now|please)", re.IGNORECASE
)
# Says no more than that it cannot be said: "depends on what it can do", "as little as possible".
VAGUE = re.compile(
    r"^\W*(?:(?:well|it|that|this|really|kind of|sort of|i guess|to be honest|tbh)[\s,]+)*"
    r"(?:(?:all )?depends\b[^?]*|(?:as (?:little|cheap|cheaply|low|few) as possible"
    r"|(?:the )?(?:less|cheaper|lower) the better|cheap|cheapest|low|minimal|not (?:too )?much"
    r"|hard to say|can['’]?t say yet|varies|it varies)\W*)$",
    re.IGNORECASE,
)
# Of one way to be reached: "no phone, e-mail only".
_NO = r"\b(?:no|not? by|without|don['’]?t (?:have|want|use|do|like)(?: an?| any)?) (?:tele)?"
_CALLS = (
    rf"{_NO}(?:phones?|calls?|phone calls?|mobile|number)\b"
    r"|\b(?:don['’]?t|do not|never) (?:call|ring|phone)\b"
    r"(?!(?: me| us)? (?:before|after|until|till|on|at|between|unless|during|in)\b)"
)
_MAIL = rf"{_NO}e-?mails?\b|\b(?:don['’]?t|do not|never) e-?mail\b"
_ONLY = r"\b(?:{way})s? only\b|\bonly (?:by |via )?(?:{way})\b"
_BY_MAIL = r"\b(?:rather|sooner|prefer) (?:that )?(?:if )?(?:you |to |be )*e-?mail\w*"
NO_CALLS = re.compile(rf"{_CALLS}|{_BY_MAIL}|{_ONLY.format(way='e-?mail|mail')}", re.IGNORECASE)
NO_MAIL = re.compile(rf"{_MAIL}|{_ONLY.format(way='phone|text|call')}", re.IGNORECASE)
NO_WAY = re.compile(f"{NO_CALLS.pattern}|{NO_MAIL.pattern}", re.IGNORECASE)
NOT = re.compile(r"\b(?:not?|never|nobody)\b|n['’]t\b", re.IGNORECASE)
HESITATION = re.compile(
    r"^(?:(?:h+m+|u+m+|u+h+|e+r+m*|well|let me (?:think|see)|let'?s see)[\s.,!…]*)+$", re.IGNORECASE
)
# Talk that answers no question for any words: "lol ok", "haha nice one".
CHATTER = re.compile(
    r"^(?:(?:lol|lmao|rofl|xd|(?:ha){2,}h?|(?:he){2,}|ok(?:ay)?|okey|k|cool|nice(?: one)?|great"
    r"|wow|whoa"
    r"|oh|ooh|ah|aha|aw+|h+m+|right|fine|funny|good one|sweet|neat|awesome|interesting|i see|got it"
    r"|fair enough|no way|oh well|really|thanks|thx|cheers)[\s.,!?…)]*)+$",
    re.IGNORECASE,
)
# Asks for a while, and says why at most: no answer, whatever its words are.
_WHILE = r"(?:a|one|two|five|1|2|5)? ?(?:secs?|seconds?|moments?|minutes?|mins?|mo)\b"
PAUSES = re.compile(
    rf"^(?:sorry[\s,]+)?(?:brb|be right back|(?:just )?{_WHILE}(?: please)?"
    rf"|(?:hang|hold) on(?: {_WHILE})?)\W*$"
    r"|^(?:hang|hold) on\b.*\b(?:wants?|needs?|calling|came|rang|ringing|knocking|at the door)\b"
    rf"|\b(?:back in|give me) {_WHILE}"
    r"|\b(?:some(?:body|one)) (?:just )?(?:came|walked|is) (?:in|at|by)\b"
    r"|\b(?:doorbell|phone)(?:['’]s| is| just)? r(?:ang|inging)\b",
    re.IGNORECASE,
)
# Of work here, wanted or done: who writes of "grant applications" seeks none.
JOB = re.compile(
    r"\b(?:jobs?|hir(?:e|es|ing)|recruit\w*|vacanc\w*|careers?|cv|r[eé]sum[eé]s?|intern\w*"
    r"|apprentice\w*|trainees?|graduates?|positions?|openings?|salar\w*|wages?|employ\w*|interview\w*"
    r"|appl(?:y|ied|ying)|(?:my|your|the|an?|job) applications?|looking for|join|volunteer\w*|work"
    r"|working|experience\w*|staff|(?:you|u) need|shifts?|tak(?:e|ing) on)\b",
    re.IGNORECASE,
)
# Where somebody works already: "I work at Acme" is who they are.
EMPLOYED = re.compile(
    r"(?<!can )(?<!could )(?<!may )(?<!do )(?<!did )(?<!will )(?<!would )(?<!should )\b(?:i|we) "
    r"(?:(?:currently|now|also|mostly|mainly) )?work (?:at|for|with|in|as)\b(?! you\b)",
    re.IGNORECASE,
)
# Of wanting something for oneself.
NEEDS = re.compile(
    r"\b(?:(?:we|and)(?:['’]d| would)? (?:(?:really|also|just|urgently) )?(?:need|want|like)"
    r"|(?:we['’]re|we are) (?:looking|hoping|planning))"
    r" (?:to (?:start|begin|buy|have|get|use|move|switch)\b|something|it\b|one\b|some\b)",
    re.IGNORECASE,
)
# Of what sellers do, or of whom they look for.
OFFERS = re.compile(
    r"\b(?:offer\w*|partner\w*|interested|looking|charge|responsible|decision|decides?|handles?"
    r"|outsourc\w*|buyer|buys?|purchas\w*|procurement|seo|backlinks?|leads|services?|sell(?:ing)?"
    r"|suppl(?:y|ier)|provid\w+|help (?:you|your)|introduc\w+|present|show you|grow|boost|your)\b",
    re.IGNORECASE,
)
# Of something that is offered to the company, or of who decides there.
PITCH = re.compile(
    r"\b(?:we|our|us|i|i['’]?m|my|me|offer\w*|partner\w*|need|interested|looking|charge|responsible|"
    r"decision|decides?|handles?|outsourc\w*|buyer|purchas\w*|procurement|seo|backlinks?|leads)\b",
    re.IGNORECASE,
)
# Of somebody who is to do something for the writer: "we are looking for a firm that can clean …".
BUYS = re.compile(
    r"\b(?:(?:looking|searching|search|seeking|seek)(?: for)?|in search of"
    r"|(?:i|we) (?:\w+ )?(?:need|want|require)) "
    r"(?:(?:an?|some|one|the|any|another|new|good|local|reliable|other) ){0,3}(?:[\w-]+ )?"
    r"(?:company|firm|business|supplier|vendor|provider|contractor|agency|specialist|manufacturer"
    r"|someone|somebody) (?:who|that|which|what|to|for)\b"
    r"(?!(?: \w+)? (?:needs?|wants?|(?:re)?sells?|buys?|distributes?|advertis\w+|invests?|uses?"
    r"|partner\w*|promote|represent)\b)",
    re.IGNORECASE,
)
# To be passed to somebody, in the words of any question: "no, just give it to a person".
TO_A_PERSON = re.compile(
    r"(?<!not )(?<!n['’]t )\b(?:give|pass|hand|send|forward|put|transfer|connect)"
    r" (?:it|this|that|me|us|them)\b"
    r"(?: (?:on|over|through|straight))? to an? "
    r"(?:(?:real|actual|live|human) )?(?:person|human(?: being)?|agent|colleague)\b",
    re.IGNORECASE,
)
# A remark on how things are, which answers nothing: "this is Sparta!", "what a day".
REMARK = re.compile(
    r"^(?:(?:well|oh|ah|wow|haha|lol|hey)[\s,!]+)*(?:(?:this|that)(?:['’]s| is| was)"
    r"(?! (?:for|about|to|in|on|at|by|from|of|our|my|a|an|the)\b)(?: [\w'’-]+){1,3}"
    r"|what an? (?:[\w'’-]+ ?){1,3})\s*[.!…]*$",
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
# How long to wait for somebody who is busy: "10 minutes", "give me 5 mins".
MOMENT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|sorry|give me|gimme|i need|in|just|about|maybe|another|back in)[\s,]+)*"
    r"(?:\d{1,2}|an?|half an|one|two|three|five|ten|fifteen|twenty|a few|a couple of|couple of)\s*"
    r"(?:more\s+)?(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?)(?:\s+(?:please|pls))?\W*$",
    re.IGNORECASE,
)
# Tells what something is for: an answer to some question, asked before or now.
IS_FOR = re.compile(
    r"^\W*(?:(?:no|sorry|well|actually|oh)[\s,]+)*(?:it['’]?s|its|it is|it['’]?d be|that['’]?s"
    r"|this is)"
    r"\s+(?:(?:more|mostly|mainly|really|actually|just|only)\s+)?for\b",
    re.IGNORECASE,
)
INSTEAD = re.compile(r"\b(?:actually|sorry|instead|rather|no)\b", re.IGNORECASE)
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
# Agrees to be contacted in so many words.
PERMITS = re.compile(
    r"\b(?:you|they|someone|somebody|your (?:team|people|colleagues?)) (?:can|may|could)\s+"
    r"(?:then |now |also |please )?(?:contact|call|ring|e-?mail|write|phone|reach|message|use)\b",
    re.IGNORECASE,
)
DOUBTS = re.compile(r"\?|\b(?:not?|never|if|unless|nobody)\b|n['’]t\b", re.IGNORECASE)
ONLY_ADDRESS = re.compile(r"\W*[^\s@]+@[^\s@]+\W*")
# What says nothing in front of something else: "actually, can I talk to somebody?"; or nothing.
LEADS_IN = re.compile(
    r"(?:(?:actually|ok(?:ay)?|sorry|well|h+m+|u+m+|oh|please|thanks|thank you|hi|hello|hey|wait"
    r"|so|and|but|yes|yeah|no|right|fine|great|cool|alright|just|also|anyway|i see"
    r"|one (?:question|thing)|quick question|before that|first)[\s,.!:;…-]*)*$",
    re.IGNORECASE,
)
# Asks how the company is reached, not to be called by it.
REACHES = re.compile(
    r"\b(?:do you have|have you got|what(?:['’]s| is| are)|is there|where(?:['’]s| is)"
    r"|(?:can|could|may) i (?:have|get)|give me|tell me)\s+(?:an?|your|the|some)\s+"
    r"(?:[\w-]+\s+){0,2}?(?:number|e-?mail address|address|line)\b",
    re.IGNORECASE,
)
