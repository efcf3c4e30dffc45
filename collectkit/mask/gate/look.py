"""What the leak gate saw."""

from __future__ import annotations

from dataclasses import dataclass

from collectkit.mask.gate.needles import Hashes


@dataclass(frozen=True, slots=True)
class Leak:
    """Raw identifiers in one place of an output.

    Attributes:
        column: the output column.
        count: how many cells; of what stands in another batch than its source, how many different ones.
        first_rows: of the input; none when unknown.
        part: instead of a column: where else in the output it stands.
        names: names of the rows' own people, and no other identifiers.
    """

    column: str
    count: int
    first_rows: tuple[int, ...] = ()
    part: str = ""
    names: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What the gate saw in one batch.

    Attributes:
        leaks: found within the batch.
        rows: how many it has.
        needles: kind -> keys of the batch's identifiers.
        seen: by output column, keys of what could be an identifier of another batch.
    """

    leaks: tuple[Leak, ...]
    rows: int
    needles: dict[str, tuple[Hashes, Hashes]]
    seen: dict[str, Hashes]
