"""The creditor's ledger: its own record of what was booked on each account, the only truth about money."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field, field
from collectkit.tables.headers import words

_ACCOUNT = ACCOUNTS["account_id"]

_FIELDS: tuple[Field, ...] = (
    field("text", "txn_id", "流水号 交易流水号 还款流水号 流水编号 交易号 交易编号 凭证号",
          "Txn ID, transaction id, txn no, transaction no, transaction number, reference", needed=True),
    field("text", "account_id", " ".join(_ACCOUNT.zh), ", ".join((*_ACCOUNT.en, "account")), "account", needed=True),
    field("date", "posted_on", "入账日期 记账日期 入账日 记账日 过账日期 入账时间 记账时间",
          "Posted on, posting date, booked on, booking date"),
    field("date", "value_date", "还款日期 还款日 交易日期 起息日 实还日期 发生日期 还款时间 交易时间 支付时间 到账时间",
          "Value date, payment date, transaction date, txn date, date", needed=True),
    field("money", "amount", "还款金额 金额 交易金额 实还金额 实还总额 发生额 还款总额",
          "Amount, txn amount, transaction amount", needed=True),
    field("text", "currency", "币种 货币 币别", "Currency, ccy, currency code"),
    field("text", "type", "交易类型 类型 业务类型 流水类型", "Type, txn type, transaction type"),
    field("flag", "reversal", "冲正标志 是否冲正 冲正标识", "Reversal, reversal flag, is reversal"),
    field("text", "reverses", "原流水号 原交易流水号 被冲正流水号 冲正流水号 原流水编号",
          "Reversed txn ID, reverses, reversed transaction, original txn id, original transaction"),
    field("money", "principal", "实还本金 本金", "Principal, principal paid"),
    field("money", "interest", "实还利息 利息", "Interest, interest paid"),
    field("money", "penalty", "实还罚息 罚息", "Penalty, penalty paid"),
    field("money", "fee", "实还费用 费用", "Fee, fee paid, fees"),
    field("text", "channel", "还款方式 还款渠道 渠道", "Channel, payment channel, payment method"),
    field("text", "summary", "摘要 备注 说明", "Summary, remark, description", None, "free"),
)  # fmt: skip

LEDGER: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the ledger, by name."""

OF_LEDGER = words(LEDGER)
"""The headers of ledgers."""

CASH = ("REPAYMENT", "REVERSAL", "REFUND")
"""The types that are money moving. Only they count as collected: a waiver reduces a debt and collects nothing."""

BACK = ("REVERSAL", "REFUND")
"""The types of cash that goes back."""

TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "REPAYMENT": ("REPAYMENT", "PAYMENT", "还款", "回款", "收款", "正常还款"),
        "REVERSAL": ("REVERSAL", "REVERSED", "冲正", "还款冲正", "撤销", "还款撤销", "退回", "冲销", "冲账", "抹账"),
        "REFUND": ("REFUND", "退款"),
        "WAIVER": ("WAIVER", "WAIVED", "减免", "豁免"),
        "INTEREST": ("INTEREST", "计息", "利息"),
        "PENALTY": ("PENALTY", "罚息"),
        "ADJUSTMENT": ("ADJUSTMENT", "调整", "调账"),
        "CHARGE_OFF": ("CHARGE_OFF", "CHARGE-OFF", "CHARGEOFF", "核销"),
        "SALE": ("SALE", "SOLD", "转让", "出售"),
        "FEE": ("FEE", "费用", "手续费"),
    }
)
"""Type of a ledger line -> how it is written. Without a type, the reversal flag tells a reversal from a repayment."""
