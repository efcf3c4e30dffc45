"""How English notes report what people say: expressions of who speaks, and of what was not said."""

from __future__ import annotations

_OTHERS = (
    "customer|debtor|consumer|borrower|client|cardholder|member|cm|dr|rp|third party|contact|caller|guarantor|cosigner"
    "|he|she|they|wife|husband|spouse|mother|father|mom|dad|brother|sister|son|daughter|friend|coworker|neighbou?r|boss|employer"
)
_COLLECTORS = (
    "i|we|agent|collector|rep|representative|advis[eo]r|officer|caller from our side|you guys"
    "|your (?:agent|collector|company|people)"
)
_SPEAKS = (
    "said|says|stated|states|replied|claimed|claims|told|threatened|threatens|yelled|shouted|screamed|swore|called"
    "|wrote|texted|asked|insulted|warned|advised|informed|reminded|mentioned|explained"
)
_COMPLAINS = "complained|complains|complaint|alleged|alleges|alleging|reported|disputes|accused|accuses"
_WORDS = r"(?:\s+(?!not\b|never\b)[a-z']+){0,4}?"

COLLECTOR_MARK = (
    r"\b(?:agent|collector|rep|representative|advis[eo]r|officer|bot|ai|us|our side|voicemail left|sms sent|text sent"
    r"|message sent)"
)
OTHER_MARK = (
    r"\b(?:customer|debtor|consumer|borrower|client|cardholder|third party|contact|caller|spouse|wife|husband|mother"
    r"|father|friend|coworker|neighbou?r|cm|dr|rp|reply|them)"
)
NO_MARK = (
    rf"(?:[a-z ]{{0,20}}\s)?(?:{_SPEAKS}|notes?|remarks?|memo|result|summary|comments?|outcome|status|policy|training)"
    r"\s?[:：]"
)

_CLAIM = (
    rf"\b(?:{_OTHERS}){_WORDS}\s+(?:{_COMPLAINS})\b|\bcomplaint\b"
    rf"|\b(?:{_OTHERS}){_WORDS}\s+(?:{_SPEAKS})\s+(?:that\s+)?(?:me\s+)?(?:that\s+)?(?:our|your|the|a|an|another|previous)\s+"
    r"(?:\w+\s+)?(?:agent|collector|rep|agency|company|caller)\b"
)
_OTHER = (
    rf"\b(?:{_OTHERS}){_WORDS}\s+(?:{_SPEAKS})\b(?:\s+(?:me|us|that|the agent|the collector|agent))*"
    r"|\byou(?:\s+just)?\s+(?:said|told|threatened|called)\b"
    r"|\b(?:was|were|been|got)\s+(?:called|sworn at|threatened|insulted)\b"
)
_COLLECTOR = (
    rf"\b(?:{_COLLECTORS})\b{_WORDS}\s+(?:{_SPEAKS})\b(?:\s+(?:the\s+)?(?:{_OTHERS}|him|her|them)\b)?"
    rf"|\b(?:told|advised|informed|warned|reminded|threatened|texted|called|notified|messaged|emailed)\s+"
    rf"(?:the\s+|his\s+|her\s+|their\s+)?(?:{_OTHERS}|him|her|them)\b"
    r"|\b(?:sent|left)\s+(?:an?\s+)?(?:sms|text|message|voicemail|letter)\b"
)
SAID = f"(?P<en_claim>{_CLAIM})|(?P<en_other>{_OTHER})|(?P<en_collector>{_COLLECTOR})"
SAID_BEHIND = (
    rf"[,.]?\s*(?:(?:the|his|her)\s+)?(?P<en_other>(?:{_OTHERS})\s+(?:\w+\s+)?(?:{_SPEAKS})\b|(?:said|yelled|shouted|told)\s+(?:the\s+)?(?:{_OTHERS})\b)"
    rf"|[,.]?\s*(?P<en_collector>(?:the\s+)?(?:{_COLLECTORS})\s+(?:\w+\s+)?(?:{_SPEAKS})\b)"
)

NEGATED = (
    r"(?:\bnot|n['’]t|\bnever|\bno|\bwithout|\bavoid(?:ed|ing)?|\bprohibited|\bforbidden|\brefrain(?:ed|ing)?)"
    r"(?!\s*[,.;!?])"
    r"(?:\W+(?:ever|from|to|say|said|saying|use|used|using|be|been|being|go|going|call|called|calling|the|a|an|any|words?|like|language"
    r"|such|as|customers?|debtors?|consumers?|borrowers?|him|her|them|you|threaten(?:ed|ing)?|tell|told|telling|have|will|that|we|is|are|abusive"
    r"|or|and|insult(?:ed|ing)?)\b){0,8}\W*"
)
