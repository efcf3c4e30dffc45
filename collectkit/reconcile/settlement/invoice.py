"""An agency's invoice against the commission that is due: each line it asks for, and each payment it does not ask for.

A line means the payment with its id; without an id, the payment of its token, day and amount. Of what agency and
ledger split differently (items of one ``group``), the sum counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.fields.currency import DEFAULT
from collectkit.reconcile.items import Tied
from collectkit.reconcile.settlement import invoice_pairs as pairs

RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "fee_differs": ("FEE_DIFFERS", "The fee is not what base and rate come to."),
        "rate_differs": ("RATE_DIFFERS", "The rate is not that of the rates file."),
        "fee_unknown": ("RATE_DIFFERS", "What is due is not known: no row fits, or what its rate is of is not known."),
        "base_differs": ("BASE_DIFFERS", "The base is not the money that earns a commission."),
        "amount_differs": ("BASE_DIFFERS", "The payment has another amount."),
        "currency_differs": ("BASE_DIFFERS", "The payment is in another currency."),
        "earns_nothing": ("NOT_DUE", "The payment is known, and earns no commission."),
        "no_such_payment": ("NOT_DUE", "Neither agency nor ledger has such a payment."),
        "invoiced_before": ("INVOICED_TWICE", "Another line asks for the same payment."),
        "not_asked_for": ("NOT_INVOICED", "A commission is due, and no line asks for it."),
        "not_given_back": ("NOT_INVOICED", "A payment was taken back, and no line gives its commission back."),
        "total_differs": ("TOTAL_DIFFERS", "The totals row is not the sum of the lines."),
        "total_unreadable": (
            "UNREADABLE",
            "The totals row has no fee that can be read, or no currency.",
        ),
        "names_nothing": ("UNREADABLE", "There is neither a payment id nor a token."),
        "fee_blank": ("UNREADABLE", "There is no fee."),
        "fee_unreadable": ("UNREADABLE", "The fee is no amount to the fen."),
        "rate_unreadable": ("UNREADABLE", "The rate is none, or does not say whether it is per cent."),
        "base_unreadable": ("UNREADABLE", "The base is no amount to the fen."),
        "amount_unreadable": ("UNREADABLE", "The amount is none to the fen."),
        "date_unreadable": ("UNREADABLE", "The date is none, or may be another."),
        "currency_unknown": ("UNREADABLE", "The currency is no code of three letters."),
        "no_record": ("UNREADABLE", "The line is no record of the file's columns."),
        "agrees": ("AGREES", "Fee, and what else the line says, are what is due."),
    }
)
"""Rule -> status, what it means; the first that holds counts, but for what cannot be read, which comes before all."""

STATUSES = (
    *("NOT_DUE", "INVOICED_TWICE", "FEE_DIFFERS", "RATE_DIFFERS", "BASE_DIFFERS", "NOT_INVOICED", "TOTAL_DIFFERS"),
    *("UNREADABLE", "AGREES"),
)
"""In the order in which people see them; all but the last are to be looked at."""

STATUS, RULE = pl.Enum(STATUSES), pl.Enum(list(RULES))

COMPARED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "rule": RULE,
        "cur": pl.String(),
        "file": pl.UInt32(),
        "row": pl.Int64(),
        "payment_id": pl.String(),
        "token": pl.String(),
        "day": pl.Date(),
        "amount": pl.Int64(),
        "base": pl.Int64(),
        "rate": pl.Int64(),
        "invoiced": pl.Int64(),
        "item": pl.UInt32(),
        "due_base": pl.Int128(),
        "due_ppm": pl.Int64(),
        "due": pl.Int128(),
        "difference": pl.Int128(),
    }
)
"""What `compare` returns, beside ``agency`` (Enum of the placed) and ``status``."""


def compare(tied: Tied, lines: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Compare invoices with what is due.

    Args:
        tied: as `commission.with_fees` returns it, with rates.
        lines: `invoice_lines.INVOICED` of all invoices, with ``agency`` (Enum of the placed) and ``file`` (UInt32).
        totals: `invoice_lines.STATED`, with the same.

    Returns:
        `COMPARED`, in the order in which people see it: a row for each line, for each totals row that is wrong, and for
        each payment that earns and is not asked for by an agency that sent an invoice. ``invoiced`` is the fee of the
        line, ``due`` what the rates make of it (null where none says), ``difference`` the first less the second (none
        for a totals row, so the column adds up); ``item`` is a place in *tied*'s items. Of several lines of one group,
        the first has what is due.
    """
    lines = pairs.ready(tied, lines)
    earning, others = pairs.payments(tied, lines["agency"].unique())
    said = lines.join(pairs.paired(lines, earning), on="line", how="left", maintain_order="left")
    said = said.join(pairs.first_like(said, earning, "again"), on="line", how="left", maintain_order="left")
    vain = pairs.first_like(said.filter(pl.col("again").is_null()), others, "vain")
    said = said.join(vain, on="line", how="left", maintain_order="left")
    units = _units(earning)
    judged = _judged(said, units)
    found = [judged, _not_asked_for(units, judged["unit"]), _wrong_totals(judged, totals)]
    schema = {**COMPARED, "agency": tied.placed.agencies}
    parts = [frame.select(name for name in schema if name in frame.columns) for frame in found]
    table = pl.concat(parts, how="diagonal")
    meant = {rule: status for rule, (status, _) in RULES.items()}
    table = table.select(pl.col(name).cast(type_) for name, type_ in schema.items()).with_columns(
        status=pl.col("rule").replace_strict(list(meant), list(meant.values()), return_dtype=STATUS)
    )
    return table.sort("status", "agency", "file", "row", "cur", "item", nulls_last=True)


