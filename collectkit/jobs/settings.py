"""The workspace's settings: `collectkit.toml` in this folder or in a parent, else defaults.

What a command's option or its environment variable says comes before what stands here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from collectkit.errors import RulesError, UsageError
from collectkit.fields import dates, rule_files, toml
from collectkit.files import private

FILE_NAME = "collectkit.toml"

_WORDS = {
    "extra_forbidden": "no such setting",
    "missing": "is missing",
    "string_pattern_mismatch": "has not the right form",
}
_FROM_ENVIRONMENT = ("creditor", "language", "timezone", "region", "scheme")
_HINT = "`collectkit init` writes one to start from"
_MODEL = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class KeyringSettings(BaseModel):
    """Where the keyring is, and which signing key it must hold."""

    model_config = _MODEL

    file: str | None = Field(default=None, min_length=1)
    signing_key: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")


class RateCeiling(BaseModel):
    """The highest annual rate, as ``24%``, of loans disbursed from a day on; of all loans without a day."""

    model_config = _MODEL

    annual: str = Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?%$")
    disbursed_from: date | None = None

    @property
    def ppm(self) -> int:
        """The rate in parts per million."""
        return int(Decimal(self.annual.removesuffix("%")) * 10_000)


class IngestSettings(BaseModel):
    """What a portfolio is held against, and where it is written down that it was taken."""

    model_config = _MODEL

    taken: str | None = Field(default=None, min_length=1)
    rate_ceilings: list[RateCeiling] = []


class PlacementSettings(BaseModel):
    """Where it is written down which agency has which account."""

    model_config = _MODEL

    placements: str | None = Field(default=None, min_length=1, alias="register")


class ConductSettings(BaseModel):
    """Which rules contacts are held against: built-in packs by name, and files of one's own."""

    model_config = _MODEL

    rules: list[Annotated[str, Field(min_length=1)]] = []


class Settings(BaseModel):
    """What one workspace holds true for all its runs."""

    model_config = _MODEL

    version: Literal[1] = 1
    creditor: str = ""
    language: Literal["zh", "en"] = "zh"
    timezone: str = "Asia/Shanghai"
    region: str | None = Field(default="CN", pattern=r"^[A-Z]{2}$")
    scheme: str = Field(default="cn-m3plus", min_length=1)
    ingest: IngestSettings = IngestSettings()
    keyring: KeyringSettings = KeyringSettings()
    placement: PlacementSettings = PlacementSettings()
    conduct: ConductSettings = ConductSettings()

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("no such time zone; an example is Asia/Shanghai")
        return name

    def today(self) -> date:
        """Return the date that it is now in the workspace's time zone."""
        return datetime.now(ZoneInfo(self.timezone)).date()

    def end_of(self, day: date) -> datetime:
        """Return the last instant of a day in the workspace's time zone."""
        return datetime.combine(day, time.max, ZoneInfo(self.timezone))


class Workspace(BaseModel):
    """Settings and the file that they came from; None when there is none."""

    model_config = ConfigDict(frozen=True)

    settings: Settings = Settings()
    file: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder that relative paths of the settings start from."""
        return self.file.parent if self.file else Path()

    @property
    def keyring(self) -> Path | None:
        """The keyring file that the settings name."""
        return self.folder / self.settings.keyring.file if self.settings.keyring.file else None

    @property
    def taken(self) -> Path | None:
        """The register of files that were taken, which the settings name."""
        return self.folder / self.settings.ingest.taken if self.settings.ingest.taken else None

    @property
    def register(self) -> Path | None:
        """The register of placements that the settings name."""
        return self.folder / self.settings.placement.placements if self.settings.placement.placements else None

    @property
    def conduct_rules(self) -> tuple[str, ...]:
        """The packs of rules of conduct that the settings name; files are named from here."""
        return tuple(
            str(self.folder / name) if name.endswith(".toml") else name for name in self.settings.conduct.rules
        )

    @property
    def files(self) -> tuple[Path, ...]:
        """The settings' own file, and every file that they name."""
        named = (self.file, self.keyring, self.taken, self.register, Path(self.settings.scheme))
        return tuple(path for path in (*named, *map(Path, self.conduct_rules)) if path is not None)


def load(stated: Path | None = None, start: Path | None = None, environ: Mapping[str, str] = os.environ) -> Workspace:
    """Return the workspace of *stated*, else of the nearest `collectkit.toml` from *start* upwards, else the defaults.

    Args:
        environ: ``COLLECTKIT_REGION`` and the like come before the file.

    Raises:
        RulesError: the file is missing or wrong; every fault is listed.
    """
    path = stated or _nearest(start or Path.cwd())
    found = Settings() if path is None else _placed(parse(private.read_text(path), path.name), path.parent)
    said = {name: environ[_variable(name)] for name in _FROM_ENVIRONMENT if environ.get(_variable(name))}
    if said:
        found = _checked(found.model_dump(by_alias=True) | said, "environment", _variable)
    return Workspace(settings=found, file=path)


def _placed(found: Settings, folder: Path) -> Settings:
    """Return settings whose scheme, where it is a file, is named from here and not from *folder*."""
    if not found.scheme.endswith(".toml"):
        return found
    return found.model_copy(update={"scheme": str(folder / found.scheme)})


def parse(text: str, place: str) -> Settings:
    """Read settings from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    table = toml.parse(text, place, _HINT)
    return _checked({"version": None} | table, place, str)


def _checked(table: Mapping[str, object], place: str, spelled: Callable[[str], str]) -> Settings:
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        faults = [_fault(e, spelled, table) for e in error.errors(include_url=False, include_input=False)]
    raise RulesError.listing(place, faults, hint=_HINT)


def as_of(text: str | None, settings: Settings, option: str = "--as-of") -> date | None:
    """Return the date that the user named: ISO, or ``today`` in the workspace's time zone.

    Raises:
        UsageError: it is neither, or a day that no cell could name.
    """
    if text is None:
        return None
    if text == "today":
        return settings.today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: not a date", hint="write it as 2026-10-31, or today") from None
    if not dates.FIRST <= day <= dates.LAST:
        raise UsageError(f"{option}: must be a day from {dates.FIRST} to {dates.LAST}", hint="is the year right?")
    return day


def _nearest(start: Path) -> Path | None:
    return next((folder / FILE_NAME for folder in (start, *start.parents) if (folder / FILE_NAME).is_file()), None)


def _variable(name: str) -> str:
    return f"COLLECTKIT_{name.upper()}"


def _fault(error: ErrorDetails, spelled: Callable[[str], str], table: Mapping[str, object]) -> str:
    said = _WORDS.get(error["type"], error["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return ".".join(map(spelled, rule_files.located(error["loc"], table))) + f": {said}"
