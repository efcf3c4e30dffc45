"""Evidence for items, from the files of a reconciliation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from collectkit.errors import InputError
from collectkit.jobs.reconcile import item_why
from tests.unit.jobs.desk import HEADER, PAY_1, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("headings", ["canonical", "zh", "en"])
def test_why_reads_items_in_any_language(desk: Desk, headings: Literal["canonical", "zh", "en"]) -> None:
    desk.run(headings=headings)
    found = item_why.run(desk.folder / "found", "LN-1")
    assert (found.found, found.lines[0]) == (1, "Item 1 is MATCHED.")
    assert not [line for line in found.lines if "LN-1" in line]
    assert "LN-1" not in json.dumps(found.as_dict())


def test_why_finds_several_items_of_one_name(desk: Desk) -> None:
    desk.returned("agency-a.csv", HEADER, *([PAY_1] * 14))
    desk.run()
    found = item_why.run(desk.folder / "found" / "items.csv", "P1")
    assert (found.found, len(found.evidence), found.lines[-1]) == (14, 10, "and 4 more items")


def test_why_refuses_what_is_no_reconciliation(desk: Desk) -> None:
    desk.run()
    items, facts = (desk.folder / "found" / name for name in ("items.csv", "reconciliation.json"))
    for path, wanted in ((desk.folder, "1"), (items, "nothing")):
        with pytest.raises(InputError):
            item_why.run(path, wanted)
    for text in ("{", "[]"):
        facts.write_text(text)
        with pytest.raises(InputError, match=r"reconciliation\.json: damaged"):
            item_why.run(items, "1")
    facts.unlink()
    assert item_why.run(items, "1").found == 1
    unnumbered = "\n".join(
        line.partition(",")[1] + line.partition(",")[2] for line in items.read_text().splitlines()[1:]
    )
    texts = (items.read_text().splitlines()[0] + "\n" + unnumbered, items.read_text().replace("2026-11-05", "soon"))
    for text in (*texts, "item,status\n1,MATCHED\n", ""):
        items.write_text(text)
        with pytest.raises(InputError):
            item_why.run(items, "T1")


@pytest.mark.parametrize("number", ["11010519491231002X", "13800138000", "张三"])
def test_a_personal_number_in_place_of_an_id_is_not_shown(desk: Desk, number: str) -> None:
    desk.returned("agency-a.csv", HEADER, PAY_1.replace("P1", number))
    desk.run()
    found = item_why.run(desk.folder / "found", "T1")
    assert number not in json.dumps(found.as_dict(), ensure_ascii=False)
    assert number not in (desk.folder / "found" / "reconciliation.html").read_text(encoding="utf-8")