def _units(earning: pl.DataFrame) -> pl.DataFrame:
    """Return what each payment, or group of them, earns."""
    reported = pl.when(pl.col("r").is_not_null()).then("amount").alias("reported")
    single = earning.select(
        *("unit", "agency", "cur", "ppm", "item", "p", "day"),
        pl.col("base", "fee").cast(pl.Int128),
        pl.col("fee").is_null().cast(pl.UInt32).alias("unknown"),
        reported,
    )
    shared = single["unit"].is_duplicated()
    if not shared.any():
        return single
    rates = pl.col("ppm").filter(pl.col("base") != 0)
    several = single.filter(shared).group_by("unit", maintain_order=True)
    together = several.agg(
        pl.col("agency", "cur", "item", "p", "day").first(),
        pl.when(rates.n_unique() == 1).then(rates.first()).alias("ppm"),
        pl.col("base", "fee").sum(),
        pl.col("unknown").sum(),
        pl.col("reported").drop_nulls().first(),
    )
    together = together.with_columns(pl.when(pl.col("unknown") == 0).then("fee").alias("fee"))
    return pl.concat([single.filter(~shared), together.select(single.columns)])


def _judged(said: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Give each line its rule. Lines of one group are judged together, by the sum of their fees."""
    asked = (
        said.drop_nulls("unit")
        .group_by("unit")
        .agg(
            pl.col("fee", "base").cast(pl.Int128).sum().name.prefix("all_"),
            pl.len().alias("lines"),
            pl.col("base").null_count().alias("unsaid"),
        )
    )
    of_unit = units.select("unit", "unknown", "reported", paid_in="cur", due_base="base", due_fee="fee", due_ppm="ppm")
    facts = said.join(of_unit, on="unit", how="left", maintain_order="left")
    facts = facts.join(asked, on="unit", how="left", maintain_order="left")
    rule = _rule(
        ("invoiced_before", pl.col("again").is_not_null()),
        ("earns_nothing", pl.col("vain").is_not_null()),
        ("no_such_payment", pl.col("unit").is_null()),
        ("currency_differs", pl.col("currency") != pl.col("paid_in")),
        ("fee_unknown", pl.col("unknown") > 0),
        ("amount_differs", (pl.col("lines") == 1) & _other_size("amount", "reported")),
        ("base_differs", (pl.col("unsaid") == 0) & _other_size("all_base", "due_base")),
        ("rate_differs", pl.col("rate") != pl.col("due_ppm")),
        ("fee_differs", pl.col("all_fee") != pl.col("due_fee")),
    )
    fault = pl.when(pl.col("fault").is_in(list(RULES))).then("fault").otherwise(pl.lit("no_record"))
    first = pl.col("unit").is_not_null() & pl.struct("unit").is_first_distinct()
    due = pl.when(first).then("due_fee").otherwise(pl.lit(0, pl.Int128))
    return facts.with_columns(
        rule=pl.when(pl.col("fault").is_not_null()).then(fault).otherwise(rule),
        cur=pl.coalesce("paid_in", "cur", pl.lit(DEFAULT)),
        invoiced="fee",
        due=due,
        item=pl.coalesce("item", "again", "vain"),
    ).with_columns(difference=pl.col("invoiced").fill_null(0) - pl.col("due"))


def _other_size(said: str, due: str) -> pl.Expr:
    """Tell whether two amounts differ but for their sign; there is no absolute value of an Int128."""
    return (pl.col(said) != pl.col(due)) & (pl.col(said) + pl.col(due) != 0)


def _rule(*cases: tuple[str, pl.Expr]) -> pl.Expr:
    """Return the first rule whose condition holds; a null condition does not."""
    rule: pl.Expr = pl.lit("agrees")
    for name, holds in reversed(cases):
        rule = pl.when(holds).then(pl.lit(name)).otherwise(rule)
    return rule


def _not_asked_for(units: pl.DataFrame, asked: pl.Series) -> pl.DataFrame:
    """Return what earns or goes back, and is in no line, but for what was taken back in its own month: that is even."""
    missing = units.filter(~pl.col("unit").is_in(asked.drop_nulls().implode()), pl.col("fee").ne_missing(0))
    missing = _left(missing)
    back = pl.col("base") < 0
    return missing.select(
        "agency",
        "cur",
        "item",
        pl.when(back).then(pl.lit("not_given_back")).otherwise(pl.lit("not_asked_for")).alias("rule"),
        pl.col("base").alias("due_base"),
        pl.col("ppm").alias("due_ppm"),
        pl.col("fee").alias("due"),
        (pl.lit(0, pl.Int128) - pl.col("fee")).alias("difference"),
    )


def _left(missing: pl.DataFrame) -> pl.DataFrame:
    """Leave out pairs of one account and month of which one gives back what the other earns."""
    if not (missing["fee"] < 0).any():
        return missing
    size = pl.when(pl.col("fee") < 0).then(pl.lit(0, pl.Int128) - pl.col("fee")).otherwise("fee")
    way = ("agency", "p", "cur", "month", "size")
    numbered = missing.with_columns(size=size, month=pl.col("day").dt.truncate("1mo")).with_columns(
        nth=pl.int_range(pl.len()).over(*way, pl.col("fee") < 0)
    )
    paired = numbered.filter(pl.col("size").is_not_null() & (pl.struct("fee").n_unique().over(*way, "nth") == 2))
    return missing.join(paired, on="unit", how="anti")


def _wrong_totals(judged: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Return the totals rows that are not the sum of their lines; one that names no currency needs a file of one."""
    sums = judged.group_by("file", "cur").agg(pl.col("invoiced").cast(pl.Int128).sum().alias("sum"))
    only = sums.group_by("file").agg(pl.when(pl.len() == 1).then(pl.col("cur").first()).alias("only"))
    stated = totals.join(only, on="file", how="left", maintain_order="left")
    stated = stated.with_columns(cur=pl.coalesce("currency", "only"))
    stated = stated.join(sums, on=["file", "cur"], how="left", maintain_order="left").with_columns(
        pl.col("sum").fill_null(0)
    )
    unclear = pl.col("cur").is_null() | pl.col("fee").is_null()
    return (
        stated.with_columns(
            rule=pl.when(unclear)
            .then(pl.lit("total_unreadable"))
            .when(pl.col("fee") != pl.col("sum"))
            .then(pl.lit("total_differs")),
            invoiced="fee",
            due="sum",
        )
        .drop_nulls("rule")
        .select("agency", "file", "row", "cur", "rule", "invoiced", "due")
    )
