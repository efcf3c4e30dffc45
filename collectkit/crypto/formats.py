"""Digits that stay digits: bank cards and resident ID numbers as numbers of their own form, under FF1 of radix 10.

Such a number carries no slot, recipient or check of ours. Whoever opens it must know from elsewhere under which context
it was made, and a wrong key gives a wrong number in silence; only `stated` can tell that a keyring is another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol, TypeAlias

import numpy as np
import polars as pl

from collectkit.crypto import id_numbers
from collectkit.crypto.derivation import Context, subkey
from collectkit.crypto.ff1_digits import FF1Digits
from collectkit.crypto.id_numbers import Run
from collectkit.crypto.strings import Bytes, Counts, by_width, from_groups, from_matrix, to_matrix
from collectkit.errors import KeyringError

Kind: TypeAlias = Literal["bank", "identity"]
"""What has a form to keep. Phones have not: no digits are safe to dial."""

_ALGORITHM = "ff1-10"
_CARD = range(7, 38)
"""Lengths of a card number: FF1 takes 6 to 36 digits, and the check digit is not among them."""
_OFF = 5
"""What the last digit of a card is more than Luhn's digit (mod 10), so that no terminal takes it for a card."""
_DOUBLED: Bytes = np.array([sum(divmod(2 * digit, 10)) for digit in range(10)], np.uint8)
"""Digit -> the digits of its double, added."""


class Formats:
    """Makes and opens format-preserving numbers of one context. Threads may share it.

    Args:
        root: the root key of the context's slot, 32 bytes.
    """

    def __init__(self, root: bytes, context: Context) -> None:
        self._root = root
        self.context = context
        self._ff1s: dict[Kind, FF1Digits] = {}

    def __repr__(self) -> str:
        return f"Formats({self.context!r})"

    def make(self, kind: Kind, values: pl.Series, *, valid: bool = False) -> pl.Series:
        """Make a number of the same form of each value.

        Args:
            values: String, canonical: digits of a card, or the 18 upper-case characters of an ID number.
            valid: end a card number in the digit that Luhn's check asks for; else it never passes. Not for ID numbers.

        Returns:
            String. A card keeps its length. An ID number becomes one of area 00, which does not exist, with the check
            character of GB 11643. Null for null and for a value without the form: a card that fails Luhn's check or
            has not 7 to 37 digits, an ID number with a wrong check or a birth date that is not in the calendar.
        """
        run = self._ff1(kind).encrypt
        return _cards(values, run, had=0, gets=0 if valid else _OFF) if kind == "bank" else id_numbers.hide(values, run)

    def open(self, kind: Kind, values: pl.Series, *, valid: bool = False) -> pl.Series:
        """Undo `make`, under the same context and *valid*.

        Returns:
            The canonical values (String); null for whatever has not the form that `make` gives. A number that was not
            made, or not here, gives a wrong value; of ID numbers five in six give a day after 2199, and so null.
        """
        run = self._ff1(kind).decrypt
        return _cards(values, run, had=0 if valid else _OFF, gets=0) if kind == "bank" else id_numbers.show(values, run)

    def _ff1(self, kind: Kind) -> FF1Digits:
        if kind not in self._ff1s:
            key = subkey(self._root, _ALGORITHM, kind, self.context)
            self._ff1s[kind] = FF1Digits(key, self.context.encode(_ALGORITHM, kind))
        return self._ff1s[kind]


class Roots(Protocol):
    """What holds root keys by slot: a keyring."""

    def root(self, slot: str) -> bytes:
        """Return the root key of a slot."""

    def check_value(self, slot: str) -> str:
        """Return the check value of a slot."""


def stated(ring: Roots, context: Context, check_value: str) -> Formats:
    """Return what opens the numbers of a file, as its manifest states.

    Raises:
        KeyringError: the ring has no key in this slot, or another one than the file was made with.
    """
    if ring.check_value(context.slot) != check_value:
        raise KeyringError(
            f"wrong keyring: its key in slot {context.slot} is not the one that the manifest states",
            hint="`collectkit keys check` shows the check values of a keyring",
        )
    return Formats(ring.root(context.slot), context)


def formed(kind: Kind, values: pl.Series, *, valid: bool = False) -> pl.Series:
    """Tell (Boolean, no nulls) which values (String) have the form that `Formats.make` gives, ours or not."""
    if kind == "identity":
        return pl.Series(id_numbers.are_hidden(values))
    found = np.zeros(len(values), np.bool_)
    for rows, _ in _card_numbers(values, 0 if valid else _OFF):
        found[rows] = True
    return pl.Series(found)


def luhn_digits(bodies: Bytes) -> Bytes:
    """Return Luhn's check digit (0 to 9) of each row of digits (0 to 9, rows x digits), which would follow it.

    Source: ISO/IEC 7812-1, annex B.
    """
    doubled = _DOUBLED.take(bodies[:, ::-2]).sum(axis=1, dtype=np.int64)
    found: Bytes = (-(doubled + bodies[:, -2::-2].sum(axis=1, dtype=np.int64)) % 10).astype(np.uint8)
    return found


def _card_numbers(values: pl.Series, off: int) -> Iterator[tuple[Counts, Bytes]]:
    """Yield, length by length, the rows of cards whose last digit is *off* more than Luhn's, and all their digits."""
    for rows, texts in by_width(values):
        if texts.shape[1] in _CARD:
            numbers = texts - np.uint8(ord("0"))  # smaller bytes wrap round to large ones
            right = (luhn_digits(np.minimum(numbers[:, :-1], 9)) + off) % 10 == numbers[:, -1]
            if numbers.max() > 9:
                right &= (numbers <= 9).all(axis=1)
            if right.any():
                yield (rows, numbers) if right.all() else (rows[right], numbers[right])


def _cards(values: pl.Series, run: Run, *, had: int, gets: int) -> pl.Series:
    """Put all digits but the last through *run*; the last was *had* more than Luhn's digit, and is *gets* more then."""
    groups = []
    for rows, numbers in _card_numbers(values, had):
        width = numbers.shape[1]
        bodies = run(from_matrix(numbers[:, :-1] + np.uint8(ord("0"))))
        made = np.empty((len(rows), width), np.uint8)
        made[:, :-1] = to_matrix(bodies, width - 1)
        made[:, -1] = (luhn_digits(made[:, :-1] - np.uint8(ord("0"))) + gets) % 10 + ord("0")
        groups.append((rows, made))
    return from_groups(groups, np.full(len(values), -1))
