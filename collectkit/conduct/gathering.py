"""What was found in one part, taken out of it: breaches with their evidence, what cannot be judged, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.conduct.breaches import BREACH, FOUND, UNKNOWN
from collectkit.conduct.contacts import Part

HOUR = ((pl.col("at") + pl.col("shift")) % 86_400 // 3_600).cast(pl.Int8)
"""The hour of a contact in the debtor's local time; null where no time is known."""

_KNOWN = ("agency", "account", "collector", "file", "row", "at", "shift", "day", "clock", "channel")
_EVIDENCE = (*_KNOWN, "direction", "mode", "target", "result", "talk", "number", "recorded", "pictured", "located")


@dataclass(frozen=True, slots=True)
class Piece:
    """What was found in a part.

    Attributes:
        breaches: a row a breach, by contact and rule: `rule` (its place among those that were checked), what is known
            of the contact, `FOUND` without its verdict; `evidence` are places in the evidence of all parts.
        unknown: the same of what cannot be judged; its evidence is left out.
        evidence: contacts that stand as evidence, each once, in the order of the part.
        moments: contacts and those that break a rule (`broken`), by agency, local day and hour.
        collectors: the same by agency and collector, with `breaches`.
        channels: the same by agency and channel.
    """

    breaches: pl.DataFrame
    unknown: pl.DataFrame
    evidence: pl.DataFrame
    moments: pl.DataFrame
    collectors: pl.DataFrame
    channels: pl.DataFrame


def gather(part: Part, found: Sequence[pl.DataFrame], evidence_before: int = 0) -> Piece:
    """Take what was found out of a part, which may be released then.

    Args:
        found: `breaches.FOUND` of each rule.
        evidence_before: how many contacts stand as evidence in the parts before.
    """
    numbered = [frame.select(pl.lit(place, pl.UInt16).alias("rule"), *FOUND) for place, frame in enumerate(found)]
    whole = pl.concat(numbered) if numbered else pl.DataFrame(schema={"rule": pl.UInt16(), **FOUND})
    broken = whole.filter(pl.col("verdict") == BREACH).drop("verdict").sort("contact", "rule")
    doubted = whole.filter(pl.col("verdict") == UNKNOWN).drop("verdict", "evidence").sort("contact", "rule")
    shown, numbers = _evidence(part, broken, evidence_before)
    return Piece(
        breaches=_with_contact(part, broken.with_columns(numbers)),
        unknown=_with_contact(part, doubted),
        evidence=shown,
        **_counts(part, broken["contact"]),
    )


def _with_contact(part: Part, rows: pl.DataFrame) -> pl.DataFrame:
    contacts = part.contacts.select(_KNOWN)[rows["contact"]]
    return pl.concat([rows.drop("contact"), contacts], how="horizontal")


def _evidence(part: Part, broken: pl.DataFrame, before: int) -> tuple[pl.DataFrame, pl.Series]:
    """Return the contacts that stand as evidence, and the evidence of each breach as their places."""
    lists = broken["evidence"]
    places = lists.explode(empty_as_null=False, keep_nulls=False)
    used = places.unique().sort()
    shown = part.contacts.select(_EVIDENCE)[used]
    numbers = used.search_sorted(places).cast(pl.UInt32) + before
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


def _counts(part: Part, broken: pl.Series) -> dict[str, pl.DataFrame]:
    """Count all contacts, and those that break a rule, each once however many it breaks."""
    of_contact = broken.value_counts(name="breaches").cast({"breaches": pl.UInt32})
    contacts = (
        part.contacts.lazy()
        .select("agency", "collector", "channel", "day", HOUR.alias("hour"))
        .with_row_index("contact")
        .join(of_contact.lazy(), on="contact", how="left", maintain_order="left")
        .with_columns(broken=pl.col("breaches").is_not_null())
        .collect()
    )
    sums = (pl.len().cast(pl.Int64).alias("contacts"), pl.col("broken").sum().cast(pl.Int64))
    more = pl.col("breaches").sum().cast(pl.Int64)
    return {
        "moments": contacts.group_by("agency", "day", "hour").agg(*sums),
        "collectors": contacts.group_by("agency", "collector").agg(*sums, more),
        "channels": contacts.group_by("agency", "channel").agg(*sums),
    }
