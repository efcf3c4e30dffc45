"""ID numbers that a spreadsheet rounded, by the hundred thousand: all are met, and no intact one is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from collectkit.fields import identity, rounded
from collectkit.sample.people import with_check

COUNT = 200_000
BORN = np.datetime64("1850-01-01")


@pytest.fixture(scope="module")
def intact() -> pl.Series:
    """ID numbers with a right check, of people born before 1900."""
    rng = np.random.default_rng(20261031)
    born = pl.Series(BORN + rng.integers(0, 18_262, COUNT)).dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    return with_check(rng.integers(110_101, 659_000, COUNT) * 10**11 + born * 10**3 + rng.integers(1, 1_000, COUNT))


def excels(typed: pl.Series) -> pl.Series:
    """What Excel saves of numbers: 15 digits."""
    return typed // 1000 * 1000


def doubles(typed: pl.Series) -> pl.Series:
    """What a reader of workbooks makes of these: the nearest double."""
    return excels(typed).cast(pl.Float64).cast(pl.Int64)


def codes(cells: pl.Series, *, column_rounded: bool = False) -> Counter[str | None]:
    """Count the codes of a column, None for what is well."""
    code = identity.parse(cells, column_rounded=column_rounded).code
    return Counter([None] * len(cells) if code is None else code.to_list())


def test_no_intact_number_is_lost_and_few_are_suspected(intact: pl.Series) -> None:
    found = codes(intact)
    assert found.keys() <= {None, "ID_PRECISION_SUSPECTED"}
    assert 0 < found["ID_PRECISION_SUSPECTED"] <= rounded.CHANCE * COUNT
    assert not rounded.far_more_than_chance(found["ID_PRECISION_SUSPECTED"], COUNT)


@pytest.mark.parametrize("damage", [excels, doubles])
def test_every_damaged_number_is_met(intact: pl.Series, damage: Callable[[pl.Series], pl.Series]) -> None:
    typed = intact.filter(~intact.str.ends_with("X")).cast(pl.Int64)
    damaged = damage(typed).cast(pl.String)
    found = codes(damaged)
    assert found.keys() == {"ID_PRECISION_LOST", "ID_PRECISION_SUSPECTED"}
    assert found["ID_PRECISION_SUSPECTED"] == pytest.approx(len(damaged) / 11, rel=0.05)
    assert rounded.far_more_than_chance(found.total(), len(damaged))
    assert codes(damaged, column_rounded=True) == {"ID_PRECISION_LOST": len(damaged)}
