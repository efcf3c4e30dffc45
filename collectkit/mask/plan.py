"""A policy bound to one input: a pure function from a batch of raw cells to the batch that leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from collectkit.errors import InputError, RulesError
from collectkit.mask.cells import Cells, Minter
from collectkit.mask.holding import declare, holds
from collectkit.mask.operator import CountsInside, Losing, ReadsBeside
from collectkit.mask.operators.passing import Drop, Keep
from collectkit.mask.operators.shifting import ShiftDates
from collectkit.mask.policy import Policy, Rule
from collectkit.mask.risk.weakness import Leaving, refuse_weak
from collectkit.mask.scan.headers import identifiers
from collectkit.tables.accounts import ACCOUNTS, Field
from collectkit.tables.field import ENDING_UNITS
from collectkit.tables.headers import Column, normalise

_TYPES: Mapping[str, type[pl.DataType]] = MappingProxyType(
    {"money": pl.Int64, "rate": pl.Int64, "int": pl.Int64, "days": pl.Int64, "date": pl.Date, "flag": pl.Boolean}
)

_RENAME = "rename one of them, so that it is clear which is meant"


class NothingNamedError(RulesError):
    """A policy names no column of an input."""


@dataclass(frozen=True, slots=True)
class Step:
    """One output column: the rule, and the input column that it is made from."""

    output: str
    rule: Rule
    column: Column

    @property
    def field(self) -> Field | None:
        """What the column is, by the tables or else by the policy."""
        return self.rule.field


@dataclass(frozen=True, slots=True)
class Lost:
    """Values of one output column that its operator could not keep.

    Attributes:
        code: a key of `findings.CODES`: what stands in their place.
        rows: Boolean, as long as the batch: which ones.
    """

    column: str
    code: str
    rows: pl.Series


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to a batch.

    Attributes:
        steps: in the order of the output.
        absent: columns that the policy names and the input lacks.
        dropped: headers of the input that do not leave.
        beside: field -> column, of those that operators read beside their own.
        declared: place of a column -> what the policy says that it is, where the tables do not.
    """

    steps: tuple[Step, ...]
    absent: tuple[str, ...]
    dropped: tuple[str, ...]
    region: str | None
    minter: Minter | None = field(repr=False)
    beside: Mapping[str, Column] = field(default_factory=dict)
    declared: Mapping[int, Field] = field(default_factory=dict)

    def field(self, column: Column) -> Field | None:
        """Return what a column of the input is, whether it leaves or not."""
        return self.declared.get(column.index) or ACCOUNTS.get(column.field or "")

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Names and types of the output's columns."""
        return {step.output: _type(step)() for step in self.steps}

    @property
    def columns(self) -> frozenset[int]:
        """Places of the input columns that are needed."""
        return frozenset(column.index for column in (*(step.column for step in self.steps), *self.beside.values()))

    def apply(
        self, frame: pl.DataFrame, inside: dict[str, Counter[str]] | None = None
    ) -> tuple[pl.DataFrame, tuple[Lost, ...]]:
        """Make the batch that leaves.

        Args:
            frame: String columns named by their place in the header.
            inside: takes up what was replaced inside texts: output column -> kind -> how many.

        Returns:
            The output, as long as the input and in its order; and for each column with values that could not be
            kept, which rows those are.
        """
        beside: dict[str, Cells] = {}
        shared: dict[int, Cells] = {}
        for name, column in self.beside.items():
            beside[name] = shared[column.index] = self.cells(column, frame, beside)
        made: list[pl.Series] = []
        lost: list[Lost] = []
        for step in self.steps:
            cells = shared.setdefault(step.column.index, self.cells(step.column, frame, beside))
            series, counts = _made(step, cells)
            if counts is not None and inside is not None:
                inside[step.output] = counts
            made.append(series)
            lost += _lost(step, cells, series)
        return pl.DataFrame(made), tuple(lost)

    def cells(self, column: Column, frame: pl.DataFrame, beside: Mapping[str, Cells] = MappingProxyType({})) -> Cells:
        """Return a column of a raw batch as operators see it."""
        known = self.field(column)
        unit = _unit(column) if column.index in self.declared else column.unit
        return Cells(frame[str(column.index)], known, unit, self.region, self.minter, beside)


