"""Random rules over random logs of contacts: every finding against a slow reference in plain Python.

python -m tests.laws.conduct --logs 10000
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from collectkit.conduct.breaches import FOUND, MOST
from collectkit.conduct.checking import check
from collectkit.conduct.contacts import Part
from collectkit.conduct.reasons import REASONS
from collectkit.conduct.rule import AfterTalk, AppliesTo, Count, Hours, Metric, Rule
from tests.laws import conduct_reference as reference
from tests.laws.conduct_logs import log

Broken = Mapping[int, reference.Broken]

REFERENCES: Mapping[type, Callable[[Any, reference.Log], Broken]] = {
    Hours: reference.hours,
    Count: reference.counts,
    AfterTalk: reference.after_talk,
}


def hours(rng: random.Random) -> Hours:
    since, until = sorted(rng.sample(range(0, 24 * 3600, 1800), 2))
    return Hours(_time(since), _time(until), closing_included=rng.random() < 0.5, unless_agreed=rng.random() < 0.5)


def _time(seconds: int) -> dt.time:
    return dt.time(seconds // 3600, seconds // 60 % 60)


def count(rng: random.Random) -> Count:
    length = (
        {"days": rng.choice((1, 1, 2, 3, 7))}
        if rng.random() < 0.5
        else {"minutes": rng.choice((1, 60, 60, 1440, 1500))}
    )
    return Count(
        rng.choice((0, 1, 1, 2, 2, 3, 4)),
        **length,
        per=rng.choice(("debtor", "account", "number")),
        of=rng.choice(("attempts", "attempts", "put_through", "effective")),
        over=rng.choice(("all", "agency")),
        talk_seconds=rng.choice((1, 30)),
    )


def after_talk(rng: random.Random) -> AfterTalk:
    return AfterTalk(
        rng.choice((1, 2, 3, 7)),
        per=rng.choice(("debtor", "account")),
        over=rng.choice(("all", "agency")),
        talk_seconds=rng.choice((1, 30)),
    )


METRICS: Mapping[str, Callable[[random.Random], Metric]] = {"hours": hours, "count": count, "after_talk": after_talk}


def rule(rng: random.Random, metric: Metric, part: Part) -> Rule:
    """Return a rule that is about some of the contacts, and in force on some of their days."""

    def some(chance: float, *codes: str) -> frozenset[str]:
        return frozenset(rng.sample(codes, rng.randint(1, 2))) if rng.random() < chance else frozenset()

    days = part.contacts["day"].drop_nulls().to_list() or [dt.date(2026, 3, 1)]
    first, last = sorted(rng.choice(days) + dt.timedelta(rng.choice((-1, 0, 0, 0, 1, 2))) for _ in range(2))
    about = AppliesTo(
        channels=some(0.4, "CALL", "CALL", "AI_CALL", "SMS"),
        directions=frozenset({"OUT"}) if rng.random() < 0.8 else frozenset(),
        modes=some(0.2, "INTERACTIVE", "NOTICE"),
        targets=some(0.3, "DEBTOR", "THIRD_PARTY"),
        not_results=some(0.2, "INVALID_NUMBER", "UNANSWERED", "REFUSED"),
        makers=frozenset({rng.choice(("AGENCY", "CREDITOR"))}) if rng.random() < 0.2 else frozenset(),
    )
    return Rule(
        "r", "p", "*", "low", metric, {"en": "", "zh": ""}, "s", "yes", about,
        effective_from=first if rng.random() < 0.3 else None,
        effective_to=last if rng.random() < 0.2 else None,
    )  # fmt: skip


def as_log(part: Part) -> reference.Log:
    """Return a part in rows."""
    people = {row["debtor"]: row for row in part.people.to_dicts()}
    return reference.Log(
        part.contacts.to_dicts(),
        part.events.to_dicts(),
        people,
        part.placements.to_dicts(),
        part.hits.to_dicts(),
        {debtor: part.run.places[row["places"]] for debtor, row in people.items()},
        part.run.now,
        part.run.placed,
    )


def faults(rule: Rule, part: Part, found: pl.DataFrame) -> Iterator[str]:
    """Yield where the findings of a rule are not those of the reference, or are no findings."""
    if found.schema != pl.Schema(FOUND):
        yield f"{found.schema}"
        return
    rows = found.to_dicts()
    ours = {row["contact"]: (row["verdict"], row["measured"]) for row in rows}
    theirs = dict(REFERENCES[type(rule.metric)](rule, as_log(part)))
    if ours != theirs:
        yield f"found {ours}, not {theirs}"
    if [row["contact"] for row in rows] != sorted(ours):
        yield "contacts are not in order, or stand twice"
    for row in rows:
        evidence = row["evidence"]
        if row["contact"] not in evidence or evidence != sorted(set(evidence)) or row["why"] not in REASONS:
            yield f"evidence of {row}"
        if isinstance(rule.metric, Count) and len(evidence) != min(row["measured"], MOST):
            yield f"evidence of {row} is not what was counted"


def tried(rng: random.Random, name: str, tally: Counter[str]) -> list[str]:
    """Return the faults of one random rule over one random log."""
    part = log(rng, rng.choice((6, 12, 12, 30)))
    asked = rule(rng, METRICS[name](rng), part)
    found = check(asked, part)
    tally.update(f"{name} {verdict}" for verdict in found["verdict"])
    told = f"{asked.metric} {asked.applies_to} {asked.effective_from} {asked.effective_to}"
    return [f"{told}: {fault}" for fault in faults(asked, part, found)]


def main() -> None:
    """Try many logs with each metric, and say where the two differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--metric", choices=sorted(METRICS), action="append")
    given = parser.parse_args()
    begun, tally, wrong = time.monotonic(), Counter[str](), 0
    for seed in range(given.seed, given.seed + given.logs):
        for name in given.metric or METRICS:
            for fault in tried(random.Random(f"{name} {seed}"), name, tally):
                wrong += 1
                print(f"{name} {seed}: {fault}")  # noqa: T201
    print(f"{given.logs} logs, {wrong} faults, {time.monotonic() - begun:.0f} s", dict(sorted(tally.items())))  # noqa: T201
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
