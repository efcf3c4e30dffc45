"""Turns the tokens in a file back, and the numbers of operator fpe, and writes down who asked why before it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto.keyring import Keyring
from collectkit.errors import UsageError
from collectkit.files import BadLine, Input, Output, RawBatch, Sink, Source, Transaction, make_sink, open_source
from collectkit.findings import Findings
from collectkit.jobs import preserved
from collectkit.jobs.keys import Keys
from collectkit.jobs.rejects import write_bad_lines
from collectkit.jobs.stream import in_order
from collectkit.mask.reveal import Opener, Restorer, Revealed, Show, reveal
from collectkit.tables.headers import find_header

Progress = Callable[[int, int, int | None], None]
_PLACES = 1000
"""How many tokens and numbers that stay the report lists with their place."""


@dataclass(slots=True)
class RevealReport:
    """What was turned back.

    Attributes:
        manifest: name of the manifest by which numbers of operator fpe were turned back; None without one.
        tokens: verdict -> how many tokens.
        fpe: verdict -> how many numbers of operator fpe.
        absent: columns of operator fpe that the manifest names and the input lacks.
        left: ``row``, ``column``, ``verdict`` of the first tokens and numbers that stay as they are.
        findings: unreadable lines.
    """

    recipient: str | None
    manifest: str | None = None
    rows_in: int = 0
    rows_out: int = 0
    tokens: Counter[str] = field(default_factory=Counter)
    fpe: Counter[str] = field(default_factory=Counter)
    absent: tuple[str, ...] = ()
    left: list[tuple[int, str, str]] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "for": self.recipient,
            "manifest": self.manifest,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "tokens": dict(self.tokens),
            "fpe": dict(self.fpe),
            "absent": list(self.absent),
            "left": [{"row": row, "column": column, "verdict": verdict} for row, column, verdict in self.left],
            "unreadable_lines": [finding.as_dict() for finding in self.findings],
        }


def run(
    source: Input,
    output: Output,
    *,
    reason: str,
    keys: Keys,
    recipient: str | None = None,
    manifest: Path | None = None,
    columns: Sequence[str] | None = None,
    show: Show = "full",
    rejects: Output | None = None,
    progress: Progress | None = None,
) -> RevealReport:
    """Turn tokens back wherever they stand, and numbers where the manifest says. Every row is kept, in order.

    Args:
        reason: why; it goes to the audit log.
        recipient: whose tokens they are; all recipients of the ring are tried without it.
        manifest: of the masked file, for columns of operator fpe; else the one beside the input, if there is one.
        columns: headers of the columns to look in; all of them without it.
        show: the whole value, or its last four characters.

    Raises:
        InputError, KeyringError, OutputError: as their names say; nothing is written.
    """
    opener = _opener(keys.ring, recipient)
    stated = preserved.load(source, manifest, keys.ring, recipient)
    report = RevealReport(recipient, stated.path.name if stated else None)
    facts = {"recipient": recipient or "", "reason": reason, "show": show}
    inputs = [source.path, stated.path if stated else None, keys.file]
    with Transaction(inputs) as outputs, open_source(source, find_header) as opened:
        places = _places(opened, columns)
        restorer = None
        if stated is not None:
            restorer, report.absent = stated.restorer(opened.header, places)
            facts |= {"manifest": stated.sha256}
        schema = {str(i): pl.String() for i in opened.columns}
        keys.record("reveal begun", **facts)
        sink = make_sink(outputs.open(output), output, schema, {str(i): h for i, h in enumerate(opened.header)})
        bad = _write(opened, places, opener, show, sink, report, progress, restorer)
        if rejects is not None:
            write_bad_lines(outputs, rejects, bad)
        counts = {"tokens": dict(report.tokens), **({"fpe": dict(report.fpe)} if stated else {})}
        keys.record("reveal", **facts, **counts)
    return report


def _opener(ring: Keyring, recipient: str | None) -> Opener:
    """All contexts of the recipient, or of everybody."""
    if recipient is not None:
        ring.recipient(recipient)
    own = [r.id for r in ring.recipients if recipient in {None, r.id}]
    others = [r.id for r in ring.recipients if r.id not in own]
    mine, theirs = (tuple(context for name in names for context in ring.contexts(name)) for names in (own, others))
    return Opener(mine, theirs, ring.states)


def _places(source: Source[Any], columns: Sequence[str] | None) -> tuple[str, ...]:
    if columns is None:
        return tuple(map(str, source.columns))
    wanted = {name.strip() for name in columns}
    found = [str(i) for i, header in enumerate(source.header) if header.strip() in wanted]
    missing = wanted - {header.strip() for header in source.header}
    if missing:
        raise UsageError(f"--columns: the input has no column {', '.join(sorted(missing))}")
    return tuple(found)


def _write(
    source: Source[Any],
    places: Sequence[str],
    opener: Opener,
    show: Show,
    sink: Sink[Any],
    report: RevealReport,
    progress: Progress | None,
    restorer: Restorer | None,
) -> list[BadLine]:
    """Stream the input; return the lines that are no records."""

    def make(chunk: Any) -> tuple[RawBatch, Revealed, Any]:
        batch = source.parse(chunk)
        revealed = reveal(batch.frame, batch.rows, places, opener, show, restorer)
        return batch, revealed, sink.encode(revealed.frame)

    bad: list[BadLine] = []
    with sink:
        for batch, revealed, payload in in_order(source.chunks(), make):
            sink.write(payload)
            bad += batch.bad
            report.rows_out += revealed.frame.height
            report.rows_in += revealed.frame.height + len(batch.bad)
            report.tokens.update(revealed.counts)
            report.fpe.update(revealed.numbers)
            room = _PLACES - len(report.left)
            report.left += [(row, source.header[int(place)], verdict) for row, place, verdict in revealed.left[:room]]
            for line in batch.bad:
                report.findings.add(line.code, None, [line.row])
            if progress is not None:
                progress(report.rows_out, *source.progress)
    return bad
