"""Whose a contact is: tokens and account numbers -> account -> debtor, over all agencies; and where debtors may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.checks.ragged import spans
from collectkit.conduct.contacts import PEOPLE
from collectkit.conduct.reading.meanings import NOTHING
from collectkit.conduct.reading.numbering import Digests, Numbering, digests
from collectkit.conduct.reading.stored import NOBODY
from collectkit.crypto import spelling
from collectkit.fields import account, text
from collectkit.fields.zones import Seconds, zone

Codes = NDArray[np.uint32]
Opened = Callable[[pl.Series], pl.Series]
"""Returns what distinct tokens stand for, null for those that do not open."""


@dataclass(slots=True)
class Owners:
    """All accounts that are known, and those that contacts name beside them.

    Attributes:
        names: tokens and account numbers.
        account: of each name.
        debtor: of each known account.
        called: what each known account is called where its agency has no token of it.
        tokens: ``agency``, ``account``, ``token``: what each agency knows accounts by; by account.
        places: zones in which a debtor may be, as in `contacts.Run`; the first are those of whom nobody knows where.
        place: of each known debtor, a place in *places*.
        born: birthday of each known debtor.
        placements: `PLACEMENTS`, with the text of ``agency``; by account.
        events: `EVENTS` of the accounts file.
        phones: numbers of telephones, by their digests; and `phone_account` the account of each: `stored.NOBODY` for
            one that several debtors have.
        parties: numbers and debtors; and `party_target` whose number it is to that debtor, in the codes of ``target``.
        opened: tokens that a keyring was asked for, and `opened_account` the account of each.
        strangers: what contacts call accounts that nobody knows: by place in *others*.
    """

    names: Numbering
    account: Codes
    debtor: Codes
    called: pl.Series
    tokens: pl.DataFrame
    places: tuple[tuple[str, ...], ...]
    place: NDArray[np.uint16]
    born: pl.Series
    placements: pl.DataFrame
    events: pl.DataFrame
    phones: Numbering = field(default_factory=Numbering)
    phone_account: Codes = field(default_factory=lambda: np.zeros(0, np.uint32))
    parties: Numbering = field(default_factory=Numbering)
    party_target: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    opened: Numbering = field(default_factory=Numbering)
    opened_account: Codes = field(default_factory=lambda: np.zeros(0, np.uint32))
    others: Numbering = field(default_factory=Numbering)
    strangers: list[pl.Series] = field(default_factory=list)

    @property
    def accounts(self) -> int:
        """How many accounts are known."""
        return len(self.debtor)

    @property
    def debtors(self) -> int:
        """How many debtors are known."""
        return len(self.place)

    def find(self, wanted: Digests) -> tuple[Codes, NDArray[np.bool_]]:
        """Return the account of each name, and which names are known."""
        place = self.names.find(wanted)
        known = place >= 0
        return self.account[np.where(known, place, 0)] if len(self.account) else place.astype(np.uint32), known

    def phone(self, numbers: Digests) -> tuple[Codes, NDArray[np.bool_]]:
        """Return the account that a telephone number belongs to, and where one debtor alone has it."""
        place = self.phones.find(numbers)
        if not len(self.phone_account):
            return place.astype(np.uint32), place >= 0
        found = self.phone_account[np.where(place >= 0, place, 0)]
        return found, (place >= 0) & (found != NOBODY)

    def party(self, numbers: Digests, debtors: Codes) -> NDArray[np.uint8]:
        """Return whose number it is to a debtor, in the codes of ``target``; `NOTHING` where nobody knows."""
        place = self.parties.find(with_debtor(numbers, debtors))
        if not len(self.party_target):
            return np.full(len(place), NOTHING, np.uint8)
        return np.where(place >= 0, self.party_target[np.where(place >= 0, place, 0)], np.uint8(NOTHING))

    def number(self, names: pl.Series, opened: Opened | None = None, agency: str | None = None) -> Codes:
        """Return the accounts of names that are not known, new ones for those that stand for none that is.

        Args:
            opened: returns the account numbers of distinct tokens, null for those that do not open.
            agency: for whom tokens open: one of another agency is a stranger's.
        """
        things = digests(names)
        if opened is None:
            return self._other(names, things)
        salt = digests(pl.Series([agency or ""]))[0]
        things = things ^ salt
        new = pl.DataFrame({"name": names, "new": self.opened.find(things) < 0}).filter("new")["name"]
        new = new.unique(maintain_order=True)
        if len(new):
            numbers = opened(new)
            called = numbers.zip_with(numbers.is_not_null(), new)
            found, known = self.find(digests(called))
            left = np.flatnonzero(~known)
            if len(left):
                found[left] = self._other(new.gather(left), digests(called.gather(left)))
            self.opened.add(digests(new) ^ salt)
            self.opened_account = np.concatenate([self.opened_account, found])
        return self.opened_account[self.opened.find(things)]

    def _other(self, names: pl.Series, things: Digests) -> Codes:
        """Return accounts of their own for things that are not known, and keep what these are called."""
        before = self.others.size
        found = self.others.add(things)
        if self.others.size > before:
            first = pl.DataFrame({"name": names, "number": found}).filter(pl.col("number") >= before)
            self.strangers.append(first.unique("number", keep="first").sort("number")["name"])
        return (found + self.accounts).astype(np.uint32)

    def debtor_of(self, accounts: Codes) -> Codes:
        """Return whose each account is; what nobody knows is of a debtor of its own."""
        known = accounts < self.accounts
        if known.all():
            return self.debtor[accounts]
        own = accounts - np.uint32(self.accounts) + np.uint32(self.debtors)
        return np.where(known, self.debtor[np.where(known, accounts, 0)], own) if self.accounts else own

    def place_of(self, debtors: Codes) -> NDArray[np.uint16]:
        """Return where debtors may be."""
        if not self.debtors:
            return np.zeros(len(debtors), np.uint16)
        known = debtors < self.debtors
        return np.where(known, self.place[np.where(known, debtors, 0)], 0).astype(np.uint16)

    def shifts(self, debtors: Codes, at: Seconds) -> Seconds:
        """Return seconds from UTC to the local time of each debtor, at the first of its places."""
        place = self.place_of(debtors)
        firsts = [zone(names[0]) for names in self.places]
        if len(firsts) == 1 or not place.any():
            return firsts[0].shift(at)
        found = np.empty(len(at), np.int64)
        for one in np.unique(place):
            met = place == one
            found[met] = firsts[one].shift(at[met])
        return found

    def names_of(self, contacts: pl.DataFrame) -> pl.Series:
        """Return what the accounts of contacts are called, from their ``agency`` and ``account``.

        By the token that the agency knows it by, else by any other of its tokens, else by its number, or by what
        somebody called it.
        """
        own = contacts.select(pl.col("agency").cast(pl.String), "account").join(
            of_accounts(self.tokens, contacts["account"]),
            on=["agency", "account"],
            how="left",
            maintain_order="left",
        )["token"]
        account = contacts["account"]
        if not own.null_count():
            return own
        called = pl.concat([self.called, *self.strangers])
        return own.zip_with(own.is_not_null(), called.gather(account))

    def people(self, debtors: Codes) -> pl.DataFrame:
        """Return `PEOPLE` of debtors, in their order."""
        known = debtors < self.debtors
        born = self.born.gather(np.where(known, debtors, 0)).set(pl.Series(~known), None) if self.debtors else None
        none = pl.repeat(None, len(debtors), dtype=pl.Date, eager=True)
        columns = {"debtor": debtors, "places": self.place_of(debtors), "born_on": none if born is None else born}
        return pl.DataFrame(columns, schema=dict(PEOPLE))


def spelled(named: pl.Series) -> pl.Series:
    """Return tokens and account numbers in the one spelling of each; null where there is neither."""
    plain = text.without_blanks(text.plain(named))
    kind = spelling.read_kindly(spelling.stated(plain))
    return kind.zip_with(spelling.is_token(kind).fill_null(value=False), account.parse(plain).value)


def of_accounts(rows: pl.DataFrame, accounts: pl.Series) -> pl.DataFrame:
    """Return the rows of some accounts, in order; the others are not looked at.

    Args:
        rows: with ``account``, by that.
    """
    asked, account = np.unique(accounts.to_numpy()), rows["account"].to_numpy()
    first, last = (np.searchsorted(account, asked, side=side) for side in ("left", "right"))
    places, _ = spans(first, last - first)
    return rows[places]


def with_debtor(numbers: Digests, debtors: Codes) -> Digests:
    """Return digests of telephone numbers and debtors together."""
    mixed: Digests = numbers ^ ((debtors.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))
    return mixed
