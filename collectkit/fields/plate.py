"""Licence plates of mainland China: 粤B12345, with new energy 粤BD12345, of embassies, trailers and learners.

Source: GA 36-2018: province, letter of the city, five or six letters and digits without I and O.
"""

from __future__ import annotations

import re

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_SIGN = "A-HJ-NP-Za-hj-np-z0-9"
PATTERN = rf"[{PROVINCES}][A-HJ-NP-Za-hj-np-z][ ·•.・-]{{0,2}}[{_SIGN}]{{4,5}}[{_SIGN}挂学警港澳]"
"""What looks like a plate, in any case; for Rust's regular expressions and Python's alike."""
CAPITALS = PATTERN.replace("a-hj-np-z", "")
"""The same in capitals only, as columns have them: 云Server01 is none."""

_LEAST_DIGITS, _LEAST_DIGITS_LOWER = 2, 3


def is_plate(written: str, behind: str) -> bool:
    """Tell whether what looks like a plate is one, and no word with letters behind it.

    Args:
        behind: the text behind it.
    """
    digits = sum(map(str.isdigit, written))
    least = _LEAST_DIGITS if written == written.upper() else _LEAST_DIGITS_LOWER
    return digits >= least and not re.match("[A-Za-z0-9]", behind)
