"""What debtors are expected to bring with each agency: net of its commission, by bucket and hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.placement.cells import Cells
from collectkit.placement.liquidation import Returns

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Worth:
    """What is expected to come in.

    Attributes:
        kinds: of each debtor, its kind: a bucket and a hand.
        recovered, net: kinds by agencies: parts of the amount.
    """

    kinds: Numbers
    recovered: Floats
    net: Floats

    def by_cell(self, cells: Cells, which: Numbers, amounts: Numbers) -> Floats:
        """Return cells by agencies: the net recovery of each whole cell, minor units.

        Args:
            which: the debtors that the cells are of.
            amounts: of all debtors.
        """
        count = len(self.net)
        sums = np.zeros(len(cells.may) * count)
        np.add.at(sums, cells.of * count + self.kinds[which], amounts[which])
        found: Floats = np.einsum("ck,ka->ca", sums.reshape(-1, count), self.net)
        return found

    def of(self, chosen: Numbers, amounts: Numbers) -> tuple[Numbers, Numbers]:
        """Return what each agency is expected to recover, and what of it is left after commission, minor units.

        Args:
            chosen: of each debtor, the place of its agency; below 0 for none.
            amounts: minor units.
        """
        agencies, count = self.net.shape[1], len(self.net)
        some = chosen >= 0
        sums = np.zeros(count * agencies, dtype=np.int64)
        np.add.at(sums, self.kinds[some] * agencies + chosen[some], amounts[some])
        by_kind = sums.reshape(count, agencies)
        gross, net = ((by_kind * rates).sum(axis=0) for rates in (self.recovered, self.net))
        return np.rint(gross).astype(np.int64), np.rint(net).astype(np.int64)


def of_units(units: pl.DataFrame, returns: Returns, agencies: list[str]) -> Worth:
    """Return what debtors are worth, by bucket and hand of their largest account.

    Args:
        units: a row a debtor, with `bucket` and `hand`.

    Raises:
        RulesError: a rate is missing.
    """
    kinds = units.select("bucket", "hand").unique().sort("bucket", "hand", nulls_last=True)
    placed: dict[str, Any] = {"on": ["bucket", "hand"], "how": "left", "nulls_equal": True, "maintain_order": "left"}
    of = units.select("bucket", "hand").join(kinds.with_row_index("kind"), **placed)["kind"]
    recovered = returns.rates(agencies, kinds.rows()).reshape(-1, len(agencies))
    net = recovered * returns.kept(agencies, kinds.rows())
    return Worth(of.cast(pl.Int64).to_numpy(), recovered, net)
