"""The answer key: what a reader of a portfolio must find in it, row by row and to the fen."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

import numpy as np
import polars as pl

from collectkit.fields.name import says_deceased
from collectkit.findings import CODES
from collectkit.sample.dirt import FLAWS, Flaw, Planted
from collectkit.sample.loans import BUCKETS, MONEY
from collectkit.sample.people import Ints

TOTALLED = tuple(name for name in MONEY if name != "last_paid_amount")
"""The columns that the totals row adds up, over every account the sender wrote, also those a reader must reject."""

_NAMES = ("name", "contact1_name", "contact2_name")
"""Columns in which some names, unplanted, say that their bearer has died."""


class Answers:
    """The key to one file, while it is written.

    Args:
        seen: which flaws this file shows: ``cell`` and ``line`` in a CSV, ``cell`` and ``number`` in a workbook.
    """

    def __init__(self, *seen: Literal["cell", "line", "number"]) -> None:
        self._seen = seen
        self._written = 0
        self._rows: dict[str, list[Ints]] = {}
        self._removed: dict[str, list[int]] = {"note": [], "repeated_header": [], "totals": []}
        self._late = 0
        self._sent = dict.fromkeys(TOTALLED, 0)
        self._kept = {bucket: Counter[str]() for bucket in BUCKETS}
        self.layout: dict[str, int] = {}

    @property
    def totals(self) -> dict[str, int]:
        """The sums over all accounts so far, `TOTALLED` in minor units."""
        return self._sent

    @property
    def rejects(self) -> int:
        """How many rows so far must be rejected."""
        return self._written - sum(kept["accounts"] for kept in self._kept.values())

    def add(self, planted: Planted, rows: Ints) -> None:
        """Count a batch; *rows* is the 1-based row of each account."""
        rejected = np.zeros(len(rows), dtype=np.bool_)
        for name, places in planted.places.items():
            if FLAWS[name].where in self._seen and len(places):
                self._rows.setdefault(name, []).append(rows[places])
                rejected[places] |= _rejects(FLAWS[name])
        self._written += len(rows)
        kept = planted.cells.filter(~pl.Series(rejected))
        self._late += sum(int(says_deceased(kept[column]).sum()) for column in _NAMES)
        self._add_money(planted.batch.truth, pl.Series(rejected))

    def _add_money(self, truth: pl.DataFrame, rejected: pl.Series) -> None:
        for name in TOTALLED:
            self._sent[name] += int(truth[name].sum())
        sums = truth.filter(~rejected).group_by("bucket_given").agg(pl.len().alias("accounts"), pl.col(TOTALLED).sum())
        for row in sums.iter_rows(named=True):
            self._kept[row.pop("bucket_given")].update(row)

    def removed(self, reason: Literal["note", "repeated_header", "totals"], row: int) -> None:
        """Note a row that is no account, and must be taken out."""
        self._removed[reason].append(row)

    def as_dict(self) -> dict[str, Any]:
        """Return the key as JSON values; see `sample_data/README.md` for what each means."""
        planted = {name: np.concatenate(rows).tolist() for name, rows in sorted(self._rows.items())}
        rejects = [
            {"row": row, "reason": FLAWS[name].code, "column": FLAWS[name].field}
            for name, rows in planted.items()
            for row in rows
            if _rejects(FLAWS[name])
        ]
        warnings = Counter[str]()
        for name, rows in planted.items():
            code = FLAWS[name].code
            if code is not None and not _rejects(FLAWS[name]):
                warnings[code] += len(rows)
        if self._late:
            warnings["NAME_SAYS_DECEASED"] = self._late
        kept = sum(self._kept.values(), Counter[str]())
        return {
            "rows_in": self._written + sum(map(len, self._removed.values())),
            "accounts": kept["accounts"],
            "rejects": sorted(rejects, key=lambda reject: reject["row"]),
            "removed": {reason: len(rows) for reason, rows in self._removed.items() if rows},
            "removed_rows": {reason: rows for reason, rows in self._removed.items() if rows},
            "warnings": dict(sorted(warnings.items())),
            "control_totals_minor": self._sent,
            "control_difference_minor": {name: self._sent[name] - kept[name] for name in TOTALLED},
            "sums_minor": {bucket: dict(sums) for bucket, sums in self._kept.items()},
            "layout": self.layout,
            "planted": planted,
        }


def _rejects(flaw: Flaw) -> bool:
    return flaw.code is not None and CODES[flaw.code].effect == "reject"
