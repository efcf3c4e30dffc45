"""Rule files that no parser can hold: said as what they are, in every room that reads some."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from collectkit.conduct.packs import file as pack
from collectkit.conduct.reading import code_file
from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.ingest import mapping
from collectkit.jobs import settings
from collectkit.mask import policy
from collectkit.placement import agencies
from collectkit.reconcile import commission
from collectkit.segment.debtors import grid_rules
from collectkit.segment.ladder import parse as ladder
from collectkit.segment.ladder import targets
from collectkit.segment.schemes import scheme
from collectkit.worklist.offers import rules as offers

READERS: dict[str, Callable[[str], object]] = {
    "mapping": lambda text: mapping.parse(text, "x.toml"),
    "settings": lambda text: settings.parse(text, "x.toml"),
    "agencies": lambda text: agencies.parse(text, "x.toml"),
    "rates": lambda text: commission.parse(text, "x.toml"),
    "grid": lambda text: grid_rules.parse(text, "x.toml"),
    "ladder": lambda text: ladder.parse(text, "x.toml", ["M0"]),
    "targets": lambda text: targets.parse(text, "x.toml", ["M0"]),
    "scheme": lambda text: scheme.parse(text, "x.toml"),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("a = " + "9" * 5000, "a number is too long"),
        ("a = = 1", "Invalid value"),
        ("a = 1\0", "Expected newline"),
    ],
    ids=["deep", "long", "wrong", "NUL"],
)
def test_what_is_no_toml_is_a_fault_of_the_rules(reader: Callable[[str], object], text: str, what: str) -> None:
    with pytest.raises(RulesError, match=f"x.toml: not TOML: {what}"):
        reader(text)


SAID = {
    **READERS,
    "policy": lambda text: policy.parse(text, "x.toml"),
    "codes": lambda text: code_file.parse(text, "x.toml"),
    "offers": lambda text: offers.parse(text, "x.toml", ["agency-a"]),
    "conduct": lambda text: pack.parse(text, "x.toml"),
}


@pytest.mark.parametrize("reader", SAID.values(), ids=SAID.keys())
@pytest.mark.parametrize("key", ["张三", "13800001234", "Zhang San", "E12345678", "a" * 41])
def test_a_key_that_is_no_plain_word_is_told_by_its_place(reader: Callable[[str], object], key: str) -> None:
    for text in (
        f'version = 1\n"{key}" = 1\n',
        f'version = 1\n["{key}"]\n["{key}"]\n',
        f'x = {{"{key}" = 1, "{key}" = 1}}',
    ):
        with pytest.raises(RulesError) as refused:
            reader(text)
        said = [refused.value.message, *refused.value.details, str(refused.value.hint)]
        assert not any(key in line for line in said)
        assert any("key no. 2: " in line or "line " in line for line in said)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[words."张三"]\na = "SMS"', "words.key no. 1: unknown key"),
        ('[words.channel]\nok = "SMS"\n"王 五" = "LOUD"', "words.channel.key no. 2: must be one of"),
        (
            '[agencies."李四".words]\nchanel = 1',
            "agencies.key no. 1.words.chanel: unknown key (did you mean 'channel'?)",
        ),
    ],
)
def test_so_is_a_word_of_a_file_of_codes(text: str, fault: str) -> None:
    with pytest.raises(RulesError) as refused:
        code_file.parse(f"version = 1\n{text}", "x.toml")
    assert [line.startswith(fault) for line in refused.value.details] == [True]


def test_a_table_is_read() -> None:
    assert toml.parse("version = 1\n[a]\nb = [1, 2]", "x.toml") == {"version": 1, "a": {"b": [1, 2]}}
