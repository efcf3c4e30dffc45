"""The table of phrases in docs/conduct-words.md is the lexicon's; `--update` writes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collectkit.conduct.words.lexicon import built_in, with_own

PAGE = Path(__file__).parents[3] / "docs" / "conduct-words.md"
TABLE = re.compile(r"(?s)(?<=<!-- phrases -->\n).*?(?=<!-- /phrases -->)")


def table() -> str:
    rows = ["| phrase | category | why | telling | wordings |", "|---|---|---|---|---:|"]
    for each in built_in().phrases:
        why, telling = f"{each.reason.zh}<br>{each.reason.en}", "yes" if each.telling else ""
        rows.append(f"| `{each.id}` | `{each.category}` | {why} | {telling} | {len(each.wordings)} |")
    return "\n".join(rows) + "\n"


def test_the_page_has_the_phrases_of_the_lexicon(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--update"):
        text = TABLE.sub(lambda _: table(), text)
        PAGE.write_text(text, encoding="utf-8")
    assert TABLE.findall(text) == [table()]


def test_the_lexicon_of_the_page_can_be_read() -> None:
    (own,) = re.findall(r"(?s)```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"))
    ids = [phrase.id for phrase in with_own(built_in(), own, "own.toml").phrases]
    assert "own-nickname" in ids
    assert "zh-lawyer" not in ids
