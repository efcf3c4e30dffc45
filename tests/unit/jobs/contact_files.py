"""Returns of contacts, written in a few words, and the book that is read of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.jobs.contacts.contacts import Asked, Book, read

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
ONE, TWO, ONE_OF_B = (f"A0{letter * 25}" for letter in "ABC")
CON = "案件令牌,联系编号,催收时间,方向,渠道,联系性质,联系对象,催收结果,通话时长,催收员,录音摘要"


def line(at: str = "2026-03-02T10:00:00+08:00", token: str = ONE, **cells: str) -> str:
    """Return a line of `CON`."""
    known = {
        "token": token, "id": "", "at": at, "direction": "呼出", "channel": "电话", "mode": "互动类", "target": "本人",
        "result": "接通", "talk": "60", "who": "z1", "sound": "aa",
    }  # fmt: skip
    return ",".join((known | cells).values())


class Files:
    """Files in a folder, and the book that is read of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.placed: list[Path] = []

    def write(self, name: str, *lines: str) -> str:
        """Write a file; return ``a=FILE``, by the first letter of its name."""
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return f"agency-{name[0]}={self.folder / name}"

    def place(self) -> None:
        """Write down that account L1 is with both agencies, and L2 with the first until June."""
        rows = [
            ("agency-a", ONE, "L1", None),
            ("agency-a", TWO, "L2", dt.date(2026, 6, 1)),
            ("agency-b", ONE_OF_B, "L1", None),
        ]
        frame = pl.DataFrame(rows, schema=["agency", "account_token", "account_id", "recall_on"], orient="row").select(
            "agency", pl.lit("b1").alias("batch"), "account_token", "account_id", pl.lit("CNY").alias("currency"),
            pl.lit("M2").alias("bucket"), pl.lit(dt.date(2026, 1, 1)).alias("placed_on"),
            pl.col("recall_on").cast(pl.Date),
        )  # fmt: skip
        frame.write_parquet(self.folder / "placed.parquet")
        self.placed = [self.folder / "placed.parquet"]

    def read(self, *returns: str, **asked: Any) -> Book:
        """Read returns, and what else is asked for."""
        return read(Asked(NOW, returns, placed=self.placed, **asked))


def whole(book: Book, most: int = 1 << 20) -> pl.DataFrame:
    """Return all contacts of a book."""
    return pl.concat([part.contacts for part in book.parts(most)])


def columns(book: Book, *names: str) -> list[tuple[Any, ...]]:
    """Return columns of all contacts, a tuple each."""
    return whole(book).select(names).rows()


def told(book: Book, table: int = 0) -> dict[str, Any]:
    """Return what was read of a table."""
    found: dict[str, Any] = book.told["tables"][table]
    return found
