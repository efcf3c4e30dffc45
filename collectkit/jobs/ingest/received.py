"""What an ingest writes for people beside the accounts: the page of what was received, and the portfolio tape."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from collectkit.files import Output, Transaction
from collectkit.ingest.kept import is_kept
from collectkit.ingest.report import IngestReport
from collectkit.ingest.tally import Tally
from collectkit.ingest.tape import Taping
from collectkit.jobs.ingest import taped
from collectkit.jobs.ingest.portfolio import Portfolio
from collectkit.jobs.segment import schemes
from collectkit.mask.scan.headers import hidden, state
from collectkit.report.ingest import ingest_page
from collectkit.report.numbers import Language
from collectkit.report.page import html
from collectkit.report.received import File, Heading, Received, Total
from collectkit.tables.headers import HeaderMap

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Papers:
    """What is wanted beside the accounts.

    Attributes:
        page: where the page of what was received goes.
        tape: where the portfolio tape goes; its name says the format.
        scheme: the bucket scheme of the tape: a name, or the path of a file.
    """

    page: Output | None = None
    tape: Output | None = None
    scheme: str = "cn-m3plus"
    language: Language = "zh"
    creditor: str = ""

    def check(self) -> None:
        """Refuse what cannot be made, before anything is read.

        Raises:
            RulesError: there is no such scheme.
            UsageError: the name of the tape says no format.
        """
        if self.tape is not None:
            taped.check(self.tape)
            schemes.load(self.scheme)

    def taping(self, fields: Sequence[str]) -> Taping | None:
        """Return what adds up the tape of accounts with these fields; None where none is wanted."""
        return None if self.tape is None else taped.taping(self.scheme, fields)

    def write(
        self,
        outputs: Transaction,
        report: IngestReport,
        tally: Tally,
        portfolios: Sequence[Portfolio],
        files: Sequence[File],
        taping: Taping | None,
    ) -> None:
        """Write what is wanted.

        Args:
            files: the inputs, as the page shows them.
            taping: what `taping` returned, with all accounts added.
        """
        if self.page is not None:
            facts = received(report, tally, portfolios, files, self.creditor)
            outputs.write(self.page, html(ingest_page(facts, self.language)))
        if self.tape is not None and taping is not None:
            tape, scheme = taping.tape(taped.may_show), schemes.load(self.scheme).name
            told = taped.TapeFacts(tape, self.creditor, report.as_of, scheme)
            taped.write(outputs, self.tape, told, self.language)


def received(
    report: IngestReport, tally: Tally, portfolios: Sequence[Portfolio], files: Sequence[File], creditor: str
) -> Received:
    """Return the facts of the page; nothing in them is a value.

    A header that may be a value is told by its place, and names in notes (of sheets, say) are left out.
    """
    own = [_QUOTED.sub("…", note) for one in portfolios for note in one.notes]
    said = [note for note in report.notes[len(own) :] if not _QUOTED.search(note)]  # doubts are asked of the sender
    headings = dict.fromkeys(heading for one in portfolios for heading in _headings(one.headers, report.kept))
    return Received(
        creditor=creditor,
        as_of=report.as_of,
        files=tuple(files),
        accounts=report.accounts,
        rejects=report.rejects,
        removed=report.removed,
        headings=tuple(headings),
        refused=tuple(tally.rejected),
        warned=tuple(tally.warnings),
        totals=tuple(
            Total(name, control.stated_minor, control.accounts_minor, control.rejects_minor, control.removed_minor)
            for name, control in report.control_totals.items()
        ),
        notes=(*own, *said),
    )


def _headings(headers: HeaderMap, kept: Collection[str]) -> Iterator[Heading]:
    cells = [column.header for column in headers.columns]
    choices = {doubt.column.index: doubt.choices for doubt in headers.doubts}
    hide = hidden(cells, [state(cell) for cell in cells])
    for column, secret in zip(headers.columns, hide, strict=True):
        header = None if secret else column.header
        may_be = choices.get(column.index, ())
        yield Heading(column.index + 1, header, column.field, may_be, kept=is_kept(column, kept))
