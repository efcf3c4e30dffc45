"""The pages of an ingest and of a tape: what they say, and that data never becomes markup."""

from __future__ import annotations

import dataclasses

import pytest

from collectkit.findings import CODES, Finding
from collectkit.report.codes import ask, called, meaning
from collectkit.report.ingest import ingest_page
from collectkit.report.numbers import Language
from collectkit.report.page import Page, Table, html
from collectkit.report.received import File, Heading
from collectkit.report.tape import CurrencyTape, tape_page
from collectkit.report.warning_words import CODE_WORDS
from tests.unit.report.examples import LANGUAGES
from tests.unit.report.received import RECEIVED, TAPE, line
from tests.unit.report.test_pages import HOSTILE, Outline, tables, tiles


def table(page: Page, section: str) -> Table:
    (found,) = [one for one in page.sections if one.title == section]
    return next(part for part in found.parts if isinstance(part, Table))


def test_every_code_is_told_in_both_languages() -> None:
    assert set(CODE_WORDS) == set(CODES), "a new code needs its line in report/code_words.py or warning_words.py"
    for code, words in CODE_WORDS.items():
        assert bool(words.ask_zh) == bool(words.ask_en)
        assert words.ask_zh.count("{}") == words.ask_en.count("{}") <= 1
        assert len(words.zh) <= 10
        assert meaning(code, "zh").endswith("。")


def test_the_words_of_a_code() -> None:
    assert called("ID_PRECISION_LOST", "en") == "ID precision lost"
    assert called("ID_PRECISION_LOST", "zh") == "证件号失真"
    assert (
        ask("ID_PRECISION_LOST", "身份证", "zh")
        == "“身份证”的末位已在 Excel 中丢失：请把该列设为文本，从系统重新导出。"
    )
    assert ask("ID_PRECISION_LOST", "ID", "en") == 'Excel has cut digits off "ID": export the column anew, as text.'
    assert ask("ID_CONVERTED", "ID", "en") == ""
    assert (called("OF_TOMORROW", "zh"), meaning("OF_TOMORROW", "zh"), ask("OF_TOMORROW", "", "zh")) == (
        "Of tomorrow",
        "",
        "",
    )


def test_what_to_ask_names_the_senders_own_columns() -> None:
    rows = table(ingest_page(RECEIVED, "en"), "What to ask the sender").rows
    assert [row[1:] for row in rows] == [
        ("Fields missing", "", 35, "8"),
        ("ID precision lost", "身份证號", 12, "5, 9, 1201"),
        ("Needed blank", "Mobile", 3, "7"),
        ("Ambiguous header", "账户", "", ""),
        ("Totals differ", "", "", ""),
    ]
    assert rows[3][0] == 'Say what "账户" is: Account number or Bank card? Until then it is not read.'


def test_totals_differ_by_what_the_rejects_do_not_explain() -> None:
    page = ingest_page(RECEIVED, "en")
    assert table(page, "Control totals").rows == (
        ("逾期本息", 1_000_000, 900_000, 99_999, 0, 1),
        ("Principal outstanding", 5_000_000, 4_000_000, 1_000_000, 0, 0),
    )
    assert (tiles(page)["Totals"].value, tiles(page)["Totals"].tone) == ("Differ", "bad")
    good = dataclasses.replace(RECEIVED, totals=RECEIVED.totals[1:])
    assert tiles(ingest_page(good, "en"))["Totals"].tone == "good"


def test_every_row_has_a_fate() -> None:
    found = tables(ingest_page(RECEIVED, "en"))["Where the rows went"]
    assert found.total == ("Total", 1_000)
    assert sum(row[1] for row in found.rows if isinstance(row[1], int)) == 1_000


def test_a_header_that_may_be_a_value_is_told_by_its_place() -> None:
    found = tables(ingest_page(RECEIVED, "en"))["Columns left out"]
    assert found.rows == (("账户",), ("渠道",), ("column 6",))
    assert tables(ingest_page(RECEIVED, "zh"))["略去的列"].rows[-1] == ("第 6 列",)


