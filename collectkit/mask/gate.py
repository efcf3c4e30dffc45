"""The leak gate: looks in what leaves for raw identifiers of what came in, whatever the policy meant to do.

It shares nothing with the operators. It takes the direct identifiers of the source (phones, ID numbers, cards, account
numbers, emails) out of the raw cells, takes every run of digits or letters that could be one out of the output, both
brought to one spelling, and lets no batch pass in which the two meet. Tokens are left out of the search, and so are
numbers in the form that fpe gives, unless one is the row's own. A column that the policy keeps in clear on purpose may
hold its own kind, and no other: a debtor's phone may be another one's contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from collectkit.crypto import formats
from collectkit.mask import spellings
from collectkit.mask.codes import Fpe, form_of
from collectkit.mask.needles import Hashes, Needles, identifiers, spelled, together
from collectkit.mask.passing import Keep
from collectkit.mask.plan import Plan
from collectkit.mask.ranges import Band
from collectkit.tables.headers import Column

_STRONG = frozenset({"phone", "identity", "bank"})
"""Kinds that name one person anywhere, looked for across the whole file; the others within a batch."""
_DIGITS = frozenset({"phone", "bank"})
"""Kinds whose spellings are digits and nothing else."""
_WATCHED = _STRONG | {"account", "customer", "email"}


@dataclass(frozen=True, slots=True)
class Leak:
    """Raw identifiers in one output column: how many cells, and the first rows of the input (none when unknown)."""

    column: str
    count: int
    first_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What the gate saw in one batch.

    Attributes:
        leaks: found within the batch.
        needles: hashes of the batch's strong identifiers.
        seen: by output column, hashes of what could be an identifier of another batch.
    """

    leaks: tuple[Leak, ...]
    needles: Hashes
    seen: dict[str, Hashes]


