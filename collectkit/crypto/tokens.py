"""Tokens: reversible stand-ins for values, made for one recipient.

The compact kinds (phone, identity, bank, account, customer) are numbers under FF1 with 40 bits of redundancy; names,
addresses, emails and text are AES-SIV. A token is kind letter, slot, body, in Crockford's base 32, upper case.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator

import numpy as np
import polars as pl

from collectkit.crypto import base32
from collectkit.crypto.compact import FORMS, RADIX, Form, Words, of_numbers
from collectkit.crypto.derivation import Context, subkey
from collectkit.crypto.ff1_columns import FF1Columns
from collectkit.crypto.formats import Formats
from collectkit.crypto.order import ranks
from collectkit.crypto.siv import SIVColumns
from collectkit.crypto.spelling import BYTE_KINDS, HEAD, KINDS, LETTERS, PATTERN, WIDTHS, read_kindly, text_bytes
from collectkit.crypto.strings import (
    Bytes,
    Counts,
    Flags,
    by_width,
    from_groups,
    from_matrix,
    from_tails,
    keep,
    scatter,
    to_flat,
    to_matrix,
    widths_of,
)
from collectkit.errors import TokenError

__all__ = ["LETTERS", "PATTERN", "WIDTHS", "Tokens", "read_kindly"]

_PSEUDONYM_BYTES = 15


class Tokens:
    """Makes and opens the tokens of one context. Threads may share it.

    Equal values are ciphered again rather than looked up: finding them costs more than AES does.

    Args:
        root: the root key of the context's slot, 32 bytes.

    Attributes:
        formats: makes and opens what keeps its form instead.
    """

    def __init__(self, root: bytes, context: Context) -> None:
        self._root = root
        self.context = context
        self.formats = Formats(root, context)
        self._ff1s: dict[tuple[str, int], FF1Columns] = {}
        self._sivs: dict[str, SIVColumns] = {}

    def __repr__(self) -> str:
        return f"Tokens({self.context!r})"

    def __reduce__(self) -> tuple[type[Tokens], tuple[bytes, Context]]:
        """Go to another process without the ciphers, which are made anew there."""
        return Tokens, (self._root, self.context)

    def stranger(self) -> Tokens:
        """Return what makes tokens with the same root for somebody else, whom no self-test may mistake for us."""
        other = "stranger" if self.context.recipient != "stranger" else "other-stranger"
        return Tokens(self._root, Context(self.context.slot, other))

    def make(self, kind: str, values: pl.Series) -> pl.Series:
        """Make the token of each value.

        Args:
            kind: a key of `LETTERS`.
            values: String; for the compact kinds canonical values ("+8613800138000", 18 upper-case characters of an
                ID number, digits), for the other kinds any text.

        Returns:
            String; null for null and for a value that is not canonical. The empty text of a name, address, email or
            text stays empty.

        Raises:
            TokenError: there is no such kind.
        """
        if kind not in LETTERS:
            raise TokenError(f"there is no kind of token called {kind!r}", hint="kinds: " + ", ".join(LETTERS))
        if kind in BYTE_KINDS:
            head = self._head(kind)
            sealed = ((rows, self._seal(kind, head, texts)) for rows, texts in by_width(values))
            return from_groups(sealed, np.minimum(widths_of(values), 0))
        pieces, left = [], np.arange(len(values))
        for form in FORMS[kind]:
            fitting = form.fits(_some(values, left))
            rows, left = left[fitting], left[~fitting]
            if len(rows):
                pieces.append((rows, self._make_compact(kind, form, _some(values, rows))))
            if not len(left):
                break
        return scatter(pieces, len(values))

    def of_numbers(self, kind: str, numbers: Words, widths: Counts) -> Bytes:
        """Make the tokens of values of a compact kind that are digits, given as numbers.

        Args:
            kind: ``phone`` (numbers in E.164, without the plus sign), ``account``, ``customer`` or ``bank``.
            numbers: of 1 to 19 digits.
            widths: digits of each, zeros in front included.

        Returns:
            What `make` returns for the same values, as bytes: rows x characters.
        """
        form = FORMS[kind][0]
        matrix = np.empty((len(numbers), HEAD + form.length), np.uint8)
        self._write(kind, form, of_numbers(kind, numbers, widths), matrix)
        return matrix

    def open(self, tokens: pl.Series) -> pl.Series:
        """Open each token.

        Args:
            tokens: String, any mixture of kinds and of cells that are no tokens; only the one spelling is read.

        Returns:
            The canonical values (String); null for null and for whatever is not a token of this context. The empty
            text stays empty.
        """
        widths = widths_of(tokens)
        alike = _alike(tokens, widths, self.context.slot)
        if alike is not None:
            return self._open_compact(*alike)
        if (kind := _byte_kind(tokens, self.context.slot)) is not None:
            return self._open_bytes(kind, tokens)
        pieces = [(rows, tokens.gather(rows)) for rows in [np.flatnonzero(widths == 0)] if len(rows)]
        for kind, rows in _by_kind(tokens, widths, self.context.slot):
            if kind in BYTE_KINDS:
                pieces.append((rows, self._open_bytes(kind, _some(tokens, rows))))
                continue
            for form in FORMS[kind]:
                width = HEAD + form.length
                some = rows[widths[rows] == width]
                if len(some):
                    pieces.append((some, self._open_compact(kind, form, to_matrix(_some(tokens, some), width))))
        return scatter(pieces, len(tokens))

    def open_compact(self, kind: str, tokens: Bytes) -> tuple[Bytes, Counts, Flags]:
        """Open compact tokens of one kind and length, given as bytes.

        Args:
            kind: of the letter that all of them begin with.
            tokens: rows x characters; one of the kind's `WIDTHS`.

        Returns:
            What `open` returns, as bytes: the ends of rows of one length (contiguous), how long each value is, and
            which tokens opened (elsewhere the bytes mean nothing).
        """
        form = next(one for one in FORMS[kind] if HEAD + one.length == tokens.shape[1])
        values, widths, opened = self._read(kind, form, tokens)
        return values, widths, opened & (tokens[:, 1] == ord(self.context.slot))

    def pseudonym(self, kind: str, values: pl.Series) -> pl.Series:
        """Return the keyed pseudonym of each value: equal for equal values of one kind, and not reversible.

        Args:
            kind: a key of `LETTERS`.
            values: as for `make`.

        Returns:
            String of 26 characters; null for null and for a value that is not canonical, empty for the empty text.
        """
        key = self._subkey("hmac", kind)
        distinct = values.unique()
        distinct = distinct.filter(distinct != "" if kind in BYTE_KINDS else pl.Series(_fits(kind, distinct)))
        macs = b"".join(hmac.digest(key, text.encode(), "sha256")[:_PSEUDONYM_BYTES] for text in distinct)
        data = np.frombuffer(macs, np.uint8).reshape(-1, _PSEUDONYM_BYTES)
        made = from_matrix(base32.write_bytes(data, ("S" + self.context.slot).encode()))
        kept = "" if kind in BYTE_KINDS else None
        return values.replace_strict(distinct, made, default=pl.when(values == "").then(pl.lit(kept)))

    def draw(self, purpose: str, values: pl.Series) -> pl.Series:
        """Return a number for each value that nobody without the key can foresee; no pseudonym tells it.

        Args:
            purpose: numbers of two purposes have nothing to do with each other.
            values: String.

        Returns:
            UInt64, equal for equal values; null for null.
        """
        return ranks(self._subkey("draw", purpose), values)

    def _subkey(self, algorithm: str, kind: str) -> bytes:
        return subkey(self._root, algorithm, kind, self.context)

    def _ff1(self, kind: str, length: int) -> FF1Columns:
        if (kind, length) not in self._ff1s:
            tweak = self.context.encode("ff1-32", kind)
            self._ff1s[kind, length] = FF1Columns(self._subkey("ff1-32", kind), RADIX, length, tweak)
        return self._ff1s[kind, length]

    def _siv(self, kind: str) -> SIVColumns:
        if kind not in self._sivs:
            self._sivs[kind] = SIVColumns(self._subkey("siv", kind), self.context.encode("siv", kind))
        return self._sivs[kind]

    def _make_compact(self, kind: str, form: Form, values: pl.Series) -> pl.Series:
        matrix = np.empty((len(values), HEAD + form.length), np.uint8)
        self._write(kind, form, form.halves(values), matrix)
        return from_matrix(matrix)

    def _write(self, kind: str, form: Form, halves: tuple[Words, Words], matrix: Bytes) -> None:
        """Write the tokens of values, given as the halves that a form makes of them."""
        ff1 = self._ff1(kind, form.length)
        left, right = ff1.encrypt(*halves)
        matrix[:, :HEAD] = np.frombuffer(self._head(kind), np.uint8)
        base32.write_number(left, matrix, HEAD, ff1.left)
        base32.write_number(right, matrix, HEAD + ff1.left, ff1.right)

    def _head(self, kind: str) -> bytes:
        return (LETTERS[kind] + self.context.slot).encode()

    def _open_compact(self, kind: str, form: Form, matrix: Bytes) -> pl.Series:
        values, widths, opened = self._read(kind, form, matrix)
        return keep(from_tails(values, widths), opened)

    def _read(self, kind: str, form: Form, matrix: Bytes) -> tuple[Bytes, Counts, Flags]:
        """Return the values of tokens as a form gives them, and which opened; of what slot they are, is not asked."""
        ff1 = self._ff1(kind, form.length)
        left, bad_left = base32.read_number(matrix, HEAD, ff1.left)
        right, bad_right = base32.read_number(matrix, HEAD + ff1.left, ff1.right)
        readable = ~(bad_left | bad_right)
        left, right = ff1.decrypt(np.where(readable, left, np.uint64(0)), np.where(readable, right, np.uint64(0)))
        values, widths, valid = form.tails(left, right)
        return values, widths, readable & valid

    def _seal(self, kind: str, head: bytes, texts: Bytes) -> Bytes:
        return base32.write_bytes(self._siv(kind).encrypt(texts), head)

    def _open_bytes(self, kind: str, tokens: pl.Series) -> pl.Series:
        groups = []
        for rows, matrix in by_width(tokens):
            if text_bytes(matrix.shape[1]) is None:
                continue
            sealed, bad = base32.read_bytes(matrix[:, HEAD:])
            texts, right = self._siv(kind).decrypt(sealed)
            ours = right & ~bad
            groups.append((rows, texts) if ours.all() else (rows[ours], texts[ours]))
        return from_groups(groups, np.full(len(tokens), -1))


def _some(values: pl.Series, rows: Counts) -> pl.Series:
    """Return the values at *rows*, which are in order."""
    return values if len(rows) == len(values) else values.gather(rows)


def _fits(kind: str, values: pl.Series) -> Flags:
    """Tell which values are canonical for a compact kind."""
    fitting: Flags = np.logical_or.reduce([form.fits(values) for form in FORMS[kind]])
    return fitting


def _alike(tokens: pl.Series, widths: Counts, slot: str) -> tuple[str, Form, Bytes] | None:
    """Return kind, form and bytes of a column of compact tokens of one kind, length and slot; None for any other."""
    if not len(tokens) or widths[0] <= HEAD or (widths != widths[0]).any():
        return None
    matrix = to_matrix(tokens, int(widths[0]))
    kind = KINDS.get(chr(matrix[0, 0]), "")
    form = next((one for one in FORMS.get(kind, ()) if HEAD + one.length == widths[0]), None)
    if form is None or (matrix[:, :HEAD] != (matrix[0, 0], ord(slot))).any():
        return None
    return kind, form, matrix


def _byte_kind(tokens: pl.Series, slot: str) -> str | None:
    """Return the kind of a column that is tokens of one byte kind and of *slot*, nulls aside; None for any other."""
    first = next((token for token in tokens.head(1) if token), "")
    kind = KINDS.get(first[:1])
    alike = kind in BYTE_KINDS and first[1:2] == slot and tokens.str.starts_with(first[:HEAD]).all()
    return kind if alike else None


def _by_kind(tokens: pl.Series, widths: Counts, slot: str) -> Iterator[tuple[str, Counts]]:
    """Yield the kinds whose letter some cells begin with, and the rows of those whose second character is *slot*."""
    sizes = np.maximum(widths, 0)
    flat, starts = to_flat(tokens), np.cumsum(sizes) - sizes
    if not len(flat):
        return
    # A place after the last text is a place, too: it is clipped, and its text is too short for a letter.
    letters = np.where(sizes > HEAD, flat.take(starts, mode="clip"), np.uint8(0))
    slots = flat.take(starts + 1, mode="clip")
    for letter, kind in KINDS.items():
        rows = np.flatnonzero((letters == ord(letter)) & (slots == ord(slot)))
        if len(rows):
            yield kind, rows
