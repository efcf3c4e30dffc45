"""A small hand-over of two agencies, what came back, and the ledger: all that a reconciliation takes."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.files import Input
from collectkit.jobs.reconcile import reconcile

HEADER = "record,token,payment_id,type,amount,currency,value_date,received_by,reverses,fee_claimed,rows"
CHINESE = "记录类型,令牌,还款流水号,交易类型,还款金额（元）,币种,还款日期,收款方,原流水号,佣金（元）,笔数"
LEDGER = "流水号,借据号,还款日期,还款金额,交易类型,冲正标志,原流水号"
RATES = 'version = 1\n[[rate]]\nrate = "10%"\n'
TOKEN_1, TOKEN_2, TOKEN_B = "A000000000000000000001A", "A000000000000000000002A", "A00000000000000000000B3"
PAY_1 = f"PAY,{TOKEN_1},P1,PAYMENT,100.00,CNY,2026-11-05,AGENCY,,10.00,"
PAY_2 = f"PAY,{TOKEN_2},P2,,1234.56,,2026/11/6,,,,"
BOOKED = ("T1,LN-1,2026-11-05,100.00,REPAYMENT,否,", "T2,LN-2,2026-11-06,1234.56,REPAYMENT,否,")


class Desk:
    """A folder with what a reconciliation takes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "out" / "packages").mkdir(parents=True)
        (folder / "returns").mkdir()
        rows = [
            ("agency-a", TOKEN_1, "LN-1", "M1"),
            ("agency-a", TOKEN_2, "LN-2", "M2"),
            ("agency-b", TOKEN_B, "LN-3", "M1"),
        ]
        self.placed(
            pl.DataFrame(rows, schema=["agency", "account_token", "account_id", "bucket"], orient="row").with_columns(
                batch=pl.lit("2026-11"),
                currency=pl.lit("CNY"),
                placed_on=pl.lit(dt.date(2026, 11, 1)),
                recall_on=pl.lit(dt.date(2026, 11, 30)),
                payoff_total_minor=pl.lit(500_000, pl.Int64),
            )
        )
        self.returned("agency-a.csv", HEADER, PAY_1, PAY_2)
        self.ledger(LEDGER, *BOOKED)
        (folder / "rates.toml").write_text(RATES)

    def placed(self, frame: pl.DataFrame) -> None:
        """Write the record of what was placed."""
        frame.write_parquet(self.folder / "out" / "packages" / "placed.parquet")

    def returned(self, name: str, *lines: str, encoding: str = "utf-8") -> Path:
        """Write a file in the folder of returns; return its path."""
        path = self.folder / "returns" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return path

    def ledger(self, *lines: str, encoding: str = "utf-8") -> None:
        """Write the ledger."""
        (self.folder / "ledger.csv").write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))

    def run(self, *returns: str, into: str = "found", **options: Any) -> dict[str, Any]:
        """Reconcile the folder of returns, or what is named; return the facts."""
        stated = returns or (str(self.folder / "returns"),)
        options = {"rates": self.folder / "rates.toml", **options}
        ledgers = [Input(self.folder / name) for name in options.pop("ledgers", ["ledger.csv"])]
        return reconcile.run([self.folder / "out"], stated, ledgers, self.folder / into, **options).as_dict()

    def items(self, folder: str = "found") -> list[dict[str, str]]:
        """Read the items that were written."""
        with (self.folder / folder / "items.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def statuses(self, folder: str = "found") -> Counter[str]:
        """Count the items by status."""
        return Counter(item["status"] for item in self.items(folder))
