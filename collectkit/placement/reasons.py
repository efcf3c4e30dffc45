"""Why an account is not placed: the one registry of reasons, in the order in which they are asked for.

An account has exactly one: the first that holds. docs/placement.md lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Reach = Literal["account", "debtor"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What one reason means.

    Attributes:
        meaning: as a sentence about the account.
        reach: whether it holds back this account, or every account of the debtor.
    """

    meaning: str
    reach: Reach = "account"


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "no_account_number": Reason("It has no account number that can be read."),
        "account_repeated": Reason("Its number stands in more than one row, and another row speaks for it."),
        "disputed": Reason("The debt is disputed."),
        "complaint": Reason("The debtor has complained.", "debtor"),
        "hardship": Reason("The debtor is in hardship.", "debtor"),
        "deceased": Reason("The debtor has died.", "debtor"),
        "insolvent": Reason("The debtor is insolvent.", "debtor"),
        "fraud": Reason("It is a case of fraud."),
        "litigation": Reason("It is before a court."),
        "do_not_contact": Reason("The debtor must not be contacted.", "debtor"),
        "product_excluded": Reason("Its product is not placed."),
        "claim_unverified": Reason("There is no record of its contract, or none of its disbursement."),
        "other_currency": Reason("It is in another currency than the agencies file speaks of."),
        "amount_missing": Reason("Its amount is blank or cannot be read."),
        "nothing_due": Reason("Nothing is due: the amount is zero or less."),
        "below_floor": Reason("Its amount is below the floor."),
        "uneconomic": Reason("What is expected to come in does not pay for placing it."),
        "identity_damaged": Reason("The debtor's ID number is blank or damaged."),
        "no_contact": Reason("The debtor can be reached in none of the ways that the creditor allows."),
        "cooling_off": Reason("It was recalled a short time ago."),
        "tier_grace": Reason("It is not long enough past due for its hand."),
        "already_placed": Reason("It is with an agency, and not yet recalled."),
        "no_agency": Reason("No one agency may take all that the debtor owes."),
        "holdout": Reason("It was held out, as a control: what comes in without an agency."),
        "no_capacity": Reason("No agency that may take it has room left."),
    }
)

FLAGS = ("disputed", "complaint", "hardship", "deceased", "insolvent", "fraud", "litigation", "do_not_contact")
"""The reasons that are flags of the accounts table, under the same names."""

CODE: Mapping[str, int] = MappingProxyType({name: place for place, name in enumerate(REASONS)})
"""Reason -> its place in the order."""

NONE = len(REASONS)
"""Stands behind every reason: nothing speaks against placing."""
