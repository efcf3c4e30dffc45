"""How an input and a policy differ: columns that only one of them names, and columns that do not hold what they should.

What a column holds is looked at in rows spread evenly over the input (`likeness.Sample`), and in all of a small one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectkit.fields import text
from collectkit.mask.cells import Cells
from collectkit.mask.holding import PERSONS, Holds, holds, same
from collectkit.mask.likeness import FORMS, Sample, Sight, contradiction, sight
from collectkit.mask.operators.passing import Keep
from collectkit.mask.plan import Plan
from collectkit.mask.policy import Policy
from collectkit.mask.scan.columns import MOST, SHOWN_BY
from collectkit.mask.scan.headers import state
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column, HeaderMap, normalise

CLOSE = 0.8
"""How alike two headers are, from 0 to 1, to be taken for one that was renamed."""

_MASKED = ("masked values", "tokens")
"""What most values of a column look like that was masked before."""

_CANONICAL = frozenset({"phone", "identity", "bank", "account", "customer"})
_TELLING = ("identity", "phone", "bank", "email")
"""What a column that leaves in clear, and of which nobody says what it holds, may not mostly look like."""

_PLAIN_NAME = r"^\p{Han}{2,4}$"
_LONG_NUMBER = r"@|[0-9](?:[ ()-]*[0-9]){6}"
"""What every phone, ID number, card and email has; of a date written in full digits, ``sight`` decides."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A column most of whose values are not what it is said to hold.

    Attributes:
        header: as it may be shown.
        field: what it is read as; None for a column of the policy's own.
        looks_like: what most values look like, if that can be told.
        count: values that do not fit.
        looked_at: values that were looked at.
    """

    header: str
    field: str | None
    holds: Holds
    looks_like: str | None
    count: int
    looked_at: int

    @property
    def sentence(self) -> str:
        """Say it to a person."""
        read = f" ({self.field})" if self.field and self.field != self.header else ""
        like = f"; most look like {self.looks_like}" if self.looks_like else ""
        return f"{self.header}{read}: {self.count:,} of {self.looked_at:,} values are not of type {self.holds}{like}"

    @property
    def masked(self) -> bool:
        """Whether the column was masked before."""
        return self.looks_like in _MASKED

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "column": self.header,
            "field": self.field,
            "type": self.holds,
            "looks_like": self.looks_like,
            "count": self.count,
            "looked_at": self.looked_at,
        }


@dataclass(frozen=True, slots=True)
class Drift:
    """What is different.

    Attributes:
        unnamed: headers that the policy does not name, as they may be shown.
        absent: columns that the policy names and the input lacks.
        renamed: one of `absent`, and the header that it probably has now, with the reason.
    """

    unnamed: tuple[str, ...]
    absent: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]

    @property
    def sentences(self) -> list[str]:
        """Say it to a person."""
        return [
            *(f"not named by the policy: {header}" for header in self.unnamed),
            *(f"not in the input: {name}" for name in self.absent),
            *(f"probably renamed: {name} is now {header}, for {why}" for name, header, why in self.renamed),
        ]


def drift(policy: Policy, plan: Plan, headers: HeaderMap, labels: Sequence[str]) -> Drift:
    """Return how the headers of an input differ from a policy.

    Args:
        labels: the headers as they may be shown.
    """
    named = {same(rule.source) for rule in policy.rules}
    unnamed = [column for column in headers.columns if (column.field or normalise(column.header)) not in named]
    renamed = _renamed(plan.absent, [column for column in unnamed if column.field is None], headers)
    shown = ((name, labels[column.index], why) for name, (column, why) in renamed.items())
    return Drift(tuple(labels[column.index] for column in unnamed), plan.absent, tuple(shown))


def _renamed(absent: Sequence[str], strange: Sequence[Column], headers: HeaderMap) -> Mapping[str, tuple[Column, str]]:
    """Return the absent columns that are probably there under another header, and why: the surest reason first."""
    found: dict[str, tuple[Column, str]] = {}
    taken: set[int] = set()
    for guess in (_doubted(absent, headers), _close(absent, strange), _stated(absent, strange)):
        for name, column, why in guess:
            if name not in found and column.index not in taken:
                found[name] = column, why
                taken.add(column.index)
    return found


def _doubted(absent: Sequence[str], headers: HeaderMap) -> Iterator[tuple[str, Column, str]]:
    for doubt in headers.doubts:
        for name in absent:
            if name in doubt.choices:
                yield name, doubt.column, f"that header may mean {' or '.join(doubt.choices)}"


def _close(absent: Sequence[str], strange: Sequence[Column]) -> Iterator[tuple[str, Column, str]]:
    spelled = {normalise(alias): (name, alias) for name in absent for alias in _aliases(name)}
    for column in strange:
        for match in difflib.get_close_matches(normalise(column.header), spelled, 1, CLOSE):
            name, alias = spelled[match]
            yield name, column, f"the header is like {alias}"


def _aliases(name: str) -> tuple[str, ...]:
    known = ACCOUNTS.get(name)
    return (known.name, *known.zh, *known.en) if known else (name,)


def _stated(absent: Sequence[str], strange: Sequence[Column]) -> Iterator[tuple[str, Column, str]]:
    """One absent column of a kind, and one header that states the kind."""
    for kind in PERSONS:
        names = [name for name in absent if holds(ACCOUNTS.get(name)) == kind]
        columns = [column for column in strange if state(column.header).kind == kind]
        if len(names) == len(columns) == 1:
            yield names[0], columns[0], f"the header states {kind}"


def misfits(plan: Plan, sample: Sample, labels: Sequence[str]) -> tuple[Misfit, ...]:
    """Return the columns that leave, most of whose values are not what they are said to hold.

    Args:
        sample: rows of the input, raw.
        labels: the headers as they may be shown.
    """
    clear = {step.column.index for step in plan.steps if isinstance(step.rule.operator, Keep)}
    columns = {step.column.index: step.column for step in plan.steps}
    found = []
    for place, column in columns.items():
        cells = text.without_blanks(text.plain(sample.column(place))).drop_nulls()
        told = _misfit(plan.cells(column, cells.to_frame(str(place))), clear=place in clear)
        if told is not None:
            found.append(Misfit(labels[place], column.field, holds(plan.field(column)), *told, len(cells)))
    return tuple(found)


def _misfit(cells: Cells, *, clear: bool) -> tuple[str | None, int] | None:
    """Return what most values look like, and how many do not fit; None when most do."""
    unread = _unread(cells, clear=clear)
    if unread > MOST * len(cells.raw):
        return _like(sight(cells.raw)), unread
    if (cells.field is None and not clear) or not _doubtful(cells):
        return None
    looks = sight(cells.raw)
    against = looks.mostly(_TELLING) if cells.field is None else contradiction(cells.field, looks)
    return (against.kind, against.count) if against else None


def _doubtful(cells: Cells) -> bool:
    """Whether the values may mostly be something else, though they can be read: a look at all of them costs more."""
    known = cells.field
    if known is not None and known.kind in ("phone", "identity"):
        return False
    if known is not None and known.kind == "name":
        return not _mostly(cells, _PLAIN_NAME)
    if known is None or known.kind in (None, "text"):
        return _mostly(cells, _LONG_NUMBER)
    return True


def _mostly(cells: Cells, form: str) -> bool:
    return int(cells.raw.str.contains(form).sum()) >= MOST * len(cells.raw)


def _unread(cells: Cells, *, clear: bool) -> int:
    """Return how many values have not the form of what the column is said to hold; names and text have any."""
    if cells.field is None:
        return 0
    if cells.field.kind in _CANONICAL:
        return (cells.clear if clear else cells.canonical).null_count()
    code = cells.typed.code if cells.field.type != "text" else None
    return 0 if code is None else len(code) - code.null_count()


def _like(looks: Sight) -> str | None:
    """Return what most values look like."""
    for what, count in zip(_MASKED, (looks.seen.masked, looks.seen.tokens), strict=True):
        if count > MOST * looks.seen.cells:
            return what
    most = looks.mostly([*SHOWN_BY, *FORMS])
    return most.kind if most else None
