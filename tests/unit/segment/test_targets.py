"""Targets of stages: read from TOML and CSV, every fault at once; and counted against."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.errors import RulesError
from collectkit.segment.ladder.attainment import attained
from collectkit.segment.ladder.targets import Target, parse
from collectkit.segment.schemes.scheme import SCHEMES

LABELS = SCHEMES["cn-m3plus"].labels
TOML = """
version = 1
[[targets]]
stage = "CALL"
recovery_ppm = 500_000
[[targets]]
stage = "CALL"
bucket = "M2"
cure_ppm = 333_333
"""
CSV = "\ufeffstage,bucket,recovery_ppm,cure_ppm\nCALL,,500000,\nCALL,M2,,333333\n\n"


def test_both_forms_say_the_same() -> None:
    expected = {
        ("CALL", None): Target(stage="CALL", recovery_ppm=500_000),
        ("CALL", "M2"): Target(stage="CALL", bucket="M2", cure_ppm=333_333),
    }

    assert parse(TOML, "targets.toml", LABELS) == expected
    assert parse(CSV, "targets.csv", LABELS) == expected


def faults(text: str, name: str = "targets.csv") -> tuple[str, ...]:
    with pytest.raises(RulesError) as caught:
        parse(text, name, LABELS)
    return caught.value.details


def test_every_fault_is_listed_at_once() -> None:
    lines = ["SHOUT,M1,1", "CALL,M9,1", "CALL,M1,", "CALL,M1,1000001", "HOLD,,1", "CALL,M1,5", "CALL,M1,6,7"]

    assert faults("\n".join(["stage,bucket,recovery_ppm", *lines])) == (
        "targets.7: 3 cells are expected",
        "targets.4.recovery_ppm: should be less than or equal to 1000000",
        "targets.1.stage: unknown stage 'SHOUT': there are MESSAGE, CALL, INTENSIVE_CALL, FIELD_VISIT, AGENCY, LEGAL",
        "targets.2.bucket: unknown bucket 'M9': the scheme has M0, M1, M2, M3, M3+",
        "targets.3: asks for nothing: recovery_ppm, contact_ppm, cure_ppm",
        "targets.5.stage: unknown stage 'HOLD': there are MESSAGE, CALL, INTENSIVE_CALL, FIELD_VISIT, AGENCY, LEGAL",
        "CALL M1: 3 targets",
    )


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("bucket,recovery_ppm\nM1,1\n", "t.csv", "header: must be stage and some of"),
        ("stage,colour\nCALL,1\n", "t.csv", "header: must be stage and some of"),
        ("stage,recovery_ppm\n", "t.csv", "targets: there must be at least one line"),
        ("", "t.csv", "header: must be stage and some of"),
        ("stage,recovery_ppm\nCALL,50%\n", "t.csv", "targets.1.recovery_ppm: should be a valid integer"),
        ("stage,recovery_ppm\nCALL," + "9" * 5000, "t.csv", "targets.1.recovery_ppm: should be a valid integer"),
        ("stage,recovery_ppm\nCALL," + "9" * 200_000, "t.csv", "no table: a cell is too long"),
        ("version = 1\n", "t.toml", "targets: there must be at least one [[targets]]"),
        ("[[targets]]\nstage = 'CALL'\ncure_ppm = 1\n", "t.toml", "version: must be 1"),
        ("version = 1\n[[targets]]\nstage = 'CALL'\nx = 1\ncure_ppm = 1\n", "t.toml", "targets.1.x: unknown key"),
    ],
)
def test_each_fault_of_form_is_named(text: str, name: str, expected: str) -> None:
    assert faults(text, name)[0].startswith(expected)


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(RulesError, match="not TOML"):
        parse("targets = [", "t.toml", LABELS)


def test_counts_and_money_of_the_buckets_sum_up_to_the_stage() -> None:
    accounts = pl.DataFrame(
        {
            "currency": ["CNY", "CNY", "CNY", "USD", "CNY"],
            "stage": ["CALL", "CALL", "CALL", "CALL", None],
            "bucket": ["M1", "M2", None, "M1", "M1"],
            "overdue_minor": [300, 600, 9, 100, None],
            "recovered_minor": [100, -50, 0, 100, 0],
            "past_due": [True, True, None, True, False],
            "cured": [True, False, False, False, False],
        },
        schema_overrides={"stage": pl.String},
    )

    rows = attained(accounts, parse(TOML, "targets.toml", LABELS), LABELS)

    stages = {(row.currency, row.stage): row for row in rows if row.level == "stage"}
    buckets = [row for row in rows if row.level == "bucket"]
    assert list(stages) == [("CNY", "CALL"), ("CNY", None), ("USD", "CALL")]
    assert [(row.currency, row.stage, row.bucket) for row in buckets] == [
        ("CNY", "CALL", "M1"),
        ("CNY", "CALL", "M2"),
        ("CNY", "CALL", None),
        ("CNY", None, "M1"),
        ("USD", "CALL", "M1"),
    ]
    for (currency, stage), whole in stages.items():
        own = [row for row in buckets if (row.currency, row.stage) == (currency, stage)]
        for name in ("accounts", "overdue_minor", "recovered_minor", "past_due", "cured"):
            assert sum(getattr(row, name) for row in own) == getattr(whole, name)


def test_rates_are_rounded_half_up_and_compared_with_their_target() -> None:
    accounts = pl.DataFrame(
        {
            "currency": ["CNY"] * 3,
            "stage": ["CALL"] * 3,
            "bucket": ["M2"] * 3,
            "overdue_minor": [1, 1, 1],
            "recovered_minor": [1, 1, 0],
            "past_due": [True] * 3,
            "cured": [True, False, False],
        }
    )

    whole, part = attained(accounts, parse(TOML, "targets.toml", LABELS), LABELS)

    assert (whole.recovery_ppm, whole.attained("recovery_ppm")) == (666_667, True)
    assert (whole.cure_ppm, whole.attained("cure_ppm")) == (333_333, None)
    assert (part.cure_ppm, part.attained("cure_ppm")) == (333_333, True)
    assert (whole.contacted, whole.contact_ppm, whole.missing) == (None, None, None)
