"""What a workbook says about itself: nothing. The library that writes it notes the time, which is taken out again."""

from __future__ import annotations

import io
import struct
import zipfile

_NAME = "docProps/core.xml"
_XML = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:creator/><cp:lastModifiedBy/>\
<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>"""
_END = struct.Struct("<4s4H2IH")
_ENTRY = struct.Struct("<4s6H3I5H2I")
"""The end of a zip file, and an entry of its directory (APPNOTE.TXT 4.3.16 and 4.3.12)."""


def cleared(workbook: bytes) -> bytes:
    """Return the workbook with properties that are always the same, its other parts byte for byte.

    Args:
        workbook: a zip file below 4 GiB without a comment.
    """
    buffer = io.BytesIO(_without(_NAME.encode(), workbook))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(zipfile.ZipInfo(_NAME), _XML, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _without(name: bytes, data: bytes) -> bytes:
    """Return a zip file without one of its parts; nothing is unpacked."""
    *head, here, count, size, start, comment = _END.unpack(data[-_END.size :])
    directory = data[start : start + size]
    entries, place = [], 0
    while place < size:
        fields = _ENTRY.unpack_from(directory, place)
        length = _ENTRY.size + sum(fields[10:13])
        entries.append((fields, directory[place + _ENTRY.size : place + length]))
        place += length
    gone = next(fields[-1] for fields, rest in entries if rest.startswith(name))
    after = min([start, *(fields[-1] for fields, _ in entries if fields[-1] > gone)])
    left = [
        _ENTRY.pack(*fields[:-1], fields[-1] - (after - gone) * (fields[-1] > gone)) + rest
        for fields, rest in entries
        if fields[-1] != gone
    ]
    listed = b"".join(left)
    end = _END.pack(*head, here - 1, count - 1, len(listed), start - (after - gone), comment)
    return data[:gone] + data[after:start] + listed + end
