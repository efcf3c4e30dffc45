"""Reads a file, and others beside it, for its debtors, before it is segmented: by the same days and buckets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from collectkit.errors import UsageError
from collectkit.fields import account, identity, phone
from collectkit.fields.parsed import nothing, only
from collectkit.files import Input
from collectkit.jobs.reading import open_table
from collectkit.jobs.segment.plan import check_day, columns_of
from collectkit.jobs.stream import in_order
from collectkit.placement import debtors
from collectkit.segment.days import Anchor, anchors
from collectkit.segment.debtors.household import PEOPLE, Household, household
from collectkit.segment.plan import Plan
from collectkit.segment.tally import currency_codes
from collectkit.tables.headers import Column

_READ = ("account_id", "customer_id", "id_number", "mobile")


@dataclass(frozen=True, slots=True)
class Debtors:
    """Makes the extra `segment.debtors.household.Household`.

    Attributes:
        source: the file that is segmented.
        others: files whose accounts count towards what a debtor owes, and are not written.
        anchor: what their days are counted from.
        region: country of phone numbers without ``+``; None if only those with one count.
    """

    source: Input
    others: Sequence[Input] = ()
    anchor: Anchor = "auto"
    region: str | None = "CN"

    def __post_init__(self) -> None:
        """Refuse what cannot be read twice.

        Raises:
            UsageError: naming the file, or that one is named twice.
        """
        files = (self.source, *self.others)
        for one in files:
            if one.is_stream:
                hint = "write it to a file first: what each debtor owes is known only when all accounts are read"
                raise UsageError(f"{one.name}: --household reads a file twice, and a pipe can be read once", hint=hint)
        paths = [one.path.resolve() for one in files if one.path is not None]
        if len(set(paths)) < len(paths):
            raise UsageError(
                "--with: one file twice", hint="the file that is segmented counts without being named again"
            )

    def __call__(self, plan: Plan) -> Household:
        """Read all files.

        Args:
            plan: by which *source* is segmented.

        Raises:
            InputError: one cannot be read, lacks a needed column, or is of another day.
        """
        frames, told = zip(
            self._read(self.source, plan, ours=True),
            *(self._read(one, plan, ours=False) for one in self.others),
            strict=True,
        )
        people = pl.concat(frames, rechunk=True)
        del frames
        keys = [people[name] for name in ("account", "customer", "identity")]
        return household(people, debtors.group(keys), told[1:])

    def _read(self, source: Input, plan: Plan, *, ours: bool) -> tuple[pl.DataFrame, dict[str, object]]:
        """Return the accounts of one file: `PEOPLE` and `bucket`; and what was read of it."""
        buckets = pl.Enum(plan.scheme.labels)
        with open_table(source) as table:
            columns = columns_of(table)
            own = replace(plan, columns=columns, extras=())
            if not ours:
                own = replace(own, anchors=anchors(self.anchor, columns))
            table.select(column.index for column in columns.values() if column.field in {*own.needed, *_READ})

            def work(chunk: Any) -> tuple[pl.DataFrame, Counter[str], Counter[str]]:
                batch, gone = table.read(chunk)
                check_day(own, batch)
                accounts = own.apply(batch.frame, batch.rows).accounts
                people = _people(accounts, batch.frame, columns, self.region, ours=ours)
                people = people.with_columns(accounts["bucket"].cast(buckets))
                return people, gone, Counter(bad.code for bad in batch.bad)

            frames = [pl.DataFrame(schema={**PEOPLE, "bucket": buckets})]
            removed, rejects = Counter[str](), Counter[str]()
            for people, gone, bad in in_order(table.source.chunks(), work):
                frames.append(people)
                removed += gone
                rejects += bad
        found = pl.concat(frames)
        return found, _told(source, found, removed, rejects)


def _told(source: Input, found: pl.DataFrame, removed: Counter[str], rejects: Counter[str]) -> dict[str, object]:
    return {
        "file": source.name,
        "rows_in": found.height + removed.total() + rejects.total(),
        "accounts": found.height,
        "no_bucket": found["bucket"].null_count(),
        "removed": dict(removed),
        "rejects": dict(rejects),
    }


def _people(
    accounts: pl.DataFrame, frame: pl.DataFrame, columns: Mapping[str, Column], region: str | None, *, ours: bool
) -> pl.DataFrame:
    def cells(field: str) -> pl.Series:
        column = columns.get(field)
        return nothing(frame.height, pl.String()) if column is None else frame[str(column.index)]

    owed = accounts.get_column("overdue_total_minor", default=nothing(frame.height, pl.Int64()))
    values = {
        "row": accounts["row"],
        "ours": pl.repeat(ours, frame.height, dtype=pl.Boolean, eager=True),
        "account": account.parse(cells("account_id")).value,
        "customer": _hashed(account.parse(cells("customer_id")).value),
        "identity": _hashed(identity.joinable(identity.parse(cells("id_number")))),
        "phone": _hashed(phone.canonical(cells("mobile"), region)),
        "currency": currency_codes(accounts["currency"]).cast(pl.Categorical),
        "overdue": owed,
    }
    return pl.DataFrame(values, schema=dict(PEOPLE))


def _hashed(numbers: pl.Series) -> pl.Series:
    """Return 16 bytes for each number, null for null; two different numbers do not share them."""
    high, low = pl.lit(numbers).hash(), pl.lit(numbers).hash(1)
    both = high.reinterpret(signed=True).cast(pl.Int128) * 2**64 + low.cast(pl.Int128)
    return only(pl.select(both).to_series(), numbers.is_not_null())
