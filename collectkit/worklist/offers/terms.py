"""The offers of each account: the first rule of each kind that holds, its floor in money, and until when it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from collectkit.fields.bounds import Range
from collectkit.fields.number import PPM
from collectkit.tables.offers import SCHEMA
from collectkit.worklist.offers.rules import Offers, Rule, When

FACTS = ("base", "currency", "bucket", "days", "product", "product_type", "hand", "placed_on", "recall_on")
"""What `terms` asks of an account."""


def terms(accounts: pl.DataFrame, offers: Offers, agency: str) -> pl.DataFrame:
    """Return the columns of `tables.offers.OFFERS`, a row an account.

    Floors are rounded up to the minor unit: nothing closes for less than its share.

    Args:
        accounts: `FACTS`: `base` in minor units, `currency` ISO 4217, `days` past due, `hand` from 1, dates; null where
            an account lacks one. An account without a base above zero is offered an extension at most.
        offers: the rules.
        agency: who has the accounts.
    """
    found = accounts.with_columns(
        pl.when(pl.col("base") > 0).then("base").alias("base"),
        **{kind: _first(rules, agency, offers.currency) for kind, rules in _kinds(offers)},
    )
    owes = pl.col("base").is_not_null()
    settled, planned, extended = pl.col("settlement"), pl.col("instalment"), pl.col("extension")
    found = found.with_columns(settlement=pl.when(owes).then(settled), instalment=pl.when(owes).then(planned))
    return found.select(
        settlement_least_minor=_least(
            settled, [rule.floor for rule in offers.settlement], [rule.floor_minor for rule in offers.settlement]
        ),
        settlement_authority=_authority(settled, offers.settlement),
        instalments_most=_of(planned, [rule.most for rule in offers.instalment]),
        instalment_first_least_minor=_least(
            planned, [rule.first for rule in offers.instalment], [rule.least_minor for rule in offers.instalment]
        ),
        instalment_least_minor=_least(
            planned, [0] * len(offers.instalment), [rule.least_minor for rule in offers.instalment]
        ),
        instalment_authority=_authority(planned, offers.instalment),
        extension_days_most=_of(extended, [rule.most_days for rule in offers.extension]),
        extension_authority=_authority(extended, offers.extension),
        offers_until=_until(offers),
        offer_rules=_ids(offers),
    ).cast(pl.Schema(SCHEMA))


def _kinds(offers: Offers) -> Iterator[tuple[str, Sequence[Rule]]]:
    yield "settlement", offers.settlement
    yield "instalment", offers.instalment
    yield "extension", offers.extension


def _first(rules: Sequence[Rule], agency: str, currency: str) -> pl.Expr:
    """Return the place of the first rule that holds; null where none does."""
    place = pl.lit(None, dtype=pl.Int64)
    for number in reversed(range(len(rules))):
        place = pl.when(_holds(rules[number].when, agency)).then(pl.lit(number, dtype=pl.Int64)).otherwise(place)
    return pl.when(pl.col("currency") == currency).then(place)


def _holds(when: When, agency: str) -> pl.Expr:
    tests = [pl.lit(value=when.agencies is None or agency in when.agencies)]
    if when.buckets is not None:
        tests.append(pl.col("bucket").is_in(when.buckets))
    if when.products is not None:
        tests.append(_in("product", when.products) | _in("product_type", when.products))
    if when.hands is not None:
        tests.append(pl.col("hand").is_in(when.hands))
    tests += [_within(name, span) for name, span in (("days", when.days), ("base", when.base_minor)) if span]
    return pl.all_horizontal(tests).fill_null(value=False)


def _in(name: str, values: Sequence[str]) -> pl.Expr:
    return pl.col(name).is_in(values).fill_null(value=False)


def _within(name: str, span: Range) -> pl.Expr:
    low = pl.lit(value=True) if span.min is None else pl.col(name) >= span.min
    return low if span.max is None else low & (pl.col(name) <= span.max)


def _of(place: pl.Expr, values: Sequence[Any]) -> pl.Expr:
    """Return what the rule at *place* says; null where there is none."""
    return place.replace_strict(range(len(values)), values, default=None, return_dtype=pl.Int64)


def _least(place: pl.Expr, shares: Sequence[int], amounts: Sequence[int]) -> pl.Expr:
    """Return the larger of a share of the base, rounded up, and an amount, but no more than the base.

    Args:
        place: of the rule; null where there is none.
        shares, amounts: of each rule: ppm and minor units.
    """
    base = pl.col("base").cast(pl.Int128)
    share = (base * _of(place, shares) + (PPM - 1)) // PPM
    return pl.when(place.is_not_null()).then(pl.min_horizontal(base, pl.max_horizontal(share, _of(place, amounts))))


def _authority(place: pl.Expr, rules: Sequence[Rule]) -> pl.Expr:
    words = [rule.authority.upper() for rule in rules]
    return place.replace_strict(range(len(words)), words, default=None, return_dtype=pl.String)


def _until(offers: Offers) -> pl.Expr:
    """Return the earliest last day of what is offered; null where nothing is, or nothing ends it."""
    days = [_of(pl.col(kind), [rule.valid_days for rule in rules]) for kind, rules in _kinds(offers)]
    anything = pl.any_horizontal(pl.col("settlement", "instalment", "extension").is_not_null())
    ends = [pl.col("placed_on") + pl.duration(days=each) for each in days]
    return pl.when(anything).then(pl.min_horizontal(*ends, "recall_on"))


def _ids(offers: Offers) -> pl.Expr:
    named = [
        pl.col(kind).replace_strict(range(len(rules)), [r.id for r in rules], default=None, return_dtype=pl.String)
        for kind, rules in _kinds(offers)
    ]
    ids = pl.concat_str(named, separator=" ", ignore_nulls=True)
    return pl.when(ids != "").then(ids)
