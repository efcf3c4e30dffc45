"""The row's own values in its free text: names of the debtor and the contacts, account numbers, other columns.

What stands in another column of the row needs no form of its own to be recognised: 张三 is a name because the row says
so. It is found with spaces between the characters, in any case, with any point in a minority name.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from collectkit.fields import name
from collectkit.fields.written_digits import folded, folded_text
from collectkit.mask.cells import Cells
from collectkit.mask.text.spans import SCHEMA, nothing
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.traditional import simplified, simplified_text

_CODES = frozenset({"account", "customer", "identity", "bank", "email", "phone"})
CODES: Mapping[str, str] = {f.name: f.kind for f in ACCOUNTS.values() if f.kind in _CODES} | {
    "qq": "qq",
    "wechat": "wechat",
}
"""Fields whose values are looked for before anything else -> kind."""
NAMES: Mapping[str, str] = {f.name: f.kind for f in ACCOUNTS.values() if f.kind in {"name", "address"}}
"""Fields whose values are looked for in what is left -> kind."""
BESIDE = frozenset(CODES) | frozenset(NAMES)

_GAPS = rf"[\s_./\-{re.escape(name.POINTS)}]"
_GAP_SIGNS = frozenset("_./-" + name.POINTS).union(filter(str.isspace, map(chr, range(0x3001))))
_WIDEST_GAP = 2
_JOINT = re.compile(r"[、/;]|,(?=\s*[\u3400-\u9fff])")
_SAID = re.compile(r"\(.*?\)|已故|亡故|身故|先生|女士|小姐")
_PARTS = re.compile(rf"[\s,{re.escape(name.POINTS)}]+")
_SHORTEST_NAME, _SHORTEST_ADDRESS = 2, 6
_SHORTEST_CODE, _SHORTEST_DIGITS = 4, 7
_SHORTEST_PART, _SHORTEST_POINTED = 3, 2
"""Of a part between points less is needed: 李四 父亲 has no point, and 父亲 is a word of many notes."""
_POINTED = re.compile(rf"(?:{name.HAN}+{name.POINT})+{name.HAN}+")


def find(texts: pl.Series, beside: Mapping[str, Cells], fields: Mapping[str, str]) -> pl.DataFrame:
    """Return the spans of the row's own values in folded, simplified *texts*, in order and apart.

    Args:
        beside: field -> cells of the same rows.
        fields: those to look for -> kind.
    """
    known = {field: cells for field, cells in beside.items() if field in fields}
    if not known:
        return nothing()
    bare = _bare(texts)
    return _apart(pl.concat([_column(texts, bare, cells.raw, fields[field]) for field, cells in known.items()]))


def _bare(texts: pl.Series) -> pl.Series:
    """Lower case, without what may stand between the characters of a name or a code."""
    return texts.str.to_lowercase().str.replace_all(_GAPS, "")


def _column(texts: pl.Series, bare: pl.Series, raw: pl.Series, kind: str) -> pl.DataFrame:
    """Spans of one column's values; of a part of a name no value: it stands for what is written there.

    Only rows whose text holds a word of the name, or the first word of another cell, are looked at.
    """
    cell = simplified(folded(raw)).str.to_lowercase()
    some = r"[\p{L}\p{N}]+"
    first = cell.str.extract(rf"^[\s\p{{P}}]*({some})", 1)
    held = _has(bare, first)
    if kind == "name":
        held |= _has(bare, cell.str.replace_all(_GAPS, ""))
        more = (~held & (first.str.len_bytes() < cell.str.len_bytes())).arg_true()
        others = pl.DataFrame({"at": more, "word": cell.gather(more).str.extract_all(some)}).explode("word")
        there = others["at"].filter(_has(bare.gather(others["at"]), others["word"]))
        held = held.scatter(there.unique(), values=True)
    rows: list[tuple[int, int, int, str, str | None]] = []
    at = held.arg_true()
    for place, text, value in zip(at.to_list(), texts.gather(at).to_list(), raw.gather(at).to_list(), strict=True):
        rows += [(place, start, end, kind, meant) for start, end, meant in _in_text(text, value, kind)]
    return pl.DataFrame(rows, SCHEMA, orient="row")


def _has(texts: pl.Series, needles: pl.Series) -> pl.Series:
    """Tell which texts hold the needle beside them; no nulls."""
    some = needles.set((needles.str.len_chars() < 1).fill_null(value=True), None)
    return pl.select(pl.lit(texts).str.contains(pl.lit(some), literal=True)).to_series().fill_null(value=False)


def _in_text(text: str, cell: str, kind: str) -> Iterator[tuple[int, int, str | None]]:
    for value, meant in _wanted(folded_text(cell).strip(), kind):
        wanted = simplified_text(value)
        for start, end in _spaced(text, wanted):
            yield start, end, meant
        if kind == "name":
            for start, end in _parts(text, wanted):
                yield start, end, None


def _wanted(cell: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield what to look for in a cell, and the value that it means; a cell may hold two names."""
    if kind == "name":
        named = (one.strip() for one in _JOINT.split(_SAID.sub("", cell)))
        yield from ((one, one) for one in named if len(one) >= _SHORTEST_NAME)
    elif len(cell) >= _SHORTEST_ADDRESS if kind == "address" else _tells(cell, kind):
        yield cell, cell


def _tells(code: str, kind: str) -> bool:
    """Whether a code is long enough to mean one account: 100000 is an amount too."""
    if code.isdigit():
        return len(code) >= _SHORTEST_DIGITS
    return len(code) >= _SHORTEST_CODE and (kind == "wechat" or any(map(str.isdigit, code)))


def _lower(text: str) -> str:
    """Lower case, a character for a character."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _spaced(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Yield where a value stands, with small gaps between its characters, and not inside a longer word or number."""
    needle, lower = "".join(sign for sign in _lower(wanted) if sign not in _GAP_SIGNS), _lower(text)
    places = [at for at, sign in enumerate(lower) if sign not in _GAP_SIGNS]
    bare = lower if len(places) == len(text) else "".join([lower[at] for at in places])
    found = bare.find(needle) if needle else -1
    while found >= 0:
        end = found + len(needle)
        where = places[found:end]
        if _close(where) and not _inside(text, where[0], where[-1] + 1):
            yield where[0], where[-1] + 1
        found = bare.find(needle, end)


def _close(where: Sequence[int]) -> bool:
    return all(two - one <= _WIDEST_GAP + 1 for one, two in itertools.pairwise(where))


def _inside(text: str, start: int, end: int) -> bool:
    """Whether a Latin letter or digit goes on in front or behind."""
    ahead, behind = text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1]
    return any(len(pair) == 2 and pair.isascii() and pair.isalnum() for pair in (ahead, behind))


def _parts(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Yield where a part of a name stands: of a Latin one only as a name is written, Will and not will."""
    parts = _PARTS.split(wanted)
    if len(parts) < 2:
        return
    shortest = _SHORTEST_POINTED if _POINTED.fullmatch(name.spelled(wanted)) else _SHORTEST_PART
    for part in parts:
        if len(part) < shortest:
            continue
        for start, end in _spaced(text, part):
            if not part.isascii() or (end - start == len(part) and text[start] != text[start].lower()):
                yield start, end


def _apart(found: pl.DataFrame) -> pl.DataFrame:
    """Without spans that begin inside another one; of those that begin together the longest stays."""
    if found.height < 2:
        return found
    ordered = found.sort("at", "start", "end", descending=[False, False, True], maintain_order=True)
    reached = pl.col("end").cum_max().shift(1).over("at").fill_null(0)
    return ordered.filter(pl.col("start") >= reached)
