"""What each output column may hold, in the eyes of the leak gate: by what its operator says of itself, and no more.

Where an operator shows the value, identifiers of the column's own kind may leave, for that the policy wants, and
no others. Everywhere else none may, but for what an operator makes up (`operator.Labels`, `operator.Formed`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import polars as pl

from collectkit.mask.gate import spellings
from collectkit.mask.gate.raw import Raw
from collectkit.mask.operator import Formed, FreeText, Labels
from collectkit.mask.plan import Plan, Step
from collectkit.mask.scan.headers import identifiers as stated
from collectkit.tables.headers import Column

WEAK = frozenset({"account", "customer"})
"""Kinds whose numbers name a person with the creditor only, and may be short: found whole, and not inside of others."""
_OWN_DIGITS: Mapping[str, tuple[int, int]] = {"phone": (7, 12), "identity": (15, 18), "bank": (15, 23)}
"""Kind -> digits, from and to, of what stands in a column that is kept in clear."""
_OWN_PAPER = r"^[A-Z]{1,3}[0-9]{6,12}A?$"
"""What stands in a column of ID numbers that is kept in clear, of other papers than resident ID cards."""


class Leaving:
    """The output columns of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.steps: Mapping[str, Step] = {step.output: step for step in plan.steps}

    def kind_of(self, column: Column) -> str | None:
        """Return the kind of identifier that an input column holds; None for all else.

        Of a column that neither the tables nor the policy know, what its header states: its values do not leave either.
        """
        known = self._plan.field(column)
        return known.kind if known else stated(column.header)

    @cached_property
    def clear(self) -> frozenset[int]:
        """Places of the input columns that leave in clear on purpose."""
        return frozenset(step.column.index for step in self.steps.values() if _shows(step))

    @cached_property
    def kept(self) -> Mapping[str, str | None]:
        """Output columns that are in clear on purpose, and their kind."""
        return {name: self.kind_of(step.column) for name, step in self.steps.items() if _shows(step)}

    @cached_property
    def free_text(self) -> tuple[str, ...]:
        """Output columns that hold text as it came or what is left of it, and not a field with a closed meaning."""
        return tuple(name for name, step in self.steps.items() if _is_free(step))

    def allowed(self, name: str) -> frozenset[str]:
        """Return the kinds that a column may hold, since it is in clear on purpose."""
        kind = self.kept.get(name)
        return WEAK if kind in WEAK else frozenset({kind} if kind else ())

    def foreign(self, name: str, runs: pl.DataFrame) -> pl.DataFrame:
        """Leave out the runs that a column may hold by their length or form, where it holds numbers on purpose."""
        kept = self.kept.get(name) or ""
        if kept not in _OWN_DIGITS:
            return runs
        run, (least, most) = pl.col("run"), _OWN_DIGITS[kept]
        width = run.str.len_bytes()
        shorter = pl.col("whole") & (width < least)  # what stands inside of a card is a phone by chance
        foreign = shorter | (width > most)
        if runs["number"].null_count():
            foreign |= ~run.str.contains("^[0-9]+$")
            if kept == "identity":
                foreign &= ~run.str.contains(_OWN_PAPER)
        return runs.filter(foreign)

    def own_making(self, name: str, found: pl.DataFrame, source: Raw | None) -> tuple[pl.DataFrame, pl.Series]:
        """Leave out what an operator made up.

        Args:
            found: suspects of a column: ``at`` and ``text``.
            source: the raw batch, if it is at hand.

        Returns:
            The others; and where what seems made up is the row's own number, however spelled.
        """
        nowhere = found["at"].clear()
        step, text = self.steps.get(name), found["text"]
        if step is None:
            return found, nowhere
        operator: object = step.rule.operator
        if isinstance(operator, Labels):
            return found.filter(~text.is_in(sorted(operator.labels(step.field)))), nowhere
        if not isinstance(operator, Formed):
            return found, nowhere
        made = operator.formed(self.kind_of(step.column), text)
        if source is None:
            return found.filter(~made), nowhere
        raw = spellings.folded(source.texts(step.column.index).gather(found["at"])).str.replace_all("[^0-9A-Za-z]", "")
        own = made & (raw.str.to_uppercase() == text).fill_null(value=False)
        return found.filter(~made), found["at"].filter(own)


def _shows(step: Step) -> bool:
    return step.rule.operator.shows == "value"


def _is_free(step: Step) -> bool:
    free = step.field is None or step.field.personal == "free"
    return isinstance(step.rule.operator, FreeText) or (step.rule.operator.shows in {"value", "part"} and free)
