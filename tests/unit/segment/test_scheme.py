"""Schemes: what the built-in ones say, and every fault of a file at once."""

from __future__ import annotations

import pytest

from collectkit.errors import RulesError
from collectkit.segment.scheme import LAST_DAY, SCHEMES, parse

GOOD = """
version = 1
name = "two"
[[buckets]]
label = "fine"
min = 0
max = 0
[[buckets]]
label = "late"
min = 1
"""


def faults(text: str) -> list[str]:
    with pytest.raises(RulesError) as caught:
        parse(text, "mine.toml")
    assert caught.value.message.startswith("mine.toml: ")
    assert caught.value.exit_code == 11
    return list(caught.value.details)


def buckets(*ranges: tuple[str, int, int | None]) -> str:
    parts = ['version = 1\nname = "mine"']
    for label, low, high in ranges:
        parts.append(f"[[buckets]]\nlabel = {label!r}\nmin = {low}" + ("" if high is None else f"\nmax = {high}"))
    return "\n".join(parts)


def test_a_scheme_is_read() -> None:
    scheme = parse(GOOD, "mine.toml")

    assert scheme.name == "two"
    assert scheme.labels == ("fine", "late")
    assert scheme.buckets[1].max is None


def test_built_in_schemes_are_named_as_their_key() -> None:
    assert {name: scheme.name for name, scheme in SCHEMES.items()} == {name: name for name in SCHEMES}
    assert next(iter(SCHEMES)) == "cn-m3plus"


def test_a_scheme_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        SCHEMES["cn-m3plus"].name = "other"  # type: ignore[misc]


def test_all_faults_of_the_ranges_are_listed_at_once() -> None:
    text = buckets(("a", 1, 10), ("a", 12, 20), ("c", 20, None), ("d", 40, 30), (" ", -1, LAST_DAY + 1))

    assert faults(text) == [
        "buckets.2.label: 'a' is used twice",
        "buckets.4.max: must be min (40) to 36500",
        "buckets.5.label: must be a word without space around it",
        "buckets.5.min: must be 0 to 36500",
        "buckets.5.max: must be min (-1) to 36500",
        "buckets.1.min: days 0 have no bucket",
        "buckets.2.min: days 11 have no bucket",
        "buckets.3.min: overlaps the bucket before it, which ends at 20",
        "buckets.3.max: only the last bucket may be open",
        "buckets.5.min: overlaps the bucket before it, which ends at 30",
        "buckets.5.max: the last bucket must be open: leave out its max",
    ]


def test_a_gap_of_several_days_names_them() -> None:
    assert faults(buckets(("a", 0, 30), ("b", 61, None))) == ["buckets.2.min: days 31 to 60 have no bucket"]


def test_there_must_be_a_bucket() -> None:
    assert faults('version = 1\nname = "x"\nbuckets = []') == ["buckets: there must be at least one"]


def test_all_faults_of_the_form_are_listed_at_once() -> None:
    text = 'version = 2\ncolour = "red"\n[[buckets]]\nlabel = "a"\nmin = "0"\nopen = true'

    assert faults(text) == [
        "version: input should be 1",
        "name: field required",
        "buckets.1.min: input should be a valid integer",
        "buckets.1.open: unknown key",
        "colour: unknown key",
    ]


def test_a_file_that_is_not_toml_is_refused() -> None:
    with pytest.raises(RulesError, match=r"mine\.toml: not TOML"):
        parse("a =", "mine.toml")
