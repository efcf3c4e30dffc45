"""How easily the persons of a file can be told apart, by itself and with what was sent before."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, Output, RawBatch, Transaction
from collectkit.jobs import reading
from collectkit.jobs.reading import Table, open_table
from collectkit.jobs.risk.report import Cumulative, RiskReport
from collectkit.jobs.risk.sent_before import Before, before, current, reasons
from collectkit.jobs.stream import Progress, in_order
from collectkit.mask.risk.classes import Figures, assess
from collectkit.mask.risk.displays import left, shown
from collectkit.mask.risk.persons import People, digest
from collectkit.mask.risk.quasi import Choice, Known, choose, know, person_of
from collectkit.mask.scan.headers import labels
from collectkit.report.numbers import Language
from collectkit.report.page import html as html_of
from collectkit.report.risk import risk_page


@dataclass(slots=True)
class _Open:
    """One file at work: its first batch is read, the rest is to come."""

    table: Table
    chunks: Iterator[Any]
    first: RawBatch
    known: Mapping[str, Known]
    removed: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)

    def digests(self, choice: Choice) -> Iterator[pl.DataFrame]:
        """Yield all batches as hashes, the first one too."""
        places = [self.known[key].column.index if key in self.known else None for key in choice.watched]
        person = self.known[choice.person].column.index if choice.person is not None else None
        self.table.select({place for place in (*places, person) if place is not None})

        def work(chunk: Any) -> tuple[pl.DataFrame, RawBatch, Counter[str]]:
            batch, removed = self.table.read(chunk) if chunk is not None else (self.first, Counter())
            cells = [None if place is None else batch.frame[str(place)] for place in places]
            tells = None if person is None else batch.frame[str(person)]
            return digest(cells, tells, batch.frame.height), batch, removed

        for made, batch, removed in in_order(chain([None], self.chunks), work):
            self.removed.update(removed)
            self.unreadable.update(line.code for line in batch.bad)
            yield made


def run(
    source: Input,
    *,
    quasi: Sequence[str] = (),
    person: str | None = None,
    history: Sequence[Path] = (),
    max_risk: float | None = None,
    page: Output | None = None,
    language: Language = "zh",
    creditor: str = "",
    progress: Progress | None = None,
) -> RiskReport:
    """Assess a file.

    Args:
        quasi: quasi-identifiers, by any name; none for those that are known.
        person: the column that tells persons apart; None for the customer, else the account.
        history: what the recipient has had before: manifests, masked files, packages, folders of these.
        max_risk: what the highest risk of a person is held against.
        page: where a page for people goes.

    Raises:
        InputError: a file cannot be read, has no rows, or is not the one that its manifest states.
        UsageError: a named column is not there, or none is known.
        OutputError: the page cannot be written.
    """
    earlier = [one for one in before(history) if not _is_same(one.table, source.path)]
    with Transaction([source.path, *(one.table for one in earlier)]) as outputs:
        report = _assess(source, earlier, quasi, person, progress)
        report.max_risk = max_risk
        if page is not None:
            outputs.write(page, html_of(risk_page(report.as_dict(), language, creditor, source.name)))
    return report


def _is_same(table: Path | None, path: Path | None) -> bool:
    """Whether what was sent before is the file in hand: its folder may be named as a whole."""
    return table is not None and path is not None and table.resolve() == path.resolve()


def _assess(
    source: Input, earlier: Sequence[Before], quasi: Sequence[str], person: str | None, progress: Progress | None
) -> RiskReport:
    sent = current(source)
    why_not = reasons(sent, earlier, source.name)
    with contextlib.ExitStack() as stack:
        own = _open(source, stack)
        others = {
            place: _open(Input(path=one.table), stack)
            for place, (one, reason) in enumerate(zip(earlier, why_not, strict=True))
            if reason is None
        }
        telling = person_of(own.known, person)
        for place in [place for place, one in others.items() if telling not in one.known]:
            why_not[place] = "no_person_column"
            del others[place]
        choice = choose([own.known, *(one.known for one in others.values())], quasi, telling)
        people = People(len(choice.watched))
        for made in own.digests(choice):
            people.add(made)
            if progress is not None:
                progress(people.rows, *own.table.source.progress)
        report = _report(own, choice, people)
        report.told(earlier, why_not, sent)
        if others:
            report.cumulative = _cumulative(people, own, list(others.values()), choice)
    return report


def _open(source: Input, stack: contextlib.ExitStack) -> _Open:
    table = stack.enter_context(open_table(source))
    chunks = table.source.chunks()
    first = next(chunks, None)
    if first is None:
        raise InputError(f"{source.name}: no rows", hint="is the header all that there is?")
    batch, removed = table.read(first)
    known = know(table.headers.columns, labels(table.source.header), batch.frame)
    return _Open(table, chunks, batch, known, removed)


def _report(own: _Open, choice: Choice, people: People) -> RiskReport:
    if not people.rows:
        raise InputError(f"{own.table.source.name}: no rows", hint="is the header all that there is?")
    here = _present(choice.watched, [own.known])
    figures = _figures(people, choice, here)
    return RiskReport(
        choice=choice,
        labels={key: own.known[key].label for key in choice.watched if key in own.known},
        rows=people.rows,
        nameless=people.nameless if choice.person is not None else 0,
        person=own.known[choice.person].label if choice.person is not None else None,
        removed=own.removed,
        unreadable=own.unreadable,
        figures=figures,
        direct={one.label: kind for one in own.known.values() if (kind := one.direct) is not None},
        masks=tuple(left([shown(own.known, own.first.frame)])),
        of_input=tuple(map(reading.shown, own.table.source.notes)),
    )


def _cumulative(people: People, own: _Open, others: Sequence[_Open], choice: Choice) -> Cumulative:
    """Add what was sent before, and look at all of it together."""
    rows = people.rows
    for one in others:
        for made in one.digests(choice):
            people.add(made)
    everywhere = {key: one.label for other in reversed(others) for key, one in other.known.items()}
    return Cumulative(
        files=len(others),
        known_before=people.overlap(rows),
        figures=_figures(people, choice, range(len(choice.watched))),
        labels={key: everywhere[key] for key in choice.watched if key in everywhere},
        masks=tuple(left([shown(one.known, one.first.frame) for one in (own, *others)])),
    )


def _figures(people: People, choice: Choice, places: Sequence[int]) -> Figures:
    count = len(choice.quasi)
    return assess(people.records(), [p for p in places if p < count], [p for p in places if p >= count])


def _present(keys: Sequence[str], files: Sequence[Mapping[str, Known]]) -> list[int]:
    return [place for place, key in enumerate(keys) if any(key in file for file in files)]
