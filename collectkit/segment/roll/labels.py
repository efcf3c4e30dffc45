"""Labels that a file gives, as the labels of an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from collectkit.fields import text


def labelled(cells: pl.Series, labels: Sequence[str]) -> pl.Series:
    """Return the labels that cells mean: an Enum of *labels*, null where a cell is blank or none of them.

    Width does not matter, and case does not where the labels differ without it.
    """
    distinct = cells.drop_nulls().unique(maintain_order=True)
    plain = text.without_blanks(text.plain(distinct))
    exact = {_plain(label): label for label in labels}
    times = Counter(label.upper() for label in exact)
    loose = {label.upper(): exact[label] for label in exact if times[label.upper()] == 1}
    found = [None if one is None else exact.get(one, loose.get(one.upper())) for one in plain.to_list()]
    return cells.replace_strict(distinct, pl.Series(found, dtype=pl.String), return_dtype=pl.String).cast(
        pl.Enum(labels)
    )


def _plain(label: str) -> str:
    return str(text.without_blanks(text.plain(pl.Series([label], dtype=pl.String)))[0])
