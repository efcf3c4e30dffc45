"""Asks a person, on the terminal only: for passphrases and passwords, never echoed, and for public keys."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from collectkit.commands import boundary, progress
from collectkit.errors import InputError, KeyringError

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
    typed = _typed(what)
    if typed is None:
        raise KeyringError(f"{what} is needed, and there is no terminal to ask on", hint=_HINT)
    if not typed:
        raise KeyringError(f"{what}: nothing was typed")
    return typed


def ask_for_workbook(name: str) -> str:
    """Return the password of the workbook *name*.

    Raises:
        InputError: there is no terminal, or nothing was typed.
    """
    typed = _typed(f"password of {name}")
    if not typed:
        hint = "give it in a file of your own: ingest --password-file FILE"
        raise InputError(f"{name}: the workbook needs a password", hint=hint)
    return typed


def _typed(what: str) -> str | None:
    """What is typed; None where there is no terminal to ask on."""
    try:
        _TERMINAL.open("rb").close()
    except OSError:
        return None
    boundary.interruptible()
    with progress.paused():
        return getpass.getpass(f"collectkit: {what}: ")
