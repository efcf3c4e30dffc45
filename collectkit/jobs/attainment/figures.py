"""The figures of an attainment in each form: facts, a table, a page, a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from collectkit.files.book import Chart
from collectkit.jobs.figures import Figures, Sheet
from collectkit.report.attainment import attainment_page, titles
from collectkit.report.numbers import Language
from collectkit.segment.ladder.attainment import Attained
from collectkit.segment.ladder.stages import STAGES

_TEXT = ("level", "currency", "stage", "bucket")


def figures_of(facts: Mapping[str, Any], rows: Sequence[Attained], creditor: str) -> Figures:
    """Return the figures.

    Args:
        facts: of the report.
        rows: by stage, and by stage and bucket.
    """

    def sheets(language: Language) -> list[Sheet]:
        heads = titles(language)
        made = []
        for level in ("stage", "bucket"):
            frame = table([row for row in rows if row.level == level])
            shown = frame.select(name for name in heads if name in frame.columns).with_columns(
                pl.col("stage")
                .replace({name: stage_name(name, language) for name in STAGES})
                .fill_null(heads["no_stage"])
            )
            chart = Chart(heads["recovery_ppm"], "stage", ("recovery_ppm",)) if level == "stage" else None
            keep = shown.drop("bucket") if level == "stage" else shown
            made.append(Sheet(heads[f"by_{level}"], keep, heads, chart=chart))
        return made

    return Figures(
        facts=lambda: facts,
        table=lambda: table(rows),
        page=lambda language: attainment_page(facts, language, creditor, {n: stage_name(n, language) for n in STAGES}),
        sheets=sheets,
    )


def table(rows: Sequence[Attained]) -> pl.DataFrame:
    """Return one long table; what is not known is null."""
    plain = [row.as_dict() for row in rows]
    names = list(plain[0]) if plain else []
    schema = {name: _type(name) for name in names}
    return pl.DataFrame(plain, schema=schema)


def _type(name: str) -> type[pl.DataType]:
    if name in _TEXT:
        return pl.String
    if name.endswith("_attained"):
        return pl.Boolean
    return pl.Int128 if name.endswith(("_minor", "_ppm")) else pl.Int64


def stage_name(name: str, language: Language) -> str:
    """Return what people call a stage."""
    return STAGES[name].en if language == "en" else STAGES[name].zh
