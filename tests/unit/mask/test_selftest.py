"""The self-test: a sample of what was made is opened again; what does not come back, or not only here, is told."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.errors import TokenError
from collectkit.mask.selftest import self_test
from tests.unit.mask.given import THEIRS, Table, bound

PEOPLE: Table = {
    "手机": ["13800138000", "none", None],
    "银行卡号": ["4111111111111111", "4111111111111112", None],
    "身份证号": ["110105184912310020", "", "00000018000101000x"],
}
RULES = {"mobile": "token", "bank_card": "fpe valid = true", "card": "fpe from = 'bank_card'", "id_number": "fpe"}
plan, frame = bound(RULES, PEOPLE)
made, _ = plan.apply(frame)


def test_what_comes_back_passes() -> None:
    self_test(plan, frame, made)
    self_test(plan, frame.head(0), made.head(0))
    blank = frame.select(pl.lit(None, pl.String).alias(name) for name in frame.columns)
    self_test(plan, blank, plan.apply(blank)[0])


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("mobile", "P03KSSBANA2QRS0QWYGE", "tokens of column mobile do not open to their values"),
        ("bank_card", "5427811440787116", "numbers of column bank_card do not open to their values"),
        ("bank_card", "4111111111111111", "numbers of column bank_card do not open to their values"),
        ("card", "9999999999999999", "numbers of column card do not open to their values"),
        ("id_number", "110105184912310020", "numbers of column id_number do not open to their values"),
        ("id_number", "00873838978137071X", "numbers of column id_number do not open to their values"),
    ],
)
def test_what_does_not_come_back_is_told(name: str, cell: str, said: str) -> None:
    wrong = made.with_columns(made[name].scatter(0, cell))

    with pytest.raises(TokenError, match=said):
        self_test(plan, frame, wrong)


def test_what_another_recipient_opens_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    only, cells = bound({"bank_card": "fpe"}, PEOPLE, THEIRS)
    monkeypatch.setattr(type(THEIRS), "stranger", lambda ours: ours)

    with pytest.raises(TokenError, match="numbers of column bank_card open for another recipient"):
        self_test(only, cells, only.apply(cells)[0])
