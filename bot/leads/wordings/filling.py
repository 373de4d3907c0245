"""What answers nothing: pauses, remarks, talk, and what only leads in to something."""

from __future__ import annotations

import re

_SOMEBODY = (
    r"(?:(?:my|the|our) (?:[a-z]+ )?[a-z-]+|(?:mum|mom|dad|wife|husband|missus|hubby|he|she|they"
    r"|head office|management|landlord|boss|parents|builder|owner|nan|gran(?:d?ma|dad)?))"
)
# Says no more than that it cannot be said: "depends on what it can do", "as little as possible";
# or that somebody else knows: "my wife decides", "that's up to my boss".
VAGUE = re.compile(
    r"^\W*(?:(?:well|it|that|this|really|kind of|sort of|i guess|to be honest|tbh)[\s,]+)*"
    r"(?:(?:all )?depends\b[^?]*|(?:as (?:little|cheap|cheaply|low|few) as possible"
    r"|(?:the )?(?:less|cheaper|lower) the better|cheap|cheapest|low|minimal|not (?:too )?much"
    r"|hard to say|can['’]?t say yet|varies|it varies)\W*"
    r"|(?:i|we)(?:['’]?d|['’]?ll| would| will)? (?:have|need)(?: to)? (?:to )?(?:check|ask"
    r"|find out|look it up"
    r"|look into (?:it|that)|measure|confirm)(?: (?:it|that|this))?(?: (?:with|at|about"
    r"|on) [^?.!;]{1,60})?\W*"
    rf"|(?:that['’]?s |it['’]?s |is )?(?:up to|for) {_SOMEBODY}(?: to (?:say|decide))?\W*"
    rf"|{_SOMEBODY} (?:decides?|knows?|handles?|pays?|deals? with|looks? after|takes? care of"
    r"|sorts?|does|do|has to (?:say|decide)|makes? (?:the|that) (?:call|decision))"
    r"(?: (?:that|this|it|them|the (?:bills?|money|numbers|finances?)"
    r"|those|(?:all )?that stuff))?\W*)$",
    re.IGNORECASE,
)
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
# Wants nothing for now: "just looking", "only browsing for the moment, thanks".
LOOKS_AROUND = re.compile(
    r"^\W*(?:(?:no|nope|nah|oh|thanks|thank you|ok(?:ay)?|(?:hi|hello|hey)(?: there| all)?)"
    r"[\s,.!]+){0,3}"
    r"(?:(?:i|we)(?:['’]?m|['’]?re| am| are)\s+)?(?:just|only|simply|merely)\s+"
    r"(?:looking|browsing|window[ -]shopping|curious|exploring|having a (?:quick )?(?:look|browse)"
    r"|checking (?:you|it|this|things|your (?:site|website|page)) out|taking a look)"
    r"(?:\s+(?:around|about|for now|now|right now|at the moment|for the moment|today|thanks"
    r"|thank you|first|a bit|here|really))*\W*$"
    r"|^[^?]{0,80}\b(?:just|only|simply|merely)\s+(?:collecting|gathering|getting|after)\s+"
    r"(?:(?:a few|some|a bit of|a little)\s+)?(?:info(?:rmation)?|ideas|inspiration)"
    r"(?:\s+(?:for now|now|at this (?:point|stage)|at the moment|right now|today|thanks))*\W*$",
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
# A remark on how things are, which answers nothing: "this is Sparta!", "what a day".
REMARK = re.compile(
    r"^(?:(?:well|oh|ah|wow|haha|lol|hey)[\s,!]+)*(?:(?:this|that)(?:['’]s| is| was)"
    r"(?! (?:for|about|to|in|on|at|by|from|of|our|my|a|an|the)\b)(?: [\w'’-]+){1,3}"
    r"|what an? (?:[\w'’-]+ ?){1,3})\s*[.!…]*$",
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
# What says nothing in front of something else: "actually, can I talk to somebody?"; or nothing.
LEADS_IN = re.compile(
    r"(?:(?:actually|ok(?:ay)?|sorry|well|h+m+|u+m+|oh|please|thanks|thank you|hi|hello|hey|wait"
    r"|so|and|but|yes|yeah|no|right|fine|great|cool|alright|just|also|anyway|i see"
    r"|interesting|nice|lovely|perfect|good to know|got it|makes sense"
    r"|one (?:question|thing)|quick question|before that|first)[\s,.!:;…-]*)*$",
    re.IGNORECASE,
)
# Puts an answer off: "can I give it later", "I'll tell you on the phone".
LATER = re.compile(
    r"\b(?:(?:can|could|may|shall) i|i(?:['’]?ll| will| can| could|['’]?d| would)(?: rather)?)\b"
    r"[^.?!]{0,20}\b(?:give|tell|send|provide|add|share|say|do|let you (?:know|have)"
    r"|find (?:it )?out)\b[^.?!]{0,20}\b(?:later|another time|on the phone|in person|afterwards"
    r"|then|next time|when (?:you|they|we|he|she) (?:call|ring|speak|talk))\W*$",
    re.IGNORECASE,
)
