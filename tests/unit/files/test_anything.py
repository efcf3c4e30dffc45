"""The words of any file: text in any form, zips, Parquet, Arrow; and what hides its words is refused."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
import zstandard

from collectkit.errors import InputError
from collectkit.files import Input, anything
from collectkit.files.anything import pieces

WORDS = [f"P0TOKEN{number:020d}" for number in range(200)]
TEXT = "，".join(WORDS)


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("shown").write_column(0, 0, WORDS[:100])
        hidden = book.add_worksheet("hidden")
        hidden.write_column(0, 0, WORDS[100:199])
        hidden.write_comment("B1", WORDS[199])
        hidden.hide()
    return buffer.getvalue()


def frame(write: str) -> bytes:
    buffer = io.BytesIO()
    getattr(pl.DataFrame({WORDS[0]: WORDS[1:], "n": range(199)}), write)(buffer)
    return buffer.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "a.csv": TEXT.encode,
    "gb18030.txt": lambda: TEXT.encode("gb18030"),
    "utf-16": lambda: TEXT.encode("utf-16"),
    "big-endian": lambda: b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "no.known.ending": lambda: b"\0\xff" + TEXT.encode(),
    "a.csv.gz": lambda: gzip.compress(TEXT.encode(), mtime=0),
    "a.csv.zst": lambda: zstandard.ZstdCompressor().compress(TEXT.encode()),
    "a.xlsx": workbook,
    "a.parquet": lambda: frame("write_parquet"),
    "a.arrow": lambda: frame("write_ipc"),
}


@pytest.mark.parametrize("size", [64, 1 << 20])
@pytest.mark.parametrize("name", FILES)
def test_every_word_is_found_whole(name: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anything, "_PIECE", size)
    (tmp_path / name).write_bytes(FILES[name]())
    found = list(pieces(Input(tmp_path / name)))
    for word in WORDS:
        assert any(word.encode() in piece for piece in found), word


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("a", TEXT * 50)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"age-encryption.org/v1\n-> X25519 x", "is sealed"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "under a password"),
        (archive()[:-60], "damaged"),
        (archive()[:200] + bytes(80) + archive()[280:], "damaged"),
        (frame("write_parquet")[:-30], "damaged"),
    ],
)
def test_what_hides_its_words_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "found").write_bytes(content)
    with pytest.raises(InputError, match=message):
        list(pieces(Input(tmp_path / "found")))


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anything, "_MOST_UNZIPPED", 1 << 10)
    (tmp_path / "found.zip").write_bytes(archive())
    with pytest.raises(InputError, match="unzips to more"):
        list(pieces(Input(tmp_path / "found.zip")))
