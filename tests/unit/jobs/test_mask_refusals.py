"""What masking refuses, and what is left behind then: nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import (
    CheckFailed,
    CollectkitError,
    InputError,
    KeyringError,
    OutputError,
    RulesError,
    UsageError,
)
from collectkit.files import Input, Output
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.mask import run
from tests.unit.jobs.tour import POLICY, PORTFOLIO, masked, read, stored


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return stored(tmp_path)


LEAKING = POLICY + "[columns.remark]\noperator = 'keep'\n"
REFUSALS: list[tuple[dict[str, Any], type[CollectkitError], str]] = [
    ({"strict": True}, RulesError, "--strict: the input and the policy tour differ"),
    ({"recipient": "agency-c"}, KeyringError, "the keyring knows no recipient 'agency-c'"),
    ({"recipient": None}, UsageError, "for whom?"),
    ({"policy": "agenci"}, RulesError, "no policy 'agenci'"),
    ({"scope": "batch"}, UsageError, "go together"),
    ({"batch": "october"}, UsageError, "go together"),
    ({"scope": "batch", "batch": "OCT"}, UsageError, "--batch: 'OCT' cannot be a batch's id"),
    ({"name": "portfolio.csv", "force": True}, OutputError, "portfolio.csv: is the input"),
    ({"name": "../{}/portfolio.csv", "force": True}, OutputError, "portfolio.csv: is the input"),
    ({"name": "none/out.csv"}, OutputError, "out.csv: its directory does not exist"),
    ({"name": "out.doc"}, UsageError, "out.doc: unknown file ending"),
    ({"rejects": "out.csv"}, OutputError, "out.csv: two outputs under one name"),
    ({"rejects": "../{}/out.csv"}, OutputError, "out.csv: two outputs under one name"),
    ({"rejects": "portfolio.csv"}, OutputError, "portfolio.csv: is the input"),
]


@pytest.mark.parametrize(("options", "error", "said"), REFUSALS)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    portfolio: Path, opened: Keys, options: dict[str, Any], error: type[CollectkitError], said: str
) -> None:
    before = sorted(portfolio.parent.iterdir())
    name = options.get("name", "out.csv").format(portfolio.parent.name)
    if "rejects" in options:
        path = portfolio.parent / options["rejects"].format(portfolio.parent.name)
        options = {**options, "rejects": Output(path, force=True)}

    with pytest.raises(error) as caught:
        masked(portfolio, opened, **{**options, "name": name})

    assert said in caught.value.message
    assert sorted(portfolio.parent.iterdir()) == before
    assert portfolio.read_text() == PORTFOLIO


def test_rejects_do_not_mix_into_what_leaves(portfolio: Path, opened: Keys) -> None:
    with pytest.raises(OutputError, match="standard output: two outputs under one name"):
        run(Input(portfolio), Output(), policy="public", rejects=Output(), keys=lambda: opened)


def test_an_unknown_recipient_is_told_how_to_be_known(portfolio: Path, opened: Keys) -> None:
    with pytest.raises(KeyringError) as caught:
        masked(portfolio, opened, recipient="agency-c")
    assert caught.value.hint == "`collectkit keys recipient add agency-c` adds it"


def test_strict_refuses_lines_that_are_no_records(portfolio: Path, opened: Keys) -> None:
    portfolio.with_name("policy.toml").write_text(POLICY + "[columns.remark]\noperator = 'redact'\n")
    assert masked(portfolio, opened, "fine.csv", strict=True).rows_out == 3
    portfolio.write_text(PORTFOLIO + "13800138000\n")

    with pytest.raises(InputError) as caught:
        masked(portfolio, opened, strict=True)

    assert caught.value.details == ("line 5: FIELDS_MISSING",)
    assert not portfolio.with_name("out.csv").exists()


def test_a_leak_ends_the_run_and_leaves_no_file(portfolio: Path, opened: Keys) -> None:
    portfolio.with_name("policy.toml").write_text(LEAKING)
    portfolio.write_text(PORTFOLIO.replace("13700137000", "13800138000，张三"))
    before = sorted(portfolio.parent.iterdir())

    with pytest.raises(CheckFailed) as caught:
        masked(portfolio, opened, rejects=Output(portfolio.with_name("bad.csv")))

    assert caught.value.exit_code == 20
    assert caught.value.details == (
        "column remark: 1 value, first in rows 2",
        "column remark: names of the row's people in 1 value, first in rows 2",
    )
    assert sorted(portfolio.parent.iterdir()) == before


def test_an_output_with_other_bytes_is_kept_unless_forced(portfolio: Path, opened: Keys) -> None:
    out = portfolio.with_name("out.csv")
    out.write_text("mine")

    with pytest.raises(OutputError) as caught:
        masked(portfolio, opened)
    assert caught.value.hint is not None
    assert "--force" in caught.value.hint
    assert out.read_text() == "mine"
    assert not list(portfolio.parent.glob("*manifest*"))

    masked(portfolio, opened, force=True)
    assert read(out).height == 3


@pytest.mark.parametrize("text", ["", "\n\n", PORTFOLIO.split("\n", 1)[0] + "\n"])
def test_a_file_without_rows(portfolio: Path, opened: Keys, text: str) -> None:
    portfolio.write_text(text)
    with pytest.raises(InputError):
        masked(portfolio, opened)
    assert not list(portfolio.parent.glob("out*"))


def test_the_keyring_is_no_output(portfolio: Path, opened: Keys) -> None:
    ring = portfolio.with_name("ring")
    ring.write_bytes(opened.file.read_bytes())
    output = Output(ring, "csv", force=True)
    with pytest.raises(OutputError, match="ring: is the input"):
        run(Input(portfolio), output, policy="agency", recipient="agency-a", keys=lambda: replace(opened, file=ring))
    assert ring.read_bytes() == opened.file.read_bytes()
