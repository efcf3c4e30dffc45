"""One spelling for identifiers and for whatever in an output could be one, for the leak gate."""

from __future__ import annotations

import polars as pl

from collectkit.crypto.spelling import PATTERN

SHORTEST_NAME = 2
SHORTEST_RUN = 7
"""Digits that a run must have to be looked at."""
_SHORTEST_WEAK = 8
_MOBILE = 11
_LENGTHS = (11, 15, 17)
"""Mobile number; ID number of the old form; ID number without its check character."""

_SOME_DIGITS = rf"(?:\d[\s.()/-]{{0,2}}){{{SHORTEST_RUN}}}"
_BETWEEN_DIGITS = r"([0-9])[\s.()-]{1,2}"
_LETTERED = r"[0-9A-Za-z][0-9A-Za-z./_-]{5,}"
_EMAIL = r"[^\s@,;，；<>]+@[^\s@,;，；<>]+"
_LONGEST_WINDOWED = 40


def identifiers(raw: pl.Series, kind: str | None) -> pl.Series:
    """Return every spelling under which the identifiers of a column are looked for (String, no nulls).

    Args:
        raw: String, as it came; a cell may hold two numbers.
    """
    cells = raw.drop_nulls()
    if kind == "email":
        return _folded(cells).str.to_lowercase().filter(cells.str.contains("@", literal=True))
    if kind in {"account", "customer"}:
        plain = _folded(cells).str.strip_chars().str.to_uppercase()
        return plain.filter(plain.str.contains(rf"^[0-9]{{{_SHORTEST_WEAK},}}$|^[0-9A-Z./_-]{{6,}}$") & _specific(plain))
    digits = _digit_runs(cells)
    if kind == "phone":
        return pl.select(pl.when(digits.str.len_bytes() > _MOBILE).then(digits.str.slice(-_MOBILE)).otherwise(digits)).to_series()
    if kind == "identity":
        whole = digits.filter(digits.str.len_bytes() >= _LENGTHS[2]).str.slice(0, _LENGTHS[2])
        old = whole.str.slice(0, 6) + whole.str.slice(8, 9)
        short = digits.filter(digits.str.len_bytes() == _LENGTHS[1])
        return pl.concat([whole, old, short, short.str.slice(0, 6) + "19" + short.str.slice(6)])
    return digits


def _specific(plain: pl.Series) -> pl.Series:
    """Lettered numbers must have digits too: a plain word names nobody."""
    return plain.str.count_matches(r"[0-9]") >= 4


def runs(series: pl.Series, *, letters: bool) -> pl.DataFrame:
    """Return what could be an identifier in an output column.

    Args:
        letters: look for account numbers with letters and for emails too, not only for digits.

    Returns:
        ``at`` (place in the column) and ``run`` (String), one row for each spelling of each run.
    """
    if series.dtype != pl.String:
        return _number_runs(series)
    frame = pl.DataFrame({"at": pl.int_range(len(series), dtype=pl.UInt32, eager=True), "text": series})
    searched = _SOME_DIGITS if not letters else f"{_SOME_DIGITS}|{_LETTERED}|@"
    frame = frame.filter(pl.col("text").str.contains(searched) & ~pl.col("text").str.contains(f"^{PATTERN}$"))
    if frame.is_empty():
        return frame.rename({"text": "run"})
    text = _folded(frame["text"]).str.replace_all(rf"(?-u:\b){PATTERN}(?-u:\b)", " ")
    pieces = [_windows(frame["at"], _extract(text, rf"[0-9]{{{SHORTEST_RUN},}}", join=True))]
    if letters:
        pieces.append(_explode(frame["at"], _extract(text.str.to_uppercase(), _LETTERED)))
        pieces.append(_explode(frame["at"], _extract(text.str.to_lowercase(), _EMAIL)))
    return pl.concat(pieces)


def _number_runs(series: pl.Series) -> pl.DataFrame:
    """Numbers with at least eleven digits; smaller ones are amounts and counts."""
    if not series.dtype.is_integer():
        return pl.DataFrame(schema={"at": pl.UInt32, "run": pl.String})
    frame = pl.DataFrame({"at": pl.int_range(len(series), dtype=pl.UInt32, eager=True), "run": series})
    frame = frame.filter(pl.col("run").abs() >= 10 ** (_MOBILE - 1))
    return frame.with_columns(pl.col("run").abs().cast(pl.String))


def _folded(cells: pl.Series) -> pl.Series:
    """NFKC: full-width digits and letters become plain ones."""
    beyond = (cells.str.len_bytes() != cells.str.len_chars()).fill_null(value=False)
    return cells.str.normalize("NFKC") if beyond.any() else cells


def _joined(text: pl.Series) -> pl.Series:
    """Digits that only spaces, hyphens, dots or brackets part, brought together."""
    return text.str.replace_all(_BETWEEN_DIGITS, "$1")


def _digit_runs(cells: pl.Series) -> pl.Series:
    text = _joined(_folded(cells))
    return text.str.extract_all(rf"[0-9]{{{SHORTEST_RUN},}}").explode().drop_nulls()


def _extract(text: pl.Series, pattern: str, *, join: bool = False) -> pl.Series:
    """The runs as they stand and, with *join*, those that appear when the digits are brought together."""
    if not join:
        return text.str.extract_all(pattern)
    both = pl.select(pl.concat_list(pl.lit(text).str.extract_all(pattern), pl.lit(_joined(text)).str.extract_all(pattern)))
    return both.to_series()


def _explode(at: pl.Series, lists: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame({"at": at, "run": lists}, schema={"at": pl.UInt32, "run": pl.List(pl.String)})
    return frame.explode("run").drop_nulls().unique()


def _windows(at: pl.Series, lists: pl.Series) -> pl.DataFrame:
    """Each run, and each part of it that has an identifier's length: an ID number may stand inside a longer run."""
    runs_ = _explode(at, lists)
    longest = min(runs_["run"].str.len_bytes().max() or 0, _LONGEST_WINDOWED)  # type: ignore[type-var]
    pieces = [runs_]
    for length in _LENGTHS:
        longer = runs_.filter(pl.col("run").str.len_bytes() > length)
        for start in range(longest - length + 1):
            inside = longer.filter(pl.col("run").str.len_bytes() >= start + length)
            pieces.append(inside.with_columns(pl.col("run").str.slice(start, length)))
    return pl.concat(pieces).unique()
