"""Which masks of a policy hide too little, given the other columns that leave beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from collectkit.errors import RulesError
from collectkit.mask.operator import KEYED, Operator
from collectkit.mask.operators.masks import MaskAddress, MaskCard, MaskId, MaskPhone
from collectkit.mask.operators.passing import Keep, KeepEnds, KeepFirst, KeepLast
from collectkit.mask.operators.ranges import Band, Generalise
from collectkit.mask.risk.strength import LENGTHS, NOTHING, Area, Beside, Places, Precision, candidates
from collectkit.tables.field import Field, Kind

HOMES: Mapping[str, Area] = MappingProxyType(
    {
        "county": "county",
        "address_home": "county",
        "address_id": "county",
        "address_bill": "county",
        "city": "city",
        "province": "province",
    }
)
"""Fields that tell where somebody lives -> how closely; the closest first."""

_TOLD_OF_BIRTH: Mapping[str, Precision] = MappingProxyType(
    {"month": "month", "year": "year", "5 years": "5 years", "10 years": "10 years"}
)

PERSONAL = ("age", "birth_date", "gender", *HOMES)
"""Fields that tell something of the debtor's ID number."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """One column that leaves.

    Attributes:
        output: its name.
        source: which column of the input it is made from.
        field: what that is, by the tables or by the policy, if anything.
    """

    output: str
    source: int
    field: Field | None
    operator: Operator


@dataclass(frozen=True, slots=True)
class Strength:
    """What is left of one number that is shown in part.

    Attributes:
        columns: those that show it; together they show more than each.
        beside: columns that tell the rest, or some of it.
        kind: what the number is.
        left: how many values fit.
    """

    columns: tuple[str, ...]
    beside: tuple[str, ...]
    kind: Kind
    left: int

    def __str__(self) -> str:
        several = len(self.columns) > 1
        beside = f" beside {', '.join(self.beside)}" if self.beside else ""
        names = f"column{'s' * several} {', '.join(self.columns)}"
        return f"{names}{beside}: {self.left:,} value{'s' * (self.left != 1)} left"


def measure(leaving: Sequence[Leaving]) -> Iterator[Strength]:
    """Yield what is left of each phone, ID and card number that is shown in part, and nowhere in full.

    It is counted as the policy states it, though operators star what is too short for its parameters.
    """
    for source in dict.fromkeys(one.source for one in leaving):
        columns = [one for one in leaving if one.source == source]
        kind = _kind(columns)
        if kind is None or any(isinstance(one.operator, Keep) for one in columns):
            continue
        parts = [(one.output, places(one.operator, kind)) for one in columns]
        shown = Places().union(*(part for _, part in parts))
        if shown:
            names, beside = _beside(leaving, kind, columns[0].field)
            yield Strength(tuple(name for name, part in parts if part), names, kind, candidates(kind, shown, beside))


def refuse_weak(policy: str, leaving: Sequence[Leaving], least: int) -> None:
    """Refuse a policy under which fewer than *least* values are left of some number.

    Raises:
        RulesError: listing each such number.
    """
    weak = [str(one) for one in measure(leaving) if one.left < least]
    if weak:
        faults = [f"{fault}, and {least:,} must be" for fault in weak]
        hint = "show less of the number, or drop, band or generalise what stands beside it (docs/risk.md)"
        raise RulesError.listing(f"{policy}: masks that hide too little", faults, hint=hint)


def places(operator: Operator, kind: Kind) -> Places:
    """Return which characters of a number an operator shows."""
    if _MADE_FOR.get(type(operator), kind) != kind:
        return Places()
    first, last = 0, 0
    match operator:
        case MaskPhone():
            first, last = 3, 4
        case MaskCard():
            last = 4
        case KeepFirst():
            first = operator.shown
        case KeepLast():
            last = operator.shown
        case KeepEnds() | MaskId():
            first, last = operator.first, operator.last
    return ends(kind, first, last)


def ends(kind: Kind, first: int, last: int) -> Places:
    """Return the *first* and *last* places of a number."""
    length = LENGTHS[kind]
    return Places({*range(min(first, length)), *range(max(length - last, 0), length)})


_MADE_FOR: Mapping[type, Kind] = MappingProxyType({MaskId: "identity", MaskPhone: "phone", MaskCard: "bank"})


def _kind(columns: Iterable[Leaving]) -> Kind | None:
    """What the source is, by its field; of a column that is none, by the operator that was chosen for it."""
    for one in columns:
        kind = one.field.kind if one.field else _MADE_FOR.get(type(one.operator))
        if kind in LENGTHS:
            return kind
    return None


def _beside(leaving: Sequence[Leaving], kind: Kind, field: Field | None) -> tuple[tuple[str, ...], Beside]:
    """What other columns tell of the number, and which they are; of other persons nothing is known."""
    told = {one.field.name: one for one in leaving if one.field and one.operator.shows not in (*KEYED, "nothing")}
    if kind == "bank":
        return (("bank",) if "bank" in told else ()), Beside(issuer="bank" in told)
    if kind != "identity" or field is None or field.personal != "debtor":
        return (), NOTHING
    names = tuple(told[name].output for name in PERSONAL if name in told)
    return names, Beside(
        birth=_birth(told["birth_date"]) if "birth_date" in told else None,
        ages=_ages(told["age"]) if "age" in told else None,
        sex="gender" in told,
        area=next((_area(told[name], area) for name, area in HOMES.items() if name in told), None),
    )


def _birth(one: Leaving) -> Precision:
    to = one.operator.to_for(one.field) if isinstance(one.operator, Generalise) else None
    return _TOLD_OF_BIRTH.get(to or "", "day")


def _ages(one: Leaving) -> tuple[int, ...]:
    return one.operator.edges_for(one.field) if isinstance(one.operator, Band) else ()


def _area(one: Leaving, whole: Area) -> Area:
    """How closely a column tells where somebody lives, which in full says *whole*."""
    match one.operator:
        case MaskAddress(level=level):
            return level
        case Generalise():
            return "province" if one.operator.to_for(one.field) == "province" else "city"
    return whole
