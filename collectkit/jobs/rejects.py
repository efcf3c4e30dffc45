"""Writes the lines that are no records, as they came, with their place and reason."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectkit.files import BadLine, Output, Transaction, make_sink

SCHEMA = {"row": pl.Int64(), "reason": pl.String(), "line": pl.String()}


def write_bad_lines(outputs: Transaction, output: Output, bad: Sequence[BadLine]) -> None:
    """Write ``row``, ``reason`` (a code) and ``line`` (the original text, or hex) of each line."""
    frame = pl.DataFrame([(line.row, line.code, line.text) for line in bad], schema=SCHEMA, orient="row")
    with make_sink(outputs.open(output), output, SCHEMA) as sink:
        sink.write(sink.encode(frame))
