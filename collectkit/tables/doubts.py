"""Headers of portfolios that may mean several fields: some are refused, others not taken. A person must say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

AMBIGUOUS: Mapping[str, tuple[str, ...]] = MappingProxyType({"account": ("account_id", "bank_card")})
"""Headers that mean two fields so often that a guess would be wrong."""

DOUBTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("首次逾期日", "首次逾期日期", "firstoverduedate"), ("oldest_unpaid_due",)),
        **dict.fromkeys(("余额", "balance", "outstanding"), ("principal_outstanding", "payoff_total")),
        **dict.fromkeys(("金额", "amount"), ("overdue_total", "placement_amount", "original_principal")),
        **dict.fromkeys(("本金", "principal"), ("principal_outstanding", "original_principal", "overdue_principal")),
        **dict.fromkeys(("利率", "日利率", "月利率", "月息", "rate"), ("annual_rate",)),
        **dict.fromkeys(("还款日", "还款日期"), ("due_date", "last_paid_on")),
    }
)
"""Headers that may mean a field but are not taken for it: a first overdue day may lie before a cure."""
