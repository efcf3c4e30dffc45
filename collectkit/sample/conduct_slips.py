"""What agencies and the creditor do that rules of conduct forbid, or only seem to: each on an account of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from collectkit.sample.pools import Language

Teller: TypeAlias = Literal["agency", "creditor", "platform"]
"""Whose file tells of a contact: the agency's records, the creditor's log, the creditor's call platform."""
BREACH, UNKNOWN = "BREACH", "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of a slip.

    Attributes:
        day: days after the placement.
        time: of the day in China; None where only the day is told.
        breaks: rule -> whether it is a ``BREACH``, or ``UNKNOWN``, which nobody can judge.
        cells: beside those of an answered call to the debtor.
        text: the phrase of `TEXTS` that its note is.
        account: which of the slip's accounts.
        twice: whether the creditor's log tells of it too.
    """

    day: int
    time: str | None
    breaks: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str | None] = field(default_factory=dict)
    by: Teller = "agency"
    text: str | None = None
    account: int = 0
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A record of the agency that tells something of the debtor: its family, its day, and its cells."""

    family: Literal["STA", "CMP"]
    day: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConductSlip:
    """One thing that is forbidden, or looks like it.

    Attributes:
        numbered: whether the number that is dialled must be known.
        shared: whether the account is one that another agency calls too, by mistake: once, unanswered, on day 4 at 9.
    """

    contacts: tuple[Contact, ...]
    known: tuple[Known, ...] = ()
    accounts: int = 1
    numbered: bool = False
    shared: bool = False


def _breach(rule: str) -> Mapping[str, str]:
    return {rule: BREACH}


def _state(status: str, day: int) -> tuple[Known, ...]:
    return (Known("STA", day, {"status": status}),)


_MISSED = {"result": "UNANSWERED"}
_NOTICE = {"channel": "AI_CALL", "mode": "NOTICE"}
_OTHER = {"target": "THIRD_PARTY"}
_RELATIVE = {**_OTHER, "number": "relative-1"}
_VISIT = {"channel": "VISIT"}
_BARE = {"channel": "VISIT", "picture_hash": None, "place_cell": None}
_ABUSE = {"house-words": BREACH, "cn-abuse": BREACH}
_LATER = 7_300
"""Twenty years."""

