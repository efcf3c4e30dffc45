"""Plays the agencies: from the packages of a hand-over, what they send back, and the ledger of the same weeks."""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from collectkit.crypto.derivation import is_id
from collectkit.errors import InputError
from collectkit.files import Input, Output, Transaction, open_source, private
from collectkit.files.typed import read_typed
from collectkit.jobs.stream import Progress
from collectkit.sample import agencies, conduct, return_files
from collectkit.sample.payments import CLAIMS, PARTS
from collectkit.sample.pools import Language
from collectkit.sample.returns import Play
from collectkit.tables.headers import find_header, propose
from collectkit.tables.placements import PLACED as RECORD

PLACED, MANIFEST, WORKLIST = "placed.parquet", "manifest.json", "worklist.csv"
NUMBER = "mobile_token"
"""The column of telephones' tokens in a worklist."""
_UNSEALED = "name the folder of a hand-over made without --seal, or its packages folder"
_CHANNELS = 1
"""Sets the random numbers of the ledger's channels apart from those of the agencies."""


@dataclass(frozen=True, slots=True)
class SampleReturnsReport:
    """What was made.

    Attributes:
        agencies: of each how many accounts it has, and how many of them pay.
        planted: slip -> how many accounts have it.
        left_out: slip -> why no account has it.
    """

    agencies: tuple[dict[str, Any], ...]
    files: tuple[str, ...]
    planted: dict[str, int]
    left_out: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def run(
    packages: Path,
    folder: Path,
    *,
    seed: int = 1,
    language: Language = "zh",
    payments: int = 15,
    force: bool = False,
    progress: Progress | None = None,
) -> SampleReturnsReport:
    """Write what the agencies return to *folder*, all files or none. The same arguments give the same bytes.

    Args:
        packages: the folder of a hand-over, or of its packages.
        seed: 0 or more.
        payments: how many of the accounts pay, in percent.

    Raises:
        InputError: there are no packages, no record of what was placed, or they do not belong together.
        OutputError: a file of another content is there already, or cannot be written.
    """
    placed = _handed_over(packages.resolve())
    play = Play(placed, seed, payments)
    private.make_folder(folder)
    names = []
    with Transaction() as outputs:

        def write(name: str, data: bytes) -> None:
            outputs.write(Output(folder / name, force=force), data)
            names.append(name)

        for done, agency in enumerate(play.agencies, 1):
            returned = play.play(agency).returned
            counted = play.counted(agency, returned.height)
            write(f"{agency}.csv", return_files.returns(returned, language, counted))
            if progress is not None:
                progress(placed.height * done // len(play.agencies), done, len(play.agencies))
        conducted = play.set_up(language)
        for agency in play.agencies:
            write(conduct.RECORDS.format(agency), _csv(play.records(agency)))
        write(conduct.LOG, _csv(conducted.log))
        write(conduct.CALLS, _csv(conducted.calls))
        channels = np.random.default_rng([seed, _CHANNELS])
        write("ledger.csv", return_files.postings(channels, pl.concat(play.posted), language))
        write("rates.toml", agencies.rates().encode())
        answers = {"seed": seed, "language": language, "payments": payments, **play.answers()}
        write("answers.json", json.dumps(answers, ensure_ascii=False, indent=1).encode() + b"\n")
    return SampleReturnsReport(play.counts(), tuple(names), play.planted(), play.left_out())


def _csv(table: pl.DataFrame) -> bytes:
    return table.write_csv(line_terminator="\r\n").encode()


def _handed_over(packages: Path) -> pl.DataFrame:
    """Return the rows of ``placed.parquet`` that the packages hold.

    Raises:
        InputError: there are no packages, no such file, or a package is not of this hand-over.
    """
    folders = sorted(path.parent for path in packages.rglob(MANIFEST))
    if not folders:
        raise InputError(f"{packages.name}: no package is in it", hint=_UNSEALED)
    placed = _placed(packages)
    parts = []
    for folder in folders:
        tokens = _tokens(folder)
        mine = placed.join(tokens, on="account_token", maintain_order="left")
        if mine["agency"].n_unique() != 1 or mine.height != tokens.height or not is_id(mine["agency"][0]):
            raise InputError(f"{folder.name}: is not a package of the hand-over that {PLACED} tells of")
        parts.append(mine)
    return pl.concat(parts)


def _placed(packages: Path) -> pl.DataFrame:
    """Read the record beside the packages: in their folder or below, else the nearest one above."""
    above = (folder / PLACED for folder in packages.parents if (folder / PLACED).is_file())
    found = [*packages.rglob(PLACED)] or [*itertools.islice(above, 1)]
    if len(found) != 1:
        raise InputError(f"{packages.name}: {len(found) or 'no'} {PLACED} in it or above it", hint=_UNSEALED)
    money = dict.fromkeys([*CLAIMS, *PARTS], pl.Int64())
    frame = read_typed(found[0], RECORD, money)
    if not any(name in frame.columns for name in CLAIMS):
        raise InputError(f"{PLACED}: no column {' or '.join(CLAIMS)}")
    return frame


def _tokens(folder: Path) -> pl.DataFrame:
    """Read the tokens of a package: ``account_token``, and ``number``, of telephones; null where it has none."""
    with open_source(Input(folder / WORKLIST), find_header) as source:
        column = propose(source.header).of("account_id")
        if column is None:
            raise InputError(f"{folder.name}/{WORKLIST}: no column of account tokens")
        names = {str(column.index): "account_token"}
        if NUMBER in source.header:
            names[str(source.header.index(NUMBER))] = "number"
        source.select([int(place) for place in names])
        cells = [
            batch.frame.select(pl.col(place).alias(name) for place, name in names.items()) for batch in source.batches()
        ]
    none = pl.DataFrame(schema={"account_token": pl.String(), "number": pl.String()})
    return pl.concat([none, *cells], how="diagonal")
