"""What logs of calls say in columns of their own: who dialled whom, when it was answered, when it ended, for whom."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectkit.conduct.contacts import DIRECTION, PUT_THROUGH, RESULT
from collectkit.conduct.reading.cells import Cells
from collectkit.conduct.reading.lean import How, Lean, Places
from collectkit.conduct.reading.meanings import NOTHING, Codes
from collectkit.conduct.reading.numbering import Digests, digests
from collectkit.conduct.reading.stored import NO_TALK
from collectkit.crypto import spelling
from collectkit.fields import dates, moments, number, phone, text
from collectkit.fields.parsed import only
from collectkit.fields.zones import Flags

FIELDS = frozenset({"number", "caller", "called", "answered_at", "ended_at", "answered", "agency"})
"""The columns that `read` is for."""

_BETWEEN = r"[ ()./-]"
_NUMBER = r"^\+?[0-9]{7,15}$"
_A_TIME = "[^0:/ .TZ+-]"
"""What a time is written with, beside zeros, of which programs make the time of what never was."""
_OUT, _IN = (DIRECTION.categories.to_list().index(code) for code in ("OUT", "IN"))
_RESULTS = {code: place for place, code in enumerate(RESULT.categories)}
_THROUGH = np.array([_RESULTS[code] for code in PUT_THROUGH], np.uint8)


def read(cells: Cells, how: How, lean: Lean) -> None:
    """Fill in what calls say beside contacts."""
    _agencies(cells, how, lean)
    _numbers(cells, how, lean)
    _answers(cells, how, lean)
    _talks(cells, how, lean)


def _agencies(cells: Cells, how: How, lean: Lean) -> None:
    """Read whose contacts are, where nobody said whose the file is: who returned it cannot name another agency."""
    named = cells.of("agency")
    if named is None or how.agency != NOTHING:
        return
    plain = text.without_blanks(text.plain(named))
    codes = plain.replace_strict(how.agencies, default=None, return_dtype=pl.UInt8)
    lean.records["agency"] = codes.fill_null(NOTHING).to_numpy()
    if strange := codes.null_count() - plain.null_count():
        lean.undone["agency"] = strange


def canonical(cells: pl.Series, region: str | None) -> pl.Series:
    """Return telephone numbers and tokens of them in one spelling.

    What has no canonical form, as numbers of countries without rules, is its digits; what has less than seven of them,
    or stars, is no number that somebody could be known by.
    """
    plain = text.without_blanks(text.plain(cells))
    found = phone.canonical(plain, region)
    if found.null_count() == plain.null_count():
        return found
    bare = plain.str.replace_all(_BETWEEN, "")
    bare = only(bare, bare.str.contains(_NUMBER))
    token = spelling.read_kindly(plain)
    bare = token.zip_with(spelling.is_token(token).fill_null(value=False), bare)
    return found.zip_with(found.is_not_null(), bare)


def _numbers(cells: Cells, how: How, lean: Lean) -> None:
    """Find the number of the other side, and by it whose a contact is, and who was meant, where nothing says so."""
    stated = {name: one for name in ("number", "caller", "called") if (one := cells.of(name)) is not None}
    if not stated:
        return
    sides = {name: canonical(one, how.region) for name, one in stated.items()}
    if "number" in sides and sides["number"].null_count():
        sides["number"] = _with_names(sides["number"], stated["number"], lean)
    found, there = np.zeros(cells.height, np.uint64), np.zeros(cells.height, np.bool_)
    directions = lean.records["direction"]
    for name, met in _sides(sides, directions, how, lean):
        use = met & ~there & sides[name].is_not_null().to_numpy()
        found[use] = digests(sides[name])[use]
        there |= use
        token = (spelling.is_token(sides[name]).fill_null(value=False)).to_numpy() & use
        if token.any():
            places, texts = lean.number_tokens
            more = sides[name].filter(pl.Series(token))
            lean.number_tokens = np.concatenate([places, np.flatnonzero(token)]), pl.concat([texts, more])
    if there.any():
        lean.numbers = found, there
        _owners(found, there, how, lean)


def _with_names(numbers: pl.Series, stated: pl.Series, lean: Lean) -> pl.Series:
    """Return numbers, and for those that have none what the file calls them; where else it says whose a contact is."""
    plain = text.without_blanks(text.plain(stated))
    named = np.ones(len(numbers), np.bool_)
    named[lean.nameless] = False
    called = only(plain, pl.Series(named) & ~plain.str.contains("*", literal=True))
    return numbers.zip_with(numbers.is_not_null(), called)


def _sides(sides: dict[str, pl.Series], directions: Flags, how: How, lean: Lean) -> list[tuple[str, Flags]]:
    """Return the columns with the other side's number, the best first, and where each is meant."""
    size = len(lean.records)
    everywhere = np.ones(size, np.bool_)
    known = {
        name: how.owners.phone(digests(sides[name]))[1] if name in sides else ~everywhere
        for name in ("caller", "called")
    }
    blank = directions == NOTHING
    if {"caller", "called"} <= sides.keys():
        directions[blank & known["called"] & ~known["caller"]] = _OUT
        directions[blank & known["caller"] & ~known["called"]] = _IN
    order = [
        ("number", everywhere),
        ("called", directions == _OUT),
        ("caller", directions == _IN),
        ("called", everywhere),
    ]
    return [(name, met) for name, met in order if name in sides]


