"""The returns of an agency: what it reports of payments, one record a line (the PAY family), and trailers.

A trailer (`record` TRL) says in `rows` how many payment records its file has, and in the amount column what their
amounts sum up to as they stand, reversals included. One whose `family` is another than PAY counts other records.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field, field
from collectkit.tables.headers import words

_ACCOUNT = ACCOUNTS["account_id"]
"""A worklist has the token under the account number's own heading, and so may its returns."""

_FIELDS: tuple[Field, ...] = (
    field("text", "record", "记录类型 记录类别 记录种类", "Record, record type, record family"),
    field("text", "token", " ".join(("案件令牌", "令牌", "账户令牌", "案件标识", "合同号令牌", *_ACCOUNT.zh)),
          ", ".join(("Token", "account token", "case token", "account number token", *_ACCOUNT.en)),
          "account", needed=True),
    field("text", "payment_id",
          "还款流水号 流水号 交易流水号 支付流水号 付款流水号 回款流水号 还款编号 付款编号 回款编号 交易号 交易编号",
          "Payment ID, payment no, payment number, payment reference, transaction id, transaction no, txn id, txn no",
          needed=True),
    field("text", "type", "类型 交易类型 还款类型 回款类型 业务类型", "Type, payment type, transaction type, txn type"),
    field("money", "amount",
          "还款金额 金额 回款金额 收款金额 实收金额 实还金额 付款金额 支付金额 交易金额 到账金额 还款总额",
          "Amount, payment amount, amount paid, paid amount, amount collected, collected amount", needed=True),
    field("text", "currency", "币种 货币 币别", "Currency, ccy, currency code"),
    field("date", "value_date", "还款日期 还款日 回款日期 回款日 收款日期 实还日期 付款日期 支付日期 交易日期 到账日期 "
          "还款时间 回款时间 收款时间 付款时间 支付时间 交易时间 到账时间",
          "Value date, payment date, paid on, date paid, transaction date, txn date, date", needed=True),
    field("text", "received_by", "收款方 收款人 收款主体 收款机构 入账方", "Received by, payee, paid to, collected by"),
    field("text", "reverses", "原流水号 原还款流水号 冲正流水号 被冲正流水号 原交易流水号 原支付流水号",
          "Reverses, reversed payment id, original payment id, reversed payment, original payment"),
    field("money", "fee_claimed", "佣金 佣金金额 应收佣金 服务费 服务费金额 手续费",
          "Fee claimed, fee, commission, commission claimed, commission amount"),
    field("text", "family", "合计类型 合计对象 所合计类型", "Family, records counted, total of"),
    field("int", "rows", "笔数 行数 记录数 总笔数", "Rows, row count, count, records"),
)  # fmt: skip

RETURNS: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the payments that agencies return, by name."""

OF_RETURNS = words(RETURNS)
"""The headers of return files."""

RECORDS = ("PAY", "ACK", "CON", "PTP", "STA", "PLN", "CMP", "OBJ", "CLS", "INV", "DEL", "TRL")
"""The families of records that an agency returns; only payments and trailers concern the money."""

TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PAYMENT": ("PAYMENT", "PAY", "P", "REPAYMENT", "还款", "回款", "付款", "收款", "支付"),
        "REVERSAL": (
            "REVERSAL",
            "REVERSED",
            "REV",
            "R",
            "冲正",
            "还款冲正",
            "撤销",
            "还款撤销",
            "退回",
            "冲销",
            "冲账",
            "抹账",
        ),
    }
)
"""Type of a payment record -> how it is written; blank is a payment."""

RECEIVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AGENCY": ("AGENCY", "COLLECTOR", "机构", "催收机构", "委外机构", "受托方", "代收"),
        "CREDITOR": ("CREDITOR", "LENDER", "BANK", "委托方", "债权人", "银行", "甲方", "直接还款"),
    }
)
"""Who received the money -> how it is written; blank is the agency."""
