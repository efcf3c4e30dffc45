"""The ladder: a treatment stage, the date of the next action and the reason of each account, by a policy.

The order is fixed: a flag routes out; without a bucket, or with nothing due, an account is held; then the first rule
that holds decides, or the default. Last, an account is held if the creditor turns to its debtor over another one that
leads, or if its action would cost more than it brings.

A rule does not apply to an account that cannot be reached at its stage. Then the next rule that holds and is no harsher
is asked, for nobody is to be treated worse because a telephone is missing; when none is left, the account is held.
Every account gets exactly one stage and one reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import polars as pl

from collectkit.segment.extra import Added
from collectkit.segment.ladder.conditions import Condition, conditions
from collectkit.segment.ladder.dates import next_days
from collectkit.segment.ladder.economics import net
from collectkit.segment.ladder.facts import FIELDS, Facts, facts
from collectkit.segment.ladder.flagged import Flagged
from collectkit.segment.ladder.policy import Policy, Step
from collectkit.segment.ladder.stages import DEFAULT, HARSHNESS, HOLD, OWN_CONTACTS, ROUTED_OUT, STAGES
from collectkit.segment.ladder.told import PER_STAGE, LadderTold
from collectkit.segment.tally import money_of, tally

SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {"stage": pl.String(), "next_action_on": pl.Date(), "reason": pl.String()}
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which an account can end.

    Attributes:
        step: of the policy; None for what no rule decides.
    """

    reason: str
    stage: str
    step: Step | None = None


