"""The section on agencies' records that are no payments: what became of them, and what they come to by agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from collectkit.report.names import money_title, name
from collectkit.report.numbers import Kind, Language, Value, kind_of
from collectkit.report.page import Column, Section, Table
from collectkit.report.record_names import RECORD_STATUSES, word
from collectkit.report.words import Words, say
from collectkit.tables.record_families import FAMILIES

WORDS: Words = MappingProxyType(
    {
        "section": ("机构其他记录", "What agencies report beside payments"),
        "section_t": (
            "每条记录有一个状态及其依据；逐条见 records.csv，需处理的在前。",
            "Every record has one status and the rule that gave it; records.csv has all, what must be looked at first.",
        ),
        "records": ("记录按状态", "Records by status"),
        "inventory": ("在案清单与委案核对", "Inventories against placements"),
        "promises": ("承诺还款", "Promises to pay"),
        "plans": ("还款方案", "Plans"),
        "closures": ("结案", "Closures"),
        "deletions": ("删除证明", "Proofs of deletion"),
    }
)
"""What stands in the section."""

_COLUMNS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "inventory": (
            *("agency", "on", "held", "balance_differs", "held_not_placed", "recalled_still_held", "placed_not_held"),
            *("stated_minor", "owed_minor"),
        ),
        "promises": (
            *("agency", "promises", "kept", "partial", "broken", "not_due", "replaced"),
            *("promised_minor", "paid_minor", "kept_ppm"),
        ),
        "plans": (
            *("agency", "on_track", "behind", "broken", "finished", "plan_inconsistent"),
            *("total_minor", "due_minor", "paid_minor"),
        ),
        "closures": ("agency", "reason", "closed", "closed_unpaid", "active_after_closing", "owed_minor", "paid_minor"),
        "deletions": ("agency", "over", "proven", "missing", "not_recalled", "before_recall"),
    }
)


def section(found: Mapping[str, Any], titles: Mapping[str, str], language: Language) -> Section | None:
    """Return the section; None where there is no record.

    Args:
        found: table -> rows of plain values, as ``reconciliation.json`` has them.
        titles: column -> heading.
    """
    if not found["records"]:
        return None
    words = say(WORDS, language)
    tables = [_statuses(found["records"], words["records"], titles, language)]
    for part, columns in _COLUMNS.items():
        if found[part]:
            rows = [
                row | ({"reason": word("CLS", row["reason"], language)} if row.get("reason") else {})
                for row in found[part]
            ]
            tables.append(_table(words[part], rows, columns, titles, language))
    return Section(words["section"], words["section_t"], tuple(tables))


def _statuses(rows: Sequence[Mapping[str, Any]], caption: str, titles: Mapping[str, str], language: Language) -> Table:
    """Return the records of all agencies by family and status, first what must be looked at."""
    counts: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        sums = counts.setdefault((row["family"], row["status"]), [0, 0])
        sums[0] += row["records"]
        sums[1] += row["exceptions"]
    order = list(FAMILIES)
    cells: list[tuple[Value, ...]] = [
        (FAMILIES[family].title(language), name(RECORD_STATUSES, status, language), *sums)
        for (family, status), sums in sorted(counts.items(), key=lambda one: (not one[1][1], order.index(one[0][0])))
    ]
    kinds: dict[str, Kind] = {"family": "text", "status": "text", "records": "count", "exceptions": "count"}
    columns = tuple(Column(titles.get(column, column), kind) for column, kind in kinds.items())
    return Table(caption, columns, tuple(cells))


def _table(
    caption: str,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    titles: Mapping[str, str],
    language: Language,
) -> Table:
    currencies = {row["currency"] for row in rows if "currency" in row}
    shown = (*columns, *(["currency"] if len(currencies) > 1 else []))
    only = next(iter(currencies)) if len(currencies) == 1 else ""
    heads = []
    for column in shown:
        title, kind = titles.get(column, column), _kind(column)
        heads.append(Column(money_title(title, only, language) if kind == "money" else title, kind))
    return Table(caption, tuple(heads), tuple(tuple(row[column] for column in shown) for row in rows))


def _kind(column: str) -> Kind:
    if column == "on":
        return "date"
    if column in {"agency", "reason", "currency"}:
        return "text"
    return kind_of(column)
