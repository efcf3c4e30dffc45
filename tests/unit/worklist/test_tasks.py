"""What an agency is told to do with each account: flags come before stages, and stages before buckets."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from collectkit.jobs.worklist.contact_rules import of_country
from collectkit.tables.guided import GUIDED
from collectkit.worklist.tasks import FLAGS, STAGES, THROUGH, Tasks
from collectkit.worklist.words import Language

COLUMNS = {**{flag: flag for flag in FLAGS}, "stage": "stage", "bucket": "bucket_given"}


def told(
    *rows: Mapping[str, object], language: Language = "en", country: str = "CN", columns: Mapping[str, str] = COLUMNS
) -> pl.DataFrame:
    schema = {"account_id": pl.String, **dict.fromkeys(columns.values(), pl.String)}
    frame = pl.DataFrame([{"account_id": "LN-1", **row} for row in rows], schema=schema)
    return Tasks("account_id", columns, "bridge", of_country(country)).of(frame, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_flag_decides_and_nobody_is_called(language: Language) -> None:
    flags = [*FLAGS]
    rows = [dict.fromkeys(flags[place:], "true") | {"stage": "CALL", "bucket_given": "M2"} for place in range(4)]
    found = told(*rows, language=language)
    assert found["what_to_do"].to_list() == [FLAGS[flag][language] for flag in flags]
    none = {"zh": "不联系", "en": "none"}[language]
    assert found.select("contact_hours", "contacts_allowed").rows() == [(none, none)] * 4


def test_flags_that_are_not_set_say_nothing() -> None:
    found = told(dict.fromkeys(FLAGS, "false") | {"stage": "CALL"}, {"stage": "CALL"})
    assert found["what_to_do"].unique().to_list() == [STAGES["CALL"]["en"].format(THROUGH["bridge"]["en"])]
    assert found["contact_hours"].to_list() == ["08:00–22:00"] * 2
    assert found["contacts_allowed"].to_list() == ["3 a day"] * 2


def test_an_unknown_stage_falls_back_to_the_bucket() -> None:
    found = told({"stage": "DANCE", "bucket_given": "M2"}, {"bucket_given": None}, language="zh")
    contact = "经呼叫平台按手机令牌联系债务人"
    assert found["what_to_do"].to_list() == [f"逾期账龄 M2：{contact}", contact]


@pytest.mark.parametrize("stage", ["HOLD", "ROUTED_OUT"])
def test_stages_that_are_quiet_allow_no_call(stage: str) -> None:
    assert told({"stage": stage})["contact_hours"].to_list() == ["none"]


def test_a_country_without_figures_has_no_columns_of_them() -> None:
    assert told({}, country="GB").columns == ["what_to_do", "token_to_say"]
    assert told({}, country="IN").columns == ["what_to_do", "contact_hours", "token_to_say"]
    assert set(told({}, country="CN").columns) == {*GUIDED}


def test_a_worklist_without_flags_stages_or_buckets_says_to_contact() -> None:
    found = told({}, columns={}, country="")
    assert found.rows() == [("Contact the debtor through the call bridge, by the telephone's token", "LN-1")]


PLANNED = {"contacts_left": "left", "next_contact_at": "next"}


@pytest.mark.parametrize(
    ("left", "at", "task"),
    [
        (2, "2026-10-31T12:00:00+08:00", "Call"),
        (None, "2026-10-31T12:00:00+08:00", "Call"),
        (0, "2026-11-01T08:00:00+08:00", "From 2026-11-01 08:00 on: Call"),
        (0, None, "Do not contact the debtor: no rule allows it now"),
        (None, None, "Call"),
    ],
)
def test_a_plan_says_from_when_on_the_debtor_may_be_called(left: int | None, at: str | None, task: str) -> None:
    columns = {"stage": "stage", **PLANNED}
    frame = pl.DataFrame(
        {"account_id": ["LN-1"], "stage": ["CALL"], "left": [left], "next": [at]},
        schema_overrides={"left": pl.Int64, "next": pl.String},
    )
    found = Tasks("account_id", columns, "bridge", of_country("CN")).of(frame, "en")
    call = STAGES["CALL"]["en"].format(THROUGH["bridge"]["en"])
    assert found["what_to_do"].to_list() == [task.replace("Call", call)]
    assert found["contact_hours"].to_list() == ["none" if left == 0 and at is None else "08:00–22:00"]


def test_a_flag_or_a_quiet_stage_comes_before_the_plan() -> None:
    columns = {"disputed": "disputed", "stage": "stage", **PLANNED}
    frame = pl.DataFrame(
        {
            "account_id": ["LN-1", "LN-2"],
            "disputed": ["true", "false"],
            "stage": ["CALL", "HOLD"],
            "left": [0, 0],
            "next": ["2026-11-01T08:00:00+08:00"] * 2,
        }
    )
    found = Tasks("account_id", columns, "bridge", ()).of(frame, "en")
    assert found["what_to_do"].to_list() == [FLAGS["disputed"]["en"], STAGES["HOLD"]["en"]]


def test_hours_of_each_debtor_stand_instead_of_those_of_the_country() -> None:
    frame = pl.DataFrame({"account_id": ["LN-1"], "contact_hours": ["11:00-22:00"]})
    found = Tasks("account_id", {}, "bridge", of_country("CN")).of(frame, "en")
    assert found.columns == ["what_to_do", "contacts_allowed", "token_to_say"]
