"""The audit log: one JSON line for each use of keys, chained by keyed hashes.

The chain finds edits, deletions and swaps. A cut tail it finds back to the last head known elsewhere (manifests carry
it), and nothing binds whoever holds the keyring. No value and no token belongs in an entry.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from collectkit.crypto.derivation import parts

START = bytes(32)
"""The mac before the first line."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What verifying a log gives.

    Attributes:
        lines: how many lines hold, from the first one on.
        head: the mac of the last of them; `START` for none.
        broken: the 1-based number of the first line that does not hold; None when all do.
    """

    lines: int
    head: bytes
    broken: int | None


def _mac(key: bytes, previous: bytes, entry: Mapping[str, Any]) -> bytes:
    message = parts("collectkit/audit/1") + previous + rfc8785.dumps(dict(entry))
    return hmac.digest(key, message, hashlib.sha256)


def line(key: bytes, previous: bytes, number: int, entry: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Make one line of the log.

    Args:
        key: `Keyring.audit_key`.
        previous: the mac of the line before, `START` for the first.
        number: 1 for the first line.
        entry: what happened: text, counts, nested mappings; without ``number`` and ``mac``.

    Returns:
        The line (RFC 8785 JSON and a newline) and its mac.
    """
    numbered = {**entry, "number": number}
    mac = _mac(key, previous, numbered)
    return rfc8785.dumps({**numbered, "mac": mac.hex()}) + b"\n", mac


def verify(key: bytes, lines: Iterable[bytes]) -> Chain:
    """Check a log line by line, up to the first that does not hold.

    Args:
        lines: as read from the file, newlines included.
    """
    head, number = START, 0
    for number, raw in enumerate(lines, 1):
        mac = _holds(key, head, number, raw)
        if mac is None:
            return Chain(number - 1, head, number)
        head = mac
    return Chain(number, head, None)


def _holds(key: bytes, previous: bytes, number: int, raw: bytes) -> bytes | None:
    """Return the mac of a line that follows *previous*; None if it does not."""
    try:
        entry = json.loads(raw)
        del entry["mac"]
        # Made again from its parts and compared as bytes: one entry has one spelling, and no duplicate key hides.
        again, mac = line(key, previous, number, entry)
    except (ValueError, TypeError, KeyError, RecursionError, rfc8785.CanonicalizationError):
        return None
    return mac if hmac.compare_digest(again, raw) else None
