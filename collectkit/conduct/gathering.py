"""What was found in one part, taken out of it: breaches with their evidence, what cannot be judged, and counts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct import doubts
from collectkit.conduct.breaches import BREACH, FOUND
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Rule, Words

HOUR = ((pl.col("at") + pl.col("shift")) % 86_400 // 3_600).cast(pl.Int8)
"""The hour of a contact in the debtor's local time; null where no time is known."""

TALLIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "moments": ("agency", "day", "hour"),
        "collectors": ("agency", "collector"),
        "channels": ("agency", "channel"),
    }
)
"""By what contacts are counted."""

Places = NDArray[np.integer[Any]]
_DENSE = 1 << 22
"""So many numbers are counted in a table of all of them."""

_KNOWN = ("agency", "account", "collector", "file", "row", "at", "shift", "day", "clock", "channel")
_EVIDENCE = (*_KNOWN, "direction", "mode", "target", "result", "talk", "number", "recorded", "pictured", "located")


@dataclass(frozen=True, slots=True)
class Piece:
    """What was found in a part.

    Attributes:
        breaches: a row a breach, by contact and rule: `rule` (its place among those that were checked), what is known
            of the contact, `FOUND` without its verdict; `evidence` are places in that of the part; `phrases` that were
            found in its text, for rules about words: ``PHRASE@START-END``.
        unknown: the same of what cannot be judged, without evidence: the first contacts of each cause.
        causes: how many contacts cannot be judged, by `doubts.CAUSE`.
        evidence: contacts that stand as evidence, each once, in the order of the part.
        moments, collectors, channels: contacts, those that break a rule (`broken`), and `breaches`, by the keys of
            `TALLIES`.
    """

    breaches: pl.DataFrame
    unknown: pl.DataFrame
    causes: pl.DataFrame
    evidence: pl.DataFrame
    moments: pl.DataFrame
    collectors: pl.DataFrame
    channels: pl.DataFrame


def gather(
    part: Part,
    rules: Sequence[Rule],
    found: Sequence[pl.DataFrame],
    known: pl.DataFrame | None = None,
) -> Piece:
    """Take what was found out of a part, which may be released then.

    Args:
        found: `breaches.FOUND` of each rule.
        known: breaches of the parts that these contacts come from, where they were counted; None: it is their first
            time.
    """
    broken = _broken(found)
    listed, causes = doubts.told(part, found)
    shown, numbers = _evidence(part, broken)
    phrases = _phrases(part, rules)
    return Piece(
        breaches=_with_contact(part, broken.with_columns(numbers), phrases),
        unknown=_with_contact(part, listed, phrases),
        causes=causes,
        evidence=shown,
        **_counts(part, broken["contact"], known),
    )


