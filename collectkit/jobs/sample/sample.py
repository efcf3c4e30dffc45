"""Writes a synthetic creditor: portfolio, ledger, schedule, agencies, rates, and the answers to every planted flaw."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from collectkit.files import Output, Transaction, private
from collectkit.files.sheet import Worksheet
from collectkit.files.transaction import Pending
from collectkit.files.workbook_sink import EXCEL_ROWS
from collectkit.jobs.stream import Progress
from collectkit.sample import agencies, ledger, offers, schedule
from collectkit.sample.cells import ROWS_AROUND, PortfolioRows
from collectkit.sample.dirt import Planted, plant
from collectkit.sample.lines import ENCODINGS, PortfolioText, headings
from collectkit.sample.loans import AS_OF
from collectkit.sample.pools import Language
from collectkit.sample.portfolio import COLUMNS, Level, Plan, batches

_SHEETS: Mapping[Language, str] = MappingProxyType({"zh": "逾期明细", "en": "delinquent"})


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What was made.

    Attributes:
        rejects: how many rows of each file a reader must reject.
        left_out: file -> why it was not written.
    """

    accounts: int
    debtors: int
    as_of: str
    files: tuple[str, ...]
    rejects: dict[str, int]
    left_out: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def run(
    folder: Path,
    *,
    accounts: int = 5_000,
    seed: int = 1,
    dirt: Level = "light",
    language: Language = "zh",
    force: bool = False,
    progress: Progress | None = None,
) -> SampleReport:
    """Write the synthetic creditor to *folder*, all its files or none. The same arguments give the same bytes.

    Args:
        accounts: 1 or more; made in batches, so memory does not grow with them.
        seed: 0 or more.

    Raises:
        OutputError: a file of another content is there already, or cannot be written.
    """
    plan = Plan(accounts, seed, dirt, language)
    private.make_folder(folder)
    with Transaction() as outputs, ExitStack() as stack:
        files = _Files(plan, lambda name: outputs.open(Output(folder / name, force=force), packed=False), stack)
        for done, planted in _planted(plan):
            files.add(planted)
            if progress is not None:
                progress(done, done, accounts)
        files.finish()
    return files.report()


def _planted(plan: Plan) -> Iterator[tuple[int, Planted]]:
    """The accounts with their dirt, batch by batch, and how many there are so far."""
    done = 0
    for batch in batches(plan):
        done += batch.cells.height
        yield done, plant(batch, plan.dirt, plan.seed)


class _Files:
    """The files of one sample, growing together."""

    def __init__(self, plan: Plan, begin: Callable[[str], Pending], stack: ExitStack) -> None:
        self._plan, self._begin = plan, begin
        self._text, self._rows = PortfolioText(plan), PortfolioRows(plan)
        self._csv, self._ledger = self._begin("portfolio.csv"), self._begin("ledger.csv")
        self._schedule = self._begin("schedule.csv")
        self._sheet: Worksheet | None = None
        self._csv.write(self._text.head())
        self._ledger.write(ledger.head(plan.language))
        self._schedule.write(schedule.head(plan.language))
        if plan.accounts + ROWS_AROUND <= EXCEL_ROWS:
            self._sheet = stack.enter_context(Worksheet(self._begin("portfolio.xlsx"), _SHEETS[plan.language]))
            self._sheet.extend(self._rows.head())

    def add(self, planted: Planted) -> None:
        """Append a batch to each file."""
        self._csv.write(self._text.add(planted))
        self._ledger.write(ledger.entries(planted.batch, self._plan))
        self._schedule.write(schedule.instalments(planted.batch, self._plan.language))
        if self._sheet is not None:
            self._sheet.extend(self._rows.add(planted))

    def finish(self) -> None:
        """Write what comes last, and the small files."""
        self._csv.write(self._text.tail())
        if self._sheet is not None:
            self._sheet.extend(self._rows.tail())
        self._begin("agencies.toml").write(agencies.text(self._plan).encode())
        self._begin("rates.toml").write(agencies.rates().encode())
        self._begin("offers.toml").write(offers.TEXT.encode())
        answers = json.dumps(self._answers(), ensure_ascii=False, indent=1)
        self._begin("answers.json").write(answers.encode() + b"\n")

    def _answers(self) -> dict[str, Any]:
        plan = self._plan
        fields = [column.field for column in COLUMNS]
        mapping = {head: field for head, field in zip(headings(plan.language), fields, strict=True) if field}
        return {
            **asdict(plan),
            "debtors": plan.debtors,
            "as_of": AS_OF.isoformat(),
            "encoding": ENCODINGS[plan.language],
            "mapping": mapping,
            "portfolio.csv": self._text.answers.as_dict(),
            "portfolio.xlsx": self._rows.answers.as_dict() if self._sheet else None,
        }

    def report(self) -> SampleReport:
        """Return what was made."""
        names = ["portfolio.csv", "portfolio.xlsx", "ledger.csv", "schedule.csv"]
        names += ["agencies.toml", "rates.toml", "offers.toml", "answers.json"]
        rejects = {"portfolio.csv": self._text.answers.rejects, "portfolio.xlsx": self._rows.answers.rejects}
        left_out = {}
        if self._sheet is None:
            left_out["portfolio.xlsx"] = f"a sheet holds {EXCEL_ROWS:,} rows"
            names.remove("portfolio.xlsx")
            del rejects["portfolio.xlsx"]
        plan = self._plan
        return SampleReport(plan.accounts, plan.debtors, AS_OF.isoformat(), tuple(names), rejects, left_out)
