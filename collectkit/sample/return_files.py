"""The files of both sides, as they would arrive: what an agency sends, and the creditor's ledger of the same weeks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import polars as pl

from collectkit.sample import ledger
from collectkit.sample.lines import ENCODINGS
from collectkit.sample.payments import PARTS
from collectkit.sample.pools import Language

HEADINGS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "zh": (
            *("记录类型", "案件令牌", "还款流水号", "交易类型", "还款金额（元）", "币种", "还款日期", "收款方"),
            *("原流水号", "佣金（元）", "笔数"),
        ),
        "en": (
            *("Record", "Token", "Payment ID", "Type", "Amount", "Currency", "Value Date", "Received By"),
            *("Reverses", "Fee Claimed", "Rows"),
        ),
    }
)
_WORDS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {"PAYMENT": "还款", "REVERSAL": "冲正", "AGENCY": "机构", "CREDITOR": "委托方"},
        "en": {"PAYMENT": "PAYMENT", "REVERSAL": "REVERSAL", "AGENCY": "AGENCY", "CREDITOR": "CREDITOR"},
    }
)
_DAY: Mapping[Language, str] = MappingProxyType({"zh": "%Y/%m/%d", "en": "%Y-%m-%d"})
_SOME_DAY: Mapping[Language, str] = MappingProxyType({"zh": "月初", "en": "early in the month"})
"""What nobody can read as a date."""
_PARTS = dict(zip(PARTS, ("fee", "penalty", "interest"), strict=True))


def returns(lines: pl.DataFrame, language: Language, counted: int) -> bytes:
    """Return the file of an agency: its lines (`both_sides.Sides`), and a trailer with their sum.

    Args:
        counted: how many lines the trailer says there are.
    """
    words = _WORDS[language]
    pays = lines.select(
        pl.lit("PAY").alias("record"),
        "token",
        "payment_id",
        pl.col("type").replace_strict(words, return_dtype=pl.String),
        pl.col("amount_minor").map_batches(ledger.signed, return_dtype=pl.String),
        "currency",
        pl.col("date").dt.strftime(_DAY[language]).fill_null(_SOME_DAY[language]),
        pl.col("received_by").replace_strict(words, return_dtype=pl.String),
        "reverses",
        pl.col("fee_minor").map_batches(ledger.signed, return_dtype=pl.String),
        pl.lit(None, pl.String).alias("rows"),
    )
    total = ledger.signed(pl.Series([lines["amount_minor"].sum()]))[0]
    trailer = pl.DataFrame({"record": "TRL", "amount_minor": total, "rows": str(counted)})
    table = pl.concat([pays, trailer], how="diagonal")
    table.columns = HEADINGS[language]
    return table.write_csv(line_terminator="\r\n").encode(ENCODINGS[language])


def postings(rng: np.random.Generator, lines: pl.DataFrame, language: Language) -> bytes:
    """Return the ledger of all accounts that were placed, by day; *rng* decides the channels."""
    lines = lines.sort("date", "txn_id").rename({"txn_id": "txn", "reverses": "reversed", "amount_minor": "amount"})
    lines = lines.rename({**_PARTS, "principal_minor": "principal"})
    booked = pl.col("type").replace({"PAYMENT": "REPAYMENT"})
    return ledger.head(language) + ledger.text(rng, lines.with_columns(booked), language)
