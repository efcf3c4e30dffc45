"""Logs of contacts: calls of a platform, what the creditor writes down itself; and the events that records tell of."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import InputError, UsageError
from collectkit.files import Input
from collectkit.jobs.contacts.contacts import Asked, Book, read
from collectkit.jobs.keys.keys import Keys
from tests.unit.jobs.contact_files import CON, NOW, ONE, TWO, Files, columns, line, told, whole


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a folder to write files in."""
    made = Files(tmp_path)
    made.place()
    return made


CALLS = "通话ID,主叫,被叫,呼叫时间,接通时间,结束时间,工号,录音,呼叫结果"


def _calls(files: Files, *lines: str) -> Book:
    accounts = files.folder / "accounts.csv"
    accounts.write_text(
        "合同号,客户号,手机,联系人1手机\nL1,C1,13800000001,13900000009\nL2,C2,13800000002,\n", encoding="utf-8"
    )
    log = files.write("calls.csv", CALLS, *lines).partition("=")[2]
    returned = files.write(
        "a.csv", CON, line("2026-03-02 10:00:00", sound="", talk="90"), line("2026-03-03", token=TWO)
    )
    return files.read(returned, calls=[log], accounts=[Input(accounts)])


def test_a_call_of_a_platform_is_the_one_that_the_agency_returned(files: Files) -> None:
    book = _calls(
        files,
        "1,0201,13800000001,2026-03-02 10:01:10,2026-03-02 10:01:15,2026-03-02 10:02:17,z1,a.mp3,",
        "2,0201,13800000002,2026-03-03 15:00:00,,2026-03-03 15:00:30,z1,,无人接听",
        "3,0201,13800000002,2026-03-03 16:00:00,2026-03-03 16:00:05,2026-03-03 16:00:30,z1,b.mp3,",
    )
    names = ("file", "account", "clock", "talk", "recorded", "result")
    assert columns(book, *names) == [
        (0, 0, "ASSUMED", 62, True, "ANSWERED"),
        (1, 1, "ASSUMED", 0, False, "UNANSWERED"),
        (0, 1, "ASSUMED", 25, True, "ANSWERED"),
    ]
    assert (told(book, 1)["returned_too"], told(book, 1)["contacts"]) == (2, 1)
    assert book.told["calls_not_returned"] == {"agency-a": 1}


def test_a_call_that_the_agency_did_not_return_is_a_contact_and_told(files: Files) -> None:
    book = _calls(
        files,
        "1,0201,13800000001,2026-03-02 10:02:01,2026-03-02 10:02:02,2026-03-02 10:02:17,z1,a.mp3,",
        "2,0201,13900000009,2026-03-02 16:00:00,,2026-03-02 16:00:30,z2,,",
        "3,13800000001,0201,2026-07-05 15:00:00,2026-07-05 15:00:10,2026-07-05 15:00:40,z1,,",
        "4,0201,13700000000,2026-07-05 15:00:00,,2026-07-05 15:00:40,z1,,",
    )
    contacts = whole(book).filter(file=1).sort("row")
    assert contacts.select("agency", "account", "direction", "target", "result", "talk", "number").rows() == [
        ("creditor", 0, "OUT", "DEBTOR", "ANSWERED", 15, 0),
        ("creditor", 0, "OUT", "THIRD_PARTY", "UNANSWERED", 0, 1),
        ("creditor", 0, "IN", "DEBTOR", "ANSWERED", 30, 0),
        ("creditor", 2, None, None, "UNANSWERED", 0, 2),
    ]
    assert book.token(contacts)[3] == "number-2"
    assert not any(digits in str(book.told) for digits in ("138", "139", "137"))


def test_a_call_is_of_the_one_agency_that_had_the_account(files: Files) -> None:
    book = _calls(files, "1,0201,13800000002,2026-03-09 10:00:00,,2026-03-09 10:02:17,z1,,",
                  "2,0201,13800000002,2026-06-02 10:00:00,,2026-06-02 10:02:17,z1,,")  # fmt: skip
    contacts = whole(book).filter(file=1)
    assert contacts["agency"].to_list() == ["agency-a", "creditor"]
    assert book.run.collectors.gather(contacts["collector"]).to_list() == ["z1", "z1"]
    assert contacts["collector"][0] == 0
    assert book.told["calls_not_returned"] == {"agency-a": 1}


