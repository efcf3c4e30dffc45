"""From the headers of a file to canonical fields, of accounts or of another table.

A header is compared in one spelling: NFKC, simplified characters, small letters; without white space,
``_ - . : * #``, and a unit or note in brackets at its end. Canonical names match themselves, exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from collectkit.errors import InputError, RulesError
from collectkit.tables import two_rows
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field
from collectkit.tables.traditional import SIMPLIFIED

NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})
LEAVE_OUT = ""
"""In a mapping: the column that has this for its field is left out."""

UNITS: Mapping[str, str | None] = MappingProxyType(
    {
        **dict.fromkeys(("元", "人民币", "人民币元", "rmb", "cny", "yuan", "单位元"), "元"),
        **dict.fromkeys(("万元", "万", "人民币万元", "单位万元"), "万元"),
        **dict.fromkeys(("分", "fen", "cent", "cents", "单位分"), "分"),
        **dict.fromkeys(("天", "日", "day", "days"), "天"),
        **dict.fromkeys(("期", "个月", "月"), "期"),
        "%": "%",
        "‰": "‰",
        "ppm": "ppm",
        **dict.fromkeys(("必填", "选填", "必填项", "required", "optional"), None),
    }
)
"""What may stand in brackets at the end of a header -> the unit; None for a note that is no unit."""

AMBIGUOUS: Mapping[str, tuple[str, ...]] = MappingProxyType({"account": ("account_id", "bank_card")})
"""Headers that mean two fields so often that a guess would be wrong."""

DOUBTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("首次逾期日", "首次逾期日期", "firstoverduedate"), ("oldest_unpaid_due",)),
        **dict.fromkeys(("余额", "balance", "outstanding"), ("principal_outstanding", "payoff_total")),
        **dict.fromkeys(("金额", "amount"), ("overdue_total", "placement_amount", "original_principal")),
        **dict.fromkeys(("本金", "principal"), ("principal_outstanding", "original_principal", "overdue_principal")),
        **dict.fromkeys(("利率", "日利率", "月利率", "月息", "rate"), ("annual_rate",)),
        **dict.fromkeys(("还款日", "还款日期"), ("due_date", "last_paid_on")),
    }
)
"""Headers that may mean a field but are not taken for it: a first overdue day may lie before a cure."""

_DROPPED = re.compile(r"[\s_\-.:*#'\"]+")
_BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")


@dataclass(frozen=True, slots=True)
class Words:
    """The headers of one table, ready to compare; `words` makes them.

    Attributes:
        fields: the fields of the table by name.
        exact: canonical name -> field, and the unit of the name.
        aliases: spelling as `normalise` gives it -> the same.
        ambiguous: spelling -> the fields that it may mean; such a header is refused.
        doubts: spelling -> the fields that it may mean; such a header is not taken.
    """

    fields: Mapping[str, Field]
    exact: Mapping[str, tuple[str, str | None]]
    aliases: Mapping[str, tuple[str, str | None]]
    ambiguous: Mapping[str, tuple[str, ...]]
    doubts: Mapping[str, tuple[str, ...]]

    def field(self, header: str) -> tuple[str, str | None] | None:
        """Return the field of a header and the unit of its canonical name."""
        return self.exact.get(header.strip()) or self.aliases.get(normalise(header))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    Attributes:
        index: its place, from 0.
        header: its header as it stands.
        field: the canonical field, None for an unknown one.
        unit: the unit that the header names: 元 万元 分 % ‰ ppm 天 期, or None.
    """

    index: int
    header: str
    field: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A header that was not taken, and the fields that it may mean."""

    column: Column
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """What the columns of a file are."""

    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...]

    def of(self, field: str) -> Column | None:
        """Return the column of a field, None when the file has none."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """The columns without a field."""
        return tuple(column for column in self.columns if column.field is None)


def normalise(header: str) -> str:
    """Return the spelling in which headers are compared."""
    return _split(header)[0]


def words(
    fields: Mapping[str, Field],
    ambiguous: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    doubts: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Words:
    """Return the headers of a table, spelled for comparison: made once, when its module is loaded."""
    exact = _exact(fields)
    return Words(fields, exact, _aliases(fields, exact), ambiguous, doubts)


def match(headers: Sequence[str], overrides: Mapping[str, str] = NO_OVERRIDES, known: Words | None = None) -> HeaderMap:
    """Say what each column is.

    Args:
        headers: as they stand in the file.
        overrides: header -> canonical name, or `LEAVE_OUT`; stronger than the aliases.
        known: the table that the file is; accounts unless another is given.

    Raises:
        InputError: two columns claim one field, or a header is ambiguous.
        RulesError: an override names a field that does not exist.
    """
    known = known or OF_ACCOUNTS
    found = propose(headers, overrides, known)
    _refuse_ambiguous(found.doubts, known)
    _refuse_claims(found.columns, known)
    return found


def propose(
    headers: Sequence[str], overrides: Mapping[str, str] = NO_OVERRIDES, known: Words | None = None
) -> HeaderMap:
    """Say what each column may be, as `match` does, without refusing anything: for a person to correct."""
    known = known or OF_ACCOUNTS
    _check(overrides, known)
    chosen = {normalise(header): name for header, name in overrides.items()}
    columns = tuple(_column(index, header, chosen, known) for index, header in enumerate(headers))
    unsure = {**known.ambiguous, **known.doubts}
    doubts = tuple(
        Doubt(column, unsure[spelled])
        for column in columns
        if column.field is None and (spelled := normalise(column.header)) in unsure and spelled not in chosen
    )
    return HeaderMap(columns, doubts)


def find_header(
    rows: Sequence[Sequence[str]], overrides: Mapping[str, str] = NO_OVERRIDES, known: Words | None = None
) -> tuple[range, list[str]] | None:
    """Return the rows that the header stands in, one or two, and its cells: the row with most known headers.

    A row counts when it has two known headers, or nothing else. The first wins among equals, for a
    header may be repeated, and also where rows of a table lie between it and a better one: they would
    be lost as titles. Titles and notes lose. See `two_rows` for a header of two rows.
    """
    table, chosen = known or OF_ACCOUNTS, {normalise(header) for header in overrides}
    scores = [_known(row, chosen, table) for row in rows]
    best = max(scores, default=0)
    if not best:
        return None
    place = scores.index(best)
    earlier = (i for i, score in enumerate(scores[:place]) if score)
    place = next((i for i in earlier if _holds_rows(rows, scores, i, place)), place)
    return two_rows.find(rows, place, lambda cell: _is_known(cell, chosen, table))


def _holds_rows(rows: Sequence[Sequence[str]], scores: Sequence[int], first: int, second: int) -> bool:
    """Whether between two headers there is a row that is none and more than half full, as rows of a table are."""
    between = (sum(map(bool, map(str.strip, rows[i]))) for i in range(first + 1, second) if not scores[i])
    return any(2 * filled > len(rows[first]) for filled in between)


def _known(row: Sequence[str], chosen: set[str], table: Words) -> int:
    cells = [cell for cell in row if cell and cell.strip()]
    known = sum(_is_known(cell, chosen, table) for cell in cells)
    return known if known >= min(2, len(cells)) else 0


def _is_known(cell: str, chosen: set[str], table: Words) -> bool:
    spelled = normalise(cell)
    return bool(spelled) and (table.field(cell) is not None or spelled in chosen or spelled in table.ambiguous)


def _split(header: str) -> tuple[str, str | None]:
    """Return a header's one spelling, and the unit that it names."""
    spelled = _DROPPED.sub("", unicodedata.normalize("NFKC", header).translate(SIMPLIFIED).casefold())
    unit = None
    while (bracket := _BRACKETED.search(spelled)) and bracket[1] in UNITS:
        spelled, unit = spelled[: bracket.start()], UNITS[bracket[1]] or unit
    return spelled, unit


