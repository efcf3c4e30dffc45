"""Pieces of a buffer of bytes, by their places: cells that were written, looked at where they stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.errors import OutputError

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_FEW = 1 << 12
PIECE = 1 << 17
"""Bytes that are looked through at a time: they stay in the cache of the processor."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """Pieces of *data*, in order.

    Attributes:
        starts: where each begins.
        lengths: how many bytes each has.
    """

    data: Bytes
    starts: Places
    lengths: Places

    @property
    def longest(self) -> int:
        """Bytes of the longest piece."""
        return int(self.lengths.max(initial=0))

    def among(self, at: Places | Flags) -> Stretches:
        """Return some of the pieces."""
        return Stretches(self.data, self.starts[at], self.lengths[at])

    def matrix(self, width: int) -> Bytes | None:
        """Return the bytes of the pieces, one in a row, if all of them have this *width*."""
        if not len(self.lengths) or self.lengths[0] != width or (self.lengths != width).any():
            return None
        # Overlapping items, one from each byte on: to gather whole items is far cheaper than byte by byte.
        items = np.ndarray((len(self.data) - width + 1,), f"V{width}", self.data, strides=(1,))
        return items[self.starts].view(np.uint8).reshape(-1, width)

    def holding(self, places: Places) -> Places:
        """Return which pieces have one of these places (ascending) in them."""
        if not len(places):
            return places
        first, last = np.searchsorted(places, self.starts), np.searchsorted(places, self.starts + self.lengths)
        return np.flatnonzero(first < last)

    def with_run(self, least: int, kind: Flags) -> Places:
        """Return which pieces have *least* bytes of a *kind* (256 flags) side by side.

        Such a run has a byte at one of the places least - 1, 2 least - 1 and so on from the piece's start: only there
        it is looked, and around those that are of the kind. What stands beside a piece counts as part of it, so that
        now and then a piece too many comes back.
        """
        found = np.zeros(len(self.starts), np.bool_)
        for offset in range(least - 1, self.longest, least):
            places, at = self.starts + offset, np.arange(0)
            long = self.lengths > offset
            if not long.all():
                at = np.flatnonzero(long)
                places = places[at]
            flags = kind.take(self.data.take(places, mode="clip"))
            if flags.any():
                met = np.flatnonzero(flags)
                if len(met) < len(flags) // 2:  # where most are met, it is sooner to look at them as text
                    met = met[self._run_around(places[met], least, kind)]
                found[at[met] if len(at) else met] = True
        return np.flatnonzero(found)

    def _run_around(self, places: Places, least: int, kind: Flags) -> Flags:
        """Tell at which places, all of a kind, *least* bytes of it stand side by side."""
        window = places[:, None] + np.arange(1 - least, least)
        run = kind.take(self.data.take(window, mode="clip"))
        length = 1
        while length < least:
            step = min(length, least - length)
            run = run[:, :-step] & run[:, step:]
            length += step
        return np.asarray(run.any(axis=1))

    def texts(self) -> pl.Series:
        """Return the pieces as text (String).

        Raises:
            OutputError: they are no UTF-8.
        """
        try:
            return self._few() if len(self.starts) < _FEW else self._many()
        except (UnicodeDecodeError, pl.exceptions.PolarsError):
            raise unreadable() from None

    def _few(self) -> pl.Series:
        ends = self.starts + self.lengths
        pieces = zip(self.starts.tolist(), ends.tolist(), strict=True)
        return pl.Series([self.data[start:end].tobytes().decode() for start, end in pieces], dtype=pl.String)

    def _many(self) -> pl.Series:
        """Return them by their bytes where they have one width; else as views into one text.

        What the views cost goes by the whole of the data.
        """
        if self.longest and (alike := self.matrix(self.longest)) is not None:
            return pl.Series(alike).cast(pl.List(pl.UInt8)).cast(pl.Binary).cast(pl.String)
        whole = pl.Series(self.data).reshape((1, len(self.data))).arr.to_list().cast(pl.Binary)
        starts, lengths = pl.lit(pl.Series(self.starts)), pl.lit(pl.Series(self.lengths))
        return pl.select(pl.lit(whole).bin.slice(starts, lengths).cast(pl.String)).to_series()


def as_bytes(data: bytes) -> Bytes:
    """Return *data* as an array."""
    return np.frombuffer(data, np.uint8)


def unreadable() -> OutputError:
    """Return the error that says that what was written could not be looked at."""
    hint = "write another format, and report this: it is a fault of the program"
    return OutputError("what was written cannot be read again, so the leak gate cannot look at it", hint=hint)
