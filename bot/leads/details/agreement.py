"""Whether an answer says yes or no."""

from __future__ import annotations

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot import english

# What a no denies that is none: "no worries", "yeah not a problem".
_TROUBLE = (
    r"\s+(?:an? )?(?:problems?|probs?|worries|dramas?|bother|sweat|doubt|issues?|objections?)\b"
)
# In two minds at once, of whom only the second counts: "yeah no that's fine".
_TWO_MINDS = re.compile(
    r"^(?:yeah|yea|yep)[\s,]+(?:no|nah)[\s,]+(?=(?:that'?s|it'?s|all|go|sure|fine|of course"
    r"|for sure|absolutely|definitely|happy|please do|yes|yeah|(?:we|i)['’]?(?:ve| have| do| am"
    r"| are| own)(?! not))\b)"
)
_YES = re.compile(
    r"^(?:(?:oh|um+|well|hm+|and|but|so|ok|okay|sorry(?=[\s,]+(?:ye[sap]|sure|of course|you)))"
    r"[\s,]+)*"
    r"(?:y|ye|yes+|yess*|yeah+|yea|yeh|yah|ya|yep|yup|yup+|aye|sure|surely|ok|okay|okey|k|kk|fine|"
    r"alright|all right|right|correct|exactly|indeed|absolutely|definitely|certainly|of course|"
    r"ofc|naturally|totally|true|agreed|i agree|i accept|i consent|accepted|please do|"
    r"(?:please|pls)(?=\W*$|[\s,]+(?:yes|do|go|send))|"
    r"go ahead|go for it|sounds good|sounds great|looks good|lgtm|looks right|that'?s right|"
    r"that'?s correct|that'?s fine|that'?s all (?:right|correct|good|fine)|"
    r"(?:it'?s )?all (?:good|correct|right|fine)|"
    r"(?:it'?s |that'?s |it |that )?(?:everything|all of (?:it|that|this)|it all|that all|all)"
    r" (?:is|looks|seems|sounds) (?:in order|good|correct|right|fine|ok(?:ay)?|perfect)|"
    r"(?:looks|seems) (?:all )?(?:right|good|fine|correct)|thats fine|thats right|that works|"
    r"works for me|you (?:can|may)|do it|"
    rf"why not|by all means|not?{_TROUBLE}|with pleasure|happy to|"
    # "I have a bakery" says no yes.
    r"(?:(?:i|we) (?:do|am|are|have|can|will)|it (?:is|does))(?=\W*$|[\s]*[,.!;]|\s+(?:indeed|so"
    r"|too|yes|thanks"
    r"|thank you|please|actually|already)\b)|happily|confirmed?|send it|perfect|great|good|"
    r"(?:(?:i|we)['’]?(?:m|re) )?(?:quite |very |perfectly )?happy (?:for|with) (?:you|that|this)|"
    r"if (?:that['’]?s what it takes|needed|need be|(?:it['’]?s )?necessary)|"
    r"sweet as|too easy|(?:bloody )?oath|righto|rightio|good as gold|shure|for sure|you betcha|"
    r"affirmative|positive|deal|let'?s do it|lets do it|let'?s go|you bet|i guess(?: so)?|"
    r"i think so|i (?:should|would) (?:think|say|imagine) so|i suppose(?: so)?|"
    r"(?:probably|mostly)(?!\s+(?:\w+\s+)?\d)|for sure|si|oui|ja)\b"
    rf"(?!\s+(?:not|no)\b(?!{_TROUBLE}))",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:(?:oh|um+|well|hm+|and|but|so|sorry|ok|okay|actually)[\s,]+)*"
    r"(?:n|no+|nope|nah+|naw|nay|non|nein|not|never|no way|no thanks?|no thank you|negative|"
    r"absolutely not|definitely not|certainly not|of course not|don'?t|do not|i don'?t|we don'?t|"
    r"i do not|we do not|i didn'?t|i can'?t|i cannot|i won'?t|i'?m not|im not|we'?re not|"
    r"we are not|"
    r"i am not|i haven'?t|we haven'?t|it isn'?t|it'?s not|it doesn'?t|that'?s not|thats not|rather "
    r"not|i'?d rather not|i would rather not|please don'?t|wrong|incorrect|false|i disagree|"
    r"i refuse|decline|neither|nobody|none|hardly|under no circumstances)\b",
    re.IGNORECASE,
)
_NOT_NO = re.compile(
    rf"^no(?:t)?(?:{_TROUBLE}|\s+(?:sure|yet sure|certain|decided)\b)"
    # Who thinks again has not said no: "no wait, it's the other one".
    r"|^(?:oh\s+)?no[\s,]+(?:wait|hang on|hold on|i mean(?:t)?)\b",
    re.IGNORECASE,
)
_NO_AFTER_YES = re.compile(
    r"^(?:sure|yeah|yep|ok|fine|probably|absolutely|definitely|i guess|i think)\s*,?\s+"
    rf"(?:not|no|nah)\b(?!{_TROUBLE})",
    re.IGNORECASE,
)
# Agrees in a way of its own, from the first word to the last.
_IDIOM = re.compile(
    r"(?:(?:oh|well|hm+|ok(?:ay)?|i suppose|i guess|and|so)[\s,]+)*(?:"
    r"(?:i|we)(?:'ve| have)(?: got)? no (?:real |great )?objections?(?: (?:to that|at all))?"
    r"|(?:i|we) (?:wouldn'?t|wouldnae|would not) (?:say no|mind(?: (?:that|it|at all))?|object)"
    r"|(?:i (?:should|would) (?:think|imagine|say) )?(?:(?:that|this|it) (?:would|will|should) be"
    r"|(?:that|it)(?:'s| is)) (?:(?:quite|perfectly|absolutely|entirely|all) )?"
    r"(?:in order|acceptable|fine|all ?right|ok(?:ay)?)|too right(?: you (?:can|may))?|be my guest"
    r")(?:[\s,]+(?:dear|love|mate|pal|thanks|thank you|yes|of course|then|with (?:me|us)"
    r"|by (?:me|us)|for (?:me|us)))*"
)
# A yes at the end of a few words that deny nothing: "that's all grand yes".
_YES_LAST = re.compile(
    r"^(?!.*\b(?:no|not|never)\b|.*n't\b)(?:[^\s,]+[\s,]+){1,4}(?:yes|yep|yeah|aye|yup)$"
)
# A yes to this which keeps something else out: "ok but no spam", "not for ads, but for this yes".
_YES_BUT = re.compile(
    r"^(?:(?:oh|well|hm+)[\s,]+)*(?:yes+|yeah|yep|yup|sure|ok(?:ay)?|fine|al ?right|agreed"
    r"|of course)"
    r"(?:[\s,]+(?:then|sure|fine|please|that['’]?s (?:fine|ok(?:ay)?)|with me|by me))*[\s,]+"
    r"(?:but|as long as|just)[\s,]+(?:please[\s,]+)?(?:no|not|don't|do not|never|without|nothing)\b"
    r"(?!\s+(?:now|yet|today|really|to(?:day)?)\b)"
    r"|^no(?:t|\b)[^.?!]*\bbut\b[^.?!]*\b(?:yes|yeah|yep|ok(?:ay)?|fine)$"
)
_THANKS = re.compile(
    r"(?:(?:great|perfect|good|ok|okay|cool|lovely|brilliant|super|wonderful|excellent|nice|fine"
    r"|awesome|all right|alright|amazing)[\s,.!]+)*"
    r"(?:thanks|thank you|thx|cheers|ta)(?:[\s,.!]+(?:a lot|so much|very much|again|all|everyone"
    r"|for (?:that|this|your help|the help|everything)|great|bye))*"
)
_LETTERS = re.compile(r"[a-z']{3,}")
_BRIEF = 60  # characters: a longer message says yes or no in other words too
_AGREEING = (
    *("yes", "yeah", "sure", "okay", "correct", "right", "looks", "good", "great", "perfect"),
    *("please", "agree", "agreed", "fine", "sounds", "exactly", "absolutely", "definitely"),
    *("course", "send", "that's", "thanks", "accept", "happy", "problem", "lovely", "all"),
    *("cheers", "thank", "never", "don't", "wrong", "not", "nope", "rather", "prefer"),
)
_UNSURE = re.compile(
    r"\b(?:not sure|not certain|don'?t know|no idea|depends|dunno|idk|unsure)\b", re.IGNORECASE
)


