"""Heat maps: what stands in the cells, which are darker, what is read aloud."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from collectkit.report.heatmap import heat_map

HOSTILE = "</table><script>alert(1)</script>\"'&"


def cells(html: Markup) -> list[list[tuple[str, str]]]:
    """Return text and shade of each cell."""
    rows = ET.fromstring(html).iterfind(".//tbody/tr")
    return [[(cell.text or "", cell.get("class", "")) for cell in row.iter("td")] for row in rows]


def heads(html: Markup, scope: str) -> list[str]:
    return [head.text or "" for head in ET.fromstring(html).iter("th") if head.attrib["scope"] == scope]


def test_every_figure_stands_in_its_cell_and_the_largest_is_the_darkest() -> None:
    html = heat_map("t", ["NEW", "M1"], ["M1", "M2", "M3"], [[100, 75, 50], [25, 1, 0]], "count", "en")
    assert cells(html) == [
        [("100", "h6"), ("75", "h6"), ("50", "h5")],
        [("25", "h4"), ("1", "h1"), ("0", "h0")],
    ]
    assert (heads(html, "col"), heads(html, "row")) == (["M1", "M2", "M3"], ["NEW", "M1"])


def test_a_cell_that_cannot_be_is_blank_and_not_zero() -> None:
    html = heat_map("t", ["a"], ["x", "y"], [[None, 0]], "count", "en")
    assert cells(html) == [[("", ""), ("0", "h0")]]


def test_below_zero_has_a_colour_of_its_own() -> None:
    html = heat_map("t", ["a"], ["x", "y"], [[-200, 20]], "money", "zh")
    assert cells(html) == [[("-2.00", "h6 minus"), ("0.20", "h3")]]


def test_the_smallest_value_is_shaded_beside_a_huge_one() -> None:
    html = heat_map("t", ["a"], ["x", "y"], [[10**30, 1]], "count", "en")
    assert cells(html) == [[(f"{10**30:,}", "h6"), ("1", "h1")]]


def test_letters_are_made_to_fit_what_stands_in_a_row() -> None:
    def look(label: str, columns: int, value: int) -> str:
        html = heat_map("t", [label], ["x"] * columns, [[value] * columns], "count", "zh")
        table = ET.fromstring(html).find("table")
        assert table is not None
        return table.attrib["class"]

    assert look("M1", 7, 100) == "w40"  # 2 + 7 * (3 + 2) = 37
    assert look("M1", 7, 1_000) == "w60"  # 2 + 7 * (5 + 2) = 51
    assert look("转出范围的", 7, 1_000) == "w60"
    assert look("转出范围的账户们", 7, 1_000) == "w80"
    assert look("转出范围的账户们都", 7, 1_000) == "w80 long"
    assert look("M1", 50, 10**9) == "w220"


@pytest.mark.parametrize(("rows", "columns"), [([], ["x"]), (["a"], []), ([], [])])
def test_nothing_to_draw(rows: list[str], columns: list[str]) -> None:
    assert cells(heat_map("t", rows, columns, [[] for _ in rows], "count", "en")) == [[] for _ in rows]


def test_a_row_with_too_few_cells_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        heat_map("t", ["a", "b"], ["x"], [[1]], "count", "en")


@pytest.mark.parametrize("label", [HOSTILE, "{{ 7 * 7 }}", "&lt;b&gt;"])
def test_a_label_is_text(label: str) -> None:
    html = heat_map(label, [label], [label], [[1]], "count", "en")
    root = ET.fromstring(html)
    assert (root.attrib["aria-label"], root.findtext("table/caption")) == (label, label)
    assert (heads(html, "col"), heads(html, "row")) == ([label], [label])
    assert {element.tag for element in root.iter()} <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}


def test_the_same_bytes() -> None:
    assert len({heat_map("t", ["a"], ["x"], [[1]], "share", "zh") for _ in range(2)}) == 1
