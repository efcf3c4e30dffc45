"""Fields that are masked where they stand leave as the operators would have made them, byte for byte."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.crypto.derivation import Context
from collectkit.crypto.tokens import Tokens
from collectkit.fields.identity import check_digit
from collectkit.files import Input, Output, Transaction, make_sink
from collectkit.findings import Findings
from collectkit.jobs.drift import Watch
from collectkit.jobs.editing import EditedChunk, Editing
from collectkit.jobs.in_place import editing as editing_of
from collectkit.jobs.masking import Made, Masking, load
from collectkit.jobs.reading import open_table
from collectkit.mask.plan import bind
from collectkit.tables.totals import Totals

MINTER = Tokens(bytes(range(32)), Context("0", "agency-a"))
POLICIES = ["agency", "agency-direct", "field", "legal", "analyst", "public"]


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=least, max_size=most)


def amounts(largest: int) -> st.SearchStrategy[str]:
    return st.integers(0, largest).map(lambda minor: f"{minor // 100}.{minor % 100:02}")


HAN = st.sampled_from("一丁七王李张欧阳司马诸葛慕容龥鿿㐀〇店厂司行社所部室伟芳娜·")
IDENTITY = st.integers(0, 10**9 - 1).map(lambda n: f"11010518{n:09}").map(lambda body: body + check_digit(body))

COMMON: Mapping[str, list[st.SearchStrategy[str]]] = {
    "合同号": [digits(1, 19), digits(11, 11)],
    "客户号": [digits(1, 19), digits(9, 9)],
    "姓名": [st.text(HAN, min_size=2, max_size=4), st.sampled_from(["王伟", "欧阳锋", "司马相如", "陈陈陈", "丁一"])],
    "证件号码": [IDENTITY],
    "手机号码": [st.integers(13_000_000_000, 19_999_999_999).map(str)],
    "产品名称": [st.text(HAN, max_size=9), st.sampled_from(["消费贷", "car loan", "王伟"])],
    "逾期金额": [amounts(200), amounts(10**7), amounts(10**10 - 1)],
    "剩余本金": [amounts(10**7)],
    "逾期日期": [st.dates().map(str), st.just("2026-10-31")],
    "数据日期": [st.just("2026-10-31"), st.sampled_from(["2024-02-29", "2026-09-30"])],
    "逾期天数": [st.integers(0, 10**8).map(str), st.integers(0, 400).map(str)],
    "城市": [st.sampled_from(["安康", "广州市", "北京市"])],
    "币种": [st.just("CNY"), st.sampled_from(["CNY", "USD", "人民币"])],
}
"""What most cells of a column look like: one of these for the whole column."""

ODD_CELLS = (
    "-|***|0|00|-1|+1|1.5|12|.50|007.00|1.5元|99999999999.99|1E3|0.00|2026-1-5|2026-02-30|2023-02-29|1799-12-31|2200-01-01"
    "|0000-00-00|2026/10/31|20261031|2026-13-01|+8613800138000|138 0013 8000|23800138000|0755-26012345|1380013800O|A-1"
    "|12345678901234567890|张　三|王伟 |Mary O'Neil|某某店|某公司|é|合计|备注：无|１３８００１３８０００|😀😀|M3"
    "|110105187701155650|11010518770115565X|110105770115565|xxxxxxxxxxxxxxxxxx"
)
ODD = st.one_of(
    st.sampled_from([*ODD_CELLS.split("|"), "a" * 300]),
    st.text(st.characters(exclude_characters='",\r\n\0', exclude_categories=["Cs"]), max_size=12),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, bool]:
    """A file, and whether all of its cells are of the common kind."""
    rows = draw(st.integers(1, 12))
    common, columns = True, []
    for kinds in COMMON.values():
        cells = draw(st.lists(draw(st.sampled_from(kinds)), min_size=rows, max_size=rows))
        for place in draw(st.lists(st.integers(0, rows - 1), max_size=3)) if draw(st.integers(0, 3)) == 0 else []:
            cells[place] = draw(st.one_of(st.just(""), ODD))
            common = False
        columns.append([cell.replace(",", "") for cell in cells])
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join([",".join(COMMON), *(",".join(row) for row in zip(*columns, strict=True)), ""]), common


@contextmanager
def at_work(folder: Path, data: bytes, policy: str) -> Iterator[tuple[Masking, Any, Editing, Watch]]:
    (folder / "in.csv").write_bytes(data)
    output = Output(folder / "out.csv")
    with Transaction() as outputs, open_table(Input(folder / "in.csv")) as table:
        rules = load(policy)
        plan = bind(rules, table.headers.columns, region="CN", minter=MINTER)
        masking, watch = Masking(table, plan), Watch(rules, plan, table.headers)
        pending = outputs.open(output)
        into = masking.guard(pending, output, lambda: make_sink(pending, output, plan.schema))
        editing = editing_of(masking, into, watch)
        assert editing is not None
        yield masking, into, editing, watch


def told(made: Made | EditedChunk) -> Any:
    findings = Findings()
    made.tell(findings)
    return (
        [one.as_dict() for one in findings],
        made.look.leaks,
        made.height,
        {k: Counter(v) for k, v in made.inside.items()},
    )


def keys(made: Made | EditedChunk) -> Any:
    look = made.look
    needles = {kind: [np.unique(lot).tolist() for lot in lots] for kind, lots in look.needles.items()}
    return needles, {name: np.unique(lot).tolist() for name, lot in look.seen.items()}


@pytest.mark.parametrize("policy", POLICIES)
@given(table=tables())
@settings(max_examples=30)
def test_what_is_masked_in_place_is_what_the_operators_make(policy: str, table: tuple[str, bool]) -> None:
    data, common = table
    with (
        tempfile.TemporaryDirectory() as folder,
        at_work(Path(folder), data.encode(), policy) as (masking, into, editing, watch),
    ):
        for chunk in masking.table.source.chunks():
            edited, made = editing.make(chunk), masking.make(chunk, into=into)
            if edited is None:
                assert not common or b'"' in made.payload
                continue
            assert edited.payload == made.payload
            assert told(edited) == told(made)
            assert keys(edited) == keys(made)
            totals = Totals()
            totals.add(made.output)
            assert edited.totals == totals
            assert edited.some.rows.equals(watch.some(made.batch.frame).rows)
            head = edited.head[1]
            assert head.equals(made.output.head(head.height), null_equal=True)