@pytest.mark.parametrize(("stated", "whose"), [("agency-a=", ["agency-a", "agency-a"]), ("", ["agency-b", "creditor"])])
def test_a_row_of_a_platform_says_whose_it_is_where_the_file_does_not(
    files: Files, stated: str, whose: list[str]
) -> None:
    rows = ("机构,合同号,呼叫时间", "agency-b,L1,2026-03-02 10:00:00", "agency-z,L1,2026-03-02 11:00:00")
    log = files.write("calls.csv", *rows).partition("=")[2]
    book = read(Asked(NOW, calls=[stated + log], placed=files.placed))
    assert [agency for (agency,) in columns(book, "agency")] == whose


def test_an_agency_cannot_return_contacts_as_those_of_another(files: Files) -> None:
    diary = files.write("a.csv", "机构,合同号,催收时间,催收结果", "agency-b,L1,2026-03-02 10:00:00,接通")
    assert columns(files.read(diary), "agency", "account") == [("agency-a", 0)]


@pytest.mark.parametrize(
    ("target", "event", "day"),
    [
        ("本人", "STOP_REQUESTED", dt.date(2026, 3, 2)),
        ("第三人", "REFUSED_CONTACT", dt.date(2026, 3, 2)),
        ("不明", "STOP_REQUESTED", None),
    ],
)
def test_who_asks_for_no_more_contacts_in_one_is_not_contacted_again(
    files: Files, target: str, event: str, day: dt.date | None
) -> None:
    book = files.read(files.write("a.csv", CON, line(target=target, result="要求停止联系")))
    (part,) = book.parts()
    assert part.events.select("event", "debtor", "day").rows() == [(event, 0, day)]
    assert part.contacts["result"].to_list() == ["STOP_REQUESTED"]


def test_the_creditor_has_a_log_of_its_own(files: Files) -> None:
    own = files.write("own.csv", "合同号,时间,渠道,对象,结果", "L2,2026-03-02 20:00,短信,本人,已回复").partition("=")[2]
    book = read(Asked(NOW, own=[own], placed=files.placed))
    assert columns(book, "agency", "account", "channel", "result") == [("creditor", 1, "SMS", "ANSWERED")]


@pytest.mark.parametrize("header", ["联系日期,联系时间", "日期,时间", "Contact date,Time"])
def test_a_day_and_a_time_in_two_columns_are_one_moment(files: Files, header: str) -> None:
    rows = ("2026/3/2,9:05", "2026-03-03 00:00:00,1899-12-31 20:30:00", "2026-03-04,")
    book = files.read(
        files.write("a.csv", f"合同号,{header},方式,对象,结果", *(f"L2,{row},短信,本人,已回复" for row in rows))
    )
    stamps = [
        f"{at}" if at is None else f"{dt.datetime.fromtimestamp(at, dt.UTC):%d %H:%M}" for (at,) in columns(book, "at")
    ]
    assert stamps == ["02 01:05", "03 12:30", "None"]
    assert [clock for (clock,) in columns(book, "clock")] == ["ASSUMED", "ASSUMED", "DAY_ONLY"]


@pytest.mark.parametrize(("order", "days"), [('"month-first"', "1004"), ('"day-first"', "0410"), (None, None)])
def test_what_comes_first_in_a_day_says_the_file_of_codes(files: Files, order: str | None, days: str | None) -> None:
    codes = files.folder / "codes.toml"
    codes.write_text(f"version = 1\n{'' if order is None else f'dates = {order}'}", encoding="utf-8")
    book = files.read(files.write("a.csv", CON, line("10/04/2026 9:15 PM"), line("10/04/2026")), codes=codes)
    found = dict(columns(book, "clock", "day"))
    assert found.get("ASSUMED") == found.get("DAY_ONLY")
    assert [day and f"{day:%m%d}" for day in {*found.values()}] == [days]


