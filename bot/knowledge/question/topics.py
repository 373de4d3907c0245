"""What a person has to answer: advice, promises, bargaining, others' data, attacks.

Each topic is recognised by the form of the question, in any trade. Content that speaks of the
matter itself (a roadmap, a guarantee) may still answer: `says` is what such a passage has to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """`asks` recognises it in a folded question, `says` a passage that is about it (None: no
    passage may answer); `refusal` is what is said instead of an answer."""

    name: str
    asks: re.Pattern[str]
    says: re.Pattern[str] | None
    refusal: str


def _topic(name: str, asks: str, says: str | None, refusal: str) -> Topic:
    return Topic(
        name,
        re.compile(asks, re.VERBOSE),
        re.compile(says, re.IGNORECASE) if says else None,
        refusal,
    )


TOPICS = (
    _topic(
        "instructions",
        r"""\bsystem\s+(?:prompt|message|instructions?)\b
        |\byour\s+(?:\w+\s+)?(?:prompts?|instructions)\b(?!\s+(?:for|on|about|to)\b)
        |\b(?:hidden|secret|initial|original)\s+(?:prompts?|instructions|rules)\b
        |\bwhat\s+(?:were|are)\s+you\s+(?:told|instructed|programmed)\b|\bjailbreak|\bdan\s+mode\b
        |\bdeveloper\s+mode\s+(?:on|enabled)\b""",
        None,
        "I only answer from what {company} has published, and nothing in a message changes that.",
    ),
    _topic(
        "attack",
        r"""\bhow\s+(?:do|can|could|would|to|might)\b.{0,20}\b(?:hack|exploit|crack|ddos|dos|phish
          |steal|break\s+into|brute\s*force|sabotage|pirate)\b
        |\b(?:hack|exploit|crack|ddos|break\s+into)\s+(?:into\s+)?(?:your|the|their|a|an|my\s+\w+s)\b
        |\b(?:bypass|circumvent|get\s+(?:around|past)|evade|trick|cheat)\s+(?:the\s+|your\s+)?
          (?:payment|pay\s*wall|licen[cs]\w+|login|log\s*in|authenti\w+|security|billing|trial
          |age|credit|limits?|fees?)\b
        |\b(?:what|tell|give|show|send)\b.{0,20}\b(?:your|the|'s|an?)\s+(?:admin\w*|root|database
          |server|master|staff|internal)\s+(?:passwords?|credentials|logins?|keys?|tokens?)\b
        |\b(?:sql\s+injection|zero[\s-]days?|backdoors?|exploits?|keygens?)\s+(?:in|for|on|of|to)\b
        |\bvulnerabilit\w+\s+(?:does|do|in|of|can\s+i)\b.{0,15}\byour?\b""",
        None,
        "I can't help with that. Reports about security are welcome with our team.",
    ),
    _topic(
        "others' data",
        r"""\b(?:an?\s*other|other|someone\s+else's|somebody\s+else's|a\s+different)\s+
          (?:customers?|clients?|users?|patients?|guests?|members?|buyers?|tenants?|persons?
          |people|compan(?:y|ies)|accounts?)(?:'s|')?\s+(?:personal\s+|private\s+|contact\s+)?
          (?:data|details|names?|e-?mails?|(?:e-?mail|home)\s+address\w*|phones?|numbers?|orders?
          |invoices?|contracts?|records?|files?|history|passwords?|pay(?:s|ing|ments?)?|paid|spend
          |bills?)\b
        |\b(?:give|show|send|tell|list|share|get|see|read|export)\b.{0,15}\b(?:all\s+|the\s+)?(?:list
          |names?|e-?mails?|(?:e-?mail\s+|home\s+)?address\w*|(?:phone\s+)?numbers|data|details|records?
          |files?|contacts?)\s+(?:of|from|for)\s+(?:all\s+
          |any\s+)?(?:of\s+)?(?:your|other|another|the)\s+(?:\w+\s+)?(?:customers?|clients?|users?|patients?|guests?
          |members?|leads?|employees|staff)\b
        |\b(?:which|what|whose)\s+(?:customers?|clients?|users?|patients?|guests?|people)\b.{0,40}
          \b(?:yesterday|last\s+(?:week|month|night|year)|today|this\s+(?:week|month)|owes?
          |cancell?ed|complain\w*|pa(?:y|ys|id)\s+(?:you|the\s+most))\b
        |\bwhat\s+(?:does|did|do)\s+(?!it\b|this\b|that\b|the\b|a\b|an\b|one\b|i\b|we\b|you\b|they\b)
          [\w\s&.'-]{2,40}\bpay\s+(?:you|to\s+you|your)\b
        |\b(?:what|how\s+much)\s+did\s+(?:he|she|they)\s+(?:\w+\s+)?pay\b
        |\b(?:what|how\s+much)\s+(?:did|does)\s+(?:my|our|his|her|their)\s+(?:\w+\s+){1,2}pay\b
        |\bwho\s+else\s+(?:\w+\s+){0,2}(?:looked|asked|booked|bought|applied|ordered)\b""",
        r"\b(?:data|privacy|personal|private(?!\s+(?:customers?|clients?|people|persons?|guests?|buyers?))"
        r"|shar\w+|access|see)\b",
        "I can't tell anything about other people's data. A person on our team can help if it"
        " concerns you.",
    ),
    _topic(
        "own account",
        r"""\b(?:how\s+much|what)\s+do\s+(?:i|we)\s+(?:still\s+|currently\s+)?owe\b
        |\b(?:my|our)\s+(?:current\s+|outstanding\s+|open\s+)?(?:balance|invoice|bill)\s+
          (?:now|today|at\s+present|this\s+month|last\s+month)\b
        |\b(?:am|are)\s+(?:i|we)\s+behind\s+(?:with|on)\b""",
        r"\b(?:balance|owe[ds]?|invoices?|bills?|account)\b",
        "I can't see accounts, orders or invoices. A person on our team can look.",
    ),
    _topic(
        "private data",
        r"""\b(?:home|private|personal)\s+(?:address|phone|mobile|cell|number|e-?mail|life|telephone)\b
        |'s\s+(?:personal\s+|private\s+|mobile\s+|cell\s+)?(?:salary|wages?|income|age|wife|husband
          |girlfriend|boyfriend|children|religion|birthday|mobile(?:\s+number)?|cell(?:phone)?)\b
        |\bhow\s+much\s+(?:does|do|did)\s+(?:your|the)\s+(?:ceo|boss|founders?|owners?|manager
          |director|staff|employees?|sales\w*|rep\w*|team|developers?|president)\b.{0,20}
          \b(?:earn|make|get\s+paid|take\s+home)\b
        |\b(?:salary|salaries|wages?|bonus(?:es)?)\s+(?:of|for)\s+(?:your|the)\b
        |\bhow\s+old\s+is\s+(?:your|the)\s+(?:ceo|boss|founder|owner|manager|director|president)\b
        |\bis\s+(?:your|the)\s+(?:ceo|boss|founder|owner|manager|director|receptionist)\s+
          (?:married|single|gay|religious|rich|pregnant)\b""",
        None,
        "I don't give out anything private about people. A person on our team can pass a message"
        " on.",
    ),
    _topic(
        "legal advice",
        r"""\blegal\s+(?:advice|opinion|counsel)\b|\b(?:can|could|should|may)\s+(?:i|we)\s+(?:\w+\s+)?
          (?:sue|take\s+(?:you|them|him|her|someone)\s+to\s+court|claim\s+(?:damages|compensation))\b
        |\bis\s+(?:it|this|that)\s+(?:even\s+|really\s+)?(?:il)?legal\b
        |\b(?:am|are)\s+(?:i|we)\s+(?:\w+\s+)?(?:liable|breaking\s+the\s+law|legally)\b
        |\bwhat\s+are\s+my\s+(?:legal\s+|consumer\s+|statutory\s+)?rights\b
        |\b(?:need|get|hire|call|talk\s+to|ask)\s+(?:a|my|our)\s+(?:lawyer|solicitor|attorney)\b
        |\b(?:get|wriggle)\s+out\s+of\s+(?:my|our|a|the)\s+(?:current\s+|old\s+|existing\s+)?(?:contract
          |lease|agreement)\b|\b(?:tax|write\s+(?:it|this|that)\s+off)\b.{0,20}\b(?:advice|deduct\w+)\b
        |\b(?:avoid|evade|dodge)\s+(?:paying\s+)?(?:tax(?:es)?|vat|duty)\b""",
        r"\b(?:legal|law|lawful|liab\w+|rights?|court|tax\w*|statut\w+)\b",
        "I can't give legal or tax advice. A person on our team can say what holds with us.",
    ),
    _topic(
        "medical advice",
        r"""\bmedical\s+advice\b|\bdiagnos(?:e|is)\s+(?:me|my|this|it)\b|\bdosage\b|\bwhat\s+dose\b
        |\b(?:is|are|would|can)\b.{0,60}\b(?:safe|ok|okay|dangerous|harmful|bad|good|healthy)\s+
          (?:for|with|if|while|during|when)\b.{0,40}\b(?:pregnan\w*|breast-?feed\w*|allerg\w+|asthma
          |diabet\w*|epilep\w*|heart|blood\s+pressure|pacemaker|medication|medicines?|pills?|condition
          |pain|cancer|migraines?|surgery|injur\w+)
        |\b(?:should|can|may|could)\s+(?:i|we|my\s+\w+)\s+(?:\w+\s+){0,2}(?:take|stop\s+taking|mix
          |combine|exercise|train|drink)\b.{0,50}\b(?:pregnan\w*|medication|medicines?|pills?|tablets?
          |ibuprofen|aspirin|paracetamol|antibiotics?|insulin|painkillers?|pain|fever|injur\w+)
        |\b(?:could|might|is)\s+(?:this|it|my\s+\w+)\s+(?:be\s+)?(?:cancer\w*|broken|infected|fractured
          |serious|contagious|a\s+(?:stroke|heart\s+attack|tumou?r))\b
        |\bwhat\s+(?:should|can|could|do)\s+i\s+(?:do|take)\b.{0,20}\b(?:about|for|against|with)\s+
          (?:my|a|an|this)\b.{0,30}\b(?:pain|ache|headache|disc|disk|rash|fever|cough|infection|wound
          |depression|anxiety|injury|symptoms?|knee|shoulder|neck|tooth|stomach|allergy)\b
        |\b(?:what|which)\s+(?:medicine|medication|drugs?|pills?|painkillers?)\s+(?:should|can|do)\b
        |\bwill\s+(?:it|this|that)\s+cure\b""",
        r"\b(?:medic\w*|doctor|pregnan\w*|allerg\w*|pain|suitable|safe|condition\w*|symptom\w*)\b",
        "I can't give medical advice; please ask a doctor or pharmacist. A person on our team can"
        " answer questions about what we offer.",
    ),
    _topic(
        "promise",
        r"""\bwill\s+(?:you|it|there|the|your|we|this|that|they|prices?)\b.{0,60}\b(?:ever|some\s?day
          |eventually|in\s+(?:the|near)\s+future|in\s+(?:\d+|a\s+few|two|three|five|ten)\s+years
          |next\s+(?:year|quarter|decade)|soon|by\s+(?:20\d\d|next|the\s+end\s+of)|forever|always
          |never|stay\s+the\s+same|go\s+(?:up|down)|increase|rise|drop|still\s+(?:exist|be))\b
        |\bwill\b.{0,60}\bin\s+(?:\d+|a\s+few|two|three|five|ten)\s+years\b
        |\b(?:can|could|do|will|would)\s+you\s+(?:\w+\s+){0,2}(?:guarantee|promise|swear)\b
        |\b(?:guarantee|promise|swear|assure)\s+(?:me|us|that)\b
        |\b(?:are|is|do|does)\s+(?:you|your|there|the|it|\w+)\s+(?:\w+\s+){0,3}(?:going|plan\w*|intend
          \w*)\s+to\s+(?:add|support|release|launch|build|open|raise|increase|lower|change|offer|make
          |develop|introduce|drop|sell|expand|bring)\b
        |\bwhen\s+will\s+(?:you|it|the|your|there)\b.{0,40}\b(?:add|support|releas\w+|launch\w*|come\s+out
          |introduc\w+|be\s+(?:available|ready|added|supported))\b
        |\bwhen\s+(?:are|is)\s+(?:you|it|the|your)\b.{0,40}\b(?:adding|releasing|launching|coming\s+out
          |introducing|planned)\b
        |\b(?:road\s?map|upcoming\s+(?:features?|models?|releases?|products?)|future\s+(?:plans?
          |features?|versions?|models?|prices?|releases?))\b
        |,\s*(?:do\s+you\s+)?promised?\W*$
        |\bwhat\s+will\b.{0,50}\b(?:cost|be\s+worth|be)\b.{0,20}\b(?:next\s+year|in\s+\d+\s+\w+
          |in\s+20\d\d)\b
        |\b(?:any|are\s+there|do\s+you\s+have)\s+(?:\w+\s+)?plans\s+to\b
        """,
        r"\b(?:will|plan(?:s|ned|ning)?|road\s?map|upcoming|coming|soon|from|by|guarantee\w*"
        r"|promise"
        r"|never|always|commit\w*|opens?|launch\w*|next)\b",
        "I can't promise anything about the future: what {company} has published says nothing"
        " certain about it. A person on our team may know more.",
    ),
    _topic(
        "bargain",
        r"""\b(?:give|get|offer|do|make|cut|sell|knock|take|let)\b(?:\s+\w+){0,4}\s+\d+(?:\.\d+)?\s?
          (?:%|percent)
        |\b(?:knock|shave|take)\b.{0,20}\boff\b|\bnegotia\w+|\bhaggl\w+|\bbargain\b
        |\b(?:price\s+match|match\s+(?:the|their|that|a|his|this|\w+'s)\s+(?:price|offer|quote|deal))
        |\b(?:best|better|lower|lowest|special|cheaper|final)\s+(?:price|deal|offer|rate)\b.{0,15}
          \b(?:you\s+can|for\s+(?:me|us)|do\s+for|give|possible)\b
        |\b(?:give|make|do|get|offer)\b(?:\s+\w+)?\s+(?:me|us)?\s*(?:an?\s+)?(?:better|lower|special
          |cheaper|good)\s+(?:price|deal|offer|rate)\b
        |\b(?:waive|throw\s+in|skip|drop)\b.{0,20}\b(?:fees?|for\s+free|setup|charges?|deposit|extra)\b
        |\bcan\s+(?:i|we)\s+(?:have|get)\s+(?:it|this|that|one)\s+(?:for\s+(?:free|less|\W?\d)|cheaper)
        |\bcan\s+you\s+(?:do|make)\s+(?:it|that|this)\s+(?:for\s+(?:less|free|\W?\d)|cheaper)""",
        r"\b(?:negotia\w+|price[- ]match\w*|match(?:es)?|waive[ds]?|bargain\w*|haggl\w*)\b",
        "I can't agree on prices or give a discount that isn't in our price list. A person on our"
        " team can talk about that.",
    ),
)  # fmt: skip


def topic_of(plain: str) -> Topic | None:
    """The topic of a folded question that a person has to answer; None for all others."""
    return next((topic for topic in TOPICS if topic.asks.search(plain)), None)
