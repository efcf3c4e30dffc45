"""What a worklist says of the offers that an agency may make: columns behind those of the accounts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.tables.field import Field, field

_FIELDS: tuple[Field, ...] = (
    field("money", "settlement_least", "最低结清金额", "Settles for at least"),
    field("text", "settlement_authority", "减免权限", "Who may agree to a settlement"),
    field("int", "instalments_most", "最多分期期数", "Instalments at most"),
    field("money", "instalment_first_least", "首期最低金额", "First instalment at least"),
    field("money", "instalment_least", "每期最低金额", "Each instalment at least"),
    field("text", "instalment_authority", "分期权限", "Who may agree to instalments"),
    field("int", "extension_days_most", "最长延期天数", "Extension in days at most"),
    field("text", "extension_authority", "延期权限", "Who may agree to an extension"),
    field("date", "offers_until", "方案有效期至", "Offers hold until"),
    field("text", "offer_rules", "方案规则", "Rules of the offers"),
)

OFFERS: Mapping[str, Field] = MappingProxyType({known.column: known for known in _FIELDS})
"""The columns by name, in order.

- `settlement_least_minor`: the least sum, paid at once, that closes the account.
- `instalments_most`, `instalment_first_least_minor`, `instalment_least_minor`: how many, and how small.
- `extension_days_most`: how far a due date may be moved.
- `..._authority`: ``AGENCY``, which may agree by itself, or ``CREDITOR``, who must be asked. Null where nothing is
  offered.
- `offers_until`: the last day; of several offers the earliest. `offer_rules`: their ids, with spaces between them.
"""

_TYPES = {"money": pl.Int64(), "int": pl.Int64(), "date": pl.Date(), "text": pl.String()}

SCHEMA: Mapping[str, pl.DataType] = MappingProxyType({known.column: _TYPES[known.type] for known in _FIELDS})
"""Their types."""
