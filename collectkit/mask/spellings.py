"""Whatever in an output could be an identifier, in one spelling, for the leak gate."""

from __future__ import annotations

from typing import cast

import polars as pl

from collectkit.crypto.spelling import PATTERN, all_compact

SHORTEST_NAME = 2
SHORTEST_RUN = 7
"""Digits that a run must have to be looked at."""
_MOBILE = 11
_LENGTHS = (_MOBILE, 15, 16, 17, 18, 19)
"""What is looked for inside longer runs of digits: mobile, ID and card numbers."""

_SEPARATORS = r"\s.()\p{Pd}"
"""What may part the digits of one number wherever it stands; in an output, `_MORE` may too."""
_MORE = r"/,:_·~"
_SOME_DIGITS = rf"(?:\d[{_SEPARATORS}{_MORE}（），：＿～．／\p{{Cf}}]{{0,3}}){{{SHORTEST_RUN}}}"
_PLAIN_MOBILE = r"^(?:\+86)?1[0-9]{10}$"
_LETTERED = r"[0-9A-Za-z][0-9A-Za-z./_-]{5,}"
AROUND = " \t\r\n./_-"
"""What may stand around a number in a sentence, and is no part of it."""
EMAIL = r"[0-9a-z._%+-]+@[0-9a-z-]+(?:\.[0-9a-z-]+)+"
_LONGEST_WINDOWED = 40
_SHORTEST_LETTERED = 6
_NO_RUNS = pl.DataFrame(schema={"at": pl.UInt32, "run": pl.String})


def runs(series: pl.Series, *, letters: bool) -> pl.DataFrame:
    """Return what could be an identifier in an output column.

    Args:
        letters: look for account numbers with letters and for emails too, not only for digits.

    Returns:
        ``at`` (place in the column) and ``run`` (String), one row for each spelling of each run.
    """
    if series.dtype != pl.String:
        return _number_runs(series)
    if _most(series.str.len_chars()) < _SHORTEST_LETTERED or all_compact(series):
        return _NO_RUNS
    searched = _SOME_DIGITS if not letters else f"{_SOME_DIGITS}|{_LETTERED}|[@＠０-９]"
    met = series.str.contains(searched)
    if not met.any():
        return _NO_RUNS  # to compile the patterns below takes longer than all that was done so far
    at = met.arg_true()
    found = series.gather(at)
    untold = ~found.str.contains(f"^{PATTERN}$")
    if not untold.any():
        return _NO_RUNS
    frame = pl.DataFrame({"at": at, "text": found}).filter(untold)
    mobile = frame["text"].str.contains(_PLAIN_MOBILE)
    plain, frame = frame.filter(mobile).with_columns(pl.col("text").str.slice(-_MOBILE)), frame.filter(~mobile)
    if frame.is_empty():
        return plain.rename({"text": "run"})
    text = folded(frame["text"]).str.replace_all(rf"(?-u:\b){PATTERN}(?-u:\b)", " ")
    digits = rf"[0-9]{{{SHORTEST_RUN},}}"
    without = joined(text, _SEPARATORS + _MORE)
    apart, close = (_explode(frame["at"], cells.str.extract_all(digits)) for cells in (text, without))
    pieces = [_windows(pl.concat([apart, close]))]
    if letters:
        pieces.append(_lettered(frame["at"], text.str.to_uppercase()))
        pieces.append(_explode(frame["at"], text.str.to_lowercase().str.extract_all(EMAIL)))
    return pl.concat([plain.rename({"text": "run"}), *pieces])


def _most(numbers: pl.Series) -> int:
    return cast("int", numbers.max() or 0)


def _number_runs(series: pl.Series) -> pl.DataFrame:
    """Numbers with at least eleven digits; smaller ones are amounts and counts.

    What is inside of them is looked at too: an identifier among amounts comes out in minor units, a hundredfold.
    """
    if not series.dtype.is_integer():
        return _NO_RUNS
    least = 10 ** (_MOBILE - 1)
    if max(_most(series), -cast("int", series.min() or 0)) < least:
        return _NO_RUNS
    frame = pl.DataFrame({"at": pl.int_range(len(series), dtype=pl.UInt32, eager=True), "run": series})
    frame = frame.filter(pl.col("run").abs() >= least)
    return _windows(frame.with_columns(pl.col("run").abs().cast(pl.String))) if frame.height else _NO_RUNS


def folded(cells: pl.Series) -> pl.Series:
    """NFKC: full-width digits and letters become plain ones. Characters that nobody sees are taken out."""
    beyond = (cells.str.len_bytes() != cells.str.len_chars()).fill_null(value=False)
    return cells.str.normalize("NFKC").str.replace_all(r"\p{Cf}", "") if beyond.any() else cells


def joined(text: pl.Series, separators: str = _SEPARATORS) -> pl.Series:
    """Digits that only separators part, brought together."""
    return text.str.replace_all(rf"([0-9])[{separators}]{{1,3}}", "$1")


def _lettered(at: pl.Series, text: pl.Series) -> pl.DataFrame:
    """Numbers with letters, whole and, where ``/`` may part two of them, in parts."""
    whole = _explode(at, text.str.extract_all(_LETTERED))
    parts = whole.with_columns(pl.col("run").str.split("/")).explode("run")
    return pl.concat([whole, parts]).with_columns(pl.col("run").str.strip_chars(AROUND))


def _explode(at: pl.Series, lists: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame({"at": at, "run": lists}, schema={"at": pl.UInt32, "run": pl.List(pl.String)})
    return frame.explode("run").drop_nulls()


def _windows(whole: pl.DataFrame) -> pl.DataFrame:
    """Each run, and each part of it that has an identifier's length: an ID number may stand inside a longer run."""
    longest = min(_most(whole["run"].str.len_bytes()), _LONGEST_WINDOWED)
    pieces = [whole]
    for length in _LENGTHS:
        longer = whole.filter(pl.col("run").str.len_bytes() > length)
        for start in range(longest - length + 1):
            inside = longer.filter(pl.col("run").str.len_bytes() >= start + length)
            pieces.append(inside.with_columns(pl.col("run").str.slice(start, length)))
    return pl.concat(pieces)
