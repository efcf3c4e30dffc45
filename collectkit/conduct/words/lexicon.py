"""The lexicon: phrases with their category, reason and examples, read from TOML; and a file of one's own beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import AfterValidator, BaseModel, Field

from collectkit.conduct.words import wording
from collectkit.errors import RulesError
from collectkit.fields import rule_files
from collectkit.fields.toml import FROZEN, Tuple

Category: TypeAlias = Literal["abusive", "threatening", "disclosing", "impersonating"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
LANGUAGES = ("zh", "en")
VERSION = 1
_KEYS = ("version", "phrase", "remove")
_HINT = "docs/conduct-words.md shows a lexicon"


def _written(value: str) -> str:
    if fault := wording.fault(value):
        raise ValueError(fault)
    return value


_Text = Annotated[str, Field(min_length=1, pattern=r"^\P{Cc}*$")]
_Wording = Annotated[_Text, AfterValidator(_written)]
_Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Reason(BaseModel):
    """Why a phrase is in the lexicon, in both languages."""

    model_config = FROZEN

    zh: _Text
    en: _Text


class Phrase(BaseModel):
    """One thing that no collector may say, in all its wordings.

    Attributes:
        id: unique in the lexicon.
        wordings: see `wording`.
        telling: whether the words themselves tell that a collector says them, even where a note does not.
        example: a text in which a collector says it.
        allowed: a text that has its words, and is not held against a collector.
    """

    model_config = FROZEN

    id: _Id
    category: Category
    wordings: Annotated[tuple[_Wording, ...], Tuple, Field(min_length=1)]
    telling: bool = False
    reason: Reason
    example: _Text
    allowed: _Text


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Phrases, ready to be looked for."""

    phrases: tuple[Phrase, ...]

    @cached_property
    def keys(self) -> Mapping[str, tuple[int, ...]]:
        """A part of a text without noise -> the places of the phrases that it may be of."""
        found: dict[str, dict[int, None]] = {}
        for at, phrase in enumerate(self.phrases):
            for key in chain.from_iterable(map(wording.keys, phrase.wordings)):
                found.setdefault(key, {})[at] = None
        return MappingProxyType({key: tuple(places) for key, places in found.items()})

    @cache  # noqa: B019 -- a lexicon lives as long as the run
    def pattern(self, at: int) -> re.Pattern[str]:
        """Return the expression of the phrase at a place, the longest wording first."""
        wordings = sorted(self.phrases[at].wordings, key=len, reverse=True)
        return re.compile("|".join(map(wording.pattern, wordings)), re.IGNORECASE)


def built_in() -> Lexicon:
    """Return the phrases that come with collectkit, of all languages."""
    room = files("collectkit.conduct.words")
    texts = {f"{name}.toml": (room / f"{name}.toml").read_text("utf-8") for name in LANGUAGES}
    return Lexicon(tuple(chain.from_iterable(_read(text, place)[0] for place, text in texts.items())))


def with_own(lexicon: Lexicon, text: str, place: str) -> Lexicon:
    """Return the lexicon with the phrases of a file of one's own, and without those that it removes.

    A phrase with the id of one that is there takes its place.

    Args:
        text: TOML.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    own, removed = _read(text, place)
    known = {phrase.id: phrase for phrase in lexicon.phrases}
    faults = [f"remove.{at}: no phrase has this id" for at, name in enumerate(removed, 1) if name not in known]
    if faults:
        raise RulesError.listing(place, faults, hint=_HINT)
    mine = {phrase.id: phrase for phrase in own}
    kept = {name: phrase for name, phrase in known.items() if name not in removed}
    return Lexicon(tuple((kept | mine).values()))


def _read(text: str, place: str) -> tuple[tuple[Phrase, ...], tuple[str, ...]]:
    """Return the phrases of a file, and the ids that it removes."""
    data, faults = rule_files.opened(text, place, _HINT, _KEYS, VERSION)
    tables, removed = data.get("phrase", []), data.get("remove", [])
    if not isinstance(tables, list):
        faults.append("phrase: must be [[phrase]], one or more")
        tables = []
    if not isinstance(removed, list) or not all(isinstance(name, str) for name in removed):
        faults.append("remove: must be a list of ids")
        removed = []
    read = [rule_files.read(Phrase, table, f"phrase.{number}", faults) for number, table in enumerate(tables, 1)]
    phrases = tuple(phrase for phrase in read if phrase is not None)
    faults += _twice(phrases)
    if faults:
        raise RulesError.listing(place, faults, hint=_HINT)
    return phrases, tuple(removed)


def _twice(phrases: Sequence[Phrase]) -> Iterator[str]:
    for name, count in Counter(phrase.id for phrase in phrases).items():
        if count > 1:
            yield f"phrase: id {name!r} stands {count} times"
