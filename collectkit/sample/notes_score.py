"""How well a finder did on notes whose key is known.

- An identifier is *found* when the finder's spans cover at least half of its characters, whatever they call it: half a
  phone is no phone. It is found *whole* when they cover all of them.
- A span is *right* when it touches an identifier, whatever its kind; if not, it is a false alarm.
"""

from __future__ import annotations

import polars as pl

STRUCTURED = ("phone", "identity", "document", "bank", "email", "wechat", "qq", "plate", "account")
"""Kinds with a form of their own; the others are addresses and names."""


def score(key: pl.DataFrame, found: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Compare what was found with the key.

    Args:
        key: as `notes.KEY`.
        found: ``row``, ``start``, ``end``, ``kind``, counted as in the key.

    Returns:
        The key with ``found`` and ``whole``, and the spans with ``right`` (Boolean).
    """
    key, found = key.with_row_index("planted"), found.with_row_index("span")
    pairs = key.join(found.rename({"kind": "said", "start": "from", "end": "to"}), on="row")
    overlap = pl.min_horizontal("end", "to").cast(pl.Int64) - pl.max_horizontal("start", "from").cast(pl.Int64)
    touching = pairs.with_columns(overlap=overlap).filter(pl.col("overlap") > 0)
    covered = touching.group_by("planted").agg(pl.col("overlap").sum())
    length = pl.col("end") - pl.col("start")
    judged = key.join(covered, on="planted", how="left", maintain_order="left").with_columns(
        pl.col("overlap").fill_null(0)
    )
    return (
        judged.with_columns(found=2 * pl.col("overlap") >= length, whole=pl.col("overlap") >= length),
        found.with_columns(right=pl.col("span").is_in(touching["span"].unique().implode())),
    )
