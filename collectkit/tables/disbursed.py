"""What was disbursed, a row a month and currency: the true denominators of vintages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.field import Field, field
from collectkit.tables.headers import words

_FIELDS: tuple[Field, ...] = (
    field("text", "cohort", "放款月份 放款月 发放月份 放款年月 月份",
          "Cohort, disbursement month, month of disbursement, month, vintage", needed=True),
    field("text", "currency", "币种 货币 币别", "Currency, ccy, currency code"),
    field("int", "accounts", "放款笔数 放款户数 笔数 户数 案件数", "Accounts, loans, number of loans", needed=True),
    field("money", "original_principal", "放款金额 放款本金 放款总额 发放金额 金额",
          "Original principal, disbursed amount, amount disbursed, principal", needed=True),
)  # fmt: skip

DISBURSED: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the table, by name."""

OF_DISBURSED = words(DISBURSED)
"""The headers of such a file."""