SLIPS: Mapping[str, ConductSlip] = MappingProxyType(
    {
        "before_hours": ConductSlip((Contact(3, "08:00:00"), Contact(4, "07:59:59", _breach("cn-hours")))),
        "after_hours": ConductSlip(
            (
                Contact(3, "21:59:59", cells=_MISSED),
                Contact(4, "22:00:00", _breach("cn-hours"), by="creditor"),
            )
        ),
        "fourth_call_by_agency": ConductSlip(
            (
                Contact(5, "09:00:00"),
                Contact(5, "10:30:00", by="platform", twice=True),
                Contact(5, "12:00:00", cells=_MISSED),
                Contact(5, "13:30:00", by="creditor"),
                Contact(5, "15:00:00", _breach("cn-calls-interactive")),
                Contact(6, "09:00:00"),
            )
        ),
        "fourth_call_by_creditor": ConductSlip(
            (
                Contact(5, "09:00:00"),
                Contact(5, "11:00:00", cells={"channel": "AI_CALL"}),
                Contact(5, "13:00:00"),
                Contact(5, "15:00:00", _breach("cn-calls-interactive"), by="platform"),
            )
        ),
        "fourth_notice": ConductSlip(
            (
                Contact(2, "09:00:00", cells=_NOTICE),
                Contact(2, "11:00:00", cells=_NOTICE, by="platform"),
                Contact(2, "13:00:00", cells=_NOTICE, by="platform"),
                Contact(2, "15:00:00", _breach("cn-calls-notice"), _NOTICE),
            )
        ),
        "third_person": ConductSlip((Contact(3, "10:00:00", _breach("cn-third-party"), _OTHER),)),
        "third_person_of_unreachable": ConductSlip(
            (Contact(3, "10:00:00", cells=_OTHER, text="asked"),), _state("UNREACHABLE", 1)
        ),
        "third_person_refused": ConductSlip(
            (
                Contact(3, "10:00:00", cells={**_RELATIVE, "result": "REFUSED"}),
                Contact(5, "10:00:00", _breach("cn-third-party-refused"), _RELATIVE),
            ),
            _state("UNREACHABLE", 1),
        ),
        "debt_disclosed": ConductSlip(
            (Contact(4, "10:00:00", _breach("cn-third-party-disclosure"), _OTHER, text="disclosed"),),
            _state("UNREACHABLE", 1),
        ),
        "second_visit": ConductSlip(
            (
                Contact(4, "10:00:00", cells=_VISIT),
                Contact(4, "16:00:00", _breach("cn-visits"), _VISIT),
                Contact(5, "10:00:00", cells=_VISIT),
            )
        ),
        "visit_without_picture": ConductSlip((Contact(4, "10:00:00", _breach("rec-visit-evidence"), _BARE),)),
        "after_death": ConductSlip((Contact(4, "10:00:00", _breach("rec-deceased")),), _state("DECEASED", 2)),
        "two_talk_at_once": ConductSlip(
            (
                Contact(4, "10:00:00", _breach("rec-overlap"), {"talk_seconds": "300"}),
                Contact(4, "10:02:00", _breach("rec-overlap"), by="creditor"),
                Contact(4, "10:05:00", cells={"collector": "C90"}),
            )
        ),
        "collector_talks_twice": ConductSlip(
            (
                Contact(4, "11:00:00", _breach("rec-overlap"), {"talk_seconds": "300", "collector": "C91"}),
                Contact(4, "11:04:59", _breach("rec-overlap"), {"collector": "C91"}, account=1),
            ),
            accounts=2,
        ),
        "talk_below_zero": ConductSlip(
            (Contact(4, "10:00:00", _breach("rec-negative"), {"talk_seconds": "-35"}, by="platform"),)
        ),
        "in_the_future": ConductSlip((Contact(_LATER, "10:00:00", _breach("rec-future"), _MISSED, by="creditor"),)),
        "without_time": ConductSlip(
            (
                Contact(
                    *(4, None),
                    {"rec-time": BREACH, "cn-hours": UNKNOWN},
                    {"channel": "SMS", "mode": "NOTICE"},
                    by="creditor",
                ),
            )
        ),
        "four_calls_in_an_hour": ConductSlip(
            (
                Contact(3, "10:00:00", cells=_MISSED),
                Contact(3, "10:20:00", cells=_MISSED, by="platform"),
                Contact(3, "10:40:00", cells=_MISSED),
                Contact(3, "10:59:59", _breach("house-bombing"), _MISSED),
                Contact(3, "11:40:00", cells=_MISSED),
            ),
            numbered=True,
        ),
        "seven_attempts": ConductSlip(
            (
                *(
                    Contact(3, f"{hour:02}:{minute:02}:00", cells=_MISSED)
                    for hour, minute in ((8, 30), (10, 0), (11, 30), (13, 0), (14, 30), (16, 0))
                ),
                Contact(3, "17:30:00", _breach("house-attempts"), _MISSED),
            )
        ),
        "seven_attempts_by_two_agencies": ConductSlip(
            (
                *(
                    Contact(4, f"{hour:02}:{minute:02}:00", cells=_MISSED)
                    for hour, minute in ((10, 0), (11, 30), (13, 0), (14, 30), (16, 0))
                ),
                Contact(4, "17:30:00", _breach("house-attempts"), _MISSED),
            ),
            shared=True,
        ),
        "called_in_dispute": ConductSlip(
            (
                Contact(3, "10:00:00", cells={"result": "DISPUTED"}),
                Contact(5, "10:00:00", _breach("house-disputed")),
            )
        ),
        "called_after_complaint": ConductSlip(
            (Contact(2, "10:00:00"), Contact(5, "10:00:00", _breach("house-disputed"))),
            (Known("CMP", 3, {"complaint_id": "TS-c", "about": "FREQUENCY", "channel": "CALL", "state": "OPEN"}),),
        ),
        "called_in_hardship": ConductSlip(
            (Contact(2, "10:00:00"), Contact(5, "10:00:00", _breach("house-hardship"))), _state("HARDSHIP", 3)
        ),
        "not_recorded": ConductSlip((Contact(4, "10:00:00", _breach("house-recording"), {"recording_hash": None}),)),
        "abused": ConductSlip((Contact(4, "10:00:00", _ABUSE, text="abused"),)),
        "threatened": ConductSlip((Contact(4, "10:00:00", _ABUSE, text="threatened"),)),
        "impersonated": ConductSlip((Contact(4, "10:00:00", _breach("house-words"), text="impersonated"),)),
        "threatened_by_debtor": ConductSlip((Contact(4, "10:00:00", text="by_debtor"),)),
        "told_not_to": ConductSlip((Contact(4, "10:00:00", text="negated"),)),
        "complained_of_words": ConductSlip(
            (Contact(4, "10:00:00", dict.fromkeys(_ABUSE, UNKNOWN), text="complained"),)
        ),
    }
)
"""What is done, by name. Each is done once, by the agencies in turn."""

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "rec-do-not-contact": "no file of the sample says do-not-contact",
        "house-minor": "nobody in the sample is young",
        "house-concentration": "nobody in the sample makes two fifths of an agency's contacts",
        "house-breach-concentration": "no agency of the sample has 20 breaches",
    }
)
"""Rules that nobody breaks, and why."""

TEXTS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "asked": "联系人接听，请其转告本人回电，未说明来意",
            "disclosed": "联系人接听，已告知其母亲客户贷款逾期三个月",
            "abused": "坐席：您什么时候还？ 客户：没钱。 坐席：没钱还敢借，你还要不要脸",
            "threatened": "告知客户再不还款，明天就去他单位拉横幅",
            "impersonated": "坐席：这里是法院执行局，你的案子今天要强制执行",
            "by_debtor": "客户情绪激动，扬言再打电话就打断你的腿，已挂断",
            "negated": "客户问会不会爆通讯录，已说明我司不会爆通讯录，承诺月底还款",
            "complained": "客户来电投诉催收员骂他不要脸，已记录，待核查录音",
        },
        "en": {
            "asked": "contact answered, asked her to have him call back, gave no reason",
            "disclosed": "contact answered, informed his mother that he owes three payments",
            "abused": "Agent: when will you pay? Customer: I have nothing. Agent: you are a worthless deadbeat",
            "threatened": "told the customer we will call everyone in your phone until this is paid",
            "impersonated": "Agent: this is officer Brown from the sheriff's office",
            "by_debtor": "customer got loud and said he will break your legs, ended the call",
            "negated": "customer asked about arrest; told him we never have you arrested, promised Friday",
            "complained": "customer complained that our agent called him a worthless deadbeat, to be checked",
        },
    }
)
"""Notes of contacts, by language."""
