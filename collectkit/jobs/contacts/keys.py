"""Opens the tokens of contacts that no record of placements has; the use of the keyring is on the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from collectkit.crypto.spelling import LETTERS, is_token
from collectkit.crypto.verdicts import sent
from collectkit.jobs.keys.keys import Keys

_ACCOUNTS, _PHONES = (LETTERS["account"], LETTERS["text"]), (LETTERS["phone"],)


@dataclass(slots=True)
class Opener:
    """Opens tokens by a keyring, which is opened when the first token is met.

    Attributes:
        keys: opens the keyring.
        told: verdict -> distinct tokens that the keyring was asked for.
    """

    keys: Callable[[], Keys]
    told: Counter[str] = field(default_factory=Counter)
    _opened: Keys | None = None

    def accounts(self, tokens: pl.Series, agency: str | None) -> pl.Series:
        """Return the account numbers of distinct tokens; null for those that do not open for an agency.

        Args:
            agency: whose tokens they are; None where nobody knows.
        """
        return self._open(tokens, agency, _ACCOUNTS)

    def numbers(self, tokens: pl.Series, agency: str | None) -> pl.Series:
        """Return the telephone numbers of distinct tokens; the same."""
        return self._open(tokens, agency, _PHONES)

    def _open(self, tokens: pl.Series, agency: str | None, letters: tuple[str, ...]) -> pl.Series:
        formed = (is_token(tokens) & tokens.str.head(1).is_in(letters)).fill_null(value=False)
        if not formed.any():
            return pl.repeat(None, len(tokens), dtype=pl.String, eager=True)
        if self._opened is None:
            self._opened = self.keys()
        said = sent(tokens.set(~formed, None), self._opened.ring, agency)
        self.told.update(said["verdict"].cast(pl.String).drop_nulls().to_list())
        return said["value"]

    def record(self, command: str) -> None:
        """Write the use of the keyring down, if it was used."""
        if self._opened is not None:
            self._opened.record(command, tokens=dict(sorted(self.told.items())))
