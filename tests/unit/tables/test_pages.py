"""The reference pages are written from the registries: `pytest tests/unit/tables/test_pages.py --update`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from collectkit.findings import CODES
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.contacts import CONTACTS
from collectkit.tables.field import Field
from collectkit.tables.giving_way import headers

DOCS = Path(__file__).parents[3] / "docs"

FIELDS_HEAD = """\
# Fields of the accounts table

Written from `collectkit/tables/accounts.py`. A header is matched after NFKC, folding traditional characters and
case, and without spaces, a leading `*`, a unit or note in brackets at its end, or a bare 万元 or %. ● `ingest` needs it
(`as_of` may come from `--as-of`; `product_type` does for `product`, `days_past_due_given` for `oldest_unpaid_due`).

A header that is not here is left out, listed, and looked at: if it or its cells tell of persons, the summary says so.
`ingest --keep HEADER` keeps such a column as it is; `--write-mapping FILE` saves what each header was taken for, and
`--mapping FILE` reads it back, corrected. Contacts beyond the sixth are left out. In a mapping a column may be written
without its unit: `overdue_total` for `overdue_total_minor`.

| column | type | needed | personal | Chinese headers | English headers |
|---|---|---|---|---|---|
"""
WAYS_HEAD = """
## Plain headers beside better ones

These headers are too plain to be left unread and too common beside a better one to be refused: alone in a file they
mean the first field; beside a better header for it, the second. An earlier line is better than a later one.

| first field | beside a better header | headers |
|---|---|---|
"""
CODES_HEAD = """\
# Reject and warning codes

Written from `collectkit/findings.py`. A *reject* sets the row aside, with its row number, code and column; a
*warning* keeps it. Rejects can be corrected and given back ([sources.md](sources.md)), which also says how dates and
amounts may be written.

| code | effect | meaning |
|---|---|---|
"""


def fields_page() -> str:
    """Return docs/fields.md. Contacts 2 to 6 are like contact 1."""
    alike = {f"contact{number}_" for number in CONTACTS[1:]}
    lines = [_field_line(field) for field in ACCOUNTS.values() if field.name[:9] not in alike]
    of_contacts = f"\n`contact1_…` stands for contacts 1 to {CONTACTS[-1]}.\n"
    return FIELDS_HEAD + "".join(lines) + of_contacts + WAYS_HEAD + "".join(_way_lines())


def _way_lines() -> Iterator[str]:
    """Yield the lines of the headers that give way; those of contacts are alike."""
    ways = ((field, other, header) for header, field, other in headers() if ACCOUNTS[field].personal != "third")
    for (field, other), group in itertools.groupby(ways, key=lambda way: way[:2]):
        yield f"| `{field}` | `{other}` | {' · '.join(header for *_, header in group)} |\n"


def _field_line(field: Field) -> str:
    needed = "●" if field.needed else ""
    personal = "" if field.personal == "no" else field.personal
    zh, en = " · ".join(field.zh), " · ".join(field.en)
    return f"| `{field.column}` | {field.type} | {needed} | {personal} | {zh} | {en} |\n"


def codes_page() -> str:
    """Return docs/reject-codes.md."""
    ordered = sorted(CODES.items(), key=lambda item: item[1].effect)
    return CODES_HEAD + "".join(f"| `{name}` | {code.effect} | {code.meaning} |\n" for name, code in ordered)


@pytest.mark.parametrize(("name", "page"), [("fields.md", fields_page), ("reject-codes.md", codes_page)])
def test_page_is_what_the_registry_says(name: str, page: Callable[[], str], request: pytest.FixtureRequest) -> None:
    path = DOCS / name
    if request.config.getoption("--update"):
        path.write_text(page(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page()
