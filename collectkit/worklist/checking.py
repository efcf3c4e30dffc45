"""Checks a package against its manifest: every file there, each as it was, no other; rows and sums counted again."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl

from collectkit.files.archive import is_relative
from collectkit.tables.totals import Totals
from collectkit.worklist.manifest import MANIFEST, SIGNATURE, WORKLIST, Listed, Manifest
from collectkit.worklist.recalled import LIST

Read = Callable[[str], bytes]


def faults(
    manifest: Manifest,
    names: frozenset[str],
    odd: Sequence[str],
    read: Read,
    *,
    recipient: str | None,
    fingerprint: str,
) -> Iterator[str]:
    """Yield what is wrong with a package, a line each.

    Args:
        names: the plain files of the package.
        odd: what else is in it: links, empty folders.
        read: returns the content of a file.
        recipient: for whom it should be; None if anybody may be.
        fingerprint: of the key under which the signature was found good.
    """
    if recipient is not None and manifest.recipient != recipient:
        yield f"{MANIFEST}: this package is for {manifest.recipient!r}, not for {recipient!r}"
    if manifest.signing_key_sha256 != fingerprint:
        yield f"{MANIFEST}: names another signing key than the one it is signed with"
    listed = Counter(entry.name for entry in manifest.files)
    yield from (f"{name!r}: listed {count} times" for name, count in listed.items() if count > 1)
    for name in sorted((names | frozenset(odd)) - listed.keys() - {MANIFEST, SIGNATURE}):
        yield f"{name!r}: not listed in the manifest"
    for name in sorted(frozenset(odd) & listed.keys()):
        yield f"{name!r}: is no plain file"
    sound = [entry for entry in manifest.files if is_relative(entry.name)]
    yield from (f"{entry.name!r}: leads out of the package" for entry in manifest.files if entry not in sound)
    for entry in sound:
        if entry.name in names:
            yield from _content(entry, read)
        elif entry.name not in odd:
            yield f"{entry.name!r}: missing"
    for table in sorted({WORKLIST, LIST} & names):
        yield from _figures(manifest, table, read(table))


def _content(entry: Listed, read: Read) -> Iterator[str]:
    if hashlib.sha256(read(entry.name)).hexdigest() != entry.sha256:
        yield f"{entry.name!r}: is not what was signed"


def _figures(manifest: Manifest, table: str, data: bytes) -> Iterator[str]:
    """Yield which rows, nulls or sums are not those of the table for systems."""
    tables = [entry for entry in manifest.files if entry.rows is not None]
    money = {name for entry in tables for sums in (entry.sums_minor or {}).values() for name in sums}
    found = _totals(data, money)
    if found is None:
        yield f"{table!r}: cannot be read as a table"
        return
    for entry in tables:
        stated = entry.totals()
        wrong = [name for name in sorted(found.keys() | stated.keys()) if found.get(name) != stated.get(name)]
        yield from (f"{entry.name!r}: stated {_WORDS.get(name, name)} are not those of {table}" for name in wrong)


_WORDS = {"sums_minor": "sums", "buckets": "sums per bucket"}


def _totals(data: bytes, money: set[str]) -> dict[str, Any] | None:
    """Return the totals of a CSV file; None when it is none, or an amount is no number."""
    try:
        frame = pl.read_csv(io.BytesIO(data), infer_schema=False)
        totals = Totals()
        totals.add(frame.with_columns(pl.col(money & set(frame.columns)).cast(pl.Int64)))
    except Exception:  # noqa: BLE001  (whatever a damaged file makes of the reader, it is one fault)
        return None
    return totals.as_dict()
