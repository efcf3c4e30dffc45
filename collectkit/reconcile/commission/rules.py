"""Why a fee is what it is: one rule for each ledger line that an agency may earn on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

FEE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "matched": "A matched payment, at the rate of its row.",
        "tail": "A payment from after the recall, within the tail days of its row.",
        "direct_earned": "A direct payment; its row says that those earn.",
        "capped": "The fee is cut to the cap of its row, for the payment or for the account.",
        "clawback": "It takes back a payment, and the fee goes back as it was earned.",
        "direct": "A direct payment earns nothing.",
        "free_days": "A direct payment of the first days after the placement earns nothing.",
        "no_rate": "No row fits: the fee is unknown.",
        "no_split": "The rate is of the principal, and the ledger does not say how much of the payment is: the fee is "
        "unknown.",
        "no_days": "The rate goes by the bucket on the day of the payment, and the days past due are not known: the "
        "fee is unknown.",
        "clawback_unknown": "It takes back a payment that this ledger does not have, and what that earned cannot be "
        "told from the row alone: the fee is unknown.",
    }
)
"""Every rule, and what it means."""

FEE_RULE = pl.Enum(list(FEE_RULES))
"""The type of a column of rules."""

EARN = ("matched", "tail", "direct_earned", "capped")
"""Payments with a fee that is known."""


def among(column: str, *rules: str) -> pl.Expr:
    """Return whether a rule is one of some; null is none of them."""
    return pl.col(column).is_in(pl.Series(rules, dtype=FEE_RULE).implode()).fill_null(value=False)
