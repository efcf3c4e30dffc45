"""Contacts read from files: whose they are, when they were, what they say, and each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.conduct.contacts import CONTACTS, EVENTS, PEOPLE, PLACEMENTS
from collectkit.errors import CollectkitError
from collectkit.files import Input
from collectkit.jobs.contacts.contacts import Asked, read
from tests.unit.jobs.contact_files import CON, NOW, ONE, ONE_OF_B, TWO, Files, columns, line, told, whole


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a folder to write files in."""
    made = Files(tmp_path)
    made.place()
    return made


def test_parts_have_the_columns_that_checks_read(files: Files) -> None:
    part = next(files.read(files.write("a.csv", CON, line())).parts())
    assert dict(part.contacts.schema) == {"agency": part.run.agencies, **CONTACTS}
    assert (dict(part.events.schema), dict(part.people.schema)) == (EVENTS, PEOPLE)
    assert dict(part.placements.schema) == {"agency": part.run.agencies, **PLACEMENTS}
    assert part.run.agencies.categories.to_list() == ["agency-a", "agency-b", "creditor"]
    contact = part.contacts.row(0, named=True)
    assert contact | {"at": None} == {
        "agency": "agency-a", "debtor": 0, "account": 0, "file": 0, "row": 2, "at": None, "shift": 28800,
        "day": dt.date(2026, 3, 2), "clock": "STATED", "channel": "CALL", "direction": "OUT", "mode": "INTERACTIVE",
        "target": "DEBTOR", "result": "ANSWERED", "talk": 60, "collector": 0, "number": None, "recorded": True,
        "pictured": None, "located": None,
    }  # fmt: skip
    assert contact["at"] == int(dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC).timestamp())
    assert part.run.collectors.to_list() == ["z1"]


def test_an_account_is_one_over_agencies_by_whatever_it_is_called(files: Files) -> None:
    book = files.read(
        files.write("a.csv", CON, line(), line(token=TWO), line(token="L1", at="2026-03-03")),
        files.write("b.csv", CON, line(token=ONE_OF_B, at="2026-03-04"), line(token="A0" + "D" * 25)),
    )
    contacts = whole(book).sort("file", "row")
    assert contacts["account"].to_list() == [0, 1, 0, 0, 2]
    assert book.token(contacts).to_list() == [ONE, TWO, ONE, ONE_OF_B, "A0" + "D" * 25]
    assert told(book, 1)["account_unknown"] == 1


def test_accounts_of_one_debtor_are_told_by_the_accounts_file(files: Files) -> None:
    accounts = files.folder / "accounts.csv"
    accounts.write_text(
        "合同号,客户号,省份,生日,死亡,争议,数据日期\nL1,C1,TX,1990-01-02,,是,2026-01-05\nL2,C1,广东,,是,,2026-01-05\n",
        encoding="utf-8",
    )
    book = files.read(files.write("a.csv", CON, line(), line(token=TWO)), accounts=[Input(accounts)])
    part = next(book.parts())
    assert part.contacts["debtor"].to_list() == [0, 0]
    assert part.contacts["shift"].to_list() == [-6 * 3600] * 2
    assert part.contacts["day"].to_list() == [dt.date(2026, 3, 1)] * 2
    person = part.people.row(0, named=True)
    assert part.run.places[person["places"]] == ("America/Chicago", "America/Denver", "Asia/Shanghai")
    assert person["born_on"] == dt.date(1990, 1, 2)
    assert part.events.select("event", "account", "day", "row").rows() == [
        ("DISPUTED", 0, dt.date(2026, 1, 5), None), ("DECEASED", None, dt.date(2026, 1, 5), None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "asked", "clock", "utc"),
    [
        ("2026-03-08T09:00:00+08:00", {}, "STATED", "2026-03-08 01:00"),
        ("2026-03-08 09:00", {}, "ASSUMED", "2026-03-08 01:00"),
        ("2026-03-08 09:00", {"zones": {"": "America/New_York"}}, "STATED", "2026-03-08 13:00"),
        ("2026-03-08 02:30", {"zones": {"agency-a": "America/New_York"}}, "NONEXISTENT", None),
        ("2026-11-01 01:30", {"timezone": "America/New_York"}, "AMBIGUOUS", None),
        ("2026-11-01 01:30", {"timezone": None}, "NO_ZONE", None),
        ("2026-03-08", {}, "DAY_ONLY", None),
        ("1969-03-08 09:00", {}, "UNREADABLE", None),
        ("soon", {}, "UNREADABLE", None),
        ("", {}, "UNREADABLE", None),
    ],
)
def test_times(files: Files, at: str, asked: dict[str, Any], clock: str, utc: str | None) -> None:
    book = files.read(files.write("a.csv", CON, line(at)), **asked)
    ((found, seconds, shift, day),) = columns(book, "clock", "at", "shift", "day")
    meant = None if utc is None else dt.datetime.fromisoformat(utc + "+00:00").timestamp()
    assert (found, seconds) == (clock, meant)
    assert (shift is None) == (utc is None)
    assert day == (dt.date.fromisoformat(at[:10]) if "-" in at else None)
    assert told(book)["clocks"] == {clock: 1}


