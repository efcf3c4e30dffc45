"""The operator that puts invented values in the place of names, addresses and emails.

They are drawn with a key: one value has one invented value for a recipient, another for another, and nobody turns it
back. There are fewer of them than people: two persons may share one, and some are by chance a living person's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, TypeAlias

import polars as pl

from collectkit.fields import email, name, text
from collectkit.fields.parsed import nothing
from collectkit.mask.cells import Cells, minter_of
from collectkit.mask.holding import Holds
from collectkit.mask.operator import Losing, Shows, starred
from collectkit.mask.operators.codes import Truth
from collectkit.mask.operators.pools import CITIES, COMPOUND, FAMILY, FIRST, GIVEN, LAST, MINORITY, SYLLABLES
from collectkit.tables.field import Field

Build: TypeAlias = Callable[[pl.Series], pl.Series]
"""Numbers (UInt64) -> invented values."""

_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "phone": "fake is not for phones: no digits are safe to dial",
        "identity": "fake is not for ID numbers: a right one may be somebody's; take token or fpe",
        "bank": "fake is not for cards: a right one may be somebody's; take token or fpe",
    }
)
_HAN = r"\p{Han}"
_WORD = rf"[\p{{Latin}}'’.,{name.POINT}-]+"


def _drawn(numbers: pl.Series, *pools: tuple[str, ...]) -> list[pl.Series]:
    """Draw one of each pool, independent of each other."""
    picked = []
    for pool in pools:
        picked.append(pl.Series(pool, dtype=pl.String).gather((numbers % len(pool)).cast(pl.UInt32)))
        numbers = numbers // len(pool)
    return picked


def _joined(*pools: tuple[str, ...], between: str = "") -> Build:
    return lambda numbers: pl.select(pl.concat_str(_drawn(numbers, *pools), separator=between)).to_series()


def _address(numbers: pl.Series) -> pl.Series:
    (city,) = _drawn(numbers, CITIES)
    number, room = (numbers // 1_000) % 900 + 1, (numbers // 1_000_000) % 90 + 101
    return city + "示例路" + number.cast(pl.String) + "号" + room.cast(pl.String) + "室"


def _western_address(numbers: pl.Series) -> pl.Series:
    return (numbers % 900 + 1).cast(pl.String) + " Sample Road, Sampleton"


_NAMES: tuple[tuple[str, Build], ...] = (
    (rf"^{_HAN}{{2}}$", _joined(FAMILY, GIVEN)),
    (rf"^{_HAN}{{3}}$", _joined(FAMILY, GIVEN, GIVEN)),
    (rf"^{_HAN}{{4}}$", _joined(COMPOUND, GIVEN, GIVEN)),
    (rf"^{_HAN}+(?:{name.POINT}{_HAN}+)+$", _joined(MINORITY, MINORITY, between=name.POINT)),
    (rf"^{_WORD}$", _joined(FIRST)),
    (rf"^{_WORD}(?: +{_WORD})+$", _joined(FIRST, LAST, between=" ")),
)
"""Form of a name -> names of its script and length."""
_ADDRESSES: tuple[tuple[str, Build], ...] = ((_HAN, _address), (r"\p{Latin}", _western_address))
_EMAILS: tuple[tuple[str, Build], ...] = (("@", lambda numbers: _joined(*(SYLLABLES,) * 6)(numbers) + "@example.com"),)


@dataclass(frozen=True, slots=True)
class Fake(Losing):
    """Replace a name, address or email by an invented one of its kind: equal for equal values, and nobody's on purpose.

    A name keeps its script and length, and with *marked* says that it is invented: 林安（化名）, Robin Hill (fake).
    Addresses lie in a road that does not exist (示例路), emails at example.com. Phones, ID numbers and cards are not
    invented. A name of no known form, a company's too, is starred.
    """

    name: ClassVar[str] = "fake"
    shows: ClassVar[Shows] = "invented"
    fits: ClassVar[frozenset[Holds]] = frozenset({"name", "address", "email"})
    marked: Truth = True

    def apply(self, cells: Cells) -> pl.Series:
        """Return invented values, none of them the cell's own."""
        if cells.kind == "name":
            real = name.parse(cells.raw).value
            made = _invented(cells, real.set(name.says_company(real), None), _NAMES)
            made = _mark(made) if self.marked else made
        elif cells.kind == "address":
            made = _invented(cells, text.plain(cells.raw), _ADDRESSES)
        elif cells.kind == "email":
            local, domain = email.parts(cells.raw)
            made = _invented(cells, local + "@" + domain, _EMAILS)
        else:
            return starred(cells.raw)
        return made.zip_with(made.is_not_null(), starred(cells.raw)) if made.null_count() else made

    def faults(self, field: Field | None) -> dict[str, str]:
        """See `Choosy`."""
        kind = field.kind if field else None
        if kind is not None and kind in _REASONS:
            return {"operator": _REASONS[kind]}
        if not self.marked and kind in {"address", "email"}:
            return {"marked": "is for names: all others are marked by what they are"}
        return {}


def _invented(cells: Cells, real: pl.Series, forms: tuple[tuple[str, Build], ...]) -> pl.Series:
    """Return an invented value for each *real* one that has one of the *forms*, null for the others."""
    numbers = minter_of(cells).draw(f"fake {cells.kind}", real) // 2
    made = nothing(len(real), pl.String())
    for form, build in forms:
        where = (real.str.contains(form) & made.is_null()).fill_null(value=False)
        if where.any():
            drawn, own = numbers.filter(where), real.filter(where)
            first = build(drawn)
            made = made.scatter(where.arg_true(), first.zip_with(first != own, build(drawn + 1)))
    return made


def _mark(made: pl.Series) -> pl.Series:
    """Say of each invented name that it is one, in its own script."""
    return (made + " (fake)").zip_with(made.str.contains(r"\p{Latin}"), made + "（化名）")
