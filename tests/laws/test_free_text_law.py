"""Laws of redact_text: what has no identifier is unchanged, what was replaced is gone, and tokens come back."""

from __future__ import annotations

import itertools

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.mask.cells import Cells
from collectkit.mask.standing import put_back, standing
from collectkit.mask.text import finder
from collectkit.mask.text.redact import RedactText
from tests.unit.mask.given import OURS, cells, column

HARMLESS = st.text(st.sampled_from("客户说还款，。！？ \n（）承诺下周处理éß👪"), max_size=30)
WORDS = st.sampled_from(
    ["还款5000元", "2024-01-31", "10:30", "客户", " ", "，", "a", "x1", "1", "一直", "号", "微信", "QQ", "+", "-", "."]
) | st.text(max_size=4)
PLANTED = {
    "13800138000": "+8613800138000",
    "138 0013 8000": "+8613800138000",
    "一三八零零一三八零零零": "+8613800138000",
    "１３８００１３８０００": "+8613800138000",
    "+86-139-0013-9000": "+8613900139000",
    "11010519491231002X": "11010519491231002X",
    "zhang@example.com": "zhang@example.com",
}
NOTE = st.lists(WORDS | st.sampled_from(sorted(PLANTED)), max_size=6).map("".join)
NOTES = st.lists(st.none() | NOTE, max_size=6)
NAMES = st.sampled_from(["张三", "李四", "Zhang San", None])


@given(st.lists(HARMLESS, max_size=8))
@settings(max_examples=12)
def test_text_without_digits_letters_or_names_is_unchanged(texts: list[str]) -> None:
    for replace in ("stars", "token"):
        assert RedactText(replace).apply(cells(texts, "remark")).to_list() == texts


@given(NOTES, st.data())
@settings(max_examples=12)
def test_rows_do_not_depend_on_their_neighbours(texts: list[str | None], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(texts)))
    parts = [RedactText("token").apply(cells(part, "remark")) for part in (texts[:cut], texts[cut:])]
    whole = RedactText("token").apply(cells(texts, "remark"))
    assert pl.concat(parts).to_list() == whole.to_list()


@given(NOTES)
@settings(max_examples=15)
def test_spans_are_in_order_and_apart_and_all_else_stays(texts: list[str | None]) -> None:
    spans = finder.find(column(texts))
    for text, at in zip(texts, range(len(texts)), strict=True):
        places = spans.filter(pl.col("at") == at).select("start", "end").rows()
        edges = [edge for place in places for edge in place]
        assert edges == sorted(edges)
        assert all(start < end for start, end in places)
        shown = RedactText("label").apply(cells([text], "remark"))[0]
        kept = text or ""
        for start, end in reversed(places):
            kept = kept[:start] + "\0" + kept[end:]
        if text is not None:
            for piece in kept.split("\0"):
                assert piece in shown


def test_what_was_planted_is_gone_and_its_token_comes_back() -> None:
    around = list(
        itertools.product(["客户说，", "打", "", "（", "号码："], sorted(PLANTED), ["", "没接", "）", "，还款5000元"])
    )
    texts = [before + planted + behind for before, planted, behind in around]
    stars = RedactText().apply(cells(texts, "remark")).to_list()
    assert stars == [f"{before}***{behind}" for before, _, behind in around]
    made = RedactText("token").apply(cells(texts, "remark"))
    each = standing(made)
    opened = put_back(made, each.with_columns(value=OURS.open(each["token"])))
    assert opened.to_list() == [before + PLANTED[planted] + behind for before, planted, behind in around]


@given(NAMES, st.sampled_from(["{}说", "找{}，不在", "a{}b", "{}"]))
@settings(max_examples=12)
def test_a_name_of_the_row_is_gone(name: str | None, wording: str) -> None:
    text = wording.format(name or "客户")
    beside = {"contact1_name": cells([name], "contact1_name")}
    made = RedactText().apply(Cells(column([text]), None, None, "CN", OURS, beside))[0]
    stuck = name is not None and name.isascii() and wording == "a{}b"
    assert (name is None and made == text) or (name is not None and (name not in made or stuck))
