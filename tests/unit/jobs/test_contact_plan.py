"""Contacts planned for whole files: who is planned, by which day, and what packages get of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import UsageError
from collectkit.files import Input, Output
from collectkit.jobs.conduct import rules
from collectkit.jobs.contacts.plan import ContactPlan, Logs, begin
from collectkit.jobs.contacts.planned_table import PlannedTable
from collectkit.jobs.reading import open_table
from collectkit.jobs.segment import segment
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.settings import Settings, Workspace

AS_OF = date(2026, 10, 31)
ACCOUNTS = """合同号,客户号,省份,逾期天数,禁呼
LN-1,C-1,广东,5,否
LN-2,C-1,广东,5,否
LN-3,C-2,广东,5,否
LN-4,C-3,广东,5,是
"""
HEADER = "record,token,contact_id,at,direction,channel,mode,target,result,talk_seconds\n"
CALL = "CON,{},{},2026-10-31 {}:00,OUT,CALL,INTERACTIVE,DEBTOR,ANSWERED,60\n"


def stored(folder: Path, **logs: Sequence[tuple[str, str]]) -> list[str]:
    """Put accounts and logs into *folder*: agency -> account and time of each call; return ``AGENCY=FILE`` of each."""
    (folder / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    for agency, calls in logs.items():
        lines = (CALL.format(account, number, at) for number, (account, at) in enumerate(calls))
        (folder / f"{agency}.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    return [f"{agency}={folder / agency}.csv" for agency in logs]


def contact_plan(folder: Path, logs: Logs | Sequence[str], **more: Any) -> ContactPlan:
    return ContactPlan(
        accounts=Input(folder / "accounts.csv"),
        logs=logs if isinstance(logs, Logs) else Logs(logs),
        chosen=rules.read(["cn", "records"], Workspace()),
        settings=Settings(),
        **more,
    )


def test_a_debtors_calls_count_over_accounts_and_agencies_and_who_was_never_called_is_planned(tmp_path: Path) -> None:
    contacts = stored(tmp_path, a=[("LN-1", "09:00")], b=[("LN-2", "10:00"), ("LN-99", "11:00")])
    target = Output(tmp_path / "out.csv")
    plan = contact_plan(tmp_path, contacts)
    report = segment.run(Input(tmp_path / "accounts.csv"), target, Segmentation(AS_OF, anchor="given", extras=[plan]))

    out = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    assert out.select("account_id", "contacts_left", "next_contact_at", "contact_stopped").rows() == [
        ("LN-1", "1", "2026-10-31T08:00:00+08:00", None),
        ("LN-2", "1", "2026-10-31T08:00:00+08:00", None),
        ("LN-3", "3", "2026-10-31T08:00:00+08:00", None),
        ("LN-4", "0", None, "STOP_REQUESTED"),
    ]
    told = report.as_dict()["contacts"]
    assert told["may_be_called"] == {"today": 3, "stopped": 1}
    assert told["stopped"] == {"STOP_REQUESTED": 1}
    assert told["begins"] == "2026-10-31"
    assert told["strangers"] == 1
    assert [each["contacts"] for each in told["files"]] == [1, 2]
    assert "rec-future" not in told["rules"]


def test_calls_of_a_platform_and_the_creditors_own_contacts_count_too(tmp_path: Path) -> None:
    contacts = stored(tmp_path, a=[("LN-1", "09:00")])
    (tmp_path / "calls.csv").write_text(
        "合同号,呼叫时间,接通时间,结束时间\nLN-2,2026-10-31 10:00,2026-10-31 10:01,2026-10-31 10:02\n"
    )
    (tmp_path / "own.csv").write_text("合同号,时间,渠道,对象,结果,通话时长\nLN-2,2026-10-31 11:00,电话,本人,可联,\n")
    (tmp_path / "codes.toml").write_text('version = 1\n[words.result]\n"可联" = "UNANSWERED"\n')
    calls, own, codes = [f"b={tmp_path}/calls.csv"], [f"{tmp_path}/own.csv"], tmp_path / "codes.toml"
    every = (Logs(contacts), Logs(contacts, calls), Logs(contacts, calls, own), Logs((), (), own, codes))
    left = [contact_plan(tmp_path, logs).made(AS_OF).accounts["contacts_left"][0] for logs in every]
    assert left == [2, 1, 0, 3]


def test_the_creditors_own_calls_count_too(tmp_path: Path, placed: Path) -> None:
    contacts = stored(tmp_path, a=[("LN-1", "09:00")])
    log = "合同号,时间,渠道,方向,联系性质,对象,结果,通话时长\nLN-2,2026-10-31 {}:00,电话,呼出,互动,本人,接通,60\n"
    (tmp_path / "own.csv").write_text(log.format("10:00"), encoding="utf-8")
    for more in ({}, {"placed": [placed]}):
        made = contact_plan(tmp_path, [*contacts, f"creditor={tmp_path / 'own.csv'}"], **more).made(AS_OF)
        assert made.accounts["contacts_left"].to_list() == [1, 1, 3, 0]
    assert made.read["strangers"] == 0


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """Return a record of what was placed with agency a."""
    path = tmp_path / "placed.parquet"
    cells = {
        "agency": "a",
        "account_token": "T1",
        "account_id": "LN-1",
        "currency": "CNY",
        "bucket": "M1",
        "batch": "b",
    }
    pl.DataFrame({**cells, "placed_on": AS_OF, "recall_on": AS_OF}).write_parquet(path)
    return path


def test_a_plan_begins_on_the_day_of_the_accounts_unless_another_moment_is_named(tmp_path: Path) -> None:
    contacts = stored(tmp_path, a=[("LN-3", at) for at in ("09:00", "10:00", "11:00")])
    later = contact_plan(tmp_path, contacts, now=date(2026, 11, 1)).made(AS_OF)
    assert later.accounts["contacts_left"].to_list() == [3, 3, 3, 0]
    assert contact_plan(tmp_path, contacts).made(AS_OF).accounts["contacts_left"].to_list() == [3, 3, 0, 0]
    with pytest.raises(UsageError, match="--now is needed"):
        contact_plan(tmp_path, contacts).made()


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        ("2026-11-01T06:30Z", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
        ("2026-11-01 14:30", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
    ],
)
def test_moments(stated: str, found: date) -> None:
    assert begin(stated, Settings()) == found


@pytest.mark.parametrize("stated", ["noon", "2026-13-01", "2026-11-01T25:00", ""])
def test_what_is_no_moment_is_refused(stated: str) -> None:
    with pytest.raises(UsageError, match="--now: no such moment"):
        begin(stated, Settings())


def test_a_pipe_is_refused() -> None:
    with pytest.raises(UsageError, match="reads the accounts twice"):
        ContactPlan(Input(None), Logs(), rules.read(["cn"], Workspace()), Settings())


def test_a_newer_plan_stands_instead_of_the_one_in_the_file(tmp_path: Path) -> None:
    contacts = stored(tmp_path, a=[("LN-3", "09:00")])
    plan = contact_plan(tmp_path, contacts).made(AS_OF).accounts
    (tmp_path / "old.csv").write_text("合同号,contacts_left,姓名\nLN-3,9,张三\nLN-98,9,李四\n", encoding="utf-8")
    with open_table(Input(tmp_path / "old.csv")) as opened:
        table = PlannedTable.of(opened, plan)
        assert [column.header for column in table.headers.columns][1:4] == ["contacts_left", "姓名", "next_contact_at"]
        table.select([1, 3])
        (chunk,) = table.source.chunks()
        frame = table.read(chunk)[0].frame
    assert frame.select("1", "3").rows() == [("2", "2026-10-31T08:00:00+08:00"), (None, None)]
