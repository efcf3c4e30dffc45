"""Measures the main job: a portfolio to twenty agencies, packages included.

    python benchmarks/handover.py --rows 1000000

Two accounts are one debtor's. The time is the wall clock of the whole process; the memory is the highest resident set
of it and of its helpers.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from importlib.metadata import version

import run

_AGENCY = """
[[agency]]
agency_id = "agency-{number:02}"
name = "Agency {number}"
licence_regions = ["*"]
hands = [1, 2, 3]
status = "ACTIVE"
capacity_accounts = {accounts}
capacity_amount_minor = {amount}
target_share = "5%"
admission_checklist = ["licence"]
admitted_on = 2026-01-15
last_review_on = 2026-04-20
contract_to = 2027-12-31
"""


def agencies(rows: int) -> str:
    """Return twenty agencies with room for all accounts."""
    parts = [_AGENCY.format(number=n, accounts=rows, amount=rows * 10_000_000) for n in range(1, 21)]
    return "version = 1\n" + "".join(parts)


def measure(rows: int) -> None:
    """Hand over a portfolio of *rows* accounts, and print what it took."""
    ring, source = run.keyring(), run.prepare(rows, debtors=True)
    rules, target = run.DATA / f"agencies-{rows}.toml", run.DATA / f"handover-{rows}"
    rules.write_text(agencies(rows))
    shutil.rmtree(target, ignore_errors=True)
    command = [*run.COLLECTKIT, "handover", str(source), "-o", str(target), "--as-of", "2026-10-31", "-q"]
    start = time.perf_counter()
    subprocess.run([*command, "--agencies", str(rules), "--keyring", str(ring)], check=True)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{rows:,} accounts to 20 agencies: {seconds:.1f} s, {memory:,.0f} MiB, {size / 1e6:,.0f} MB written")
    shutil.rmtree(target)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000])
    names = ", ".join(f"{name} {version(name)}" for name in ("collectkit", "polars", "rustpy-xlsxwriter"))
    print(f"{names}; CPython {platform.python_version()}; {os.cpu_count()} cores, {platform.machine()}")
    for rows in parser.parse_args().rows:
        measure(rows)


if __name__ == "__main__":
    sys.exit(main())
