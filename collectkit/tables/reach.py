"""The columns by which a debtor is reached."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

Means: TypeAlias = Literal["phone", "email", "address"]

REACH: Mapping[Means, tuple[str, ...]] = MappingProxyType(
    {
        "phone": ("mobile", "phone_other", "phone_registered", "phone_home", "landline"),
        "email": ("email",),
        "address": (
            *("address_home", "address_living", "address_id", "address_bill", "address_mail", "address_other"),
            *("address_document", "address_visit"),
        ),
    }
)
"""Where the debtor is reached. Not at work, and not through other persons: they would learn of the debt."""
