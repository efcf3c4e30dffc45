"""The manifest of a package: what is in it, for whom, under which rules and keys, and on which terms.

It is written as RFC 8785 JSON, so that equal hand-overs are equal bytes, and signed as it stands. Counts and sums are
strings of digits. Nothing in it is a raw value, a path or a name of the creditor's machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectkit.crypto.making import Making
from collectkit.crypto.recipient import Placement
from collectkit.errors import InputError
from collectkit.tables.totals import FORMAT, Totals

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
WORKLIST, WORKBOOK, README = "worklist.csv", "worklist.xlsx", "README.md"
RETURNS_BOOK, RETURNS_TABLE = "returns.xlsx", "returns.csv"
"""The files of a package. The first two are not listed in the manifest: the one is it, the other is over it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which rules a package is made.

    Attributes:
        policy: its name, its digest, and what it says of purpose, term, method, protection, return or deletion.
        rules: name of a rule file -> SHA-256 (hex).
        columns: name, operator and reason of each column.
        kinds: of data that leave, and in what form.
        region: of telephone numbers without a country code.
        version: of collectkit.
    """

    policy: Mapping[str, str]
    rules: Mapping[str, str]
    columns: Sequence[Mapping[str, str]]
    kinds: Sequence[str]
    region: str
    version: str


def build(
    making: Making, placement: Placement, terms: Terms, *, as_of: Sequence[date], files: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the manifest of a package.

    Args:
        making: for whom, and with which keys.
        placement: what the keyring remembers of this hand-over.
        as_of: the days that the figures hold for.
        files: what `listed` returned.
    """
    return {
        "format": FORMAT,
        "tool": f"collectkit {terms.version}",
        **making.as_dict(),
        "sequence": str(placement.sequence),
        "previous_manifest_sha256": placement.previous,
        "audit_head": placement.audit_head,
        "as_of": [day.isoformat() for day in sorted(as_of)],
        "phone_region": terms.region,
        "policy": dict(terms.policy),
        "rules": dict(terms.rules),
        "kinds_of_data": list(terms.kinds),
        "columns": [dict(column) for column in terms.columns],
        "leak_gate": "passed",
        "risk": "not assessed",
        "files": list(files),
    }


def listed(name: str, sha256: str, totals: Totals | None = None) -> dict[str, Any]:
    """Return what a manifest says of one file; of a table also rows, nulls and sums."""
    return {"name": name, "sha256": sha256, **(totals.as_dict() if totals else {})}


_Count = Annotated[str, Field(pattern="^[0-9]{1,18}$")]


class Listed(BaseModel):
    """One file, as a manifest has it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    name: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    rows: _Count | None = None
    nulls: dict[str, str] | None = None
    sums_minor: dict[str, dict[str, str]] | None = None
    buckets: list[Any] | None = None

    def totals(self) -> dict[str, Any]:
        """Return what `Totals.as_dict` would."""
        return self.model_dump(include={"rows", "nulls", "sums_minor", "buckets"}, exclude_none=True)


class Manifest(BaseModel):
    """What a reader needs of a manifest; the rest is for people."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True)

    format: Literal["collectkit/manifest/1"]
    recipient: str
    batch: str
    sequence: _Count
    signing_key_sha256: str
    files: list[Listed]


def parse(data: bytes) -> Manifest:
    """Read a manifest whose signature was found good.

    Raises:
        InputError: it is none, or says one thing twice.
    """
    try:
        return Manifest.model_validate(json.loads(data, object_pairs_hook=_once))
    except _TwiceError:
        raise InputError(f"{MANIFEST}: says one thing twice") from None
    except ValidationError as error:
        places = sorted({".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)})
        raise InputError(f"{MANIFEST}: not a manifest of format 1: {', '.join(places[:5])}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{MANIFEST}: not JSON") from None


class _TwiceError(Exception):
    """A key twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found
