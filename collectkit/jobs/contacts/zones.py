"""Whose clock the times without an offset mean, as it is stated: ``[AGENCY=]ZONE``."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import available_timezones

from collectkit.errors import UsageError, meant


def zones(stated: Sequence[str]) -> dict[str, str]:
    """Return agency -> zone; ``""`` for all others.

    Raises:
        UsageError: there is no such zone.
    """
    found = {}
    for each in stated:
        agency, equals, name = each.partition("=")
        agency, name = (agency, name) if equals else ("", each)
        if name not in available_timezones():
            raise UsageError(f"--zone: no such time zone{meant(name, available_timezones())}", hint="as Asia/Shanghai")
        found[agency] = name
    return found
