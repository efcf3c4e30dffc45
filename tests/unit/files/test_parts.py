"""Parts: the disk is told to begin with one stretch after the other, and the bytes stay what they are."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pytest

from collectkit.files import Output, Transaction, parts


def test_the_disk_begins_with_each_stretch_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[int, int]] = []

    def begin(part: BinaryIO, start: int, length: int) -> None:
        begun.append((start, length))
        parts.begin_writing(part, start, length)

    monkeypatch.setattr("collectkit.files.transaction._STRETCH", 10)
    monkeypatch.setattr("collectkit.files.transaction.begin_writing", begin)
    path = tmp_path / "a.csv"
    with Transaction() as outputs:
        pending = outputs.open(Output(path))
        for size in (4, 4, 4, 30, 9):
            pending.write(b"x" * size)
    assert begun == [(0, 12), (12, 30)]
    assert path.read_bytes() == b"x" * 51


def test_a_system_that_cannot_begin_early_syncs_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    with (tmp_path / "a").open("wb") as part:
        part.write(b"x")
        parts.begin_writing(part, 0, 1)
    assert (tmp_path / "a").read_bytes() == b"x"
