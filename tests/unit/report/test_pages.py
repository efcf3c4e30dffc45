"""The pages: safe to open, right in their sums, the same bytes, in both languages."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar

import pytest

from collectkit.placement.permits import ASPECTS
from collectkit.placement.reasons import REASONS
from collectkit.placement.shortfall import SHARE_REASONS
from collectkit.placement.why import AGAINST
from collectkit.reconcile.commission import WRONG
from collectkit.reconcile.statuses import STATUSES as KNOWN
from collectkit.report.balance_words import REASONS as SHARES
from collectkit.report.handover import summary_page
from collectkit.report.handover_facts import AgencyPart, Bucket, Kept, OfferRule
from collectkit.report.names import CLOSED, KEPT, STATUSES
from collectkit.report.numbers import Language
from collectkit.report.page import Column, Fold, Page, Section, Table, Tile, html
from collectkit.report.reconciliation import reconciliation_page
from collectkit.report.reconciliation_facts import Identity, StatusPart
from tests.unit.report.examples import HANDOVER, LANGUAGES, RECONCILIATION, pages
from tests.unit.report.received import RECEIVED

HOSTILE = "<img src=x onerror=alert(1)>\"' onload='x' {{ 7*7 }} </style><script>"
NAMES = ("conduct", "handover", "ingest", "reconciliation", "segment", "tape")
EVERY = [(language, name) for language in LANGUAGES for name in NAMES]


class Outline(HTMLParser):
    """The elements of a page, which must close in order, and its visible text."""

    VOID: ClassVar = {"meta", "rect", "line"}
    HIDDEN: ClassVar = {"style"}

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element that is empty."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """See that it closes what is open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self.HIDDEN & set(self.open):
            self.text += data


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_a_page_needs_nothing_from_elsewhere(language: Language, name: str) -> None:
    page = pages(language)[name]
    outline = Outline(page)
    assert not re.search(rb"https?:|//|url\(|@import|<script|<link|<iframe|<object", page)
    for tag, attributes in outline.tags:
        assert not {key for key in attributes if key.startswith("on") or key in {"src", "style"}}, tag
    places = {attributes["id"] for _, attributes in outline.tags if "id" in attributes}
    assert {attributes["href"] for _, attributes in outline.tags if "href" in attributes} <= {f"#{p}" for p in places}
    assert len(places) == len([tag for tag, attributes in outline.tags if "id" in attributes])
    (policy,) = [attributes for tag, attributes in outline.tags if tag == "meta" and "http-equiv" in attributes]
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_a_page_can_be_read_aloud(language: Language, name: str) -> None:
    outline = Outline(pages(language)[name])
    assert dict(outline.tags)["html"] == {"lang": {"zh": "zh-CN", "en": "en"}[language]}
    tags = [tag for tag, _ in outline.tags]
    assert tags.count("table") == tags.count("caption") > 0
    pictures = [a for tag, a in outline.tags if (tag == "svg" and a.get("role") == "img") or a.get("role") == "region"]
    assert tags.count("figure") == tags.count("figcaption") == len(pictures) > 0
    assert tags.count("desc") == len([a for a in pictures if a["role"] == "img"])
    assert all("scope" in attributes for tag, attributes in outline.tags if tag == "th")


def test_the_english_pages_are_english() -> None:
    for page in pages("en").values():
        text = Outline(page).text
        headers = [heading.header or "" for heading in RECEIVED.headings]
        agencies = ("甲诚服务有限公司", "乙信咨询有限公司", "丙和信息有限公司", "丁正外包有限公司", HANDOVER.creditor)
        for name in (*agencies, *headers, "西藏自治区"):
            text = text.replace(name, "")
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_data_never_becomes_markup(language: Language) -> None:
    part = AgencyPart(HOSTILE, HOSTILE, HOSTILE, 5, 4, 300, 1_000_000, 1_000_000)
    handover = dataclasses.replace(
        HANDOVER,
        batch=HOSTILE,
        creditor=HOSTILE,
        rejects={HOSTILE: 1},
        removed={HOSTILE: 2},
        agencies=(part,),
        buckets=(Bucket(HOSTILE, HOSTILE, 3, 100),),
        kept=(Kept(HOSTILE, HOSTILE, 1, 100),),
        closed={HOSTILE: HOSTILE},
        offers=(OfferRule(HOSTILE, 1, 1),),
        packages=tuple(dataclasses.replace(p, agency=HOSTILE, sha256=HOSTILE) for p in HANDOVER.packages),
    )
    facts = dataclasses.replace(
        RECONCILIATION,
        creditor=HOSTILE,
        identities=(Identity(HOSTILE, HOSTILE, HOSTILE, 3, 1, 1, 1),),
        statuses=tuple(dataclasses.replace(s, status=HOSTILE) for s in RECONCILIATION.statuses),
        commissions=tuple(dataclasses.replace(c, name=HOSTILE) for c in RECONCILIATION.commissions),
        exceptions=tuple(
            dataclasses.replace(e, agency=HOSTILE, token=HOSTILE, payment_id=HOSTILE, currency=HOSTILE)
            for e in RECONCILIATION.exceptions
        ),
        left_alone=(HOSTILE,),
        months=(Identity(HOSTILE, HOSTILE, HOSTILE, 3, 1, 1, 1, HOSTILE),),
        reasons=((HOSTILE, 1),),
        parts=(StatusPart(HOSTILE, HOSTILE, ((HOSTILE, HOSTILE, 1),), ()),),
    )
    for page in (html(summary_page(handover, language)), html(reconciliation_page(facts, language))):
        outline = Outline(page)
        assert outline.text.count(HOSTILE) > 10
        assert not {"img", "script"} & {tag for tag, _ in outline.tags}
        assert not [key for _, attributes in outline.tags for key in attributes if key.startswith("on")]
        assert len([tag for tag, _ in outline.tags if tag == "style"]) == 1