@dataclass(frozen=True)
class Ladder:
    """The extra of `segment --ladder`.

    Attributes:
        region: of phone numbers, as `phone.parse` has it.
        flagged: debtors who are flagged somewhere in the file; None where it can be read once only.
    """

    policy: Policy
    region: str | None = "CN"
    flagged: Flagged | None = None

    name = "ladder"
    fields = FIELDS
    schema = SCHEMA

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All ways to end, in the order in which they are asked for."""
        first = [Outcome(flag, ROUTED_OUT) for flag in self.policy.routes]
        first += [Outcome("no_bucket", HOLD), Outcome("nothing_due", HOLD)]
        rules = [Outcome(rule.id, rule.stage, rule) for rule in self.policy.rules]
        default = Outcome(DEFAULT, self.policy.default.stage, self.policy.default)
        last = [Outcome(reason, HOLD) for reason in ("no_contact", "debtor_lead", "uneconomic")]
        return (*first, *rules, default, *last)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Reason -> its place among the outcomes."""
        return {outcome.reason: place for place, outcome in enumerate(self.outcomes)}

    @cached_property
    def rules(self) -> tuple[tuple[str, tuple[Condition, ...]], ...]:
        """The rules by id, with their conditions."""
        return tuple((rule.id, conditions(rule.when, self.policy.currency)) for rule in self.policy.rules)

    def read(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Facts:
        """Return what the policy asks of."""
        return facts(accounts, cells, self.policy.balance, self.region, self.flagged)

    def add(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:
        """Decide a batch; see `extra.Extra`."""
        known = self.read(accounts, cells)
        decided = self.decide(known.frame)
        columns = self.columns(accounts["as_of"], decided)
        counted = accounts.select("currency", *money_of(accounts)).with_columns(columns["stage", "reason"])
        told = LadderTold(
            self.policy.name,
            tally(counted, PER_STAGE),
            known.unreadable,
            frozenset(self._not_there(known.frame.columns)),
            frozenset(self._unknown_means(known.frame.columns)),
            int(self._without_floor(known.frame, decided).sum()),
            None if self.flagged is None else self._by_others(known, decided),
        )
        return Added(columns, told)

    def decide(self, known: pl.DataFrame) -> pl.Series:
        """Return the place among `outcomes` that each account ends at; UInt16, no nulls."""
        chosen = self.chosen(known)
        if "leads" in known.columns:
            follows = self._stages(chosen).is_in(OWN_CONTACTS) & ~known["leads"]
            chosen = chosen.set(follows, self.place["debtor_lead"])
        frame = known.with_columns(self._stages(chosen).alias("stage"))
        loss = frame.select((net(self.policy, frame.columns) < 0).fill_null(value=False)).to_series()
        return chosen.set(loss, self.place["uneconomic"])

    def chosen(self, known: pl.DataFrame) -> pl.Series:
        """Return the outcome of each account before money is looked at."""
        present = known.columns
        holding = {name: pl.all_horizontal(*(one.holds(present) for one in wanted)) for name, wanted in self.rules}
        stages = {outcome.reason: outcome.stage for outcome in self.outcomes}
        frame = known.with_columns(
            *(test.alias(f"rule {name}") for name, test in holding.items()),
            *(reached(stage, present).alias(f"reached {stage}") for stage in set(stages.values())),
        )
        first = self._first({name: pl.col(f"rule {name}") for name in holding}, DEFAULT)
        frame = frame.with_columns(first.alias("first"))
        harshness = pl.Series([HARSHNESS[outcome.stage] for outcome in self.outcomes], dtype=pl.UInt8)
        frame = frame.with_columns(harshness.gather(frame["first"]).alias("harshness"))
        open_ = {
            name: pl.col(f"rule {name}")
            & pl.col(f"reached {stages[name]}")
            & (pl.lit(HARSHNESS[stages[name]]) <= pl.col("harshness"))
            for name in holding
        }
        open_[DEFAULT] = (pl.col("first") == self.place[DEFAULT]) & pl.col(f"reached {stages[DEFAULT]}")
        return frame.select(self._first(self._before(present) | open_, "no_contact").alias("outcome")).to_series()

    def _before(self, present: Collection[str]) -> dict[str, pl.Expr]:
        """Return what is asked before any rule."""
        tests = {flag: pl.col(flag).fill_null(value=True) for flag in self.policy.routes if flag in present}
        tests["no_bucket"] = pl.any_horizontal(pl.col("days", "bucket").is_null())
        if "balance" in present:
            tests["nothing_due"] = (pl.col("balance") <= 0).fill_null(value=False)
        return tests

    def _first(self, tests: dict[str, pl.Expr], otherwise: str) -> pl.Expr:
        """Return the place of the first test that holds; none of them is ever null."""
        found = pl.lit(self.place[otherwise], pl.UInt16)
        for name in reversed(tests):
            found = pl.when(tests[name]).then(pl.lit(self.place[name], pl.UInt16)).otherwise(found)
        return found

    def _stages(self, decided: pl.Series) -> pl.Series:
        return pl.Series([outcome.stage for outcome in self.outcomes], dtype=pl.String).gather(decided)

    def columns(self, as_of: pl.Series, decided: pl.Series) -> pl.DataFrame:
        """Return stage, day and reason of each account, by the outcome that was decided."""
        reasons = pl.Series([outcome.reason for outcome in self.outcomes], dtype=pl.String)
        steps = [outcome.step for outcome in self.outcomes]
        return pl.DataFrame(
            {
                "stage": self._stages(decided),
                "next_action_on": next_days(as_of, decided, steps, self.policy.calendar),
                "reason": reasons.gather(decided),
            },
            schema=dict(SCHEMA),
        )

    def _not_there(self, present: Collection[str]) -> list[str]:
        """Return the conditions of rules that nothing in the file can meet."""
        return [one.name for _, wanted in self.rules for one in wanted if not set(one.facts) & set(present)]

    def _unknown_means(self, present: Collection[str]) -> list[str]:
        """Return the stages of the policy for which the file has no contact columns at all."""
        stages = {outcome.stage for outcome in self.outcomes}
        return [
            name
            for name, stage in STAGES.items()
            if name in stages and stage.means and not set(stage.means) & set(present)
        ]

    def _by_others(self, known: Facts, decided: pl.Series) -> int:
        """Return how many accounts a flag routes out that is set in another row of the debtor only."""
        places = ((self.place[flag], rows) for flag, rows in known.shared.items() if flag in self.policy.routes)
        return sum(int(((decided == place) & rows).sum()) for place, rows in places)

    def _without_floor(self, known: pl.DataFrame, decided: pl.Series) -> pl.Series:
        """Return where an action is planned whose cost could not be compared with what it brings."""
        frame = known.with_columns(self._stages(decided).alias("stage"))
        cost = [] if self.policy.economics is None else list(self.policy.economics.cost_minor)
        return frame.select(pl.col("stage").is_in(cost) & net(self.policy, frame.columns).is_null()).to_series()


def reached(stage: str, present: Collection[str]) -> pl.Expr:
    """Return where the debtor can be reached for a stage; everywhere if the file has none of its contact columns."""
    means = [one for one in STAGES[stage].means if one in present]
    return pl.any_horizontal(pl.col(means)) if means else pl.lit(value=True)
