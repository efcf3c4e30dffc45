"""Opens tables of contacts: logs of call platforms and of the creditor; and tells families of records apart."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from collectkit.errors import InputError
from collectkit.files import Input, RawBatch
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned.tables import ReturnBook, ReturnTable, open_tables
from collectkit.mask.scan.headers import labels
from collectkit.reconcile.cells import Cells, by_field
from collectkit.tables.contact_logs import CONTACT_LOGS, OF_CONTACT_LOGS
from collectkit.tables.record_families import SPELLINGS

_CONTACTS = "CON"
_WHOM = ("token", "number", "called", "caller")
_WHEN = ("at", "on", "started_at", "answered_at")


@dataclass(frozen=True, slots=True)
class Log:
    """A log of contacts.

    Attributes:
        agency: whose contacts are in it; None where each row may say so.
        platform: whether a call platform wrote it, so that its calls stand in the returns of agencies too.
    """

    agency: str | None
    path: Path
    platform: bool


@contextlib.contextmanager
def open_returned(path: Path, agency: str) -> Iterator[ReturnBook]:
    """Open what an agency returned: records of families, or a diary of contacts that says whom and when.

    Raises:
        InputError: it cannot be read, or lacks columns that its family needs, and is no diary either.
    """
    with contextlib.ExitStack() as stack:
        try:
            book = stack.enter_context(open_tables(path, agency))
        except InputError as error:
            try:
                book = ReturnBook([stack.enter_context(open_log(Log(agency, path, platform=False)))])
            except InputError:
                raise error from None
        yield book


@contextlib.contextmanager
def open_log(log: Log) -> Iterator[ReturnTable]:
    """Open a log, as a table of contacts.

    Raises:
        InputError: it cannot be read, or has no column that says whom, or when.
    """
    with open_table(Input(log.path), known=OF_CONTACT_LOGS, key="token") as table:
        columns = by_field(table.headers)
        details = [
            f"{what}: a column such as {', '.join(CONTACT_LOGS[name].zh[0] for name in names)}"
            for what, names in (("whom", _WHOM), ("when", _WHEN))
            if not any(name in columns for name in names)
        ]
        if details:
            raise InputError(f"{log.path.name}: no log of contacts", details=details, hint="rename the headers")
        header = table.source.header
        shown = labels(header)
        unknown = tuple(shown[column.index] for column in table.headers.unmapped if column.header.strip())
        yield ReturnTable(table, _CONTACTS, {_CONTACTS: columns}, {}, unknown, mixed=False)


def families(opened: ReturnTable, batch: RawBatch) -> Iterator[tuple[str, RawBatch]]:
    """Yield the records of each family in a batch of a table.

    Raises:
        InputError: there are contacts, and two columns claim one of their fields.
    """
    if not opened.mixed:
        yield opened.default, batch
        return
    stated, unknown = Cells(batch, opened.columns["PAY"]).word("record", SPELLINGS)
    stated = stated.fill_null(opened.default).set(unknown, "unknown")
    for code in stated.unique(maintain_order=True).to_list():
        if code == _CONTACTS and code in opened.contested:
            raise opened.contested[code]
        yield code, batch.filter(stated == code, ())
