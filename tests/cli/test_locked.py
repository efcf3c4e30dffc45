"""Workbooks under a password: where it comes from, what is said without it, and that nobody sees it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.cli import golden
from tests.cli.test_terminal import at_terminal
from tests.unit.files.books import locked, save, xlsx
from tests.unit.ingest.portfolios import CLEAN

PASSWORD = "parrot-9-鹦鹉"
LINE = "collectkit ingest a.xlsx -o out.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a locked workbook, and its password."""
    save(tmp_path / "a.xlsx", locked(xlsx(CLEAN), PASSWORD))
    save(tmp_path / "word", f"{PASSWORD}\r\nand more\n".encode()).chmod(0o600)
    return tmp_path


def test_the_password_lies_in_a_private_file(folder: Path) -> None:
    done = golden.shell(f"{LINE} --password-file word", folder)
    assert done.returncode == 0, done.stderr.decode()
    assert pl.read_csv(folder / "out.csv").height == 5
    assert PASSWORD.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("before", "options", "code", "said"),
    [
        ("true", "", 10, "a.xlsx: the workbook needs a password"),
        ("true", "", 10, "hint: give it in a file of your own: ingest --password-file FILE"),
        ("chmod 644 word", "--password-file word", 12, "word: others can read it"),
        ("umask 077; printf 'parrot-9\\n' > bad", "--password-file bad", 10, "a.xlsx: the password is wrong"),
        ("umask 077; echo > none", "--password-file none", 12, "none: its first line is empty"),
        ("umask 077; printf '\\377' > none", "--password-file none", 12, "none: the password is not UTF-8"),
        ("true", "--password-file nowhere", 12, "nowhere: No such file or directory"),
    ],
)
def test_what_is_said_without_it(folder: Path, before: str, options: str, code: int, said: str) -> None:
    done = golden.shell(f"{before}; {LINE} {options} < /dev/null", folder)
    assert (done.returncode, said in done.stderr.decode()) == (code, True), done.stderr.decode()
    assert b"parrot" not in done.stdout + done.stderr
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize("command", ["ingest", "segment --as-of 2026-10-31"])
def test_it_is_asked_for_at_a_terminal(folder: Path, command: str) -> None:
    line = [*command.split(), "a.xlsx", "-o", "out.csv"]
    code, screen = at_terminal(folder, line, [("password of a.xlsx: ", f"{PASSWORD}\n".encode())])
    assert code == 0, screen
    assert "parrot" not in screen
    assert (folder / "out.csv").exists()
    code, screen = at_terminal(folder, [*line, "--force"], [("password of a.xlsx: ", b"parrot\n")])
    assert code == 10, screen
    assert "the password is wrong" in screen


def test_sheets_may_be_named_again_and_again(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", xlsx({"a": CLEAN[:2], "b": [CLEAN[0], CLEAN[2]], "c": [CLEAN[0], CLEAN[3]], "d": []}))
    for options, count in (("", 1), ("--sheet b", 1), ("--sheet a --sheet c", 2), ("--sheet '*'", 3)):
        done = golden.shell(f"{LINE} {options} --force", tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        assert pl.read_csv(tmp_path / "out.csv").height == count
    assert "sheet 'd' is empty: not read" in done.stderr.decode()


def test_the_password_opens_the_corrected_rejects_too(folder: Path) -> None:
    save(folder / "m.xlsx", locked(xlsx([["row", "reason", "column", *CLEAN[0]]]), PASSWORD))
    done = golden.shell(f"{LINE} --password-file word --amend m.xlsx", folder)
    assert done.returncode == 0, done.stderr.decode()
