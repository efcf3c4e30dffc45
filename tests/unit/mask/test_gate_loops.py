"""The leak gate's compiled loops see in bytes what simple Python sees in cells."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
import pytest

from collectkit.errors import OutputError
from collectkit.files.cut import cut
from collectkit.files.stretches import Stretches, as_bytes
from collectkit.mask.gate import spellings
from collectkit.mask.gate.needles import identifiers
from collectkit.mask.gate.raw import RawFrame
from collectkit.mask.gate.raw_cut import RawCut
from collectkit.mask.gate.written_cut import InRecords

TOKENS = ("A0WHRHVC8FJ36P9FJGHDTJ9", "A07P4H4CHF4F51EDB7D6BXG")
PIECES = [
    *(
        "",
        "1",
        "42",
        "13800138000",
        "138 0013 8000",
        "138****8000",
        "１３８",
        "é",
        "王小明",
        "张",
        "*",
        "a@b.cn",
        "U",
        "x" * 70,
    ),
    *(
        "2026-10-31",
        "20261031",
        "-123456789012",
        "1234567890",
        "12345678901",
        "A0WHRHVC8FJ36P9FJGHDTJ9",
        "（010）",
        "~_~_~_",
    ),
    *(
        "110105187801152510",
        "11010518780115251X",
        "007",
        "12345678901234567890",
        "9999999999999999999",
        " 王",
        "王\u3000",
        "·",
    ),
]
SCHEMA = {"text": pl.String(), "number": pl.Int64(), "day": pl.Date(), "other": pl.String()}


def seen(
    rows: Sequence[Sequence[str]], separator: str = ",", schema: Mapping[str, pl.DataType] | None = None
) -> InRecords:
    data = "".join(separator.join(row) + "\n" for row in rows).encode()
    found = InRecords.of(data, separator, schema or SCHEMA)
    assert found is not None
    return found


def random_rows(rng: random.Random, rows: int, columns: int) -> list[list[str]]:
    return [["".join(rng.choices(PIECES, k=rng.choice((0, 1, 1, 2)))) for _ in range(columns)] for _ in range(rows)]


def could(name: str, cell: str) -> bool:
    """Tell whether a cell must be looked at."""
    if name == "number":
        return len(cell.encode()) >= 11
    if name == "day":
        return bool(cell) and not re.fullmatch("....-.....", cell)
    return bool(re.search(r"[0-9A-Za-z@ \t.()\-/,:_~]{6}|[^\x00-\x7f\u4000-\u9fff]", cell))


@pytest.mark.parametrize("seed", range(150))
def test_cells_and_suspects_are_those_of_the_table(seed: int) -> None:
    rng = random.Random(seed)
    rows, separator = random_rows(rng, rng.choice((0, 1, 2, 5, 40)), 4), rng.choice(",\t")
    rows = [[cell.replace(separator, "") for cell in row] for row in rows]
    found = seen(rows, separator)

    assert list(found.names) == list(SCHEMA)
    for place, name in enumerate(SCHEMA):
        cells = [row[place] for row in rows]
        assert found.texts(name).to_list() == cells
        at = set(found.suspects(name, letters=True)["at"].to_list())
        wanted = {row for row, cell in enumerate(cells) if could(name, cell)}
        if wanted and {cells[row] for row in wanted} <= set(TOKENS):
            assert not at
        elif name == "number":
            assert at == {row for row in wanted if len(cells[row].removeprefix("-").encode()) >= 11}
        elif name == "day":
            assert at >= {row for row in wanted if len(cells[row].encode()) != 10}
        else:
            assert at >= wanted
            assert all(len(cells[row].encode()) >= 2 for row in at)
        for row, text in found.suspects(name, letters=True).iter_rows():
            assert text == (cells[row].removeprefix("-") if name == "number" else cells[row])


@pytest.mark.parametrize("letters", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_nothing_is_missed_that_a_frame_shows(seed: int, letters: bool) -> None:
    rows = random_rows(random.Random(seed), 60, 4)
    found = seen([[cell.replace(",", "") for cell in row] for row in rows])
    for name in ("text", "other"):
        cells = found.texts(name)
        frame = spellings.spelled_out(spellings.suspects(cells, letters=letters), letters=letters)
        long = frame.filter(pl.col("run").str.len_bytes() >= 7)
        looked = spellings.spelled_out(found.suspects(name, letters=letters), letters=letters)
        assert long.rows() == looked.filter(pl.col("run").str.len_bytes() >= 7).rows()


@pytest.mark.parametrize("before", range(70))
def test_a_run_is_seen_wherever_it_stands(before: int) -> None:
    rows = [
        ["王" * (before // 3) + "*" * (before % 3), "", "", ""],
        ["abcdef", "", "", "abcde"],
        ["*12345*6", "", "", "*１"],
    ]
    found = seen(rows)
    assert found.suspects("text", letters=True)["at"].to_list() == [1]
    assert found.suspects("other", letters=True)["at"].to_list() == [2]


def test_a_column_of_tokens_has_no_suspects() -> None:
    schema = {"token": pl.String(), "other": pl.String()}
    rows = [[TOKENS[row % 2] if row % 7 else "", "消费贷"] for row in range(3000)]
    assert seen(rows, schema=schema).suspects("token", letters=True).is_empty()
    for row, odd in itertools.product(
        (0, 1, 511, 512, 2999), ("13800138000", TOKENS[0].replace("9", "I"), "P" + TOKENS[0][1:])
    ):
        changed = [[odd, each[1]] if number == row else each for number, each in enumerate(rows)]
        found = seen(changed, schema=schema).suspects("token", letters=True)
        assert odd in found["text"].to_list()


@pytest.mark.parametrize(
    "data",
    [
        b"a,b",
        b"a,b\nc",
        b"a\nb,c\n",
        b"a,b,c\n",
        b"a,b\n\n",
        b"a\n,b\n",
        b",\n,",
        b"\n",
        b",",
        b"a" * 200,
        b"a,b,c\nd\n",
    ],
)
def test_other_records_cannot_be_read(data: bytes) -> None:
    with pytest.raises(OutputError):
        InRecords.of(data, ",", {"a": pl.String(), "b": pl.String()})


def test_no_records_are_no_rows() -> None:
    found = seen([])
    assert found.texts("text").is_empty()
    assert found.suspects("other", letters=True).is_empty()


def test_quotes_are_read_otherwise() -> None:
    assert InRecords.of(b'"a",b\n', ",", {"a": pl.String(), "b": pl.String()}) is None


def test_what_is_no_text_cannot_be_read() -> None:
    found = InRecords(b"\xff\xfe\xff\xfe,b\n", ",", {"a": pl.String(), "b": pl.String()}, 1)
    with pytest.raises(OutputError):
        found.texts("a")


def test_mobiles_are_read_where_they_stand() -> None:
    def read(cells: list[str]) -> list[int] | None:
        found = seen([[cell, "x"] for cell in cells], schema={"mobile": pl.String(), "other": pl.String()}).mobiles(
            "mobile"
        )
        return None if found is None else found.to_list()

    assert read(["+8613800138000", "+8619999999999"]) == [13_800_138_000, 19_999_999_999]
    assert read([]) is None
    for odd in (
        "+8523800138000",
        "+86138001380000",
        "+861380013800x",
        "+861:800138000",
        "13800138000",
        "+8628001380000",
        "",
    ):
        assert read(["+8613800138000", odd]) is None


@pytest.mark.parametrize("returns", ["\n", "\r\n"])
@pytest.mark.parametrize("seed", range(60))
def test_identifiers_are_those_of_the_frame(seed: int, returns: str) -> None:
    rng = random.Random(seed)
    plain: dict[str, Callable[[], str]] = {
        "phone": lambda: str(rng.randrange(1, 10 ** rng.randint(1, 11))),
        "bank": lambda: str(rng.randrange(1, 10**11)),
        "account": lambda: str(rng.randrange(1, 10 ** rng.randint(1, 19))),
        "customer": lambda: str(rng.randrange(1, 10**9)),
        "identity": lambda: str(rng.randrange(10**16, 10**17)) + rng.choice("0123456789Xx"),
        "email": lambda: "li.si@example.cn",
    }
    odd = rng.random() < 0.5
    rows = []
    for _ in range(rng.choice((1, 2, 30))):
        cells = [rng.choice(("", made(), made(), made())) for made in plain.values()]
        if odd and rng.random() < 0.3:
            cells[rng.randrange(len(cells))] = rng.choice([piece for piece in PIECES if piece])
        rows.append(cells)
    data = "".join(",".join(row) + returns for row in rows).encode()
    records = cut(data, len(rows), ord(","), len(plain))
    assert records is not None
    frame = pl.DataFrame([records.texts(place) for place in range(len(plain))])
    columns = list(enumerate(plain))

    for one, other in zip(RawCut(records).needles(columns), RawFrame(frame).needles(columns), strict=True):
        assert one.numbers.sort().to_list() == other.numbers.sort().to_list()
        assert one.words.sort().to_list() == other.words.sort().to_list()


@pytest.mark.parametrize("seed", range(100))
def test_a_name_that_is_written_in_its_row_is_seen(seed: int) -> None:
    rng = random.Random(seed)
    names = ["王小明", "张", "欧阳锋", "欧阳锋子", "Mary", "Mary Lou", "Mary Lou O", "", "张三\u3000", " 张三"]
    rows = [(rng.choice(names), rng.choice(names)) for _ in range(rng.choice((1, 2, 3)))]
    last = rng.random() < 0.5
    data = "".join((f"x,{name}" if last else f"{name},x") + "\n" for name, _ in rows).encode()
    records = cut(data, len(rows), ord(","), 2)
    assert records is not None
    written = "".join(other for _, other in rows).encode()
    sizes = np.array([len(other.encode()) for _, other in rows], np.int64)
    cells = Stretches(as_bytes(written), sizes.cumsum() - sizes, sizes)

    blank = any(name != name.strip() for name, _ in rows)
    same = any(name and name == other for name, other in rows)
    assert RawCut(records).may_be(int(last), cells) == (blank or same)


def test_what_is_read_in_place_is_what_is_read_as_text() -> None:
    assert identifiers(pl.Series(["110105187801152510"]), "identity").numbers.to_list() == [
        11010518780115251,
        110105780115251,
    ]
