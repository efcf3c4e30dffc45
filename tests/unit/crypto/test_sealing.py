"""Sealed packages: who opens them, what goes wrong in a stream, and the age program at the other end."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from collectkit.crypto.keyring import new_identity
from collectkit.crypto.ring import new
from collectkit.crypto.sealing import package_password, seal, seal_stream, unseal
from collectkit.errors import KeyringError, RulesError

IDENTITY, PUBLIC = new_identity()
OTHER, OTHER_PUBLIC = new_identity()
DATA = bytes(range(256)) * 700

needs_age = pytest.mark.skipif(not (shutil.which("age") and shutil.which("age-keygen")), reason="no age at hand")


class Disk:
    """A sink with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def write(self, data: bytes) -> int:
        """Take the data, or refuse them for good."""
        self.room -= len(data)
        if self.room < 0:
            raise OSError(28, "No space left on device")
        return len(data)


def test_each_of_them_opens_it_and_nobody_else() -> None:
    sealed = seal([PUBLIC, OTHER_PUBLIC], DATA)
    assert unseal(IDENTITY, sealed) == unseal(OTHER, sealed) == DATA
    with pytest.raises(KeyringError, match="wrong identity, or a damaged package"):
        unseal(OTHER, seal([PUBLIC], DATA))


@pytest.mark.parametrize("data", [b"", b"x", DATA, bytes(1 << 16), bytes((1 << 16) + 1)], ids=len)
def test_a_stream_seals_as_bytes_do(data: bytes) -> None:
    sink = io.BytesIO()
    seal_stream([PUBLIC], io.BytesIO(data), sink)
    assert unseal(IDENTITY, sink.getvalue()) == unseal(IDENTITY, seal([PUBLIC], data)) == data


def test_two_seals_differ() -> None:
    assert seal([PUBLIC], DATA) != seal([PUBLIC], DATA)


def test_damage_is_found() -> None:
    sealed = seal([PUBLIC], b"a small package")
    damaged = [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]
    for data in [*damaged, *(sealed[:size] for size in range(len(sealed))), sealed + b"x"]:
        with pytest.raises(KeyringError, match="damaged package"):
            unseal(IDENTITY, data)


@pytest.mark.parametrize(
    "key",
    ["", "age1", "age1nonsense", "ssh-ed25519 AAAA", PUBLIC[:-1], PUBLIC + " ", IDENTITY.decode().splitlines()[-1]],
    ids=["empty", "age1", "nonsense", "ssh", "cut", "space", "secret"],  # keys are new in each process
)
def test_a_malformed_key_is_named_by_its_place(key: str) -> None:
    sink = io.BytesIO()
    for ask in (lambda: seal([PUBLIC, key], DATA), lambda: seal_stream([PUBLIC, key], io.BytesIO(DATA), sink)):
        with pytest.raises(RulesError, match=r"^public key 2: not an age public key$") as caught:
            ask()
        assert caught.value.__suppress_context__
    assert not sink.getvalue()


def test_sealing_to_nobody_is_refused() -> None:
    with pytest.raises(RulesError, match="nobody could open"):
        seal([], DATA)


def test_an_identity_without_a_key() -> None:
    with pytest.raises(KeyringError, match="holds no age key"):
        unseal(PUBLIC.encode(), seal([PUBLIC], DATA))


@pytest.mark.parametrize("missing", [50, 9_000, 100_000, 1 << 20])
@pytest.mark.parametrize("size", [10, 9_000, 300_000])
def test_a_full_disk_is_never_passed_over(missing: int, size: int) -> None:
    # A seal has a header of 200 bytes and more: with 50 missing, the very last piece is the one that does not fit.
    room = max(0, size + 150 - missing)
    with pytest.raises(OSError, match="No space left"):
        seal_stream([PUBLIC], io.BytesIO(bytes(size)), Disk(room))


def test_what_reading_raises_is_raised() -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise RuntimeError(f"not {size} more")

    with pytest.raises(RuntimeError, match="more"):
        seal_stream([PUBLIC], Broken(), io.BytesIO())


def test_a_stream_is_never_held_as_a_whole() -> None:
    pieces, most, held = 2_000, 0, 0

    class Source:
        left = pieces

        def read(self, size: int) -> bytes:
            nonlocal held
            if not self.left:
                return b""
            self.left -= 1
            held += size
            return bytes(size)

    class Sink:
        def write(self, data: bytes) -> int:
            nonlocal held, most
            most = max(most, held)
            held -= len(data)
            return len(data)

    seal_stream([PUBLIC], Source(), Sink())
    assert 0 < most < 1 << 18


@needs_age
def test_the_age_program_opens_what_is_sealed_here(tmp_path: Path) -> None:
    identity = tmp_path / "agency.identity"
    subprocess.run(["age-keygen", "-o", identity], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", identity], check=True, capture_output=True, text=True).stdout.strip()
    stream = io.BytesIO()
    seal_stream([public], io.BytesIO(DATA), stream)
    for sealed in (seal([public], DATA), stream.getvalue()):
        opened = subprocess.run(["age", "-d", "-i", identity], input=sealed, check=True, capture_output=True).stdout
        assert opened == DATA == unseal(identity.read_bytes(), sealed)


@needs_age
def test_what_the_age_program_seals_opens_here() -> None:
    sealed = subprocess.run(["age", "-r", PUBLIC], input=DATA, check=True, capture_output=True).stdout
    assert unseal(IDENTITY, sealed) == DATA


def test_each_package_has_a_password_of_its_own_and_the_same_one_again() -> None:
    ring = new()
    passwords = [
        package_password(one, recipient, batch)
        for one in (ring, new())
        for recipient in ("agency-a", "agency-b")
        for batch in ("b-1", "b-2")
    ]
    assert len(set(passwords)) == 8
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{20}", password) for password in passwords)
    assert package_password(ring, "agency-a", "b-1") == passwords[0]
