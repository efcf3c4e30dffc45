"""What an agency receives when accounts are asked back: the list, its page in the agency's language, its manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from string import Template
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.crypto.making import Making
from collectkit.tables.recalls import STATE_WORDS, STATES, TITLES
from collectkit.tables.totals import FORMAT, Totals
from collectkit.worklist.words import Language, one_line

LIST, BOOK = "recall.csv", "recall.xlsx"
"""The list for systems, and the same one for people."""

COLUMNS = tuple(TITLES["en"])

TERMS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "name": "recall",
            "purpose": "退回名单所列案件，停止催收",
            "term": "状态为已退案的，自退案之日起停止催收",
            "method": "按令牌列明，不含债务人信息",
            "return_or_delete": "已退案的案件，删除其全部数据及副本，并提交删除证明（DEL）",
        },
        "en": {
            "name": "recall",
            "purpose": "the accounts on the list go back to the creditor; collection stops",
            "term": "of what is final, collection stops on the day of the recall",
            "method": "by token; nothing of a debtor is in it",
            "return_or_delete": "delete all data of what is final, copies too, and prove it (DEL records)",
        },
    }
)
"""What the manifest says of purpose and deletion (PIPL art. 21)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What one agency is told.

    Attributes:
        rows: `COLUMNS`, in the order of the tokens, reasons and states as codes.
        reasons: code -> the words that the agency reads.
    """

    agency: str
    name: str
    language: Language
    rows: pl.DataFrame
    as_of: date
    reasons: Mapping[str, str]

    def listing(self) -> bytes:
        """Return the list as CSV."""
        return listing(self.rows)

    def worded(self) -> pl.DataFrame:
        """Return the rows with reasons and states in words."""
        states = {code: words[self.language] for code, words in STATE_WORDS.items()}
        return self.rows.with_columns(
            pl.col("reason").replace_strict(dict(self.reasons), return_dtype=pl.String),
            pl.col("state").replace_strict(states, return_dtype=pl.String),
        )

    def page(self) -> str:
        """Return the page that goes with the list, in Markdown."""
        template = resources.files(__package__).joinpath("templates", f"recall.{self.language}.md").read_text("utf-8")
        return Template(template).substitute(
            agency=one_line(self.name or self.agency),
            recipient=self.agency,
            as_of=self.as_of.isoformat(),
            rows=f"{self.rows.height:,}",
            counts="\n".join(self._counts()),
            sha256=hashlib.sha256(self.listing()).hexdigest(),
            example=self.rows["account_token"][0],
        )

    def _counts(self) -> Iterator[str]:
        known = self.rows.group_by("state", "objection_until").len().sort("state", "objection_until")
        for state in STATES:
            for of, until, count in known.iter_rows():
                if of == state:
                    limit = until.isoformat() if until is not None and state == "PENDING" else "—"
                    yield f"| `{state}` {STATE_WORDS[state][self.language]} | {count:,} | {limit} |"


def rows_of(table: pl.DataFrame, agency: str) -> pl.DataFrame:
    """Return what an agency sees of a recall table: its own accounts, in the order of their tokens."""
    return table.filter(pl.col("agency") == agency).select(COLUMNS).sort("account_token", "batch")


def listing(rows: pl.DataFrame) -> bytes:
    """Return the list as CSV: UTF-8, null is an empty cell."""
    return rows.write_csv().encode()


def totals(data: bytes) -> Totals:
    """Return the rows and nulls of a list."""
    found = Totals()
    found.add(pl.read_csv(data, infer_schema=False))
    return found


def manifest(
    making: Making, notice: Notice, files: Sequence[Mapping[str, Any]], rules: Mapping[str, str], version: str
) -> dict[str, Any]:
    """Return the manifest of a recall: as that of a hand-over, but it is of no place in the chain of these.

    Args:
        making: for whom, under which keys; `batch` is the recall's own id.
        files: what `manifest.listed` returned.
        rules: name of a rule file -> SHA-256 (hex).
    """
    return {
        "format": FORMAT,
        "tool": f"collectkit {version}",
        **making.as_dict(),
        "kind": "recall",
        "sequence": "0",
        "batches": sorted(set(notice.rows["batch"])),
        "as_of": [notice.as_of.isoformat()],
        "policy": dict(TERMS[notice.language]),
        "rules": dict(rules),
        "kinds_of_data": ["account: token"],
        "files": list(files),
    }
