"""The lender's own payment record for the sample: what was paid before the snapshot, and in the month after it.

Every account that ever paid has its last payment here, as the portfolio states it. After the snapshot one account in
twelve pays; of these payments some bounce and are reversed two days later; some penalties are waived. A reversal and
a waiver are no collections (amounts are signed: what reduces the debt is positive, a reversal negative).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import polars as pl

from collectkit.sample.lines import ENCODINGS
from collectkit.sample.loans import AS_OF
from collectkit.sample.pools import Language
from collectkit.sample.portfolio import Batch, Plan, money_text

HEADINGS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "zh": (
            *("流水号", "借据号", "入账日期", "还款日期", "还款金额", "实还本金", "实还利息", "实还罚息", "实还费用"),
            *("交易类型", "冲正标志", "原流水号", "还款方式", "摘要"),
        ),
        "en": (
            *("Txn ID", "Account No", "Posted On", "Value Date", "Amount", "Principal", "Interest", "Penalty", "Fee"),
            *("Type", "Reversal", "Reversed Txn ID", "Channel", "Summary"),
        ),
    }
)
_CHANNELS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {"zh": ("APP还款", "银行代扣", "对公转账"), "en": ("app", "direct debit", "transfer")}
)
_SUMMARIES: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {"REPAYMENT": "客户还款", "REVERSAL": "代扣退回", "WAIVER": "罚息减免", "PENALTY": "罚息计提"},
        "en": {
            "REPAYMENT": "repayment",
            "REVERSAL": "debit returned",
            "WAIVER": "penalty waived",
            "PENALTY": "penalty charged",
        },
    }
)
_PAYS, _BOUNCES, _WAIVED = 0.08, 0.05, 0.02
_PARTS = ("overdue_fee", "overdue_penalty", "overdue_interest", "overdue_principal")
"""In the order in which a payment settles them."""


def head(language: Language) -> bytes:
    """Return the header line."""
    return _encode(pl.DataFrame(schema=dict.fromkeys(HEADINGS[language], pl.String)).write_csv(), language)


def entries(batch: Batch, plan: Plan) -> bytes:
    """Return the lines of one batch of accounts, in the order of the accounts."""
    truth = batch.truth.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    rng = np.random.default_rng([plan.seed, batch.number, 2])
    after = _after(rng, truth)
    bounced = after.filter(pl.Series(rng.random(after.height) < _BOUNCES))
    lines = pl.concat([_before(truth), after, _reversals(bounced), _waivers(rng, truth)])
    lines = lines.sort("place", "step", maintain_order=True).with_columns(
        pl.format("TX{}-{}", "account_id", "step").alias("txn"),
        pl.when(pl.col("type") == "REVERSAL").then(pl.format("TX{}-1", "account_id")).alias("reversed"),
    )
    return text(rng, lines, plan.language)


def text(rng: np.random.Generator, lines: pl.DataFrame, language: Language) -> bytes:
    """Return lines of a ledger in CSV.

    Args:
        rng: decides through which channel money came.
        lines: ``txn``, ``account_id``, ``date``, ``amount`` and its parts ``principal``, ``interest``, ``penalty`` and
            ``fee`` in minor units, ``type``, and ``reversed``: the transaction that a reversal undoes.
    """
    channels = pl.Series(_CHANNELS[language]).gather(rng.integers(3, size=lines.height))
    yes, no = ("是", "否") if language == "zh" else ("Y", "N")
    cells = lines.select(
        "txn",
        "account_id",
        pl.col("date").cast(pl.String).alias("posted_on"),
        pl.col("date").cast(pl.String).alias("value_date"),
        pl.col("amount", "principal", "interest", "penalty", "fee").map_batches(signed, return_dtype=pl.String),
        "type",
        pl.when(pl.col("type") == "REVERSAL").then(pl.lit(yes)).otherwise(pl.lit(no)).alias("reversal"),
        "reversed",
        pl.when(pl.col("type").is_in(["REPAYMENT", "REVERSAL"])).then(channels).alias("channel"),
        pl.col("type").replace_strict(_SUMMARIES[language]).alias("summary"),
    )
    return _encode(cells.write_csv(include_header=False), language)


def signed(minor: pl.Series) -> pl.Series:
    """Write minor units as major units with two decimals, and a minus where they are negative; null stays null."""
    sign = pl.Series(minor < 0).replace_strict({True: "-", False: ""}, return_dtype=pl.String)
    return (sign + money_text(minor.abs())).alias(minor.name)


def _before(truth: pl.DataFrame) -> pl.DataFrame:
    """The last payment before the snapshot: an instalment, interest after principal."""
    principal = pl.col("original_principal") // pl.col("terms_total")
    return _entries(
        truth.filter(pl.col("last_paid_on").is_not_null()),
        pl.lit("REPAYMENT"),
        pl.col("last_paid_on"),
        (pl.lit(0), pl.lit(0), pl.col("last_paid_amount") - principal, principal),
        step=0,
    )


def _after(rng: np.random.Generator, truth: pl.DataFrame) -> pl.DataFrame:
    """Payments in the 30 days after the snapshot: half of them all that is overdue, half a part of it."""
    paying = truth.filter(pl.Series(rng.random(truth.height) < _PAYS) & (truth["overdue_total"] > 0))
    share = pl.Series("share", np.where(rng.random(paying.height) < 0.5, 100, rng.integers(10, 100, paying.height)))
    day = pl.Series("day", rng.integers(1, 31, paying.height))
    left = (pl.col("overdue_total") * pl.col("share") // 100).clip(lower_bound=1)
    parts = []
    for part in _PARTS:
        settled = pl.min_horizontal(left, pl.col(part))
        parts.append(settled)
        left = left - settled
    when = pl.lit(AS_OF) + pl.duration(days="day")
    fee, penalty, interest, principal = parts
    return _entries(
        paying.with_columns(share, day), pl.lit("REPAYMENT"), when, (fee, penalty, interest, principal), step=1
    )


def _reversals(bounced: pl.DataFrame) -> pl.DataFrame:
    amounts = ("amount", "principal", "interest", "penalty", "fee")
    return bounced.with_columns(
        -pl.col(amounts), pl.lit("REVERSAL").alias("type"), pl.col("date").dt.offset_by("2d"), pl.lit(2).alias("step")
    )


def _waivers(rng: np.random.Generator, truth: pl.DataFrame) -> pl.DataFrame:
    chosen = truth.filter(pl.Series(rng.random(truth.height) < _WAIVED) & (truth["overdue_penalty"] > 0))
    zero = pl.lit(0)
    parts = (zero, pl.col("overdue_penalty"), zero, zero)
    return _entries(chosen, pl.lit("WAIVER"), pl.lit(AS_OF) + pl.duration(days=15), parts, step=3)


def _entries(
    accounts: pl.DataFrame, kind: pl.Expr, when: pl.Expr, parts: tuple[pl.Expr, ...], step: int
) -> pl.DataFrame:
    fee, penalty, interest, principal = (part.cast(pl.Int64) for part in parts)
    return accounts.select(
        "place",
        "account_id",
        pl.lit(step).alias("step"),
        kind.alias("type"),
        when.alias("date"),
        (fee + penalty + interest + principal).alias("amount"),
        principal.alias("principal"),
        interest.alias("interest"),
        penalty.alias("penalty"),
        fee.alias("fee"),
    )


def _encode(text: str, language: Language) -> bytes:
    return text.encode(ENCODINGS[language])