def _made(step: Step, cells: Cells) -> tuple[pl.Series, Counter[str] | None]:
    """The column that leaves; and what was replaced inside its values, by an operator that counts it."""
    operator = step.rule.operator
    made, counts = operator.counted(cells) if isinstance(operator, CountsInside) else (operator.apply(cells), None)
    return made.alias(step.output), counts


def bind(policy: Policy, columns: Sequence[Column], *, region: str | None, minter: Minter | None) -> Plan:
    """Bind a policy to the columns of an input.

    Args:
        columns: the input's headers, matched.

    Raises:
        NothingNamedError: nothing of the input would leave.
        RulesError: a mask hides too little.
        InputError: two columns have a header that the policy names.
    """
    by_field = {column.field: column for column in columns if column.field}
    steps: list[Step] = []
    absent: list[str] = []
    declared: dict[int, Field] = {}
    for rule in policy.rules:
        found = [by_field[rule.source]] if rule.source in by_field else _headed(rule.source, columns)
        if rule.declared is not None:
            declared.update((column.index, rule.declared) for column in found)
        if isinstance(rule.operator, Drop):
            continue
        if found:
            steps.append(Step(rule.column, rule, _only(rule.source, found)))
        else:
            absent.append(rule.source)
    if not steps:
        hint = "`collectkit scan` shows what the columns are"
        raise NothingNamedError(f"no column is named by the policy {policy.name}", hint=hint)
    leaving = [Leaving(step.output, step.column.index, _what(step), step.rule.operator) for step in steps]
    refuse_weak(policy.name, leaving, policy.min_candidates)
    used = {step.column.index for step in steps}
    dropped = tuple(column.header for column in columns if column.index not in used)
    operators = [step.rule.operator for step in steps]
    wanted = {name for operator in operators if isinstance(operator, ReadsBeside) for name in operator.beside}
    beside = {name: column for name, column in by_field.items() if name in wanted}
    return Plan(tuple(steps), tuple(dict.fromkeys(absent)), dropped, region, minter, beside, declared)


def _headed(source: str, columns: Sequence[Column]) -> list[Column]:
    """Return the columns with a header that the tables don't know; one that is spelled alike is the one."""
    alike = [one for one in columns if not one.field and normalise(one.header) == normalise(source)]
    exact = [column for column in alike if column.header == source]
    return exact if len(exact) == 1 else alike


def _only(source: str, found: Sequence[Column]) -> Column:
    if len(found) > 1:
        places = " and ".join(f"column {column.index + 1}" for column in found)
        raise InputError("the policy names a header that stands twice", details=[f"{source}: {places}"], hint=_RENAME)
    return found[0]


def _what(step: Step) -> Field | None:
    """Return what a column is; where nobody says more than text, what its header states."""
    stated = identifiers(step.column.header) if holds(step.field) == "text" else None
    return declare(step.column.header, stated, None) if stated else step.field


def _lost(step: Step, cells: Cells, made: pl.Series) -> list[Lost]:
    """What the operator says that it could not keep: text is starred, all else blank."""
    operator = step.rule.operator
    rows = operator.lost(cells, made) if isinstance(operator, Losing) else None
    if rows is None or not rows.any():
        return []
    code = "VALUE_STARRED" if made.dtype == pl.String else "VALUE_BLANKED"
    return [Lost(step.output, code, rows.fill_null(value=False))]


def _unit(column: Column) -> str | None:
    """Return the unit of a column that the tables don't know; one that collectkit wrote may come back."""
    ending = next((end for end in ENDING_UNITS if column.header.strip().endswith(end)), "")
    return column.unit or ENDING_UNITS.get(ending)


def _type(step: Step) -> type[pl.DataType]:
    if isinstance(step.rule.operator, ShiftDates):
        return pl.Date
    if step.field is None or not isinstance(step.rule.operator, Keep):
        return pl.String
    return _TYPES.get(step.field.type, pl.String)
