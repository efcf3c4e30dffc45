"""Phones, resident IDs and cards in texts: plain ones first, then with Chinese digits, O for 0, in English words."""

from __future__ import annotations

import re

import polars as pl

from collectkit.fields import identity, written_number
from collectkit.fields.written_digits import LETTERS, with_chinese
from collectkit.mask.text.spans import SCHEMA, blotted, hits, nothing

_AROUND = 20
_PLAIN_MOBILE = r"^1[3-9][0-9]{9}$"
_MAY_BE_MONEY = r"^ ?[元块万亿%％分期人rRyY]|^[0-9]"
_LETTERED = r"1 ?[3-9](?:[ -]?[0-9OoIl]){9}|[1-9][0-9OoIl]{16}[0-9XxOo]"
_WORD = "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine"
_SPOKEN = (
    rf"(?i)(?:(?:double|triple)[ -])?(?:{_WORD})(?:[ ,-]{{1,2}}(?:(?:double|triple)[ -])?(?:{_WORD}|[0-9]+)){{3,}}"
)
_DIGITS = {word: str(digit) for digit, word in enumerate(_WORD.replace("zero|oh|nought|", "zero|").split("|"))}
_MANY = {"double": 2, "triple": 3}
_LEAST_SPOKEN, _MOST_SPOKEN = 10, 15
_TRIMMED = 2
_HAN_BEHIND = re.compile(r"^[\u3400-\u9fff]")
_HAN_BEFORE = re.compile(r"[\u3400-\u9fff]$")


def find(texts: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Return the spans of numbers in folded *texts*, and the texts with blots there."""
    found = [nothing()]
    for look in (_plain, _chinese, _lettered, _spoken):
        spans = look(texts)
        texts = blotted(texts, spans)
        found.append(spans)
    return pl.concat(found), texts


def _plain(texts: pl.Series) -> pl.DataFrame:
    zones = hits(texts, written_number.ZONE)
    if zones.is_empty():
        return nothing()
    simple = zones["written"].str.contains(_PLAIN_MOBILE) & ~zones["behind"].str.contains(_MAY_BE_MONEY)
    mobiles = zones.filter(simple).select("at", "start", "end", kind=pl.lit("phone"), value="written")
    return pl.concat([mobiles.cast(SCHEMA), _read(zones.filter(~simple), spoken=False)])  # type: ignore[arg-type]


def _chinese(texts: pl.Series) -> pl.DataFrame:
    """Zones with Chinese digits; one too many at an end may be a word: 一三八…一直 does not end in 1."""
    some = texts.str.contains(r"[零〇○洞一壹幺么弌二贰貳弍三叁參叄弎四肆五伍六陆陸七柒拐八捌九玖勾]").arg_true()
    zones = hits(with_chinese(texts.gather(some)), written_number.ZONE)
    found = _read(zones, spoken=True)
    return found.with_columns(at=some.gather(found["at"]).cast(pl.UInt32))


def _read(zones: pl.DataFrame, *, spoken: bool) -> pl.DataFrame:
    """Read each distinct zone once, with what stands around it."""
    if zones.is_empty():
        return nothing()
    around = zones.with_columns(
        pl.col("before").str.slice(-_AROUND), pl.col("behind").fill_null("").str.slice(0, _AROUND)
    )
    keys = ["before", "written", "behind"]
    distinct = around.select(keys).unique(maintain_order=True).with_row_index("of")
    rows = []
    for of, before, zone, behind in distinct.iter_rows():
        numbers = written_number.read(before, zone, behind) or (_trimmed(before, zone, behind) if spoken else [])
        rows += [(of, n.start, n.end, n.kind, n.value) for n in numbers]
    schema = {"of": pl.UInt32, "from": pl.UInt32, "to": pl.UInt32, "kind": pl.String, "value": pl.String}
    read = (
        around.join(distinct, on=keys)
        .select("at", "start", "of")
        .join(pl.DataFrame(rows, schema, orient="row"), on="of")
    )
    start = pl.col("start")
    return read.select("at", start=start + pl.col("from"), end=start + pl.col("to"), kind="kind", value="value").cast(
        SCHEMA  # type: ignore[arg-type]
    )


def _trimmed(before: str, zone: str, behind: str) -> list[written_number.Number]:
    """Read a zone without a digit at an end that is part of a word."""
    ends = range(_TRIMMED + 1) if _HAN_BEHIND.match(behind) else range(1)
    starts = range(2) if _HAN_BEFORE.search(before) else range(1)
    for first in starts:
        for left in ends:
            inner = zone[first : len(zone) - left]
            numbers = written_number.read(before, inner, zone[len(zone) - left :] + behind) if first + left else []
            if numbers:
                return [written_number.Number(n.kind, n.start + first, n.end + first, n.value) for n in numbers]
    return []


def _lettered(texts: pl.Series) -> pl.DataFrame:
    """Mobile and ID numbers with an O for 0, or an l for 1."""
    found = hits(texts, _LETTERED)
    if found.is_empty():
        return nothing()
    found = found.filter(
        pl.col("written").str.contains("[OoIl]"),
        ~pl.col("before").str.contains("[0-9A-Za-z]$"),
        ~pl.col("behind").str.contains("^[0-9A-Za-z]"),
    )
    digits = [written.translate(LETTERS).replace(" ", "").replace("-", "").upper() for written in found["written"]]
    kinds = ["phone" if len(one) == 11 else "identity" if _is_identity(one) else None for one in digits]
    named = found.with_columns(pl.Series("kind", kinds, dtype=pl.String), pl.Series("value", digits, dtype=pl.String))
    return named.drop_nulls("kind").select(SCHEMA.keys()).cast(SCHEMA)  # type: ignore[arg-type]


def _is_identity(digits: str) -> bool:
    return digits[:17].isdigit() and identity.check_digit(digits[:17]) == digits[17:]


def _spoken(texts: pl.Series) -> pl.DataFrame:
    """Numbers spelled out in English: one five four double-oh 123456."""
    found = hits(texts, _SPOKEN)
    if found.is_empty():
        return nothing()
    digits = pl.Series("value", [_said(written) for written in found["written"]], dtype=pl.String)
    long = found.with_columns(digits).filter(pl.col("value").str.len_bytes().is_between(_LEAST_SPOKEN, _MOST_SPOKEN))
    return long.select("at", "start", "end", kind=pl.lit("phone"), value="value").cast(SCHEMA)  # type: ignore[arg-type]


def _said(written: str) -> str:
    digits, times = "", 1
    for word in re.split(r"[ ,-]+", written.lower()):
        if word in _MANY:
            times = _MANY[word]
            continue
        digits += times * _DIGITS.get(word, "0" if word in {"oh", "nought"} else word)
        times = 1
    return digits
