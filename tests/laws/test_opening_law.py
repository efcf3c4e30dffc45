"""Tokens that are turned back where they stand: the same bytes and report as when the table is read as text."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.crypto.derivation import Context
from collectkit.crypto.tokens import Tokens
from collectkit.files import Input, Output, TextSink, Transaction, make_sink
from collectkit.jobs.opening import Opening
from collectkit.jobs.rewriting import tables
from collectkit.mask.in_place.writing import WIDEST
from collectkit.mask.manifest import Form
from collectkit.mask.reveal import Opener, Restorer, Revealed, reveal

ROOT = bytes(range(32))
OURS = Tokens(ROOT, Context("0", "agency-a"))
BATCH = Tokens(ROOT, Context("0", "agency-a", "batch", "2026-10"))
THEIRS = Tokens(ROOT, Context("0", "agency-b"))
FORMER = Tokens(ROOT[::-1], Context("1", "agency-a"))
STRANGER = Tokens(ROOT[::-1], Context("7", "agency-a"))
OPENER = Opener((OURS, BATCH, FORMER), (THEIRS,), {"0": "primary", "1": "decrypt only", "2": "destroyed"})
VALUES = {
    "phone": ["+8613800138000", "+8615400000001", "+12025550123"],
    "identity": ["11010519491231002X"],
    "bank": ["6222020200112233", "0"],
    "account": ["00123456", "1234567890123456789", "7"],
    "customer": ["LN-2024/00017", "A", "X_1.5"],
    "name": ["张三", "欧阳锋", "Li, Wei"],
    "text": ["x", "不接电话", 'he said "no"', "长" * 90],
}
MINTERS = (OURS, BATCH, FORMER, THEIRS, STRANGER)
TOKENS = {(m, kind): MINTERS[m].make(kind, pl.Series(v)).to_list() for m in range(5) for kind, v in VALUES.items()}
NUMBERS = OURS.formats.make("bank", pl.Series(["6222020200112231", "4111111111111111"])).drop_nulls().to_list()


def tokens(kinds: Sequence[str], minters: Sequence[int]) -> st.SearchStrategy[str]:
    return st.sampled_from([token for m in minters for kind in kinds for token in TOKENS[m, kind]])


ANY = tokens([*VALUES], range(5))
COMPACT = tokens(["phone", "account"], range(5))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A token with a mark in the place of another, or without one, or as people type them."""
    token = draw(COMPACT)
    place, mark = draw(st.integers(0, len(token) - 1)), draw(st.sampled_from([*"0Zuoi -Ｐ，é", ""]))
    spelled = st.sampled_from(
        [
            token[:place] + mark + token[place + 1 :],
            token.lower(),
            token.replace("0", "O"),
            "-".join(token[at : at + 4] for at in range(0, len(token), 4)),
            f" '{token} ",
            token.translate({code: code + 0xFEE0 for code in range(ord("0"), ord("Z") + 1)}),
            token + token,
        ]
    )
    found: str = draw(spelled)
    return found


TEXT = st.text(st.characters(exclude_characters='",\r\n\0', exclude_categories=["Cs"]), max_size=30)
NOTES = st.sampled_from(
    [
        "promised to pay on friday evening",
        "已承诺周五还款，请勿再打电话给客户",
        "x" * 19,
        "y" * 20,
        "a1" * 150,
        "***",
        "-",
        "贷款",
    ]
)
INSIDE = st.builds(lambda before, token, after: f"{before[:9]}{token}{after[:9]}", TEXT, ANY, TEXT)
ODD = st.one_of(st.just(""), ANY, damaged(), INSIDE, NOTES, TEXT)
HARMLESS = st.sampled_from(
    [
        "已承诺周五还款，请勿再打电话给客户",
        "promised: to pay on friday",
        "王 promised to pay on friday evening",
        "a" * 19,
        "",
    ]
)
COMMON = [
    *(tokens([kind], [0]) for kind in VALUES),
    tokens(["phone"], [0, 1, 2]),
    tokens(["account"], [2, 0]),
    tokens(["bank", "account"], [0]),
    COMPACT,
    INSIDE,
    HARMLESS,
    NOTES,
    TEXT,
    st.integers(0, 10**7).map(str),
]
"""What most cells of a column look like: one of these for the whole column."""


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Columns that are nearly alike; the first has numbers of operator fpe."""
    rows = draw(st.integers(1, 12))
    columns = [draw(st.lists(st.sampled_from([*NUMBERS, "", "'" + NUMBERS[0], "x"]), min_size=rows, max_size=rows))]
    for _ in range(draw(st.integers(1, 5))):
        cells = draw(st.lists(draw(st.sampled_from(COMMON)), min_size=rows, max_size=rows))
        for place in draw(st.lists(st.integers(0, rows - 1), max_size=4)) if draw(st.booleans()) else []:
            cells[place] = draw(st.one_of(st.just(""), ODD))
        columns.append([cell.replace(",", "").replace('"', "") for cell in cells])
    header = ",".join(f"column {place}" for place in range(len(columns)))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join([header, *(",".join(row) for row in zip(*columns, strict=True)), ""]).encode()


def told(revealed: Revealed) -> object:
    """What the report is made of; the order in which verdicts are first met shows in it, too."""
    return [*revealed.counts.items()], [*revealed.numbers.items()], [*revealed.left]


def must_be_read(frame: pl.DataFrame) -> bool:
    """Whether there are cells that would need quotes, or that no table holds."""
    cells = pl.concat([frame[name] for name in frame.columns])
    return bool(cells.str.contains('[,"]').any() or (cells.str.len_bytes() > WIDEST).any())


@given(data=files(), restoring=st.booleans(), every=st.booleans())
@settings(max_examples=100)
def test_what_is_opened_in_place_is_what_is_opened_as_text(data: bytes, restoring: bool, every: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        source, output = Path(name) / "in.csv", Output(Path(name) / "out.csv")
        source.write_bytes(data)
        with Transaction() as outputs, tables(Input(source), output) as opened:
            table = opened[0]
            places = [str(place) for place in table.columns if every or place != 1]
            restorer = Restorer(OURS.formats, {"0": Form("bank", valid=False)}) if restoring else None
            sink = make_sink(outputs.open(output), output, {str(place): pl.String() for place in table.columns})
            assert isinstance(sink, TextSink)
            opening = Opening(table, places, OPENER, restorer)
            for chunk in table.chunks():
                made, batch = opening.make(chunk), table.parse(chunk)
                revealed = reveal(batch.frame, batch.rows, places, OPENER, "full", restorer)
                if made is None:
                    assert must_be_read(revealed.frame) or not batch.frame.height
                    continue
                assert made.payload == sink.encode(revealed.frame)
                assert made.rows == batch.frame.height
                assert not batch.bad
                assert told(made.told) == told(revealed)
