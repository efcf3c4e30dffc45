"""How a table of contacts is read, and what a batch of it gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.reading.meanings import Meaning
from collectkit.conduct.reading.numbering import Digests
from collectkit.conduct.reading.owners import Owners
from collectkit.conduct.reading.stored import Records
from collectkit.fields.moments import Order
from collectkit.fields.zones import Flags, Zone
from collectkit.tables.matched import Column

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class How:
    """How the contacts of a table are read.

    Attributes:
        columns: field -> column.
        file: place of the table among those that are read.
        agency: whose they are, in the type of ``agency``.
        zone: whose clock is meant where no offset is written; None where nobody knows.
        stated: whether somebody named the zone, for this file.
        agencies: agency -> its code, for logs that say whose each contact is.
        region: country of telephone numbers without ``+``.
        order: what comes first in 03/04/2026; None: such days are not read.
    """

    columns: Mapping[str, Column]
    meanings: Mapping[str, Meaning]
    owners: Owners
    file: int
    agency: int
    zone: Zone | None
    stated: bool
    agencies: Mapping[str, int]
    region: str | None
    order: Order | None = None


@dataclass(slots=True)
class Lean:
    """A batch of contacts.

    Attributes:
        records: `stored.RECORD`; accounts, collectors and numbers are filled in by `whole`.
        strangers: places of the records whose account is not known, and what it is called.
        collectors: null for none; None where the file does not name them.
        numbers: digests of telephone numbers, and where there are some; None where there are none.
        number_tokens: places of the records whose number is a token, and the token.
        callers: places of the records of which only the telephone number says whose they are, and nobody knows it.
        undone: why cells could not be read -> how many.
        words: column -> words that mean nothing -> how often.
        nameless: records that name no account, by their rows: they are no contacts of anybody.
    """

    records: Records
    strangers: tuple[Places, pl.Series]
    collectors: pl.Series | None
    numbers: tuple[Digests, Flags] | None
    number_tokens: tuple[Places, pl.Series]
    callers: Places
    nameless: Places
    undone: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=dict)
