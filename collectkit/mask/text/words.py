"""Emails, WeChat names, QQ numbers, travel documents, licence plates and addresses in texts."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from collectkit.fields import handle, plate, postal
from collectkit.fields.written_digits import with_chinese
from collectkit.mask.text.spans import SCHEMA, blotted, hits, nothing

_EMAIL = (
    r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|[A-Za-z0-9][A-Za-z0-9._%+-]* @ [A-Za-z0-9-]+(?: ?\. ?[A-Za-z0-9-]+)+"
)
_MOBILE = r"^1[3-9][0-9]{9}$"
_GAPS = "[ .·-]"
_CUED = ("${2}", "${1}")
"""A hit behind a word that tells what it is."""


def find(texts: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Return the spans of everything but numbers and addresses in folded *texts*, and the texts with blots there."""
    found = [nothing()]
    for look in (_emails, _wechat_ids, _wechat_names, _documents, _cued_numbers, _plates):
        spans = look(texts)
        texts = blotted(texts, spans)
        found.append(spans)
    return pl.concat(found), texts


def addresses(texts: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Return the spans of addresses in folded *texts*, and the texts with blots there."""
    chinese = hits(texts, postal.CHINESE)
    edges = [
        (postal.begins(written), postal.ends(written, behind))
        for written, behind in chinese.select("written", "behind").iter_rows()
    ]
    edge = pl.DataFrame(edges, {"first": pl.UInt32, "last": pl.UInt32}, orient="row")
    chinese = chinese.hstack(edge).with_columns(
        start=pl.col("start") + pl.col("first"),
        end=pl.col("start") + pl.col("last"),
        written=pl.col("written").str.slice("first", pl.col("last") - pl.col("first")),
    )
    found = pl.concat([_spans(chinese, "address"), _spans(hits(texts, postal.ENGLISH), "address")])
    return found, blotted(texts, found)


def _spans(found: pl.DataFrame, kind: str) -> pl.DataFrame:
    if found.is_empty():
        return nothing()
    return found.select("at", "start", "end", kind=pl.lit(kind), value="written").cast(SCHEMA)  # type: ignore[arg-type]


def _those(found: pl.DataFrame, is_one: Callable[[str, str], bool], *columns: str) -> pl.DataFrame:
    """Keep the hits of which *is_one* says so, of two of their columns."""
    if found.is_empty():
        return found
    return found.filter(pl.Series([is_one(*row) for row in found.select(columns).iter_rows()], dtype=pl.Boolean))


def _emails(texts: pl.Series) -> pl.DataFrame:
    return _spans(hits(texts, _EMAIL), "email").with_columns(pl.col("value").str.replace_all(" ", "", literal=True))


def _wechat_ids(texts: pl.Series) -> pl.DataFrame:
    return _spans(hits(texts, handle.WXID, *_CUED), "wechat")


def _wechat_names(texts: pl.Series) -> pl.DataFrame:
    patterns = (handle.WECHAT, handle.WECHAT_NAMED, handle.WECHAT_ADDED)
    found = pl.concat([_those(hits(texts, one, *_CUED), handle.is_name, "before", "written") for one in patterns])
    return _spans(found.unique(["at", "start"], keep="first", maintain_order=True), "wechat")


def _documents(texts: pl.Series) -> pl.DataFrame:
    patterns = (handle.DOCUMENT, handle.IDENTITY_CARD, handle.IDENTITY_CARD_NAMED)
    found = pl.concat([hits(texts, pattern, *_CUED) for pattern in patterns])
    found = found.filter(pl.Series(map(handle.is_document, found["behind"]), dtype=pl.Boolean))
    named = hits(texts, handle.DOCUMENT_NUMBER, *_CUED).filter(pl.col("behind").str.contains(handle.DOCUMENT_BEHIND))
    return _spans(pl.concat([found, named.join(found, on=["at", "start"], how="anti")]), "document")


def _cued_numbers(texts: pl.Series) -> pl.DataFrame:
    """Numbers behind QQ or WeChat; Chinese digits behind plain ones may be words: 三 in 12345678三天."""
    digits = with_chinese(texts)
    found = [nothing()]
    for kind, pattern in (("qq", handle.QQ), ("wechat", handle.WECHAT_NUMBER)):
        number = _without_words(hits(digits, pattern, *_CUED), texts)
        number = number.with_columns(pl.col("written").str.replace_all(_GAPS, ""))
        number = _those(number, handle.is_number, "written", "behind")
        mobile = pl.col("value").str.contains(_MOBILE)
        kinds = pl.when(mobile).then(pl.lit("phone")).otherwise(pl.col("kind"))
        found.append(_spans(number, kind).with_columns(kind=kinds))
    return pl.concat(found)


def _without_words(number: pl.DataFrame, texts: pl.Series) -> pl.DataFrame:
    """Cut one or two Chinese digits off numbers that are plain before them."""
    if number.is_empty():
        return number
    as_it_stands = texts.gather(number["at"]).str.slice(number["start"], number["end"] - number["start"])
    plain = as_it_stands.str.extract(r"^([0-9][0-9 .·-]{4,}[0-9])[^0-9 .·-]{1,2}$", 1).str.len_chars()
    return number.with_columns(plain.alias("plain")).select(
        "at",
        "start",
        "before",
        "behind",
        end=pl.col("start") + pl.coalesce("plain", pl.col("end") - pl.col("start")),
        written=pl.col("written").str.slice(0, pl.coalesce("plain", pl.col("written").str.len_chars())),
    )


def _plates(texts: pl.Series) -> pl.DataFrame:
    spans = _spans(_those(hits(texts, plate.PATTERN), plate.is_plate, "written", "behind"), "plate")
    return spans.with_columns(pl.col("value").str.replace_all(r"[ ·•.・-]", "").str.to_uppercase())
