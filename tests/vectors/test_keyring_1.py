"""The frozen example of keyring format 1 opens, and holds what it held when it was made."""

from __future__ import annotations

from pathlib import Path

from collectkit.crypto import keyring
from collectkit.crypto.keyring import Identity

HERE = Path(__file__).parent / "keyring-1"


def test_it_opens() -> None:
    sealed = (HERE / "creditor.keyring").read_bytes()
    digest = (HERE / "creditor.keyring.sha256").read_text()
    ring = keyring.unseal(sealed, Identity((HERE / "officer.identity").read_bytes()), digest=digest)
    assert ring.root("0") == bytes(range(32))
    assert ring.ring_secret == bytes(range(32, 64))
    assert ring.signing_key == bytes(range(64, 96))
    assert [(one.id, one.slot, one.display, one.batches) for one in ring.recipients] == [
        ("agency-a", "0", "甲公司", ()),
        ("agency-b", "0", "乙公司", ()),
        ("research", "0", "", ()),
    ]
    assert ring.check_value("0") == "b773c845268e18a9"
    assert ring.signing_digest() == "788de5096f8b530eef97a4015cffb7cfeb260c23795b846bf8112682a93b1101"
    assert len(ring.officers) == 2
    assert (ring.generation, ring.escrow) == (1, ())
    # It was made before there were hand-overs.
    assert {one.placements for one in ring.recipients} == {()}
