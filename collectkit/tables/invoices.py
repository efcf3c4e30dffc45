"""The invoice of an agency: what it asks for, a line a payment. A line in the ledger's favour is below zero."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.field import Field, field
from collectkit.tables.headers import words
from collectkit.tables.returns import RETURNS

_OF_PAYMENT = ("payment_id", "token", "value_date", "amount", "currency")


def _listed(name: str) -> Field:
    """Return a field of the payments that agencies report, which no invoice must have."""
    known = RETURNS[name]
    return field(known.type, name, " ".join(known.zh), ", ".join(known.en), known.kind)


_FIELDS: tuple[Field, ...] = (
    *(_listed(name) for name in _OF_PAYMENT),
    field("money", "base", "计佣金额 计佣基数 佣金基数 计费基数 计费金额 计佣本金",
          "Commission base, base, fee base, base amount, amount for commission"),
    field("rate", "rate", "费率 佣金费率 佣金比例 佣金率 佣金点数 结佣比例", "Rate, commission rate, fee rate"),
    field("money", "fee", "佣金 佣金金额 应付佣金 应收佣金 请款佣金 请款金额 结算佣金 服务费 服务费金额 手续费",
          "Fee, commission, commission amount, fee amount, commission due, fee invoiced, fee claimed", needed=True),
)  # fmt: skip

INVOICES: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of an invoice's lines, by name."""

OF_INVOICES = words(INVOICES)
"""The headers of invoices."""
