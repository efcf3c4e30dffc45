"""Locks workbooks with a password, and opens such, in memory: what is decrypted never reaches the disk."""

from __future__ import annotations

import io
import struct
from types import SimpleNamespace
from typing import Any
from xml.parsers.expat import ExpatError

import msoffcrypto  # type: ignore[import-untyped]
import olefile  # type: ignore[import-untyped]
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError  # type: ignore[import-untyped]
from msoffcrypto.format import xls97  # type: ignore[import-untyped]
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

from collectkit.errors import InputError
from collectkit.files.formats import Input

vars(xls97)["tempfile"] = SimpleNamespace(TemporaryFile=io.BytesIO)
"""msoffcrypto copies a decrypted .xls through a temporary file; here that is memory."""

_DAMAGED = (
    DecryptionError, FileFormatError, ParseError, ExpatError, struct.error, OSError,
    AssertionError, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip
_OF_EXCEL = "VelvetSweatshop"
"""Excel's own password, of workbooks that are protected against changes only; Excel asks nobody for it."""


def stream_of(data: bytes, source: Input) -> tuple[bytes, bytes | None]:
    """Return what an OLE file holds: a workbook as Excel 97 writes it, or a newer one, decrypted.

    Returns:
        The file as it can be read, and its stream of records, None for a newer workbook.

    Raises:
        InputError: it is damaged, or needs another password.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            newer = ole.exists("EncryptedPackage")
            name = next((one for one in ("Workbook", "Book") if ole.exists(one)), None)
            records = ole.openstream(name).read() if name else None
    except _DAMAGED:
        raise _damaged(source) from None
    if newer or (records is not None and _is_locked(records)):
        data = _unlocked(data, source)
        return (data, None) if newer else stream_of(data, source)
    if records is None:
        raise InputError(
            f"{source.name}: an Office file, but not a workbook", hint="save the table from Excel as .xlsx"
        )
    return data, records


def lock(workbook: bytes, password: str) -> bytes:
    """Return an .xlsx that opens with a password alone; two of the same workbook differ.

    Excel 2010 and later, WPS and LibreOffice open it: AES-256 with SHA-512 and 100,000 rounds over the password.
    Source: [MS-OFFCRYPTO] 2.3.4.10, agile encryption.
    """
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, locked)
    return locked.getvalue()


class Locker:
    """Locks the workbook that an output is given; see `Pending`.

    Args:
        before: what stands in its place. If it is this workbook under this password it stays, for locked anew it would
            be other bytes.
    """

    def __init__(self, password: str, before: bytes = b"") -> None:
        self._password, self._before = password, before

    def compress(self, data: bytes) -> bytes:
        """Return the workbook, locked; it comes as a whole."""
        if self._before and unlock(self._before, self._password) == data:
            return self._before
        return lock(data, self._password)

    def flush(self) -> bytes:
        """Return what is left: nothing."""
        return b""


def unlock(locked: bytes, password: str) -> bytes | None:
    """Return the workbook that `lock` locked with this password; None for anything else."""
    try:
        office = OOXMLFile(io.BytesIO(locked))
        if not office.is_encrypted() or not _opens(office, password):
            return None
        plain = io.BytesIO()
        office.decrypt(plain, verify_integrity=True)
    except _DAMAGED:
        return None
    return plain.getvalue()


def _is_locked(records: bytes) -> bool:
    """Whether a FilePass record stands among the first records."""
    place = 0
    while place + 4 <= len(records):
        kind, size = struct.unpack_from("<HH", records, place)
        if kind in {0x2F, 0x0A}:
            return bool(kind == 0x2F)
        place += 4 + size
    return False


def _unlocked(data: bytes, source: Input) -> bytes:
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not _opens(office, _OF_EXCEL):
            _open(office, source)
        plain = io.BytesIO()
        office.decrypt(plain)
    except _DAMAGED:
        raise _damaged(source) from None
    return plain.getvalue()


def _open(office: Any, source: Input) -> None:
    if source.password is None:
        raise InputError(f"{source.name}: needs a password", hint="ingest --password-file FILE reads it from a file")
    if not _opens(office, source.password(source.name)):
        raise InputError(f"{source.name}: the password is wrong", hint="ask the sender for the right one")


def _opens(office: Any, password: str) -> bool:
    try:
        if office.format == "ooxml":
            office.load_key(password=password, verify_password=True)
        else:
            office.load_key(password=password)
    except InvalidKeyError:
        return False
    return True


def _damaged(source: Input) -> InputError:
    hint = "open it in Excel, and save it as .xlsx without a password"
    return InputError(f"{source.name}: a damaged workbook, or one locked in an unknown way", hint=hint)
