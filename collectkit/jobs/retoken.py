"""Moves a recipient to the primary slot, and makes the tokens in its files anew, without plain text on the disk."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import rfc8785

from collectkit.crypto import moving, slots
from collectkit.crypto.moving import MOVED, NEW, Mover
from collectkit.crypto.spelling import is_token
from collectkit.crypto.verdicts import KNOWN
from collectkit.errors import InputError, RulesError, UsageError
from collectkit.files import Input, Output, RawBatch, Source, Transaction, make_sink
from collectkit.files.bundle import read_small
from collectkit.jobs.keys.keys import Keys, change
from collectkit.jobs.rejects import write_bad_lines
from collectkit.jobs.rewriting import Rows, Writer, rewrite, tables
from collectkit.jobs.runs import digest
from collectkit.jobs.stream import Progress
from collectkit.mask import manifest
from collectkit.mask.standing import put_back, settled, standing

_MAP = {"old": pl.String(), "new": pl.String()}
_LARGEST_MANIFEST = 16 << 20


@dataclass(slots=True)
class RetokenReport(Rows):
    """What was made anew.

    Attributes:
        slot: that the recipient is pinned to now.
        tokens: verdict -> how many tokens; those not moved stay as they are.
        mapped: pairs of an old token and its new one, each once.
        manifest: name of the new manifest; None where the input had none beside it, or tokens of others stayed: a
            manifest names one recipient and one slot.
    """

    recipient: str = ""
    slot: str = ""
    tokens: Counter[str] = field(default_factory=Counter)
    mapped: int = 0
    manifest: str | None = None

    @property
    def whole(self) -> bool:
        """Whether all tokens are the recipient's, in its slot."""
        return self.tokens.keys() <= {MOVED, NEW}

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "for": self.recipient,
            "slot": self.slot,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "tokens": dict(sorted(self.tokens.items())),
            "mapped": self.mapped,
            "manifest": self.manifest,
            "unreadable_lines": [finding.as_dict() for finding in self.findings],
        }


def move(keys: Keys, recipient: str) -> Keys:
    """Pin a recipient to the primary slot; what it has of former slots still opens.

    Raises:
        KeyringError: the recipient is unknown.
    """
    make = functools.partial(slots.move, recipient=recipient)
    return change(keys, "recipient move", make, recipient=recipient)


def run(
    source: Input,
    output: Output,
    *,
    keys: Keys,
    recipient: str,
    mapping: Output | None = None,
    rejects: Output | None = None,
    progress: Progress | None = None,
) -> RetokenReport:
    """Make the old tokens of a recipient in a file anew, in its new slot. Every row is kept, in order.

    Tokens that are new already stay, so that a run that died is simply run again.

    Args:
        mapping: where the pairs old, new go, for this recipient to bring its own records up to date.

    Raises:
        InputError, KeyringError, OutputError: as their names say; nothing is written, though the recipient may have
            moved.
        RulesError: columns of the file were made with operator fpe, which has no slot to move from.
    """
    with Transaction([source.path, keys.file]) as outputs, tables(source, output) as opened:
        for table in opened:
            _refuse_headless(table)
        stated = _manifest_beside(source, recipient)
        keys = move(keys, recipient)
        mover = moving.mover(keys.ring, recipient)
        report = RetokenReport(recipient=recipient, slot=keys.ring.recipient(recipient).slot)
        keys.record("retoken begun", recipient=recipient, slot=report.slot)
        pending = outputs.open(output, hashed=True)
        pairs = _write(opened, mover, Writer(pending, output, opened), report, progress)
        if mapping is not None:
            report.mapped = pairs.height
            with make_sink(outputs.open(mapping), mapping, _MAP) as sink:
                sink.write(sink.encode(pairs))
        if rejects is not None:
            write_bad_lines(outputs, rejects, report.bad)
        if stated is not None and pending.target is not None and report.whole:
            pending.complete()
            beside = manifest.beside(pending.target)
            facts = _renewed(stated, keys, report, pending.target.name, pending.sha256)
            outputs.write(Output(beside, force=output.force), rfc8785.dumps(facts))
            report.manifest = beside.name
        keys.record("retoken", recipient=recipient, slot=report.slot, tokens=dict(report.tokens))
    return report


