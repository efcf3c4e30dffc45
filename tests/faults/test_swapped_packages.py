"""Packages of two agencies, two batches and two seals, mixed: whatever is put in another's place, `verify` finds it."""

from __future__ import annotations

import datetime as dt
import functools
import io
import itertools
import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from collectkit.errors import CheckFailed
from collectkit.files import Input, Output, archive, locked
from collectkit.jobs import trace
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.worklist import verify
from tests import libreoffice
from tests.unit.jobs.packages import new_ring, packed, reopened, stored

FIRST_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (as openpyxl has it)


@pytest.fixture(scope="module")
def creditor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two batches, and the first once more under passwords: `out`, `later`, `locked`."""
    folder = tmp_path_factory.mktemp("creditor")
    ring = new_ring(folder)
    packed(stored(folder), ring)
    packed(folder / "placements.csv", reopened(ring), "locked", seal="xlsx", passwords=Output(folder / "passwords.csv"))
    text = (folder / "placements.csv").read_text(encoding="utf-8").replace("b-1", "b-2").replace("120050", "120051")
    (folder / "placements.csv").write_text(text, encoding="utf-8")
    packed(folder / "placements.csv", reopened(ring), "later")
    return folder


@functools.cache
def opened(creditor: Path) -> bytes:
    """Return the locked workbook of agency-a, opened."""
    passwords = dict(pl.read_csv(creditor / "passwords.csv").select("agency", "password").iter_rows())
    found = locked.unlock((creditor / "locked" / "agency-a" / "worklist.xlsx").read_bytes(), passwords["agency-a"])
    assert found is not None
    return found


@pytest.mark.parametrize("seal", ["out", "locked"])
@pytest.mark.parametrize("other", ["out/agency-b", "later/agency-a", "locked/agency-a", "out/agency-a"])
def test_a_file_of_another_package(creditor: Path, tmp_path: Path, seal: str, other: str) -> None:
    own, others = creditor / seal / "agency-a", creditor / other
    names = sorted({path.name for path in [*own.iterdir(), *others.iterdir()]})
    mixed = [names[:1]] + [[name] for name in names] + [["manifest.json", "manifest.sig"]]
    for chosen in mixed:
        package = Path(shutil.copytree(own, tmp_path / "agency-a", dirs_exist_ok=True))
        for name in chosen:
            if (others / name).exists():
                shutil.copy(others / name, package)
        same = {p.name: p.read_bytes() for p in package.iterdir()} == {p.name: p.read_bytes() for p in own.iterdir()}
        if same:
            assert verify.run(package, creditor / "out" / "creditor.pem").recipient == "agency-a"
        else:
            with pytest.raises(CheckFailed):
                verify.run(package, creditor / "out" / "creditor.pem")
        shutil.rmtree(package)


def test_a_package_that_is_sealed_to_another_agency_says_for_whom_it_is(creditor: Path, tmp_path: Path) -> None:
    package = creditor / "out" / "agency-a"
    tar = tmp_path / "agency-b.tar"
    tar.write_bytes(archive.pack({path.name: path for path in package.iterdir()}))
    with pytest.raises(CheckFailed) as caught:
        verify.run(tar, creditor / "out" / "creditor.pem", "agency-b")
    assert caught.value.details == ("manifest.json: this package is for 'agency-a', not for 'agency-b'",)


def test_every_byte_of_a_locked_workbook(creditor: Path, tmp_path: Path) -> None:
    package = Path(shutil.copytree(creditor / "locked" / "agency-a", tmp_path / "agency-a"))
    file = package / "worklist.xlsx"
    good = file.read_bytes()
    for place in itertools.chain(range(0, len(good), len(good) // 150), [len(good) - 1]):
        file.write_bytes(good[:place] + bytes([good[place] ^ 1 << place % 8]) + good[place + 1 :])
        with pytest.raises(CheckFailed):
            verify.run(package, creditor / "out" / "creditor.pem")
        file.write_bytes(good[:place])
        with pytest.raises(CheckFailed):
            verify.run(package, creditor / "out" / "creditor.pem")


def test_openpyxl_reads_in_a_locked_workbook_what_the_table_for_systems_says(creditor: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(opened(creditor)))
    told = book.properties
    assert not any([told.creator, told.lastModifiedBy, told.title, told.keywords, told.description])
    assert {told.created, told.modified} <= {None, FIRST_DAY}
    _, *rows = book.worksheets[0].iter_rows(values_only=True)
    table = pl.read_csv(creditor / "out" / "agency-a" / "worklist.csv", infer_schema=False)
    assert [row[0].replace("-", "") for row in rows] == table["account_id"].to_list()
    amounts = {tuple(column) for column in zip(*rows, strict=True)}
    assert tuple(int(cell) / 100 for cell in table["overdue_total_minor"]) in amounts


@pytest.mark.skipif(libreoffice.PROGRAM is None, reason="there is no LibreOffice here")
def test_libreoffice_opens_a_locked_workbook_with_its_password(creditor: Path, tmp_path: Path) -> None:
    passwords = dict(pl.read_csv(creditor / "passwords.csv").select("agency", "password").iter_rows())
    libreoffice.unlock(creditor / "locked" / "agency-a" / "worklist.xlsx", passwords["agency-a"], tmp_path / "o.csv")
    table = pl.read_csv(creditor / "out" / "agency-a" / "worklist.csv", infer_schema=False)
    seen = pl.read_csv(tmp_path / "o.csv", infer_schema=False)
    assert seen.to_series(0).str.replace_all("-", "").to_list() == table["account_id"].to_list()


def test_a_leaked_workbook_names_its_agency(creditor: Path, tmp_path: Path) -> None:
    ring = keys.open_keys(creditor / "ring", Access((creditor / "officer.identity").read_bytes(), pytest.fail))
    (tmp_path / "opened.xlsx").write_bytes(opened(creditor))
    tokens = pl.read_csv(creditor / "out" / "agency-a" / "worklist.csv", infer_schema=False)["account_id"]
    (tmp_path / "note.txt").write_text(f"看 {tokens[0].lower()[:4]}-{tokens[0][4:8]} ...\n{tokens[1]}，今天\n")
    for file in (tmp_path / "opened.xlsx", tmp_path / "note.txt"):
        found = trace.run(Input(file), keys=ring)
        assert {row["recipient"] for row in found.as_dict()["found"]} == {"agency-a"}
