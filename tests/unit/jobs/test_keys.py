"""Keyrings on the disk: made, opened, changed; and every way in which one is refused."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from collectkit.crypto import keyring
from collectkit.errors import CheckFailed, KeyringError, OutputError, UsageError
from collectkit.jobs import settings
from collectkit.jobs.keys import audit, keys
from collectkit.jobs.keys.access import Access

PASSPHRASE = "correct horse"


def never(what: str) -> str:
    pytest.fail(f"asked for {what}")


def officer() -> tuple[Access, str]:
    """Return an officer's access and public key."""
    identity, public = keyring.new_identity()
    return Access(identity, never), public


def made(folder: Path) -> tuple[Path, Access]:
    """Return a new keyring in *folder*, and what opens it."""
    access, _ = officer()
    file = folder / "creditor.keyring"
    keys.new(file, access, no_escrow=True)
    return file, access


def test_a_new_keyring_is_private_and_has_a_digest_and_a_log(tmp_path: Path) -> None:
    file, access = made(tmp_path / "keys")
    assert {path.name for path in file.parent.iterdir()} == {
        "creditor.keyring",
        "creditor.keyring.audit",
        "creditor.keyring.audit.lock",
        "creditor.keyring.lock",
        "creditor.keyring.sha256",
    }
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in file.parent.iterdir())
    opened = keys.open_keys(file, access)
    assert opened.digest_agrees
    assert keys.check(opened).audit_lines == 1