@dataclass(slots=True)
class Gate:
    """Watches one run. `look` is pure; `admit` remembers; `across` settles the whole file.

    Args:
        columns: the matched headers of the input.
        plan: what is done with them.
    """

    columns: Sequence[Column]
    plan: Plan
    _needles: list[Hashes] = field(default_factory=list)
    _seen: dict[str, list[Hashes]] = field(default_factory=dict)

    @property
    def watched(self) -> tuple[Column, ...]:
        """The input columns whose values must not be found: identifiers that the policy does not keep in clear."""
        clear = {step.column.index for step in self.plan.steps if isinstance(step.rule.operator, Keep)}
        return tuple(c for c in self.columns if self._kind(c) in _WATCHED and c.index not in clear)

    @property
    def names(self) -> tuple[Column, ...]:
        """The input columns with names of persons, which are looked for in their own rows only: 安康 is a city too."""
        clear = {step.column.index for step in self.plan.steps if isinstance(step.rule.operator, Keep)}
        return tuple(c for c in self.columns if self._kind(c) == "name" and c.index not in clear)

    @property
    def free_text(self) -> tuple[str, ...]:
        """Output columns that hold text as it came: kept, and not a field with a closed meaning."""
        kept = [step for step in self.plan.steps if isinstance(step.rule.operator, Keep)]
        return tuple(s.output for s in kept if s.field is None or s.field.personal == "free")

    def look(self, source: pl.DataFrame, output: pl.DataFrame, rows: pl.Series) -> Look:
        """Compare one batch with what is made of it.

        Args:
            source: String columns named by their place in the header; at least the watched ones.
            output: the batch that is to leave.
            rows: the input's row numbers.
        """
        needles = self._identifiers(source)
        letters = any(found.lettered for kind, found in needles.items() if kind not in _DIGITS)
        every = together(needles.values())
        kept = self._kept
        leaks: list[Leak] = []
        seen: dict[str, Hashes] = {}
        made = self._made(output)
        for series in output.drop(self._ranges, strict=False):
            searched = series.set(made[series.name], None) if series.name in made else series
            runs = spellings.runs(searched, letters=letters)
            if runs.is_empty():
                continue
            own = needles.get(kept.get(series.name) or "")
            wanted = every if own is None else every.without(own)
            leaks += _leak(series.name, runs["at"].filter(wanted.among(runs["run"])), rows)
            if kept.get(series.name) not in _STRONG:
                seen[series.name] = spelled(runs["run"]).hashes()
        leaks += self._names_in_text(source, output, rows)
        leaks += self._names_in_columns(source, output, rows)
        leaks += self._unchanged(source, output, made, rows)
        strong = together(needles[kind] for kind in sorted(_STRONG & needles.keys()))
        return Look(tuple(leaks), strong.hashes(), seen)

    @property
    def _ranges(self) -> tuple[str, ...]:
        """Output columns that hold ranges and nothing else: 1000-5000 is no account number."""
        return tuple(step.output for step in self.plan.steps if isinstance(step.rule.operator, Band))

    def _made(self, output: pl.DataFrame) -> dict[str, pl.Series]:
        """By output column of operator fpe, which cells have the form that it gives.

        They are random digits, and among millions of them some are somebody's phone. None is anybody's card or ID
        number: the check digit is wrong, or the area does not exist. Only with `valid` it may be another card.
        """
        found: dict[str, pl.Series] = {}
        for step in self.plan.steps:
            operator, kind = step.rule.operator, form_of(self._kind(step.column))
            if isinstance(operator, Fpe) and kind is not None and step.output in output.columns:
                found[step.output] = formats.formed(kind, output[step.output], valid=operator.valid)
        return found

    def _unchanged(
        self, source: pl.DataFrame, output: pl.DataFrame, made: dict[str, pl.Series], rows: pl.Series
    ) -> Iterable[Leak]:
        """A row's own number among those that fpe is to have *made*, however it was spelled."""
        for step in self.plan.steps:
            if step.output in made:
                raw = spellings.folded(source[str(step.column.index)]).str.replace_all(r"[^0-9A-Za-z]", "")
                own = made[step.output] & (raw.str.to_uppercase() == output[step.output])
                yield from _leak(step.output, own.fill_null(value=False).arg_true(), rows)

    def _kind(self, column: Column) -> str | None:
        known = self.plan.field(column)
        return known.kind if known else None

    @property
    def _kept(self) -> dict[str, str | None]:
        """Output columns that are in clear on purpose, and their kind."""
        return {
            step.output: self._kind(step.column) for step in self.plan.steps if isinstance(step.rule.operator, Keep)
        }

    def _identifiers(self, source: pl.DataFrame) -> dict[str, Needles]:
        """Every spelling of the batch's identifiers, by kind."""
        found: dict[str, list[Needles]] = {}
        for column in self.watched:
            kind = self._kind(column) or ""
            found.setdefault(kind, []).append(identifiers(source[str(column.index)], kind))
        return {kind: together(columns) for kind, columns in found.items()}

    def _names_in_columns(self, source: pl.DataFrame, output: pl.DataFrame, rows: pl.Series) -> Iterable[Leak]:
        """A row's own names as the cells of a kept column, unless other rows have that value too: 安康 is a city."""
        names = [source[str(column.index)].str.strip_chars() for column in self.names]
        kept = self._kept
        for text in output.select(pl.col(pl.String)):
            if text.name in self.free_text or kept.get(text.name, "none") is not None:
                continue
            for name in names:
                own = (text == name).fill_null(value=False)
                if own.any():
                    elsewhere = text.filter(~own)
                    yield from _leak(text.name, (own & ~text.is_in(elsewhere.implode())).arg_true(), rows)

    def _names_in_text(self, source: pl.DataFrame, output: pl.DataFrame, rows: pl.Series) -> Iterable[Leak]:
        """A row's own names in its free text."""
        for text in self.free_text:
            for column in self.names:
                name = source[str(column.index)].str.strip_chars()
                long = name.set(name.str.len_chars() < spellings.SHORTEST_NAME, None)
                inside = pl.select(pl.lit(output[text]).str.contains(pl.lit(long), literal=True)).to_series()
                yield from _leak(text, inside.fill_null(value=False).arg_true(), rows)

    def admit(self, look: Look) -> None:
        """Remember a batch for `across`."""
        self._needles.append(look.needles)
        for column, hashes in look.seen.items():
            self._seen.setdefault(column, []).append(hashes)

    def across(self) -> tuple[Leak, ...]:
        """Return identifiers of one batch found in the output of another."""
        if not self._seen:
            return ()
        needles = np.unique(np.concatenate(self._needles))
        found = []
        for column, hashes in self._seen.items():
            count = int(np.isin(np.unique(np.concatenate(hashes)), needles, assume_unique=True).sum())
            if count:
                found.append(Leak(column, count, ()))
        return tuple(found)


def _leak(column: str, places: pl.Series, rows: pl.Series) -> list[Leak]:
    if not len(places):
        return []
    first = rows.gather(places.unique().sort().head(5)).to_list()
    return [Leak(column, places.n_unique(), tuple(first))]
