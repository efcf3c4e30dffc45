"""Line charts: where the lines lie, where they stop, how they are told apart."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from collectkit.report.lines import lines

HOSTILE = "</svg><script>alert(1)</script>\"'&"
LEFT, RIGHT, BOTTOM = 1200, 9200, 2400


def root(html: Markup) -> ET.Element:
    return ET.fromstring(f"<div>{html}</div>")


def paths(html: Markup) -> list[str]:
    return [path.attrib["d"] for path in root(html).iterfind("./svg/svg/path")]


def texts(html: Markup, name: str) -> list[str]:
    found = root(html).iterfind("./svg/text")
    return [text.text or "" for text in found if text.attrib["class"].split()[0] == name]


def heights(html: Markup) -> list[int]:
    found = root(html).iterfind("./svg/text")
    return [int(text.attrib["y"]) for text in found if text.attrib["class"].split()[0] == "end"]


def test_a_line_lies_where_its_values_do() -> None:
    html = lines("t", ["a", "b", "c"], [("s", [0, 50, 100])], "count", "en")
    assert paths(html) == [f"M{LEFT} {BOTTOM} L{(LEFT + RIGHT) // 2} {BOTTOM // 2} L{RIGHT} 0"]
    assert texts(html, "tick") == ["0", "20", "40", "60", "80", "100"]
    assert texts(html, "place") == ["a", "b", "c"]


def test_a_blank_is_a_gap_and_what_lies_alone_is_a_dot() -> None:
    html = lines("t", list("abcdef"), [("s", [1, 1, None, 1, None, None])], "count", "en")
    (path,) = paths(html)
    assert path.count("M") == 1
    assert path.count("L") == 1
    (dot,) = root(html).iter("circle")
    end = next(text for text in root(html).iter("text") if text.attrib["class"].startswith("end"))
    assert dot.attrib["cx"] == end.attrib["x"]


def test_a_line_of_blanks_is_in_the_legend_only() -> None:
    html = lines("t", ["a", "b"], [("s", [None, None]), ("r", [1, 2])], "count", "en")
    assert len(paths(html)) == 1
    assert texts(html, "end") == ["B"]
    assert ["".join(item.itertext()) for item in root(html).iter("li")] == ["A s –", "B r 2"]


def test_twelve_lines_differ_in_colour_or_dashes_and_by_letter() -> None:
    html = lines("t", ["a", "b"], [(f"s{n}", [n, n]) for n in range(12)], "count", "en")
    styles = [path.attrib["class"] for path in root(html).iterfind("./svg/svg/path")]
    assert len(set(styles)) == 12
    assert texts(html, "end") == list("ABCDEFGHIJKL")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-100, 100)), min_size=1, max_size=12))
def test_no_letter_lies_over_another_and_their_order_is_that_of_the_ends(ends: list[tuple[int, int]]) -> None:
    series = [(str(n), [None] * x + [value] + [None] * (3 - x)) for n, (x, value) in enumerate(ends)]
    found = heights(lines("t", list("abcd"), series, "count", "en"))
    for n, (x, value) in enumerate(ends):
        for other, (there, another) in enumerate(ends[:n]):
            if x == there:
                assert abs(found[n] - found[other]) >= 14
                assert value == another or (found[n] < found[other]) == (value > another)
    assert all(22 <= y <= 22 + 240 + 4 for y in found)


def test_below_zero_lies_below_the_line() -> None:
    html = lines("t", ["a", "b"], [("s", [-100, 300])], "money", "en")
    assert texts(html, "tick") == ["-1", "0", "1", "2", "3"]
    (zero,) = (line for line in root(html).iter("line") if line.attrib["class"] == "zero")
    assert int(zero.attrib["y1"]) == 22 + 240 * 3 // 4


@pytest.mark.parametrize(
    ("value", "kind", "language", "top"),
    [
        (300_000, "share", "en", "30%"),
        (3_000, "share", "en", "0.3%"),
        (12_000_000_00, "money", "en", "15m"),
        (12_000_000_00, "money", "zh", "1,500万"),
        (4 * 10**18, "count", "zh", "40,000,000,000亿"),
        (70, "money", "en", "0.80"),
        (0, "count", "en", "1"),
    ],
)
def test_the_axis_has_round_figures(value: int, kind: str, language: str, top: str) -> None:
    html = lines("t", ["a", "b"], [("s", [0, value])], kind, language)  # type: ignore[arg-type]
    assert texts(html, "tick")[-1] == top


def test_as_many_labels_as_there_is_room_for_and_the_last_one() -> None:
    months = [f"2025-{month:02}" for month in range(1, 13)]
    assert texts(lines("t", months, [("s", [1] * 12)], "count", "en"), "place") == [
        "2025-03",
        "2025-06",
        "2025-09",
        "2025-12",
    ]
    assert (
        texts(lines("t", ["很长很长的标签" * 3] * 4, [("s", [1] * 4)], "count", "en"), "place")
        == ["很长很长的标签" * 3] * 2
    )


def test_what_is_read_aloud_says_it_all() -> None:
    html = lines("标题", ["一", "二", "三"], [("甲", [1, None, 2]), ("乙", [None, None, 3])], "count", "zh")
    svg = root(html).find("svg")
    assert svg is not None
    assert svg.attrib["role"] == "img"
    assert (svg.findtext("title"), svg.findtext("desc")) == ("标题", "甲：一 1, 三 2；乙：三 3")


@pytest.mark.parametrize(("labels", "series"), [([], []), (["a"], []), ([], [("s", [])])])
def test_nothing_to_draw(labels: list[str], series: list[tuple[str, list[int | None]]]) -> None:
    html = lines("t", labels, series, "count", "en")
    assert [element.tag for element in root(html).iter()] == ["div", "svg", "title", "desc"]


def test_one_value_lies_in_the_middle() -> None:
    (dot,) = root(lines("t", ["a"], [("s", [5])], "count", "en")).iter("circle")
    assert dot.attrib["cx"] == "52.00%"


def test_more_lines_than_letters() -> None:
    assert texts(lines("t", ["a"], [("s", [1])] * 28, "count", "en"), "end")[-3:] == ["Z", "AA", "AB"]


@pytest.mark.parametrize("label", [HOSTILE, "{{ 7 * 7 }}", "&lt;b&gt;"])
def test_a_label_is_text(label: str) -> None:
    html = lines(label, [label], [(label, [1])], "count", "en")
    tags = {element.tag for element in root(html).iter()}
    assert root(html).findtext("svg/title") == label
    assert texts(html, "place") == [label]
    assert tags == {
        "circle",
        "div",
        "svg",
        "title",
        "desc",
        "line",
        "text",
        "path",
        "ul",
        "li",
        "b",
        "span",
    } - {"path"} | {"path"}


def test_the_same_bytes() -> None:
    assert len({lines("t", ["a"], [("s", [10**25])], "money", "zh") for _ in range(2)}) == 1
