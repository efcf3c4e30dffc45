"""Telephone numbers: E.164 with its ``+``, by rules that never change with a library's metadata.

Canonical, as token format 1 fixes it: NFKC, trimmed; space ``-`` ``.`` ``(`` ``)`` dropped; then ``+``
or the region's international prefix is removed, or the region's own rule applies; what is left must be
7 to 15 digits that do not begin with 0. Without a region only ``+`` counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from collectkit.errors import UsageError
from collectkit.fields import text
from collectkit.fields.parsed import Parsed, Reading, by_distinct, nothing, only, read_rest

E164 = re.compile(r"[1-9][0-9]{6,14}")
DROPPED = str.maketrans("", "", " -.()")
SEPARATORS = re.compile(r"[/;,、|]|\s+")
FLOAT_TAIL = re.compile(r"\.0+$")
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
"""What a spreadsheet shows of a long number: the digits that it leaves out are lost."""
EXTENSION = re.compile(
    r"(?:\+?86[- ]?)?\(?0?[1-9][0-9]{1,2}[-) ]+[0-9]{7,8} *(?:-|转|分机|转分机|ext\.?|x|#) *[0-9]{1,6}", re.IGNORECASE
)
"""A landline's number and an extension behind it: 0755-26012345-801. Neither is dropped, so there is no E.164."""


@dataclass(frozen=True, slots=True)
class Region:
    """How numbers are written inside one country.

    Attributes:
        prefix: what stands in front of an international number.
        national: national digits -> international digits, or None.
    """

    prefix: str
    national: Callable[[str], str | None]


_DIALLED = ("PHONE_SEVERAL", "PHONE_EXTENSION")
"""Codes of numbers that can be dialled all the same."""


def _china(digits: str) -> str | None:
    if re.fullmatch(r"1[3-9][0-9]{9}", digits):
        return "86" + digits
    if re.fullmatch(r"0[1-9][0-9]{8,10}", digits):
        return "86" + digits[1:]
    return digits if re.fullmatch(r"861[3-9][0-9]{9}", digits) else None


REGIONS: Mapping[str, Region] = MappingProxyType({"CN": Region("00", _china)})


def canonical(cells: pl.Series, region: str | None) -> pl.Series:
    """Return the numbers as E.164 with ``+``, null where a cell has no canonical form.

    Args:
        cells: String, of any shape.
        region: a key of `REGIONS`, or None.

    Raises:
        UsageError: there are no rules for the region.
    """

    def slow(left: pl.Series) -> Parsed:
        return by_distinct(left, lambda cell: (_of_cell(text.plain_cell(cell), region), None), pl.String())

    return read_rest(cells, Parsed(_shaped(cells, region), None), slow).value


def parse(cells: pl.Series, region: str | None) -> Parsed:
    """Read numbers: canonical where they can be, else the trimmed text with a warning.

    Codes: ``IDENTIFIER_PRECISION_LOST`` (``1.38001E+10``; value null), ``PHONE_MASKED``, ``PHONE_EXTENSION``,
    ``PHONE_SEVERAL``, ``PHONE_UNREADABLE``.

    Raises:
        UsageError: there are no rules for the region.
    """

    def slow(left: pl.Series) -> Parsed:
        trimmed = text.without_blanks(left.str.strip_chars())
        return by_distinct(trimmed, lambda cell: _read(cell, region), pl.String())

    return read_rest(cells, Parsed(_shaped(cells, region), None), slow)


def usable(cells: pl.Series, region: str | None) -> pl.Series:
    """Return where a cell has a number that can be dialled, as `parse` reads it; no nulls."""
    number, code = parse(cells, region)
    found = number.is_not_null()
    if code is not None:
        found &= code.is_null() | code.is_in(_DIALLED)
    return found.fill_null(value=False)


def _shaped(cells: pl.Series, region: str | None) -> pl.Series:
    """Return the two common shapes, mobile numbers and E.164, and null for the rest."""
    if region is not None and region not in REGIONS:
        hint = f"known: {', '.join(REGIONS)}; without a region only numbers with + count"
        raise UsageError(f"there are no rules for telephone numbers of {region}", hint=hint)
    if region == "CN":
        cell = pl.col(cells.name)
        number = cell.cast(pl.UInt64, strict=False).is_between(13_000_000_000, 19_999_999_999)
        mobile = cells.to_frame().select((cell.str.len_bytes() == len("13800138000")) & number).to_series()
        value = only("+86" + cells, mobile)
    else:
        value = nothing(len(cells), pl.String())
    if value.null_count() and (international := cells.str.starts_with("+")).any():
        e164 = (international & cells.str.contains(r"^\+[1-9][0-9]{6,14}$")).fill_null(value=False)
        value = value.zip_with(~e164, cells)
    return value


def _of_cell(plain: str, region: str | None) -> str | None:
    digits = plain.translate(DROPPED)
    if digits.startswith("+"):
        digits = digits[1:]
    elif region is not None:
        rule = REGIONS[region]
        abroad = digits.startswith(rule.prefix)
        digits = digits.removeprefix(rule.prefix) if abroad else rule.national(digits) or ""
    else:
        return None
    return "+" + digits if E164.fullmatch(digits) else None


def _read(cell: str, region: str | None) -> Reading[str]:
    plain = text.plain_cell(cell).lstrip("'")
    if "*" in plain:
        return cell, "PHONE_MASKED"
    if SCIENTIFIC.fullmatch(plain):
        return None, "IDENTIFIER_PRECISION_LOST"
    if EXTENSION.fullmatch(plain):
        return cell, "PHONE_EXTENSION"
    found = _of_cell(FLOAT_TAIL.sub("", plain), region)
    if found is not None:
        return found, None
    parts = [part for part in SEPARATORS.split(plain) if sum(map(str.isdigit, part)) >= 7]
    return cell, "PHONE_SEVERAL" if len(parts) > 1 else "PHONE_UNREADABLE"
