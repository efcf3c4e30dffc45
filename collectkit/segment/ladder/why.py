"""Why an account stands on its stage of the ladder, in plain words: each step again, by the same rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from collectkit.segment.ladder.conditions import AMOUNTS, Among, Condition
from collectkit.segment.ladder.decision import Ladder, reached
from collectkit.segment.ladder.economics import net
from collectkit.segment.ladder.facts import Facts
from collectkit.segment.ladder.policy import Step
from collectkit.segment.ladder.stages import AGENCY, DEFAULT, HARSHNESS, HOLDS, OWN_CONTACTS, ROUTES, STAGES
from collectkit.segment.ladder.words import both, planned
from collectkit.tables.reach import REACH


def explain(ladder: Ladder, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Iterator[str]:
    """Yield lines about one account.

    Args:
        accounts, cells: of that one account, as `Ladder.add` had them, with the columns that it added.
    """
    row = accounts.row(0, named=True)
    told = _Why(ladder, ladder.read(accounts, cells))
    yield f"Ladder {ladder.policy.name}:"
    yield from told.flags()
    if row["reason"] not in ladder.policy.routes:
        yield from told.balance()
        if row["reason"] not in ("no_bucket", "nothing_due"):
            yield from told.contact()
            yield from told.rules()
    yield from told.end(row)


class _Why:
    """The steps of one account."""

    def __init__(self, ladder: Ladder, known: Facts) -> None:
        self.ladder = ladder
        self.known = known
        self.frame = known.frame
        self.row: Mapping[str, Any] = known.frame.row(0, named=True)

    def flags(self) -> Iterator[str]:
        routes = self.ladder.policy.routes
        there = [flag for flag in routes if flag in self.row]
        for flag in there:
            if self.row[flag]:
                yield f"  flag {flag}: {self._set(flag)}"
        clear = [flag for flag in there if not self.row[flag]]
        off = [flag for flag in ROUTES if flag not in routes]
        absent = [flag for flag in routes if flag not in self.row]
        for what, flags in (("not set", clear), ("no column of the file", absent), ("switched off", off)):
            if flags:
                yield f"  flags {what}: {', '.join(flags)}"

    def _set(self, flag: str) -> str:
        if flag in self.known.shared and self.known.shared[flag][0]:
            return "set in another row of the debtor"
        return "cannot be read, and counts as set" if flag in self.known.unreadable else "set"

    def balance(self) -> Iterator[str]:
        name = self.ladder.policy.balance
        if "balance" not in self.row:
            yield f"  balance {name}: no column of the file"
        else:
            yield f"  balance {name}: {_amount(self.row['balance'])} {self.row['currency']}"

    def contact(self) -> Iterator[str]:
        for means in REACH:
            if means in self.row:
                yield f"  {means}: " + ("one that can be used" if self.row[means] else "none that can be used")
            else:
                yield f"  {means}: no column of the file, so it is not known"

    def rules(self) -> Iterator[str]:
        """Yield what became of each rule up to the one that decides."""
        harshest: int | None = None
        stages = {outcome.reason: outcome.stage for outcome in self.ladder.outcomes}
        for number, (name, wanted) in enumerate(self.ladder.rules, 1):
            failing = [one for one in wanted if not self._is(one.holds(self.frame.columns))]
            place, stage = f"  rule {number} {name}: ", stages[name]
            if failing:
                yield place + "no: " + "; ".join(self._failing(one) for one in failing)
                continue
            harshest = HARSHNESS[stage] if harshest is None else harshest
            if not self._is(reached(stage, self.frame.columns)):
                yield place + f"holds, but {stage} needs {' or '.join(STAGES[stage].means)}: it does not apply"
            elif HARSHNESS[stage] > harshest:
                yield place + f"holds, but {stage} is harsher than the rule that could not be applied"
            else:
                yield place + "holds: " + "; ".join(f"{one} (it is {self._value(one)})" for one in wanted)
                yield from self._last(stage)
                return
        if harshest is None:
            yield "  no rule holds: the default"
            yield from self._last(stages[DEFAULT])

    def end(self, row: Mapping[str, Any]) -> Iterator[str]:
        when = f", next action on {row['next_action_on']}" if row["next_action_on"] else ", no action planned"
        yield f"So: {both(row['stage'])}{when}; reason {row['reason']}: {self._words(row['reason'])}"
        step = self.ladder.outcomes[self.ladder.place[row["reason"]]].step
        if isinstance(step, Step) and step.wait is not None:
            yield f"The policy says {planned(step)}, counted from {row['as_of']}{self._rest()}."

    def _rest(self) -> str:
        calendar = self.ladder.policy.calendar
        return "" if calendar.act_on_rest_days else ", and not on a rest day"

    def _words(self, reason: str) -> str:
        step = self.ladder.outcomes[self.ladder.place[reason]].step
        return step.why if step is not None else self.ladder.policy.routes.get(reason) or HOLDS[reason][1]

    def _is(self, test: pl.Expr) -> bool:
        return bool(self.frame.select(test).item())

    def _failing(self, one: Condition) -> str:
        there = [fact for fact in one.facts if fact in self.row]
        return f"{one} (it is {self._value(one)})" if there else f"{one} (no column of the file says it)"

    def _value(self, one: Condition) -> str:
        values = [self.row[fact] for fact in one.facts if fact in self.row and self.row[fact] is not None]
        if one.name in AMOUNTS and values:
            return f"{values[0]}, which is {_amount(values[0])}"
        if isinstance(one, Among) and one.name == "products" and values:
            # A cell's own text is not shown: nobody knows what else stands in such a column.
            return "one of these" if set(values) & set(one.values) else "another"
        if one.name == "flags":
            return ", ".join(fact for fact in one.facts if self.row.get(fact)) or "not set"
        return " / ".join(map(str, values)) or "not known"

    def _last(self, stage: str) -> Iterator[str]:
        if stage in OWN_CONTACTS and self.row.get("leads") is False:
            yield "  another account of the debtor leads"
        else:
            yield from self._economics(stage)

    def _economics(self, stage: str) -> Iterator[str]:
        economics = self.ladder.policy.economics
        if economics is None or stage not in economics.cost_minor:
            return
        frame = self.frame.with_columns(pl.lit(stage).alias("stage"))
        left = frame.select(net(self.ladder.policy, frame.columns)).item()
        cost = economics.cost_minor[stage]
        if left is None:
            yield f"  cost of {stage} {_amount(cost)}: balance or rate is not known, so no floor"
            return
        less = " less the agency's commission" if stage == AGENCY else ""
        sums = f"expected to bring {_amount(left + cost)}{less}, cost {_amount(cost)}, left {_amount(left)}"
        yield f"  {sums}: " + ("not worth it" if left < 0 else "worth it")


def _amount(minor: int | None) -> str:
    """Return minor units as major ones."""
    if minor is None:
        return "not known"
    whole, rest = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole:,}.{rest:02}"
