"""A keyring on the disk in the course of years: each step written, locked and on the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.crypto import keyring
from collectkit.errors import CheckFailed, KeyringError, UsageError
from collectkit.files.transaction import Pending
from collectkit.jobs.keys import keys, slots
from collectkit.jobs.keys.access import Access
from tests.unit.jobs.test_keys import PASSPHRASE, made, never, officer


def test_each_step_is_on_the_record(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    keys.add_recipient(keys.open_keys(file, access), "agency-a")
    slots.rotate(keys.open_keys(file, access))
    with pytest.raises(KeyringError, match="slot 0 is needed"):
        slots.retire(keys.open_keys(file, access), "0")
    slots.remove(keys.open_keys(file, access), "agency-a")
    slots.retire(keys.open_keys(file, access), "0")
    slots.destroy(keys.open_keys(file, access), "0")
    opened = keys.open_keys(file, access)
    found = keys.check(opened)
    assert found.slots == {"0": "destroyed", "1": "primary"}
    assert list(found.check_values) == ["1"]
    log = (tmp_path / "creditor.keyring.audit").read_text()
    for what in ("keys rotate", "recipient remove", "keys retire", "keys destroy"):
        assert log.count(f'"what":"{what}"') == 1
    assert opened.ring.generation == 6


def test_a_step_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    slots.rotate(keys.open_keys(file, access))
    slots.retire(keys.open_keys(file, access), "0")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    slots.retire(keys.open_keys(file, access), "0")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_rewrapped_to_others_it_opens_for_them_and_for_nobody_else(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    before = keys.open_keys(file, access).ring
    (first, one), (second, two) = officer(), officer()
    slots.rewrap(keys.open_keys(file, access), access, officers=[one], escrow=two)
    for one_of in (first, second):
        opened = keys.open_keys(file, one_of)
        assert (opened.ring.slots, opened.ring.officers) == (before.slots, (one, two))
        assert keys.check(opened).digest == "agrees"
    with pytest.raises(KeyringError, match="wrong identity"):
        keys.open_keys(file, access)


def test_between_a_passphrase_and_officers_and_back(tmp_path: Path) -> None:
    file = tmp_path / "ring"
    typed = Access(None, lambda _: PASSPHRASE)
    (spare, public), (first, one), (_, two) = officer(), officer(), officer()
    keys.new(file, typed, escrow=public)
    slots.rewrap(keys.open_keys(file, typed), typed, officers=[one, two])
    assert not (tmp_path / "ring.escrow").exists()
    assert keys.report(keys.open_keys(file, first)).mode == "recipients"
    slots.rewrap(
        keys.open_keys(file, first), Access(None, never, fresh=lambda _: "new"), escrow=public, passphrase=True
    )
    assert keys.report(keys.open_keys(file, Access(None, lambda _: "new"))).mode == "passphrase"
    copy = keyring.unseal((tmp_path / "ring.escrow").read_bytes(), spare.unlock("recipients", "x"), digest=None)
    assert copy == keys.open_keys(file, Access(None, lambda _: "new")).ring
    with pytest.raises(KeyringError, match="wrong identity"):
        keyring.unseal(
            file.read_bytes(), first.unlock("recipients", "x"), digest=(tmp_path / "ring.sha256").read_text()
        )


def test_who_opens_it_must_be_said_and_one_way_meant(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    opened, before = keys.open_keys(file, access), file.read_bytes()
    _, one = officer()
    for refused in ({}, {"officers": [one], "passphrase": True}):
        with pytest.raises(UsageError, match="who is to open"):
            slots.rewrap(opened, access, no_escrow=True, **refused)  # type: ignore[arg-type]
    for alone in ({"officers": [one]}, {"officers": [one], "escrow": one}, {"passphrase": True}):
        with pytest.raises(UsageError, match="only one key"):
            slots.rewrap(opened, access, **alone)
    with pytest.raises(KeyringError, match="not an age public key"):
        slots.rewrap(opened, access, officers=["age1x"], no_escrow=True)
    assert file.read_bytes() == before
    keys.check(keys.open_keys(file, access))


def test_a_new_passphrase_must_be_new(tmp_path: Path) -> None:
    typed = Access(None, lambda _: PASSPHRASE)
    keys.new(tmp_path / "ring", typed, no_escrow=True)
    with pytest.raises(KeyringError, match="is the old one"):
        slots.rewrap(keys.open_keys(tmp_path / "ring", typed), typed, passphrase=True, no_escrow=True)


def test_an_escrow_copy_that_a_run_left_behind_is_mended_by_the_check(tmp_path: Path) -> None:
    file, typed = tmp_path / "ring", Access(None, lambda _: PASSPHRASE)
    (spare, public), (first, one), (_, two) = officer(), officer(), officer()
    keys.new(file, typed, escrow=public)
    copy = (tmp_path / "ring.escrow").read_bytes()
    (tmp_path / "ring.escrow").unlink()
    keys.check(keys.open_keys(file, typed))
    unlock = spare.unlock("recipients", "x")
    assert keyring.unseal((tmp_path / "ring.escrow").read_bytes(), unlock, digest=None).generation == 1
    slots.rewrap(keys.open_keys(file, typed), typed, officers=[one, two])
    (tmp_path / "ring.escrow").write_bytes(copy)
    keys.check(keys.open_keys(file, first))
    assert not (tmp_path / "ring.escrow").exists()


def test_the_escrow_copy_is_written_first_so_that_a_repeated_destroy_reaches_it(tmp_path: Path) -> None:
    file, typed = tmp_path / "ring", Access(None, lambda _: PASSPHRASE)
    spare, public = officer()
    keys.new(file, typed, escrow=public)
    slots.rotate(keys.open_keys(file, typed))
    published: list[str] = []
    real = Pending.publish

    def stop(self: Pending) -> None:
        real(self)
        published.append(self.name)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pending, "publish", stop)
        with pytest.raises(KeyboardInterrupt):
            slots.destroy(keys.open_keys(file, typed), "0")
    assert published == ["ring.escrow"]
    slots.destroy(keys.open_keys(file, typed), "0")
    copy = keyring.unseal((tmp_path / "ring.escrow").read_bytes(), spare.unlock("recipients", "x"), digest=None)
    assert copy.states == keys.open_keys(file, typed).ring.states == {"0": "destroyed", "1": "primary"}


def test_a_log_whose_end_is_missing_is_not_gone_on_with_in_silence(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    slots.rotate(keys.open_keys(file, access))
    log = tmp_path / "creditor.keyring.audit"
    slots.rotate(keys.open_keys(file, access))
    log.unlink()
    for _ in range(2):
        with pytest.raises(KeyringError, match="ends before the keyring's last change"):
            slots.rotate(keys.open_keys(file, access))
        with pytest.raises(CheckFailed, match="ends before"):
            keys.check(keys.open_keys(file, access))
    keys.check(keys.open_keys(file, access), force=True)
    slots.rotate(keys.open_keys(file, access))
    keys.check(keys.open_keys(file, access))
    assert '"what":"log was cut"' in log.read_text()


def test_a_forged_line_in_the_log_makes_no_keyring_old(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    with (tmp_path / "creditor.keyring.audit").open("a") as log:
        log.write('{"generation":99999}\n')
    with pytest.raises(CheckFailed, match="line 2 does not hold"):
        keys.check(keys.open_keys(file, access))


def test_a_run_that_began_before_a_change_may_end_after_it(tmp_path: Path) -> None:
    file, access = made(tmp_path)
    began = keys.open_keys(file, access)
    for _ in range(3):
        slots.rotate(keys.open_keys(file, access))
    for _ in range(3):
        began.record("reveal")
    slots.rotate(keys.open_keys(file, access))
    assert keys.check(keys.open_keys(file, access)).generation == 5
