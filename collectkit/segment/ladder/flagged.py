"""Debtors who are flagged somewhere in a file: what is said of a person in one row holds for all accounts of theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.fields import account, identity, number
from collectkit.fields.name import says_deceased
from collectkit.segment.ladder.stages import OF_DEBTOR

PERSON = ("customer_id", "id_number")
READ = (*PERSON, *OF_DEBTOR, "name")
"""The fields that are read to find them."""

_SCHEMA = {"flag": pl.String, "kind": pl.String, "number": pl.String}


@dataclass(frozen=True, slots=True)
class Flagged:
    """Numbers of flagged debtors.

    Attributes:
        numbers: flag and field of `PERSON` -> canonical numbers.
    """

    numbers: Mapping[tuple[str, str], pl.Series]

    def of(self, flag: str, cells: Mapping[str, pl.Series]) -> pl.Series | None:
        """Return which rows are of a debtor with a flag; None if none can be."""
        found = None
        for field in PERSON:
            numbers = self.numbers.get((flag, field))
            if numbers is None or field not in cells:
                continue
            met = person(field, cells[field]).is_in(numbers.implode()).fill_null(value=False)
            found = met if found is None else found | met
        return found


def person(field: str, cells: pl.Series) -> pl.Series:
    """Return the numbers that say who a debtor is; null where there is none, or a damaged one could join two people."""
    return account.parse(cells).value if field == "customer_id" else identity.joinable(identity.parse(cells))


def set_flags(cells: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """Return the flags of `OF_DEBTOR` that a batch has, Boolean; a name may say that its bearer has died."""
    found = {flag: number.parse_flag(cells[flag]).value for flag in OF_DEBTOR if flag in cells}
    if "name" in cells:
        late = says_deceased(cells["name"])
        found["deceased"] = found["deceased"] | late if "deceased" in found else late
    return found


def find(cells: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Return the flagged debtors of one batch: `flag`, `kind` (a field of `PERSON`) and `number`."""
    frames = [pl.DataFrame(schema=_SCHEMA)]
    for flag, met in set_flags(cells).items():
        if met.any():
            for field in PERSON:
                if field in cells:
                    numbers = person(field, cells[field].filter(met)).drop_nulls()
                    frames.append(pl.select(flag=pl.lit(flag), kind=pl.lit(field), number=pl.lit(numbers)))
    return pl.concat(frames)


def together(found: Sequence[pl.DataFrame]) -> Flagged:
    """Return the debtors of all batches."""
    whole = pl.concat([pl.DataFrame(schema=_SCHEMA), *found]).unique(maintain_order=True)
    parts = whole.partition_by("flag", "kind", as_dict=True, maintain_order=True)
    return Flagged({(str(flag), str(kind)): part["number"] for (flag, kind), part in parts.items()})
