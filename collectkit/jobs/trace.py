"""Says which hand-over the tokens in a found file belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto import tracing
from collectkit.crypto.keyring import Keyring
from collectkit.crypto.spelling import in_bytes
from collectkit.crypto.tracing import Trace, Traced
from collectkit.crypto.verdicts import verdicts
from collectkit.errors import InputError
from collectkit.files import Input
from collectkit.files.anything import pieces
from collectkit.files.bundle import Bundle, open_bundle
from collectkit.jobs.keys.keys import Keys
from collectkit.worklist.manifest import MANIFEST, Manifest, parse


@dataclass(frozen=True, slots=True)
class TraceReport:
    """Where the tokens of a file come from.

    Attributes:
        tokens: distinct tokens in the file, whoever's.
        found: for each context that opened some, the most first.
        hand_overs: of the recipients found, and in how many of the packages looked into their tokens stand.
        left: verdict -> distinct tokens that no context opened.
    """

    tokens: int
    found: Sequence[Mapping[str, Any]]
    hand_overs: Sequence[Mapping[str, Any]]
    left: Mapping[str, int]
    trials: int

    @property
    def _verdict(self) -> str:
        """In one line; tokens of a slot without a key may be anybody's."""
        if self.found:
            return "tokens of this keyring"
        if self.left.keys() & {"destroyed slot", "unknown slot"}:
            return "cannot tell: tokens of slots that this keyring has no key for"
        return "not ours" if self.tokens else "no tokens"

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "verdict": self._verdict,
            "tokens": self.tokens,
            "found": list(self.found),
            "hand_overs": list(self.hand_overs),
            "left": dict(self.left),
            "trials": self.trials,
        }


def run(source: Input, *, keys: Keys, packages: Sequence[Path] = (), everything: bool = False) -> TraceReport:
    """Trace a file of any kind.

    Args:
        packages: folders in which packages lie, to tell one recipient's hand-overs from each other.
        everything: try every token under every context, in every slot.

    Raises:
        InputError: the file or a folder of packages cannot be read.
    """
    ring = keys.ring
    tokens = _distinct(pieces(source))
    keys.record("trace begun", tokens=len(tokens))
    traced = tracing.trace(tokens, tracing.contexts(ring, everywhere=everything), everything=everything)
    report = TraceReport(
        tokens=len(tokens),
        found=[_found(one, ring, traced.trials) for one in traced.found],
        hand_overs=list(_hand_overs(traced, ring, [bundle for path in packages for bundle in _packages(path)])),
        left=_left(traced.left, ring),
        trials=traced.trials,
    )
    recipients = sorted({one.context.recipient for one in traced.found})
    keys.record("trace", recipients=recipients, tokens=len(tokens), left=dict(report.left))
    return report


def _distinct(texts: Iterator[bytes]) -> pl.Series:
    """Return the tokens in a text, each once, in its one spelling and sorted."""
    return pl.concat([pl.Series(dtype=pl.String), *map(in_bytes, texts)]).unique().sort()


def _found(one: Trace, ring: Keyring, trials: int) -> dict[str, Any]:
    context = one.context
    return {
        "recipient": context.recipient,
        "scope": context.scope,
        "batch": context.batch,
        "slot": context.slot,
        "check_value": ring.check_value(context.slot),
        "tokens": len(one.tokens),
        "kinds": one.kinds,
        "verdict": "certain"
        if one.certain
        else f"one token: by accident once in {2**tracing.BITS // max(trials, 1):,}",
    }


def _hand_overs(traced: Traced, ring: Keyring, packages: Sequence[Bundle]) -> Iterator[dict[str, Any]]:
    """Yield the hand-overs that the tokens found may come from; with packages to look into, those that hold some."""
    seen: dict[tuple[str, str], pl.Series] = {}
    for bundle in packages:
        manifest = _manifest(bundle)
        texts = (bundle.read(entry.name) for entry in manifest.files if entry.name.endswith(".csv"))
        seen[manifest.recipient, manifest.batch] = _distinct(texts)
    for name in sorted({one.context.recipient for one in traced.found}):
        mine = pl.concat([one.tokens for one in traced.found if one.context.recipient == name])
        for placement in ring.recipient(name).placements:
            told = {"recipient": name, "batch": placement.batch, "sequence": placement.sequence}
            held = seen.get((name, placement.batch))
            if held is None:
                yield {**told, "tokens_in_common": None}
            elif common := int(mine.is_in(held.implode()).sum()):
                yield {**told, "tokens_in_common": common}


def _packages(folder: Path) -> Iterator[Bundle]:
    if not folder.is_dir():
        raise InputError(f"{folder.name}: no such folder", hint="name the folder in which the packages lie")
    for path in sorted(folder.rglob(MANIFEST)):
        yield open_bundle(path.parent)


def _manifest(bundle: Bundle) -> Manifest:
    try:
        return parse(bundle.read(MANIFEST))
    except InputError as error:
        raise InputError(f"{bundle.name}: {error.message}") from None


def _left(tokens: pl.Series, ring: Keyring) -> dict[str, int]:
    """Count what no context opened, by verdict."""
    said = verdicts(tokens, [], slots=ring.states)["verdict"].cast(pl.String)
    return dict(sorted(said.value_counts().iter_rows()))
