"""The creditor's bank statement: what agencies remit, and what it pays them, among everything else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.field import Field, field
from collectkit.tables.headers import words

_FIELDS: tuple[Field, ...] = (
    field("text", "reference", "银行流水号 流水号 交易流水号 交易参考号 凭证号 业务编号",
          "Bank reference, reference, reference no, transaction id, transaction reference, txn id", needed=True),
    field("date", "day", "交易日期 入账日期 记账日期 交易日 日期 到账日期",
          "Date, transaction date, booking date, posting date, value date", needed=True),
    field("money", "amount", "金额 交易金额 发生额", "Amount, transaction amount"),
    field("money", "credit", "收入金额 贷方发生额 贷方金额 收入 转入金额", "Credit, credit amount, money in, paid in"),
    field("money", "debit", "支出金额 借方发生额 借方金额 支出 转出金额", "Debit, debit amount, money out, paid out"),
    field("text", "direction", "借贷标志 借贷方向 收支标志 收支方向 借贷", "Direction, debit/credit, dr/cr, sign"),
    field("text", "currency", "币种 货币 币别", "Currency, ccy, currency code"),
    field("text", "payer", "对方户名 付款人 付款人名称 对方名称 付款方 付款方户名 汇款人 对方单位",
          "Payer, counterparty, counterparty name, payer name, remitter, paid by", None, "free", needed=True),
    field("text", "summary", "摘要 附言 用途 备注 说明", "Summary, description, remark, details", None, "free"),
)  # fmt: skip

BANK: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of a bank statement, by name. It must have an amount, or a column of credits."""

OF_BANK = words(BANK)
"""The headers of bank statements."""

DIRECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "IN": ("IN", "CREDIT", "CR", "C", "贷", "收", "收入", "贷方", "转入"),
        "OUT": ("OUT", "DEBIT", "DR", "D", "借", "支", "支出", "借方", "转出"),
    }
)
"""Which way money went, as banks write it from the account holder's side; blank: as the sign of the amount says."""
