"""Laws of tokens: what is made opens again, exactly and only where it should."""

from __future__ import annotations

import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.crypto.base32 import SYMBOLS
from collectkit.crypto.derivation import Context
from collectkit.crypto.spelling import LETTERS, PATTERN, is_token
from collectkit.crypto.tokens import Tokens
from tests.unit.crypto import plain
from tests.unit.crypto.values import CANONICAL, check_character, column, columns

ROOT = bytes(range(32))
OURS = Tokens(ROOT, Context("0", "agency-a"))
STRANGERS = {
    "recipient": Tokens(ROOT, Context("0", "agency-b")),
    "scope": Tokens(ROOT, Context("0", "agency-a", "batch", "2025-07")),
    "slot": Tokens(ROOT, Context("1", "agency-a")),
    "root": Tokens(bytes(range(1, 33)), Context("0", "agency-a")),
}
EXAMPLES = {
    "phone": ["+8613800138000", "+1000000", "+999999999999999"],
    "identity": ["11010519491231002X"],
    "bank": ["6222021234567890123", "0", "9999999999999999999"],
    "account": ["00123456", "LN-2024/00017", "_", "_" * 15],
    "customer": ["C1", "000"],
    "name": ["张三", "a"],
    "address": ["北京市朝阳区建国路八十八号院九号楼"],
    "email": ["a@example.org"],
    "text": ["x" * 100],
}
KINDS = pytest.mark.parametrize("kind", LETTERS)


@KINDS
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_open_undoes_make(kind: str, data: st.DataObject) -> None:
    values = data.draw(columns(kind))
    tokens = OURS.make(kind, values)
    assert OURS.open(tokens).to_list() == values.to_list()
    cells = [token for token in tokens if token]
    assert is_token(column(cells)).all()
    assert all(token[:2] == LETTERS[kind] + "0" for token in cells)


@KINDS
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_columns_make_what_the_plain_description_makes(kind: str, data: st.DataObject) -> None:
    values = [value for value in data.draw(st.lists(CANONICAL[kind], min_size=1, max_size=60)) if value]
    root, slot = data.draw(st.binary(min_size=32, max_size=32)), data.draw(st.sampled_from(SYMBOLS))
    context = data.draw(
        st.sampled_from(
            [Context(slot, "agency-a"), Context(slot, "b", "batch", "b-1"), Context(slot, "9", "batch", "2")]
        )
    )
    made = Tokens(root, context).make(kind, column(values))
    recipient, scope, batch = context.recipient, context.scope, context.batch
    assert made.to_list() == [plain.token(root, kind, value, slot, recipient, scope, batch) for value in values]


@KINDS
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_equal_values_have_equal_tokens_and_others_differ(kind: str, data: st.DataObject) -> None:
    values = data.draw(columns(kind)).drop_nulls()
    tokens = OURS.make(kind, values)
    assert tokens.n_unique() == values.n_unique()
    assert OURS.make(kind, pl.concat([values, values])).to_list() == tokens.to_list() * 2


@KINDS
def test_a_token_opens_nowhere_else(kind: str) -> None:
    tokens = OURS.make(kind, column(EXAMPLES[kind]))
    for name, stranger in STRANGERS.items():
        assert stranger.open(tokens).null_count() == len(tokens), name
        assert not set(stranger.make(kind, column(EXAMPLES[kind]))) & set(tokens), name


@KINDS
def test_a_token_of_another_kind_does_not_open(kind: str) -> None:
    tokens = OURS.make(kind, column(EXAMPLES[kind]))
    letter = LETTERS[kind]
    relabelled = [other + token[1:] for token in tokens for other in LETTERS.values() if other != letter]
    assert OURS.open(column(relabelled)).null_count() == len(relabelled)


@KINDS
def test_no_single_changed_character_opens(kind: str) -> None:
    for token in OURS.make(kind, column(EXAMPLES[kind])):
        altered = [
            token[:place] + symbol + token[place + 1 :]
            for place in range(len(token))
            for symbol in SYMBOLS + "ILOUu张 "
            if symbol != token[place]
        ]
        assert OURS.open(column(altered)).null_count() == len(altered)


PER_KIND = 112_000
"""Altered tokens a kind: a million in all."""


def many(kind: str, rng: random.Random) -> list[str]:
    """Return some hundred different values of a kind, of few widths."""
    numbers = [f"{number:08d}" for number in rng.sample(range(10**8), 400)]
    if kind == "phone":
        return ["+86138" + number for number in numbers]
    if kind == "identity":
        return [body + check_character(body) for body in ("110105188" + number for number in numbers)]
    if kind in ("account", "customer"):
        return numbers[:200] + ["LN-" + number for number in numbers[200:]]
    return numbers if kind == "bank" else [("张" * (k % 3 + 1)) + number for k, number in enumerate(numbers)]


