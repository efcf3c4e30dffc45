"""How many rejects are too many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from collectkit.errors import UsageError

_SPELLING = re.compile(r"(?P<share>[0-9]{1,3}(?:\.[0-9]+)?)\s*%|(?P<rows>[0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit for the rejects; without either there is none.

    Attributes:
        text: as the user wrote it.
        percent: of the rows that came in.
        rows: a number of rows.
    """

    text: str = ""
    percent: Decimal | None = None
    rows: int | None = None

    @classmethod
    def parse(cls, text: str | None) -> Limit:
        """Read ``0.5%`` or ``12``; None is no limit.

        Raises:
            UsageError: it is neither.
        """
        if text is None:
            return cls()
        match = _SPELLING.fullmatch(text.strip())
        if match is None:
            raise UsageError("--max-rejects: neither a share nor a number", hint="write 0.5% or 12")
        if match["share"]:
            return cls(text.strip(), percent=Decimal(match["share"]))
        return cls(text.strip(), rows=int(match["rows"]))

    def exceeded(self, rejects: int, rows_in: int) -> bool:
        """Return whether there are more rejects than the limit allows."""
        if self.percent is not None:
            return 100 * rejects > self.percent * rows_in
        return self.rows is not None and rejects > self.rows