def test_a_midnight_without_an_offset_is_a_day_alone(files: Files) -> None:
    stated = ("2026-03-02 00:00:00", "2026-03-02 00:00", "2026-03-02T00:00:00+08:00", "2026-03-02 00:00:01")
    book = files.read(files.write("a.csv", CON, *(line(at, id=str(place)) for place, at in enumerate(stated))))
    found = dict(columns(book, "row", "clock"))
    assert [found[row] for row in range(2, 6)] == ["DAY_ONLY", "DAY_ONLY", "STATED", "ASSUMED"]


def test_what_a_file_does_not_say_is_told_by_column(files: Files) -> None:
    rows = ("L2,2026-03-02 10:00,电话,本人", "L2,2026-03-02 11:00,电波,本人")
    book = files.read(files.write("a.csv", "合同号,时间,方式,对象", *rows))
    assert told(book)["not_known"] == {"channel": 1, "direction": 2, "mode": 2, "result": 2}


def test_two_headers_of_one_field_are_told_of_their_file(files: Files) -> None:
    log = files.write("own.csv", "合同号,时间,对象,被叫身份", "L2,2026-03-02 10:00,本人,本人").partition("=")[2]
    with pytest.raises(InputError, match=r"^own\.csv: two columns claim one field"):
        read(Asked(NOW, own=[log]))


def test_of_a_number_that_nobody_knows_nobody_says_that_its_account_was_never_placed(files: Files) -> None:
    log = files.write("calls.csv", CALLS, "1,0201,13800000002,2026-03-02 10:00:00,,2026-03-02 10:00:30,z1,,")
    book = files.read(calls=[log])
    (only,) = book.parts()
    assert only.nameless.to_list() == only.contacts["account"].to_list()


def test_events_are_told_by_states_complaints_and_contacts(files: Files) -> None:
    header = f"记录类型,{CON},案件状态,发生日期"
    book = files.read(
        files.write(
            "a.csv",
            header,
            f"STA,{ONE},,,,,,,,,,,死亡,2026-03-03",
            f"STA,{ONE},,,,,,,,,,,在催,2026-03-03",
            f"STA,{ONE},,,,,,,,,,,停止联系,2026-03-03 09:00",
            f"CMP,{ONE},,,,,,,,,,,,2026-03-04",
            f"CON,{line(target='第三人', result='拒绝还款')},,",
            f"CON,{line('2026-03-05', result='争议')},,",
        )
    )
    events = pl.concat([part.events for part in book.parts()]).sort("row")
    assert events.select("event", "debtor", "account", "day", "row").rows() == [
        ("DECEASED", 0, None, dt.date(2026, 3, 3), 2), ("STOP_REQUESTED", 0, 0, dt.date(2026, 3, 3), 4),
        ("COMPLAINED", 0, 0, dt.date(2026, 3, 4), 5), ("REFUSED_CONTACT", 0, None, dt.date(2026, 3, 2), 6),
        ("DISPUTED", 0, 0, dt.date(2026, 3, 5), 7),
    ]  # fmt: skip
    assert events["at"].is_not_null().to_list() == [False, True, False, True, False]


def _tokens(opened: Keys, agency: str, kind: str, *values: str) -> list[str]:
    return opened.ring.contexts(agency)[0].make(kind, pl.Series(values)).to_list()