def _broken(found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return what breaks rules, by contact and rule: `FOUND` without its verdict, and ``rule``."""
    columns = [name for name in FOUND if name != "verdict"]
    nothing = {"rule": pl.UInt16(), **{name: FOUND[name] for name in columns}}
    numbered = [
        frame.filter(pl.col("verdict") == BREACH).select(pl.lit(place, pl.UInt16).alias("rule"), *columns)
        for place, frame in enumerate(found)
    ]
    return pl.concat([pl.DataFrame(schema=nothing), *numbered]).sort("contact", "rule")


def _with_contact(part: Part, rows: pl.DataFrame, phrases: pl.DataFrame) -> pl.DataFrame:
    contacts = part.contacts.select(_KNOWN)[rows["contact"]]
    whole = pl.concat([rows.drop("contact"), contacts], how="horizontal")
    return whole.join(phrases, on=["rule", "file", "row"], how="left", maintain_order="left")


def _phrases(part: Part, rules: Sequence[Rule]) -> pl.DataFrame:
    """Return the phrases that each rule about words found: rule, file, row, and a list of them."""
    place = pl.format("{}@{}-{}", "phrase", "start", "end").alias("phrases")
    its = [
        part.hits.filter(pl.col("category").is_in(sorted(rule.metric.categories)))
        .sort("file", "row", "start", "end", "phrase")
        .group_by("file", "row", maintain_order=True)
        .agg(place)
        .select(pl.lit(number, pl.UInt16).alias("rule"), "file", "row", "phrases")
        for number, rule in enumerate(rules)
        if isinstance(rule.metric, Words)
    ]
    nothing = {"rule": pl.UInt16(), "file": pl.UInt16(), "row": pl.UInt32(), "phrases": pl.List(pl.String)}
    return pl.concat([pl.DataFrame(schema=nothing), *its])


def _evidence(part: Part, broken: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Return the contacts that stand as evidence, and the evidence of each breach as their places."""
    lists = broken["evidence"]
    places = lists.explode(empty_as_null=False, keep_nulls=False)
    used = places.unique().sort()
    shown = part.contacts.select(_EVIDENCE)[used]
    numbers = used.search_sorted(places).cast(pl.UInt32)
    lengths = lists.list.len()
    rows = (
        pl.int_range(lists.len(), dtype=pl.UInt32, eager=True)
        .repeat_by(lengths)
        .explode(empty_as_null=False, keep_nulls=False)
    )
    again = pl.DataFrame({"row": rows, "number": numbers}).group_by("row", maintain_order=True).agg("number")
    whole = pl.DataFrame({"row": pl.int_range(lists.len(), dtype=pl.UInt32, eager=True)})
    joined = whole.join(again, on="row", how="left", maintain_order="left")["number"]
    return shown, joined.alias("evidence")


def _counts(part: Part, broken: pl.Series, known: pl.DataFrame | None) -> dict[str, pl.DataFrame]:
    """Count all contacts, and those that break a rule, each once however many it breaks."""
    breaches = broken.to_numpy()
    first_time = np.unique(breaches)
    if known is not None:
        places = part.contacts.select("file", "row")[first_time]
        before = places.join(
            known.select("file", "row", before=True).unique(), on=["file", "row"], how="left", maintain_order="left"
        )
        first_time = first_time[before["before"].is_null().to_numpy()]
    keys = part.contacts.select("agency", "collector", "channel", "day", HOUR.alias("hour"))
    return {
        name: _tally(keys.select(by), counted=known is None, broken=first_time, breaches=breaches)
        for name, by in TALLIES.items()
    }


def _tally(keys: pl.DataFrame, *, counted: bool, broken: Places, breaches: Places) -> pl.DataFrame:
    """Count the rows of each combination of keys: all (`contacts`) if they are to be counted, and those at places."""
    code, lows, sizes = np.zeros(keys.height, np.int64), [], []
    for key in keys:
        values = key.to_physical().cast(pl.Int64)
        low, high = cast("int", values.min() or 0), cast("int", values.max() or 0)
        lows.append(low)
        sizes.append(high - low + 2)  # the last one for null
        code = code * sizes[-1] + (values - low).fill_null(high - low + 1).to_numpy()
    found, many = _distinct(code, math.prod(sizes))
    made = {}
    rest = found
    for key, low, size in zip(reversed(keys.get_columns()), reversed(lows), reversed(sizes), strict=True):
        rest, place = np.divmod(rest, size)
        values = pl.Series(place + low).scatter(np.flatnonzero(place == size - 1), None)
        made[key.name] = _valued(values, key.dtype)
    sums = {
        "contacts": many * counted,
        "broken": np.bincount(np.searchsorted(found, code[broken]), minlength=found.size),
        "breaches": np.bincount(np.searchsorted(found, code[breaches]), minlength=found.size),
    }
    return pl.DataFrame([made[name].alias(name) for name in keys.columns]).hstack(pl.DataFrame(sums))


def _valued(physical: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Return the values that stand behind physical ones."""
    if isinstance(dtype, pl.Enum):
        return pl.Series(dtype.categories, dtype=dtype)[physical.cast(pl.UInt32)]
    return physical.cast(pl.Int32).cast(dtype) if dtype == pl.Date else physical.cast(dtype)


def _distinct(code: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct numbers, all below *size*, in order, and how often each is there."""
    if size > _DENSE:
        return np.unique(code, return_counts=True)
    counts = np.bincount(code, minlength=size)
    found = np.flatnonzero(counts)
    return found, counts[found]
