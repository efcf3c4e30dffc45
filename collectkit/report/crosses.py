"""What a report of a segmentation counts by two things at once, as matrices: moves between buckets, the grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from collectkit.report.heatmap import heat_map
from collectkit.report.names import money_title
from collectkit.report.numbers import Kind, Language
from collectkit.report.page import Figure
from collectkit.report.parts import heading, told
from collectkit.report.segment_names import VALUES
from collectkit.report.segment_words import SEGMENT
from collectkit.report.words import say as words

_NARROW = 6  # columns of a matrix of counts that stands beside another


@dataclass(frozen=True, slots=True)
class _Cross:
    """Which rows of a part make a matrix.

    Attributes:
        rows: where they are in the part; empty where it is the rows.
        down, across: their columns that label the matrix.
        apart: their column, besides the currency, that each matrix has one value of; empty for none.
        moves: whether only moves are counted, so that a cell of two equal labels is blank.
    """

    rows: str
    down: str
    across: str
    apart: str = ""
    moves: bool = True


_CROSSES: Mapping[str, _Cross] = MappingProxyType(
    {
        "moves": _Cross("", "given", "bucket", "column"),
        "against": _Cross("buckets", "bucket", "other", "scheme", moves=False),
        "five_class": _Cross("moved", "given", "five_class"),
        "grid": _Cross("cells", "ability", "willingness", moves=False),
    }
)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Accounts or money by two things.

    Attributes:
        of: what is told apart: a column of the file, a scheme; else the part.
        measure: ``accounts``, or the name of a sum.
        down, across: the labels of rows and columns; None for accounts without one.
        cells: a row a label of *down*; None where there can be nothing.
    """

    part: str
    of: str
    currency: str
    measure: str
    down: tuple[str | None, ...]
    across: tuple[str | None, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def kind(self) -> Kind:
        """What the cells are."""
        return "money" if self.measure.endswith("_minor") else "count"


def matrices(facts: Mapping[str, Any], part: str) -> Iterator[Matrix]:
    """Yield the matrices in a part of a report: accounts and then the first sum, by what is told apart and currency.

    Args:
        facts: the report, as it stands in JSON.
        part: its key; one that counts nothing by two things has none.
    """
    if part not in _CROSSES:
        return
    cross = _CROSSES[part]
    apart: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in facts[part].get(cross.rows, ()) if cross.rows else facts[part]:
        apart.setdefault((row[cross.apart] if cross.apart else part, row["currency"]), []).append(row)
    labels = [row["bucket"] for row in facts["buckets"]]
    for (of, currency), rows in apart.items():
        for measure in ("accounts", *sums_of(rows)[:1]):
            yield _matrix(part, of, currency, measure, rows, labels)


def _matrix(
    part: str, of: str, currency: str, measure: str, rows: Sequence[Mapping[str, Any]], labels: Sequence[str | None]
) -> Matrix:
    cross = _CROSSES[part]
    down, across = [row[cross.down] for row in rows], [row[cross.across] for row in rows]
    if cross.moves:  # between the same labels
        down = across = [*down, *across]
    found = {(row[cross.down], row[cross.across]): row[measure] for row in rows}
    kept = _ordered(down, labels), _ordered(across, labels)
    cells = tuple(tuple(found.get((a, b), None if cross.moves and a == b else 0) for b in kept[1]) for a in kept[0])
    return Matrix(part, of, currency, measure, *kept, cells)


def _ordered(found: Sequence[str | None], labels: Sequence[str | None]) -> tuple[str | None, ...]:
    """Return the distinct labels: those of the scheme and known words in their order, then others, then none."""
    known = [*labels, *VALUES, *found]
    return tuple(sorted(dict.fromkeys(found), key=lambda label: (label is None, known.index(label))))


def title(one: Matrix, language: Language) -> str:
    """Return what a matrix shows: of what, in which currency."""
    say = words(SEGMENT, language)
    what = say["accounts"] if one.kind == "count" else heading(one.measure, language)
    what = say["moving"].format(what) if _CROSSES[one.part].moves else what
    unit = f"{what} · {one.currency}" if one.kind == "count" else money_title(what, one.currency, language)
    return f"{one.of if one.part == 'against' else heading(one.of, language)} · {unit}"


def tab(one: Matrix, language: Language) -> str:
    """Return a name for a sheet, which is cut after 31 letters: what tells it from the others comes first."""
    of = one.of if one.part == "against" else heading(one.of, language)
    what = words(SEGMENT, language)["accounts"] if one.kind == "count" else heading(one.measure, language)
    return f"{one.currency} · {of} · {what}"


def corner(one: Matrix, language: Language) -> str:
    """Return what the labels of the rows and of the columns are."""
    cross = _CROSSES[one.part]
    across = "computed" if cross.moves else cross.across
    say = words(SEGMENT, language)
    return say["across"].format(heading(cross.down, language), heading(across, language))


def named(labels: Sequence[str | None], part: str, language: Language) -> tuple[str, ...]:
    """Return labels as people read them; those of a scheme as they stand."""
    none = words(SEGMENT, language)["no_bucket"] if part == "against" else words(SEGMENT, language)["unknown"]
    own = part in ("moves", "against")
    return tuple(none if label is None else label if own else told(label, language) for label in labels)


def figure(one: Matrix, language: Language) -> Figure:
    """Draw a matrix."""
    caption = title(one, language)
    down, across = named(one.down, one.part, language), named(one.across, one.part, language)
    drawn = heat_map(caption, down, across, one.cells, one.kind, language)
    return Figure(caption, drawn, wide=one.kind == "money" or len(across) > _NARROW)


def sums_of(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the names of the sums that rows have."""
    return tuple(dict.fromkeys(key for row in rows for key in row if key.endswith("_minor")))
