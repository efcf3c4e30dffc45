"""When and how often a debtor may be contacted: what agencies are told, with the source of each rule.

They are no legal advice: the law of the debtor's place holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from collectkit.worklist.words import Words


@dataclass(frozen=True, slots=True)
class ContactRule:
    """One rule.

    Attributes:
        says: what it asks for, in words.
        source: where it stands.
        hours: within which contact is allowed, in the debtor's local time; None if it is of something else.
        calls: how many calls it allows; None if it is of something else.
    """

    id: str
    says: Words
    source: str
    hours: Words | None = None
    calls: Words | None = None