def test_tokens_without_a_record_of_placements_open_by_the_keyring(files: Files, opened: Keys) -> None:
    files.placed = []
    (a, mobile), (b, mobile_of_b) = (
        (_tokens(opened, agency, "account", "L7")[0], _tokens(opened, agency, "phone", "+8613800000001")[0])
        for agency in ("agency-a", "agency-b")
    )
    assert len({a, b, mobile, mobile_of_b}) == 4
    one = files.write("a.csv", f"{CON},号码令牌", f"{line(token=a)},{mobile}", f"{line(token=b)},")
    two = files.write(
        "b.csv", f"{CON},号码令牌", f"{line(token=b)},{mobile_of_b}", f"{line('2026-03-03', token='L7')},13800000001"
    )
    contacts = whole(files.read(one, two, keys=lambda: opened)).sort("file", "row")
    assert contacts["account"].to_list() == [0, 1, 0, 0]  # of another agency it is a stranger's
    assert contacts["number"].to_list() == [0, None, 0, 0]
    strange = whole(files.read(one, two)).sort("file", "row")
    assert strange["account"].to_list() == [0, 1, 1, 2]


@pytest.mark.parametrize("name", ["a.csv", "agency-a.CON.csv"])
def test_a_diary_says_whom_and_when_and_perhaps_no_more(files: Files, name: str) -> None:
    book = files.read(
        files.write(name, "案件编号,催收时间,联系对象,通话时长,催记", f"{ONE},2026-03-02 10:00,本人,61,好")
    )
    assert columns(book, "account", "target", "talk", "channel", "result") == [(0, "DEBTOR", 61, None, None)]


@pytest.mark.parametrize("region", ["US", None])
def test_numbers_of_countries_without_rules_are_their_digits(files: Files, region: str | None) -> None:
    accounts = files.folder / "accounts.csv"
    accounts.write_text("合同号,手机\nL1,(415) 555-0100\nL2,138****0002\n", encoding="utf-8")
    rows = ("1,0201,415-555-0100,2026-03-02 10:00:00,,,z,,", "2,0201,138****0002,2026-03-02 10:00:00,,,z,,")
    log = files.write("calls.csv", CALLS, *rows, "3,0201,,2026-03-02 10:00:00,,,z,,").partition("=")[2]
    book = read(Asked(NOW, calls=[log], placed=files.placed, accounts=[Input(accounts)], region=region))
    assert columns(book, "account", "target") == [(0, "DEBTOR")]
    assert told(book)["without_account"] == 2


def test_whether_somebody_answered(files: Files) -> None:
    cells = ("是,", "未接通,", "也许,", "-,2026-03-02 10:00:05", "-,0000-00-00 00:00:00", ",soon", ",")
    lines = [f"L1,2026-03-02 1{n}:00:00,{cell}" for n, cell in enumerate(cells)]
    log = files.write("calls.csv", "合同号,呼叫时间,是否接通,接通时间", *lines).partition("=")[2]
    book = files.read(calls=[log])
    known = ["ANSWERED", "UNANSWERED", "UNANSWERED", "ANSWERED", "UNANSWERED", None, "UNANSWERED"]
    assert whole(book)["result"].to_list() == known
    assert told(book)["cells_unreadable"] == {"answered": 1, "answered_at": 1}
    log = files.write("flags.csv", "合同号,呼叫时间,是否接通", "L1,2026-03-02 10:00:00,也许").partition("=")[2]
    assert columns(files.read(calls=[log]), "result") == [(None,)]


def test_a_state_that_nobody_knows_is_counted(files: Files) -> None:
    head = f"记录类型,{CON},案件状态,发生日期"
    states = [f"STA,{ONE},,,,,,,,,,,{state},2026-03-03" for state in ("别再打了", "在催", "-", "死亡")]
    book = files.read(files.write("a.csv", head, f"CON,{line()},,", *states))
    assert told(book)["words_unknown"] == {"status": 1}
    assert next(book.parts()).events["event"].to_list() == ["DECEASED"]


def test_a_file_once_and_a_zone_of_somebody_who_has_files(files: Files) -> None:
    returned = files.write("a.csv", CON, line())
    path = returned.partition("=")[2]
    for more in ({"own": [path]}, {"calls": [path]}):
        with pytest.raises(UsageError, match="one file twice"):
            files.read(returned, **more)
    with pytest.raises(UsageError, match=r"no contacts of 'agency-aa' \(did you mean 'agency-a'"):
        files.read(returned, zones={"agency-aa": "America/New_York"})