def test_a_keyring_is_never_overwritten(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    before = file.read_bytes()
    with pytest.raises(OutputError, match="exists already"):
        keys.new(file, access, no_escrow=True)
    assert file.read_bytes() == before


def test_an_identity_is_made_with_the_keyring_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "own" / "identity"
    with pytest.raises(UsageError, match="only one key"):
        keys.new(tmp_path / "ring", Access(None, never), identity_file=path)
    assert not list(tmp_path.iterdir())
    keys.new(tmp_path / "ring", Access(None, never), identity_file=path, no_escrow=True)
    assert path.stat().st_mode & 0o777 == 0o600
    keys.open_keys(tmp_path / "ring", Access(path.read_bytes(), never))
    with pytest.raises(OutputError, match="identity: exists already"):
        keys.new(tmp_path / "other", Access(None, never), identity_file=path, no_escrow=True)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("ways", ["identity", "officer", "same officer twice"])
def test_one_way_to_open_it_must_be_meant(ways: str, tmp_path: Path) -> None:
    access, public = officer()
    officers = {"identity": [], "officer": [public], "same officer twice": [public, public]}[ways]
    with pytest.raises(UsageError, match="only one key"):
        keys.new(tmp_path / "ring", access, officers=officers)
    assert not list(tmp_path.iterdir())


def test_every_officer_opens_it_also_after_a_change(tmp_path: Path) -> None:
    (first, one), (second, two), (escrow, three), (stranger, _) = (officer() for _ in range(4))
    file = tmp_path / "ring"
    keys.new(file, Access(None, never), officers=[one, two], escrow=three)
    keys.add_recipient(keys.open_keys(file, second), "agency-a", "甲公司")
    for access in (first, second, escrow):
        opened = keys.open_keys(file, access)
        assert opened.ring.recipient("agency-a").display == "甲公司"
        assert opened.ring.generation == 2
    with pytest.raises(KeyringError, match="ring: wrong identity"):
        keys.open_keys(file, stranger)


def test_a_passphrase_with_an_escrow_copy(tmp_path: Path) -> None:
    access = Access(None, lambda _: PASSPHRASE)
    escrow, public = officer()
    file = tmp_path / "ring"
    keys.new(file, access, escrow=public)
    keys.add_recipient(keys.open_keys(file, access), "agency-a")
    spare = tmp_path / "ring.escrow"
    unlock = escrow.unlock("recipients", "ring.escrow")
    copy = keyring.unseal(spare.read_bytes(), unlock, digest=None)
    assert (copy.generation, [one.id for one in copy.recipients]) == (2, ["agency-a"])
    with pytest.raises(KeyringError, match="ring: wrong passphrase"):
        keys.open_keys(file, Access(None, lambda _: "wrong horse"))


def test_a_new_passphrase_is_typed_twice_alike(tmp_path: Path) -> None:
    typed = iter(["one", "another"])
    with pytest.raises(KeyringError, match="the two differ"):
        keys.new(tmp_path / "ring", Access(None, lambda _: next(typed), by_hand=True), no_escrow=True)
    assert not list(tmp_path.iterdir())


def test_a_file_that_does_not_begin_as_a_keyring_is_none(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    file.write_bytes(b"account_id,mobile\n")
    with pytest.raises(KeyringError, match="damaged: it is not the file"):
        keys.open_keys(file, access)
    (tmp_path / "creditor.keyring.sha256").unlink()
    for one in (access, Access(None, lambda _: "passphrase")):
        with pytest.raises(KeyringError, match=r"^creditor\.keyring: is no keyring$"):
            keys.open_keys(file, one)


def test_damage_and_a_wrong_identity_are_told_apart_by_the_digest(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    stranger, _ = officer()
    with pytest.raises(KeyringError, match="wrong identity"):
        keys.open_keys(file, stranger)
    damaged = bytearray(file.read_bytes())
    damaged[80] ^= 1
    file.write_bytes(damaged)
    with pytest.raises(KeyringError, match="damaged"):
        keys.open_keys(file, access)
    (tmp_path / "creditor.keyring.sha256").unlink()
    with pytest.raises(KeyringError, match="nobody can tell"):
        keys.open_keys(file, access)


def test_a_stale_digest_is_mended_when_the_ring_opens(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    beside = tmp_path / "creditor.keyring.sha256"
    right = beside.read_bytes()
    beside.write_bytes(right.replace(right[:4], b"0000"))
    assert keys.check(keys.open_keys(file, access)).digest == "was missing or stale; written again"
    assert beside.read_bytes() == right


def test_another_creditors_keyring_is_the_wrong_one(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    pin = keys.open_keys(file, access).ring.signing_digest()
    identity = access.unlock_identity()
    assert identity is not None
    forged = keyring.seal(keyring.new(), keyring.public_keys(identity))
    file.write_bytes(forged)
    (tmp_path / "creditor.keyring.sha256").write_text(keyring.digest_line(forged, file.name))
    with pytest.raises(KeyringError, match="wrong keyring"):
        keys.open_keys(file, access, pin=pin)


def test_an_older_copy_is_refused_unless_forced(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    copies = tmp_path / "copies"
    copies.mkdir()
    for name in ("creditor.keyring", "creditor.keyring.sha256"):
        shutil.copy2(tmp_path / name, copies)
    keys.add_recipient(keys.open_keys(file, access), "agency-a")
    for path in copies.iterdir():
        shutil.copy2(path, tmp_path)
    with pytest.raises(KeyringError, match="older copy"):
        keys.open_keys(file, access)
    assert keys.open_keys(file, access, force=True).ring.generation == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_keyring_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    file, access = made(tmp_path)
    file.chmod(mode)
    with pytest.raises(KeyringError, match="others can read it"):
        keys.open_keys(file, access)


def test_a_link_a_directory_and_nothing_are_refused(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    (tmp_path / "link").symlink_to(file)
    for name, reason in (("link", "is a link"), ("", "is not a file|others can read"), ("nothing", "no such keyring")):
        with pytest.raises(KeyringError, match=reason):
            keys.open_keys(tmp_path / name, access)


def test_an_edited_log_is_found_and_nothing_is_added_to_it(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    keys.add_recipient(keys.open_keys(file, access), "agency-a")
    log = audit.path(file)
    edited = log.read_bytes().replace(b"agency-a", b"agency-b")
    log.write_bytes(edited)
    opened = keys.open_keys(file, access)
    with pytest.raises(CheckFailed, match="line 2 does not hold"):
        keys.check(opened)
    with pytest.raises(KeyringError, match="line 2 does not hold"):
        opened.record("reveal", reason="x")
    assert log.read_bytes() == edited


def test_recipients_added_at_the_same_time_are_all_there(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    opened = keys.open_keys(file, access)
    names = [f"agency-{n}" for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(lambda name: keys.add_recipient(opened, name), names)) == {"0"}
    now = keys.open_keys(file, access)
    assert sorted(one.id for one in now.ring.recipients) == sorted(names)
    assert (now.ring.generation, keys.check(now).audit_lines) == (13, 25)


def test_a_batch_is_remembered_once(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    opened = keys.open_keys(file, access)
    keys.add_recipient(opened, "agency-a")
    once = keys.remember_batch(keys.open_keys(file, access), "agency-a", "2026-10")
    again = keys.remember_batch(once, "agency-a", "2026-10")
    assert (once.ring.generation, again.ring.generation) == (3, 3)
    assert again.ring.recipient("agency-a").batches == ("2026-10",)


def test_the_signing_key_is_pinned_in_the_settings_once(tmp_path: Path) -> None:
    template = Path(settings.__file__).parent / "templates" / "collectkit.toml"
    (tmp_path / "collectkit.toml").write_bytes(template.read_bytes())
    space = settings.load(start=tmp_path, environ={})
    assert space.keyring is not None
    assert keys.pin(space, space.keyring, "ab" * 32)
    pinned = settings.load(start=tmp_path, environ={})
    assert pinned.settings.keyring.signing_key == "ab" * 32
    assert not keys.pin(pinned, space.keyring, "cd" * 32)
    assert not keys.pin(space, tmp_path / "other", "cd" * 32)
    assert settings.load(start=tmp_path, environ={}) == pinned


def test_a_log_that_lost_its_end_is_told(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    keys.add_recipient(keys.open_keys(file, access), "agency-a")
    log = audit.path(file)
    log.write_bytes(b"")
    with pytest.raises(CheckFailed, match="ends before the keyring's last change"):
        keys.check(keys.open_keys(file, access))
    log.unlink()
    with pytest.raises(CheckFailed, match="ends before the keyring's last change"):
        keys.check(keys.open_keys(file, access))
