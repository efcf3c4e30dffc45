"""Reads a file of codes: what the words of agencies and call platforms mean, and what an empty cell of them does.

docs/conduct-contacts.md explains each key with an example; `code_schema` says it to editors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, Field

from collectkit.conduct.reading.meanings import OF_COLUMN, Meaning
from collectkit.errors import RulesError, meant
from collectkit.fields import rule_files, toml
from collectkit.fields.moments import Order
from collectkit.fields.toml import FROZEN
from collectkit.tables.contact_words import CONTACT_WORDS

VERSION = 1
KEYS = ("version", "words", "defaults", "dates", "agencies")
UNKNOWN = "UNKNOWN"
"""What stands for a code that nobody knows."""
_HINT = "docs/conduct-contacts.md shows a file of codes"


def _code(column: str) -> BeforeValidator:
    """Return what tells that a text is a code of a column."""
    codes = (*OF_COLUMN[column].categories, UNKNOWN)

    def known(value: object) -> object:
        if value not in codes:
            like = meant(value, codes) if isinstance(value, str) else ""
            raise ValueError(f"must be one of {', '.join(codes)}{like}")
        return value

    return BeforeValidator(known)


_Word: TypeAlias = Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Channel: TypeAlias = Annotated[str, _code("channel")]
_Direction: TypeAlias = Annotated[str, _code("direction")]
_Mode: TypeAlias = Annotated[str, _code("mode")]
_Target: TypeAlias = Annotated[str, _code("target")]
_Result: TypeAlias = Annotated[str, _code("result")]


class Words(BaseModel):
    """Words by column, and the code that each means.

    Attributes:
        channel: how somebody was contacted.
        direction: who called whom.
        mode: a talk, or a notice.
        target: who was contacted.
        result: what came of it.
    """

    model_config = FROZEN

    channel: dict[_Word, _Channel] = {}
    direction: dict[_Word, _Direction] = {}
    mode: dict[_Word, _Mode] = {}
    target: dict[_Word, _Target] = {}
    result: dict[_Word, _Result] = {}


class Defaults(BaseModel):
    """The codes of empty cells, and of columns that a file does not have.

    Attributes:
        channel: how somebody was contacted.
        direction: who called whom.
        mode: a talk, or a notice.
        target: who was contacted.
        result: what came of it.
    """

    model_config = FROZEN

    channel: _Channel | None = None
    direction: _Direction | None = None
    mode: _Mode | None = None
    target: _Target | None = None
    result: _Result | None = None


class Agency(BaseModel):
    """What one agency means otherwise.

    Attributes:
        words: words of this agency; stronger than those of all.
        defaults: codes of its empty cells; stronger than those of all.
        dates: what comes first in 03/04/2026.
    """

    model_config = FROZEN

    words: Words = Words()
    defaults: Defaults = Defaults()
    dates: Order | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """What words mean.

    Attributes:
        every: column -> what its words mean.
        own: agency -> the same, where it means something else.
        order: what comes first in 03/04/2026; None: such days are not read.
        orders: agency -> the same.
    """

    every: Mapping[str, Meaning]
    own: Mapping[str, Mapping[str, Meaning]]
    order: Order | None = None
    orders: Mapping[str, Order | None] = field(default_factory=dict)

    def of(self, agency: str | None) -> Mapping[str, Meaning]:
        """Return what the words of an agency mean."""
        return self.every if agency is None else self.own.get(agency, self.every)

    def order_of(self, agency: str | None) -> Order | None:
        """Return what comes first in the days of an agency."""
        return self.order if agency is None else self.orders.get(agency) or self.order


def builtin() -> Codes:
    """Return the codes of those who have no file of their own."""
    return Codes(_meanings(Agency()), {})


def parse(text: str, place: str) -> Codes:
    """Read a file of codes from TOML.

    Args:
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    data, faults = rule_files.opened(text, place, _HINT, KEYS, VERSION)
    every = rule_files.read(Agency, {key: data[key] for key in Agency.model_fields if key in data}, "", faults)
    tables = data.get("agencies", {})
    if not isinstance(tables, dict):
        faults.append("agencies: must be [agencies.NAME]")
        tables = {}
    read = {name: rule_files.read(Agency, table, _place(name, tables), faults) for name, table in tables.items()}
    own = {name: agency for name, agency in read.items() if agency is not None}
    for name, one in (("", every), *own.items()):
        faults += [] if one is None else _twice(one.words, f"{_place(name, tables)}.words" if name else "words")
    if faults or every is None:
        raise RulesError.listing(place, faults, hint=_HINT)
    meanings = {name: _meanings(every, agency) for name, agency in own.items()}
    return Codes(_meanings(every), meanings, every.dates, {name: agency.dates for name, agency in own.items()})


def _place(agency: str, tables: Mapping[str, object]) -> str:
    return f"agencies.{toml.named(agency, tables)}"


def _twice(words: Words, place: str) -> Iterator[str]:
    """Yield words that stand twice, in two ways of writing them, and mean two things."""
    for column in OF_COLUMN:
        met: dict[str, str] = {}
        for word, code in getattr(words, column).items():
            if met.setdefault(Meaning.spelled(word), code) != code:
                yield f"{place}.{column}: one word, written in two ways, means {met[Meaning.spelled(word)]} and {code}"


def _meanings(*stated: Agency) -> dict[str, Meaning]:
    """Return what words mean: the built-in ones, and over them what is stated, the last the strongest."""
    found = {}
    for column in OF_COLUMN:
        words = {Meaning.spelled(word): code for word, code in CONTACT_WORDS[column].items()}
        default = None
        for one in stated:
            own = getattr(one.words, column)
            words |= {Meaning.spelled(word): None if code == UNKNOWN else code for word, code in own.items()}
            default = getattr(one.defaults, column) or default
        found[column] = Meaning.of(column, words, None if default == UNKNOWN else default)
    return found
