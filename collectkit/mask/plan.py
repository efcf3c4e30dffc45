"""A policy bound to one input: a pure function from a batch of raw cells to the batch that leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from collectkit.errors import RulesError
from collectkit.mask.cells import STARS, Cells, Minter
from collectkit.mask.codes import Fpe
from collectkit.mask.operator import CountsInside, ReadsBeside
from collectkit.mask.passing import Keep
from collectkit.mask.policy import Policy, Rule
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import SUFFIXES
from collectkit.tables.headers import Column, normalise

_TYPES: Mapping[str, type[pl.DataType]] = MappingProxyType(
    {"money": pl.Int64, "rate": pl.Int64, "int": pl.Int64, "days": pl.Int64, "date": pl.Date, "flag": pl.Boolean}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One output column: the rule, and the input column that it is made from."""

    output: str
    rule: Rule
    column: Column


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
    """

    steps: tuple[Step, ...]
    absent: tuple[str, ...]
    dropped: tuple[str, ...]
    region: str | None
    minter: Minter | None = field(repr=False)
    beside: Mapping[str, Column] = field(default_factory=dict)

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
        known = ACCOUNTS.get(column.field) if column.field else None
        return Cells(frame[str(column.index)], known, column.unit, self.region, self.minter, beside)


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
        RulesError: nothing of the input would leave, or two rules write one column.
    """
    by_field = {column.field: column for column in columns if column.field}
    by_header = {normalise(column.header): column for column in columns if not column.field}
    steps: list[Step] = []
    absent: list[str] = []
    for rule in policy.leaving:
        column = by_field.get(rule.source) or by_header.get(normalise(rule.source))
        if column is None:
            absent.append(rule.source)
        else:
            steps.append(Step(_output_name(rule, column), rule, column))
    names = [step.output for step in steps]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RulesError(f"{policy.name}: two rules write the column {', '.join(twice)}")
    if not steps:
        hint = "`collectkit scan` shows what the columns are"
        raise RulesError(f"{policy.name}: no column of this input is named by the policy", hint=hint)
    used = {step.column.index for step in steps}
    dropped = tuple(column.header for column in columns if column.index not in used)
    operators = [step.rule.operator for step in steps]
    wanted = {name for operator in operators if isinstance(operator, ReadsBeside) for name in operator.beside}
    beside = {name: column for name, column in by_field.items() if name in wanted}
    return Plan(tuple(steps), tuple(dict.fromkeys(absent)), dropped, region, minter, beside)


def _lost(step: Step, cells: Cells, made: pl.Series) -> list[Lost]:
    """Kept values that could not be read, and are blank; values without the form that fpe needs, and are starred."""
    if isinstance(step.rule.operator, Fpe):
        found = Lost(step.output, "VALUE_STARRED", (made == STARS).fill_null(value=False))
    elif isinstance(step.rule.operator, Keep) and made.dtype != pl.String and cells.typed.code is not None:
        found = Lost(step.output, "VALUE_BLANKED", made.is_null() & cells.typed.code.is_not_null())
    else:
        return []
    return [found] if found.rows.any() else []


def _output_name(rule: Rule, column: Column) -> str:
    """Kept amounts and rates are in minor units and ppm, and their names say so."""
    known = ACCOUNTS.get(column.field) if column.field else None
    unit = SUFFIXES.get(known.type, "") if known and isinstance(rule.operator, Keep) else ""
    return rule.output.removesuffix(unit) + unit


def _type(step: Step) -> type[pl.DataType]:
    known = ACCOUNTS.get(step.column.field) if step.column.field else None
    if known is None or not isinstance(step.rule.operator, Keep):
        return pl.String
    return _TYPES.get(known.type, pl.String)
