"""The audit log beside a keyring: one line for each use of keys, chained, on the disk before anything else happens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from collectkit.crypto import audit
from collectkit.crypto.audit import Chain
from collectkit.crypto.keyring import Keyring
from collectkit.errors import KeyringError
from collectkit.files import private


def path(keyring_file: Path) -> Path:
    """Return where the log of a keyring is."""
    return keyring_file.with_name(f"{keyring_file.name}.audit")


def append(keyring_file: Path, ring: Keyring, entry: Mapping[str, Any]) -> None:
    """Append one line: the time, the keyring's generation, and *entry*: what, for whom, why, counts; never a value.

    Raises:
        KeyringError: the log does not hold; nothing is appended to what somebody edited.
        OutputError: it cannot be written.
    """
    log = path(keyring_file)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with private.locked(log):
        chain = verify(keyring_file, ring)
        if chain.broken is not None:
            hint = "`collectkit keys check` verifies it"
            raise KeyringError(f"{log.name}: line {chain.broken} does not hold", hint=hint)
        whole = {**entry, "time": now, "generation": ring.generation}
        line, _ = audit.line(ring.audit_key(), chain.head, chain.lines + 1, whole)
        private.append(log, line)


def verify(keyring_file: Path, ring: Keyring) -> Chain:
    """Check the chain of a keyring's log."""
    return audit.verify(ring.audit_key(), _lines(keyring_file))


def newest(keyring_file: Path) -> int | None:
    """Return the highest generation that the log has seen, as it says itself; None without a log."""
    seen = [_generation(line) for line in _lines(keyring_file)[-2:]]
    return max(seen, default=None)


def _generation(line: bytes) -> int:
    try:
        found = json.loads(line)["generation"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return 0
    return found if isinstance(found, int) else 0


def _lines(keyring_file: Path) -> list[bytes]:
    log = path(keyring_file)
    return private.read_private(log, grows=True).splitlines(keepends=True) if log.exists() else []
