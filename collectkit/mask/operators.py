"""The operators of a policy: what may be done to a column before it leaves.

An operator is a frozen set of parameters with one pure method, `apply`: a column in, a column of the same length out.
All of them fail closed: a value that does not have the form that the operator expects is starred whole. Null stays
null, and so does the empty string.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, Protocol

import polars as pl
from pydantic import AfterValidator
from pydantic import Field as Limits

from collectkit.errors import TokenError
from collectkit.mask.bands import band_labels
from collectkit.mask.cells import STARS, Cells, Minter

Shows = Literal["nothing", "part", "value", "token"]
Shown = Annotated[int, Limits(strict=True, ge=0, le=8)]


def _ascending(edges: tuple[int, ...]) -> tuple[int, ...]:
    if not edges or any(a >= b for a, b in zip(edges, edges[1:], strict=False)):
        raise ValueError("must be a list of ascending numbers")
    return edges


Edges = Annotated[tuple[Annotated[int, Limits(strict=True)], ...], AfterValidator(_ascending)]


class Operator(Protocol):
    """What all operators have.

    Attributes:
        name: what a policy calls it.
        shows: what of the value can be seen in the result.
    """

    name: ClassVar[str]
    shows: ClassVar[Shows]

    def apply(self, cells: Cells) -> pl.Series:
        """Return the column as it leaves."""
        ...


@dataclass(frozen=True, slots=True)
class Drop:
    """Leave the column out. For the reader: a column that is not named is left out too."""

    name: ClassVar[str] = "drop"
    shows: ClassVar[Shows] = "nothing"

    def apply(self, cells: Cells) -> pl.Series:
        """Return only nulls; the plan does not ask."""
        return cells.raw.clear(len(cells.raw))


@dataclass(frozen=True, slots=True)
class Keep:
    """Let the value through in its canonical form; what has none is starred (text) or left blank (money, dates)."""

    name: ClassVar[str] = "keep"
    shows: ClassVar[Shows] = "value"

    def apply(self, cells: Cells) -> pl.Series:
        """Return typed values, or text."""
        if cells.field is None or cells.field.kind is None:
            return cells.typed.value
        return cells.canonical.zip_with(cells.canonical.is_not_null(), _starred(cells.raw))


@dataclass(frozen=True, slots=True)
class Redact:
    """Replace every value by the same three stars."""

    name: ClassVar[str] = "redact"
    shows: ClassVar[Shows] = "nothing"

    def apply(self, cells: Cells) -> pl.Series:
        """Return stars."""
        return _starred(cells.raw)


@dataclass(frozen=True, slots=True)
class KeepFirst:
    """Show the first *shown* characters; a value not longer than twice that is starred whole."""

    name: ClassVar[str] = "keep_first"
    shows: ClassVar[Shows] = "part"
    shown: Shown = 1

    def apply(self, cells: Cells) -> pl.Series:
        """Return the head, then stars."""
        return _shown(cells.raw, first=self.shown, last=0)


@dataclass(frozen=True, slots=True)
class KeepLast:
    """Show the last *shown* characters; a value not longer than twice that is starred whole."""

    name: ClassVar[str] = "keep_last"
    shows: ClassVar[Shows] = "part"
    shown: Shown = 4

    def apply(self, cells: Cells) -> pl.Series:
        """Return stars, then the tail."""
        return _shown(cells.raw, first=0, last=self.shown)


@dataclass(frozen=True, slots=True)
class KeepEnds:
    """Show the *first* and the *last* characters; a value not longer than twice their sum is starred whole."""

    name: ClassVar[str] = "keep_ends"
    shows: ClassVar[Shows] = "part"
    first: Shown = 1
    last: Shown = 1

    def apply(self, cells: Cells) -> pl.Series:
        """Return the head, stars, then the tail."""
        return _shown(cells.raw, first=self.first, last=self.last)


@dataclass(frozen=True, slots=True)
class MaskName:
    """Show the surname of a Chinese name (one character, or two of a compound one), starring the given name.

    Other names show the first letter. Names of one character, and what is no name, are starred whole.
    """

    name: ClassVar[str] = "mask_name"
    shows: ClassVar[Shows] = "part"

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``张**``, ``欧阳**``, ``M**``."""
        text = cells.raw.str.strip_chars()
        compound = text.str.slice(0, 2).is_in(_COMPOUND_SURNAMES) & (text.str.len_chars() > _COMPOUND_CHARS)
        expr = (
            pl.when(~text.str.contains(_NAME))
            .then(_starred(cells.raw))
            .when(compound)
            .then(text.str.slice(0, 2) + "**")
            .otherwise(text.str.slice(0, 1).str.to_uppercase() + "**")
        )
        return pl.select(expr).to_series()


@dataclass(frozen=True, slots=True)
class MaskPhone:
    """Show the first three and the last four digits of a Chinese mobile number; of others, the last four."""

    name: ClassVar[str] = "mask_phone"
    shows: ClassVar[Shows] = "part"

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``138****8000`` or ``****8000``."""
        number = cells.canonical
        mobile = number.str.starts_with("+861") & (number.str.len_bytes() == _CN_MOBILE_BYTES)
        expr = (
            pl.when(mobile)
            .then(number.str.slice(3, 3) + "****" + number.str.slice(-4))
            .when(number.str.len_bytes() >= _LONG_ENOUGH)
            .then("****" + number.str.slice(-4))
            .otherwise(_starred(cells.raw))
        )
        return pl.select(expr).to_series()


@dataclass(frozen=True, slots=True)
class MaskId:
    """Show the first *first* and last *last* characters of a resident ID number; anything else is starred whole."""

    name: ClassVar[str] = "mask_id"
    shows: ClassVar[Shows] = "part"
    first: Shown = 1
    last: Shown = 1

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``1****************X``."""
        shown = _shown(cells.canonical, first=self.first, last=self.last)
        return shown.zip_with(shown.is_not_null(), _starred(cells.raw))


