"""Which encoding a text file is in, decided strictly.

The order is: byte-order mark, UTF-8, GB18030. UTF-8 comes first because UTF-8 bytes decode as GB18030 without an
error, into other characters. A file that is UTF-8 but for a damaged line stays UTF-8: the question is asked of lines,
not of the file.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from types import MappingProxyType

from collectkit.errors import InputError, UsageError

BOMS: Mapping[bytes, str] = MappingProxyType(
    {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
)
_SAMPLE_LINES = 20_000


class UnknownText(InputError):
    """Bytes are of no encoding that is found out."""


def by_mark(head: bytes) -> tuple[str | None, int]:
    """Return the encoding that a byte-order mark names, and the mark's length; ``(None, 0)`` without one."""
    for mark, encoding in BOMS.items():
        if head.startswith(mark):
            return encoding, len(mark)
    return None, 0


def stated(name: str) -> str:
    """Return Python's name of an encoding that the user stated; GBK and GB2312 are read as GB18030, their superset.

    Raises:
        UsageError: no such encoding.
    """
    hint = "for example utf-8, gb18030, utf-16"
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise UsageError(f"--encoding {name}: no such encoding", hint=hint) from None
    if not found.startswith("utf-16") and not _holds_ascii(found):
        raise UsageError(f"--encoding {name}: not an encoding of delimited text", hint=hint)
    return "gb18030" if found in {"gbk", "gb2312"} else found


def _holds_ascii(encoding: str) -> bool:
    """Whether separators, quotes and line ends are the bytes that they are in ASCII; ROT13 and zlib are codecs too."""
    marks = bytes(range(32, 127)) + b"\t\r\n"
    try:
        return marks.decode(encoding).encode(encoding) == marks and marks.decode(encoding) == marks.decode()
    except (LookupError, ValueError):
        return False


def refuse_wide(head: bytes, name: str) -> None:
    """Refuse UTF-16 without its mark: every second byte of its separators and digits is NUL.

    Raises:
        InputError: it is.
    """
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > max(4, len(head) // 50) and min(even, odd) * 10 < max(even, odd):
        raise InputError(
            f"{name}: the text is UTF-16 without a byte-order mark",
            hint=f"say --encoding {'utf-16-le' if odd > even else 'utf-16-be'}, or save the file as UTF-8",
        )


def by_content(chunk: bytes, name: str) -> str | None:
    """Return ``utf-8`` or ``gb18030`` for whole lines of bytes; None while they are plain ASCII.

    Raises:
        UnknownText: most lines are neither.
    """
    if chunk.isascii():
        return None
    if _decodes(chunk, "utf-8"):
        return "utf-8"
    lines = [line for line in chunk.split(b"\n") if not line.isascii()][:_SAMPLE_LINES]
    for encoding in ("utf-8", "gb18030"):
        if 2 * sum(_decodes(line, encoding) for line in lines) >= len(lines):
            return encoding
    raise UnknownText(
        f"{name}: the text is neither UTF-8 nor GB18030",
        hint="name the encoding with --encoding, or save the file as UTF-8",
    )


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
