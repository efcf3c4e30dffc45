"""Where large published vector files lie: beside the repository, or where COLLECTKIT_VECTORS says."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Any]:
    """Return a reader of vector files by name; a file that is not there skips the test."""
    folder = Path(os.environ.get("COLLECTKIT_VECTORS") or ROOT.parent / "shared" / "vectors")

    def read(name: str) -> Any:
        path = folder / name
        if not path.is_file():
            pytest.skip(f"no published vectors at hand: {name} (set COLLECTKIT_VECTORS)")
        data = path.read_bytes()
        return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)

    return read
