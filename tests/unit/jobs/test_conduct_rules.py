"""Which packs of rules of conduct a run has, and the rules of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.conduct.packs import PACKS
from collectkit.errors import RulesError
from collectkit.jobs import settings
from collectkit.jobs.conduct import rules
from collectkit.jobs.settings import Workspace

OWN = 'version = 1\nname = "own"\n[[rule]]\nid = "own-1"\nseverity = "low"\nsource = "s"\nsays = "t"\nminor = {}\n'


def workspace(tmp_path: Path, text: str = "") -> Workspace:
    (tmp_path / "collectkit.toml").write_text(f"version = 1\n{text}")
    return settings.load(tmp_path / "collectkit.toml", environ={})


@pytest.mark.parametrize(("region", "pack"), [("CN", "cn"), ("US", "us"), ("GB", "uk"), ("IN", "in")])
def test_who_says_nothing_has_the_rules_of_the_country_and_of_records(tmp_path: Path, region: str, pack: str) -> None:
    chosen = rules.read((), workspace(tmp_path, f'region = "{region}"'))
    assert chosen.packs == (pack, "records")
    assert chosen.jurisdiction == region


def test_a_country_without_rules_must_say_which_hold(tmp_path: Path) -> None:
    space = workspace(tmp_path, 'region = "HK"')
    with pytest.raises(RulesError, match="no built-in rules"):
        rules.read((), space)
    assert rules.read(("uk",), space).packs == ("uk",)


def test_the_workspace_names_packs_and_files_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    space = workspace(tmp_path, '[conduct]\nrules = ["us", "own.toml"]')
    chosen = rules.read((), space)
    assert chosen.packs == ("us", "own")
    assert "own-1" in [rule.id for rule in chosen.rules]
    assert rules.read(("in",), space).packs == ("in",)


def test_a_name_that_is_none_is_refused_with_what_may_be_meant() -> None:
    with pytest.raises(RulesError, match="did you mean 'records'"):
        rules.load("record")
    with pytest.raises(RulesError, match="No such file"):
        rules.load("absent.toml")
    assert rules.load("cn") is PACKS["cn"]


def test_the_faults_of_every_file_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(OWN.replace("minor = {}", "minor = 1"))
    (tmp_path / "b.toml").write_text(OWN.replace("severity", "weight"))
    with pytest.raises(RulesError) as raised:
        rules.read([str(tmp_path / "a.toml"), str(tmp_path / "b.toml")], Workspace())
    text = "\n".join(raised.value.details)
    assert "a.toml: 1 problem" in text
    assert "rule.1.minor: must be a table" in text
    assert "b.toml: 2 problems" in text
