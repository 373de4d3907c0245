"""What somebody is after: help, a job, something to sell, somebody who sells."""

from __future__ import annotations

import re

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
# By whom or what somebody was brought here: "my sister uses you", "found you on the radio".
SENT_BY = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|well|ok)[\s,!.]+)*(?:"
    r"(?:my|our|a|an|the|one of (?:my|our)|some|someone|somebody)\b[^.?!]{0,50}?"
    r"\b(?:uses?|used|works? with|worked with|recommend\w*|suggested|told (?:me|us) (?:about|of)"
    r"|swears? by|is with|went with|has (?:one|some) of|is a (?:customer|client) of|loves?) "
    r"(?:you|yours?|u)\b(?! to\b)"
    r"|(?:i|we) (?:\w+ )?(?:found|heard (?:of|about|good things about)|read about|saw"
    r"|came across|stumbled (?:up)?on|got your name from|was sent by|were sent by) (?:you|your|u)\b"
    r"|you (?:came up|were (?:recommended|suggested))\b)[^?]*$",
    re.IGNORECASE,
)
# Of what troubles somebody in their own work, which is why they came: "the rota is killing us".
_PAINS = re.compile(
    r"\b(?:is|are|['’]s|['’]re|was|were|keeps?|has been|have been) (?:slowly |really |just )?"
    r"(?:killing|driving|drowning|eating|costing|hurting|wasting|burying|swamping"
    r"|a (?:real |total |complete |huge |constant )?"
    r"(?:mess|nightmare|headache|pain|struggle|hassle|chore|shambles))\b"
    r"|\b(?:i['’]?m|i am|we['’]?re|we are) (?:so )?(?:sick|tired|fed up|drowning|struggling)\b"
    r"|\b(?:hate|had enough of) (?:our|my|the) (?:current|present|old|existing)\b",
    re.IGNORECASE,
)
# … where it is nothing that the company itself did, or that somebody has from it.
_OWN_PAINS = re.compile(
    r"\b(?:you|your|yours|u|ur)\b"
    r"|\bmy (?:account|login|log-in|password|invoice|order|parcel|refund|delivery|booking|bill)\b",
    re.IGNORECASE,
)


def pains(text: str) -> bool:
    """Whether somebody tells what troubles them where the company has no part in it yet."""
    return _PAINS.search(text) is not None and _OWN_PAINS.search(text) is None


