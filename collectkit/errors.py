"""The error tree and the exit codes: the one place that says how a failed run ends.

An error says what, where and what next; it never carries a cell of the data.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import ClassVar


def meant(word: str, words: Iterable[str]) -> str:
    """Return a question whether one of *words* was meant, to stand behind *word*; nothing if none is like it."""
    close = difflib.get_close_matches(word, list(words), 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


class CollectkitError(Exception):
    """Base of all errors that a user can meet.

    Args:
        message: one line: what is wrong, and where. No value from the data.
        details: further lines, one fault each.
        hint: what to do next, one line.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, details: Sequence[str] = (), hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)
        self.hint = hint


class UsageError(CollectkitError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class InputError(CollectkitError):
    """An input file is missing, unreadable or not what it should be."""

    exit_code = 10


class RulesError(CollectkitError):
    """A rule file or the configuration is wrong; `details` lists every fault."""

    exit_code = 11

    @classmethod
    def listing(cls, place: str, faults: Sequence[str], *, hint: str) -> RulesError:
        """Return the error that lists every fault of a rule file, and counts them; *place* names the file."""
        count = "1 problem" if len(faults) == 1 else f"{len(faults)} problems"
        return cls(f"{place}: {count}", details=faults, hint=hint)


class KeyringError(CollectkitError):
    """The keyring is missing, damaged, locked away, or not the right one."""

    exit_code = 12


class TokenError(CollectkitError):
    """Tokens cannot be made or opened."""

    exit_code = 13


class OutputError(CollectkitError):
    """An output cannot be written, or may not be."""

    exit_code = 14

    @classmethod
    def there(cls, name: str) -> OutputError:
        """Return the error that says that a file of this name is there, and may not be replaced."""
        return cls(f"{name}: exists already", hint="use --force to replace it, or another name")


class CheckFailed(CollectkitError):
    """The work is done, but the check that was asked for did not hold."""

    exit_code = 20
