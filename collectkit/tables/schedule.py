"""The schedule of instalments: what each account was to pay, and when."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field, field
from collectkit.tables.headers import words

_ACCOUNT = ACCOUNTS["account_id"]

_FIELDS: tuple[Field, ...] = (
    field("text", "account_id", " ".join(_ACCOUNT.zh), ", ".join((*_ACCOUNT.en, "account")), "account", needed=True),
    field("int", "no", "期次 期数 期号 期序 还款期次 还款期数 分期期次 当前期数",
          "No, instalment no, installment no, instalment number, installment number, instalment, installment, term, "
          "period, seq, sequence"),
    field("date", "due_on", "应还日期 应还日 应还款日 应还款日期 到期日 到期日期 还款日期 还款日 计划还款日 "
          "计划还款日期 到期还款日",
          "Due on, due date, due, instalment due date, installment due date, payment due date, repayment date",
          needed=True),
    field("money", "amount", "应还金额 应还总额 应还款额 应还本息 应还合计 期供 期供金额 每期应还 每期还款额 金额",
          "Amount due, amount, total due, payment due, instalment amount, installment amount, emi"),
    field("money", "principal", "应还本金 计划本金 本金", "Principal due, principal"),
    field("money", "interest", "应还利息 计划利息 利息", "Interest due, interest"),
    field("money", "fee", "应还费用 应还手续费 应还服务费 手续费 服务费 费用", "Fee due, fees due, fee, fees"),
    field("text", "currency", "币种 货币 币别", "Currency, ccy, currency code"),
)  # fmt: skip

SCHEDULE: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the schedule, by name."""

OF_SCHEDULE = words(SCHEDULE)
"""The headers of schedules."""

PARTS = ("principal", "interest", "fee")
"""What an amount due is made of, in a schedule that does not say it whole."""