def _owners(found: Digests, there: Flags, how: How, lean: Lean) -> None:
    owners, records = how.owners, lean.records
    if len(lean.nameless):
        asked = lean.nameless[there[lean.nameless]]
        account, known = owners.phone(found[asked])
        records["account"][asked[known]] = account[known]
        lean.callers = asked[~known]
        lean.nameless = lean.nameless[~there[lean.nameless]]
    strange = np.zeros(len(records), np.bool_)
    strange[lean.strangers[0]], strange[lean.callers], strange[lean.nameless] = True, True, True
    blank: Places = np.flatnonzero(there & ~strange & (records["target"] == NOTHING))
    if len(blank):
        records["target"][blank] = owners.party(found[blank], owners.debtor_of(records["account"][blank]))


def _answers(cells: Cells, how: How, lean: Lean) -> None:
    """Say what came of a call where no result does: by a flag, or by the time at which it was answered.

    A flag may be a word of results too. What nobody can read says nothing, and is counted.
    """
    answered = cells.of("answered")
    if answered is not None:
        plain = text.without_blanks(text.plain(answered))
        flag = number.parse_flag(plain)
        words, _ = how.meanings["result"].read(plain)
        said = _through(flag.value.to_numpy())
        if flag.code is not None:
            said = np.where(flag.code.is_null().to_numpy(), said, words)
        _answer(lean, "answered", plain.is_not_null().to_numpy(), said)
    times = cells.of("answered_at")
    if times is not None:
        times = text.without_blanks(text.plain(times), dates.BLANKS)
        filled = times.str.contains(_A_TIME).fill_null(value=False).to_numpy()
        when = moments.parse(times)
        known = ~filled | when.dated | (when.second >= 0)
        _answer(
            lean, "answered_at", times.is_not_null().to_numpy(), np.where(known, _through(filled), np.uint8(NOTHING))
        )


def _through(answered: Flags) -> Codes:
    return np.where(answered, np.uint8(_RESULTS["ANSWERED"]), np.uint8(_RESULTS["UNANSWERED"]))


def _answer(lean: Lean, column: str, there: Flags, said: Codes) -> None:
    """Fill in results that are not known, from what another column says; count where it says nothing."""
    results = lean.records["result"]
    met = (results == NOTHING) & (there | (column == "answered_at"))
    results[met] = said[met]
    if strange := int((there & (said == NOTHING)).sum()):
        lean.undone[column] = strange


def _talks(cells: Cells, how: How, lean: Lean) -> None:
    """Say how long people talked where the log does not: from the answer to the end; no time without an answer."""
    records = lean.records
    left = records["talk"] == NO_TALK
    answered, ended = cells.of("answered_at"), cells.of("ended_at")
    if left.any() and answered is not None and ended is not None:
        since, since_known, *_ = moments.parse(moments.ordered(answered, how.order)).utc(how.zone)
        until, until_known, *_ = moments.parse(moments.ordered(ended, how.order)).utc(how.zone)
        met = left & since_known & until_known
        records["talk"][met] = (until - since)[met].clip(-(2**31) + 1, 2**31 - 1)
        left &= ~met
    left &= (records["result"] != NOTHING) & ~np.isin(records["result"], _THROUGH)
    records["talk"][left] = 0
