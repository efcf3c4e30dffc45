"""The sample's breaches of conduct: every one of them is found, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.conduct.breaches import UNKNOWN
from collectkit.conduct.contacts import Part
from collectkit.conduct.packs import PACKS
from collectkit.conduct.packs.choosing import choose
from collectkit.conduct.rule import Rule
from collectkit.conduct.whole import check_all
from collectkit.jobs.conduct import phrases
from collectkit.jobs.contacts import contacts
from collectkit.jobs.sample import returns
from collectkit.sample.conduct import CALLS, LOG
from collectkit.sample.conduct_slips import SLIPS
from collectkit.sample.pools import Language
from tests.unit.sample import handed

SIZES = {"agency-a": 90, "agency-b": 60, "agency-c": 50}
CHOSEN = choose([PACKS[name] for name in ("cn", "records", "house")], unverified=True)
NOW = dt.datetime(2027, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
Found = set[tuple[str, str, str, str, int]]


def found(book: contacts.Book, rules: Sequence[Rule]) -> Found:
    """Return what the rules find: rule, verdict, agency, file, row."""
    rows: Found = set()

    def watch(part: Part, frames: Sequence[pl.DataFrame]) -> None:
        for rule, frame in zip(rules, frames, strict=True):
            doubted = part.contacts[frame.filter(verdict=UNKNOWN)["contact"]].select("agency", "file", "row")
            rows.update((rule.id, UNKNOWN, agency, book.files[file], row) for agency, file, row in doubted.iter_rows())

    checked = check_all(book.parts(), rules, lambda *_: None, watch)
    assert not any(shares.height for _, shares in checked.shares)
    for rule, agency, file, row in checked.totals.breaches().select("rule", "agency", "file", "row").iter_rows():
        rows.add((rules[rule].id, "BREACH", agency, book.files[file], row))
    return rows


@pytest.mark.parametrize(("language", "seed"), [("zh", 1), ("en", 2)])
def test_all_planted_breaches_are_found_and_nothing_else(language: Language, seed: int, tmp_path: Path) -> None:
    packages, back = handed.hand_over(tmp_path, handed.placed(SIZES, seed=seed)), tmp_path / "back"
    returns.run(packages, back, language=language, seed=seed)
    key: dict[str, Any] = json.loads((back / "answers.json").read_text())["conduct"]
    rules = [rule for rule in CHOSEN.rules if rule.id != "house-minor"]  # no accounts file says how old anybody is
    asked = contacts.Asked(
        now=NOW,
        returns=[str(back)],
        own=[str(back / LOG)],
        calls=[f"creditor={back / CALLS}"],
        placed=[packages],
        places=CHOSEN.zones,
    )
    book = contacts.read(asked, phrases.wanted(rules, None, shown=False))
    planted = {(item["rule"], item["verdict"], item["agency"], item["file"], item["row"]) for item in key["found"]}
    assert found(book, rules) == planted
    assert {rule.id for rule in CHOSEN.rules} == {item["rule"] for item in key["found"]} | set(key["left_out"])
    assert not set(key["left_out"]) & set(SLIPS)


def test_a_slip_without_an_account_for_it_is_left_out(tmp_path: Path) -> None:
    packages = handed.hand_over(tmp_path, handed.placed({"agency-a": 30, "agency-b": 1}))
    returns.run(packages, tmp_path / "back")
    key = json.loads((tmp_path / "back" / "answers.json").read_text())["conduct"]
    out = set(key["left_out"]) & set(SLIPS)
    assert out
    assert not out & {item["slip"] for item in key["found"]}
