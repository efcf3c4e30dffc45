"""The audit log beside a keyring: one line for each use of keys, chained, on the disk before anything else happens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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


CUT = (
    "it was cut or removed, or the keyring was copied without it; heads that stand in manifests tell. "
    "`collectkit keys check --force` goes on with it, and says so in it"
)
"""What to do about a log whose end is missing."""


def append(keyring_file: Path, ring: Keyring, entry: Mapping[str, Any], *, after_cut: bool = False) -> None:
    """Append one line: the time, the keyring's generation, and *entry*: what, for whom, why, counts; never a value.

    Args:
        after_cut: the end of the log is missing, and *entry* says so.

    Raises:
        KeyringError: the log does not hold, or ends too early; nothing is appended to what somebody edited or cut.
        OutputError: it cannot be written.
    """
    file = path(keyring_file)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with private.locked(file):
        log = lines(keyring_file)
        chain = audit.verify(ring.audit_key(), log)
        if chain.broken is not None:
            hint = "`collectkit keys check` verifies it"
            raise KeyringError(f"{file.name}: line {chain.broken} does not hold", hint=hint)
        if not after_cut and is_cut(log, ring):
            raise KeyringError(f"{file.name}: ends before the keyring's last change", hint=CUT)
        whole = {**entry, "time": now, "generation": ring.generation}
        line, _ = audit.line(ring.audit_key(), chain.head, chain.lines + 1, whole)
        private.append(file, line)


def verify(keyring_file: Path, ring: Keyring) -> Chain:
    """Check the chain of a keyring's log."""
    return audit.verify(ring.audit_key(), lines(keyring_file))


def newest(log: Sequence[bytes], ring: Keyring) -> int | None:
    """Return the highest generation that a log has seen, as far as it holds; None where nothing does.

    It need not be in the last lines: a run that began before a change may end after it.
    """
    return max(map(_generation, log[: audit.verify(ring.audit_key(), log).lines]), default=None)


def is_cut(log: Sequence[bytes], ring: Keyring) -> bool:
    """Tell whether a log, all of which holds, ends before the keyring's last change."""
    return max(map(_generation, log), default=0) < ring.generation - 1


def lines(keyring_file: Path) -> list[bytes]:
    """Return the log of a keyring, empty where there is none."""
    log = path(keyring_file)
    return private.read_private(log, grows=True).splitlines(keepends=True) if log.exists() else []


def _generation(line: bytes) -> int:
    found = json.loads(line)["generation"]
    return found if isinstance(found, int) else 0
