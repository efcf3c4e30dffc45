"""Asks a person, on the terminal only: for passphrases, which are never echoed, and for public keys."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from collectkit.commands import boundary
from collectkit.errors import KeyringError

_TERMINAL = Path("/dev/tty")
_HINT = "set COLLECTKIT_IDENTITY, COLLECTKIT_PASSPHRASE_FILE or COLLECTKIT_PASSPHRASE_COMMAND"


def ask_openly(what: str) -> str:
    """Return what is typed, nothing for Enter; nothing where there is no terminal to ask on."""
    try:
        terminal = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return ""
    boundary.interruptible()
    with os.fdopen(terminal, "r+b", buffering=0) as line:
        line.write(f"collectkit: {what}: ".encode())
        return line.readline().decode(errors="replace").strip()


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