def test_many_headers_stand_in_two_tables() -> None:
    many = tuple(Heading(place, f"h{place}", "account_id") for place in range(1, 22))
    found = tables(ingest_page(dataclasses.replace(RECEIVED, headings=many), "en"))
    assert [len(found[name].rows) for name in ("Headers and fields", "Headers and fields, continued")] == [11, 10]


def test_a_clean_file() -> None:
    clean = dataclasses.replace(
        RECEIVED, rejects=0, accounts=1_000, removed={}, refused=(), warned=(), headings=RECEIVED.headings[:3],
        totals=RECEIVED.totals[1:], notes=(), as_of=None,
    )  # fmt: skip
    page = ingest_page(clean, "en")
    told = [section.text for section in page.sections]
    assert {"There is nothing to ask.", "No row was refused.", "There is none."} <= set(told)
    assert tiles(page)["Rows refused"].tone == "good"
    Outline(html(page))
    bare = ingest_page(dataclasses.replace(clean, totals=()), "en")
    assert table(bare, "What to ask the sender").rows[0][1] == "None sent"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_data_never_becomes_markup(language: Language) -> None:
    facts = dataclasses.replace(
        RECEIVED,
        creditor=HOSTILE,
        files=(File(HOSTILE, HOSTILE, HOSTILE, None, 1),),
        headings=(Heading(1, HOSTILE, "account_id"), Heading(2, HOSTILE, None, (HOSTILE,)), Heading(3, "x", HOSTILE)),
        refused=(Finding(HOSTILE, HOSTILE, 1, [1]),),
        warned=(Finding("NEEDED_BLANK", "account_id", 1, [1]),),
        removed={HOSTILE: 1},
        notes=(HOSTILE,),
    )
    lines = {"product": (line(HOSTILE, 9, 1, 2, 3),)}
    part = CurrencyTape(HOSTILE, 9, line("", 9, 1, 2, 3), lines)
    tape = dataclasses.replace(TAPE, creditor=HOSTILE, scheme=HOSTILE, parts=(part,), withheld=(HOSTILE,))
    for page in (html(ingest_page(facts, language)), html(tape_page(tape, language))):
        outline = Outline(page)
        assert " ".join(outline.text.split()).count(HOSTILE) > 5
        assert not {"img", "script"} & {tag for tag, _ in outline.tags}
        assert not [key for _, attributes in outline.tags for key in attributes if key.startswith("on")]


def test_a_tape_says_what_is_merged_and_withheld() -> None:
    page = tape_page(TAPE, "en")
    assert page.sections[0].text == "Left out, with fewer than 5 debtors: USD"
    by_product = tables(page)["By Product"]
    assert by_product.rows[-1] == ("Others (3 merged)", 10, 100, 1_000, 1_000, 100_000, "112.2", 120_707)
    assert by_product.total == ("Total", 100, 1_000, 5_000, 9_000, 1_000_000, "112.2", 120_707)
    assert "fewer than 5" in by_product.note
    assert tables(page)["By Principal band"].rows[-1][0] == "Unknown"
    assert not tables(page)["By Bucket"].note


def test_a_tape_of_several_currencies_keeps_them_apart() -> None:
    dollars = dataclasses.replace(TAPE.parts[0], currency="USD")
    page = tape_page(dataclasses.replace(TAPE, parts=(*TAPE.parts, dollars)), "en")
    assert {"By Bucket · CNY", "By Bucket · USD"} <= set(tables(page))
    assert [row[0] for row in tables(page)["Overview"].rows] == ["CNY", "USD"]


def test_a_tape_of_nothing() -> None:
    page = tape_page(dataclasses.replace(TAPE, parts=(), as_of=None), "zh")
    Outline(html(page))
    assert len(page.sections) == 1
