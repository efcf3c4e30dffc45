"""The leak gate: looks in what leaves for raw identifiers of what came in, whatever the policy meant to do.

It shares nothing with the operators. It takes the direct identifiers of the source (phones, ID numbers, cards, account
numbers, emails) out of the raw cells, takes every run of digits or letters that could be one out of what was written,
both brought to one spelling, and lets nothing pass in which the two meet: within a batch, and across all of a file.
Tokens are left out of the search, and so are labels and numbers of an operator's own making (`operator.Labels`,
`operator.Formed`), unless one is the row's own. A column that the policy keeps in clear on purpose may hold its own
kind, and no other: a debtor's phone may be another one's contact.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from collectkit.fields.name import is_somebody
from collectkit.fields.name import parse as parse_name
from collectkit.mask.gate import local, spellings
from collectkit.mask.gate.leaving import WEAK, Leaving
from collectkit.mask.gate.look import Leak, Look
from collectkit.mask.gate.needles import Hashes, Needles, as_numbers, together
from collectkit.mask.gate.raw import Raw, RawFrame
from collectkit.mask.gate.remembered import Remembered
from collectkit.mask.gate.written import InFrame, Written
from collectkit.mask.plan import Plan
from collectkit.tables.headers import Column

_DIGITS = frozenset({"phone", "bank"})
"""Kinds whose spellings are digits and nothing else."""
_WATCHED = _DIGITS | WEAK | {"identity", "email"}
_BYTES_A_ROW = 16
_AT_FIRST = 32 << 20
"""What the gate may remember: so many bytes, and so many a row."""


@dataclass(slots=True)
class Gate:
    """Watches one run. `look` is pure; `admit` remembers; `across` settles the whole file.

    Args:
        columns: the matched headers of the input.
        plan: what is done with them.
        stream: what leaves cannot be taken back, so each batch is compared with all that came before it.
    """

    columns: Sequence[Column]
    plan: Plan
    stream: bool = False
    _leaving: Leaving = field(init=False)
    _needles: dict[tuple[str, int], Remembered] = field(default_factory=dict)
    _seen: dict[str, Remembered] = field(default_factory=dict)
    _rows: int = 0

    def __post_init__(self) -> None:
        self._leaving = Leaving(self.plan)

    @property
    def size(self) -> int:
        """Bytes that it remembers."""
        return sum(each.size for each in (*self._needles.values(), *self._seen.values()))

    @property
    def watched(self) -> tuple[Column, ...]:
        """The input columns whose values must not be found: identifiers that the policy does not keep in clear."""
        return tuple(column for column in self._hidden if self._leaving.kind_of(column) in _WATCHED)

    @property
    def letters(self) -> bool:
        """Whether an identifier could have letters, in this batch or in another."""
        return any(self._leaving.kind_of(column) not in _DIGITS for column in self.watched)

    @property
    def names(self) -> tuple[Column, ...]:
        """The input columns with names of persons, which are looked for in their own rows only: 安康 is a city too."""
        return tuple(column for column in self._hidden if self._leaving.kind_of(column) == "name")

    @property
    def _hidden(self) -> Iterator[Column]:
        return (column for column in self.columns if column.index not in self._leaving.clear)

    def look(self, source: pl.DataFrame, output: pl.DataFrame, rows: pl.Series, written: Written | None = None) -> Look:
        """Compare one batch with what is made of it.

        Args:
            source: String columns named by their place in the header; at least the watched ones.
            output: the batch that is to leave.
            rows: the input's row numbers.
            written: the same as it is written, where that can be looked at by itself.
        """
        cells = InFrame(output)
        return self.compare(RawFrame(source), written or cells, rows, cells)

    def compare(self, source: Raw, looked: Written, rows: pl.Series, cells: Written | None = None) -> Look:
        """Compare one batch with what is made of it, as it is written.

        Args:
            rows: the input's row numbers.
            cells: the same once more, if columns can be had from there sooner.
        """
        needles = self._identifiers(source)
        letters, phones = self.letters, self._local(source, needles)
        leaks: list[Leak] = []
        seen: dict[str, Hashes] = {}
        for name in looked.names:
            mobiles = looked.mobiles(name) if self._leaving.kept.get(name) == "phone" else None
            if mobiles is not None:  # which belong there, unless they are numbers of another kind
                strong, weak = _not_allowed(needles, self._leaving.allowed(name))
                leaks += _leak(name, (strong.have(mobiles) | weak.have(mobiles)).arg_true(), rows)
                continue
            found = looked.suspects(name, letters=letters)
            if found.is_empty():
                continue
            found, own = self._leaving.own_making(name, found, source)
            runs = _runs(found, letters=letters)
            if not runs.is_empty():
                allowed = self._leaving.allowed(name)
                own = pl.concat([own, runs["at"].filter(_met(runs, needles, allowed))])
                if phones is not None and "phone" not in allowed:
                    own = pl.concat([own, local.places(found, phones)])
                seen[name] = _of_others(self._leaving, name, runs)
            leaks += _leak(name, own, rows)
        leaks += self._names_in_text(source, looked, rows)
        leaks += self._names_in_columns(source, cells or looked, rows)
        keys = {kind: found.keys(weak=kind in WEAK) for kind, found in needles.items()}
        return Look(tuple(leaks), len(rows), keys, {name: keys for name, keys in seen.items() if len(keys)})

    def search(self, parts: Sequence[tuple[str, Sequence[str]]]) -> tuple[Leak, ...]:
        """Look in what stands beside the rows: headers, names of sheets, properties of a document, a manifest.

        Only what has eleven digits, or letters, is looked for there. What is found in what came so far is returned;
        with what comes yet it is compared by `across`.

        Args:
            parts: name and texts of each; many at once take hardly longer than one.
        """
        texts = [text for _, several in parts for text in several]
        if not texts:
            return ()
        of = np.repeat(np.arange(len(parts)), [len(several) for _, several in parts])
        frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String).str.replace_all(_DIGEST, " ")})
        runs = _runs(frame.with_row_index("at"), letters=True)
        runs = runs.filter((pl.col("run").str.len_bytes() >= 11) | ~pl.col("run").str.contains("^[0-9]+$"))
        owner = pl.Series(of[runs["at"].to_numpy()])
        leaks: list[Leak] = []
        for number in owner.unique().sort():
            part, keys = parts[number][0], _keys(runs.filter(owner == number))
            self._seen.setdefault(part, Remembered()).add(keys)
            leaks += self._known(part, keys, pack=False)
        return tuple(leaks)

    def read(self, written: Written) -> tuple[Leak, ...]:
        """Look in a table that was written and read again, for the identifiers of all batches so far."""
        leaks: list[Leak] = []
        letters = self.letters
        for name in written.names:
            found = written.suspects(name, letters=letters)
            if not found.is_empty():
                found, _ = self._leaving.own_making(name, found.unique("text", maintain_order=True), None)
                runs = _runs(found, letters=letters)
                leaks += self._known(name, _of_others(self._leaving, name, runs))
        return tuple(leaks)

    def admit(self, look: Look) -> tuple[Leak, ...]:
        """Remember a batch; return what keeps it from being written.

        What stands in it of batches before it is returned only if it cannot wait for `across`.
        """
        leaks = list(look.leaks)
        if self.stream and not leaks:
            leaks += [leak for name, keys in look.seen.items() for leak in self._known(name, keys)]
        for kind, keys in look.needles.items():
            for place, lot in enumerate(keys):
                self._needles.setdefault((kind, place), Remembered()).add(lot)
        for name, lot in look.seen.items():
            self._seen.setdefault(name, Remembered()).add(lot)
        self._rows += look.rows
        if self.size > _AT_FIRST + _BYTES_A_ROW * self._rows:
            for each in (*self._needles.values(), *self._seen.values()):
                each.pack()
        return tuple(leaks)

    def across(self) -> tuple[Leak, ...]:
        """Return identifiers of one batch found in the output of another, or beside the rows."""
        return tuple(
            leak for name, seen in self._seen.items() for keys in seen.lots() for leak in self._known(name, keys)
        )

    def _known(self, name: str, keys: Hashes, *, pack: bool = True) -> tuple[Leak, ...]:
        """Return how many of the *keys* are identifiers of the batches so far; *pack*: see `Remembered.holds`."""
        keys = np.unique(keys)
        met = np.zeros(len(keys), np.bool_)
        for needles in self._needles.values() if len(keys) else ():
            met |= needles.holds(keys, pack=pack)
        count = int(met.sum())
        leak = Leak(name, count) if name in self._leaving.steps else Leak("", count, part=name)
        return (leak,) if count else ()

    def _identifiers(self, source: Raw) -> dict[str, Needles]:
        """Every spelling of the batch's identifiers, by kind."""
        found: dict[str, list[Needles]] = {}
        columns = [(column.index, self._leaving.kind_of(column) or "") for column in self.watched]
        for (_, kind), needles in zip(columns, source.needles(columns), strict=True):
            found.setdefault(kind, []).append(needles)
        return {kind: together(columns) for kind, columns in found.items()}

    def _local(self, source: Raw, needles: dict[str, Needles]) -> pl.DataFrame | None:
        """Return what `local.numbers` finds in the hidden phones of the batch; None for nothing."""
        if "phone" not in needles or not local.any_of(needles["phone"]):
            return None
        hidden = [column.index for column in self.watched if self._leaving.kind_of(column) == "phone"]
        return pl.concat([local.numbers(source.texts(place)) for place in hidden])

    def _names_in_columns(self, source: Raw, looked: Written, rows: pl.Series) -> Iterable[Leak]:
        """A row's own names as the cells of a kept column, unless other rows have that value too: 安康 is a city."""
        for column in looked.of_text:
            if column in self._leaving.free_text or self._leaving.kept.get(column, "none") is not None:
                continue
            cells = looked.cells(column)
            found = [pl.Series(dtype=pl.UInt32)]
            for place in [name.index for name in self.names]:
                if cells is not None and not source.may_be(place, cells):
                    continue
                text, name = looked.texts(column), source.texts(place).str.strip_chars()
                own = text == name
                if own.any():
                    own = own.fill_null(value=False) & is_somebody(name)
                    elsewhere = text.filter(~own)
                    found.append((own & ~text.is_in(elsewhere.implode())).arg_true())
            yield from _leak(column, pl.concat(found), rows, names=True)

    def _names_in_text(self, source: Raw, looked: Written, rows: pl.Series) -> Iterable[Leak]:
        """A row's own names in its free text."""
        names = [source.texts(column.index) for column in self.names] if self._leaving.free_text else []
        for text in self._leaving.free_text if names else ():
            cells = looked.texts(text)
            held = functools.reduce(operator.or_, (_inside(cells, name) for name in names))
            yield from _leak(text, held.arg_true(), rows, names=True)


