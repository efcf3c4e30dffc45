"""Reads what an agency answers, one family of records: acknowledgements, objections, proofs of deletion."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from collectkit.crypto.spelling import read_kindly
from collectkit.errors import UsageError
from collectkit.fields import dates, number
from collectkit.fields.parsed import code_where, nothing
from collectkit.files import Input
from collectkit.files.formats import EVERY_SHEET
from collectkit.jobs.reading import Table, open_tables
from collectkit.jobs.returned.returned import need
from collectkit.jobs.runs import digest
from collectkit.reconcile.cells import Cells, by_field, unread
from collectkit.tables.headers import find_header, match, words
from collectkit.tables.record_families import FAMILIES, of_sheet
from collectkit.tables.returns import RECORDS, RETURNS

Code = Literal["ACK", "OBJ", "DEL"]

SAID: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.Int64(),
        "fault": pl.String(),
        "token": pl.String(),
        "batch": pl.String(),
        "answer": pl.String(),
        "reason": pl.String(),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "on": pl.Date(),
        "manifest_sha256": pl.String(),
        "list_sha256": pl.String(),
    }
)
"""A record of a family; null for what it does not state.

`fault`: why it cannot be read; null where it can. `answer`, `reason`: codes of `record_words.CODES`; another reason is
OTHER, for what people write may name anybody.
"""


@dataclass(slots=True)
class Answers:
    """What was read of one file.

    Attributes:
        lines: `SAID`.
        sha256: of the file, hex.
        others: family -> records that are of another one.
        trailers: stated family, rows and amount of each trailer.
    """

    name: str
    sha256: str
    lines: pl.DataFrame
    rows_in: int = 0
    others: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    trailers: list[tuple[str | None, int | None, int | None]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: rows that came in are records, others, trailers or removed."""
        return {
            "file": self.name,
            "sha256": self.sha256,
            "rows_in": self.rows_in,
            "records": self.lines.height,
            "other_records": dict(sorted(self.others.items())),
            "removed": dict(self.removed),
            "trailers": len(self.trailers),
        }

    def contradicted(self, code: Code) -> list[str]:
        """Return which trailers do not fit the records, in words; one that names no family speaks of the only one."""
        own = [one for one in self.trailers if one[0] == code or (one[0] is None and not self.others)]
        rows, amount = self.lines.height, self.lines["amount"].sum()
        found = [
            f"a trailer states {'no' if stated is None else stated} records, and there are {rows}"
            for _, stated, _ in own
            if stated != rows
        ]
        wrong = any(total is not None and total != amount for _, _, total in own)
        return found + ["a trailer states another sum of amounts than the records have"] * wrong


def read_answers(source: Input, code: Code) -> Answers:
    """Read a file of one family, or its records in a file of several: a table, or a workbook with a sheet for each.

    Raises:
        UsageError: standard input, or a pipe: an answer is kept as proof.
        InputError: it cannot be read, or has not the columns that the family needs.
    """
    if source.path is None or source.is_stream:
        raise UsageError("an agency's answer must be a file: it is kept as proof")
    found = Answers(source.name, digest(source.path), pl.DataFrame(schema=dict(SAID)))
    frames = [found.lines]
    with _tables(source, code) as tables:
        for table in tables:
            table.select(column.index for column in by_field(table.headers).values())
            sheet = of_sheet(table.source.sheet or "") or code
            for chunk in table.source.chunks():
                batch, removed = table.read(chunk)
                frames.append(_records(Cells.of(batch, table.headers), code, found, sheet))
                found.removed += removed
                found.rows_in += batch.frame.height + len(batch.bad) + removed.total()
    found.lines = pl.concat(frames, rechunk=True)
    return found


@contextlib.contextmanager
def _tables(source: Input, code: Code) -> Iterator[Sequence[Table]]:
    """Open the tables that have records of a family, or trailers."""
    family = FAMILIES[code]
    known = words({"record": RETURNS["record"], **FAMILIES["TRL"].fields, **family.fields})
    book = source.path is not None and source.path.suffix.lower() == ".xlsx" and not source.sheet
    wanted = replace(source, sheets=(EVERY_SHEET,)) if book else source
    with open_tables(wanted, lambda rows: find_header(rows, known=known)) as opened:
        named = [one for one in opened if of_sheet(one.sheet or "") in {code, "TRL"}]
        tables = [Table(one, match(one.header, known=known, name=one.name), "token") for one in named or opened[:1]]
        needed = {name: replace(family.fields[name], needed=True) for name in family.needed}
        if not any(all(table.headers.of(name) for name in needed) for table in tables):
            need(tables[0], needed)
        yield tables


def _records(cells: Cells, code: Code, found: Answers, sheet: str) -> pl.DataFrame:
    """Return the records of a family in a batch, and count the others."""
    record = cells.text("record").str.to_uppercase().fill_null(sheet)
    amount, day = cells.money("received_amount").value, dates.parse(cells.raw("on")).value
    currency, strange = cells.currency()
    words = FAMILIES[code].words
    answer, _ = cells.word("answer", words("answer"))
    reason, other = cells.word("reason", words("reason"))
    token = read_kindly(cells.text("token"))
    fault = code_where(
        (~record.is_in(RECORDS), "record_unknown"),
        (token.is_null(), "token_blank"),
        (answer.is_null() & (code == "ACK"), "answer_unreadable"),
        (cells.text("received_amount").is_not_null() & amount.is_null(), "amount_unreadable"),
        (strange, "currency_unknown"),
        (day.is_null() & (code != "ACK"), "date_unreadable"),
    )
    lines = pl.DataFrame(
        {
            "row": cells.batch.rows,
            "fault": nothing(cells.height, pl.String()) if fault is None else fault,
            "token": token,
            "batch": cells.text("batch"),
            "answer": answer,
            "reason": reason.set(other, "OTHER"),
            "amount": amount,
            "currency": currency,
            "on": day,
            "manifest_sha256": cells.text("manifest_sha256").str.to_lowercase(),
            "list_sha256": cells.text("list_sha256").str.to_lowercase(),
        },
        schema=dict(SAID),
    )
    last, own = record == "TRL", (record == code) | ~record.is_in(RECORDS)
    trailers = (
        cells.text("family").str.to_uppercase(),
        number.parse_int(cells.raw("rows")).value,
        cells.money("amount").value,
    )
    found.trailers += zip(*(column.filter(last) for column in trailers), strict=True)
    found.others.update(record.filter(~own & ~last).to_list())
    return pl.concat([lines.filter(own), unread(cells.batch.bad, SAID)])