def _write(
    opened: Sequence[Source[Any]], mover: Mover, writer: Writer, report: RetokenReport, progress: Progress | None
) -> pl.DataFrame:
    """Stream the tables; return the pairs of tokens, each once."""
    pairs = [pl.DataFrame(schema=_MAP)]
    for table in opened:
        types = writer.types(table)
        sink = writer.sink(table, types, table.header)
        for counts, moved in rewrite(table, sink, types, lambda batch: _moved(batch, mover), report, progress):
            report.tokens.update(counts)
            pairs.append(moved)
    writer.finish()
    return pl.concat(pairs).unique().sort("old")


def _moved(batch: RawBatch, mover: Mover) -> tuple[pl.DataFrame, tuple[Counter[str], pl.DataFrame]]:
    """Make the tokens of a batch anew; count them by verdict, and pair old with new."""
    frame = batch.frame
    counts: Counter[str] = Counter()
    made: dict[str, pl.Series] = {}
    pairs = [pl.DataFrame(schema=_MAP)]
    for cells in frame:
        found = standing(cells)
        if found.is_empty():
            continue
        each = settled(found.hstack(mover.move(found["token"])), [MOVED, NEW, *KNOWN])
        counts.update(dict(each["verdict"].value_counts().iter_rows()))
        moved = each.filter(pl.col("verdict") == MOVED)
        made[cells.name] = put_back(cells, moved)
        pairs.append(moved.select(old="token", new="value").unique())
    return frame.with_columns(**made), (counts, pl.concat(pairs))


def _refuse_headless(source: Source[Any]) -> None:
    """Refuse a file whose first row is no header: it would stay as it is, tokens and all.

    Raises:
        InputError: there is a token in it.
    """
    if is_token(pl.Series(source.header, dtype=pl.String)).any():
        raise InputError(f"{source.name}: the first row holds tokens", hint="put a row of headers above it")


def _manifest_beside(source: Input, recipient: str) -> Mapping[str, Any] | None:
    """Return what the manifest beside a masked file says; None without one.

    Raises:
        InputError: it is none, or not of this file as it is now.
        UsageError: it is for another recipient.
        RulesError: columns were made with operator fpe.
    """
    if source.path is None or not (path := manifest.beside(source.path)).is_file():
        return None
    data = read_small(path, _LARGEST_MANIFEST)
    preserved = manifest.preserved(data, path.name)
    if preserved is not None:
        raise RulesError(
            f"{path.name}: columns were made with operator fpe, which says nothing of its slot",
            details=sorted(preserved.columns),
            hint="mask the portfolio again",
        )
    found: Mapping[str, Any] = json.loads(data)
    files = found.get("files")
    if not isinstance(files, list) or len(files) != 1 or not isinstance(files[0], dict):
        raise InputError(f"{path.name}: lists no file, or several", hint="is it the manifest of a masked file?")
    if found.get("recipient") != recipient:
        raise UsageError(f"{path.name}: is for another recipient than --for says")
    if files[0].get("sha256") != digest(source.path):
        raise InputError(
            f"{path.name}: the file beside it has changed since",
            hint="put the manifest elsewhere, and mask again later",
        )
    return found


def _renewed(stated: Mapping[str, Any], keys: Keys, report: RetokenReport, name: str, sha256: str) -> dict[str, Any]:
    """Return the manifest of the new file: the old one, but for the keys and the file's own name and digest."""
    files = [{**stated["files"][0], "name": name, "sha256": sha256}]
    return {
        **stated,
        "slot": report.slot,
        "check_value": keys.ring.check_value(report.slot),
        "keyring_generation": str(keys.ring.generation),
        "files": files,
    }