_DIGEST = r"\b[0-9]{0,40}[a-f][0-9a-f]{23,}\b"
"""A digest: hexadecimal, with a letter, and so no number."""


def _inside(cells: pl.Series, names: pl.Series) -> pl.Series:
    """Tell which *cells* have the name of their row in them, as written or in its one spelling: 张　三 is 张三."""
    inside = pl.repeat(value=False, n=len(cells), eager=True)
    for name in (names.str.strip_chars(), parse_name(names).value):
        long = name.set(name.str.len_chars() < spellings.SHORTEST_NAME, None)
        inside |= pl.select(pl.lit(cells).str.contains(pl.lit(long), literal=True)).to_series().fill_null(value=False)
    return inside & is_somebody(names) if inside.any() else inside


def _met(runs: pl.DataFrame, needles: dict[str, Needles], allowed: frozenset[str]) -> pl.Series:
    """Tell which *runs* are one of the batch's identifiers, of other kinds than are *allowed*."""
    strong, weak = _not_allowed(needles, allowed)
    strongly, weakly = (each.among(runs["run"], runs["number"]) for each in (strong, weak))
    return strongly | (runs["whole"] & weakly)


def _not_allowed(needles: dict[str, Needles], allowed: frozenset[str]) -> tuple[Needles, Needles]:
    """Return the batch's identifiers of other kinds than are *allowed*: the strong ones, and those of `WEAK`."""
    own = together(found for kind, found in needles.items() if kind in allowed)
    strong = together(found for kind, found in needles.items() if kind not in allowed | WEAK)
    weak = together(found for kind, found in needles.items() if kind in WEAK - allowed)
    return (strong.without(own), weak.without(own)) if allowed & needles.keys() else (strong, weak)


