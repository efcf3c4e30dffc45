"""The agencies: a rule file that says who may take what, how much, and which share each is to have.

A file is read as a whole: its faults are listed all at once, each with its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from collectkit.crypto.derivation import is_id
from collectkit.crypto.ring import HOME
from collectkit.errors import RulesError, meant
from collectkit.fields import region, toml
from collectkit.fields.number import PPM
from collectkit.fields.toml import FROZEN, Tuple

ANYWHERE = "*"
"""The licence region that stands for all of them, also for accounts whose province is blank or unknown."""

MOST_AGENCIES = 60
STATUSES = ("ACTIVE", "WATCH", "SUSPENDED", "EXIT")
_SHARE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%", re.ASCII)
_AGE_KEY = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_TOP_KEYS = ("version", "agency", "placement")
_HINT = "docs/placement.md shows an agencies file; `collectkit init` writes one to start from"


def _id(value: object) -> object:
    if isinstance(value, str) and not is_id(value):
        raise ValueError("must be 1 to 63 of a-z, 0-9 and -, and begin with a letter or digit")
    if value == HOME:
        raise ValueError(f"{HOME!r} is the creditor")
    return value


def _regions(value: object) -> object:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise ValueError(f'must be a list of provinces, or ["{ANYWHERE}"]')
    unknown = [name for name in value if name != ANYWHERE and region.short(name) is None]
    if unknown:
        raise ValueError("; ".join(f"unknown region {name!r}{_close_to(name)}" for name in unknown))
    return frozenset(ANYWHERE if name == ANYWHERE else region.short(name) for name in value)


def _close_to(name: str) -> str:
    names = [spelling for short, (long, english) in region.PROVINCES.items() for spelling in (long, short, english)]
    return meant(name, names)


def _status(value: object) -> object:
    if value not in STATUSES:
        guess = meant(str(value).upper(), STATUSES)
        raise ValueError(f"must be {', '.join(STATUSES[:-1])} or {STATUSES[-1]}{guess}")
    return value


def _share(value: object) -> int:
    found = _SHARE.fullmatch(value) if isinstance(value, str) else None
    share = int(found[1]) * PPM // 100 + int((found[2] or "").ljust(4, "0")) if found else PPM + 1
    if share > PPM:
        raise ValueError('must be a percentage from 0% to 100%, in quotes: "40%"')
    return share


def _age_key(value: object) -> object:
    if isinstance(value, str) and not _AGE_KEY.fullmatch(value):
        raise ValueError("must be an age public key: age1...")
    return value


_Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Tuple]
_Hand = Annotated[int, Field(ge=1, le=9)]


class Agency(BaseModel):
    """One agency.

    Attributes:
        group: firms of one owner; what one of them has had, none of them gets again. Its own id, if none is named.
        hands: the placements of an account that it takes: 1 for the first.
        licence_regions: short names of provinces, or `ANYWHERE`.
        status: only ACTIVE gets new accounts.
        capacity_accounts: how many it can hold at one time; None for no limit.
        capacity_amount_minor: and for how much.
        target_share: ppm of what is placed.
        target_value_share: the same by amount; None for the same share.
        admitted_on: when it passed the admission checklist; None if it has not.
        contract_to: the last day of its contract; None for an open end.
        public_key: of age, for sealed packages.
        term_days: after how many days an account is recalled; None if none is agreed.
        language: of what is written to it.
    """

    model_config = FROZEN

    agency_id: Annotated[str, BeforeValidator(_id)]
    name: Annotated[str, Field(min_length=1)]
    group: str = ""
    hands: Annotated[tuple[_Hand, ...], Tuple, Field(min_length=1)]
    licence_regions: Annotated[frozenset[str], BeforeValidator(_regions)]
    status: Annotated[Literal["ACTIVE", "WATCH", "SUSPENDED", "EXIT"], BeforeValidator(_status)]
    capacity_accounts: Annotated[int, Field(ge=0)] | None = None
    capacity_amount_minor: Annotated[int, Field(ge=0)] | None = None
    target_share: Annotated[int, BeforeValidator(_share)]
    target_value_share: Annotated[int, BeforeValidator(_share)] | None = None
    admission_checklist: _Words = ()
    admitted_on: date | None = None
    last_review_on: date | None = None
    contract_to: date | None = None
    public_key: Annotated[str | None, BeforeValidator(_age_key)] = None
    term_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    language: Literal["zh", "en"] = "zh"

    @property
    def house(self) -> str:
        """The group, or the agency itself where it has none."""
        return self.group or self.agency_id

    def closed(self, as_of: date) -> str | None:
        """Return why it gets no new accounts on a day, in a few words; None if it may."""
        if self.status != "ACTIVE":
            return f"status {self.status}"
        if self.admitted_on is None:
            return "not admitted"
        if self.admitted_on > as_of:
            return f"not admitted before {self.admitted_on}"
        if self.contract_to is not None and self.contract_to < as_of:
            return f"contract ended {self.contract_to}"
        return None


class Terms(BaseModel):
    """What holds for the whole placement.

    Attributes:
        floor_minor: accounts below this amount stay at home.
        exclude_products: products, or types of product, that stay at home.
        currency: of floor and capacities; accounts in another one stay at home.
    """

    model_config = FROZEN

    floor_minor: Annotated[int, Field(ge=0)] = 0
    exclude_products: _Words = ()
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "CNY"


class Experiment(BaseModel):
    """Agencies that get like accounts at the same time, so that they can be compared.

    Attributes:
        champion, challengers: agencies.
        share: ppm for all challengers together.
        holdout: ppm that goes to nobody.
    """

    model_config = FROZEN

    name: Annotated[str, BeforeValidator(_id)]
    champion: str
    challengers: Annotated[tuple[str, ...], Tuple, Field(min_length=1)]
    share: Annotated[int, BeforeValidator(_share)]
    holdout: Annotated[int, BeforeValidator(_share)] = 0


class Agencies(BaseModel):
    """The agencies of a file, by id, and the terms."""

    model_config = FROZEN

    agencies: tuple[Agency, ...]
    terms: Terms = Terms()
    experiments: tuple[Experiment, ...] = ()


def parse(text: str, place: str) -> Agencies:
    """Read agencies from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    data = toml.parse(text, place, _HINT)
    faults = [f"{key}: unknown key" for key in data if key not in _TOP_KEYS]
    if data.get("version") != 1:
        faults.append("version: must be 1")
    tables = data.get("agency")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        faults.append("agency: there must be at least one [[agency]]")
        tables = []
    agencies = [_read(Agency, table, f"agency.{number}", faults) for number, table in enumerate(tables, 1)]
    terms = _read(Terms, data.get("placement", {}), "placement", faults)
    faults += _lint(tables)
    if faults or terms is None:
        raise RulesError.listing(place, faults, hint=_HINT)
    return Agencies(agencies=tuple(agency for agency in agencies if agency is not None), terms=terms)


def _read(model: type[Any], table: object, place: str, faults: list[str]) -> Any:
    """Return the model of a table, or None after its faults were added."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        faults += [_fault(place, each) for each in error.errors(include_url=False, include_input=False)]
        return None


def _fault(place: str, error: ErrorDetails) -> str:
    where = ".".join([place, *(str(part + 1) if isinstance(part, int) else part for part in error["loc"])])
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown key"
    what = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{where}: {what[:1].lower()}{what[1:]}"


def _lint(tables: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield the faults that agencies have together, whatever else is wrong with each."""
    if len(tables) > MOST_AGENCIES:
        yield f"agency: at most {MOST_AGENCIES}"
    ids = Counter(str(table["agency_id"]) for table in tables if "agency_id" in table)
    yield from (f"agency_id: {name!r} is used {count} times" for name, count in ids.items() if count > 1)
    try:
        total = sum(_share(table.get("target_share")) for table in tables)
    except ValueError:
        return
    if tables and total != PPM:
        yield f"target_share: all together must be 100%, and are {total * 100 / PPM:g}%"
