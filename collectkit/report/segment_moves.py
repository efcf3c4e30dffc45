"""What changes bucket when a file's own days or buckets are held against ours, as matrices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectkit.report.names import money_title
from collectkit.report.numbers import Kind, Language
from collectkit.report.parts import heading
from collectkit.report.segment_words import SEGMENT
from collectkit.report.words import say as words


@dataclass(frozen=True, slots=True)
class Matrix:
    """What changes bucket: the file's own along the rows, ours along the columns; None where it is the same.

    Attributes:
        column: of the file, whose buckets are the rows.
        measure: ``accounts``, or the name of a sum.
    """

    column: str
    currency: str
    measure: str
    labels: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def kind(self) -> Kind:
        """What the cells are."""
        return "money" if self.measure.endswith("_minor") else "count"


def matrices(facts: Mapping[str, Any]) -> Iterator[Matrix]:
    """Yield the moves of a report as matrices: for each column and currency, accounts and then the first sum."""
    scheme = list(dict.fromkeys(row["bucket"] for row in facts["buckets"]))
    for column, currency in dict.fromkeys((row["column"], row["currency"]) for row in facts["moves"]):
        rows = [row for row in facts["moves"] if (row["column"], row["currency"]) == (column, currency)]
        found = {label for row in rows for label in (row["given"], row["bucket"])}
        labels = (*(label for label in scheme if label in found), *sorted(found - {*scheme}))
        for measure in ("accounts", *sums_of(rows)[:1]):
            cells = {(row["given"], row["bucket"]): row[measure] for row in rows}
            drawn = tuple(tuple(None if a == b else cells.get((a, b), 0) for b in labels) for a in labels)
            yield Matrix(column, currency, measure, labels, drawn)


def title(one: Matrix, language: Language) -> str:
    """Return what a matrix shows: of which column, in which currency."""
    say = words(SEGMENT, language)
    column, what = heading(one.column, language), say["moves_money"].format(heading(one.measure, language))
    if one.kind == "count":
        return f"{column} · {say['moves_accounts']} · {one.currency}"
    return f"{column} · {money_title(what, one.currency, language)}"


def sums_of(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the names of the sums that rows have."""
    return tuple(dict.fromkeys(key for row in rows for key in row if key.endswith("_minor")))
