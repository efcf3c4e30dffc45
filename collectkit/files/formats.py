"""Which formats there are, and what a path says about the format of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from collectkit.errors import UsageError
from collectkit.files.query import Database, Query

Format = Literal["csv", "tsv", "ndjson", "parquet", "arrow", "xlsx", "xls", "html"]
Kind = Format | Literal["delta"] | Database
"""What an input turns out to be: a file's format, a folder's, or a database."""
Compression = Literal["gz", "zst"]

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".csv": "csv",
        ".txt": "csv",
        ".tsv": "tsv",
        ".tab": "tsv",
        ".ndjson": "ndjson",
        ".jsonl": "ndjson",
        ".parquet": "parquet",
        ".arrow": "arrow",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".xls": "xls",
        ".html": "html",
        ".htm": "html",
    }
)
COMPRESSIONS: Mapping[str, Compression] = MappingProxyType({".gz": "gz", ".zst": "zst"})
TEXT_FORMATS = frozenset({"csv", "tsv", "ndjson"})
EVERY_SHEET = "*"
READ_ONLY = frozenset({".xlsm", ".xls", ".html", ".htm"})
"""Endings of files that are read and not written: of a workbook with macros we write none of what its name says."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input as the user named it. None elsewhere than in `path` and `query` means: find out.

    Attributes:
        path: a file or a folder; None is standard input, or the input is a query.
        sheet: one sheet of a workbook.
        sheets: several, each a table of its own; `EVERY_SHEET` for those that hold one.
        whole: of a workbook, all of its sheets: hidden ones, and those whose header is not known, too.
        password: of a workbook that needs one: given the name of the file, returns it, or raises `InputError`.
        query: what is asked of a database.
        zone: the time zone whose day and hour are meant, where the input gives moments.
    """

    path: Path | None = None
    format: Format | None = None
    encoding: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    whole: bool = False
    password: Callable[[str], str] | None = field(default=None, repr=False)
    query: Query | None = None
    zone: str | None = None

    @property
    def name(self) -> str:
        """The name that messages use: the file's own name, the database's, or ``standard input``."""
        if self.query is not None:
            return self.query.name
        if self.path is None:
            return "standard input"
        # A name of bytes that are no UTF-8 is told as stderr tells it: reports are UTF-8.
        return (self.path.name or str(self.path)).encode(errors="backslashreplace").decode()

    @property
    def file(self) -> Path | None:
        """What is read of this machine's disk, if it has a name."""
        return self.path if self.query is None else self.query.file

    @property
    def is_stream(self) -> bool:
        """Whether it can be read only once: standard input, or a pipe under a name, as ``<(...)`` gives."""
        if self.query is not None:
            return False
        return self.path is None or (self.path.exists() and not self.path.is_file() and not self.path.is_dir())

    @property
    def is_table(self) -> bool:
        """Whether it is a query or a folder: what stands in no single file, and has no format by its name."""
        return self.query is not None or (self.path is not None and self.path.is_dir())


@dataclass(frozen=True, slots=True)
class Output:
    """One output as the user named it. A `path` of None is standard output.

    Attributes:
        force: replace a file that is there already.
        excel: write a byte-order mark, and guard cells that a spreadsheet would take for formulas or numbers.
    """

    path: Path | None = None
    format: Format | None = None
    force: bool = False
    excel: bool = False

    @property
    def name(self) -> str:
        """The name that messages use: the file's own name, or ``standard output``."""
        return "standard output" if self.path is None else self.path.name or str(self.path)

    @property
    def form(self) -> tuple[Format, Compression | None]:
        """The format and the compression of what is written.

        Raises:
            UsageError: the name says nothing known, or what is only read, or a binary format would be compressed.
        """
        ending = self.path.suffix.lower() if self.path is not None else ""
        if ending in READ_ONLY and self.format in {None, FORMATS[ending]}:
            hint = "write .xlsx" if FORMATS[ending] == "xlsx" else "write .xlsx or .csv"
            raise UsageError(f"{self.name}: {ending} is read, but not written", hint=hint)
        written = " ".join(ending for ending in FORMATS if ending not in READ_ONLY)
        hint = f"written are: {written}; where there is --to, it names the format of -o"
        return _form(self.path, self.format, hint)

    @property
    def major_units(self) -> bool:
        """Whether money is written for people, in major units: in workbooks."""
        return self.form[0] == "xlsx"


def format_of(path: Path | None, stated: Format | None) -> tuple[Format, Compression | None]:
    """Return the format and the compression of an input; *stated* wins over the name; CSV where nothing says.

    Raises:
        UsageError: the name's ending says nothing known, or a binary format would be compressed.
    """
    return _form(path, stated, f"name the format with --from; known: {' '.join(FORMATS)}")


def compression_of(path: Path | None) -> Compression | None:
    """Return how the name of a file says that it is packed, whatever is in it."""
    return COMPRESSIONS.get(path.suffix.lower()) if path is not None else None


def _form(path: Path | None, stated: Format | None, hint: str) -> tuple[Format, Compression | None]:
    suffixes = [s.lower() for s in path.suffixes[-2:]] if path is not None else []
    compression = compression_of(path)
    ending = suffixes[-2:-1] if compression else suffixes[-1:]
    found = stated or (FORMATS.get(ending[0]) if ending else None)
    if found is None and path is not None and ending and path.name not in {"null", "stdin", "stdout"}:
        raise UsageError(f"{path.name}: unknown file ending", hint=hint)
    if compression and found not in {None, *TEXT_FORMATS}:
        raise UsageError(f"a {found} file is compressed inside: leave out the .{compression}")
    return found or "csv", compression
