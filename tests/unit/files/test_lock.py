"""Workbooks under a password of ours: who opens them, and what a damaged one gives."""

from __future__ import annotations

import datetime as dt
import functools
import io
import random
from pathlib import Path

import msoffcrypto  # type: ignore[import-untyped]
import pytest
import xlsxwriter
from msoffcrypto.exceptions import InvalidKeyError  # type: ignore[import-untyped]
from msoffcrypto.method.ecma376_agile import ECMA376Agile  # type: ignore[import-untyped]

from collectkit.files import Output, Transaction
from collectkit.files.locked import Locker, lock, unlock
from tests import libreoffice

PASSWORD = "7H3K9QWERTZ2M4N6P8R0"


def _workbook() -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.add_worksheet().write_column("A1", ["案件令牌", "A1B2", "C3D4"])
    return data.getvalue()


def test_the_password_opens_it_and_another_does_not() -> None:
    plain = _workbook()
    locked = lock(plain, PASSWORD)
    assert unlock(locked, PASSWORD) == plain
    assert unlock(locked, PASSWORD.lower()) is None
    assert unlock(plain, PASSWORD) is None
    assert lock(plain, PASSWORD) != locked
    office = msoffcrypto.OfficeFile(io.BytesIO(locked))
    with pytest.raises(InvalidKeyError):
        office.load_key(password="another", verify_password=True)


def test_no_damaged_byte_gives_another_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """The 100,000 rounds over the password are taken once for each salt and number of rounds."""
    rounds = ECMA376Agile._derive_iterated_hash_from_password
    monkeypatch.setattr(ECMA376Agile, "_derive_iterated_hash_from_password", staticmethod(functools.cache(rounds)))
    plain = _workbook()
    locked = lock(plain, PASSWORD)
    draw = random.Random(8)
    for _ in range(40):
        damaged = bytearray(locked)
        damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
        assert unlock(bytes(damaged), PASSWORD) in {None, plain}


def test_a_workbook_that_stands_there_stays_and_another_makes_way(tmp_path: Path) -> None:
    target = tmp_path / "worklist.xlsx"
    written = []
    for text in ("old", "old", "new"):
        data = io.BytesIO()
        with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
            book.set_properties({"created": dt.datetime(2026, 1, 1)})  # noqa: DTZ001  (a workbook knows no zones)
            book.add_worksheet().write(0, 0, text)
        before = target.read_bytes() if target.exists() else b""
        with Transaction() as outputs:
            outputs.open(Output(target, force=True), packing=Locker(PASSWORD, before)).write(data.getvalue())
        written.append(target.read_bytes())
        assert unlock(written[-1], PASSWORD) == data.getvalue()
    assert written[0] == written[1] != written[2]


@pytest.mark.skipif(libreoffice.PROGRAM is None, reason="no LibreOffice at hand")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    given, saved = tmp_path / "locked.xlsx", tmp_path / "saved.csv"
    given.write_bytes(lock(_workbook(), PASSWORD))
    libreoffice.unlock(given, PASSWORD, saved)
    assert saved.read_text("utf-8").replace('"', "").split() == ["案件令牌", "A1B2", "C3D4"]
