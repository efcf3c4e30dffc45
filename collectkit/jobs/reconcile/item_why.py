"""Finds items of a reconciliation by number, id, token or account, and shows the evidence for each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto.spelling import read_kindly
from collectkit.errors import InputError
from collectkit.files import Input, RawBatch, open_source
from collectkit.jobs.stream import Progress, in_order
from collectkit.reconcile.evidence import Evidence, Tolerance, of
from collectkit.reconcile.evidence_lines import lines
from collectkit.reconcile.shown import seemly
from collectkit.reconcile.written import SCHEMA
from collectkit.tables.items import headings

ITEMS, FACTS = "items.csv", "reconciliation.json"
MOST = 10
"""How many items are explained at once."""

_SAID = ("status", "rule", "side", "row", "claimed_minor", "claimed_on", "ledger_row", "cash_minor", "booked_on")
_MOST_BESIDE = 5_000  # a token of nobody may stand in any number of lines
_IDS = ("payment_id", "txn_id", "reverses", "ledger_reverses")
_BY = ("item", "payment_id", "txn_id", "account_id", "token")
_ACCOUNT, _NAMED = ("account_id", "token"), ("payment_id", "txn_id")


@dataclass(frozen=True, slots=True)
class ItemWhyReport:
    """The evidence for items.

    Attributes:
        found: how many items there are; `evidence` is of the first.
        lines: the same in plain words.
    """

    found: int
    evidence: tuple[Evidence, ...]
    lines: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "found": self.found,
            "items": [_plain(one) for one in self.evidence],
            "lines": list(self.lines),
        }


def names_items(path: Path) -> bool:
    """Whether a path means the items of a reconciliation: their file, or a folder."""
    return path.is_dir() or path.name == ITEMS


def run(path: Path, item: str, *, progress: Progress | None = None) -> ItemWhyReport:
    """Explain items.

    Args:
        path: ``items.csv``, or the folder of a reconciliation that holds it.
        item: its number, payment id, transaction id, token or account number.

    Raises:
        InputError: the file is missing or is none of `reconcile`, or has no such item.
    """
    file = path / ITEMS if path.is_dir() else path
    if not file.is_file():
        raise InputError(f"{path.name}: no {ITEMS} in it", hint="name the folder that `collectkit reconcile -o` wrote")
    typed = read_kindly(pl.Series([item], dtype=pl.String))[0]
    matches = pl.any_horizontal(pl.col(name).is_in([item, typed]) for name in _BY)
    its = _read(file, matches, progress)
    if its.is_empty():
        raise InputError(
            f"{file.name}: no such item", hint="a number, a payment id, a transaction id, a token or an account"
        )
    first = its.head(MOST)
    related = [pl.col(name).is_in(first[name].drop_nulls().unique().to_list()) for name in _BY[1:]]
    beside = _read(file, pl.any_horizontal(related), progress).head(_MOST_BESIDE)
    rows = pl.concat([beside, first]).unique("item").sort("item")
    tolerance = _tolerance(file.parent / FACTS)
    evidence = []
    for row in first.iter_rows(named=True):
        itself, seen = pl.col("item") == row["item"], seemly(rows, _IDS)
        same, named = ([pl.col(name) == pl.lit(row[name], pl.String) for name in names] for names in (_ACCOUNT, _NAMED))
        account = seen.filter(rows.select(pl.any_horizontal(itself, *same).fill_null(value=False)).to_series())
        alike = seen.filter(rows.select(pl.any_horizontal(named).fill_null(value=False)).to_series())
        evidence.append(of(seen.row(by_predicate=itself, named=True), account.to_dicts(), alike.to_dicts(), tolerance))
    told = [line for one in evidence for line in ("", *lines(one))][1:]
    if its.height > MOST:
        told += ["", f"and {its.height - MOST} more items"]
    return ItemWhyReport(its.height, tuple(evidence), tuple(told))


def _read(file: Path, wanted: pl.Expr, progress: Progress | None) -> pl.DataFrame:
    """Return the items that are wanted, typed; the file is never held whole."""
    with open_source(Input(file, "csv"), lambda rows: (range(1), rows[0])) as source:
        places = _places(source.header, file.name)
        columns = [pl.col(str(place)).alias(name) for name, place in places.items()]

        def work(chunk: Any) -> tuple[int, pl.DataFrame]:
            batch: RawBatch = source.parse(chunk)
            return batch.frame.height, batch.frame.lazy().select(columns).filter(wanted).collect()

        frames, read = [pl.DataFrame(schema=dict.fromkeys(places, pl.String))], 0
        for height, frame in in_order(source.chunks(), work):
            frames.append(frame)
            read += height
            if progress is not None:
                progress(read, *source.progress)
    fault = f"{file.name}: an item is not as `collectkit reconcile` writes it"
    try:
        items = pl.concat(frames).select(
            _typed(name, type_) if name in places else pl.lit(None, type_).alias(name) for name, type_ in SCHEMA.items()
        )
    except pl.exceptions.PolarsError:
        raise InputError(fault) from None
    if items["item"].null_count():
        raise InputError(fault, hint="each item has a number")
    return items


def _typed(name: str, type_: pl.DataType) -> pl.Expr:
    return pl.col(name).str.to_date("%Y-%m-%d") if type_ == pl.Date else pl.col(name).cast(type_)


def _places(header: Sequence[str], name: str) -> dict[str, int]:
    """Return where each column stands, whatever language the headings are in."""
    known = {column: column for column in SCHEMA}
    for language in ("zh", "en"):
        known |= {title: column for column, title in headings(SCHEMA, language, major=False).items()}
    places = {known[heading]: place for place, heading in enumerate(header) if heading in known}
    missing = [column for column in (*_BY, *_SAID) if column not in places]
    if missing:
        raise InputError(
            f"{name}: these are no items of a reconciliation: there is no {', '.join(missing[:5])}",
            hint="`collectkit reconcile -o DIR` writes them",
        )
    return places


def _tolerance(facts: Path) -> Tolerance:
    """Return how far lines might lie apart, where the figures stand beside the items."""
    try:
        found = json.loads(facts.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Tolerance()
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{facts.name}: damaged")
    days, minor = found.get("tolerance_days"), found.get("tolerance_minor", 0)
    return Tolerance(days if isinstance(days, int) else None, minor if isinstance(minor, int) else 0)


def _plain(evidence: Evidence) -> dict[str, Any]:
    def row(one: Mapping[str, Any]) -> dict[str, Any]:
        plain = {name: value for name, value in one.items() if name != "account_id"}
        return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in plain.items()}

    return {
        **row(evidence.item),
        "alike": [row(one) for one in evidence.alike],
        "together": [row(one) for one in evidence.together],
        "chain": [row(one) for one in evidence.chain],
        "booked": [{**row(one.row), "against": list(one.against)} for one in evidence.booked],
        "reported": [{**row(one.row), "against": list(one.against)} for one in evidence.reported],
    }
