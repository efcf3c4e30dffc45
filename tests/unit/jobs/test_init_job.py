"""A new workspace: the policies in it are the built-in ones, and editors find their schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectkit.jobs import init
from collectkit.jobs.conduct import rules as conduct_rules
from collectkit.jobs.masking import load
from collectkit.jobs.settings import Workspace
from collectkit.mask.policy import BUILT_IN, built_in


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lender")
    init.run(folder)
    return folder / "rules"


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_policy_is_the_built_in_one_and_names_its_schema(rules: Path, name: str) -> None:
    path, ours = rules / "policies" / f"{name}.toml", built_in(name)
    assert ours is not None

    hint, _, text = path.read_text("utf-8").partition("\n")

    assert text == ours.text
    assert load(str(path)).rules == ours.rules
    assert "properties" in json.loads((path.parent / hint.removeprefix("#:schema ")).read_text("utf-8"))


def test_the_read_me_names_them_all(rules: Path) -> None:
    text = (rules / "README.md").read_text("utf-8")
    assert [name for name in BUILT_IN if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", ["agencies", "conduct", "codes"])
def test_a_rule_file_names_the_schema_beside_it(rules: Path, name: str) -> None:
    hint = (rules / f"{name}.toml").read_text("utf-8").partition("\n")[0]
    assert "properties" in json.loads((rules / hint.removeprefix("#:schema ")).read_text("utf-8"))


def test_the_rules_of_conduct_go_with_the_built_in_ones(rules: Path) -> None:
    chosen = conduct_rules.read(("cn", "records", str(rules / "conduct.toml")), Workspace())
    assert chosen.packs == ("cn", "records", "own")
    assert len({rule.id for rule in chosen.rules if rule.pack == "own"}) == 4
