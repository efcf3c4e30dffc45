"""Names of what is written to as it is, and never replaced: what is open already, such as ``/dev/stdout``; devices."""

from __future__ import annotations

import os
from pathlib import Path

_LINKS = 40
"""As many links the kernel follows."""


def descriptor(path: Path) -> int | None:
    """Return the number of the open file that *path* names, through links too; None where it names something else."""
    own = {Path(f"/proc/{os.getpid()}/fd"), Path("/proc/thread-self/fd").resolve()}
    for _ in range(_LINKS):
        folder = path.parent.resolve()
        if folder in own and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = folder / path.readlink()
    return None


def is_stream(path: Path) -> bool:
    """Return whether *path* names a device, a pipe, or what is open already."""
    return descriptor(path) is not None or (path.exists() and not path.is_file() and not path.is_dir())
