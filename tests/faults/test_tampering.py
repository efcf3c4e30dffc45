"""A package that somebody changed: whatever was done to it, `verify` finds it; what was not touched passes."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
import rfc8785

from collectkit.crypto import ring as rings
from collectkit.errors import CheckFailed, InputError, KeyringError, UsageError
from collectkit.files import archive
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.worklist import verify
from tests.unit.jobs.packages import new_ring, packed, stored

SAMPLE = 60


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages for agency-a and agency-b, and the creditor's key above them."""
    folder = tmp_path_factory.mktemp("packages")
    packed(stored(folder), new_ring(folder))
    return folder / "out"


@pytest.fixture
def package(out: Path, tmp_path: Path) -> Path:
    """A copy of one to play with."""
    shutil.copy(out / "creditor.pem", tmp_path)
    return Path(shutil.copytree(out / "agency-a", tmp_path / "agency-a"))


def found(package: Path, recipient: str | None = None) -> tuple[str, ...]:
    """Return the faults of a package that has some."""
    with pytest.raises(CheckFailed) as caught:
        verify.run(package, recipient=recipient)
    return caught.value.details


def test_what_nobody_touched_passes(package: Path) -> None:
    done = verify.run(package, recipient="agency-a")
    assert (done.recipient, done.batch, done.rows, done.files, done.verdict) == ("agency-a", "b-1", 4, 5, "as signed")
    assert done.public_key == "creditor.pem"


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sig"])
def test_every_byte_of_manifest_and_signature(package: Path, name: str) -> None:
    file = package / name
    good = file.read_bytes()
    with file.open("r+b", buffering=0) as written:
        for place, byte in enumerate(good):
            os.pwrite(written.fileno(), bytes([byte ^ 1 << place % 8]), place)
            assert found(package)
            os.pwrite(written.fileno(), bytes([byte]), place)
    assert file.read_bytes() == good


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sig"])
def test_every_truncation_of_manifest_and_signature(package: Path, name: str) -> None:
    file = package / name
    good = file.read_bytes()
    for size in reversed(range(len(good))):
        os.truncate(file, size)
        assert found(package)
    file.write_bytes(good + b"\n")
    assert found(package)


@pytest.mark.parametrize("name", ["worklist.csv", "worklist.xlsx", "returns.csv", "returns.xlsx", "README.md"])
def test_sampled_bytes_and_truncations_of_the_files(package: Path, name: str) -> None:
    file = package / name
    good = file.read_bytes()
    dice = random.Random(7)
    for place in [0, len(good) - 1, *dice.sample(range(len(good)), min(SAMPLE, len(good)))]:
        file.write_bytes(good[:place] + bytes([good[place] ^ dice.randrange(1, 256)]) + good[place + 1 :])
        assert f"{name!r}: is not what was signed" in found(package)
    for size in [0, len(good) - 1, *dice.sample(range(len(good)), SAMPLE)]:
        file.write_bytes(good[:size])
        assert f"{name!r}: is not what was signed" in found(package)


def swapped(package: Path) -> None:
    one, other = package / "worklist.csv", package / "README.md"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def linked(package: Path) -> None:
    shutil.move(package / "README.md", package.parent / "elsewhere")
    (package / "README.md").symlink_to(package.parent / "elsewhere")