def test_words_that_nobody_knows_are_null_and_counted(files: Files) -> None:
    strange = line(direction="斜", channel="信鸽", mode="?", target="张三", result="奇怪", talk="long")
    plain = line(at="2026-03-02T11:00:00+08:00", channel="SMS", target="不明", result="no answer", talk="-5", sound="")
    book = files.read(files.write("a.csv", CON, strange, plain))
    names = ("channel", "direction", "mode", "target", "result", "talk", "recorded")
    assert columns(book, *names) == [
        (None, None, None, None, None, None, True),
        ("SMS", "OUT", "INTERACTIVE", None, "UNANSWERED", -5, False),
    ]
    assert told(book)["words_unknown"] == {"channel": 1, "direction": 1, "mode": 1, "result": 1, "target": 1}
    assert told(book)["cells_unreadable"] == {"talk_seconds": 1}
    assert "张三" not in str(book.told)


def test_each_row_is_somewhere(files: Files) -> None:
    rows = (
        f"CON,{line()}", f"CON,{line()}", f"CON,{line(token='')}", f"PTP,{line()}", f"STA,{line()}", "CON,too,few",
        "合计,,,,,,,,,,,",
    )  # fmt: skip
    book = files.read(files.write("a.csv", f"记录类型,{CON}", *rows))
    assert whole(book).height == 1
    found = told(book)
    assert found["rows_in"] == 7
    assert found["contacts"] + found["repeated"] == 2
    assert (found["without_account"], found["other_records"], found["unreadable"]) == (1, {"PTP": 1, "STA": 1}, 1)
    assert found["removed"] == {"totals": 1}


def test_a_contact_that_stands_twice_is_one(files: Files) -> None:
    again = line(id="c1", talk="61", at="2026-03-02T10:00:07+08:00")
    a = files.write("a.csv", CON, line(id="c1"), line(id="c2"), line(), line(), line(id="c1", at="2026-03-03"))
    book = files.read(a, files.write("a2.csv", CON, again, line(id="c2", token=TWO)))
    found = columns(book, "account", "day", "file", "row")
    monday, tuesday = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
    assert found == [(0, monday, 0, 3), (0, monday, 0, 4), (0, monday, 1, 2), (0, tuesday, 0, 6), (1, monday, 1, 3)]
    assert (told(book)["repeated"], told(book, 1)["repeated"]) == (2, 0)


def test_days_alone_are_no_proof_that_two_contacts_are_one(files: Files) -> None:
    assert whole(files.read(files.write("a.csv", CON, line("2026-03-02"), line("2026-03-02")))).height == 2


