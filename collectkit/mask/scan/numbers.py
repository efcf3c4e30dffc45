"""Phone, ID and card numbers in cells: alone, in the groups in which people write them, or among words."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.fields import identity

TEN_DIGITS = r"[0-9](?:[ )-]?[0-9]){9}"
"""The least that a phone, ID or card number needs."""

RUN = (
    r"1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4,}"
    r"|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3,}[Xx]?"
    r"|[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -]?[0-9]+)?"
    r"|0[1-9][0-9]{1,2}[)-][0-9]{7,}"
    r"|[A-Za-z]*[0-9]+[Xx]?"
)
"""A number in the groups in which people write phones, IDs and cards, else as many digits as follow each other.

Latin letters in front come with it: they make a code of it. Each form takes all digits that follow, so that a longer
number is not cut down to a known one.
"""

MOBILE = r"^(?:(?:00)?86)?1[3-9][0-9]{9}$"
LANDLINE = r"^0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}$"
RESIDENT = r"^[0-9]{6}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"
CARD = r"^[3-69][0-9]{12,18}$"
FOREIGN = r"^(?:\+[1-9][0-9 ().-]{7,18}|\(?[2-9][0-9]{2}\)?[ .-][0-9]{3}[ .-][0-9]{4})$"
"""Whole cells: a number with its country's code; a North American one in its groups."""
SOCIAL_SECURITY = r"^[0-9]{3}-[0-9]{2}-[0-9]{4}$"
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


SHAPED = ("shaped like phone", "shaped like identity", "shaped like bank")
KINDS = ("mobile", "landline", "identity", "bank", *SHAPED)


def numbers(cell: pl.Series) -> dict[str, NDArray[np.bool_]]:
    """Return which cells hold a phone, ID or card number; and as `SHAPED` which hold numbers as long."""
    found = {kind: np.zeros(len(cell), dtype=np.bool_) for kind in KINDS}
    runs = _runs(cell)
    if runs.is_empty():
        return found
    run, at = runs["run"], runs["at"].to_numpy()
    shaped = run.str.contains(RESIDENT)
    resident = shaped & identity.canonical(run).is_not_null()
    card = run.str.contains(CARD) & ~resident & ~runs["code"]
    kinds = {
        "mobile": run.str.contains(MOBILE),
        "landline": run.str.contains(LANDLINE) & ~runs["code"],
        "identity": resident,
        "shaped like phone": run.str.len_bytes() == len("13800138000"),
        "shaped like identity": shaped,
        "shaped like bank": card,
        "bank": card & luhn(run.set(~card, "0")),
    }
    for kind, hit in kinds.items():
        found[kind][at[hit.to_numpy()]] = True
    return found


def _runs(cell: pl.Series) -> pl.DataFrame:
    """Return the numbers of ten digits and more.

    Columns: `run` (in one spelling), the place `at` of its cell, and whether it is the end of a `code` with letters.
    """
    cells = pl.DataFrame({"cell": cell}).with_row_index("at").filter(pl.col("cell").str.len_bytes() >= 10)
    bare = pl.col("cell").str.contains(r"^[0-9]+$")
    alone = cells.filter(bare).select("at", run="cell", code=pl.lit(value=False))
    mixed = cells.filter(~bare & pl.col("cell").str.contains(TEN_DIGITS))
    runs = mixed.select("at", run=pl.col("cell").str.extract_all(RUN)).explode("run")
    spelled = runs.with_columns(pl.col("run").str.replace_all("[ )-]", "").str.to_uppercase())
    digits = spelled.with_columns(pl.col("run").str.strip_chars_start(LATIN), code=pl.col("run").str.contains("^[A-Z]"))
    return pl.concat([alone, digits]).filter(pl.col("run").str.len_bytes() >= 10)


def luhn(numbers: pl.Series) -> pl.Series:
    """Return which card numbers (up to 19 digits) end in the right check digit.

    Source: ISO/IEC 7812-1, annex B.
    """
    rest = numbers.cast(pl.UInt64).to_numpy().copy()
    total = np.zeros(len(rest), dtype=np.uint64)
    for place in range(19):
        rest, digit = np.divmod(rest, np.uint64(10))
        doubled = digit << np.uint64(place % 2)
        total += doubled - np.uint64(9) * (doubled > 9)
    return pl.Series(total % 10 == 0)
