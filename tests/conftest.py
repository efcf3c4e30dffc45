"""What all tests share: Hypothesis' settings, and `--update`, which rewrites golden files."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# No deadline: the machines that run this are shared. CI tries the same examples every time.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("shared"), derandomize=True, database=None)
settings.register_profile("campaign", settings.get_profile("shared"), max_examples=5_000)
settings.load_profile("ci" if os.environ.get("CI") else "shared")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update``."""
    parser.addoption("--update", action="store_true", help="rewrite golden files from what the commands print now")
