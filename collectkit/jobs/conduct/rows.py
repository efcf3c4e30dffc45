"""Breaches, what cannot be judged, and evidence as people and machines read them, a row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from collectkit.conduct.contacts import Run
from collectkit.conduct.rule import Rule
from collectkit.fields import moments

NO_ADVICE = "not legal advice"

_OF_RULE: Mapping[str, pl.DataType] = MappingProxyType(
    {"rule": pl.String(), "severity": pl.String(), "verified": pl.String()}
)
_OF_CONTACT: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "agency": pl.String(),
        "collector": pl.String(),
        "account": pl.String(),
        "at": pl.String(),
        "channel": pl.String(),
    }
)
_PLACE: Mapping[str, pl.DataType] = MappingProxyType({"file": pl.String(), "row": pl.Int64()})
_JUDGED: Mapping[str, pl.DataType] = MappingProxyType(
    {"why": pl.String(), "measured": pl.Int64(), "allowed": pl.Int64(), "phrases": pl.String()}
)
_SOURCE: Mapping[str, pl.DataType] = MappingProxyType({"source": pl.String(), "notice": pl.String()})

BREACHES: Mapping[str, pl.DataType] = MappingProxyType(
    {"breach": pl.Int64(), **_OF_RULE, **_OF_CONTACT, **_JUDGED, **_PLACE, "evidence": pl.String(), **_SOURCE}
)
"""``breaches.csv``: `at` is the debtor's local time, or the day where none is known; `evidence`: numbers of rows of
``evidence.csv``."""
UNKNOWN: Mapping[str, pl.DataType] = MappingProxyType({**_OF_RULE, **_OF_CONTACT, **_JUDGED, **_PLACE, **_SOURCE})
"""``unknown.csv``: contacts of which a rule cannot say whether they break it."""
EVIDENCE: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "evidence": pl.Int64(),
        **_OF_CONTACT,
        "direction": pl.String(),
        "mode": pl.String(),
        "target": pl.String(),
        "result": pl.String(),
        "talk_seconds": pl.Int64(),
        "number": pl.Int64(),
        "recorded": pl.String(),
        "pictured": pl.String(),
        "located": pl.String(),
        **_PLACE,
    }
)
"""``evidence.csv``: each contact that counts for a breach, once; `number` is the same for the same telephone number."""


@dataclass(frozen=True, slots=True)
class Names:
    """What places stand for.

    Attributes:
        files: the tables that were read.
        token: what accounts are called, from rows with ``agency`` and ``account``.
        texts: `phrases.TEXTS`; None: what phrases say is not shown.
    """

    run: Run
    rules: Sequence[Rule]
    files: Sequence[str]
    token: Callable[[pl.DataFrame], pl.Series]
    texts: pl.DataFrame | None = None

    @property
    def breaches(self) -> dict[str, pl.DataType]:
        """The columns of ``breaches.csv``: `BREACHES`, and ``text`` where it is shown."""
        return {**BREACHES, **({} if self.texts is None else {"text": pl.String()})}


def breaches(found: pl.DataFrame, names: Names, before: int = 0) -> pl.DataFrame:
    """Return `Names.breaches`.

    Args:
        found: `gathering.Piece.breaches`.
        before: how many rows stand before them.
    """
    numbers = pl.int_range(before + 1, before + 1 + pl.len(), dtype=pl.Int64)
    evidence = (pl.col("evidence") + 1).cast(pl.List(pl.String)).list.join(" ")
    told = _told(found, names).with_columns(breach=numbers, evidence=evidence)
    if names.texts is not None:
        told = told.with_columns(_said(found, names.texts))
    return told.select(*names.breaches)


def unknown(found: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Return `UNKNOWN` of `gathering.Piece.unknown`."""
    return _told(found, names).select(*UNKNOWN)


def evidence(contacts: pl.DataFrame, names: Names, before: int = 0) -> pl.DataFrame:
    """Return `EVIDENCE` of `gathering.Piece.evidence`; *before*: how many rows stand before them."""
    flags = pl.col("recorded", "pictured", "located").replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    return (
        _named(contacts, names)
        .with_columns(
            flags,
            pl.col("talk", "number").cast(pl.Int64),
            pl.selectors.enum().cast(pl.String),
            evidence=pl.int_range(before + 1, before + 1 + pl.len(), dtype=pl.Int64),
        )
        .rename({"talk": "talk_seconds"})
        .select(*EVIDENCE)
    )


def _told(found: pl.DataFrame, names: Names) -> pl.DataFrame:
    rules = names.rules
    known = pl.DataFrame(
        {
            "rule": [rule.id for rule in rules],
            "severity": [rule.severity for rule in rules],
            "verified": [rule.verified for rule in rules],
            "source": [rule.source if rule.clause is None else f"{rule.source}, {rule.clause}" for rule in rules],
        },
        schema_overrides=dict.fromkeys(("rule", "severity", "verified", "source"), pl.String()),
    )
    its = known[found["rule"]]
    whole = pl.concat([its, _named(found.drop("rule"), names)], how="horizontal")
    return whole.with_columns(pl.col("phrases").list.join(" "), notice=pl.lit(NO_ADVICE))


def _said(found: pl.DataFrame, texts: pl.DataFrame) -> pl.Series:
    """Return what the phrases of each breach say, ``text``."""
    its = found.select("file", "row", phrase="phrases").with_row_index("place")
    told = its.explode("phrase", empty_as_null=True, keep_nulls=True).join(
        texts, on=["file", "row", "phrase"], how="left", maintain_order="left"
    )
    said = told.group_by("place", maintain_order=True).agg(pl.col("text").drop_nulls())["text"].list.join(" | ")
    return said.replace("", None).alias("text")


def _named(contacts: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Return contacts with names in the place of places, and their time as text."""
    files = pl.Series("file", names.files, dtype=pl.String())
    local = moments.as_text(pl.col("at"), pl.col("shift"))
    return contacts.with_columns(
        pl.col("agency", "channel").cast(pl.String),
        pl.col("row").cast(pl.Int64),
        names.token(contacts).alias("account"),
        names.run.collectors[contacts["collector"]].alias("collector"),
        files[contacts["file"]].alias("file"),
        at=pl.coalesce(local, pl.col("day").dt.to_string("%Y-%m-%d")),
    )
