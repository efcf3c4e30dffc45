"""A growing set of 64-bit keys, exact, in a few bytes each: what the leak gate remembers of a whole file.

Keys are held as they come, as differences to the least of each lot. When that takes more than is allowed, and when
somebody asks, they are sorted and packed: in blocks of 32 neighbours, each block in as many bytes as its differences
need. A phone number among millions takes two and a half bytes then, an ID number or a card four or five.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectkit.mask.gate.needles import Hashes

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_BLOCK = 32
_WORD = 8
_FAN_IN = 8
_MOST = 1 << 23
"""Keys that are brought together at one time, so that packing takes bounded memory."""


@dataclass(frozen=True, slots=True, eq=False)
class _Loose:
    """Keys in the order they came, as the low bytes of their differences to the least."""

    least: np.uint64
    most: np.uint64
    low: Bytes

    @classmethod
    def of(cls, keys: Hashes) -> _Loose:
        least, most = keys.min(), keys.max()
        return cls(least, most, _cut(keys - least, _bytes_of(most - least)))

    @property
    def size(self) -> int:
        return self.low.nbytes

    def keys(self) -> Hashes:
        return _whole(self.low) + self.least

    def holds(self, keys: Hashes) -> Flags:
        found = (keys >= self.least) & (keys <= self.most)
        if found.any():
            found[found] = np.isin(keys[found], self.keys())
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Packed:
    """Sorted keys, each once: of every block the first key, and the differences of all of them to it.

    Attributes:
        firsts: by block, ascending.
        widths: by block, the bytes of its differences.
        rows: by block, its row in the table of that width.
        tables: width -> blocks x keys x bytes.
    """

    count: int
    firsts: Hashes
    widths: Bytes
    rows: npt.NDArray[np.uint32]
    tables: dict[int, Bytes]

    @classmethod
    def of(cls, keys: Hashes) -> _Packed:
        blocks = np.pad(keys, (0, -len(keys) % _BLOCK), mode="edge").reshape(-1, _BLOCK)
        firsts = blocks[:, 0].copy()
        differences = blocks - firsts[:, None]
        widths = np.zeros(len(blocks), np.uint8)
        for bits in range(0, 64, 8):
            widths += differences[:, -1] >> np.uint64(bits) > 0
        rows, tables = np.empty(len(blocks), np.uint32), {}
        for width in np.unique(widths).tolist():
            mine = np.flatnonzero(widths == width)
            rows[mine] = np.arange(len(mine), dtype=np.uint32)
            tables[width] = _cut(differences[mine].reshape(-1), width).reshape(len(mine), _BLOCK, width)
        return cls(len(keys), firsts, widths, rows, tables)

    @property
    def size(self) -> int:
        tables = sum(table.nbytes for table in self.tables.values())
        return self.firsts.nbytes + self.widths.nbytes + self.rows.nbytes + tables

    def keys(self) -> Hashes:
        blocks = np.repeat(self.firsts[:, None], _BLOCK, axis=1)
        for width, table in self.tables.items():
            blocks[self.widths == width] += _whole(table.reshape(len(table) * _BLOCK, width)).reshape(-1, _BLOCK)
        return blocks.reshape(-1)[: self.count]

    def holds(self, keys: Hashes) -> Flags:
        block = np.searchsorted(self.firsts, keys, "right") - 1
        found = np.zeros(len(keys), np.bool_)
        within = np.flatnonzero(block >= 0)
        block = block[within]
        differences = keys[within] - self.firsts[block]
        for width, table in self.tables.items():
            mine = np.flatnonzero(self.widths[block] == width)
            if width < _WORD:
                mine = mine[differences[mine] >> np.uint64(8 * width) == 0]
            looked = _cut(differences[mine], width)
            rows = self.rows[block[mine]]
            found[within[mine]] = (table[rows] == looked[:, None]).all(axis=2).any(axis=1)
        return found


class Remembered:
    """The set. Not safe to share between threads."""

    def __init__(self) -> None:
        self._loose: list[_Loose] = []
        self._packed: list[_Packed] = []

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return sum(lot.size for lot in self._loose) + sum(lot.size for lot in self._packed)

    def add(self, keys: Hashes) -> None:
        """Take keys of one kind, which are near each other; one may be there already."""
        if len(keys):
            self._loose.append(_Loose.of(keys))

    def pack(self) -> None:
        """Sort what came since the last time, and bring lots of one size together."""
        waiting: list[Hashes] = []
        for lot in self._loose:
            if waiting and sum(map(len, waiting)) + len(lot.low) > _MOST:
                self._packed.append(_together(waiting))
                waiting.clear()
            waiting.append(lot.keys())
        self._loose.clear()
        if waiting:
            self._packed.append(_together(waiting))
        while lots := self._alike():
            self._packed = [lot for lot in self._packed if lot not in lots]
            self._packed.append(_together([lot.keys() for lot in lots]))

    def _alike(self) -> list[_Packed]:
        """Return lots of about one size that should be one lot; none when there are few."""
        levels: dict[int, list[_Packed]] = {}
        for lot in self._packed:
            levels.setdefault(lot.count.bit_length() // 3, []).append(lot)
        found = (each[:_FAN_IN] for each in levels.values() if len(each) >= _FAN_IN)
        return next((each for each in found if sum(lot.count for lot in each) <= _MOST), [])

    def holds(self, keys: Hashes, *, pack: bool = True) -> Flags:
        """Tell which keys are in the set.

        Args:
            pack: sort the set first, which pays where many are asked for, or often.
        """
        if pack:
            self.pack()
        found = np.zeros(len(keys), np.bool_)
        lots: list[_Loose | _Packed] = [*self._loose, *self._packed]
        for lot in lots:
            found |= lot.holds(keys)
        return found

    def lots(self) -> Iterator[Hashes]:
        """Return all keys, a few millions at a time at most; one may come twice."""
        for loose in self._loose:
            yield loose.keys()
        for packed in self._packed:
            yield packed.keys()


def _together(lots: list[Hashes]) -> _Packed:
    keys = np.sort(np.concatenate(lots))
    return _Packed.of(keys[np.concatenate([[True], keys[1:] != keys[:-1]])])


def _bytes_of(number: np.uint64) -> int:
    return (int(number).bit_length() + 7) // 8


def _cut(keys: Hashes, width: int) -> Bytes:
    """Return the *width* low bytes of each key."""
    if not width:
        return np.empty((len(keys), 0), np.uint8)
    words = np.ascontiguousarray(keys.astype("<u8", copy=False))
    items = np.ndarray((len(words),), f"V{width}", words, strides=(_WORD,))  # to copy them is cheaper than byte by byte
    return items.copy().view(np.uint8).reshape(-1, width)


def _whole(low: Bytes) -> Hashes:
    """Undo `_cut`."""
    whole = np.zeros((len(low), _WORD), np.uint8)
    whole[:, : low.shape[1]] = low
    return whole.view("<u8").reshape(-1).astype(np.uint64, copy=False)
