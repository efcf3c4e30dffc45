"""Finds the phrases of a lexicon in a column of notes: keys first, in all texts at once; then who says them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from collectkit.conduct.contacts import HITS
from collectkit.conduct.words.lexicon import Lexicon
from collectkit.conduct.words.speakers import by_collector, sentence
from collectkit.conduct.words.wording import NOISE, folded

_WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum()}
_JUDGED = 100
"""So many places of a text are looked at; of each phrase that stands there more often one place is told as doubtful."""
_FOUND = {"place": pl.UInt32(), **{name: HITS[name] for name in ("phrase", "category", "start", "end", "sure")}}


def hits(rows: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Return the phrases that a collector says, or may say.

    Args:
        rows: ``file``, ``row`` as `HITS` has them, and ``text``: String, null where there is none.
        lexicon: what to look for.

    Returns:
        `HITS`, by file, row and start; none that is beyond doubt somebody else's, or what nobody said.
    """
    held = rows.filter(_bare(pl.col("text")).str.contains_any(list(lexicon.keys), ascii_case_insensitive=True))
    texts = held["text"].unique(maintain_order=True)
    found = pl.DataFrame(list(_found(texts, lexicon)), schema=_FOUND, orient="row")
    places = pl.DataFrame({"text": texts}).with_row_index("place")
    told = held.select("file", "row", "text").join(places, on="text").drop("text").join(found, on="place", how="inner")
    return told.select(pl.col(name).cast(kind) for name, kind in HITS.items()).sort("file", "row", "start", "phrase")


def _bare(texts: pl.Expr) -> pl.Expr:
    """Return texts without what may stand between the characters of a phrase."""
    wide = texts.str.contains("[Ａ-Ｚａ-ｚ０-９]")
    plain = pl.when(wide).then(texts.str.replace_many(list(_WIDE), list(_WIDE.values()))).otherwise(texts)
    return plain.str.replace_all(NOISE, "")


def _found(texts: pl.Series, lexicon: Lexicon) -> Iterator[tuple[int, str, str, int, int, bool]]:
    """Yield the place of a text, phrase, category, start, end and whether it is surely the collector's."""
    plain = pl.Series([folded(text) for text in texts.to_list()], dtype=pl.String)
    bare = pl.select(_bare(pl.lit(plain)).str.to_lowercase()).to_series()
    held = _narrowed(bare, lexicon)
    for place, (said, short, keys) in enumerate(zip(plain.to_list(), bare.to_list(), held, strict=True)):
        judged, full = 0, set[int]()
        for at, start, end in _places(said, short, keys, lexicon):
            if at in full:
                continue
            phrase = lexicon.phrases[at]
            excuse = lexicon.unless(at)
            if excuse is not None and excuse.search(said, *sentence(said, start, end)):
                continue
            judged += 1
            full |= {at} if judged > _JUDGED else set()
            sure = False if judged > _JUDGED else by_collector(said, start, end, telling=phrase.telling)
            if sure is not None:
                yield place, phrase.id, phrase.category, start, end, sure


def _narrowed(bare: pl.Series, lexicon: Lexicon) -> list[list[str]]:
    """Return the keys of each text, without those whose wordings lack another part of theirs."""
    found = pl.DataFrame({"text": bare, "key": bare.str.extract_many(list(lexicon.keys), overlapping=True)})
    pairs = found.with_row_index("at").explode("key").unique(["at", "key"])
    keys: list[list[str]] = [[] for _ in range(bare.len())]
    for (key,), those in pairs.drop_nulls("key").group_by("key"):
        others = lexicon.others(str(key))
        kept = those.filter(pl.col("text").str.contains_any(list(others))) if others else those
        for at in kept["at"]:
            keys[at].append(str(key))
    return keys


def _places(said: str, short: str, keys: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[int, int, int]]:
    """Yield the phrases of a text with their start and end; those of one phrase do not overlap.

    Args:
        said: the text, folded.
        short: the same without noise, in small letters.
        keys: those of the lexicon's keys that it has.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for at in sorted({at for key in keys for at in lexicon.keys[key]}):
        if all(any(map(short.__contains__, words)) for words in lexicon.parts(at)):
            spans = found.setdefault(lexicon.wordings[at][0], [])
            spans += (match.span() for match in lexicon.pattern(at).finditer(said))
    for phrase, spans in found.items():
        reached = 0
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start >= reached:
                yield phrase, start, end
                reached = end
