"""The placements table: every column of the accounts file, and behind them who got which account, or why nobody did.

Also the creditor's own record of what was handed over, a row an account: ``placed.parquet``, which no agency sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from collectkit.tables.field import Field, field
from collectkit.tables.headers import normalise

_FIELDS: tuple[Field, ...] = (
    field("text", "agency", "催收机构", "Agency"),
    field("text", "not_placed", "未委案原因", "Not placed because"),
    field("text", "stratum", "分层", "Stratum"),
    field("text", "debtor_group", "债务人分组", "Debtor group"),
    field("date", "placed_on", "委案日期", "Placed on"),
    field("date", "recall_on", "预计退案日", "Recall on"),
    field("text", "batch", "批次", "Batch"),
    field("text", "experiment", "实验", "Experiment"),
    field("text", "arm", "实验组别", "Arm"),
    field("text", "dealt", "分配依据", "Dealt by"),
    field("text", "passed_over", "未选机构", "Passed over"),
)

PLACEMENTS: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""The columns that a placement adds, by name, in order.

- `agency`: who has the account now; null where nobody has.
- `not_placed`: the one reason (a key of `placement.reasons.REASONS`); null where `agency` is filled.
- `stratum`: bucket, province and hand of the debtor's largest account, its balance band, one account or several
  (``M2/5000-20000/广东/1/single``); null where it was not to be placed at all.
- `debtor_group`: an opaque label, the same for all accounts of a debtor (`debtor` alone is a header for a name).
- `placed_on`, `recall_on`, `batch`: of this placement; null where there is none, `recall_on` also where none is agreed.
- `experiment`, `arm`: in which experiment the debtor is, and as what: ``champion``, ``challenger``, ``holdout``; an arm
  without an experiment is the hold-out of the whole placement.
- `dealt`: how the debtor came to its agency: the objective, the agency's target, and its part of the debtors that may
  go to the same agencies, in ppm (``fair 400000 410000``); ``room 400000`` where another had been planned and was full.
- `passed_over`: for `why`: each other agency and why it did not get the debtor (``agency-c:status agency-d:region``).
"""

SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {known.name: pl.Date() if known.type == "date" else pl.String() for known in _FIELDS}
)
"""Their types."""

CONTACTS_LEFT = field("int", "contacts_left", "剩余联系次数", "Contacts left")
"""A column that the creditor may add: how often each debtor may still be contacted, all agencies together."""

REPLACED = ("agency", "batch", "placed_on", "recall_on")
"""Fields of the accounts table that may hold a former placement: a placement writes them anew."""

PLACED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "agency": pl.String(),
        "batch": pl.String(),
        "account_token": pl.String(),
        "account_id": pl.String(),
        "currency": pl.String(),
        "bucket": pl.String(),
        "placed_on": pl.Date(),
        "recall_on": pl.Date(),
    }
)
"""The columns that every ``placed.parquet`` has."""

PLACED_TOO: Mapping[str, pl.DataType] = MappingProxyType(
    {"product": pl.String(), "hand": pl.Int64(), "days_past_due": pl.Int64()}
)
"""Columns that those of older versions lack; null where the accounts file says nothing."""

CLAIMS = ("placement_amount_minor", "overdue_total_minor", "payoff_total_minor")
"""What an account was handed over with: the first of these that a table has."""


def placed_schema(amounts: Iterable[str]) -> dict[str, pl.DataType]:
    """Return the types of ``placed.parquet``: a row an account handed over.

    `account_token` is the token of `account_id` in that agency's package; `bucket`, `hand` and `days_past_due` are as
    of the placement, perhaps null.

    Args:
        amounts: the columns of money that the accounts file has, with their unit: ``overdue_total_minor``.
    """
    return {**PLACED, **PLACED_TOO, **dict.fromkeys(amounts, pl.Int64())}


def find(headers: Sequence[str]) -> dict[str, int]:
    """Return which columns of a file are those of a placement: name -> place in the header.

    They are known by their name or a title; the last one counts, for they stand behind those of the accounts file.
    """
    return {_SPELLED[spelled]: place for place, spelled in enumerate(map(normalise, headers)) if spelled in _SPELLED}


_SPELLED: Mapping[str, str] = MappingProxyType(
    {normalise(spelling): known.name for known in _FIELDS for spelling in (known.name, known.title_zh, known.title_en)}
)
