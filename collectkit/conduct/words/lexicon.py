"""The lexicon: phrases with their category, reason and examples, read from TOML; and a file of one's own beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
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
_KEYS = ("version", "lists", "phrase", "remove")
_LIST = re.compile(r"\{(\w+)\}")
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
        unless: wordings that make it no fault where the sentence has one, such as a court's judgment.
        telling: whether the words themselves tell that a collector says them, even where a note does not.
        example: a text in which a collector says it.
        allowed: a text that has its words, and is not held against a collector.
    """

    model_config = FROZEN

    id: _Id
    category: Category
    wordings: Annotated[tuple[_Wording, ...], Tuple, Field(min_length=1)]
    unless: Annotated[tuple[_Wording, ...], Tuple] = ()
    telling: bool = False
    reason: Reason
    example: _Text
    allowed: _Text


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Phrases, ready to be looked for."""

    phrases: tuple[Phrase, ...]
    lists: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def wordings(self) -> tuple[tuple[int, str], ...]:
        """The wordings of all phrases, each with the place of its phrase, the longest of a phrase first."""
        return tuple(
            (at, each)
            for at, phrase in enumerate(self.phrases)
            for each in sorted(phrase.wordings, key=len, reverse=True)
        )

    @cached_property
    def keys(self) -> Mapping[str, tuple[int, ...]]:
        """A part of a text without noise -> the places of the wordings that it may be of."""
        found: dict[str, list[int]] = {}
        for at, (_, each) in enumerate(self.wordings):
            for key in dict.fromkeys(wording.keys(each)):
                found.setdefault(key, []).append(at)
        return MappingProxyType({key: tuple(places) for key, places in found.items()})

    @cache  # noqa: B019 -- a lexicon lives as long as the run
    def parts(self, at: int) -> tuple[tuple[str, ...], ...]:
        """Return what a text must have, without noise, to have a wording: one spelling of each part."""
        return wording.parts(self.wordings[at][1])

    @cache  # noqa: B019
    def others(self, key: str) -> frozenset[str]:
        """Return words of which a text that has a key must have one beside it; none where nothing more is needed."""
        needed: set[str] = set()
        for at in self.keys[key]:
            rest = [words for words in self.parts(at) if not any(word in key for word in words)]
            if not rest:
                return frozenset()
            needed.update(rest[0])
        return frozenset(needed)

    @cache  # noqa: B019
    def pattern(self, at: int) -> re.Pattern[str]:
        """Return the expression of a wording."""
        return re.compile(wording.pattern(self.wordings[at][1]), re.IGNORECASE)

    @cache  # noqa: B019
    def unless(self, phrase: int) -> re.Pattern[str] | None:
        """Return the expression of what makes a phrase no fault; None where nothing does."""
        excuses = self.phrases[phrase].unless
        return re.compile("|".join(map(wording.pattern, excuses)), re.IGNORECASE) if excuses else None


def built_in() -> Lexicon:
    """Return the phrases that come with collectkit, of all languages."""
    room = files("collectkit.conduct.words")
    texts = {f"{name}.toml": (room / f"{name}.toml").read_text("utf-8") for name in LANGUAGES}
    lexicon = Lexicon(())
    for place, text in texts.items():
        lexicon = with_own(lexicon, text, place)
    return lexicon


def with_own(lexicon: Lexicon, text: str, place: str) -> Lexicon:
    """Return the lexicon with the phrases of a file of one's own, and without those that it removes.

    A phrase with the id of one that is there takes its place.

    Args:
        text: TOML.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    own, removed, lists = _read(text, place, lexicon.lists)
    known = {phrase.id: phrase for phrase in lexicon.phrases}
    faults = [f"remove.{at}: no phrase has this id" for at, name in enumerate(removed, 1) if name not in known]
    if faults:
        raise RulesError.listing(place, faults, hint=_HINT)
    mine = {phrase.id: phrase for phrase in own}
    kept = {name: phrase for name, phrase in known.items() if name not in removed}
    return Lexicon(tuple((kept | mine).values()), lists)


def _read(
    text: str, place: str, known: Mapping[str, str]
) -> tuple[tuple[Phrase, ...], tuple[str, ...], Mapping[str, str]]:
    """Return the phrases of a file, the ids that it removes, and its lists with those known before."""
    data, faults = rule_files.opened(text, place, _HINT, _KEYS, VERSION)
    lists = _lists(data.get("lists", {}), known, faults)
    tables, removed = data.get("phrase", []), data.get("remove", [])
    if not isinstance(tables, list):
        faults.append("phrase: must be [[phrase]], one or more")
        tables = []
    if not isinstance(removed, list) or not all(isinstance(name, str) for name in removed):
        faults.append("remove: must be a list of ids")
        removed = []
    read = [
        rule_files.read(Phrase, _filled(table, lists), f"phrase.{number}", faults)
        for number, table in enumerate(tables, 1)
    ]
    phrases = tuple(phrase for phrase in read if phrase is not None)
    faults += _twice(phrases)
    if faults:
        raise RulesError.listing(place, faults, hint=_HINT)
    return phrases, tuple(removed), lists


def _lists(told: object, known: Mapping[str, str], faults: list[str]) -> Mapping[str, str]:
    """Return lists of words by name, those of a file beside those that are known; a list may use one before it."""
    lists = dict(known)
    if not isinstance(told, dict) or not all(isinstance(words, str) for words in told.values()):
        faults.append('lists: must be names with words, such as kin = "son|daughter"')
        return lists
    for name, words in told.items():
        lists[name] = _with_lists(words, lists)
    return lists


def _filled(table: object, lists: Mapping[str, str]) -> object:
    """Return the table of a phrase with words in the place of the names of lists."""
    if not isinstance(table, dict):
        return table
    filled = {
        name: [_with_lists(each, lists) if isinstance(each, str) else each for each in table[name]]
        for name in ("wordings", "unless")
        if isinstance(table.get(name), list)
    }
    return table | filled


def _with_lists(text: str, lists: Mapping[str, str]) -> str:
    return _LIST.sub(lambda found: lists.get(found[1], found[0]), text)


def _twice(phrases: Sequence[Phrase]) -> Iterator[str]:
    for name, count in Counter(phrase.id for phrase in phrases).items():
        if count > 1:
            yield f"phrase: id {name!r} stands {count} times"
