"""A keyring that tests of jobs share."""

from __future__ import annotations

import pytest

from collectkit.crypto import keyring
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.keys.keys import Keys


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """A keyring on the disk that knows agency-a and agency-b."""
    file = tmp_path_factory.mktemp("keys") / "creditor.keyring"
    identity, _ = keyring.new_identity()
    access = Access(identity, pytest.fail)
    keys.new(file, access, no_escrow=True)
    for name in ("agency-a", "agency-b"):
        keys.add_recipient(keys.open_keys(file, access), name)
    return keys.open_keys(file, access)
