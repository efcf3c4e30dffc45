"""How a keyring is opened: by an officer's identity, or by a passphrase. Nothing secret comes from the command line."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from collectkit.crypto.keyring import Identity, Passphrase, identity_needs_passphrase
from collectkit.errors import KeyringError
from collectkit.files import private

Ask = Callable[[str], str]
"""Asks a person for a passphrase, told what for."""

IDENTITY = "COLLECTKIT_IDENTITY"
PASSPHRASE_FILE = "COLLECTKIT_PASSPHRASE_FILE"  # noqa: S105 - a name
PASSPHRASE_COMMAND = "COLLECTKIT_PASSPHRASE_COMMAND"  # noqa: S105 - a name
NEW_PASSPHRASE_FILE = "COLLECTKIT_NEW_PASSPHRASE_FILE"  # noqa: S105 - a name


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a keyring.

    Attributes:
        identity: bytes of an age identity file, which may itself be under a passphrase; None: a passphrase opens.
        passphrase: gives the passphrase, told what for; called only when one is needed.
        by_hand: whether a person types it.
        fresh: gives the passphrase to seal with from now on, where it is not the one that opens.
    """

    identity: bytes | None
    passphrase: Ask
    by_hand: bool = False
    fresh: Ask | None = None

    @classmethod
    def of_environment(cls, ask: Ask, environ: Mapping[str, str] = os.environ) -> Access:
        """Return the access that the environment names; a person is asked for what it does not.

        Raises:
            KeyringError: a file that it names cannot be read, or is open to others.
        """
        path = environ.get(IDENTITY)
        identity = private.read_private(Path(path)) if path else None
        new = environ.get(NEW_PASSPHRASE_FILE)
        fresh = (lambda _: _from_file(Path(new))) if new else None
        if file := environ.get(PASSPHRASE_FILE):
            return cls(identity, lambda _: _from_file(Path(file)), fresh=fresh)
        if command := environ.get(PASSPHRASE_COMMAND):
            return cls(identity, lambda _: _from_command(command), fresh=fresh)
        return cls(identity, ask, by_hand=True, fresh=fresh)

    def unlock(self, mode: Literal["passphrase", "recipients"], name: str) -> Passphrase | Identity:
        """Return what opens a keyring of this *mode*.

        Raises:
            KeyringError: it opens with an officer's identity, and there is none.
        """
        if mode == "passphrase":
            return Passphrase(self.passphrase(f"passphrase of {name}"))
        found = self.unlock_identity()
        if found is None:
            raise KeyringError(f"{name}: opens with an officer's identity", hint=f"set {IDENTITY} to its file")
        return found

    def unlock_identity(self) -> Identity | None:
        """Return the officer's identity, with the passphrase that it may be under; None when there is none."""
        if self.identity is None:
            return None
        if identity_needs_passphrase(self.identity):
            return Identity(self.identity, self.passphrase("passphrase of the identity"))
        return Identity(self.identity)

    def new_passphrase(self, what: str, *, other: bool = False) -> str:
        """Return a passphrase to seal with; typed twice alike, if it is typed.

        Args:
            other: it takes the place of one that opens; `fresh` gives it, if there is that.

        Raises:
            KeyringError: the two differ.
        """
        if other and self.fresh is not None:
            return self.fresh(what)
        first = self.passphrase(f"new {what}")
        if self.by_hand and self.passphrase(f"new {what} again") != first:
            raise KeyringError(f"{what}: the two differ")
        return first


def _from_file(path: Path) -> str:
    return _line(private.read_private(path), path.name)


def _from_command(command: str) -> str:
    try:
        words = shlex.split(command)
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=sys.stderr, check=True)  # noqa: S603 - the user's own
    except (OSError, ValueError, IndexError):
        raise KeyringError(f"{PASSPHRASE_COMMAND}: cannot be run") from None
    except subprocess.CalledProcessError as error:
        raise KeyringError(f"{PASSPHRASE_COMMAND}: failed with exit code {error.returncode}") from None
    return _line(done.stdout, PASSPHRASE_COMMAND)


def _line(data: bytes, name: str) -> str:
    """Return the first line, which is the passphrase."""
    try:
        line = data.decode().partition("\n")[0].removesuffix("\r")
    except UnicodeDecodeError:
        raise KeyringError(f"{name}: the passphrase is not UTF-8") from None
    if not line:
        raise KeyringError(f"{name}: the first line, which is the passphrase, is empty")
    return line
