"""Measures what the leak gate costs: its share of a whole `mask`, and what it remembers a row.

    python benchmarks/gate.py --rows 1000000 --policy agency --format csv

One process, one thread: each stage of the job is timed by itself, in processor time. The stages are those of
`collectkit mask`; what remains of the job (start-up, keyring, manifest, loading the loops) is not counted.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"

import run

from collectkit.crypto.derivation import Context
from collectkit.crypto.tokens import Tokens
from collectkit.files import Input, Output, Transaction, make_sink
from collectkit.jobs.drift import Watch
from collectkit.jobs.guard import refuse
from collectkit.jobs.in_place import editing as editing_of
from collectkit.jobs.masking import Masking, load
from collectkit.jobs.reading import open_table
from collectkit.mask.plan import bind

STAGES = ("read", "parse", "mask", "encode", "gate: look", "gate: remember", "write", "gate: settle")


def measure(  # noqa: PLR0915  (one stage after the other)
    source: Path, policy: str, output: Output, *, stream: bool
) -> tuple[Counter[str], int, int]:
    """Return the seconds of each stage, the rows, and the bytes that the gate remembered."""
    spent: Counter[str] = Counter()

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        start = time.process_time()
        yield
        spent[stage] += time.process_time() - start

    minter = Tokens(bytes(range(32)), Context("0", "agency-a"))
    rows = 0
    with Transaction() as outputs, open_table(Input(source)) as table:
        rules = load(policy)
        plan = bind(rules, table.headers.columns, region="CN", minter=minter)
        masking = Masking(table, plan)
        pending = outputs.open(output, hashed=True)
        guard, sink = masking.guard(pending, output, lambda: make_sink(pending, output, plan.schema))
        gate = masking.gate
        gate.stream = stream
        chunks = table.source.chunks()
        editing = editing_of(masking, (guard, sink), Watch(rules, plan, table.headers))
        with sink:
            while True:
                with timed("read"):
                    chunk = next(chunks, None)
                if chunk is None:
                    break
                if editing is None:
                    with timed("parse"):
                        batch, _ = table.read(chunk)
                    with timed("mask"):
                        made, _ = plan.apply(batch.frame)
                    with timed("encode"):
                        payload = sink.encode(made)
                    with timed("gate: look"):
                        look = gate.look(batch.frame, made, batch.rows, guard.written(payload))
                else:
                    with timed("parse"):
                        records = editing.cut(chunk)
                    with timed("mask"):
                        payload = editing.edit(records).payload
                    with timed("gate: look"):
                        look = editing.look(records, payload, chunk.first_row)
                with timed("gate: remember"):
                    refuse(gate.admit(look))
                guard.passed(payload)
                with timed("write"):
                    sink.write(payload)
                rows += look.rows
            start = time.process_time()
        spent["write"] += time.process_time() - start
        with timed("gate: settle"):
            guard.finish()
            refuse(gate.across())
    return spent, rows, gate.size


def main() -> None:
    """Read the command line, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--policy", default="agency")
    parser.add_argument("--format", default="csv")
    parser.add_argument("--stream", action="store_true", help="compare each batch with all before it, as on a pipe")
    given = parser.parse_args()
    source = given.source or run.prepare(given.rows)
    with tempfile.TemporaryDirectory() as folder:
        output = Output(Path(folder) / f"out.{given.format}", force=True)
        measure(run.prepare(1000), given.policy, output, stream=given.stream)  # what is loaded once is no cost a row
        spent, rows, size = measure(source, given.policy, output, stream=given.stream)
    whole = sum(spent.values())
    gate = sum(seconds for stage, seconds in spent.items() if stage.startswith("gate"))
    for stage in STAGES:
        print(f"{stage:16}{spent[stage] / rows * 1e6:8.3f} s per million rows")
    print(f"gate: {gate / whole:.1%} of {whole / rows * 1e6:.2f} s; it remembered {size / rows:.1f} bytes a row")


if __name__ == "__main__":
    main()
