"""Where passphrases and identities come from."""

from __future__ import annotations

from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # the wheel has no types
import pytest

from collectkit.crypto import keyring
from collectkit.crypto.keyring import Identity, Passphrase
from collectkit.errors import KeyringError
from collectkit.jobs.keys.access import IDENTITY, PASSPHRASE_COMMAND, PASSPHRASE_FILE, Access


def private(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    path.chmod(0o600)
    return str(path)


def test_a_person_is_asked_when_the_environment_says_nothing() -> None:
    access = Access.of_environment(lambda what: f"typed for {what}", {})
    assert access.unlock("passphrase", "ring") == Passphrase("typed for passphrase of ring")


@pytest.mark.parametrize("content", [b"one two\n", b"one two", b"one two\r\nnext line\n"])
def test_a_passphrase_file_gives_its_first_line(content: bytes, tmp_path: Path) -> None:
    access = Access.of_environment(str, {PASSPHRASE_FILE: private(tmp_path / "p", content)})
    assert access.unlock("passphrase", "ring") == Passphrase("one two")
    assert access.new_passphrase("ring") == "one two"


@pytest.mark.parametrize(("content", "reason"), [(b"", "is empty"), (b"\nx", "is empty"), (b"\xff\n", "not UTF-8")])
def test_a_passphrase_file_without_a_passphrase(content: bytes, reason: str, tmp_path: Path) -> None:
    access = Access.of_environment(str, {PASSPHRASE_FILE: private(tmp_path / "p", content)})
    with pytest.raises(KeyringError, match=reason):
        access.unlock("passphrase", "ring")


def test_a_passphrase_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = Path(private(tmp_path / "p", b"x\n"))
    path.chmod(0o644)
    with pytest.raises(KeyringError, match="others can read it"):
        Access.of_environment(str, {PASSPHRASE_FILE: str(path)}).unlock("passphrase", "ring")


def test_a_command_prints_the_passphrase() -> None:
    access = Access.of_environment(str, {PASSPHRASE_COMMAND: "printf '%s\\n' 'one two'"})
    assert access.unlock("passphrase", "ring") == Passphrase("one two")


@pytest.mark.parametrize(
    ("command", "reason"),
    [("false", "exit code 1"), ("nosuchcommand", "cannot be run"), ("'", "run"), ("true", "empty")],
)
def test_a_command_that_fails(command: str, reason: str) -> None:
    with pytest.raises(KeyringError, match=reason):
        Access.of_environment(str, {PASSPHRASE_COMMAND: command}).unlock("passphrase", "ring")


def test_an_identity_is_needed_for_what_was_sealed_to_officers() -> None:
    with pytest.raises(KeyringError, match="ring: opens with an officer's identity"):
        Access.of_environment(str, {}).unlock("recipients", "ring")


def test_an_identity_may_be_under_a_passphrase_itself(tmp_path: Path) -> None:
    identity, public = keyring.new_identity()
    path = private(tmp_path / "i", pyrage.passphrase.encrypt(identity, "open"))
    unlock = Access.of_environment(lambda _: "open", {IDENTITY: path}).unlock("recipients", "ring")
    assert isinstance(unlock, Identity)
    assert keyring.public_keys(unlock) == (public,)


def test_nothing_secret_is_shown() -> None:
    assert "hidden" not in repr(Passphrase("hidden"))
    assert "AGE-SECRET" not in repr(Identity(keyring.new_identity()[0]))
