"""Five classes: the least class that days past due allow, and the file's own class where that is worse.

Source: 商业银行金融资产风险分类办法 (in force from 2023-07-01), as the scheme `cn-five-class-2023`: any day past due
is at least 关注, more than 90 days 次级, more than 270 可疑, more than 360 损失. Days never make a class better: what a
bank knows beside the days (a restructuring, an impairment, other debts) is in its own class, which stays if worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import nothing
from collectkit.segment.days import bucket
from collectkit.segment.extra import Added
from collectkit.segment.schemes.scheme import SCHEMES
from collectkit.segment.tally import money_of, tally, total

SCHEME = SCHEMES["cn-five-class-2023"]
CLASSES = SCHEME.labels
"""The classes, best first."""

GIVEN = "five_class_given"

_ENGLISH = ("normal pass", "specialmention attention", "substandard", "doubtful", "loss")
_KNOWN: Mapping[str, str] = MappingProxyType(
    {
        said: name
        for place, name in enumerate(CLASSES)
        for said in (name, f"{name}类", f"{name}类贷款", f"{name}贷款", str(place + 1), *_ENGLISH[place].split())
    }
)
_BETWEEN = re.compile(r"[\s_-]+")
_PER_CLASS = ("currency", "given", "floor", "five_class")


@dataclass(frozen=True, slots=True)
class Classified:
    """What became of the classes; adds up over batches.

    Attributes:
        groups: the tally by currency, the file's own class, the class of the days and the class of both.
        unknown: accounts whose own class is no word for one of the five.
    """

    groups: pl.DataFrame
    unknown: int

    def __add__(self, other: Classified) -> Classified:
        """Return the classes of both batches."""
        return Classified(total([self.groups, other.groups], _PER_CLASS), self.unknown + other.unknown)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON.

        Returns:
            `classes`: accounts and money by class; `moved`: accounts that the days put into a worse class than their
            own, from and to; `kept`: accounts whose own class is worse than the days alone ask for; `unknown`: accounts
            whose own class could not be read, which the days alone decide; `no_class`: accounts with neither.
        """
        given, floor = (_rank(name) for name in ("given", "floor"))
        groups = self.groups
        return {
            "scheme": SCHEME.name,
            "kept": int(groups.filter(given > floor)["accounts"].sum()),
            "unknown": self.unknown,
            "no_class": int(groups.filter(pl.col("five_class").is_null())["accounts"].sum()),
            "classes": list(_rows(groups, ["currency", "five_class"])),
            "moved": list(_rows(groups.filter(floor > given), ["currency", "given", "five_class"])),
        }


@dataclass(frozen=True, slots=True)
class Classes:
    """Adds the class of each account."""

    name: str = "five_class"
    fields: frozenset[str] = frozenset({GIVEN})

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """One column: the class, in Chinese, as the regulation and the files call it."""
        return {"five_class": pl.String()}

    def add(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:
        """Classify a batch: the worse of the file's own class and that of the days; null where there is neither."""
        said = cells.get(GIVEN, nothing(accounts.height, pl.String()))
        given, unknown = read(said)
        floor = bucket(pl.col("days"), SCHEME, pl.col("as_of"))
        classed = accounts.with_columns(given=given, floor=floor).with_columns(
            five_class=pl.when(_rank("given") > _rank("floor").fill_null(-1)).then("given").otherwise("floor")
        )
        return Added(classed.select("five_class"), Classified(tally(classed, _PER_CLASS), unknown))


def read(cells: pl.Series) -> tuple[pl.Series, int]:
    """Return the classes that cells name, null for none; and how many name one that is not known.

    A class may be written in Chinese, also with 类 or 贷款 behind it, in English, or as 1 to 5, best first.
    """
    distinct = cells.unique(maintain_order=True)
    said = text.without_blanks(text.plain(distinct))
    words = [None if one is None else _KNOWN.get(_BETWEEN.sub("", one).lower()) for one in said]
    known = pl.Series(words, dtype=pl.String)
    odd = distinct.filter(said.is_not_null() & known.is_null())
    return cells.replace_strict(distinct, known, return_dtype=pl.String), int(cells.is_in(odd.implode()).sum())


def _rank(column: str) -> pl.Expr:
    """Return the place of a column's class, 0 the best; null for none."""
    return pl.col(column).cast(pl.Enum(CLASSES)).to_physical().cast(pl.Int64)


def _rows(groups: pl.DataFrame, by: list[str]) -> Iterator[dict[str, Any]]:
    """Yield accounts and money in order: by currency, then by class, none last."""
    whole = total([groups.drop(set(_PER_CLASS) - set(by))], by)
    money = money_of(whole)
    ordered = whole.sort("currency", *(_rank(name) for name in by[1:]), nulls_last=True)
    yield from ordered.select(*by[1:], "currency", "accounts", *money).iter_rows(named=True)
