"""What is read of a batch of cells, and what speaks against placing an account that no register knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from collectkit.placement import past, permits
from collectkit.placement.agencies import Terms
from collectkit.placement.eligibility import THIN, Reader
from collectkit.placement.reasons import CODE, NONE, REASONS
from collectkit.placement.requirements import lacking, waiting
from collectkit.placement.standing import STANDING
from collectkit.tables.headers import match
from tests.unit.placement.rules import AS_OF, accounts, agencies, agency

FINE = {"合同号": "LN-1", "逾期金额（元）": "1000"}


def read(cells: Mapping[str, str | None], **terms: object) -> dict[str, Any]:
    """Return the thin account that one row makes."""
    columns = {column.field: column for column in match([*cells]).columns if column.field}
    frame = pl.DataFrame({str(place): [cell] for place, cell in enumerate(cells.values())}).cast(pl.String)
    found = Reader(columns, Terms.model_validate(terms), date(2026, 10, 31)).read(frame)
    assert found.schema == THIN
    roster = permits.roster(agencies(agency("agency-a")), AS_OF)
    return past.applied(found, pl.DataFrame(schema=dict(STANDING)), roster).thin.row(0, named=True)


def against(cells: Mapping[str, str | None], **terms: object) -> tuple[str | None, str | None]:
    """Return the reason against one row, and the one against its debtor."""
    found, names = read(cells, **terms), [*REASONS, None]
    return names[found["own"]], names[found["person"]]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, None),
        ({"合同号": "-"}, "no_account_number"),
        ({"争议": "是"}, "disputed"),
        ({"争议": "否"}, None),
        ({"争议": "perhaps"}, "disputed"),
        ({"欺诈": "1"}, "fraud"),
        ({"诉讼": "Y"}, "litigation"),
        ({"产品": "信用卡"}, "product_excluded"),
        ({"产品类型": " 信用卡"}, "product_excluded"),
        ({"币种": "USD"}, "other_currency"),
        ({"币种": "人民币"}, None),
        ({"逾期金额（元）": None}, "amount_missing"),
        ({"逾期金额（元）": "much"}, "amount_missing"),
        ({"逾期金额（元）": "1000000000000"}, "amount_missing"),
        ({"逾期金额（元）": "0"}, "nothing_due"),
        ({"逾期金额（元）": "-5"}, "nothing_due"),
        ({"逾期金额（元）": "99.99"}, "below_floor"),
        ({"逾期金额（元）": "100"}, None),
        ({"催收机构": "agency-a", "预计退案日": "2026-11-01"}, "already_placed"),
        ({"催收机构": "agency-a", "预计退案日": "2026-10-31"}, None),
        ({"催收机构": "", "预计退案日": "2026-11-01"}, None),
        ({"催收机构": "agency-a"}, None),
    ],
)
def test_what_speaks_against_an_account(more: dict[str, str | None], reason: str | None) -> None:
    assert against(FINE | more, exclude_products=("信用卡",), floor_minor=10_000) == (reason, None)


GOOD_ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("terms", "more", "reason"),
    [
        ({}, {"contract_ref": None, "放款日期": None, "证件号码": "1", "手机号": None}, None),
        ({"require_disbursement": True}, {"放款日期": "2026-10-31"}, None),
        ({"require_disbursement": True}, {"放款日期": "2026-11-01"}, "claim_unverified"),
        ({"require_disbursement": True}, {"放款日期": "-"}, "claim_unverified"),
        ({"require_disbursement": True}, {"放款日期": "soon"}, "claim_unverified"),
        ({"require_contract": True}, {"contract_ref": "C-1"}, None),
        ({"require_contract": True}, {"contract_ref": "-"}, "claim_unverified"),
        ({"require_contract": True, "require_disbursement": True}, {"contract_ref": "C", "放款日期": None},
         "claim_unverified"),
        ({"require_identity": True}, {"证件号码": GOOD_ID}, None),
        ({"require_identity": True}, {"证件号码": "110105194912310021"}, "identity_damaged"),
        ({"require_identity": True}, {"证件号码": "1101051949****002X"}, "identity_damaged"),
        ({"require_identity": True}, {"证件号码": None}, "identity_damaged"),
        ({"require_contact": ["phone"]}, {"手机号": "13800138000"}, None),
        ({"require_contact": ["phone"]}, {"手机号": "138****8000"}, "no_contact"),
        ({"require_contact": ["phone"]}, {"手机号": None, "邮箱": "a@example.com"}, "no_contact"),
        ({"require_contact": ["phone", "email"]}, {"手机号": None, "邮箱": "a@example.com"}, None),
        ({"require_contact": ["address"]}, {"家庭地址": "不详"}, "no_contact"),
        ({"require_contact": ["address"]}, {"家庭地址": "某路一号"}, None),
        ({"expected_recovery": {"*": "10%"}, "cost_per_account_minor": 10_000}, {}, None),
        ({"expected_recovery": {"*": "10%"}, "cost_per_account_minor": 10_001}, {}, "uneconomic"),
        ({"expected_recovery": {"*": "10%"}, "cost_per_account_minor": 1, "min_expected_minor": 10_000}, {},
         "uneconomic"),
        ({"expected_recovery": {"*": "1%", "M1": "10%"}, "cost_per_account_minor": 10_000}, {"账龄": "M1"}, None),
        ({"expected_recovery": {"*": "1%", "M1": "10%"}, "cost_per_account_minor": 10_000}, {"账龄": "M2"},
         "uneconomic"),
        ({"expected_recovery": {"*": "1%", "M1": "10%"}, "cost_per_account_minor": 10_000}, {"账龄": None},
         "uneconomic"),
    ],
)  # fmt: skip
def test_what_the_terms_ask_for(terms: dict[str, Any], more: dict[str, str | None], reason: str | None) -> None:
    assert against(FINE | more, **terms) == (reason, None)


@pytest.mark.parametrize(
    ("terms", "line", "reason"),
    [
        ({}, {"recalled_on": date(2026, 10, 31), "days": 0}, None),
        ({"cooling_off_days": 30}, {}, None),
        ({"cooling_off_days": 30}, {"recalled_on": date(2026, 10, 2)}, "cooling_off"),
        ({"cooling_off_days": 30}, {"recalled_on": date(2026, 10, 1)}, None),
        ({"cooling_off_days": 30}, {"recalled_on": date(2026, 10, 2), "running": True}, None),
        ({"cooling_off_days": 1}, {"recalled_on": date(2026, 10, 31)}, "cooling_off"),
        ({"cooling_off_days": 30}, {"recalled_on": date(2026, 10, 2), "own": CODE["disputed"]}, "disputed"),
        ({"grace_days": 40}, {}, None),
        ({"grace_days": 41}, {}, "tier_grace"),
        ({"grace_days": 1}, {"days": None}, "tier_grace"),
        ({"grace_days": [40, 41]}, {}, None),
        ({"grace_days": [40, 41]}, {"hand": 2}, "tier_grace"),
        ({"grace_days": [40, 41]}, {"hand": 3}, "tier_grace"),
        ({"grace_days": [0, 41]}, {"hand": 1, "days": 0}, None),
    ],
)
def test_what_an_account_waits_for(terms: dict[str, Any], line: dict[str, Any], reason: str | None) -> None:
    found = waiting(accounts(line), Terms.model_validate(terms), date(2026, 10, 31))
    assert found.schema == THIN
    assert [*REASONS, None][found["own"][0]] == reason


def test_a_recall_that_is_over_is_read_of_the_file() -> None:
    assert read(FINE | {"催收机构": "a", "预计退案日": "2026-10-31"})["recalled_on"] == date(2026, 10, 31)
    assert read(FINE | {"催收机构": "a", "预计退案日": "2026-11-01"})["recalled_on"] is None


def test_what_is_asked_for_and_not_there_is_told() -> None:
    terms = Terms(require_identity=True, require_contact=("email",), grace_days=(3,), cooling_off_days=3)
    assert lacking(terms, ["account_id", "email"]) == [
        "placement.require_identity: there is no column of id_number",
        "placement.grace_days: there is no column of days_past_due or days_past_due_given",
    ]
    assert not lacking(terms, ["id_number", "email", "days_past_due_given"])


@pytest.mark.parametrize("flag", [name for name, reason in REASONS.items() if reason.reach == "debtor"])
def test_what_speaks_against_a_debtor(flag: str) -> None:
    assert against(FINE | {flag: "是"}) == (flag, flag)


@pytest.mark.parametrize("more", [{}, {"死亡": "否"}, {"死亡": ""}])
def test_a_name_may_say_that_the_debtor_has_died(more: dict[str, str]) -> None:
    assert against(FINE | more | {"姓名": "张三（已故）"}) == ("deceased", "deceased")
    assert against(FINE | more | {"姓名": "张三"}) == (None, None)


def test_the_first_reason_in_the_order_counts() -> None:
    every = {name: "是" for name in [*REASONS][::-1] if REASONS[name].reach == "debtor"}
    assert against(FINE | every | {"disputed": "是", "逾期金额（元）": ""}) == ("disputed", "complaint")
    assert CODE["disputed"] < CODE["complaint"] < CODE["already_placed"] < CODE["no_capacity"] < NONE


@pytest.mark.parametrize(
    ("cell", "hand"),
    [(None, 1), ("一手", 1), ("首手", 1), ("2", 2), ("第三手", 3), ("3rd", 3), ("２手", 2), ("many", 0), ("0", 0)],
)
def test_the_spellings_of_a_hand(cell: str | None, hand: int) -> None:
    assert read(FINE | {"手别": cell})["hand"] == hand


def test_the_placed_amount_comes_before_the_overdue_total() -> None:
    assert read(FINE | {"委案金额（万元）": "1.2"})["amount"] == 1_200_000
    assert read(FINE | {"委案金额": ""})["amount"] == 100_000
    assert read(FINE | {"委案金额": "some"})["amount"] is None


def test_a_damaged_id_number_joins_nothing() -> None:
    assert read(FINE | {"身份证号": "11010519491231002x"})["identity"] == "11010519491231002X"
    for cell in ("110105194912310021", "110105194912310000", "110105184902310051", "G12345678", "1101051949****002X"):
        assert read(FINE | {"身份证号": cell})["identity"] is None


def test_a_bucket_of_ours_comes_before_the_given_one() -> None:
    assert read(FINE | {"bucket": "M2", "账龄": "M3"})["bucket"] == "M2"
    assert read(FINE | {"账龄": "M3", "逾期天数": "70天"}) | {"bucket": "M3", "days": 70} == read(
        FINE | {"账龄": "M3", "逾期天数": "70天"}
    )
