"""The canary of conduct: what stands where it should not, or in a note, is in no summary and in no output."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.tables.record_families import FAMILIES
from tests.cli import golden
from tests.cli.test_canary import BROKEN, PLANTED, leaks, text
from tests.cli.test_canary_reconcile import TOKEN, placed

CONTACT = {
    "token": TOKEN, "contact_id": "K1", "at": "2026-11-05 23:30:00", "direction": "OUT", "channel": "CALL",
    "mode": "INTERACTIVE", "target": "DEBTOR", "result": "ANSWERED", "talk_seconds": "60", "collector": "C7",
}  # fmt: skip
COLUMNS = [name for name in FAMILIES["CON"].fields if name != "family"]
OURS = ("token", "collector")
"""What outputs say of a contact as it came; a summary does not."""
FILES = ("breaches.csv", "evidence.csv", "unknown.csv", "conduct.json", "conduct.html", "conduct.xlsx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return placed(tmp_path)


def written(folder: Path, *lines: dict[str, str]) -> Path:
    file = folder / "agency-a.csv"
    cells = [",".join(line.get(name, "") for name in COLUMNS) for line in lines]
    file.write_bytes(text(",".join(COLUMNS), *cells))
    return file


def play(folder: Path, file: Path, more: str = "", *, but: tuple[str, ...] = ()) -> int:
    """Hold contacts against all rules, and look for planted values, except in some outputs."""
    line = f"collectkit conduct agency-a={file} --placed placed.parquet --rules cn --rules records --rules house -o out"
    line += f" --as-of 2026-12-31 --check --report report.json {more}"
    done = golden.shell(line, folder, TMPDIR=str(folder / "tmp"), **golden.KEYS)
    for name in but:
        (folder / "out" / name).unlink(missing_ok=True)
    assert leaks(done, folder, but=file) == []
    assert not list((folder / "tmp").iterdir())
    assert not list(folder.rglob(".*.part"))
    return done.returncode


@pytest.mark.parametrize("kind", ["open quote", "a value among the headers", "a torn parquet", "broken json"])
def test_a_portfolio_is_no_contacts(kind: str, folder: Path) -> None:
    ending, content = BROKEN[kind]
    file = folder / f"input{ending}"
    file.write_bytes(content())
    assert play(folder, file) == 10


@pytest.mark.parametrize("ours", [True, False])
def test_a_value_in_any_column_of_contacts(ours: bool, folder: Path) -> None:
    columns = [column for column in COLUMNS if (column in OURS) == ours]
    lines = [{**CONTACT, column: value} for column in columns for value in PLANTED.values()]
    lines = [{**line, "contact_id": line["contact_id"].replace("K1", f"K{n}")} for n, line in enumerate(lines, 2)]
    assert play(folder, written(folder, CONTACT, *lines), but=FILES if ours else ()) == 20


def test_a_phrase_is_told_where_it_stands_and_only_on_request_what_it_says(folder: Path) -> None:
    said = "".join(PLANTED.values())
    file = written(folder, {**CONTACT, "text": f"坐席：{said}你这个骗子，你他妈的{said}"})
    assert play(folder, file) == 20
    assert "@" in (folder / "out" / "breaches.csv").read_text()
    assert "他妈的" not in (folder / "out" / "breaches.csv").read_text()
    assert play(folder, file, "--show-text --force") == 20
    assert "他妈的" in (folder / "out" / "breaches.csv").read_text()
