"""From the headers of a file to canonical fields, of accounts or of another table.

A header is compared in one spelling: NFKC, simplified characters, small letters; without white space,
``_ - . : * #``, and a unit or note in brackets at its end. Canonical names match themselves, exactly.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from collectkit.errors import InputError, RulesError
from collectkit.tables import two_rows
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.doubts import AMBIGUOUS, DOUBTS
from collectkit.tables.field import ENDING_UNITS, Field
from collectkit.tables.giving_way import headers as giving_way
from collectkit.tables.matched import Column, Doubt, HeaderMap
from collectkit.tables.spelling import normalise, split

__all__ = [
    "LEAVE_OUT", "NO_OVERRIDES", "OF_ACCOUNTS", "Column", "Doubt", "HeaderMap", "Words", "find_header", "keys", "match",
    "normalise", "propose", "words",
]  # fmt: skip

NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})
LEAVE_OUT = ""
"""In a mapping: the column that has this for its field is left out."""


@dataclass(frozen=True, slots=True)
class Words:
    """The headers of one table, ready to compare; `words` makes them.

    Attributes:
        fields: the fields of the table by name.
        exact: canonical name -> field, and the unit of the name.
        aliases: spelling as `normalise` gives it -> the same.
        ambiguous: spelling -> the fields that it may mean; such a header is refused.
        doubts: spelling -> the fields that it may mean; such a header is not taken.
        second: spelling -> its field, and what it means beside a better header for that; the better ones first.
    """

    fields: Mapping[str, Field]
    exact: Mapping[str, tuple[str, str | None]]
    aliases: Mapping[str, tuple[str, str | None]]
    ambiguous: Mapping[str, tuple[str, ...]]
    doubts: Mapping[str, tuple[str, ...]]
    second: Mapping[str, tuple[str, str]]

    def field(self, header: str) -> tuple[str, str | None] | None:
        """Return the field of a header and the unit of its canonical name."""
        return self.exact.get(header.strip()) or self.aliases.get(normalise(header))


def keys(headers: Sequence[str]) -> list[str]:
    """Return what a mapping calls each column: its header, and which it is where a header stands twice."""
    met: Counter[str] = Counter()
    found = []
    for header in headers:
        met[normalise(header)] += 1
        number = met[normalise(header)]
        found.append(header if number == 1 else f"{header} ({number})")
    return found


def words(
    fields: Mapping[str, Field],
    ambiguous: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    doubts: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    second: Iterable[tuple[str, str, str]] = (),
) -> Words:
    """Return the headers of a table, spelled for comparison: made once, when its module is loaded."""
    exact = _exact(fields)
    ways = {normalise(header): (field, other) for header, field, other in second}
    return Words(fields, exact, _aliases(fields, exact), ambiguous, doubts, ways)


def match(
    headers: Sequence[str],
    overrides: Mapping[str, str] = NO_OVERRIDES,
    known: Words | None = None,
    *,
    name: str = "",
    mapped: bool = False,
) -> HeaderMap:
    """Say what each column is.

    Args:
        headers: as they stand in the file.
        overrides: header, or one of `keys` -> canonical name, or `LEAVE_OUT`; stronger than the aliases.
        known: the table that the file is; accounts unless another is given.
        name: of the file, for errors.
        mapped: whether whoever reads the file takes a mapping, for their hint.

    Raises:
        InputError: two columns claim one field, or a header is ambiguous.
        RulesError: an override names a field that does not exist.
    """
    known = known or OF_ACCOUNTS
    found = propose(headers, overrides, known)
    where, hint = f"{name}: " if name else "", _hint(known, mapped=mapped)
    if faults := list(_ambiguous(found.doubts, known)):
        raise InputError(f"{where}a header may mean more than one field", details=faults, hint=hint)
    if faults := list(_claimed_twice(found.columns, known)):
        raise InputError(f"{where}two columns claim one field", details=faults, hint=hint)
    return found


def propose(
    headers: Sequence[str], overrides: Mapping[str, str] = NO_OVERRIDES, known: Words | None = None
) -> HeaderMap:
    """Say what each column may be, as `match` does, without refusing anything: for a person to correct."""
    known = known or OF_ACCOUNTS
    _check(overrides, known)
    said = _said(headers, overrides)
    plain = tuple(
        _column(index, header, own, known) for index, (header, own) in enumerate(zip(headers, said, strict=True))
    )
    columns = _give_way(plain, said, known)
    unsure = {**known.ambiguous, **known.doubts}
    doubts = tuple(
        Doubt(column, unsure[spelled])
        for column in columns
        if column.field is None and said[column.index] is None and (spelled := normalise(column.header)) in unsure
    )
    return HeaderMap(columns, doubts, tuple(_gave_way(plain, columns, known)))


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


def _said(headers: Sequence[str], overrides: Mapping[str, str]) -> list[str | None]:
    """Return what the overrides say of each column: under its key, or under its header if that stands twice."""
    chosen = {normalise(header): name for header, name in overrides.items()}
    return [
        chosen.get(normalise(key), chosen.get(normalise(header)))
        for key, header in zip(keys(headers), headers, strict=True)
    ]


def _column(index: int, header: str, said: str | None, known: Words) -> Column:
    unit = split(header)[1]
    found = known.field(header) if said is None else known.exact.get(said, (None, None))
    return Column(index, header, found[0], unit or found[1]) if found else Column(index, header, None, unit)


def _give_way(columns: Sequence[Column], said: Sequence[str | None], known: Words) -> tuple[Column, ...]:
    """Let plain headers mean something else where the file has a better header for their field.

    A header that is there twice does not give way to itself: two columns then claim one field.
    """
    plain = [
        spelled if own is None and (spelled := normalise(column.header)) in known.second else None
        for column, own in zip(columns, said, strict=True)
    ]
    if not any(plain):
        return tuple(columns)
    taken = {column.field for column, spelled in zip(columns, plain, strict=True) if spelled is None}
    meant: dict[str | None, str] = {}
    for spelled, (field, other) in known.second.items():
        if spelled in plain and field in taken:
            meant[spelled] = other
        elif spelled in plain and spelled not in known.doubts:
            taken.add(field)
    return tuple(
        replace(column, field=meant.get(spelled, column.field)) for column, spelled in zip(columns, plain, strict=True)
    )


def _gave_way(plain: Sequence[Column], columns: Sequence[Column], known: Words) -> Iterator[tuple[Column, Column]]:
    """Yield the columns whose meaning changed, each with the one that has its first meaning."""
    for before, now in zip(plain, columns, strict=True):
        if now.field != before.field:
            first = known.second[normalise(now.header)][0]
            yield now, next(column for column in columns if column.field == first)


def _exact(fields: Mapping[str, Field]) -> dict[str, tuple[str, str | None]]:
    """Return canonical names, with the units that they carry."""
    bare: dict[str, tuple[str, str | None]] = {name: (name, None) for name in fields}
    with_unit = {
        field.column: (field.name, ENDING_UNITS.get(field.column.removeprefix(field.name))) for field in fields.values()
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


OF_ACCOUNTS = words(ACCOUNTS, AMBIGUOUS, DOUBTS, giving_way())
"""The headers of portfolios."""


def _check(overrides: Mapping[str, str], known: Words) -> None:
    unknown = [
        f"{header!r}: unknown field {name!r}" for header, name in overrides.items() if name and name not in known.exact
    ]
    if unknown:
        raise RulesError(
            "the mapping names fields that do not exist", details=unknown, hint="docs/fields.md lists them"
        )


def _ambiguous(doubts: Sequence[Doubt], known: Words) -> Iterator[str]:
    for doubt in doubts:
        if normalise(doubt.column.header) in known.ambiguous:
            yield f"column {doubt.column.index + 1} {doubt.column.header!r}: {' or '.join(doubt.choices)}?"


def _claimed_twice(columns: Sequence[Column], known: Words) -> Iterator[str]:
    claims: defaultdict[str, list[Column]] = defaultdict(list)
    for column in columns:
        if column.field:
            claims[column.field].append(column)
    for field, claimants in claims.items():
        if len(claimants) > 1:
            places = " and ".join(f"column {column.index + 1} {column.header!r}" for column in claimants)
            yield f"{field} ({known.fields[field].title_zh}): {places}"


def _hint(known: Words, *, mapped: bool) -> str:
    if mapped:
        return "say which in a mapping (`ingest --write-mapping FILE` starts one), or rename a header"
    return "rename a header" + ", or let `ingest` read the file, with a mapping" * (known is OF_ACCOUNTS)