def altered(tokens: list[str], count: int, rng: np.random.Generator) -> list[str]:
    """Return tokens with one character changed, and tokens put together from two, *count* of each."""
    out: list[str] = []
    for width in sorted({len(token) for token in tokens}):
        alike = np.array([list(token.encode()) for token in tokens if len(token) == width], np.uint8)
        share = -(-count * len(alike) // len(tokens))
        changed = alike[rng.integers(0, len(alike), share)]
        places = np.arange(share), rng.integers(0, width, share)
        symbols = np.frombuffer(SYMBOLS.encode(), np.uint8)
        shifted = (np.searchsorted(symbols, changed[places]) + rng.integers(1, 32, share)) % 32
        changed[places] = symbols[shifted]
        fronts, backs = (alike[rng.integers(0, len(alike), share)] for _ in range(2))
        spliced = np.where(np.arange(width) < rng.integers(3, width - 2, share)[:, None], fronts, backs)
        for matrix in (changed, spliced):
            text = matrix.tobytes().decode()
            out += [text[start : start + width] for start in range(0, len(text), width)]
    return out


@KINDS
def test_of_a_million_altered_tokens_none_opens(kind: str) -> None:
    rng, letter = np.random.default_rng(list(kind.encode())), LETTERS[kind]
    values = column(many(kind, random.Random(kind)))
    genuine = OURS.make(kind, values)
    assert OURS.open(genuine).to_list() == values.to_list()
    # Those of others as they are, and with our letter and slot in front; ours under another letter.
    foreign = [token for stranger in STRANGERS.values() for token in stranger.make(kind, values)]
    foreign += [letter + "0" + token[2:] for token in foreign]
    foreign += [letter + token[1:] for other in LETTERS if other != kind for token in kin(other, values)]
    foreign += [other + token[1:] for other in LETTERS.values() if other != letter for token in genuine]
    tried = column(foreign + altered(genuine.to_list(), PER_KIND // 2, rng))
    tried = tried.filter(~tried.is_in(genuine.implode()))  # halves of one token are that token
    assert len(tried) >= PER_KIND
    assert OURS.open(tried).null_count() == len(tried)


def kin(kind: str, values: pl.Series) -> pl.Series:
    """Return our tokens of the same texts as another kind, where they are values of it."""
    return OURS.make(kind, values).drop_nulls()


@KINDS
def test_no_random_token_opens(kind: str) -> None:
    rng = np.random.default_rng(7)
    lengths = {len(token) for token in OURS.make(kind, column(EXAMPLES[kind]))}
    for length in lengths:
        symbols = np.frombuffer(SYMBOLS.encode(), np.uint8)[rng.integers(0, 32, (50_000, length))]
        bodies = symbols.tobytes().decode()
        tokens = [LETTERS[kind] + "0" + bodies[k + 2 : k + length] for k in range(0, len(bodies), length)]
        assert OURS.open(column(tokens)).null_count() == len(tokens)


@given(st.lists(st.none() | st.text(max_size=40) | st.from_regex(PATTERN, fullmatch=True), max_size=30))
@settings(max_examples=100, deadline=None)
def test_anything_may_be_opened_and_nothing_comes_of_it(cells: list[str | None]) -> None:
    assert OURS.open(column(cells)).to_list() == ["" if cell == "" else None for cell in cells]


@KINDS
@given(
    cells=st.lists(st.none() | st.text(max_size=24) | st.from_regex(r"\+?[0-9]{0,22}X?", fullmatch=True), max_size=30)
)
@settings(max_examples=60, deadline=None)
def test_what_is_not_canonical_gets_no_token(kind: str, cells: list[str | None]) -> None:
    values = column(cells)
    made = OURS.make(kind, values)
    opened = OURS.open(made).to_list()
    assert all(back is None or back == value for back, value in zip(opened, cells, strict=True))
    assert made.is_null().to_list() == [back is None for back in opened]


def test_kinds_and_strangers_may_stand_in_one_column() -> None:
    rows = [(kind, value) for kind, values in EXAMPLES.items() for value in values] * 40
    random.Random(3).shuffle(rows)
    cells: list[str | None] = []
    wanted: list[str | None] = []
    for kind, value in rows:
        cells += [OURS.make(kind, column([value]))[0], None, "", value]
        wanted += [value, None, "", None]
    assert OURS.open(column(cells)).to_list() == wanted