@dataclass(frozen=True, slots=True)
class MaskCard:
    """Show the last four digits of a bank card or account number; anything else is starred whole."""

    name: ClassVar[str] = "mask_card"
    shows: ClassVar[Shows] = "part"

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``****1234``."""
        shown = _shown(cells.canonical, first=0, last=4)
        return shown.zip_with(shown.is_not_null(), _starred(cells.raw))


@dataclass(frozen=True, slots=True)
class Token:
    """Replace each value by a token that only the creditor can turn back, different for each recipient."""

    name: ClassVar[str] = "token"
    shows: ClassVar[Shows] = "token"

    def apply(self, cells: Cells) -> pl.Series:
        """Return tokens of the field's kind; a value without a canonical form becomes a text token, byte-exact."""
        minter = _minter(cells)
        made = minter.make(cells.kind, cells.canonical)
        left = made.is_null() & cells.raw.is_not_null()
        return made.zip_with(~left, minter.make("text", cells.raw.set(~left, None))) if left.any() else made


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """Replace each value by a keyed code that nobody can turn back; equal values stay equal."""

    name: ClassVar[str] = "pseudonym"
    shows: ClassVar[Shows] = "token"

    def apply(self, cells: Cells) -> pl.Series:
        """Return pseudonyms of the canonical value, or of the cell as it is where there is none."""
        minter = _minter(cells)
        made = minter.pseudonym(cells.kind, cells.canonical)
        left = made.is_null() & cells.raw.is_not_null()
        return made.zip_with(~left, minter.pseudonym("text", cells.raw.set(~left, None))) if left.any() else made


@dataclass(frozen=True, slots=True)
class Band:
    """Replace a number by the range it lies in. *edges* are in major units (yuan, days, years), ascending.

    Below the first edge is ``<e``, from an edge up to the next ``e-f`` (f excluded), from the last on ``>=e``.
    """

    name: ClassVar[str] = "band"
    shows: ClassVar[Shows] = "part"
    edges: Edges = (0, 1_000, 5_000, 10_000, 50_000)

    def apply(self, cells: Cells) -> pl.Series:
        """Return labels; a value that is no number is starred."""
        value = cells.typed.value
        if not value.dtype.is_integer():
            return _starred(cells.raw)
        scale = 100 if cells.field is not None and cells.field.type == "money" else 1
        labels = band_labels(value, self.edges, scale)
        unread = value.is_null() & cells.raw.is_not_null()
        return labels.zip_with(~unread, _starred(cells.raw))


@dataclass(frozen=True, slots=True)
class Generalise:
    """Replace a date by its month or its year."""

    name: ClassVar[str] = "generalise"
    shows: ClassVar[Shows] = "part"
    to: Literal["month", "year"] = "month"

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``2026-10`` or ``2026``; what is no date is starred."""
        value = cells.typed.value
        if value.dtype != pl.Date:
            return _starred(cells.raw)
        text = value.dt.strftime("%Y-%m" if self.to == "month" else "%Y")
        return text.zip_with(value.is_not_null() | cells.raw.is_null(), _starred(cells.raw))


OPERATORS: Mapping[str, type[Operator]] = MappingProxyType(
    {
        "band": Band,
        "drop": Drop,
        "generalise": Generalise,
        "keep": Keep,
        "keep_ends": KeepEnds,
        "keep_first": KeepFirst,
        "keep_last": KeepLast,
        "mask_card": MaskCard,
        "mask_id": MaskId,
        "mask_name": MaskName,
        "mask_phone": MaskPhone,
        "pseudonym": Pseudonym,
        "redact": Redact,
        "token": Token,
    }
)

_CN_MOBILE_BYTES = 14
_LONG_ENOUGH = 9
_COMPOUND_CHARS = 2
_COMPOUND_SURNAMES = (
    "欧阳 上官 司马 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 夏侯 端木 轩辕 百里 南宫 独孤 司空 闻人 呼延 "
    "歐陽 司馬 諸葛 東方 尉遲 公孫 長孫 軒轅 南宮 獨孤 聞人"
).split()
_NAME = r"^(?:\p{Han}{2,4}|\p{Han}+(?:[·•・.．‧]\p{Han}+)+|\p{Latin}[\p{Latin} .,'’-]+)$"


def _minter(cells: Cells) -> Minter:
    if cells.minter is None:
        raise TokenError("the policy makes tokens, and no keyring is open")
    return cells.minter


def _starred(raw: pl.Series) -> pl.Series:
    """Stars for every value; null and the empty string stay."""
    return pl.select(pl.when(raw.str.len_bytes() > 0).then(pl.lit(STARS)).otherwise(raw)).to_series()


def _shown(raw: pl.Series, first: int, last: int) -> pl.Series:
    """*first* and *last* characters with stars between; short values starred whole, so at most half is seen."""
    length = raw.str.len_chars().cast(pl.Int64)
    head = raw.str.slice(0, first) if first else ""
    tail = raw.str.slice(-last) if last else ""
    long = length > 2 * (first + last)
    return pl.select(pl.when(long).then(head + pl.lit(STARS) + tail).otherwise(_starred(raw))).to_series()