def test_the_same_facts_are_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        script = [sys.executable, str(root / "tests/unit/report/examples.py"), str(folder)]
        subprocess.run(script, check=True, env=environment)
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert len(names) == len(EVERY)
    assert all((tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes() for name in names)


def tables(page: Page) -> dict[str, Table]:
    return {part.caption: part for section in page.sections for part in section.parts if isinstance(part, Table)}


def tiles(page: Page) -> dict[str, Tile]:
    return {tile.label: tile for tile in page.tiles}


def test_a_hand_over_adds_up() -> None:
    page = summary_page(HANDOVER, "en")
    found = tables(page)
    whole = ("Total", "", 11_128, 9_990, 15_450_504_183, 1_000_000, "", 1_000_000, "", "")
    assert found["Agencies"].total == whole
    assert found["Buckets"].total == ("Total", 12_000, 16_379_911_747, 1_000_000)
    assert found["Reasons"].total == ("Total", 872, 939_407_564)
    assert found["Rows read"].total == ("Total", 12_138)
    assert ("Unaccounted for", 0) not in found["Rows read"].rows
    assert tiles(page)["Accounts placed"].value == 11_128
    assert tiles(page)["Amount placed (CNY)"].value == 15_450_504_183


def test_rows_that_are_missing_are_told() -> None:
    page = summary_page(dataclasses.replace(HANDOVER, rows_in=12_140, accounts=11_999, kept=()), "en")
    assert tables(page)["Rows read"].rows[-1] == ("Unaccounted for", 3)
    assert tables(page)["Accounts"].rows[-1] == ("Unaccounted for", 871)
    assert "Every account was placed." in [section.text for section in page.sections]


def test_sums_of_several_currencies_are_kept_apart() -> None:
    dollars = tuple(dataclasses.replace(part, currency="USD") for part in HANDOVER.agencies[:1])
    page = summary_page(dataclasses.replace(HANDOVER, agencies=HANDOVER.agencies + dollars), "en")
    total = tables(page)["Agencies · USD"].total
    assert total is not None
    assert total[4] == 6_214_480_133
    assert {"Amount placed (CNY)", "Amount placed (USD)"} <= set(tiles(page))


def test_the_identity_holds_over_all_agencies() -> None:
    page = reconciliation_page(RECONCILIATION, "en")
    total = tables(page)["The identity by agency"].total
    assert total == ("Total", 1_167_221_478, 930_381_600, 236_724_378, 115_500, 620_000)
    assert total[1] == 930_381_600 + 236_724_378 + 115_500
    assert (tiles(page)["Unexplained (CNY)"].value, tiles(page)["Unexplained (CNY)"].tone) == (115_500, "bad")
    assert tables(page)["Commission"].total == ("Total", 139_557_241, 140_211_259, 654_018)
    assert tables(page)["Statuses"].rows[0] == ("Matched", 2_849, 930_381_600)


def test_nothing_unexplained_is_good_and_only_nothing() -> None:
    def tone(*unexplained: int) -> str:
        lines = tuple(Identity(f"a{i}", "", "CNY", minor, 0, 0, minor) for i, minor in enumerate(unexplained))
        page = reconciliation_page(dataclasses.replace(RECONCILIATION, identities=lines), "en")
        return tiles(page)["Unexplained (CNY)"].tone

    assert (tone(0), tone(1), tone(-1)) == ("good", "bad", "bad")
    assert tone(5, -5) == "bad"


def test_exceptions_come_first_and_say_how_many_there_are() -> None:
    first = reconciliation_page(RECONCILIATION, "en").sections[0]
    assert (first.title, first.text) == (
        "Exceptions",
        "The first 5 of 29; all of them are in items.csv.",
    )
    none = dataclasses.replace(RECONCILIATION, exceptions=(), exceptions_in_all=0)
    assert reconciliation_page(none, "en").sections[0].text == "There is none."


def test_what_must_be_looked_at_elsewhere_stands_beside_the_exceptions() -> None:
    assert reconciliation_page(RECONCILIATION, "en").tiles[-1].note == "for a person to look at"
    more = reconciliation_page(dataclasses.replace(RECONCILIATION, beside=15), "en")
    assert more.tiles[-1].note == "for a person to look at; and 15 of records and settlement below"


def test_reasons_lead_to_what_there_is_to_see_of_a_status() -> None:
    page = reconciliation_page(RECONCILIATION, "en")
    assert tables(page)["Reasons"].anchors == ("status-duplicate", "status-agency_only", "")
    assert tables(page)["Statuses"].anchors.count("") == len(tables(page)["Statuses"].rows) - 2
    folds = [part for part in page.sections[2].parts if isinstance(part, Fold)]
    assert [(fold.title, fold.note, fold.anchor) for fold in folds] == [
        ("Duplicate", "6 items", "status-duplicate"),
        ("Agency only", "9 items", "status-agency_only"),
    ]
    assert [table.caption for table in folds[0].tables] == ["Rules", "The first 1 of 6 items"]
    assert [table.caption for table in folds[1].tables] == ["Rules"]


def test_months_stand_below_the_agencies_and_waivers_beside() -> None:
    page = reconciliation_page(RECONCILIATION, "en")
    months = tables(page)["The identity by month"]
    assert months.rows == (
        ("2026-11", 396_224_010, 300_000_000, 96_224_010, 0, 500_000),
        ("2026-12", 102_118_305, 102_118_305, 0, 0, 120_000),
    )
    assert [column.title for column in months.columns][-1] == "Waived, not in it (CNY)"
    assert months.total == ("Total", 1_167_221_478, 930_381_600, 236_724_378, 115_500, 620_000)
    assert "3 lines of the ledger have no value date" in page.sections[1].text


def test_a_page_of_nothing() -> None:
    nothing = dataclasses.replace(HANDOVER, rows_in=0, accounts=0, rejects={}, removed={}, agencies=(), kept=())
    Outline(html(summary_page(dataclasses.replace(nothing, buckets=(), packages=(), gate_cells=None), "zh")))
    bare = dataclasses.replace(RECONCILIATION, window=None, identities=(), statuses=(), commissions=(), exceptions=())
    Outline(html(reconciliation_page(dataclasses.replace(bare, left_alone=()), "zh")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hand_over_tells_what_it_could_not_do(language: Language) -> None:
    en = language == "en"
    text = Outline(html(summary_page(HANDOVER, language))).text

    for told in (
        ("金额容量已满", "room for money used up"),
        ("年度评价逾期", "Its review is overdue"),
        ("无机构有 西藏自治区 的许可", "No agency has a licence for 西藏自治区"),
        ("预期净回收最大", "value: highest expected net recovery"),
        ("最低结清金额合计", "Settled for at least"),
    ):
        assert told[en] in text
    assert ("agency-c 的份额", "Share of agency-c")[en] not in text


def test_a_hand_over_that_met_all_says_nothing_more() -> None:
    plain = dataclasses.replace(HANDOVER, closed={}, unmet=(), offers=(), expected_minor=None)
    text = Outline(html(summary_page(plain, "en"))).text

    for title in ("Agencies that got nothing new", "What could not be met", "Settled for at least", "Expected net"):
        assert title not in text


def test_many_agencies_are_one_bar_for_the_small_and_a_row_each() -> None:
    many = tuple(AgencyPart(f"a{i:02}", "", "CNY", 100 + i, 90, 1_000, 50_000, None) for i in range(20))
    page = summary_page(dataclasses.replace(HANDOVER, agencies=many), "en")
    assert len(tables(page)["Agencies"].rows) == 20
    text = Outline(html(page)).text
    assert "9 others" in text


def test_every_code_has_a_name_in_both_languages() -> None:
    assert set(KEPT) == set(REASONS)
    assert set(STATUSES) == {*KNOWN, *WRONG}
    assert set(CLOSED) == {*AGAINST} - {*ASPECTS, "full"}
    assert set(SHARES) == {*SHARE_REASONS}


def test_a_cell_that_is_blank_is_a_dash_or_nothing() -> None:
    table = Table("t", (Column("a"), Column("b", "money"), Column("c", "money")), (("x", None, ""),))
    page = html(Page("p", "", "en", (), (Section("s", "", (table,)),)))
    assert '<td role="cell" class="money" data-title="b">–</td>' in page.decode()
    assert '<td role="cell" class="money blank" data-title="c"></td>' in page.decode()
