"""Numbers in a sentence that name somebody, in a stretch of text that may hold others too.

A *zone* is a stretch of digits with nothing but separators between them: it may hold a date, two phones and an amount.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from collectkit.fields import identity
from collectkit.fields.written_kind import LONGEST, MOBILE, PHONE_CUE, Kind, Run, kind_of

SEPARATOR = r"[\s.()_~/,:·•\p{Pd}\p{Cf}]"
"""What may part the digits of one number; for Rust's regular expressions."""
ZONE = rf"\+?[(]?\+?[0-9](?:(?:{SEPARATOR}{{0,3}}| ?(?:转|分机|(?i:ext)\.?) ?)[0-9]){{6,}}(?:[ -]?[Xx])?"
"""A zone, with the check character of an ID number behind it; for Rust's regular expressions."""

_GROUP = re.compile(r"[0-9]+")
_EXTENSION = re.compile(r"-| ?(?:转|分机|ext\.?) ?", re.IGNORECASE)
_LONGEST_EXTENSION = 6
_LEAD = re.compile(r"[+(]+$")
_LONGEST_LEAD = 3
_SHORTEST, _SHORTEST_ALONE = 7, 10
"""Digits of a number behind a word that says that it is a phone, or a plus; of one that stands for itself."""
_MOBILE = 11
_STUCK = (2 * _MOBILE, 3 * _MOBILE)
_COUNTED = re.compile(r" ?(?:小时|点|月|日|号|年|次|天|分|遍|通)")
_AROUND = 20
"""Characters around a number that are looked at."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a zone: what it is, from which character to before which, and its digits."""

    kind: Kind
    start: int
    end: int
    value: str


def read(before: str, zone: str, behind: str) -> list[Number]:
    """Return the numbers of a zone that are phones, resident IDs or cards.

    Args:
        before: the text in front of the zone; some 16 characters do.
        behind: the text behind it.
    """
    whole = [(m.start(), m.end()) for m in _GROUP.finditer(zone)]
    groups = [part for group in whole for part in _parted(zone, *group, behind)]
    found: list[Number] = []
    at = 0
    while at < len(groups):
        last, number = _longest(before, zone, behind, groups, at)
        if number is None:
            at += 1
            continue
        at = last + 1
        if at < len(groups) and _longest(before, zone, behind, groups, at)[1] is None:
            number = _extended(number, zone, *groups[at])
            at += number.end == groups[at][1]
        found.append(number)
    return found


def _parted(zone: str, start: int, end: int, behind: str) -> list[tuple[int, int]]:
    """Part mobile numbers that stick to each other, and one that sticks to a count: 13800138000 24小时."""
    digits = zone[start:end]
    if len(digits) in _STUCK and all(map(MOBILE.fullmatch, _pieces(digits))):
        return [(at, at + _MOBILE) for at in range(start, end, _MOBILE)]
    counted = end == len(zone) and _MOBILE < len(digits) <= _MOBILE + 2 and _COUNTED.match(behind)
    if counted and MOBILE.match(digits):
        return [(start, start + _MOBILE), (start + _MOBILE, end)]
    return [(start, end)]


def _pieces(digits: str) -> list[str]:
    return [digits[at : at + _MOBILE] for at in range(0, len(digits), _MOBILE)]


def _longest(
    before: str, zone: str, behind: str, groups: list[tuple[int, int]], first: int
) -> tuple[int, Number | None]:
    """Return the number of most groups that begins with the group *first*, and its last group."""
    size, last = 0, first
    while last < len(groups) and size + groups[last][1] - groups[last][0] <= LONGEST:
        size += groups[last][1] - groups[last][0]
        last += 1
    start = groups[first][0]
    ahead = (before + zone[:start] if start < _AROUND else zone[start - _AROUND : start])[-_AROUND:]
    least = _SHORTEST if "+" in ahead or PHONE_CUE.search(ahead) else _SHORTEST_ALONE
    while size >= least:
        last -= 1
        rest = zone[groups[last][1] : groups[last][1] + _AROUND]
        run = _run(zone, groups[first : last + 1], ahead, behind if last == len(groups) - 1 else rest)
        kind = kind_of(run)
        if kind is not None:
            return last, _number(kind, zone, start, groups[last][1], run)
        size -= groups[last][1] - groups[last][0]
    return first, None


def _number(kind: Kind, zone: str, start: int, end: int, run: Run) -> Number:
    """A number with the plus and the bracket in front of it, and the X behind it."""
    stop = end + (len(_check(zone[end : end + _AROUND])) if run.digits.endswith("X") else 0)
    lead = _LEAD.search(zone, max(start - _LONGEST_LEAD, 0), start) if kind == "phone" else None
    if lead is None:
        return Number(kind, start, stop, run.digits)
    open_ended = lead[0].startswith("(") and ")" not in zone[start:stop]
    return Number(kind, lead.start() + open_ended, stop, ("+" if "+" in lead[0] else "") + run.digits)


def _run(zone: str, groups: list[tuple[int, int]], ahead: str, behind: str) -> Run:
    digits = "".join(zone[start:end] for start, end in groups)
    rest = zone[groups[-1][1] : groups[-1][1] + _LONGEST_LEAD]
    if len(digits) == identity.LENGTH - 1 and _check(rest):
        digits += "X"
    gaps = tuple(zone[one[1] : two[0]] for one, two in itertools.pairwise(groups))
    return Run(digits, tuple(end - start for start, end in groups), gaps, ahead, behind)


def _check(rest: str) -> str:
    """The X behind an ID number, with what parts them."""
    return rest[: rest.upper().index("X") + 1] if re.match(r"[ -]?[Xx](?![A-Za-z0-9])", rest) else ""


def _extended(number: Number, zone: str, start: int, end: int) -> Number:
    """A land line with the extension behind it, if the group there is one: 026-20000000-801, 转801."""
    joined = _EXTENSION.fullmatch(zone, number.end, start) and end - start <= _LONGEST_EXTENSION
    if number.kind != "phone" or MOBILE.search(number.value) or not joined:
        return number
    return Number("phone", number.start, end, f"{number.value}-{zone[start:end]}")
