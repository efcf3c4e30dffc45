"""Measures FF1, AES-SIV and whole tokens against libraries that take one value a call, interleaved, medians.

    python benchmarks/tokens.py --rows 60000 1000000 --rounds 15

Everything runs in one thread. Time is the processor time of the process, so that others' work on the machine counts as
little as it can; the clock on the wall is shown beside it. A ratio is the median over the rounds of the ratio within a
round. Columns of 60,000 are what `mask` and `reveal` work on; a longer one also pays for memory. Slow libraries get
fewer values. ff3 is FF3-1, another cipher: it is here because it is what people install.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import portfolio
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from collectkit.crypto.derivation import Context
from collectkit.crypto.ff1_columns import FF1Columns
from collectkit.crypto.ff1_digits import FF1Digits
from collectkit.crypto.siv import SIVColumns
from collectkit.crypto.strings import by_width
from collectkit.crypto.tokens import Tokens

ROOT, KEY, LONG_KEY = bytes(range(32)), bytes(range(1, 33)), bytes(range(64))
CONTEXT = Context("0", "agency-a")
TWEAK, DATA = CONTEXT.encode("ff1-10", "phone"), CONTEXT.encode("siv", "address")
DIGITS = "0123456789"
LIBRARY_DIGITS = 11
"""Length of the numbers that the libraries get."""
PEERS = {"fastfpe": "fastfpe.ff1", "libffx": "ffx", "ff3": "ff3"}
"""Package -> the module that ciphers."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure.

    Attributes:
        values: how many *work* takes.
        faster: cases that this one should beat: shown as how many times faster it is.
        slower: the case that this one undoes: shown as how many times its time it takes.
        aimed: what was aimed at.
    """

    name: str
    work: Callable[[], object]
    values: int
    faster: tuple[str, ...] = ()
    slower: str = ""
    aimed: str = ""


def peers() -> dict[str, ModuleType]:
    """Return the libraries that are installed; say how to get the others."""
    found = {}
    for package, module in PEERS.items():
        try:
            found[package] = import_module(module)
        except ImportError:
            print(f"{package} is not installed, and left out: python -m pip install {package}")
    return found


def ff1(rows: int, phones: pl.Series, libraries: dict[str, ModuleType]) -> Iterator[Case]:
    """Yield FF1 over columns of numbers, over columns of text, and by the libraries."""
    names = {
        "fastfpe": "fastfpe, a value a call",
        "libffx": "libffx, a value a call",
        "ff3": "ff3 (FF3-1), a value a call",
    }
    slow = tuple(names[package] for package in libraries)
    for radix, length, what in ((10, 11, "phones"), (10, 17, "IDs"), (32, 18, "phone"), (32, 20, "identity")):
        cipher, random = FF1Columns(KEY, radix, length, TWEAK), np.random.default_rng(length)
        halves = [random.integers(0, radix**size, rows, np.uint64) for size in (cipher.left, cipher.right)]
        name = f"FF1, radix {radix}, {length} {'digits: ' + what if radix == 10 else 'numerals: token of ' + what}"
        beaten = slow if length == LIBRARY_DIGITS else ()
        yield Case(f"{name}, encrypt", lambda c=cipher, h=halves: c.encrypt(*h), rows, beaten, aimed="10 M")
        yield Case(f"{name}, decrypt", lambda c=cipher, h=halves: c.decrypt(*h), rows, aimed="10 M")
    text = FF1Digits(KEY, TWEAK)
    aimed = "35 x fastfpe, 500 x ff3"
    yield Case("FF1, 11 digits, text in and out", lambda: text.encrypt(phones), rows, slow, aimed=aimed)
    few, secret = phones[:20_000].to_list(), text.encrypt(phones[:100]).to_list()
    if "fastfpe" in libraries:
        encrypt, key, tweak = libraries["fastfpe"].encrypt, KEY.hex(), TWEAK.hex()
        agree("fastfpe", secret, [encrypt(key, tweak, DIGITS, value) for value in few[:100]])
        yield Case(names["fastfpe"], lambda: [encrypt(key, tweak, DIGITS, value) for value in few], len(few))
    if "libffx" in libraries:
        other = libraries["libffx"].FF1(KEY, radix=10)
        agree("libffx", secret, [other.encrypt(value, tweak=TWEAK) for value in few[:100]])
        yield Case(names["libffx"], lambda: [other.encrypt(value, tweak=TWEAK) for value in few[:2_000]], 2_000)
    if "ff3" in libraries:
        third = libraries["ff3"].FF3Cipher(KEY.hex(), TWEAK[:7].hex())
        yield Case(names["ff3"], lambda: [third.encrypt(value) for value in few[:1_000]], 1_000)


def siv(texts: pl.Series) -> Iterator[Case]:
    """Yield AES-SIV over a column of mixed widths, and by the library."""
    cipher, library = SIVColumns(LONG_KEY, DATA), AESSIV(LONG_KEY)
    few = [text.encode() for text in texts[:50_000]]
    sealed = [library.encrypt(text, [DATA]) for text in few]
    groups = [cipher.encrypt(matrix) for _, matrix in by_width(texts)]
    ours = {row.tobytes() for rows, matrix in by_width(texts[:100]) for row in cipher.encrypt(matrix)}
    agree("cryptography", sorted(ours), sorted(set(sealed[:100])))
    one, back = "cryptography's AESSIV, a value a call", "cryptography's AESSIV, opened a value a call"
    yield Case(
        "AES-SIV, names and addresses mixed",
        lambda: [cipher.encrypt(matrix) for _, matrix in by_width(texts)],
        len(texts),
        (one,),
        aimed="5 M, 5 x the library",
    )
    yield Case(one, lambda: [library.encrypt(text, [DATA]) for text in few], len(few))
    yield Case(
        "AES-SIV, the same opened",
        lambda: [cipher.decrypt(matrix) for matrix in groups],
        len(texts),
        (back,),
        aimed="5 M",
    )
    yield Case(back, lambda: [library.decrypt(text, [DATA]) for text in sealed], len(few))


def tokens(columns: dict[str, tuple[str, pl.Series]]) -> Iterator[Case]:
    """Yield tokens end to end, text in and text out, there and back.

    Args:
        columns: name -> kind and values.
    """
    maker = Tokens(ROOT, CONTEXT)
    for name, (kind, values) in columns.items():
        made = maker.make(kind, values)
        agree(name, values.to_list(), maker.open(made).to_list())
        aimed = "3 M" if name == "phone" else ""
        yield Case(f"token, {name}: made", lambda k=kind, v=values: maker.make(k, v), len(values), aimed=aimed)
        yield Case(
            f"token, {name}: opened",
            lambda t=made: maker.open(t),
            len(values),
            slower=f"token, {name}: made",
            aimed="1.3 x its making",
        )


def agree(what: str, ours: list[str] | list[bytes], theirs: list[str] | list[bytes]) -> None:
    """Compare results, so that what is timed is the same work.

    Raises:
        SystemExit: they differ.
    """
    if ours != theirs:
        sys.exit(f"{what}: the results differ")


def material(rows: int) -> tuple[dict[str, tuple[str, pl.Series]], pl.Series, pl.Series]:
    """Return the columns to make tokens of, 11-digit phones, and names and addresses mixed, all of *rows*."""
    frame = pl.concat(portfolio.blocks(rows))
    phones, names, addresses = frame["手机号码"], frame["姓名"], frame["家庭地址"]
    mixed = pl.concat([names[: rows // 2], addresses[rows // 2 :]]).sample(fraction=1, shuffle=True, seed=1)
    columns = {
        "phone": ("phone", "+86" + phones),
        "identity": ("identity", frame["证件号码"]),
        "account, digits": ("account", frame["合同号"]),
        "account, letters too": ("account", "LN-" + frame["合同号"]),
        "name": ("name", names),
        "address": ("address", addresses),
        "names and addresses mixed": ("text", mixed),
    }
    return columns, phones, mixed


def measure(cases: list[Case], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return for each case the seconds a value of each round: of the processor, and by the clock on the wall."""
    seen: dict[str, list[tuple[float, float]]] = {case.name: [] for case in cases}
    for number in range(rounds + 1):
        for case in cases:
            wall, start = time.perf_counter(), time.process_time()
            case.work()
            seconds = (time.process_time() - start) / case.values, (time.perf_counter() - wall) / case.values
            if number:  # the first round warms up
                seen[case.name].append(seconds)
    return seen