def _runs(found: pl.DataFrame, *, letters: bool) -> pl.DataFrame:
    """Return `spellings.spelled_out`, and beside each ``run`` its ``number`` as `as_numbers` reads it."""
    runs = spellings.spelled_out(found, letters=letters)
    return runs.with_columns(as_numbers(runs["run"]).alias("number"))


def _keys(runs: pl.DataFrame, *, weak: bool = True) -> Hashes:
    found = _as_needles(runs).keys(weak=False)
    whole = _as_needles(runs.filter(runs["whole"])).keys(weak=True) if weak else ()
    return np.concatenate([*found, *whole])


def _as_needles(runs: pl.DataFrame) -> Needles:
    numbers = runs["number"]
    return Needles(numbers.drop_nulls(), runs["run"].filter(numbers.is_null()))


def _of_others(leaving: Leaving, name: str, runs: pl.DataFrame) -> Hashes:
    """Return the keys of what could be an identifier of another batch, and does not belong in the column."""
    runs = leaving.foreign(name, runs)
    return np.unique(_keys(runs, weak=not leaving.allowed(name) & WEAK))


def _leak(column: str, places: pl.Series, rows: pl.Series, *, names: bool = False) -> list[Leak]:
    if not len(places):
        return []
    first = rows.gather(places.unique().sort().head(5)).to_list()
    return [Leak(column, places.n_unique(), tuple(first), names=names)]
