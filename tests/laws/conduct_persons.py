"""Random rules of persons, placements, evidence and records over random logs, against a slow checker in plain Python.

python -m tests.laws.conduct_persons --logs 10000
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from collectkit.conduct import across, breaches, checking
from collectkit.conduct.checks.concentration import SHARES
from collectkit.conduct.contacts import CHANNEL, DIRECTION, EVENT, MODE, RESULT, TARGET, Part
from collectkit.conduct.reasons import REASONS
from collectkit.conduct.rule import (
    AppliesTo,
    Concentration,
    Evidence,
    Impossible,
    Metric,
    Minor,
    OutsidePlacement,
    Rule,
    StopAfter,
    ThirdParty,
)
from tests.laws import conduct_persons_reference as slow
from tests.unit.conduct.building import AGENCIES, Row, contact, event, part, person, placement

NOW = dt.datetime(2026, 3, 10, 3, 30, 20, 500_000, tzinfo=dt.UTC)
PLACES = (("Asia/Shanghai",), ("America/New_York", "America/Chicago"))
SLOW: dict[type, Callable[[Rule, Any, slow.Log], slow.Found]] = {
    ThirdParty: slow.third_party,
    StopAfter: slow.stop_after,
    Minor: slow.minor,
    OutsidePlacement: slow.outside_placement,
    Evidence: slow.evidence,
    Impossible: slow.impossible,
}


def moment(draw: random.Random) -> str | None:
    """Draw a local time of few days and few seconds, so that many are equal; some are days, some are not known."""
    day = dt.date(2026, 3, draw.choice([1, 5, 8, 9, 10, 11]))
    if draw.random() < 0.05:
        return None
    if draw.random() < 0.15:
        return day.isoformat()
    at = dt.time(draw.choice([1, 3, 11, 23]), draw.choice([0, 1, 30]), draw.choice([0, 19, 20, 21]))
    return f"{day} {at}"


def log(draw: random.Random, first: int = 0) -> Part:
    """Draw a part with three debtors, five accounts, and cells that are null where they may be."""

    def cell(*values: Any) -> Any:
        return None if draw.random() < 0.1 else draw.choice(values)

    contacts: list[Row] = []
    for number in range(draw.randrange(12)):
        debtor = first + draw.randrange(3)
        contacts.append(
            contact(
                moment(draw),
                debtor,
                row=100 * first + number + 2,
                account=2 * debtor + draw.randrange(2),
                agency=draw.choice(AGENCIES),
                channel=cell(*CHANNEL.categories, "CALL", "CALL", "CALL"),
                direction=cell("OUT", "OUT", "OUT", "IN"),
                mode=cell(*MODE.categories),
                target=cell(*TARGET.categories, "DEBTOR", "DEBTOR"),
                result=cell(*RESULT.categories),
                talk=cell(-1, 0, 1, 19, 60, 60, 90_000),
                collector=cell(0, 1, 2),
                number=cell(0, 1, 2),
                recorded=cell(True, False),
                pictured=cell(True, False),
                located=cell(True, False),
            )
        )
    days = [*(dt.date(2026, 3, day) for day in (1, 5, 8, 9, 10)), None]
    events = [
        event(
            draw.choice(EVENT.categories),
            moment(draw),
            first + draw.randrange(3),
            account=None if draw.random() < 0.5 else 2 * first + draw.randrange(6),
            until=draw.choice(days) if draw.random() < 0.3 else None,
            file=draw.choice([0, 0, None]),
            row=draw.choice(contacts)["row"] if contacts else None,
        )
        for _ in range(draw.randrange(5))
    ]
    births = [dt.date(2008, 3, 5), dt.date(2008, 2, 29), dt.date(2026, 3, 8), dt.date(2009, 3, 9), dt.date(1980, 1, 1)]
    placements = [
        placement(2 * first + draw.randrange(6), draw.choice(AGENCIES[:2]), draw.choice(days), draw.choice(days))
        for _ in range(draw.randrange(6))
    ]
    people = [person(first + each, draw.choice(PLACES), draw.choice([*births, None])) for each in range(3)]
    built = part(contacts, events, people, placements, now=NOW)
    index = [PLACES.index(built.run.places[place]) for place in built.people["places"]]
    return replace(
        built,
        run=replace(built.run, places=PLACES),
        people=built.people.with_columns(pl.Series("places", index, pl.UInt16())),
    )


def rule(draw: random.Random, metric: Metric) -> Rule:
    """Draw whom a rule is about, and since when."""

    def some(enum: pl.Enum) -> frozenset[str]:
        return frozenset(draw.sample(enum.categories.to_list(), draw.choice([0, 0, len(enum.categories) - 1])))

    return Rule(
        id="law",
        pack="law",
        jurisdiction="*",
        severity="low",
        metric=metric,
        says={},
        source="law",
        verified="own",
        applies_to=AppliesTo(
            channels=some(CHANNEL),
            directions=some(DIRECTION),
            modes=some(MODE),
            targets=some(TARGET),
            makers=draw.choice([frozenset(), frozenset(), frozenset({"AGENCY"}), frozenset({"CREDITOR"})]),
        ),
        effective_from=draw.choice([None, None, dt.date(2026, 3, 5)]),
        effective_to=draw.choice([None, None, dt.date(2026, 3, 9)]),
    )


def names(draw: random.Random) -> frozenset[str]:
    return frozenset(draw.sample(EVENT.categories.to_list(), 5)) | {draw.choice(["REFUSED_CONTACT", "UNREACHABLE"])}


def metrics(draw: random.Random) -> list[Metric]:
    needs = frozenset(draw.sample(["recording", "picture", "place", "time"], draw.randrange(1, 4)))
    return [
        ThirdParty(names(draw)),
        StopAfter(names(draw), "debtor"),
        StopAfter(names(draw), "account"),
        Minor(draw.choice([17, 18])),
        OutsidePlacement(),
        Evidence(needs, put_through=draw.random() < 0.5),
        Impossible("negative"),
        Impossible("future"),
    ]


def told(found: pl.DataFrame) -> slow.Found:
    """Return what was found by contact, and see that it is what `FOUND` says."""
    assert dict(found.schema) == dict(breaches.FOUND)
    assert found["contact"].is_sorted()
    assert found["contact"].is_unique().all()
    assert set(found["why"]) <= set(REASONS)
    assert found.select(pl.col("evidence").list.contains(pl.col("contact"))).to_series().all()
    return {row["contact"]: (row["verdict"], row["measured"]) for row in found.to_dicts()}


def agree_on_a_part(seed: int) -> None:
    """Hold one log against a random rule of each metric, both ways."""
    draw = random.Random(seed)
    given = log(draw)
    for metric in metrics(draw):
        asked = rule(draw, metric)
        assert told(checking.check(asked, given)) == SLOW[type(metric)](asked, metric, slow.Log.of(given)), (
            seed,
            metric,
        )


def agree_on_all_parts(seed: int) -> None:
    """Hold two logs of one run against the rules that all parts decide together, both ways."""
    draw = random.Random(seed)
    parts = [log(draw, first) for first in (0, 3)]
    everything = slow.Log.of(*parts)
    least, share = draw.choice([0, 3, 8]), draw.choice([200_000, 400_000, 600_000])
    evidence = replace(rule(draw, Evidence(frozenset({"recording"}))), id="evidence")
    overlap = replace(rule(draw, Impossible("overlap")), id="overlap")
    of_contacts = replace(rule(draw, Concentration(share, "contacts", least)), id="contacts")
    of_breaches = replace(rule(draw, Concentration(share, "breaches", least)), id="breaches")
    rules = [evidence, overlap, of_contacts, of_breaches]
    gathered = [across.gather(rules, each, {one.id: checking.check(one, each) for one in rules}) for each in parts]
    concluded = across.conclude(rules, parts[0], gathered)

    ((found_of, small, found),) = concluded.found
    assert found_of is overlap
    place = {(row["file"], row["row"]): at for at, row in enumerate(everything.contacts)}
    there = [place[row["file"], row["row"]] for row in small.contacts.to_dicts()]
    assert dict(small.contacts.schema) == dict(parts[0].contacts.schema)
    expected = slow.impossible(overlap, Impossible("overlap"), everything)
    assert {there[at]: said for at, (said, _) in told(found).items()} == {
        at: said for at, (said, _) in expected.items()
    }, seed

    broken = [at for at, (said, _) in expected.items() if said == "BREACH"]
    lacking = slow.evidence(evidence, Evidence(frozenset({"recording"})), everything)
    broken += [at for at, (said, _) in lacking.items() if said == "BREACH"]
    for (asked, shares), metric in zip(concluded.shares, (of_contacts.metric, of_breaches.metric), strict=True):
        assert isinstance(metric, Concentration)
        assert list(shares.columns) == ["agency", *SHARES]
        said = {(row["agency"], row["collector"]): row["verdict"] for row in shares.to_dicts()}
        assert said == slow.concentration(asked, metric, everything, broken), (seed, metric)


def main() -> None:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    asked = parser.parse_args()
    began = time.monotonic()
    for seed in range(asked.first, asked.first + asked.logs):
        agree_on_a_part(seed)
        agree_on_all_parts(seed)
    print(f"{asked.logs} logs x 12 rules: all findings agree ({time.monotonic() - began:.0f} s)")  # noqa: T201


if __name__ == "__main__":
    main()
