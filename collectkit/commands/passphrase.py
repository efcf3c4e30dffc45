"""Asks for passphrases, on the terminal only: never on the command line, never echoed."""

from __future__ import annotations

import getpass
from pathlib import Path

from collectkit.commands import boundary
from collectkit.errors import KeyringError

_TERMINAL = Path("/dev/tty")
_HINT = "set COLLECTKIT_IDENTITY, COLLECTKIT_PASSPHRASE_FILE or COLLECTKIT_PASSPHRASE_COMMAND"


def ask(what: str) -> str:
    """Return what is typed.

    Raises:
        KeyringError: there is no terminal, or nothing was typed.
    """
    try:
        _TERMINAL.open("rb").close()
    except OSError:
        raise KeyringError(f"{what} is needed, and there is no terminal to ask on", hint=_HINT) from None
    boundary.interruptible()
    typed = getpass.getpass(f"collectkit: {what}: ")
    if not typed:
        raise KeyringError(f"{what}: nothing was typed")
    return typed
