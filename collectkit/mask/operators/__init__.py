"""The registry of operators: what a policy may do to a column."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.mask.operator import Operator
from collectkit.mask.operators.codes import Fpe, Pseudonym, Token
from collectkit.mask.operators.inventing import Fake
from collectkit.mask.operators.masks import MaskAddress, MaskCard, MaskEmail, MaskId, MaskPhone
from collectkit.mask.operators.naming import MaskName
from collectkit.mask.operators.passing import Drop, Keep, KeepEnds, KeepFirst, KeepLast, Redact
from collectkit.mask.operators.ranges import Band, Generalise
from collectkit.mask.operators.shifting import ShiftDates
from collectkit.mask.text.redact import RedactText

OPERATORS: Mapping[str, type[Operator]] = MappingProxyType(
    {
        "band": Band,
        "drop": Drop,
        "fake": Fake,
        "fpe": Fpe,
        "generalise": Generalise,
        "keep": Keep,
        "keep_ends": KeepEnds,
        "keep_first": KeepFirst,
        "keep_last": KeepLast,
        "mask_address": MaskAddress,
        "mask_card": MaskCard,
        "mask_email": MaskEmail,
        "mask_id": MaskId,
        "mask_name": MaskName,
        "mask_phone": MaskPhone,
        "pseudonym": Pseudonym,
        "redact": Redact,
        "redact_text": RedactText,
        "shift_dates": ShiftDates,
        "token": Token,
    }
)
