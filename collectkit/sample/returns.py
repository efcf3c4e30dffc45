"""The agencies of one hand-over, playing one after the other; and the key to what they do."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, cast

import numpy as np
import polars as pl

from collectkit.sample import conduct, records, returns_key
from collectkit.sample.both_sides import Sides, both_sides
from collectkit.sample.payments import able, deals
from collectkit.sample.pools import Language
from collectkit.sample.slips import SLIPS, allot
from collectkit.tables.placements import CLAIMS

TRAILER = "trailer_short"
"""The slip of a whole file."""
_RECORDS = 1
"""Sets the random numbers of records apart from those of payments."""


class Play:
    """What the agencies of a hand-over return.

    Args:
        placed: as ``placed.parquet``, and ``number``, a token of the debtor's telephone; without it none is known.
        seed: 0 or more; the same *placed* and seed give the same play.
        payments: how many of the accounts pay, in percent.

    Attributes:
        agencies: their names, in order.
    """

    def __init__(self, placed: pl.DataFrame, seed: int, payments: int) -> None:
        self._seed, self._payments = seed, payments
        if "number" not in placed.columns:
            placed = placed.with_columns(number=pl.lit(None, pl.String))
        handed = placed.partition_by("agency", as_dict=True)
        self._tokens = {str(name): rows["account_token"].sort() for (name,), rows in sorted(handed.items())}
        self._able = able(placed)
        self.agencies = tuple(self._tokens)
        room = {name: self._able.filter(pl.col("agency") == name).height for name in self.agencies}
        self._slips = allot(room, len(self.agencies))
        self._placed = {str(name): rows for (name,), rows in handed.items()}
        self._sides: dict[str, Sides] = {}
        self._planted: list[dict[str, Any]] = []
        self._counts: dict[str, dict[str, Any]] = {}
        self._records: dict[str, dict[str, Any]] = {}
        self._desks: dict[str, records.Desk] = {}
        self._conduct: conduct.Played
        self._lines: dict[str, pl.DataFrame] = {}

    def play(self, agency: str) -> Sides:
        """Let an agency play, and keep what its key must say."""
        rng = np.random.default_rng([self._seed, *agency.encode()])
        book = self._able.filter(pl.col("agency") == agency)
        paid = deals(rng, book, self._slips[agency], self._payments / 100)
        sides = both_sides(paid.with_columns(token_elsewhere=self._elsewhere(rng, agency, paid.height)))
        self._sides[agency] = sides
        self._planted += returns_key.planted(agency, sides)
        self._counts[agency] = {
            "accounts": len(self._tokens[agency]),
            "paying": paid["token"].n_unique(),
            "currencies": returns_key.totals(sides),
        }
        return sides

    @property
    def posted(self) -> list[pl.DataFrame]:
        """The ledger's lines so far, a frame for each agency that has played."""
        return [sides.posted for sides in self._sides.values()]

    def set_up(self, language: Language) -> conduct.Played:
        """Decide what all say beside payments, when all have played; return what `conduct` plants."""
        for agency in self.agencies:
            rng = np.random.default_rng([self._seed, *agency.encode(), _RECORDS])
            days = pl.concat([self._placed[agency]["placed_on"], *(posted["date"] for posted in self.posted)])
            last = cast("date", days.max())
            rows = self._placed[agency].select(
                *("account_id", "currency", "placed_on", "number"),
                pl.col("account_token").alias("token"),
                debtor=pl.coalesce("number", "account_token"),
                balance_minor=pl.coalesce(name for name in CLAIMS if name in self._placed[agency].columns),
            )
            other = self._tokens[self._after(agency)][0] if len(self.agencies) > 1 else None
            self._desks[agency] = records.set_up(rng, rows, self._sides[agency], last, other)
        desks = self._desks
        free = {agency: desk.free for agency, desk in desks.items()}
        called = [self._after(agency) for agency, desk in desks.items() if desk.calls_elsewhere]
        self._conduct = conduct.play(free, {agency: desks[agency].first for agency in called}, language)
        return self._conduct

    def records(self, agency: str) -> pl.DataFrame:
        """Return what an agency sends beside payments, after `set_up`, and keep what its key must say."""
        played = self._conduct
        said = records.records(self._desks[agency], played.records[agency], played.busy)
        self._records[agency] = {"planted": said.planted, "promises": said.promises}
        self._lines[conduct.RECORDS.format(agency)] = said.lines
        return said.lines

    def counted(self, agency: str, lines: int) -> int:
        """Return how many lines an agency says that its file has: the second one forgets its last line."""
        if agency not in self.agencies[1:2] or not lines:
            return lines
        row = {"row": lines + 2, "payment_id": None, "txn_id": None, "fee_due_minor": 0, "fee_claimed_minor": None}
        self._planted.append({"agency": agency, "slip": TRAILER, "status": "TRAILER_DIFFERS", **row})
        return lines - 1

    def _elsewhere(self, rng: np.random.Generator, agency: str, count: int) -> pl.Series:
        """Tokens of the agency after this one; its own where there is no other."""
        other = self._tokens[self._after(agency)]
        return other.gather(rng.integers(len(other), size=count))

    def _after(self, agency: str) -> str:
        return self.agencies[(self.agencies.index(agency) + 1) % len(self.agencies)]

    def answers(self) -> dict[str, Any]:
        """Return the key as JSON values; `sample_data/README.md` says what each means."""
        return {
            "agencies": self._counts,
            "left_out": self.left_out(),
            "planted": self._planted,
            "records": self._records,
            "conduct": self._conduct_key(),
        }

    def _conduct_key(self) -> dict[str, Any]:
        """Return what must be found of conduct; `records` was called for all agencies."""
        outside = [
            conduct.outside(agency, item["slip"], item["token"])
            for agency, told in self._records.items()
            for item in told["planted"]
            if item["family"] == "CON"
        ]
        return conduct.key(self._conduct, outside, self._lines)

    def counts(self) -> tuple[dict[str, Any], ...]:
        """Return of each agency how many accounts it has, and how many of them pay."""
        return tuple(
            {"agency": agency, "accounts": counts["accounts"], "paying": counts["paying"]}
            for agency, counts in self._counts.items()
        )

    def planted(self) -> dict[str, int]:
        """Return how many accounts have each slip, and how many files."""
        counts = Counter[str]({TRAILER: sum(1 for item in self._planted if item["slip"] == TRAILER)})
        for slips in self._slips.values():
            counts.update(slips)
        return {name: counts[name] for name in [*SLIPS, TRAILER] if counts[name]}

    def left_out(self) -> dict[str, str]:
        """Return why an agency makes no use of an error that agencies make."""
        missing = [name for name in [*SLIPS, TRAILER] if name not in self.planted()]
        one = "there is one agency only" if len(self.agencies) < 2 else ""
        few = "too few accounts can pay"
        why = {name: (one or few) if name == TRAILER or SLIPS[name].elsewhere else few for name in missing}
        return why | {"not_placed": "only the keyring makes a token for an account outside the hand-over"}
