"""Hand delinquent loans to collection agencies without handing over identities."""

from __future__ import annotations

__version__ = "0.1.0"
