"""A keyring on the disk in the course of years: each step written, locked and on the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.crypto import keyring
from collectkit.errors import KeyringError, UsageError
from collectkit.jobs import keys, slots
from collectkit.jobs.access import Access
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
