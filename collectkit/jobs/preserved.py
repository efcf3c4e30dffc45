"""Finds what opens the numbers that operator fpe made: they carry nothing of that themselves, their manifest does."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from collectkit.crypto import formats
from collectkit.crypto.formats import Formats
from collectkit.crypto.keyring import Keyring
from collectkit.errors import InputError, KeyringError, UsageError
from collectkit.files import Input
from collectkit.files.bundle import read_small
from collectkit.mask import manifest
from collectkit.mask.manifest import Form, Preserved
from collectkit.mask.reveal import Restorer
from collectkit.tables.headers import OF_ACCOUNTS

_LIMIT = 16 << 20


@dataclass(frozen=True, slots=True)
class Stated:
    """A manifest, and what opens the numbers of the file that it speaks of.

    Attributes:
        sha256: of the manifest's bytes, hex.
        columns: name in the output -> what fpe made of it.
        demanded: whether the user named the manifest, and so means its columns.
    """

    path: Path
    sha256: str
    formats: Formats = field(repr=False)
    columns: Mapping[str, Form]
    demanded: bool

    def restorer(self, header: Sequence[str], places: Collection[str]) -> tuple[Restorer, tuple[str, ...]]:
        """Find the columns in an input.

        Args:
            header: the headers of the input.
            places: of the columns that are looked at.

        Returns:
            What restores them, and the names of those that are not in the input.
        """
        found = {name: _places(header, name) for name in self.columns}
        absent = tuple(name for name, at in found.items() if not at)
        forms = {place: self.columns[name] for name, at in found.items() for place in at if place in places}
        return Restorer(self.formats, forms), absent

    def refuse_none(self, absent: Collection[str]) -> None:
        """Refuse an input that has none of the columns, where the user named the manifest.

        Raises:
            UsageError: so it is.
        """
        if self.demanded and len(absent) == len(self.columns):
            hint = "give the columns the names that they have in the manifest"
            raise UsageError(f"{self.path.name}: the input has no column {', '.join(absent)}", hint=hint)


def load(source: Input, named: Path | None, ring: Keyring, recipient: str | None) -> Stated | None:
    """Read the manifest that *named* says, else the one beside the input.

    Args:
        recipient: for whom the user says the file was made.

    Returns:
        None where there is no manifest, or nothing in it was made with fpe.

    Raises:
        InputError: it cannot be read, or is no manifest.
        UsageError: it is for another recipient than the user says.
        KeyringError: the keyring has not the key that it states.
    """
    path = named or _beside(source)
    if path is None:
        return None
    data = read_small(path, _LIMIT + 1)
    if len(data) > _LIMIT:
        raise InputError(f"{path.name}: larger than {_LIMIT >> 20} MiB")
    stated = manifest.preserved(data, path.name)
    if stated is None:
        return None
    context = stated.context
    if recipient not in {None, context.recipient}:
        raise UsageError(f"{path.name}: is for {context.recipient!r}, and --for says {recipient!r}")
    _refuse_unknown(ring, stated)
    opener = formats.stated(ring, context, stated.check_value)
    return Stated(path, hashlib.sha256(data).hexdigest(), opener, stated.columns, demanded=named is not None)


def _beside(source: Input) -> Path | None:
    if source.path is None or source.is_table:
        return None
    path = manifest.beside(source.path)
    return path if path.is_file() else None


def _refuse_unknown(ring: Keyring, stated: Preserved) -> None:
    """A recipient or a batch of another name would open to other values, and nothing would tell."""
    known = ring.recipient(stated.context.recipient)
    batch = stated.context.batch
    if batch and batch not in known.batches:
        raise KeyringError(f"the keyring knows no tokens of batch {batch!r} for {known.id}")


def _places(header: Sequence[str], name: str) -> list[str]:
    """Return where a column of this name stands; where none does, those whose header means the field of this name."""
    exact = [str(place) for place, cell in enumerate(header) if cell.strip() == name]
    meant = [(OF_ACCOUNTS.field(cell) or (None,))[0] for cell in header]
    return exact or [str(place) for place, field_ in enumerate(meant) if field_ == name]