def test_a_number_or_a_collector_that_is_blank_is_none(files: Files) -> None:
    texts = [line(f"2026-03-02 1{n}:00", id=blank, who=blank) for n, blank in enumerate(("", "-", "-", "无"))]
    csv = files.read(files.write("a.csv", CON, *texts))
    cells = pl.DataFrame([dict(zip(CON.split(","), text.split(","), strict=True)) for text in texts])
    cells.write_parquet(files.folder / "a.parquet")
    for book in (csv, files.read(f"agency-a={files.folder / 'a.parquet'}")):
        assert columns(book, "row", "collector") == [(row, None) for row in (whole(book)["row"].to_list())]
        assert (whole(book).height, told(book)["repeated"]) == (4, 0)


def test_contacts_are_sorted_by_debtor_day_and_moment(files: Files) -> None:
    late, early, day = line("2026-03-02 12:00", id="1"), line("2026-03-02 09:00", id="2"), line("2026-03-02", id="3")
    book = files.read(
        files.write("a.csv", CON, day, late, line(token=TWO), line("", id="4"), early, line("2026-03-01", id="5"))
    )
    assert columns(book, "account", "row") == [(0, 7), (0, 6), (0, 3), (0, 2), (0, 5), (1, 4)]


def test_parts_together_are_all_contacts(files: Files) -> None:
    rows = [line(token=f"L{n}", id=str(n), at=f"2026-03-{1 + n % 28:02} 10:00") for n in range(300)]
    book = files.read(files.write("a.csv", CON, *rows, *rows))
    sizes = [part.contacts["debtor"].n_unique() for part in book.parts(50)]
    assert len(sizes) > 3
    assert sum(sizes) == 300
    key = ["debtor", "day", "at"]
    assert whole(book, 50).sort(key).equals(whole(book).sort(key))
    assert told(book)["repeated"] == 300


def test_hits_are_looked_for_in_notes_only_when_asked(files: Files) -> None:
    seen: list[Sequence[Any]] = []

    def hit(texts: pl.DataFrame) -> pl.DataFrame:
        seen.extend(texts.rows())
        return texts.select("file", "row", phrase=pl.lit("p"), category=pl.lit("abusive"), start=pl.lit(0, pl.UInt32),
                            end=pl.lit(1, pl.UInt32), sure=pl.lit(value=True))  # fmt: skip

    returned = files.write("a.csv", f"{CON},催记", f"{line()},你好", f"{line(token=TWO)},")
    book = read(Asked(NOW, [returned], placed=files.placed), hit)
    assert seen == [(0, 2, "你好")]
    assert next(book.parts()).hits.select("file", "row", "phrase").rows() == [(0, 2, "p")]


def test_hits_in_a_platforms_text_are_those_of_the_contact_that_was_returned(files: Files) -> None:
    def hit(texts: pl.DataFrame) -> pl.DataFrame:
        return texts.select("file", "row", phrase=pl.lit("p"), category=pl.lit("abusive"), start=pl.lit(0, pl.UInt32),
                            end=pl.lit(1, pl.UInt32), sure=pl.lit(value=True))  # fmt: skip

    log = files.write("calls.csv", "合同号,呼叫时间,转写文本", "L1,2026-03-02 10:00:30,你好").partition("=")[2]
    returned = files.write("a.csv", f"{CON},催记", f"{line('2026-03-02 10:00:00')},")
    book = read(Asked(NOW, [returned], calls=[f"agency-a={log}"], placed=files.placed), hit)
    (part,) = book.parts()
    assert part.hits.select("file", "row").rows() == [(0, 2)]
    texts = pl.DataFrame(
        {"file": [1], "row": [2], "text": ["你"]}, {"file": pl.UInt16, "row": pl.UInt32, "text": pl.String}
    )
    assert (0, 2, "你") in book.of_contacts(texts).rows()


def test_nothing_to_read(files: Files) -> None:
    with pytest.raises(CollectkitError, match="no contacts to read"):
        read(Asked(NOW))
    log = files.write("own.csv", "x,y", "1,2").partition("=")[2]
    with pytest.raises(CollectkitError, match="no log of contacts") as refused:
        read(Asked(NOW, own=[log]))
    assert len(refused.value.details) == 2
