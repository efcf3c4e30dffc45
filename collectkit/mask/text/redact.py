"""Operator for free text: what names somebody is replaced, the words around it stay."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import AfterValidator

from collectkit.mask.cells import STARS, Cells, Minter, canonical_of, minter_of
from collectkit.mask.holding import Holds, holds
from collectkit.mask.operator import Shows
from collectkit.mask.text import finder, own
from collectkit.mask.text.finder import KINDS, Kind
from collectkit.mask.text.spans import replaced
from collectkit.tables.field import Field

NOT_FOUND = (
    "free text may still name somebody: nicknames, other people's names, misspelt numbers, places, employers; "
    "measured miss rates: docs/free-text.md"
)
"""What no finder sees; said in every report of a run that redacted text."""

_TOKEN_KINDS = frozenset({"phone", "identity", "bank", "email", "name", "address", "account", "customer"})
"""Kinds of what was found that have a token of their own; the others become text."""


def _some(kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    if not kinds:
        raise ValueError("names no kind")
    return kinds


@dataclass(frozen=True, slots=True)
class RedactText:
    """Replace phones, ID numbers, cards and other identifiers inside free text, and the names of the row's people.

    The rest of the text stays as it is, and so do tokens. With ``replace = "token"`` each becomes a token of its
    kind, which `reveal` opens inside the text; with "label" it says what stood there: ``[phone]``.
    """

    name: ClassVar[str] = "redact_text"
    shows: ClassVar[Shows] = "text"
    fits: ClassVar[frozenset[Holds]] = frozenset({"text"})
    beside: ClassVar[frozenset[str]] = own.BESIDE
    free_text: ClassVar[Literal[True]] = True
    replace: Literal["stars", "label", "token"] = "stars"
    kinds: Annotated[tuple[Kind, ...], AfterValidator(_some)] = KINDS

    @property
    def keyed(self) -> bool:
        """Whether it makes tokens."""
        return self.replace == "token"

    def apply(self, cells: Cells) -> pl.Series:
        """Return the texts without identifiers."""
        return self.counted(cells)[0]

    def counted(self, cells: Cells) -> tuple[pl.Series, Counter[str]]:
        """Return the texts without identifiers, and how many of each kind were replaced."""
        found = finder.find(cells.raw, cells.beside)
        if len(self.kinds) < len(KINDS):
            found = found.filter(pl.col("kind").is_in(self.kinds))
        if found.is_empty():
            return cells.raw, Counter()
        counts = Counter(dict(found["kind"].value_counts().iter_rows()))
        return replaced(cells.raw, found.with_columns(self._shown(cells, found).alias("shown"))), counts

    def _shown(self, cells: Cells, found: pl.DataFrame) -> pl.Series:
        """What stands in the place of each span."""
        if self.replace == "stars":
            return pl.repeat(STARS, found.height, eager=True)
        if self.replace == "label":
            return "[" + found["kind"] + "]"
        return _apart(cells.raw, found, _tokens(cells.raw, found, minter_of(cells), cells.region))

    def faults(self, field: Field | None) -> dict[str, str]:
        """See `Choosy`."""
        if field is None or holds(field) != "text" or field.personal in ("free", "no"):
            return {}
        return {"operator": f"redact_text is not for {field.name}: what has no known form would leave as it is"}


def _tokens(raw: pl.Series, found: pl.DataFrame, minter: Minter, region: str | None) -> pl.Series:
    """A token of each kind's canonical value; of what stands there, to the byte, where it has none."""
    made = pl.repeat(None, found.height, dtype=pl.String, eager=True)
    for kind in found["kind"].unique().sort():
        if kind in _TOKEN_KINDS:
            at = (found["kind"] == kind).arg_true()
            made = made.clone().scatter(at, minter.make(kind, canonical_of(found["value"].gather(at), kind, region)))
    left = made.is_null().arg_true()
    if left.is_empty():
        return made
    rest = found.select("at", "start", "end").select(pl.all().gather(left))
    written = raw.gather(rest["at"]).str.slice(rest["start"], rest["end"] - rest["start"])
    return made.scatter(left, minter.make("text", written))


def _apart(raw: pl.Series, found: pl.DataFrame, tokens: pl.Series) -> pl.Series:
    """Tokens with a space where a Latin letter or a digit would stick to them: no token is a part of a longer run."""
    texts = raw.gather(found["at"])
    behind = texts.str.slice(found["end"], 1).str.contains("[0-9A-Za-z]")
    ahead = texts.str.slice(found["start"].cast(pl.Int64) - 1, 1).str.contains("[0-9A-Za-z]") & (found["start"] > 0)
    touches = (found["at"] == found["at"].shift(1)) & (found["start"] == found["end"].shift(1))
    ahead |= touches.fill_null(value=False)
    spaced = pl.when(pl.lit(ahead)).then(" " + pl.lit(tokens)).otherwise(pl.lit(tokens))
    return pl.select(pl.when(pl.lit(behind)).then(spaced + " ").otherwise(spaced)).to_series()
