"""Memory between the stages of a job."""

from __future__ import annotations

import contextlib
import ctypes


def give_back() -> None:
    """Give memory that is free back to the system: what one stage used in small pieces another cannot always use."""
    with contextlib.suppress(AttributeError, OSError):  # only glibc has it
        ctypes.CDLL(None).malloc_trim(0)