# … but for a wish to be served, or a problem of somebody who is a customer already.
WISH = re.compile(
    r"\b(?:demos?|demonstration|quotes?|quotation|offer|drives?|book|booking|call|talk|speak|visit|"
    r"meet|meeting|appointment|sales|someone|somebody|sign|interested|try it|get started|"
    rf"{_PROBLEM})\b"
    r"|n['’]?t\b|\bmy (?:account|login|log-in|password|invoice|order|ticket|parcel|refund|delivery|"
    r"booking|bill|payment|data|car|van|bike|system|app)\b",
    re.IGNORECASE,
)
# Of work here, wanted or done: who writes of "grant applications" seeks none.
JOB = re.compile(
    r"\b(?:jobs?|hir(?:e|es|ing)|recruit\w*|vacanc\w*|careers?|cv|r[eé]sum[eé]s?|intern\w*"
    r"|apprentice\w*|trainees?|graduates?|positions?|openings?|salar\w*|wages?|employ\w*"
    r"|interview\w*"
    r"|appl(?:y|ied|ying)|(?:my|your|the|an?|job) applications?|looking for|join|volunteer\w*|work"
    r"|working|experience\w*|staff|(?:you|u) need|shifts?|tak(?:e|ing) on)\b",
    re.IGNORECASE,
)
# Of a seller who goes on: "who looks after procurement?", "can I book the decision maker?".
WHO_DECIDES = re.compile(
    r"\b(?:procurement|purchasing|buyers?|decision[- ]?makers?|(?:in charge|responsible|decides?"
    r"|handles?|looks? after)\b.*\b(?:suppliers?|buying|marketing|it|budget|contracts?)"
    r"|our (?:product|service|solution|offer|company|team)|save you|right person|introduc\w+)\b",
    re.IGNORECASE,
)
# Asks for somebody to sell to, where a customer asks for somebody to buy from.
SELLS_TO = re.compile(
    r"\b(?:with|to|meet|see|reach|call) (?:the|your) (?:[\w-]+ )?"
    r"(?:decision[- ]?makers?|procurement|purchasing|buyers?)\b",
    re.IGNORECASE,
)
# Of a job seeker who does: "what do you pay", "is it full time", "can I give you my CV here".
JOB_TALK = re.compile(
    r"\b(?:what do you pay|(?:pay|paid|wages?|salar\w+|hourly)|full[- ]time|part[- ]time|shifts?"
    r"|hours"
    r"|casual|permanent|cv|r[eé]sum[eé]|apply|applied|application|experience|qualifi\w+|licen[cs]e"
    r"|tickets?|apprentice\w*|visa|interview|start(?:ing)? date|jobs?|roles?|positions?"
    r"|\d+ ?(?:yrs?|years)|give (?:it|that|this) to (?:you|u)|(?:send|leave) (?:it|that"
    r"|this) (?:here"
    r"|with (?:you|u)))\b",
    re.IGNORECASE,
)
# Of somebody who is to call or to write …
CALLED = re.compile(
    r"\b(?:call\w*|cal|cb|ring\w*|r[au]ng|f?ph?on\w*|telephone\w*|contact\w*|speak\w*|talk\w*"
    r"|reach\w*"
    r"|buzz|bell|tinkle|shout|hear\w*|touch|number|mobile|cell|landline|text\w*|whats ?app|back"
    r"|message|msg|tel|line|dial|voice|someone|somebody|person|people|rep|e?-?mail\w*|inbox|post"
    r"|ping"
    r"|letter|write|repl(?:y|ies)|revert|send|let (?:me|us) know|zoom|video|teams|skype|meet\w*)\b",
    re.IGNORECASE,
)
# … and of something to be tried, seen or visited, or asked for in any words.
TRIES = re.compile(
    r"\b(?:demo\w*|trials?|try\w*|tried|test\w*|tast\w*|visit\w*|see\w*|view\w*|show\w*|tours?"
    r"|book\w*"
    r"|look\w*|appointments?|appt|meet\w*|samples?|swatch\w*|lessons?|class(?:es)?|pass|driv\w*"
    r"|consult\w*|sessions?|slots?|reserv\w*|schedul\w*|inspect\w*|fitting|evaluat\w*|pilot|poc"
    r"|proof|play|spin|action|preview|hands|arrange\w*|present\w*|webinar|screen|pop|measure\w*"
    r"|survey\w*|assess\w*|guide\w*|register|sign|enrol\w*|access|sandbox|organi[sz]e|watch"
    r"|check|walk"
    r"|open day|free|before|possible|want|wish|like|love|please|pls|plz|can i|can we|could|may"
    r"|might"
    r"|let me|let us|give|dmeo)\b|\?",
    re.IGNORECASE,
)
# … by somebody who says that it is not that: "not hiring anything", where vans are hired.
NO_JOB = re.compile(
    r"\b(?:not|n['’]t) (?:\w+ ){0,2}?(?:hiring (?!at|right|now|yet)|renting|looking for (?:an? )?"
    r"(?:job|work)|after a job)"
    # … nor by who weighs hiring something; a job seeker asks whether the company is.
    r"|\b(?:at|of|about|consider\w*|in|for|i['’]?m|we['’]?re|let['’]?s|than|or|versus"
    r"|vs\.?) hiring\b"
    # … nor of a piece of work that needs something: "it's for a roofing job", "on our jobs".
    r"|(?<!apply )(?<!applying )(?<!applied )(?<!looking )(?<!searching )(?<!hunting )(?<!after )"
    r"\b(?:for|on|at) (?:an?|the|our|my|this|that|these) (?:[\w-]+ ){1,2}?jobs?\b"
    r"(?! (?:opening|offer|ad|advert|you|as|at|with|in your))"
    r"|^\W*(?:for )?(?:hire|rent)\W*$",
    re.IGNORECASE,
)
# Says what is needed.
AFTER = re.compile(
    r"\b(?:(?:we|i) (?:\w+ )?(?:need|require)|(?:we|i)(?:['’]?(?:re|m)| are| am) (?:after"
    r"|in need of"
    r"|looking for))\b",
    re.IGNORECASE,
)
# Of things as well as of people: where things are hired out, a bare "hire" seeks no work.
HIRE = re.compile(r"\W*(?:for )?hir(?:e|es|ing)\W*", re.IGNORECASE)
# One thing and not the other, in hardly more words than that: "hired not bought".
RATHER = re.compile(
    r"(?!.*\b(?:it|is|does|do|did|am|are|was|can|could|will|would|has|have|still|my|our|the|i|we)\b)"
    r"\W*[\w-]+(?: [\w-]+)?,? (?:not|rather than|instead of) [\w-]+\W*",
    re.IGNORECASE,
)
# Of staff who need something that the company has.
STAFF_NEED = re.compile(
    r"\b(?:staff|people|employees?|colleagues?|team|crew|lads|girls|of (?:us|them|my \w+|our \w+))"
    r" (?:\w+ )?(?:needs?|wants?|requires?|could do with|would like|have to (?:do|have|get))\b",
    re.IGNORECASE,
)
# Of somebody who did not come, or of what was not done by when it was promised.
LATE = re.compile(
    r"\b(?:your|our|the|my) (?:\w+ ){1,3}?(?:was|were|is|are)(?:n['’]t)? (?:meant|supposed|due"
    r"|promised)"
    r" (?:to (?:be|come|arrive|call|ring|turn up|get here)|here|in|at|by|this|last|yesterday"
    r"|today)\b",
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
    r"\b(?:we|our|us|i|i['’]?m|my|me|offer\w*|partner\w*|need|interested|looking|charge"
    r"|responsible|"
    r"decision|decides?|handles?|outsourc\w*|buyer|purchas\w*|procurement|seo|backlinks?|leads)\b",
    re.IGNORECASE,
)
# Wants to have something of the company's, in plain words.
ORDERS = re.compile(
    r"\b(?:i|we|we['’]?d|i['’]?d)\s+(?:(?:would|do|also|actually|really|just|both)\s+)*"
    r"(?:want|need|like|love|wish)\s+(?:to (?:buy|order|rent|hire|book|lease|get|have|try)|an?\b"
    r"|some\b|one\b|your\b|\d)"
    r"|\b(?:i|we)(?:['’]?m|['’]?re| am| are)\s+(?:a customer|looking to (?:buy|rent|order|book)"
    r"|interested in (?:buying|renting|ordering|booking|your))"
    r"|\b(?:an?|your|the) (?:quote|quotation|price list)\b|\bhow much\b",
    re.IGNORECASE,
)
# Of an invitation to make an offer, which a buyer sends out.
_TENDER = (
    r"\b(?:invitation to (?:quote|tender|bid)|(?:request|call) for"
    r" (?:quotations?|quotes?|proposals?|tenders?|bids?|offers?)"
    r"|invit\w+ (?:quotations?|quotes?|tenders?|bids?|offers?)"
    r"|(?:seeking|obtaining|gathering|collecting) (?:quotations?|quotes?|bids?|tenders?)"
    r"|(?:rfqs?|rfps?|rfis?|itts?|itqs?)(?= (?:for|to)\b|\W))"
)
# Of somebody who is to do something for the writer: "we are looking for a firm that can clean …".
BUYS = re.compile(
    rf"{_TENDER}|"
    r"\b(?:(?:looking|searching|search|seeking|seek)(?: for)?|in search of"
    r"|(?:i|we) (?:\w+ )?(?:need|want|require)) "
    r"(?:(?:an?|some|one|the|any|another|new|good|local|reliable|other) ){0,3}(?:[\w-]+ )?"
    r"(?:company|firm|business|supplier|vendor|provider|contractor|agency|specialist|manufacturer"
    r"|someone|somebody) (?:who|that|which|what|to|for)\b"
    r"(?!(?: \w+)? (?:needs?|wants?|(?:re)?sells?|buys?|distributes?|advertis\w+|invests?|uses?"
    r"|partner\w*|promote|represent)\b)",
    re.IGNORECASE,
)
