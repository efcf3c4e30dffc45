"""Schemes: what the built-in ones say, and every fault of a file at once."""

from __future__ import annotations

import pytest

from collectkit.errors import RulesError
from collectkit.segment.schemes.scheme import LAST, SCHEMES, parse

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
        SCHEMES["cn-m3plus"].name = "other"


def test_all_faults_of_the_ranges_are_listed_at_once() -> None:
    text = buckets(("a", 1, 10), ("a", 12, 20), ("c", 20, None), ("d", 40, 30), (" ", -1, LAST["days"] + 1))

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


def test_months_are_linted_as_days_are() -> None:
    text = buckets(("M0", 0, 0), ("M1", 2, 2), ("m1", 2, 3), ("M4", 4, 1_201)).replace(
        "\n[[", '\nunit = "months"\n[[', 1
    )

    assert faults(text) == [
        "buckets.3.label: 'm1' is used twice",
        "buckets.4.max: must be min (4) to 1200",
        "buckets.2.min: months 1 have no bucket",
        "buckets.3.min: overlaps the bucket before it, which ends at 2",
        "buckets.4.max: the last bucket must be open: leave out its max",
    ]


def test_labels_that_differ_in_case_or_width_only_are_one() -> None:
    assert faults(buckets(("M1", 0, 0), ("ｍ１", 1, None))) == ["buckets.2.label: 'ｍ１' is used twice"]


def test_a_label_that_cannot_be_printed_is_refused() -> None:
    text = buckets(("a", 0, None)).replace("'a'", '"a\\u001b[2J"')

    assert faults(text) == ["buckets.1.label: must be a word without space around it"]


def test_nor_may_a_name_steer_the_terminal() -> None:
    assert "name: string should match pattern" in faults(GOOD.replace('"two"', '"two\\u001b[2J"'))[0]


def test_faults_of_the_form_do_not_hide_those_of_the_ranges() -> None:
    text = buckets(("a", 0, 5), ("b", 7, None)).replace("version = 1", 'version = 1\nunit = "weeks"\ncolour = "red"')

    assert faults(text) == [
        "unit: should be 'days' or 'months'",
        "colour: unknown key",
        "buckets.2.min: days 6 have no bucket",
    ]


def test_a_scheme_needs_a_name() -> None:
    assert faults(GOOD.replace('"two"', '""')) == ["name: string should have at least 1 character"]


def test_built_in_schemes_say_what_they_are_and_who_says_so() -> None:
    assert all(scheme.title and scheme.note and scheme.source for scheme in SCHEMES.values())


def test_what_a_scheme_is_does_not_depend_on_what_is_said_of_it() -> None:
    plain, told = (parse(text, "mine.toml").model_dump_json() for text in (GOOD, 'source = "me"\nnote = "!"' + GOOD))

    assert plain == told
    assert "unit" not in plain
    assert '"unit":"months"' in parse('unit = "months"' + GOOD, "mine.toml").model_dump_json()


def test_there_must_be_a_bucket() -> None:
    assert faults('version = 1\nname = "x"\nbuckets = []') == ["buckets: there must be at least one"]


def test_all_faults_of_the_form_are_listed_at_once() -> None:
    text = 'version = 2\ncolour = "red"\n[[buckets]]\nlabel = "a"\nmin = "0"\nopen = true'

    assert faults(text) == [
        "version: should be 1",
        "name: field required",
        "buckets.1.min: should be a valid integer",
        "buckets.1.open: unknown key",
        "colour: unknown key",
    ]


def test_a_file_that_is_not_toml_is_refused() -> None:
    with pytest.raises(RulesError, match=r"mine\.toml: not TOML"):
        parse("a =", "mine.toml")
