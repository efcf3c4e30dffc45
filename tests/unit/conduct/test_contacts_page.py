"""docs/conduct-contacts.md has its tables from the registries (`--update` writes them), and an example that holds."""

from __future__ import annotations

import re

import pytest

from collectkit.conduct.contacts import CLOCK
from collectkit.conduct.reading.code_file import parse
from collectkit.conduct.reading.telling import STATES
from collectkit.tables.contact_logs import CONTACT_LOGS
from collectkit.tables.contact_words import CONTACT_WORDS
from tests.unit.reconcile.pages import DOCS, check, lines

PAGE = DOCS / "conduct-contacts.md"


def _logs() -> str:
    rows = (f"| `{one.name}` | {' · '.join(one.zh)} | {' · '.join(one.en)} |" for one in CONTACT_LOGS.values())
    return lines("| column | Chinese headers | English headers |", rows)


def _by_code(words: dict[str, str | None]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word, code in words.items():
        found.setdefault(code or "not known", []).extend([word] if word != code else [])
    return found


def _words() -> str:
    rows = (
        f"| `{column}` | {code} | {' '.join(words)} |"
        for column, known in CONTACT_WORDS.items()
        for code, words in _by_code(dict(known)).items()
    )
    return lines("| column | code | words |", rows)


def _states() -> str:
    return "; ".join(f"{code}: {' '.join(words)}" for code, words in _by_code(dict(STATES)).items())


@pytest.mark.parametrize(("mark", "table"), [("logs", _logs()), ("words", _words())], ids=["logs", "words"])
def test_tables_are_what_the_registries_say(mark: str, table: str, pytestconfig: pytest.Config) -> None:
    check(PAGE, mark, table, pytestconfig)


def test_states_are_what_the_registry_says(pytestconfig: pytest.Config) -> None:
    text = PAGE.read_text(encoding="utf-8")
    written = re.sub(r"<!-- states -->.*<!-- /states -->", f"<!-- states -->{_states()}<!-- /states -->", text)
    if pytestconfig.getoption("--update"):
        PAGE.write_text(written, encoding="utf-8")
    assert written == PAGE.read_text(encoding="utf-8")


def test_the_codes_on_the_page_are_codes() -> None:
    text = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    assert parse(text[1], "codes.toml").own.keys() == {"agency-b"}


def test_every_clock_is_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [clock for clock in CLOCK.categories if clock not in text] == ["NO_ZONE"]
