"""Past liquidation, a row an agency and bucket (and hand): what was placed, and what of it was recovered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.field import Field, field
from collectkit.tables.headers import words

_FIELDS: tuple[Field, ...] = (
    field("text", "agency", "催收机构 机构 委外机构 机构编号", "Agency, agency id", needed=True),
    field("text", "bucket", "账龄 委案账龄 逾期阶段", "Bucket, bucket at placement", needed=True),
    field("text", "hand", "手别 手次 委案手别", "Hand, placement number"),
    field("money", "placed", "委案金额 委案总额 委托金额", "Placed, placed amount, amount placed", needed=True),
    field("money", "recovered", "回收金额 回款金额 还款金额",
          "Recovered, recovered amount, amount recovered, collected", needed=True),
)  # fmt: skip

LIQUIDATION: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the table, by name."""

OF_LIQUIDATION = words(LIQUIDATION)
"""The headers of such a file."""
