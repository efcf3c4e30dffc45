"""The parts of an .xlsx file: a ZIP archive, whose sizes are not believed but checked, and the sheets that it lists."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Literal, cast

from collectkit.errors import InputError
from collectkit.files.facts import EXCEL_ROWS, Facts, Sheet
from collectkit.files.zipped import Part, zipped

_MOST_BYTES = 4 << 30
_MOST_RATIO = 200
_SMALL = 16 << 10
"""So little, packed, cannot become much: deflate makes at most a thousand bytes of one."""
_KEPT = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
         "xl/sharedStrings.xml")  # fmt: skip
_PIECE = 1 << 20
_PACKED = 64 << 10
_MOST_LIST = 16 << 20
_HIDDEN = re.compile(rb'<(?:\w+:)?(row|col)\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_WIDE = re.compile(rb'\b(min|max)="(\d{1,6})"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:<(?:\w+:)?f\b[^>]*>(?:[^<]*</(?:\w+:)?f>)?)?(?:<(?:\w+:)?v>([^<]*))?'
)
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b((?![^>]*\bt="str")[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FAR_COLUMN = re.compile(rb' r="([A-Z]{2,3})\d')
_FAR_ROW = re.compile(rb' r="(?:[A-Z]{2}|[A-Z]\d{6})')
_MOST_COLUMNS = 1024
_COMMENTS = ("xl/comments", "xl/threadedComments")
MOST_CELLS = 64 << 20
"""The values are read into a rectangle: one cell in the last corner of a sheet would take half a terabyte."""
_CELL = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_LONGEST_CELL = len(' r="XFD1048576')


class Package:
    """An .xlsx file in memory.

    Raises:
        InputError: it is no such file, or would unpack to far more than it should.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._entries = {entry.filename: entry for entry in archive.infolist()}
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            hint = "is the file complete? Open it in Excel, and save it again"
            raise InputError(f"{name}: a damaged workbook", hint=hint) from None
        if unpacked > _MOST_BYTES or unpacked > max(len(data) * _MOST_RATIO, 100 << 20):
            raise InputError(f"{name}: the workbook would unpack to {unpacked >> 20} MiB: refused")
        for part, entry in self._entries.items():
            if entry.compress_size > _SMALL and not part.startswith("xl/worksheets/"):
                for _ in self.pieces(part):
                    pass
        self.sheets, self.from_1904 = self._listed()
        self.commented = any(part.startswith(_COMMENTS) for part in self._entries)

    def pieces(self, part: str) -> Iterator[bytes]:
        """Unpack a part.

        Raises:
            InputError: it is damaged, or larger than the archive says.
        """
        entry, left = self._entries[part], self._entries[part].file_size
        packed = self._packed(entry)
        for piece in _stored(packed) if entry.compress_type == zipfile.ZIP_STORED else self._inflated(packed):
            left -= len(piece)
            if left < 0:
                raise InputError(f"{self._name}: the workbook holds more than it says: refused")
            yield piece

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        if entry.header_offset + 30 > len(self._data):
            raise InputError(f"{self._name}: a damaged workbook", hint="is the file complete?")
        start = entry.header_offset + 30 + sum(struct.unpack_from("<HH", self._data, entry.header_offset + 26))
        return memoryview(self._data)[start : start + entry.compress_size]

    def size(self, part: str) -> int:
        """Return the size of a part, 0 if there is none."""
        return self._entries[part].file_size if part in self._entries else 0

    def with_sheet(self, part: str, page: bytes) -> bytes:
        """Return a workbook with this page for a sheet, and without other sheets, charts and pictures."""
        kept = [(name, self._entries[name]) for name in _KEPT if name in self._entries]
        parts = [Part(name, one.compress_type, one.CRC, one.file_size, self._packed(one)) for name, one in kept]
        return zipped([*parts, Part(part, zipfile.ZIP_STORED, zlib.crc32(page), len(page), page)])

    def _inflated(self, packed: memoryview) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for start in range(0, len(packed), _PACKED):
                piece = unpacker.decompress(packed[start : start + _PACKED], _PIECE)
                while piece:
                    yield piece
                    piece = unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
        except zlib.error:
            raise InputError(f"{self._name}: a damaged workbook", hint="is the file complete?") from None

    def _listed(self) -> tuple[tuple[Sheet, ...], bool]:
        book, links = _Tags(self._small("xl/workbook.xml")), _Tags(self._small("xl/_rels/workbook.xml.rels"))
        targets = {told.get("id"): told for told in links.of("relationship")}
        sheets = []
        for told in book.of("sheet"):
            link = targets.get(told.get("r:id") or next((v for k, v in told.items() if k.endswith(":id")), ""), {})
            target = link.get("target", "").removeprefix("/")
            place = target if target.startswith("xl/") else f"xl/{target}"
            state = told.get("state", "visible")
            shown = cast("Literal['visible', 'hidden', 'veryHidden']", state if state in _STATES else "visible")
            table = link.get("type", "").endswith("/worksheet") and place in self._entries
            sheets.append(Sheet(told.get("name", ""), shown, table, place))
        return tuple(sheets), any(told.get("date1904") in {"1", "true"} for told in book.of("workbookpr"))

    def _small(self, part: str) -> str:
        if part not in self._entries or self._entries[part].file_size > _MOST_LIST:
            return ""
        return b"".join(self.pieces(part)).decode("utf-8", "replace")

    def facts(self, sheet: Sheet, *, sliced: bool = False) -> Facts:
        """Look through a sheet for what a reader of its values would not see; its size is checked on the way.

        Raises:
            InputError: it is larger than the archive says, or its cells, unless *sliced*, lie too far apart.
        """
        facts, rest, formula = Facts(), b"", b""
        for piece in self.pieces(str(sheet.place)):
            text = rest + piece
            formula = formula or (b":f" if b":worksheet" in piece else b"<f")
            cut = text.rfind(b"</c>") + 4 if b"</c>" in text else text.rfind(b">") + 1
            _count(text[:cut], facts, formula)
            rest = text[cut:] if len(text) - cut < _MOST_LIST else b""
        _count(rest, facts, formula)
        suspect = facts.width * facts.height > MOST_CELLS
        far = suspect and not sliced and rectangle(self.pieces(str(sheet.place))) > MOST_CELLS
        if far or facts.width > _MOST_COLUMNS:
            hint = "in Excel, delete the rows below the table and the columns beside it, and save"
            raise InputError(f"{self._name}: sheet {sheet.name!r} has cells far outside its table", hint=hint)
        return facts


