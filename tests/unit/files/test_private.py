"""Small private files: logs that grow by whole lines, locks, folders."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectkit.errors import KeyringError, OutputError, RulesError
from collectkit.files import private


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Let no file of this process grow over 100 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
def test_a_line_that_does_not_fit_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    log = tmp_path / "log"
    private.append(log, b"a" * 59 + b"\n")
    with pytest.raises(OutputError, match="log: "):
        private.append(log, b"b" * 59 + b"\n")
    assert log.read_bytes() == b"a" * 59 + b"\n"
    private.append(log, b"c" * 39 + b"\n")
    assert log.stat().st_size == 100


def test_a_log_is_private_and_no_link(tmp_path: Path) -> None:
    private.append(tmp_path / "log", b"line\n")
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
    (tmp_path / "link").symlink_to(tmp_path / "log")
    with pytest.raises(OutputError):
        private.append(tmp_path / "link", b"line\n")


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    private.make_folder(tmp_path / "a" / "b")
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "a", tmp_path / "a" / "b")} == {0o700}
    (tmp_path / "a").chmod(0o755)
    private.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o755
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file: File exists"):
        private.make_folder(tmp_path / "file")


def test_rule_files_are_text(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(b"\xef\xbb\xbfversion = 1")
    assert private.read_text(path) == "version = 1"
    path.write_bytes(b"version\xff")
    with pytest.raises(RulesError, match="byte 8 is not UTF-8"):
        private.read_text(path)


def test_a_pipe_is_no_private_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(KeyringError, match="is not a file"):
        private.read_private(tmp_path / "pipe")


def test_only_a_log_may_be_large(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.touch(0o600)
    os.truncate(path, (16 << 20) + 1)
    with pytest.raises(KeyringError, match="16 MiB"):
        private.read_private(path)
    assert len(private.read_private(path, grows=True)) == (16 << 20) + 1
