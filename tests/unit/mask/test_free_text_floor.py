"""The floor under the finder's quality: notes whose wordings it was not made on, and the key to them."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.mask.text import finder
from collectkit.sample.notes import HEADINGS, batches
from collectkit.sample.notes_score import STRUCTURED, score
from collectkit.sample.pools import Language
from tests.unit.mask.given import cells

BESIDE = ("account_id", "name", "contact1_name", "contact2_name")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_recall_and_precision(language: Language) -> None:
    notes = next(batches(1_000, 20_261_126, language))
    beside = {
        field: cells(notes.frame[head].to_list(), field)
        for field, head in zip(BESIDE, HEADINGS[language], strict=False)
    }
    spans = finder.find(notes.frame[HEADINGS[language][-1]], beside).with_columns(row=pl.col("at").cast(pl.Int64) + 2)
    key, found = score(notes.key, spans)

    held_out = key.filter(pl.col("wording") == "held out")
    structured = held_out.filter(pl.col("kind").is_in(STRUCTURED))
    others = held_out.filter(~pl.col("kind").is_in(STRUCTURED))
    assert structured.height > 250
    assert structured["found"].mean() >= 0.99  # type: ignore[operator]
    assert structured["whole"].mean() >= 0.99  # type: ignore[operator]
    assert others["found"].mean() >= 0.97  # type: ignore[operator]
    assert found.filter(pl.col("row") % 2 == 1)["right"].mean() >= 0.98  # type: ignore[operator]
