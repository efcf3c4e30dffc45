"""Whatever in an output could be an identifier, in one spelling, for the leak gate."""

from __future__ import annotations

from typing import cast

import polars as pl

from collectkit.crypto.spelling import PATTERN, all_compact

SHORTEST_NAME = 2
SHORTEST_RUN = 7
"""Digits that a run must have to be looked at."""
_MOBILE = 11
LONG = _MOBILE
"""Digits of a telephone number that no other number is by chance."""
_LENGTHS = (_MOBILE, 15, 16, 17, 18, 19)
"""What is looked for inside longer runs of digits: mobile, ID and card numbers."""

SEPARATORS = r"\s.()\p{Pd}"
"""What may part the digits of one number wherever it stands; in an output, `MORE` may too."""
MORE = r"/,:_·~"
_SOME_DIGITS = rf"(?:\d[{SEPARATORS}{MORE}（），：＿～．／\p{{Cf}}]{{0,3}}){{{SHORTEST_RUN}}}"
_PLAIN_MOBILE = r"^(?:\+86)?1[0-9]{10}$"
_LETTERED = r"[0-9A-Za-z][0-9A-Za-z./_-]{5,}"
AROUND = " \t\r\n./_-"
"""What may stand around a number in a sentence, and is no part of it."""
EMAIL = r"[0-9a-z._%+-]+@[0-9a-z-]+(?:\.[0-9a-z-]+)+"
SOME_DIGITS = 4
"""Digits that an account number with letters has; a word without them names nobody."""
_LONGEST_WINDOWED = 40
_SHORTEST_LETTERED = 6
DAY = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"
"""Eight digits that are a day, and so no telephone and no account."""
_MOMENT = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9]"
"""What a day and a time look like without what parts them; account numbers may look so too."""
_COUNTRY = r"^(?:00)?8(?:6|86|5[23])[1-9][0-9]{7,10}$"
_WITH_ZERO, _WITHOUT = (
    r"^(?:00)?8(?:6([1-9][0-9]{9})|86([1-9][0-9]{7,8}))$",
    r"^(?:00)?8(?:6(1[3-9][0-9]{9})|5[23]([1-9][0-9]{7}))$",
)
"""Numbers with the code in front: land lines of China and numbers of Taiwan; mobiles of China, Hong Kong and Macao."""
NOTHING = pl.DataFrame(schema={"at": pl.UInt32, "text": pl.String})
_NO_RUNS = pl.DataFrame(schema={"at": pl.UInt32, "run": pl.String, "whole": pl.Boolean})


def suspects(series: pl.Series, *, letters: bool) -> pl.DataFrame:
    """Return the cells of a column in which an identifier could stand: ``at`` (place in the column) and ``text``."""
    if series.dtype != pl.String:
        return _large_numbers(series)
    if _most(series.str.len_chars()) < _SHORTEST_LETTERED or all_compact(series):
        return NOTHING
    searched = _SOME_DIGITS if not letters else f"{_SOME_DIGITS}|{_LETTERED}|[@＠０-９]"
    met = series.str.contains(searched)
    if not met.any():
        return NOTHING  # to compile the patterns below takes longer than all that was done so far
    at = met.arg_true()
    return pl.DataFrame({"at": at, "text": series.gather(at)})


def spelled_out(frame: pl.DataFrame, *, letters: bool) -> pl.DataFrame:
    """Return the spellings of all runs in cells: digits with and without what parts them, and what stands inside.

    Args:
        frame: what `suspects` returned.

    Returns:
        ``at`` (place in the column), ``run`` (String) and ``whole`` (a run as it stands, neither joined of several nor
        a part of one), one row for each.
    """
    if frame.is_empty():
        return _NO_RUNS
    mobile = frame["text"].str.contains(_PLAIN_MOBILE)
    plain = frame.filter(mobile).select("at", run=pl.col("text").str.slice(-_MOBILE), whole=pl.lit(value=True))
    if not mobile.all():
        frame = frame.filter(~mobile)
        frame = frame.filter(~frame["text"].str.contains(f"^{PATTERN}$"))
    else:
        frame = frame.clear()
    if frame.is_empty():
        return plain
    text = folded(frame["text"]).str.replace_all(rf"(?-u:\b){PATTERN}(?-u:\b)", " ")
    run = rf"[0-9]{{{SHORTEST_RUN},}}"
    apart = _explode(frame["at"], text.str.extract_all(run), whole=True)
    close = _explode(frame["at"], joined(text, SEPARATORS + MORE).str.extract_all(run), whole=False)
    close = close.with_columns(whole=(pl.col("run").str.len_bytes() > _MOBILE) & ~pl.col("run").str.contains(_MOMENT))
    digits = pl.concat([apart, close])
    pieces = [_windows(digits), _at_home(digits)]
    if letters:
        pieces.append(_lettered(frame["at"], text.str.to_uppercase()))
        pieces.append(_explode(frame["at"], text.str.to_lowercase().str.extract_all(EMAIL), whole=True))
    return pl.concat([plain, pl.concat(pieces).filter(~pl.col("run").str.contains(DAY))])


