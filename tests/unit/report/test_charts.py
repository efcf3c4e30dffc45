"""Charts: where the bars are, what is written on them, what is read aloud."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from collectkit.report.charts import Bar, Group, Step, bars, grouped_bars, waterfall

HOSTILE = "</svg><script>alert(1)</script>\"'&"


def rects(svg: Markup) -> list[tuple[str, float, float]]:
    """Return tone, start and width (%) of each bar."""
    return [
        (rect.attrib["class"].split()[0], float(rect.attrib["x"].rstrip("%")), float(rect.attrib["width"].rstrip("%")))
        for rect in ET.fromstring(svg).iter("rect")
        if rect.attrib["class"] != "track"
    ]


def texts(svg: Markup) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter("text")]


def test_bars_are_as_long_as_their_values() -> None:
    svg = bars("t", [Bar("a", 400), Bar("b", 100), Bar("c", 0)], "count", "en")
    assert rects(svg) == [("first", 0, 100), ("first", 0, 25)]
    assert texts(svg) == ["a", "400", "b", "100", "c", "0"]


def test_values_below_zero_lie_left_of_the_line() -> None:
    svg = bars("t", [Bar("a", 300), Bar("b", -100)], "money", "en")
    assert rects(svg) == [("first", 25, 75), ("first", 0, 25)]
    assert [line.attrib["x1"] for line in ET.fromstring(svg).iter("line")] == ["25.00%", "25.00%"]
    assert "-1.00" in texts(svg)


def test_the_line_of_zero_does_not_cross_the_labels() -> None:
    drawn = ET.fromstring(bars("t", [Bar("M1", -100), Bar("M2", 300)], "count", "en"))
    lines = [(int(line.attrib["y1"]), int(line.attrib["y2"])) for line in drawn.iter("line")]
    labels = [int(text.attrib["y"]) for text in drawn.iter("text") if text.attrib["x"] == "0"]
    assert len(lines) == len(labels) == 2
    assert all(top > label for (top, _), label in zip(lines, labels, strict=True))
    assert lines[0][1] < labels[1] - 10


def test_the_smallest_value_can_be_seen() -> None:
    svg = bars("t", [Bar("a", 10**12), Bar("b", 1)], "money", "en")
    assert rects(svg)[1] == ("first", 0, 0.01)
    assert [rect.attrib["class"] for rect in ET.fromstring(svg).iter("rect")][-1] == "first thin"


def test_a_waterfall_ends_where_its_whole_does() -> None:
    steps = [Step("cash", 1000, "whole"), Step("matched", 700), Step("direct", 250, "third"), Step("rest", 50, "bad")]
    svg = waterfall("t", steps, "money", "en")
    assert rects(svg) == [("whole", 0, 100), ("first", 0, 70), ("third", 70, 25), ("bad", 95, 5)]
    links = [line.attrib["x1"] for line in ET.fromstring(svg).iter("line")]
    assert links == ["70.00%", "95.00%"]


def test_a_waterfall_may_fall() -> None:
    steps = [Step("cash", 800, "whole"), Step("matched", 1000), Step("rest", -200, "bad")]
    assert rects(waterfall("t", steps, "money", "en")) == [("whole", 0, 80), ("first", 0, 100), ("bad", 80, 20)]


def test_groups_have_a_legend_and_a_bar_a_series() -> None:
    svg = grouped_bars("t", ["due", "claimed"], [Group("a", (200, 100)), Group("b", (50, 50))], "money", "zh")
    assert rects(svg) == [("first", 0, 100), ("second", 0, 50), ("first", 0, 25), ("second", 0, 25)]
    assert texts(svg)[0] == "■ due■ claimed"
    assert "■ 2.00■ 1.00" in texts(svg)


def test_what_is_read_aloud_says_it_all() -> None:
    root = ET.fromstring(bars("标题", [Bar("甲", 100), Bar("乙", 2)], "count", "zh"))
    assert root.attrib["role"] == "img"
    assert (root.findtext("title"), root.findtext("desc")) == ("标题", "甲：100；乙：2")


def test_nothing_to_draw() -> None:
    assert rects(bars("t", [], "count", "en")) == []
    assert rects(bars("t", [Bar("a", 0)], "count", "en")) == []


@pytest.mark.parametrize("label", [HOSTILE, "{{ 7 * 7 }}", "&lt;b&gt;"])
def test_a_label_is_text(label: str) -> None:
    for svg in (
        bars(label, [Bar(label, 1, label)], "count", "en"),
        grouped_bars(label, [label], [Group(label, (1,))], "count", "en"),
        waterfall(label, [Step(label, 1)], "count", "en"),
    ):
        root = ET.fromstring(svg)
        assert root.findtext("title") == label
        assert {element.tag for element in root.iter()} <= {
            "svg",
            "title",
            "desc",
            "g",
            "text",
            "tspan",
            "rect",
            "line",
        }


def test_a_long_label_is_cut_and_said_in_full() -> None:
    long = "很长的机构名称" * 5
    svg = bars("t", [Bar(long, 1), Bar("x" * 30, 1), Bar("x" * 31, 1)], "count", "en")
    assert texts(svg)[::2] == [long[:14] + "…", "x" * 30, "x" * 29 + "…"]
    assert [title.text for title in ET.fromstring(svg).iter("title")] == ["t", long, "x" * 31]