def _column(index: int, header: str, chosen: Mapping[str, str], known: Words) -> Column:
    spelled, unit = _split(header)
    if spelled in chosen:
        field, own_unit = known.exact.get(chosen[spelled], (None, None))
        return Column(index, header, field, unit or own_unit)
    found = known.field(header)
    return Column(index, header, found[0], unit or found[1]) if found else Column(index, header, None, unit)


def _exact(fields: Mapping[str, Field]) -> dict[str, tuple[str, str | None]]:
    """Return canonical names, with the units that they carry."""
    units = {"_minor": "分", "_ppm": "ppm"}
    bare: dict[str, tuple[str, str | None]] = {name: (name, None) for name in fields}
    with_unit = {
        field.column: (field.name, units.get(field.column.removeprefix(field.name))) for field in fields.values()
    }
    return bare | with_unit


def _aliases(
    fields: Mapping[str, Field], exact: Mapping[str, tuple[str, str | None]]
) -> dict[str, tuple[str, str | None]]:
    """Return all spellings of all aliases; an alias is stronger than the loose spelling of a name."""
    known = {normalise(name): found for name, found in exact.items()}
    known.update(
        (normalise(alias), (field.name, None))
        for field in fields.values()
        for alias in (*field.zh, *field.en, field.title_zh, field.title_en)
    )
    return known


OF_ACCOUNTS = words(ACCOUNTS, AMBIGUOUS, DOUBTS)
"""The headers of portfolios."""


def _check(overrides: Mapping[str, str], known: Words) -> None:
    unknown = [
        f"{header!r}: unknown field {name!r}" for header, name in overrides.items() if name and name not in known.exact
    ]
    if unknown:
        raise RulesError(
            "the mapping names fields that do not exist", details=unknown, hint="docs/fields.md lists them"
        )


def _refuse_ambiguous(doubts: Sequence[Doubt], known: Words) -> None:
    faults = [
        f"column {doubt.column.index + 1} {doubt.column.header!r}: {' or '.join(doubt.choices)}?"
        for doubt in doubts
        if normalise(doubt.column.header) in known.ambiguous
    ]
    if faults:
        raise InputError("a header may mean more than one field", details=faults, hint=_hint(known))


def _refuse_claims(columns: Sequence[Column], known: Words) -> None:
    claims: defaultdict[str, list[Column]] = defaultdict(list)
    for column in columns:
        if column.field:
            claims[column.field].append(column)
    faults = [
        f"{field} ({known.fields[field].title_zh}): "
        + " and ".join(f"column {column.index + 1} {column.header!r}" for column in claimants)
        for field, claimants in claims.items()
        if len(claimants) > 1
    ]
    if faults:
        raise InputError("two columns claim one field", details=faults, hint=_hint(known))


def _hint(known: Words) -> str:
    mapping = "say which in a mapping (`ingest --write-mapping FILE` starts one), or "
    return mapping * (known is OF_ACCOUNTS) + "rename a header"
