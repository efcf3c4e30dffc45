"""The keyring: its error table, its secrets, its recipients."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import polars as pl
import pyrage  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from collectkit.crypto.keyring import (
    Identity,
    Keyring,
    Passphrase,
    digest_line,
    identity_needs_passphrase,
    mode,
    new,
    new_identity,
    refuse_older,
    seal,
    unseal,
)
from collectkit.crypto.ring import from_json
from collectkit.errors import KeyringError

FILE, PUBLIC = new_identity()
OTHER_FILE, OTHER_PUBLIC = new_identity()
RING = new().with_recipient("agency-a")
SEALED = seal(RING, [PUBLIC])
DIGEST = digest_line(SEALED, "collectkit.keyring")


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.fixture(scope="module")
def under_passphrase() -> bytes:
    return seal(RING, Passphrase("correct horse"))


def test_sealed_to_officers_each_opens_it() -> None:
    sealed = seal(RING, [PUBLIC, OTHER_PUBLIC])
    for file in (FILE, OTHER_FILE):
        assert unseal(sealed, Identity(file), digest=digest_line(sealed, "k"), pinned=RING.signing_digest()) == RING


def test_passphrase_mode(under_passphrase: bytes) -> None:
    assert (mode(under_passphrase), mode(SEALED)) == ("passphrase", "recipients")
    assert unseal(under_passphrase, Passphrase("correct horse"), digest=None) == RING
    with pytest.raises(KeyringError, match=r"^wrong passphrase$"):
        unseal(under_passphrase, Passphrase("horse"), digest=digest_line(under_passphrase, "k"))


def test_the_other_way_of_opening_is_named(under_passphrase: bytes) -> None:
    with pytest.raises(KeyringError, match=r"^wrong passphrase$") as caught:
        unseal(SEALED, Passphrase("x"), digest=DIGEST)
    assert "identity" in (caught.value.hint or "")
    with pytest.raises(KeyringError, match=r"^wrong identity$") as caught:
        unseal(under_passphrase, Identity(FILE), digest=digest_line(under_passphrase, "k"))
    assert "passphrase" in (caught.value.hint or "")


def test_wrong_identity_with_and_without_digest() -> None:
    with pytest.raises(KeyringError, match=r"^wrong identity$"):
        unseal(SEALED, Identity(OTHER_FILE), digest=DIGEST)
    for digest in (None, "", "not a digest\n", DIGEST[:63] + "\n"):
        with pytest.raises(KeyringError, match="wrong identity, or a damaged keyring"):
            unseal(SEALED, Identity(OTHER_FILE), digest=digest)


@pytest.mark.parametrize("identity", [FILE, OTHER_FILE], ids=["right", "wrong"])  # keys are new in each process
def test_damage_is_damage_whoever_asks(identity: bytes) -> None:
    with pytest.raises(KeyringError, match="damaged: it is not the file"):
        unseal(flipped(SEALED, 90), Identity(identity), digest=DIGEST)


def test_every_flipped_byte_and_every_truncation_is_found() -> None:
    damaged = [flipped(SEALED, place) for place in range(len(SEALED))]
    damaged += [SEALED[:size] for size in range(len(SEALED))] + [SEALED + b"x"]
    for data in damaged:
        with pytest.raises(KeyringError, match="damaged"):
            unseal(data, Identity(FILE), digest=DIGEST)


def test_a_stale_digest_does_not_matter_to_a_ring_that_opens() -> None:
    assert unseal(SEALED, Identity(FILE), digest="0" * 64 + "  k\n") == RING


def test_a_ring_with_another_signing_key_is_the_wrong_one() -> None:
    planted = seal(new(), [PUBLIC])
    with pytest.raises(KeyringError, match=r"^wrong keyring"):
        unseal(planted, Identity(FILE), digest=digest_line(planted, "k"), pinned=RING.signing_digest())


def test_an_older_copy_is_refused() -> None:
    refuse_older(unseal(SEALED, Identity(FILE), digest=DIGEST), RING.generation)
    with pytest.raises(KeyringError, match=r"older copy.*generation 2, but 3"):
        refuse_older(unseal(SEALED, Identity(FILE), digest=DIGEST), 3)


def test_a_missing_slot_is_a_missing_key_version() -> None:
    with pytest.raises(KeyringError, match=r"missing key version.*slot 7"):
        RING.root("7")
    destroyed = RING.model_dump(mode="json")
    destroyed["slots"].append({"slot": "1", "state": "destroyed", "root": None})
    ring = from_json(json.dumps(destroyed).encode())
    assert ring.open_slots == "0"
    with pytest.raises(KeyringError, match=r"missing key version.*slot 1"):
        ring.check_value("1")


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"not json", b'{"format":"collectkit/keyring/2"}', b"\xff"])
def test_what_opens_but_is_no_keyring(text: bytes) -> None:
    sealed = pyrage.encrypt(text, [pyrage.x25519.Recipient.from_str(PUBLIC)])
    with pytest.raises(KeyringError, match="not a keyring of format 1"):
        unseal(sealed, Identity(FILE), digest=None)


@pytest.mark.parametrize(
    "change",
    [
        {"slots": []},
        {"slots": [{"slot": "1", "state": "primary", "root": "00" * 32}]},
        {"slots": [{"slot": "0", "state": "enabled", "root": "00" * 32}]},
        {"slots": [{"slot": "0", "state": "primary", "root": None}]},
        {"slots": [{"slot": "0", "state": "primary", "root": "00" * 31}]},
        {"slots": [{"slot": "0", "state": "primary", "root": "zz" * 32}]},
        {"generation": 0},
        {"generation": "1"},
        {"recipients": [{"id": "a", "slot": "0", "batches": []}] * 2},
        {"recipients": [{"id": "A", "slot": "0", "batches": []}]},
        {"recipients": [{"id": "a", "slot": "1", "batches": []}]},
        {"surprise": 1},
    ],
)
def test_an_incoherent_ring_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(KeyringError, match="not a keyring of format 1") as caught:
        from_json(json.dumps(RING.model_dump(mode="json") | change).encode())
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_json_goes_there_and_back_in_one_form() -> None:
    ring = RING.with_batch("agency-a", "2025-07")
    assert from_json(ring.to_json()) == ring
    assert from_json(ring.to_json()).to_json() == ring.to_json()
    assert list(json.loads(ring.to_json())) == sorted(Keyring.model_fields)


def test_no_secret_is_shown() -> None:
    secrets = [RING.root("0"), RING.ring_secret, RING.signing_key]
    shown = repr(RING) + str(RING) + repr(RING.slots) + repr(RING.tokens("agency-a"))
    shown += repr(Passphrase("correct horse")) + repr(Identity(FILE, "correct horse"))
    assert "correct horse" not in shown
    assert "AGE-SECRET" not in shown
    for secret in secrets:
        assert secret.hex() not in shown
        assert repr(secret) not in shown


def test_new_rings_differ() -> None:
    one, two = new(), new()
    assert len({one.root("0"), two.root("0"), one.ring_secret, two.ring_secret, one.signing_key, two.signing_key}) == 6


def test_a_recipient_is_pinned_to_the_primary_slot() -> None:
    ring = new()
    grown = ring.with_recipient("agency-a")
    assert grown.recipient("agency-a").slot == ring.primary == "0"
    assert grown.generation == ring.generation + 1
    assert not ring.recipients
    made = grown.tokens("agency-a").make("phone", pl.Series(["+8613800138000"]))
    assert made[0].startswith("P0")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Agency", "cannot be"),
        ("", "cannot be"),
        ("a b", "cannot be"),
        ("agency-a", "already"),
        ("creditor", "reserved"),
    ],
)
def test_recipients_that_are_refused(name: str, reason: str) -> None:
    with pytest.raises(KeyringError, match=reason):
        RING.with_recipient(name)


def test_an_unknown_recipient_is_refused_with_the_line_that_adds_it() -> None:
    with pytest.raises(KeyringError, match="agency-z") as caught:
        RING.tokens("agency-z")
    assert "collectkit keys recipient add agency-z" in (caught.value.hint or "")


def test_batches_are_remembered_once_and_are_contexts() -> None:
    ring = RING.with_batch("agency-a", "2025-07")
    assert ring.generation == RING.generation + 1
    assert ring.with_batch("agency-a", "2025-07") is ring
    assert [one.context.batch for one in ring.contexts("agency-a")] == ["", "2025-07"]
    token = ring.tokens("agency-a", "batch", "2025-07").make("name", pl.Series(["张三"]))
    assert [one.open(token)[0] for one in ring.contexts("agency-a")] == [None, "张三"]


def test_the_public_key_is_pinned_by_its_digest() -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = load_pem_public_key(RING.public_pem().encode())
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert RING.signing_digest() == hashlib.sha256(der).hexdigest()


def test_the_digest_has_the_form_of_sha256sum() -> None:
    assert f"{hashlib.sha256(SEALED).hexdigest()}  collectkit.keyring\n" == DIGEST


def test_sealing_to_nobody_or_to_no_key_is_refused() -> None:
    for openers, reason in (([], "nobody"), (["age1nonsense"], "not an age public key"), (Passphrase(""), "empty")):
        with pytest.raises(KeyringError, match=reason):
            seal(RING, openers)


def test_an_identity_file_under_a_passphrase() -> None:
    locked = pyrage.passphrase.encrypt(FILE, "open sesame")
    assert identity_needs_passphrase(locked)
    assert not identity_needs_passphrase(FILE)
    assert unseal(SEALED, Identity(locked, "open sesame"), digest=DIGEST) == RING
    with pytest.raises(KeyringError, match="under a passphrase, and none"):
        unseal(SEALED, Identity(locked), digest=DIGEST)
    with pytest.raises(KeyringError, match="identity file does not open"):
        unseal(SEALED, Identity(locked, "sesame"), digest=DIGEST)


@pytest.mark.parametrize(
    "file",
    [b"", b"# nothing\n", b"AGE-SECRET-KEY-1NONSENSE\n", b"\xff\xfe\x00", PUBLIC.encode()],
    ids=["empty", "comment", "nonsense", "bytes", "public"],
)
def test_an_identity_file_without_a_key(file: bytes) -> None:
    with pytest.raises(KeyringError, match="holds no age key") as caught:
        unseal(SEALED, Identity(file), digest=DIGEST)
    assert "NONSENSE" not in str(caught.value)


@pytest.mark.skipif(not shutil.which("age"), reason="no age at hand")
@pytest.mark.parametrize("file", [FILE, OTHER_FILE])
def test_the_age_program_opens_it_with_an_officers_identity(file: bytes, tmp_path: Path) -> None:
    (tmp_path / "ring").write_bytes(seal(RING, [PUBLIC, OTHER_PUBLIC]))
    (tmp_path / "identity").write_bytes(file)
    done = subprocess.run(["age", "-d", "-i", "identity", "ring"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == RING.to_json()
    assert from_json(done.stdout) == RING
