"""The register's file: what is entered comes back, once, in order; what was edited is found."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from collectkit.errors import InputError, OutputError
from collectkit.files import private, register_schema
from collectkit.files.register import COLUMNS, Register
from collectkit.tables.register import EVENTS

DAY = date(2026, 10, 31)
VERSION_1 = Path(__file__).parent / "register-1.sql"


def events(*accounts: str, **more: Any) -> pl.DataFrame:
    """Return events of accounts, all but alike."""
    filled = {"kind": "PLACED", "on": DAY, "batch": "b-1", "agency": "agency-a", "source_sha256": "0" * 64} | more
    rows = [{"account_id": account, "account_token": f"AC-{account}"} | filled for account in accounts]
    return pl.DataFrame(rows, schema=dict(EVENTS)).drop("seq")


def enter(path: Path, *frames: pl.DataFrame) -> list[int]:
    with Register.open(path, write=True) as register:
        return [register.append(frame) for frame in frames]


def read(path: Path, before: str | None = None) -> pl.DataFrame:
    with Register.open(path, write=False) as register:
        return register.events(before=before)


def faults(path: Path) -> list[str]:
    with Register.open(path, write=False) as register:
        return register.faults()


def edit(path: Path, *sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in sql:
            connection.execute(statement)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "placements.db"


def test_it_holds_what_the_table_of_events_says() -> None:
    assert COLUMNS == EVENTS


def test_what_is_entered_comes_back_in_its_order(path: Path) -> None:
    first = events("HT2", "HT1", amount_minor=-5, hand=2, currency="CNY", bucket="M3", recall_on=date(2027, 1, 1))
    then = events("HT2", kind="RECALL_PENDING", reason="争议", objection_until=date(2026, 12, 1))
    bare = events("HT3", account_token=None, batch="b-2")

    assert enter(path, first, pl.concat([then, bare])) == [2, 2]

    found = read(path)
    assert found["seq"].to_list() == [1, 2, 3, 4]
    assert_frame_equal(found.drop("seq"), pl.concat([first, then, bare]))
    assert faults(path) == []


def test_more_than_one_piece_comes_back(path: Path) -> None:
    many = events(*map(str, range(40_001))).with_columns(
        amount_minor=pl.int_range(pl.len()), bucket=pl.int_range(pl.len()).mod(7).cast(pl.String)
    )

    assert enter(path, events("first"), many) == [1, 40_001]

    assert_frame_equal(read(path).drop("seq"), pl.concat([events("first"), many]))
    assert faults(path) == []


def test_an_event_that_stands_there_is_not_entered_again(path: Path) -> None:
    enter(path, events("HT1", "HT2"))
    whole = path.read_bytes()

    assert enter(path, events("HT1", "HT2", reason="said again")) == [0]
    assert path.read_bytes() == whole
    assert enter(path, events("HT2", "HT3", "HT3")) == [1]
    other: list[dict[str, Any]] = [
        {"batch": "b-2"},
        {"kind": "RECALLED"},
        {"on": date(2026, 11, 1)},
        {"source_sha256": "1" * 64},
    ]
    assert enter(path, *(events("HT1", **one) for one in other)) == [1, 1, 1, 1]
    assert enter(path, *(events("HT1", **one) for one in other)) == [0, 0, 0, 0]


def test_what_was_before_a_batch_stays_what_it_was(path: Path) -> None:
    enter(path, events("HT1"), events("HT2", "HT3", batch="b-2"))
    with Register.open(path, write=False) as register:
        assert register.head(before="b-3") == register.head()
        before = register.head(before="b-2")
    enter(path, events("HT1", kind="RECALLED"), events("HT9", batch="b-2"))

    assert read(path, "b-2")["account_id"].to_list() == ["HT1"]
    assert read(path, "b-1").is_empty()
    assert read(path, "b-3").height == 5
    with Register.open(path, write=False) as register:
        assert register.head(before="b-2") == before != register.head()
        assert register.head(before="b-1") == "0" * 64


def test_a_posting_is_whole_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(path, events("HT1"))
    whole = path.read_bytes()

    def fail(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Register, "_digest", fail)
        with pytest.raises(KeyboardInterrupt):
            enter(path, events("HT2"))

    assert path.read_bytes() == whole
    assert sorted(found.name for found in path.parent.iterdir()) == ["placements.db", "placements.db.lock"]
    assert enter(path, events("HT2")) == [1]


def test_texts_that_would_break_a_line_are_refused_and_blank_ones_are_none(path: Path) -> None:
    with pytest.raises(InputError, match="a control character in reason"):
        enter(path, events("HT1", reason="two\nlines"))
    with pytest.raises(InputError, match="1 events without account_id"):
        enter(path, events("HT1", ""))
    enter(path, events("HT1", reason=""))

    assert read(path)["reason"].to_list() == [None]


@pytest.mark.parametrize("table", ["event", "statement", "posting"])
def test_nothing_in_it_can_be_changed_or_removed(path: Path, table: str) -> None:
    enter(path, events("HT1"))
    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = 9"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            edit(path, sql)
    assert faults(path) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE event SET account_id = 'HT9' WHERE seq = 2", "posting 1: its events"),
        ("UPDATE event SET amount_minor = 1 WHERE seq = 1", "posting 1: its events"),
        ("UPDATE statement SET agency = 'agency-b' WHERE id = 2", "posting 2: its events"),
        ("UPDATE posting SET digest = '0'", "posting 1: its events"),
        ("DELETE FROM event WHERE seq = 2", "posting 1: events are missing"),
        ("DELETE FROM posting WHERE number = 1", "events stand without what they belong to"),
        ("DELETE FROM posting WHERE number = 2", "events stand without what they belong to"),
        ("INSERT INTO event VALUES (9, 1, 'HT9', NULL, NULL)", "events stand outside of any posting"),
        ("INSERT OR REPLACE INTO event VALUES (1, 1, 'HT9', NULL, NULL)", "posting 1: its events"),
    ],
)
def test_an_edit_behind_its_back_is_found(path: Path, sql: str, said: str) -> None:
    enter(path, events("HT1", "HT2"), events("HT1", kind="RECALLED"))
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    edit(path, *(f"DROP TRIGGER {name}" for name, _ in triggers), sql)
    assert faults(path)[0] == "tables or triggers are not those of a register"
    edit(path, *(sql for _, sql in triggers))

    assert faults(path)[0].startswith(said)


def test_a_file_that_lost_bytes_is_told(path: Path) -> None:
    enter(path, events(*map(str, range(2_000))))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])

    with pytest.raises(InputError, match="damaged"):
        read(path)
    with pytest.raises(InputError, match="damaged"):
        enter(path, events("HT1"))


def test_a_damaged_page_is_told(path: Path) -> None:
    enter(path, events(*map(str, range(2_000))))
    data = bytearray(path.read_bytes())
    data[-4096:] = b"\xff" * 4096
    path.write_bytes(data)

    with Register.open(path, write=False) as register:
        assert register.faults()
        with pytest.raises(InputError, match="damaged"):
            register.events()


def test_a_file_that_is_none_is_told(path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read(path)
    path.write_bytes(b"account_id,agency\n" * 100)
    path.chmod(0o600)
    for write in (False, True):
        with pytest.raises(InputError, match="is no register"), Register.open(path, write=write):
            pass
    path.unlink()
    edit(path, "CREATE TABLE other (x)")
    path.chmod(0o600)
    with pytest.raises(InputError, match="an SQLite database, but no register"):
        read(path)


def test_a_newer_version_is_left_alone(path: Path) -> None:
    enter(path, events("HT1"))
    edit(path, "PRAGMA user_version = 99")
    whole = path.read_bytes()

    for write in (False, True):
        with (
            pytest.raises(InputError, match="is of version 99, and this collectkit knows"),
            Register.open(path, write=write),
        ):
            pass
    assert path.read_bytes() == whole


def test_it_is_private_and_no_link(path: Path) -> None:
    umask = os.umask(0)
    try:
        enter(path, events("HT1"))
    finally:
        os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o600
    link = path.with_name("link.db")
    link.symlink_to(path)
    for write in (False, True):
        with pytest.raises(InputError, match="is a link"), Register.open(link, write=write):
            pass
    path.chmod(0o644)
    with pytest.raises(InputError, match="others can read it"):
        read(path)


def test_a_folder_that_takes_nothing_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputError, match="No such file"), Register.open(path / "in" / "none.db", write=True):
        pass

    enter(path, events("HT1"))
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda name, *args, **more: connect(name[:-2] + "ro", *args, **more))
    with pytest.raises(OutputError, match="cannot be written"):
        enter(path, events("HT2"))
    assert read(path).height == 1


def test_readers_cannot_write_and_need_no_lock(path: Path) -> None:
    enter(path, events("HT1"))
    with (
        private.locked(path),
        Register.open(path, write=False) as register,
        pytest.raises(OutputError, match="cannot be written"),
    ):
        register.append(events("HT2"))


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "_PATIENCE_S", 0.1)
    with Register.open(path, write=True), pytest.raises(OutputError, match="another run holds its lock"):
        enter(path, events("HT1"))


def test_a_file_of_version_1_still_says_what_it_said(path: Path) -> None:
    """Its digests too: a later version that counts them otherwise must keep counting old postings as it did."""
    edit(path, *filter(None, VERSION_1.read_text(encoding="utf-8").split(";;\n")))
    path.chmod(0o600)

    assert faults(path) == []
    found = read(path)
    assert found.select("seq", "kind", "account_id", "amount_minor", "hand", "recall_on").rows() == [
        (1, "PLACED", "HT1", 500, 1, date(2027, 1, 1)),
        (2, "PLACED", "HT2", 600, 1, date(2027, 1, 1)),
        (3, "RECALLED", "HT2", None, None, None),
    ]
    assert enter(path, found.drop("seq"), events("HT3")) == [0, 1]


def test_an_older_version_gets_what_it_lacks_whoever_opens_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(path, events("HT1"))
    steps = (*register_schema.STEPS, ("CREATE INDEX by_account ON event (account_id)",))
    monkeypatch.setattr(register_schema, "STEPS", steps)

    assert read(path).height == 1
    assert faults(path) == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_version_that_cannot_be_made_leaves_the_old_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(path, events("HT1"))
    steps = (*register_schema.STEPS, ("CREATE TABLE more (x)", "CREATE TABLE event (x)"))
    with monkeypatch.context() as patch:
        patch.setattr(register_schema, "STEPS", steps)
        with pytest.raises(InputError, match="damaged"):
            read(path)
    assert faults(path) == []


def test_an_empty_file_of_a_run_that_died_is_an_empty_register(path: Path) -> None:
    path.touch(0o600)

    assert read(path).is_empty()
    assert faults(path) == []
    assert enter(path, events("HT1")) == [1]