def compared(case: Case, seen: dict[str, list[tuple[float, float]]]) -> str:
    """Return the ratios of a case, each the median of those within a round."""

    def ratio(name: str) -> float:
        return statistics.median(other / own for (own, _), (other, _) in zip(seen[case.name], seen[name], strict=True))

    shown = [f"{ratio(name):,.0f} x {name.split(',')[0].split(' (')[0]}" for name in case.faster]
    return ", ".join([*shown, f"{1 / ratio(case.slower):.2f} x its making"] if case.slower else shown)


def table(rows: int, rounds: int, libraries: dict[str, ModuleType]) -> None:
    """Measure columns of *rows* and print the figures."""
    columns, phones, mixed = material(rows)
    cases = [*ff1(rows, phones, libraries), *siv(mixed), *tokens(columns)]
    seen = measure(cases, rounds)
    print(f"\n{rows:,} values a column, median of {rounds}, interleaved\n")
    print("| what | values/s | from | to | by the wall clock | compared | aimed at |")
    print("|---|---:|---:|---:|---:|---|---|")
    for case in cases:
        own, wall = (sorted(1 / seconds[side] for seconds in seen[case.name]) for side in (0, 1))
        figures = (statistics.median(own), own[0], own[-1], statistics.median(wall))
        print(
            "| " + " | ".join([case.name, *map(rounded, figures), compared(case, seen), case.aimed]) + " |", flush=True
        )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[60_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    if os.environ.get("POLARS_MAX_THREADS") != "1":  # Polars reads it once, when it starts
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"POLARS_MAX_THREADS": "1"})
    libraries, names = peers(), ["collectkit", "polars", "numpy", "cryptography"]
    versions = ", ".join(f"{name} {version(name)}" for name in [*names, *libraries])
    rows = " ".join(str(count) for count in arguments.rows)
    print(f"`python benchmarks/tokens.py --rows {rows} --rounds {arguments.rounds}`: {versions};")
    print(f"CPython {platform.python_version()}; one thread of {os.cpu_count()} cores, {processor()}")
    for count in arguments.rows:
        table(count, arguments.rounds, libraries)


def rounded(figure: float) -> str:
    """Return a rate with the digits that mean something."""
    return f"{figure / 1e6:.1f} M" if figure >= 1e6 else f"{figure / 1e6:.2f} M" if figure >= 1e5 else f"{figure:,.0f}"


def processor() -> str:
    """Return what the machine says it is."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
