"""What `mask` prints of operators and policies without data, called in this process: each start costs a second."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectkit.commands import listing
from collectkit.commands.mask import mask
from collectkit.errors import RulesError, UsageError
from collectkit.mask.catalogue import catalogue
from collectkit.mask.policy import BUILT_IN, built_in
from collectkit.mask.schema import schema_text

LATER = "version = 2\n[columns.name]\noperator = 'keep'\n"


def test_operators_for_people_and_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    mask(list_operators=True)
    assert capsys.readouterr().out == listing.operators(catalogue())

    mask(list_operators=True, json=True)
    found = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in found] == [entry.name for entry in catalogue()]
    assert set(found[0]) == {"name", "does", "shows", "parameters", "fits", "example"}


def test_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    mask(policy_schema=True)
    assert capsys.readouterr().out == schema_text()


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_policies_have_nothing_to_note(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    mask(check_policy=name, strict=True, json=True, quiet=True)
    printed = capsys.readouterr()

    found, ours = json.loads(printed.out), built_in(name)
    assert ours is not None
    assert (found["notes"], found["sha256"], printed.err) == ([], ours.sha256, "")
    assert [column["column"] for column in found["columns"]] == [rule.column for rule in ours.rules]


def test_strict_wants_reasons(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("version = 1\n[columns.age]\noperator = 'keep'\n")

    mask(check_policy=str(path), quiet=True)
    with pytest.raises(RulesError) as caught:
        mask(check_policy=str(path), strict=True)
    assert caught.value.details == ("columns.age.reason: missing",)


def test_a_policy_of_another_format_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "later.toml"
    path.write_text(LATER)
    with pytest.raises(RulesError, match="a policy of format 2, and this collectkit reads format 1"):
        mask(check_policy=str(path))


def test_json_is_for_what_is_told_without_data() -> None:
    with pytest.raises(UsageError) as caught:
        mask(policy="agency", json=True)
    assert caught.value.hint == "the summary of a run as JSON: --report FILE"
