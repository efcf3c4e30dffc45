"""What benchmarks share: one command timed, and the line that names versions and machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path


def timed(name: str, command: Sequence[str], folder: Path | None = None) -> tuple[float, float]:
    """Return the seconds and the MiB of one run of a command in a folder.

    Raises:
        SystemExit: it failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{name}: exit code {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def machine(*packages: str) -> str:
    """Return the versions of packages, and what they run on."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{versions}; CPython {platform.python_version()}; {os.cpu_count()} cores, {platform.machine()}"