def _most(numbers: pl.Series) -> int:
    return cast("int", numbers.max() or 0)


def _large_numbers(series: pl.Series) -> pl.DataFrame:
    """Numbers with at least eleven digits; smaller ones are amounts and counts.

    What is inside of them is looked at too: an identifier among amounts comes out in minor units, a hundredfold.
    """
    if not series.dtype.is_integer():
        return NOTHING
    least = 10 ** (_MOBILE - 1)
    if max(_most(series), -cast("int", series.min() or 0)) < least:
        return NOTHING
    frame = pl.DataFrame({"at": pl.int_range(len(series), dtype=pl.UInt32, eager=True), "text": series.abs()})
    return frame.filter(pl.col("text") >= least).with_columns(pl.col("text").cast(pl.String))


def folded(cells: pl.Series) -> pl.Series:
    """NFKC: full-width digits and letters become plain ones. Characters that nobody sees are taken out."""
    beyond = (cells.str.len_bytes() != cells.str.len_chars()).fill_null(value=False)
    return cells.str.normalize("NFKC").str.replace_all(r"\p{Cf}", "") if beyond.any() else cells


def joined(text: pl.Series, separators: str = SEPARATORS) -> pl.Series:
    """Digits that only separators part, brought together."""
    return text.str.replace_all(rf"([0-9])[{separators}]{{1,3}}", "$1")


def at_home(runs: pl.Series) -> pl.Series:
    """Return telephone numbers (String, digits) as they are dialled in their own country; null for all others."""
    if not runs.str.contains(_COUNTRY).any():
        return pl.repeat(None, len(runs), dtype=pl.String, eager=True)
    run = pl.col("run")
    zeroed, plain = (pl.coalesce(run.str.extract(form, 1), run.str.extract(form, 2)) for form in (_WITH_ZERO, _WITHOUT))
    return runs.alias("run").to_frame().select(pl.coalesce("0" + zeroed, plain).alias("run")).to_series()


def _lettered(at: pl.Series, text: pl.Series) -> pl.DataFrame:
    """Numbers with letters, whole and, where ``/`` may part two of them, in parts."""
    whole = _explode(at, text.str.extract_all(_LETTERED), whole=True)
    whole = whole.filter(pl.col("run").str.count_matches("[0-9]") >= SOME_DIGITS)
    parts = whole.with_columns(pl.col("run").str.split("/")).explode("run")
    return pl.concat([whole, parts]).with_columns(pl.col("run").str.strip_chars(AROUND))


def _explode(at: pl.Series, lists: pl.Series, *, whole: bool) -> pl.DataFrame:
    frame = pl.DataFrame({"at": at, "run": lists}, schema={"at": pl.UInt32, "run": pl.List(pl.String)})
    return frame.explode("run").drop_nulls().with_columns(whole=pl.lit(value=whole))


def _at_home(digits: pl.DataFrame) -> pl.DataFrame:
    home = digits.with_columns(at_home(digits["run"]).alias("run")).drop_nulls()
    return home.with_columns(whole=pl.col("whole") & (pl.col("run").str.len_bytes() >= LONG))


def _windows(whole: pl.DataFrame) -> pl.DataFrame:
    """Each run, and each part of it that has an identifier's length: an ID number may stand inside a longer run."""
    longest = min(_most(whole["run"].str.len_bytes()), _LONGEST_WINDOWED)
    pieces = [whole]
    for length in _LENGTHS:
        longer = whole.filter(pl.col("run").str.len_bytes() > length)
        for start in range(longest - length + 1):
            inside = longer.filter(pl.col("run").str.len_bytes() >= start + length)
            part = pl.col("run").str.slice(start, length)
            pieces.append(inside.with_columns(part, whole=pl.lit(value=False)))
    return pl.concat(pieces)
