"""What all tests share: Hypothesis' settings, `--update`, which rewrites golden files, and a PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

# No deadline: the machines that run this are shared. CI tries the same examples every time.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("shared"), derandomize=True, database=None)
settings.register_profile("campaign", settings.get_profile("shared"), max_examples=5_000)
settings.load_profile("ci" if os.environ.get("CI") else "shared")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update``."""
    parser.addoption("--update", action="store_true", help="rewrite golden files from what the commands print now")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Give a PostgreSQL server, one for all tests of a process."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed: nothing read from one is tested")
    with postgres.server(programs) as running:
        yield running
