"""A clean portfolio of any size for the benchmarks: 20 columns under Chinese headers, about 220 bytes a row."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Digits = NDArray[np.int64]

BLOCK = 500_000
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋艳勇杰涛明超秀霞平刚"
AMOUNTS = ("贷款本金", "剩余本金", "逾期本金", "逾期利息", "逾期罚息", "逾期金额")
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


def blocks(rows: int, seed: int = 1, *, debtors: bool = False) -> Iterator[pl.DataFrame]:
    """Yield the portfolio in blocks. Phones begin with 199, ID numbers are of people born before 1900.

    Args:
        debtors: two accounts are one debtor's, and nobody else's. Else ID numbers are drawn from 30,000, so that in a
            large portfolio all accounts hang together: as one debtor's, who goes to one agency.
    """
    names = np.array([a + b + c for a in SURNAMES for b in GIVEN for c in ("", *GIVEN)])
    for start in range(0, rows, BLOCK):
        random, count = np.random.default_rng([seed, start]), min(BLOCK, rows - start)
        at = np.arange(start, start + count)
        due = pl.Series(random.integers(20000, 20757, count).astype(np.int32)).cast(pl.Date)
        columns: dict[str, pl.Series] = {
            "合同号": (pl.Series(10_000_000_000 + at)).cast(pl.String),
            "客户号": pl.Series(700_000_000 + at // 2).cast(pl.String),
            "姓名": pl.Series(names[random.integers(0, len(names), count)]),
            "证件号码": _identities(_of_debtors(at // 2) if debtors else _drawn(random, count)),
            "手机号码": pl.Series(19_900_000_000 + random.integers(0, 99_999_999, count)).cast(pl.String),
            "家庭地址": pl.Series(random.integers(1, 999, count)).cast(pl.String) + "号示例路示例小区",
            "产品名称": pl.Series(np.array(["消费贷", "现金贷", "信用卡"])[random.integers(0, 3, count)]),
            "省份": pl.Series(np.array(["广东省", "浙江省", "四川省"])[random.integers(0, 3, count)]),
            "城市": pl.Series(np.array(["广州市", "杭州市", "成都市"])[random.integers(0, 3, count)]),
        }
        for name in AMOUNTS:
            fen = pl.Series(random.integers(1, 5_000_000, count))
            columns[name] = (fen // 100).cast(pl.String) + "." + (fen % 100).cast(pl.String).str.zfill(2)
        columns["放款日期"] = pl.Series(["2025-01-15"] * count)
        columns["逾期日期"] = due.cast(pl.String)
        columns["逾期天数"] = (20757 - due.cast(pl.Int32)).cast(pl.String)
        columns["期数"] = pl.Series(["12"] * count)
        columns["数据日期"] = pl.Series(["2026-10-31"] * count)
        yield pl.DataFrame(columns)


def _drawn(random: np.random.Generator, count: int) -> Digits:
    """Births in the 1870s and numbers of the day, seven digits and then three."""
    digits = np.empty((count, 11), np.int64)
    digits[:, :3] = [1, 8, 7]
    digits[:, 3] = random.integers(0, 10, count)
    digits[:, 4:8] = np.array([[0, 1, 1, 5], [0, 6, 2, 3], [1, 1, 0, 9]])[random.integers(0, 3, count)]
    digits[:, 8:] = random.integers(0, 10, (count, 3))
    return digits


def _of_debtors(numbers: Digits) -> Digits:
    """The same, another for each debtor of the first 3,652,000."""
    days = pl.select(pl.date(1870, 1, 1) + pl.duration(days=pl.Series(numbers // 1000))).to_series()
    births = days.dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    return (births * 1000 + numbers % 1000)[:, None] // 10 ** np.arange(10, -1, -1) % 10


def _identities(births: Digits) -> pl.Series:
    """ID numbers with the right check character."""
    count = len(births)
    digits = np.empty((count, 17), np.int64)
    digits[:, :6] = [1, 1, 0, 1, 0, 5]
    digits[:, 6:] = births
    text = np.empty((count, 18), np.uint8)
    text[:, :17] = digits + ord("0")
    text[:, 17] = np.frombuffer(b"10X98765432", np.uint8)[(digits @ WEIGHTS) % 11]
    whole = text.tobytes().decode("ascii")
    return pl.Series([whole[i : i + 18] for i in range(0, 18 * count, 18)])


def write(path: Path, rows: int, *, debtors: bool = False) -> None:
    """Write the portfolio as CSV in UTF-8."""
    with path.open("wb") as file:
        for number, block in enumerate(blocks(rows, debtors=debtors)):
            block.write_csv(file, include_header=number == 0)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
