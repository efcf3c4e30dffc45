"""What became of the accounts of each stage: money recovered, debtors contacted, accounts cured; against targets.

- recovered: the ledger's cash of the time, reversals taken off, ÷ what was past due at its start.
- contacted: accounts whose debtor was reached at least once ÷ all accounts.
- cured: accounts that were past due at the start and are not at the end ÷ those that were. A later row without a date
  is cured if nothing is past due in it. An account that is not in the later file is *missing*, and cured only if the
  ledger's cash has covered all that was past due.

What was not given is blank, not 0. Sums are per currency.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from collectkit.fields.number import PPM
from collectkit.segment.ladder.stages import STAGES
from collectkit.segment.ladder.targets import Target, Targets

COUNTED = ("overdue_minor", "recovered_minor", "contacted", "past_due", "cured", "missing")


@dataclass(frozen=True, slots=True)
class Attained:
    """One stage, or one bucket of it, in one currency; None for what is not known.

    Attributes:
        level: whether all accounts of the stage, or those of one bucket.
        stage: of `STAGES`; None for accounts without one.
        past_due: accounts that were past due at the start.
        missing: of these, not in the later file.
    """

    level: Literal["stage", "bucket"]
    currency: str
    stage: str | None
    bucket: str | None
    accounts: int
    overdue_minor: int | None
    recovered_minor: int | None
    contacted: int | None
    past_due: int | None
    cured: int | None
    missing: int | None
    target: Target | None

    @property
    def recovery_ppm(self) -> int | None:
        """Recovered of what was past due."""
        return _ppm(self.recovered_minor, self.overdue_minor)

    @property
    def contact_ppm(self) -> int | None:
        """Accounts contacted."""
        return _ppm(self.contacted, self.accounts)

    @property
    def cure_ppm(self) -> int | None:
        """Accounts cured of those past due."""
        return _ppm(self.cured, self.past_due)

    def asked(self, rate: str) -> int | None:
        """Return the target of a rate."""
        return None if self.target is None else getattr(self.target, rate)

    def attained(self, rate: str) -> bool | None:
        """Return whether the target of a rate was reached; None where there is none, or the rate is not known."""
        wanted, found = self.asked(rate), getattr(self, rate)
        return None if wanted is None or found is None else found >= wanted

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, flat."""
        found = {name: value for name, value in asdict(self).items() if name != "target"}
        for rate in ("recovery_ppm", "contact_ppm", "cure_ppm"):
            name = rate.removesuffix("_ppm")
            found |= {rate: getattr(self, rate), f"{name}_target_ppm": self.asked(rate)}
            found[f"{name}_attained"] = self.attained(rate)
        return found


def attained(accounts: pl.DataFrame, targets: Targets, labels: Sequence[str]) -> list[Attained]:
    """Count accounts by stage, and by stage and bucket.

    Args:
        accounts: a row an account: `currency`, `stage`, `bucket`, and of `COUNTED` what is known: money Int64 or
            Int128, the others Boolean.
        labels: the buckets in order.
    """
    return [
        *_rows(accounts, targets, labels, ["currency", "stage"]),
        *_rows(accounts, targets, labels, ["currency", "stage", "bucket"]),
    ]


def _rows(accounts: pl.DataFrame, targets: Targets, labels: Sequence[str], by: Sequence[str]) -> Iterator[Attained]:
    known = [name for name in COUNTED if name in accounts.columns]
    counts = accounts.group_by(by).agg(
        pl.len().cast(pl.Int64).alias("accounts"), *(pl.col(name).cast(pl.Int128).sum() for name in known)
    )
    stages = {stage: place for place, stage in enumerate(STAGES)}
    buckets = {label: place for place, label in enumerate(labels)}
    blank: dict[str, Any] = dict.fromkeys(("bucket", *COUNTED))
    found = [blank | row for row in counts.iter_rows(named=True)]
    found.sort(
        key=lambda row: (
            row["currency"],
            stages.get(row["stage"], len(stages)),
            buckets.get(row["bucket"], len(labels)),
        )
    )
    for row in found:
        target = targets.get((row["stage"], row["bucket"])) if "bucket" not in by or row["bucket"] else None
        yield Attained("bucket" if "bucket" in by else "stage", target=target, **row)


def _ppm(part: int | None, whole: int | None) -> int | None:
    """Return a share in ppm, half up; None of nothing."""
    if part is None or whole is None or whole <= 0:
        return None
    return (2 * part * PPM + whole) // (2 * whole)