def rectangle(pieces: Iterable[bytes]) -> int:
    """Return how large the rectangle from A1 is that holds all cells of a sheet."""
    rest, columns, rows = b"", {b"A"}, {b"1"}
    for piece in pieces:
        found = _CELL.findall(rest + piece)
        columns |= {column for column, _ in found}
        rows = {max(rows | {row for _, row in found}, key=int)}
        rest = piece[-_LONGEST_CELL:]
    return max(map(_place, columns)) * int(rows.pop())


_STATES = frozenset({"visible", "hidden", "veryHidden"})


class _Tags(HTMLParser):
    """The tags of a small XML file, in small letters and without their prefixes, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._all: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See a tag."""
        self._all.append((tag.rpartition(":")[2], {name: value or "" for name, value in attrs}))

    def of(self, tag: str) -> Iterator[dict[str, str]]:
        """Yield the attributes of each tag of this name."""
        return (told for name, told in self._all if name == tag)


def _stored(packed: memoryview) -> Iterator[bytes]:
    return (bytes(packed[start : start + _PIECE]) for start in range(0, len(packed), _PIECE))


def _count(text: bytes, facts: Facts, formula: bytes) -> None:
    if (_FAR_ROW if facts.height < EXCEL_ROWS else _FAR_COLUMN).search(text):
        _measure(text, facts)
    if b"hidden=" in text:
        for found in _HIDDEN.finditer(text):
            _count_hidden(found[1], found[2], facts)
    if b't="e"' in text:
        for found in _ERROR.finditer(text):
            facts.add_error((found[2] or b"").decode("ascii", "replace"), _cell(found[1]))
    if formula in text:
        for found in _FORMULA.finditer(text):
            facts.add_uncounted(_cell(found[1]))


def _measure(text: bytes, facts: Facts) -> None:
    """Widen the rectangle: to the exact column, and to all rows as soon as there is a cell in row 100,000."""
    if re.search(rb' r="[A-Z]{1,3}\d{6}', text):
        facts.height = EXCEL_ROWS
    facts.width = max(facts.width, *map(_place, _FAR_COLUMN.findall(text)), 0)


def _place(letters: bytes) -> int:
    """Return the number of a column."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _count_hidden(what: bytes, told: bytes, facts: Facts) -> None:
    if what == b"row":
        facts.rows += 1
        return
    ends = {end: int(place) for end, place in _WIDE.findall(told)}
    facts.columns += ends.get(b"max", 1) - ends.get(b"min", 1) + 1


def _cell(told: bytes) -> str:
    found = _CELL.search(told)
    return (found[1] + found[2]).decode() if found else ""