def yes_or_no(text: str) -> bool | None:
    """True for a yes in any words, False for a no, None for anything else.

    An uncertain answer ("not sure") is None: what is not said clearly is no consent.
    """
    said = text.strip().lower().replace("’", "'").strip(" .!,;:")
    if not said or _UNSURE.search(said) or said.endswith("?"):
        return None
    said = _mended(said)
    second = _TWO_MINDS.sub("", said)
    if second != said:
        return not _NO.match(second)
    if _YES_BUT.match(said):
        return True
    if _NO_AFTER_YES.match(said):
        return False
    if _NO.match(said) and not _NOT_NO.match(said):
        return False
    if _YES.match(said) or _YES_LAST.match(said) or _IDIOM.fullmatch(said):
        return True
    return None


def only_thanks(text: str) -> bool:
    """Whether a text does no more than thank, slips and praise aside: "great, thans"."""
    said = text.strip().lower().replace("’", "'").strip(" .!,;:")
    return _THANKS.fullmatch(_mended(said)) is not None


def _mended(said: str) -> str:
    """With slips in the words of a yes or no put right: "corrcet", "loks good"."""
    return _LETTERS.sub(lambda word: _nearest(word[0]), said) if len(said) < _BRIEF else said


def _nearest(word: str) -> str:
    if word in _AGREEING or english.is_word(word):
        return word
    near = process.extractOne(word, _AGREEING, scorer=OSA.distance, score_cutoff=1)
    return str(near[0]) if near else word
