"""What a file is by its first bytes, whatever its name says: exports named .xls are often text or web pages."""

from __future__ import annotations

import re

from collectkit.errors import InputError
from collectkit.files import encoding as enc
from collectkit.files.formats import Format

HEAD_BYTES = 4096
"""How much of a file is looked at."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOOKED_INTO = frozenset({"csv", "tsv", "html", "xls", "xlsx"})
"""Formats that files are mistaken for."""
BOOKS = frozenset({"xls", "xlsx"})
"""Formats that have sheets."""
_TAG = re.compile(r"<(!doctype html|html|head|meta|body|table|style|div|center)\b", re.IGNORECASE)
_SAID = {"csv": "delimited text", "html": "a table of a web page", "xls": "an old workbook", "xlsx": "a workbook"}


def kind(head: bytes, stated: Format, name: str) -> Format:
    """Return the format that the first bytes show.

    Args:
        head: the first bytes of the file.
        stated: the format that the file is said to have.
        name: the file, for messages.

    Raises:
        InputError: it is none that can be read, and hints at what to do.
    """
    if head.startswith(ZIP):
        return "xlsx"
    if head.startswith(OLE):
        return "xls"
    text = _text(head).lstrip()
    if text.startswith("<"):
        return _marked_up(text, stated, name)
    if text.startswith("MIME-Version:"):
        raise InputError(f"{name}: a web archive, not a workbook", hint="open it in Excel and save it as .xlsx")
    if stated in BOOKS and "\0" in text:
        raise no_workbook(name)
    return stated if stated == "tsv" else "csv"


def note(found: Format, stated: Format) -> list[str]:
    """Return the note on a file that is not what it is said to be; none on one that is."""
    if found == stated or {found, stated} == {"csv", "tsv"}:
        return []
    return [f"not a .{stated} file, whatever its name says: read as {_SAID[found]}"]


def no_workbook(name: str) -> InputError:
    """Return the error that says that a file is no workbook, and nothing else that can be read."""
    hint = "is it the right file, and whole? Text in a rare encoding is read with --encoding"
    return InputError(f"{name}: not an Excel workbook", hint=hint)


def _text(head: bytes) -> str:
    encoding, length = enc.by_mark(head)
    return head[length:].decode(encoding or "latin-1", "replace")


def _marked_up(text: str, stated: Format, name: str) -> Format:
    if "urn:schemas-microsoft-com:office:spreadsheet" in text and not _TAG.search(text):
        hint = "open it in Excel and save it as .xlsx"
        raise InputError(f"{name}: an XML Spreadsheet of 2003, which is not read", hint=hint)
    if _TAG.search(text):
        return "html"
    if stated in BOOKS or text.startswith("<?xml"):
        hint = "open it in Excel and save it as .xlsx"
        raise InputError(f"{name}: XML that is neither a workbook nor a web page", hint=hint)
    return "csv"
