"""The words of any file: text in any form, zips, Parquet, Arrow; and what hides its words is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
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


def rich() -> bytes:
    """A workbook whose words have a part in bold, and a workbook in a zip in a gzip."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for row, word in enumerate(WORDS):
            sheet.write_rich_string(row, 0, word[:9], bold, word[9:])
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as parts:
        parts.writestr("inner.xlsx", buffer.getvalue())
    return gzip.compress(outer.getvalue(), mtime=0)


def nested(write: str) -> bytes:
    """Words as categories, bytes, lists and structs."""
    quarter = [pl.Series(str(at), WORDS[at * 50 : at * 50 + 50]) for at in range(4)]
    frame_ = pl.DataFrame(
        [
            quarter[0].cast(pl.Categorical),
            quarter[1].cast(pl.Binary),
            quarter[2].reshape((-1, 1)).arr.to_list(),
            quarter[3].to_frame().to_struct("s"),
        ]
    )
    buffer = io.BytesIO()
    getattr(frame_, write)(buffer)
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
    "stream": lambda: frame("write_ipc_stream"),
    "nested.parquet": lambda: nested("write_parquet"),
    "no name of a gzip": lambda: gzip.compress(TEXT.encode(), mtime=0),
    "bzip2": lambda: bz2.compress(TEXT.encode()),
    "xz": lambda: lzma.compress(TEXT.encode()),
    "utf-16 without a mark": lambda: TEXT.encode("utf-16-le"),
    "utf-16-be without a mark": lambda: TEXT.encode("utf-16-be"),
    "utf-32": lambda: TEXT.encode("utf-32"),
    "rich": rich,
}


@pytest.mark.parametrize(
    ("name", "size"), [(name, size) for name in FILES for size in (64, 1 << 20) if (name, size) != ("rich", 64)]
)
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


def test_a_long_word_costs_no_more_than_its_length(tmp_path: Path) -> None:
    words = [b"a" * 70_000 + b",", *[b"ab12" * 5_000 + b"\n"] * 20]
    (tmp_path / "found").write_bytes(b"".join(words))
    assert b"".join(pieces(Input(tmp_path / "found"))) == b"".join(words)


def test_archives_in_archives_have_an_end(tmp_path: Path) -> None:
    data = b"x"
    for _ in range(anything._DEEPEST + 2):
        data = gzip.compress(data, mtime=0)
    (tmp_path / "found").write_bytes(data)
    with pytest.raises(InputError, match="deep"):
        list(pieces(Input(tmp_path / "found")))


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anything, "_MOST_UNPACKED", 1 << 10)
    (tmp_path / "found.zip").write_bytes(archive())
    with pytest.raises(InputError, match="unpacks to more"):
        list(pieces(Input(tmp_path / "found.zip")))
