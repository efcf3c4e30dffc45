"""No contact by an agency with which the account was not placed on that day."""

from __future__ import annotations

import polars as pl

from collectkit.conduct import breaches
from collectkit.conduct.checks.applies import applies, in_force, possibly, surely
from collectkit.conduct.checks.finding import first_true, found
from collectkit.conduct.contacts import CREDITOR, Part
from collectkit.conduct.rule import OutsidePlacement, Rule

_PAIR = ("account", "agency")


def check(rule: Rule, _metric: OutsidePlacement, part: Part) -> pl.DataFrame:
    """Return which contacts an agency made on days on which it did not have the account: `breaches.FOUND`.

    An account may be placed with an agency several times. `measured` is for how many days the last placement was over,
    or how many were left to the first one; null where there never was one. The creditor may contact at any time, and
    where placements are not known nothing is found. Of a number that nobody knows nobody can say whose it is.
    """
    if not part.run.placed:
        return breaches.none()
    placements = part.placements.lazy().with_columns(placed=pl.lit(value=True))
    about = applies(rule.applies_to) & in_force(rule)
    rows = (
        part.contacts.lazy()
        .with_row_index("contact")
        .filter(pl.col("agency") != CREDITOR, possibly(about))
        .select("contact", "day", *_PAIR, about=about, nameless=pl.col("account").is_in(part.nameless.implode()))
    )
    suspects = (
        rows.join(placements, on=_PAIR, how="left")
        .filter(~surely(_inside()))
        .unique("contact", keep="any")
        .select("contact", "day", "about", "nameless", *_PAIR)
    )
    over = (pl.col("day") - pl.col("recall_on")).dt.total_days()
    ahead = (pl.col("placed_on") - pl.col("day")).dt.total_days()
    judged = (
        suspects.join(placements, on=_PAIR, how="left")
        .group_by("contact")
        .agg(
            pl.col("about", "nameless", "placed").first(),
            inside=surely(_inside()).any(),
            perhaps=_inside().is_null().any(),
            over=over.filter(over > 0).min(),
            ahead=ahead.filter(ahead > 0).min(),
        )
        .filter(~pl.col("inside"))
        .sort("contact")
    )
    return found(
        judged,
        pl.col("about") & pl.when(pl.col("perhaps") | pl.col("nameless")).then(None).otherwise(statement=True),
        first_true(
            (pl.col("perhaps"), "day_not_known"),
            (pl.col("nameless"), "account_not_known"),
            (pl.col("about").is_null(), "if_it_applies"),
            (pl.col("placed").is_null(), "never_placed"),
            (pl.col("over").is_not_null(), "after_recall"),
            otherwise="before_placement",
        ),
        measured=pl.coalesce("over", "ahead"),
        allowed=pl.when(pl.col("placed")).then(0),
    )


def _inside() -> pl.Expr:
    day, since, until = pl.col("day"), pl.col("placed_on"), pl.col("recall_on")
    return (
        pl.col("placed").fill_null(value=False)
        & (since.is_null() | (day >= since))
        & (until.is_null() | (day <= until))
    )
