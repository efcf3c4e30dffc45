"""What records come to, by agency and currency: inventories, promises, plans, closures, deletions, and their counts."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from collectkit.fields.number import PPM
from collectkit.reconcile.records.deletions import owing
from collectkit.reconcile.records.judging import Judged
from collectkit.reconcile.records.plans import STATE
from collectkit.reconcile.records.rules import STATUS, is_exception

_PROMISES = ("KEPT", "PARTIAL", "BROKEN", "NOT_DUE")
_PLANS = ("ON_TRACK", "BEHIND", "BROKEN", "FINISHED", "PLAN_INCONSISTENT", "UNDATED")
_INVENTORY = ("HELD", "BALANCE_DIFFERS", "HELD_NOT_PLACED", "RECALLED_STILL_HELD", "PLACED_NOT_HELD")
_CLOSURES = ("CLOSED", "CLOSED_UNPAID", "ACTIVE_AFTER_CLOSING")
_ANSWERED = ("ANSWERED", "PROMISED", "REFUSED", "DISPUTED")
_HAPPENED = ("RECORDED", "OUT_OF_WINDOW")
_REPLACED = "promise_replaced"


def is_status(*statuses: str) -> pl.Expr:
    """Return whether a row has one of some statuses."""
    return pl.col("status").is_in(pl.Series(statuses, dtype=STATUS).implode())


def made() -> pl.Expr:
    """Return whether a row is a promise that was made, and could be judged."""
    return is_status(*_PROMISES) | (pl.col("rule") == _REPLACED)


def _number(name: str, condition: pl.Expr) -> pl.Expr:
    return condition.sum().cast(pl.Int64).alias(name)


def _sum(name: str, column: str, condition: pl.Expr) -> pl.Expr:
    return pl.col(column).filter(condition).cast(pl.Int128).sum().alias(name)


def _each(*statuses: str) -> list[pl.Expr]:
    return [_number(status.lower(), is_status(status)) for status in statuses]


def _of(judged: Judged, family: str, *keys: str) -> pl.dataframe.group_by.GroupBy:
    keys = keys or ("agency", "cur")
    return (
        judged.rows.filter(pl.col("family") == family).sort(keys, nulls_last=True).group_by(keys, maintain_order=True)
    )


def by_status(judged: Judged) -> pl.DataFrame:
    """Return ``agency``, ``family``, ``status``, ``records`` and how many of them are ``exceptions``."""
    return (
        judged.rows.group_by("agency", "family", "status")
        .agg(pl.len().cast(pl.Int64).alias("records"), _number("exceptions", is_exception(pl.col("rule"))))
        .sort("agency", "family", "status")
    )


def inventory(judged: Judged) -> pl.DataFrame:
    """Return by ``agency`` and ``cur`` how many accounts have each status of an inventory, and two sums (Int128).

    ``stated``: the balances that agencies state of what they hold; ``owed``: what is left of the same by placement and
    ledger.
    """
    listed = is_status("HELD", "BALANCE_DIFFERS") & pl.col("amount").is_not_null() & pl.col("owed").is_not_null()
    return _of(judged, "INV").agg(
        pl.col("on").filter(is_status(*_INVENTORY)).max().alias("on"),
        *_each(*_INVENTORY),
        _sum("stated", "amount", listed),
        _sum("owed", "owed", listed),
    )


def promises(judged: Judged) -> pl.DataFrame:
    """Return by ``agency`` and ``cur`` the promises: how many, how each ended, ``promised`` and ``paid`` (Int128).

    The sums are of promises whose time is over. ``kept_ppm`` is of the same (null for none).
    """
    judged_ = is_status("KEPT", "PARTIAL", "BROKEN")
    return (
        _of(judged, "PTP")
        .agg(
            _number("promises", made()),
            *_each(*_PROMISES),
            _number("replaced", pl.col("rule") == _REPLACED),
            _sum("promised", "amount", judged_),
            _sum("paid", "paid", judged_),
        )
        .with_columns(kept_ppm=_ppm(pl.col("kept"), pl.sum_horizontal("kept", "partial", "broken")))
    )


def _ppm(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Return a share in parts per million, rounded half up; null of nothing."""
    return pl.when(whole > 0).then((2 * part * PPM + whole) // (2 * whole))


def plans(judged: Judged) -> pl.DataFrame:
    """Return by ``agency`` and ``cur`` the plans by status, their instalments by state, and sums (Int128).

    ``total`` is of plans that have a schedule, ``due`` of their instalments whose time is over or that are paid, and
    ``paid`` is what the ledger has for them.
    """
    parts = judged.instalments.with_columns(over=pl.col("state") != "NOT_DUE")
    of_plan = parts.group_by("n").agg(
        *((pl.col("state") == state).sum().cast(pl.Int64).alias(f"instalments_{state.lower()}") for state in _states()),
        due=pl.col("amount").filter("over").cast(pl.Int128).sum(),
    )
    rows = judged.rows.filter(pl.col("family") == "PLN").join(of_plan, on="n", how="left")
    scheduled = is_status("ON_TRACK", "BEHIND", "BROKEN", "FINISHED")
    return (
        rows.sort("agency", "cur")
        .group_by("agency", "cur", maintain_order=True)
        .agg(
            *_each(*_PLANS),
            *(pl.col(f"instalments_{state.lower()}").sum() for state in _states()),
            _sum("total", "amount", scheduled),
            pl.col("due").sum(),
            _sum("paid", "paid", scheduled),
        )
    )


def _states() -> list[str]:
    return STATE.categories.to_list()


def closures(judged: Judged) -> pl.DataFrame:
    """Return by ``agency``, ``cur`` and reason (``what``) the closures, and ``owed`` and ``paid`` of those unpaid."""
    unpaid = is_status("CLOSED_UNPAID")
    found = _of(judged, "CLS", "agency", "cur", "what").agg(
        *_each(*_CLOSURES), _sum("owed", "owed", unpaid), _sum("paid", "paid", unpaid)
    )
    return found.filter(pl.sum_horizontal(name.lower() for name in _CLOSURES) > 0)


def deletions(judged: Judged) -> pl.DataFrame:
    """Return by ``agency`` how many placements are ``over``, how many of those are ``proven``, and what else was sent.

    An agency that sent no proof at all has no account that is missing one by itself; the two counts say it.
    """
    ended = owing(judged.known).group_by("agency").agg(pl.len().cast(pl.Int64).alias("over"))
    proofs = judged.rows.filter(pl.col("family") == "DEL")
    sent = proofs.group_by("agency").agg(
        _number("proven", pl.col("rule") == "deleted"),
        _number("after_refusal", pl.col("rule") == "deleted_after_refusal"),
        *_each("MISSING", "NOT_RECALLED", "BEFORE_RECALL"),
    )
    both = ended.join(sent, on="agency", how="full", coalesce=True)
    return both.with_columns(pl.exclude("agency").fill_null(0)).sort("agency")


def measures(judged: Judged, records: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return ``agency`` (String), ``measure`` (`reconcile.measures.RECORDS`) and ``count``, for scorecards.

    An agency that sent no record of a family has none of its measures.

    Args:
        records: as they were judged.
    """
    rows = judged.rows.select("agency", "family", "place", "p", "what", "rule", "status")
    said = rows.filter(pl.col("family") == "CON")
    target = records["CON"]["target"].gather(said["place"]) if said.height else pl.Series([], dtype=pl.String)
    said = said.with_columns(target=target.fill_null("DEBTOR"))
    happened, answered = is_status(*_HAPPENED), pl.col("what").is_in(_ANSWERED)
    spoken = happened & answered & (pl.col("target") == "DEBTOR")
    found = [
        said.group_by("agency").agg(
            _number("contacts", happened),
            _number("contacts_answered", happened & answered),
            _number("contacts_right_party", spoken),
            _accounts("accounts_contacted", happened),
            _accounts("accounts_right_party", spoken),
        ),
        _of(judged, "PTP", "agency").agg(
            _number("promises", made()),
            _accounts("accounts_promising", made()),
            _number("promises_due", is_status("KEPT", "PARTIAL", "BROKEN")),
            _number("promises_kept", is_status("KEPT")),
        ),
        _of(judged, "CMP", "agency").agg(_number("complaints", is_status(*_HAPPENED))),
        _of(judged, "CLS", "agency").agg(_number("closures", is_status(*_CLOSURES))),
        deletions(judged).filter(pl.col("over") > 0).select("agency", deletions_due="over", deletions_proved="proven"),
    ]
    long = [
        one.unpivot(index="agency", variable_name="measure", value_name="count").cast({"agency": pl.String})
        for one in found
        if one.height
    ]
    blank = pl.DataFrame(schema={"agency": pl.String, "measure": pl.String, "count": pl.Int64})
    return pl.concat([blank, *long]).sort("agency", "measure")


def _accounts(name: str, condition: pl.Expr) -> pl.Expr:
    return pl.col("p").filter(condition).n_unique().cast(pl.Int64).alias(name)
