"""A plan is a pure function on a batch: however the rows are cut, wherever a batch is made, the same comes out.

So the same plan runs over a file, over standard input, in threads, and in executors of a cluster.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.crypto.spelling import find, is_token
from collectkit.crypto.tokens import Tokens
from collectkit.mask.operator import KEYED, Operator
from collectkit.mask.operators import OPERATORS
from collectkit.mask.plan import Plan, bind
from collectkit.mask.policy import Policy, Rule
from collectkit.mask.reveal import Opener, reveal
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column
from tests.laws.columns import CELL
from tests.unit.crypto.values import CANONICAL
from tests.unit.mask.given import OURS, THEIRS, column

OPENER = Opener((OURS,), (THEIRS,), {"0": "primary"})
READ = ("account_id", "name", "id_number", "mobile", "email", "address_home", "bank_card", "remark", "as_of", "age")
"""Fields of every kind, and what operators read beside their own."""
ROW = st.tuples(*(CELL | CANONICAL.get(ACCOUNTS[name].kind or "text", CELL) for name in READ))
ROWS = st.lists(ROW, max_size=12)


def frame_of(rows: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    return pl.DataFrame([column([row[place] for row in rows]).alias(str(place)) for place in range(len(READ))])


def plan_of(minter: Tokens, *operators: Operator) -> Plan:
    """Bind each operator to each field that is read."""
    rules = [Rule(f"{name} {place}", name, one, "") for name in READ for place, one in enumerate(operators)]
    columns = [Column(place, name, name, None) for place, name in enumerate(READ)]
    return bind(Policy("law", tuple(rules), {}, "", min_candidates=1), columns, region="CN", minter=minter)


OPERATOR = st.sampled_from([kind() for name, kind in OPERATORS.items() if name != "drop"])


def pieces(frame: pl.DataFrame, cuts: list[int]) -> list[pl.DataFrame]:
    ends = [0, *sorted(min(cut, frame.height) for cut in cuts), frame.height]
    return [frame.slice(start, end - start) for start, end in pairwise(ends)]


@given(operator=OPERATOR, rows=ROWS, cuts=st.lists(st.integers(0, 12), min_size=1, max_size=2))
@settings(max_examples=25)
def test_batches_may_be_cut_anywhere(operator: Operator, rows: list[tuple[str | None, ...]], cuts: list[int]) -> None:
    frame, plan = frame_of(rows), plan_of(OURS, operator)
    whole, lost = plan.apply(frame)

    parts = [plan.apply(piece) for piece in pieces(frame, cuts)]

    assert pl.concat([made for made, _ in parts]).equals(whole, null_equal=True)
    counted = sum(int(one.rows.sum()) for one in lost)
    assert counted == sum(int(one.rows.sum()) for _, found in parts for one in found)


def _made(plan: bytes, frame: pl.DataFrame) -> pl.DataFrame:
    made: pl.DataFrame = pickle.loads(plan).apply(frame)[0]
    return made


def test_a_batch_may_be_made_in_another_process() -> None:
    rows = [tuple(f"{place}{number}" for number in range(len(READ))) for place in range(40)]
    rows += [("00123456", "张三", "11010519491231002X", "13800138000", "a@example.com", "某市某路1号", "4111", *"xyz")]
    frame = frame_of(rows)
    plan = plan_of(OURS, *(kind() for name, kind in OPERATORS.items() if name != "drop"))
    here = plan.apply(frame)[0]
    taken = pickle.dumps(plan)  # after it was used: with its ciphers made

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(_made, taken, frame).result()

    assert there.equals(here, null_equal=True)


KINDS_OF_TOKENS = pl.concat(OURS.make(kind, column([value])) for kind, value in (("name", "张三"), ("text", "a\nb")))
TYPED = st.sampled_from([*KINDS_OF_TOKENS, *KINDS_OF_TOKENS.str.to_lowercase(), "paid", "please call back Monday", ""])
STANDING = st.tuples(TYPED, st.sampled_from(["", " ", "见", "-", "O"]), st.integers(0, 40)).map(
    lambda told: f"{told[0][: told[2]]}{told[1]}{told[0][told[2] :]}"
)


@given(cells=st.lists(st.none() | STANDING | CELL, max_size=12), cuts=st.lists(st.integers(0, 12), max_size=3))
@settings(max_examples=60)
def test_batches_that_are_revealed_may_be_cut_anywhere(cells: list[str | None], cuts: list[int]) -> None:
    frame = pl.DataFrame({"0": column(cells)})

    def revealed(piece: pl.DataFrame) -> pl.DataFrame:
        return reveal(piece, pl.int_range(piece.height, eager=True), ("0",), OPENER, "full").frame

    assert pl.concat(revealed(piece) for piece in pieces(frame, cuts)).equals(revealed(frame), null_equal=True)


def tokens_in(frame: pl.DataFrame) -> set[str]:
    """Return all tokens and pseudonyms in a frame, inside of text too."""
    cells = pl.concat(series.cast(pl.String) for series in frame).drop_nulls()
    coded = [find(cells).explode().drop_nulls(), cells.filter(cells.str.contains("^S[0-9A-Z]{25}$"))]
    return set(pl.concat(coded).str.to_uppercase())


KEYED_ONES = [kind() for kind in OPERATORS.values() if kind.shows in KEYED - {"digits"}]


@given(rows=st.lists(ROW, min_size=1, max_size=12))
@settings(max_examples=15)
def test_two_agencies_files_share_no_token(rows: list[tuple[str | None, ...]]) -> None:
    frame = frame_of(rows)

    ours, theirs = (tokens_in(plan_of(minter, *KEYED_ONES).apply(frame)[0]) for minter in (OURS, THEIRS))

    given_already = tokens_in(frame)
    assert not (ours - given_already) & (theirs - given_already)
    values = sum(value not in (None, "") for row in rows for value in row)
    assert bool(ours) == bool(values)
    real = column(sorted(one for one in ours if not one.startswith("S")))
    assert is_token(real).all()
    assert THEIRS.open(real).is_null().all()