def nested(package: Path) -> None:
    (package / "more").mkdir()
    (package / "more" / "x").write_text("x")


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing file": (lambda p: (p / "README.md").unlink(), "'README.md': missing"),
    "missing worklist": (lambda p: (p / "worklist.csv").unlink(), "'worklist.csv': missing"),
    "missing manifest": (lambda p: (p / "manifest.json").unlink(), "'manifest.json': missing"),
    "missing signature": (lambda p: (p / "manifest.sig").unlink(), "'manifest.sig': missing"),
    "extra file": (lambda p: (p / "more.csv").write_text("x"), "'more.csv': not listed in the manifest"),
    "hidden file": (lambda p: (p / ".hidden").write_text("x"), "'.hidden': not listed in the manifest"),
    "a key inside": (
        lambda p: shutil.copy(p.parent / "creditor.pem", p),
        "'creditor.pem': not listed in the manifest",
    ),
    "extra folder": (lambda p: (p / "more").mkdir(), "'more/': not listed in the manifest"),
    "file in a folder": (nested, "'more/x': not listed in the manifest"),
    "link": (lambda p: (p / "link").symlink_to("README.md"), "'link': not listed in the manifest"),
    "link instead of a file": (linked, "'README.md': is no plain file"),
    "pipe": (lambda p: os.mkfifo(p / "pipe"), "'pipe': not listed in the manifest"),
    "swapped files": (swapped, "'worklist.csv': is not what was signed"),
    "row gone": (
        lambda p: (p / "worklist.csv").write_text("".join((p / "worklist.csv").read_text().splitlines(True)[:-1])),
        "'worklist.csv': stated rows are not those of worklist.csv",
    ),
    "no amounts": (
        lambda p: (p / "worklist.csv").write_text("overdue_total_minor\nx\n"),
        "'worklist.csv': cannot be read as a table",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_files_added_taken_and_changed(package: Path, change: str) -> None:
    act, fault = CHANGES[change]
    act(package)
    assert fault in found(package)


@pytest.mark.parametrize("depth", [1_200, 2_500], ids=["deep", "deeper than any path"])
def test_folders_in_folders(package: Path, depth: int) -> None:
    here = os.open(package, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    (fault,) = found(package)
    assert fault.startswith("'a/a/a/")
    assert fault.endswith("/': not listed in the manifest")
    subprocess.run(["rm", "-rf", "a"], cwd=package, check=True)


def test_the_other_agencys_package_under_this_name(out: Path, package: Path) -> None:
    shutil.rmtree(package)
    shutil.copytree(out / "agency-b", package)
    assert found(package, "agency-a") == ("manifest.json: this package is for 'agency-b', not for 'agency-a'",)


def test_all_faults_are_listed(package: Path) -> None:
    (package / "README.md").unlink()
    (package / "more").write_text("x")
    (package / "worklist.xlsx").write_bytes(b"x")
    assert len(found(package, "agency-b")) == 4


def signed(folder: Path, ring: rings.Keyring, text: bytes) -> None:
    """Sign what nobody would: the holder of the key made a wrong manifest."""
    (folder / "manifest.json").write_bytes(text)
    (folder / "manifest.sig").write_bytes(ring.sign(text))


def test_a_signed_manifest_is_still_checked(tmp_path: Path) -> None:
    ring: Keys = new_ring(tmp_path)
    packed(stored(tmp_path), ring)
    folder = tmp_path / "out" / "agency-a"
    good = json.loads((folder / "manifest.json").read_bytes())
    table = good["files"][1]
    assert table["name"] == "worklist.csv"
    zero = "0" * 64
    wrong: Iterator[tuple[bytes, str]] = iter(
        [
            (rfc8785.dumps({**good, "files": [*good["files"], {"name": "../x", "sha256": zero}]}), "'../x': leads out"),
            (rfc8785.dumps({**good, "files": [*good["files"], {"name": "/etc/x", "sha256": zero}]}), "leads out"),
            (rfc8785.dumps({**good, "files": [*good["files"], table]}), "listed 2 times"),
            (rfc8785.dumps({**good, "files": [{**table, "rows": "5"}]}), "stated rows"),
            (rfc8785.dumps({**good, "files": [{**table, "sums_minor": {}}]}), "stated sums are"),
            (rfc8785.dumps({**good, "files": [{**table, "nulls": {}}]}), "stated nulls"),
            (rfc8785.dumps({**good, "files": [{**table, "buckets": []}]}), "stated sums per bucket"),
            (rfc8785.dumps({**good, "signing_key_sha256": zero}), "names another signing key"),
            (rfc8785.dumps({**good, "format": "collectkit/manifest/2"}), "not a manifest of format 1: format"),
            (b'{"format":"collectkit/manifest/1","format":"collectkit/manifest/1"}', "says one thing twice"),
            (b"[" * 100_000, "not JSON"),
            (b"\xff", "not JSON"),
        ]
    )
    for text, fault in wrong:
        signed(folder, ring.ring, text)
        assert any(fault in line for line in found(folder)), fault
    signed(folder, ring.ring, rfc8785.dumps(good))
    assert verify.run(folder).rows == 4


def test_a_tar_is_checked_as_well(package: Path) -> None:
    tar = package.with_name("agency-a.tar")
    good = archive.pack({path.name: path for path in package.iterdir()})
    tar.write_bytes(good)
    assert verify.run(tar).rows == 4
    dice = random.Random(3)
    for place in [0, 257, *dice.sample(range(len(good)), SAMPLE)]:
        tar.write_bytes(good[:place] + bytes([good[place] ^ dice.randrange(1, 256)]) + good[place + 1 :])
        with pytest.raises(CheckFailed):
            verify.run(tar)
    for size in dice.sample(range(len(good) - 10_240), 20):
        tar.write_bytes(good[:size])
        with pytest.raises(CheckFailed):
            verify.run(tar)


def test_a_package_that_is_not_there_is_no_question_of_keys(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such package"):
        verify.run(tmp_path / "none")


def test_the_key_is_looked_for_above_the_package_and_never_in_it(package: Path) -> None:
    key = package.parent / "creditor.pem"
    deep = package.parent / "a" / "b"
    deep.mkdir(parents=True)
    assert verify.run(Path(shutil.move(package, deep))).public_key == "creditor.pem"
    elsewhere = Path(shutil.move(key, deep / "agency-a"))
    with pytest.raises(UsageError, match=r"no creditor\.pem in a folder above it"):
        verify.run(deep / "agency-a")
    elsewhere.write_bytes(b"no key")
    with pytest.raises(KeyringError, match="not an Ed25519 public key"):
        verify.run(deep / "agency-a", elsewhere)


def test_another_creditors_key_signed_nothing_here(package: Path) -> None:
    other = package.parent / "other.pem"
    other.write_text(rings.new(("x",)).public_pem())
    with pytest.raises(CheckFailed) as caught:
        verify.run(package, other)
    assert len(caught.value.details) == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
def test_openssl_agrees(package: Path) -> None:
    words = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "../creditor.pem"]
    words += ["-sigfile", "manifest.sig", "-in", "manifest.json"]
    done = subprocess.run(words, cwd=package, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully")
    key = subprocess.run(
        ["bash", "-c", "openssl pkey -pubin -in ../creditor.pem -outform DER | sha256sum"],
        cwd=package,
        capture_output=True,
        text=True,
        check=True,
    )
    assert key.stdout.split()[0] == verify.run(package).signing_key
    (package / "manifest.json").write_bytes((package / "manifest.json").read_bytes().replace(b"agency-a", b"agency-b"))
    assert subprocess.run(words, cwd=package, capture_output=True, check=False).returncode != 0


def test_empty_texts_and_missing_ones_are_told_apart(tmp_path: Path) -> None:
    placements = stored(tmp_path)
    text = placements.read_text(encoding="utf-8").replace("LN-4,王样本,", 'LN-4,"",')
    placements.write_text(text, encoding="utf-8")
    packed(placements, new_ring(tmp_path))
    rows = pl.read_csv(tmp_path / "out" / "agency-a" / "worklist.csv", infer_schema=False)
    assert "" in rows["name"].to_list()
    assert verify.run(tmp_path / "out" / "agency-a").rows == 4
