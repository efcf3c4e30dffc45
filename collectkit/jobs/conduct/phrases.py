"""Looks for phrases in the notes of contacts while these are read, and keeps what they say for those who ask."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from collectkit.conduct.contacts import HITS
from collectkit.conduct.rule import Rule, Words
from collectkit.conduct.words import finder, lexicon
from collectkit.files import private

TEXTS = {"file": HITS["file"], "row": HITS["row"], "phrase": pl.String(), "text": pl.String()}
"""What phrases say: the contact, the phrase with its place as in `gathering.Piece.breaches`, and its text."""


class Phrases:
    """Finds phrases of a lexicon.

    Args:
        own: a file of one's own, which adds phrases or removes some.
        shown: whether what phrases say is kept.

    Raises:
        RulesError: the file has faults.
    """

    def __init__(self, own: Path | None = None, *, shown: bool = False) -> None:
        built_in = lexicon.built_in()
        known = built_in if own is None else lexicon.with_own(built_in, private.read_text(own), own.name)
        self._lexicon, self._shown = known, shown
        self._texts: list[pl.DataFrame] = []

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return `HITS` in rows of ``file``, ``row`` and ``text``."""
        found = finder.hits(rows, self._lexicon)
        if self._shown and found.height:
            told = found.join(rows, on=["file", "row"], how="left", maintain_order="left")
            place = pl.format("{}@{}-{}", "phrase", "start", "end").alias("phrase")
            text = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
            self._texts.append(told.select("file", "row", place, text))
        return found

    @property
    def texts(self) -> pl.DataFrame | None:
        """What phrases say: `TEXTS`; None where nobody asks."""
        return pl.concat([pl.DataFrame(schema=TEXTS), *self._texts]).unique() if self._shown else None


def wanted(rules: Sequence[Rule], own: Path | None, *, shown: bool) -> Phrases | None:
    """Return what finds phrases, where a rule is about words; None else."""
    if not any(isinstance(rule.metric, Words) for rule in rules):
        return None
    return Phrases(own, shown=shown)
