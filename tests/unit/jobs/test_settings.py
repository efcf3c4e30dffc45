"""The workspace's settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectkit.errors import RulesError, UsageError
from collectkit.jobs import settings


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(RulesError) as caught:
        settings.parse(text, "collectkit.toml")
    return caught.value.details


def test_all_faults_are_listed_at_once() -> None:
    text = 'version = 2\nregion = "cn"\ntimezone = "Mars/Base"\ncolour = "red"\n[keyring]\nsigning_key = "abc"\n'
    assert faults(text) == (
        "version: should be 1",
        "timezone: no such time zone; an example is Asia/Shanghai",
        "region: has not the right form",
        "keyring.signing_key: has not the right form",
        "colour: no such setting",
    )


def test_a_version_is_needed() -> None:
    assert faults('creditor = "x"\n') == ("version: should be 1",)


def test_what_is_not_toml_is_told_with_its_place() -> None:
    with pytest.raises(RulesError, match=r"not TOML: .*line 2"):
        settings.parse("version = 1\nregion = \n", "collectkit.toml")


def test_the_nearest_file_counts_from_the_folder_upwards(tmp_path: Path) -> None:
    (tmp_path / "collectkit.toml").write_text('version = 1\nregion = "HK"\n[keyring]\nfile = "k/ring"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    found = settings.load(start=below, environ={})
    assert found.settings.region == "HK"
    assert found.keyring == tmp_path / "k" / "ring"


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "collectkit.toml").write_text('version = 1\nregion = "HK"\n')
    found = settings.load(start=tmp_path, environ={"COLLECTKIT_REGION": "TW", "COLLECTKIT_SCHEME": "us-metro2"})
    assert (found.settings.region, found.settings.scheme) == ("TW", "us-metro2")


def test_a_fault_in_the_environment_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(RulesError) as caught:
        settings.load(start=tmp_path, environ={"COLLECTKIT_LANGUAGE": "fr"})
    assert caught.value.message == "environment: 1 problem"
    assert caught.value.details == ("COLLECTKIT_LANGUAGE: should be 'zh' or 'en'",)


def test_a_stated_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"x\.toml: No such file"):
        settings.load(tmp_path / "x.toml")


def test_as_of() -> None:
    plain = settings.Settings()
    assert settings.as_of(None, plain) is None
    assert settings.as_of("2026-10-31", plain) == date(2026, 10, 31)
    assert abs((settings.as_of("today", plain) or date.min) - date.today()).days <= 1  # noqa: DTZ011 - any zone will do
    with pytest.raises(UsageError):
        settings.as_of("31.10.2026", plain)
    for text in ("0001-01-01", "1799-12-31", "2200-01-01"):
        with pytest.raises(UsageError, match="must be a day from 1800-01-01 to 2199-12-31"):
            settings.as_of(text, plain)


def test_a_day_ends_with_its_last_instant_where_the_workspace_is() -> None:
    end = settings.Settings(timezone="America/New_York").end_of(date(2026, 11, 1))
    assert end.isoformat() == "2026-11-01T23:59:59.999999-05:00"
