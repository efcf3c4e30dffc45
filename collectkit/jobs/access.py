"""How a keyring is opened: by an officer's identity, or by a passphrase. Nothing secret comes from the command line."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from collectkit.errors import KeyringError
from collectkit.files import private

Ask = Callable[[str], str]
"""Asks a person for a passphrase, told what for."""

IDENTITY = "COLLECTKIT_IDENTITY"
PASSPHRASE_FILE = "COLLECTKIT_PASSPHRASE_FILE"  # noqa: S105 - a name
PASSPHRASE_COMMAND = "COLLECTKIT_PASSPHRASE_COMMAND"  # noqa: S105 - a name


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a keyring.

    Attributes:
        identity: bytes of an age identity file, which may itself be under a passphrase; None: a passphrase opens.
        passphrase: gives the passphrase, told what for; called only when one is needed.
    """

    identity: bytes | None
    passphrase: Ask

    @classmethod
    def of_environment(cls, ask: Ask, environ: Mapping[str, str] = os.environ) -> Access:
        """Return the access that the environment names; a person is asked for what it does not.

        Raises:
            KeyringError: a file that it names cannot be read, or is open to others.
        """
        path = environ.get(IDENTITY)
        identity = private.read_private(Path(path)) if path else None
        if file := environ.get(PASSPHRASE_FILE):
            return cls(identity, lambda _: _from_file(Path(file)))
        if command := environ.get(PASSPHRASE_COMMAND):
            return cls(identity, lambda _: _from_command(command))
        return cls(identity, ask)


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
