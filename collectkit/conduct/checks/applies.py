"""Which contacts a rule is about, and which of them count: in three values.

Expressions over `contacts.CONTACTS` are true, false, or null where nobody knows. They join by Kleene's logic, as ``&``
and ``|`` of Polars do: what is surely not an SMS is no SMS to a third person, whoever was reached.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import reduce
from operator import and_, or_

import polars as pl

from collectkit.conduct.contacts import CREDITOR, PUT_THROUGH
from collectkit.conduct.rule import AfterTalk, AppliesTo, Count, Rule

SPOKEN = ("PROMISED", "REFUSED", "DISPUTED", "STOP_REQUESTED")
"""Results that only a conversation has."""
NOT_THROUGH = ("UNANSWERED", "INVALID_NUMBER")
_MADE = {"AGENCY": pl.col("agency") != CREDITOR, "CREDITOR": pl.col("agency") == CREDITOR}


def applies(to: AppliesTo) -> pl.Expr:
    """Return whether a rule is about a contact; null where a code that decides it is null."""
    asked = {"channel": to.channels, "direction": to.directions, "mode": to.modes, "target": to.targets}
    conditions = [pl.col(column).is_in(sorted(codes)) for column, codes in asked.items() if codes]
    if to.not_results:
        conditions.append(_none_of(to.not_results))
    if to.makers:
        conditions.append(reduce(or_, (_MADE[maker] for maker in sorted(to.makers))))
    return reduce(and_, conditions, _always("channel"))


def in_force(rule: Rule) -> pl.Expr:
    """Return whether a contact of its day can break the rule; null where its day decides it and is null."""
    conditions = []
    if rule.effective_from is not None:
        conditions.append(pl.col("day") >= rule.effective_from)
    if rule.effective_to is not None:
        conditions.append(pl.col("day") <= rule.effective_to)
    return reduce(and_, conditions, _always("day"))


def put_through() -> pl.Expr:
    """Return whether somebody answered: by the result, or by the conversation where there is no result.

    Null where neither says so, or the two contradict each other.
    """
    result, talk = pl.col("result"), pl.col("talk")
    return (
        pl.when(result.is_in(PUT_THROUGH))
        .then(statement=True)
        .when(result.is_in(NOT_THROUGH))
        .then(pl.when(talk > 0).then(None).otherwise(statement=False))
        .otherwise(pl.when(talk > 0).then(statement=True))
    )


def talked(seconds: int) -> pl.Expr:
    """Return whether somebody talked for at least so many seconds (1 or more).

    Null where the seconds are not stated or below zero and somebody may have answered, or where they and the result
    contradict each other: a conversation that nobody answered, or a promise in no time.
    """
    result, talk = pl.col("result"), pl.col("talk")
    long_enough = pl.when(talk >= 0).then(talk >= seconds)
    return (
        pl.when(result.is_in(NOT_THROUGH))
        .then(pl.when(talk > 0).then(None).otherwise(statement=False))
        .when(result.is_in(SPOKEN) & (talk == 0))
        .then(None)
        .otherwise(long_enough)
    )


def counted(metric: Count) -> pl.Expr:
    """Return whether a contact is of the kind that a rule counts."""
    match metric.of:
        case "attempts":
            return _always("channel")
        case "put_through":
            return put_through()
        case "effective":
            return talked(metric.talk_seconds)


def conversation(to: AppliesTo, metric: AfterTalk) -> pl.Expr:
    """Return whether a contact is a conversation after which a rule forbids others: whoever began it."""
    anyone = replace(to, directions=frozenset(), modes=frozenset(), not_results=frozenset())
    return applies(anyone) & talked(metric.talk_seconds)


def surely(holds: pl.Expr) -> pl.Expr:
    """Return where it holds beyond doubt."""
    return holds.fill_null(value=False)


def possibly(holds: pl.Expr) -> pl.Expr:
    """Return where it holds or may hold."""
    return holds.fill_null(value=True)


def _always(column: str) -> pl.Expr:
    """Return what is true of each row, as a column: Polars 2.1 cannot filter a long frame by filled literals."""
    return pl.col(column).is_null() | pl.col(column).is_not_null()


def _none_of(results: Collection[str]) -> pl.Expr:
    """Return whether the result is none of some.

    Where somebody talked, a result that is not stated is none of those that nobody answered; one of them that is stated
    contradicts the talk, so that nobody knows.
    """
    result, talked_ = pl.col("result"), pl.col("talk") > 0
    other = ~result.is_in(sorted(results))
    unanswered = result.is_in(NOT_THROUGH)
    told = pl.when(talked_ & unanswered & ~other).then(None).otherwise(other)
    if not set(results) <= set(NOT_THROUGH):
        return told
    return pl.when(result.is_null() & talked_).then(statement=True).otherwise(told)
