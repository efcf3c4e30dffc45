"""docs/contact-planning.md has its example from a case, and names every column and every reason."""

from __future__ import annotations

import re
from pathlib import Path

from collectkit.conduct.contacts import EVENT
from collectkit.conduct.planning.limits import MINOR
from collectkit.conduct.planning.plan import PLANNED

HOME = Path(__file__).parents[3]
PAGE = (HOME / "docs" / "contact-planning.md").read_text(encoding="utf-8")
CASE = (HOME / "tests" / "cli" / "cases" / "contact-plan.txt").read_text(encoding="utf-8")


def test_its_examples_are_from_the_case() -> None:
    command, written = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    assert command.strip() in CASE
    assert written in CASE


def test_every_column_is_told() -> None:
    assert re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE) == [*PLANNED]


def test_every_reason_is_told() -> None:
    (row,) = re.findall(r"^\| `contact_stopped` \|.*$", PAGE, re.MULTILINE)
    stops = {*EVENT.categories, MINOR} - {"REFUSED_CONTACT", "AGREED_HOURS"}
    assert set(re.findall(r"`([A-Z_]+)`", row)) == stops
