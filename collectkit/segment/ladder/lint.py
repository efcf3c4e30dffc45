"""What is wrong with a ladder policy beyond its form: words that mean nothing, rules that can never hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from collectkit.errors import meant
from collectkit.fields.money import LARGEST
from collectkit.segment.ladder.conditions import Between, Condition, conditions, span
from collectkit.segment.ladder.policy import WEEKDAYS, Economics, Policy, Rates, Rule, Step
from collectkit.segment.ladder.stages import CHOSEN, FIXED, HARSHNESS, HOLD, ROUTES, STAGES, TREATED

Numbered = tuple[int, Rule]


def lint(
    rules: Sequence[Numbered],
    default: Step | None,
    economics: Economics | None,
    routes: Mapping[str, str],
    head: Policy | None,
    labels: Sequence[str],
) -> list[str]:
    """Return the faults, one sentence each; of the parts of a policy that could be read.

    Args:
        rules: each with its number in the file.
        routes: the flags that route out.
        head: the policy without these parts.
        labels: of the scheme.
    """
    faults = [fault for number, rule in rules for fault in _rule(number, rule, routes, labels)]
    names = Counter(rule.id for _, rule in rules)
    faults += [f"rules: the id {name!r} is used {count} times" for name, count in names.items() if count > 1]
    faults += _order(rules, head.currency if head else "CNY")
    if default is not None:
        faults += _step("default", default)
    if economics is not None:
        faults += _economics(economics, labels)
    if head is not None and set(head.calendar.rest) == set(WEEKDAYS):
        faults.append("calendar.rest: there must be a weekday that is worked")
    return faults


def _rule(number: int, rule: Rule, routes: Mapping[str, str], labels: Sequence[str]) -> Iterator[str]:
    place, when = f"rules.{number} ({rule.id})", rule.when
    yield from _step(place, rule)
    if rule.id in FIXED:
        yield f"{place}: the id is a reason that is fixed already"
    if not when.model_fields_set:
        yield f"{place}.when: without conditions it is the default: write it there"
    for name in ("buckets", "debtor_buckets"):
        yield from _labels(f"{place}.when.{name}", getattr(when, name) or (), labels)
    for flag in when.flags or ():
        if flag not in ROUTES:
            yield f"{place}.when.flags: unknown flag {flag!r}: there are {', '.join(ROUTES)}"
        elif flag in routes:
            yield f"{place}.when.flags: {flag!r} routes out before any rule is asked"
    if any(not 1 <= hand <= 9 for hand in when.hands or ()):
        yield f"{place}.when.hands: must be 1 to 9"


def _step(place: str, step: Step) -> Iterator[str]:
    if step.stage not in CHOSEN:
        guess = meant(step.stage.upper(), CHOSEN)
        yield f"{place}.stage: unknown stage {step.stage!r}{guess}: there are {', '.join(CHOSEN)}"
    if step.in_days is not None and step.in_working_days is not None:
        yield f"{place}: in_days or in_working_days, not both"
    if step.wait is None and step.stage != HOLD:
        yield f"{place}: in_days or in_working_days is needed: when is the next action?"


def _labels(place: str, wanted: Sequence[str], labels: Sequence[str]) -> Iterator[str]:
    for label in wanted:
        if label not in labels:
            yield f"{place}: unknown bucket {label!r}: the scheme has {', '.join(labels)}"


def _order(rules: Sequence[Numbered], currency: str) -> Iterator[str]:
    """Yield rules that earlier ones take all accounts from, and ranges of two like rules that overlap."""
    read = [(f"rules.{number} ({rule.id})", rule.stage, conditions(rule.when, currency)) for number, rule in rules]
    for place, (name, stage, wanted) in enumerate(read):
        earlier = [one for _, other, one in read[:place] if one and not _takes_over(other, stage)]
        if wanted and _taken_together(earlier, wanted):
            yield f"{name}: can never hold: the rules before it together take all its accounts"
    for (first, stage, before), (second, other_stage, after) in combinations(read, 2):
        if not before or not after or _takes_over(stage, other_stage):
            continue
        if all(any(one.covers(other) for other in after) for one in before):
            yield f"{second}: can never hold: {first} takes all its accounts"
        elif common := _overlap(before, after):
            yield f"{second}: overlaps {first}, which is like it but for its range: {common}"


def _taken_together(before: Sequence[Sequence[Condition]], after: Sequence[Condition]) -> bool:
    """Return whether rules that ask for ranges of one fact cover a rule together, and none of them alone."""
    if any(all(any(one.covers(other) for other in after) for one in rule) for rule in before):
        return False
    own = {one.name: one for one in after if isinstance(one, Between)}
    own.setdefault("days", Between("days", "days", 0, None))
    for name, whole in own.items():
        parts = []
        for rule in before:
            ranges = [one for one in rule if isinstance(one, Between) and one.name == name]
            rest = [one for one in rule if one not in ranges]
            if ranges and all(any(one.covers(other) for other in after) for one in rest):
                parts += ranges
        if _cover(parts, whole):
            return True
    return False


def _cover(parts: Sequence[Between], whole: Between) -> bool:
    """Return whether ranges of whole numbers leave nothing of another out."""
    lowest = -LARGEST if whole.low is None else whole.low
    highest = LARGEST if whole.high is None else whole.high
    for part in sorted(parts, key=lambda part: -LARGEST if part.low is None else part.low):
        if (-LARGEST if part.low is None else part.low) <= lowest <= highest:
            lowest = max(lowest, LARGEST + 1 if part.high is None else part.high + 1)
    return bool(parts) and lowest > highest


def _takes_over(before: str, after: str) -> bool:
    """Return whether a later stage may be for those that the one before cannot reach."""
    if before not in STAGES or after not in STAGES or not STAGES[before].means:
        return False
    reaches_others = not STAGES[after].means or not set(STAGES[after].means) <= set(STAGES[before].means)
    return reaches_others and HARSHNESS[after] <= HARSHNESS[before]


def _overlap(before: Sequence[Condition], after: Sequence[Condition]) -> str | None:
    """Return what two rules have in common that differ in one range only, if neither range lies within the other."""
    alone, other = set(before) - set(after), set(after) - set(before)
    if len(alone) != 1 or len(other) != 1:
        return None
    one, two = alone.pop(), other.pop()
    if not isinstance(one, Between) or not isinstance(two, Between) or one.name != two.name:
        return None
    common = one.common(two)
    return None if common is None or two.covers(one) else f"{one.name} {span(*common)}"


def _economics(economics: Economics, labels: Sequence[str]) -> Iterator[str]:
    for stage in economics.cost_minor:
        if stage not in TREATED:
            yield f"economics.cost_minor.{stage}: unknown stage: there are {', '.join(TREATED)}"
    for number, rates in enumerate(economics.rates, 1):
        yield from _labels(f"economics.rates.{number}.buckets", rates.buckets or (), labels)
    if len({rates.buckets is None for rates in economics.rates}) > 1:
        yield "economics.rates: all of them by buckets, or all by days"
    for (first, before), (second, after) in combinations(enumerate(economics.rates, 1), 2):
        if common := _both(before, after):
            yield f"economics.rates.{second}: overlaps rates.{first}: {common}"


def _both(before: Rates, after: Rates) -> str:
    """Return what two rates have in common, in words; nothing where they cannot be compared, or share nothing."""
    if before.buckets and after.buckets:
        return ", ".join(label for label in before.buckets if label in after.buckets)
    if before.days is None or after.days is None:
        return ""
    one, two = (Between("days", "days", rates.days.min, rates.days.max) for rates in (before, after) if rates.days)
    common = one.common(two)
    return "" if common is None else f"days {span(*common)}"
