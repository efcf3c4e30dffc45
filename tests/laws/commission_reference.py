"""Commission a second time, line by line, in whole numbers of Python: slow, and written from docs/commission.md alone.

It reads the rates file itself, and shares no code with `collectkit`.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.laws.commission_lines import Line, Placement

MILLION = 10**6


@dataclass
class Fee:
    """What a line earns; `share` is exact."""

    row: int | None = None
    rule: str | None = None
    base: int | None = 0
    ppm: int | None = None
    fee: int | None = 0
    share: Fraction = field(default_factory=Fraction)

    def told(self) -> tuple[int | None, str | None, int | None, int | None, int | None]:
        """Return all but the share."""
        return (self.row, self.rule, self.base, self.ppm, self.fee)


def half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def money(text: str | None) -> int | None:
    return None if text is None else int(Fraction(text) * 100)


def percentage(text: str) -> int:
    return int(Fraction(text.rstrip("%")) * 10_000)


class Reference:
    """A rates file."""

    def __init__(
        self, rates: str, schemes: Mapping[str, Sequence[tuple[int, str]]], placements: Sequence[Placement]
    ) -> None:
        data = tomllib.loads(rates)
        self.rows: list[dict[str, Any]] = data["rate"]
        terms = data.get("terms", [])
        self.terms: list[dict[str, Any]] = [terms] if isinstance(terms, dict) else terms
        self.schemes, self.placements = schemes, placements

    def _term(self, line: Line, key: str, otherwise: str) -> str:
        agency = self.placements[line.p].agency
        for name in (agency, "*"):
            for table in self.terms:
                if table.get("agency", "*") == name and key in table:
                    return str(table[key])
        return otherwise

    def _row(self, line: Line) -> int | str | None:
        """Return the place of the row; ``unknown`` where the days past due are needed and not known."""
        one = self.placements[line.p]
        bucket = one.bucket
        if self._term(line, "bucket_at", "placement") == "payment":
            if one.dpd is None or one.since is None:
                return "unknown"
            days = max(0, one.dpd + (line.day - one.since).days)
            edges = self.schemes[self._term(line, "scheme", "")]
            bucket = [label for first, label in edges if first <= days][-1]
        found = [
            (self._specific(row), place)
            for place, row in enumerate(self.rows)
            if row.get("agency", "*") in ("*", one.agency)
            and row.get("product", "*") in ("*", one.product)
            and row.get("hand", "*") in ("*", one.hand)
            and row.get("bucket", "*") in ("*", bucket)
            and self._holds(row, one)
        ]
        return max(found)[1] if found else None

    @staticmethod
    def _specific(row: Mapping[str, Any]) -> list[bool]:
        named = [row.get(key, "*") != "*" for key in ("agency", "product", "hand", "bucket")]
        return [*named, "balance_from" in row or "balance_to" in row]

    @staticmethod
    def _holds(row: Mapping[str, Any], one: Placement) -> bool:
        low, high = money(row.get("balance_from")), money(row.get("balance_to"))
        if (low is not None or high is not None) and one.balance is None:
            return False
        if one.balance is not None:
            if low is not None and one.balance < low:
                return False
            if high is not None and one.balance >= high:
                return False
        first, last = row.get("valid_from"), row.get("valid_to")
        if first is None and last is None:
            return True
        if one.since is None or (first is not None and one.since < first):
            return False
        return last is None or one.since <= last

    def fees(self, lines: Sequence[Line]) -> list[Fee]:
        """Return what each line earns."""
        self.lines = lines
        self.found = [Fee() for _ in lines]
        self.places = [self._row(line) for line in lines]
        self.backs: defaultdict[int, list[int]] = defaultdict(list)
        for number, line in enumerate(lines):
            if line.of is not None:
                self.backs[line.of].append(number)
        order = sorted(range(len(lines)), key=self._said)
        for number in order:
            if lines[number].of is None:
                self._judge(number)
        self.earning = [n for n in order if self.found[n].rule in ("matched", "tail", "direct_earned")]
        self._share()
        self._cap()
        self._round()
        self._backwards(order)
        return self.found

    def _said(self, number: int) -> tuple[Any, ...]:
        line = self.lines[number]
        return (line.day, line.txn is None, line.txn or "", line.p, line.cash, number)

    def _judge(self, number: int) -> None:
        line, fee, place = self.lines[number], self.found[number], self.places[number]
        one = self.placements[line.p]
        if line.side not in ("matched", "direct"):
            return
        row = self.rows[place] if isinstance(place, int) else {}
        fee.row = place + 1 if isinstance(place, int) else None
        direct = line.side == "direct"
        if place == "unknown" and (not direct or any(row.get("direct") for row in self.rows)):
            fee.rule, fee.base, fee.fee = "no_days", line.cash, None
        elif direct and not row.get("direct", False):
            fee.rule = "direct"
        elif direct and line.cash > 0 and self._free(row, one, line.day):
            fee.rule = "free_days"
        elif place is None:
            fee.rule, fee.base, fee.fee = "no_rate", line.cash, None
        elif line.cash < 0 and (
            len(row.get("tiers", [])) > 1
            or "cap_account" in row
            or row.get("free_days", 0)
            or self._term(line, "bucket_at", "placement") == "payment"
        ):
            fee.rule, fee.base, fee.fee = "clawback_unknown", line.cash, None
            if row.get("base", "all") == "principal":
                fee.base = None if line.principal is None else -abs(line.principal)
        else:
            self._earn(number, row)

    @staticmethod
    def _free(row: Mapping[str, Any], one: Placement, day: date) -> bool:
        days = row.get("free_days", 0)
        return bool(days) and (one.since is None or day < one.since + timedelta(days))

    def _earn(self, number: int, row: Mapping[str, Any]) -> None:
        line, fee = self.lines[number], self.found[number]
        fee.base = line.cash
        if row.get("base", "all") == "principal":
            part = line.principal
            if part is None or abs(part) > abs(line.cash) or (line.cash > 0 > part):
                fee.rule, fee.base, fee.fee = "no_split", None, None
                return
            fee.base = abs(part) if line.cash > 0 else -abs(part)
        until = self.placements[line.p].until
        if line.cash < 0:
            fee.rule = "clawback"
            fee.ppm = self._steps(row)[0][1]
            share = Fraction(-fee.base * fee.ppm, MILLION)
            cap = money(row.get("cap"))
            fee.fee = -half_up(share if cap is None else min(share, Fraction(cap)))
        elif line.side == "direct":
            fee.rule = "direct_earned"
        else:
            fee.rule = "tail" if until is not None and line.day > until else "matched"

    @staticmethod
    def _steps(row: Mapping[str, Any]) -> list[tuple[int, int]]:
        if "rate" in row:
            return [(0, percentage(row["rate"]))]
        return [(money(tier["from"]) or 0, percentage(tier["rate"])) for tier in row["tiers"]]

    def _period(self, number: int) -> object:
        line = self.lines[number]
        over = self._term(line, "tier_over", "month")
        if over == "account":
            return line.p
        return self.placements[line.p].batch if over == "batch" else (line.day.year, line.day.month)

    def _share(self) -> None:
        kept = {n: self.found[n].base or 0 for n in self.earning}
        for n in self.earning:
            gone = sum(-self.lines[k].cash for k in self.backs[n] if self._period(k) == self._period(n))
            kept[n] -= half_up(Fraction(kept[n] * gone, self.lines[n].cash))
        groups: defaultdict[object, list[int]] = defaultdict(list)
        for n in self.earning:
            line = self.lines[n]
            own = self.places[n] if self._term(line, "tier_sum", "agency") == "row" else None
            groups[self.placements[line.p].agency, line.currency, self._period(n), own].append(n)
        for numbers in groups.values():
            total, so_far = sum(kept[n] for n in numbers), 0
            for n in numbers:
                self._at_tiers(n, so_far, total)
                so_far += kept[n]

    def _at_tiers(self, number: int, so_far: int, total: int) -> None:
        fee = self.found[number]
        base, steps = fee.base or 0, self._steps(self.rows[self.places[number]])  # type: ignore[index]
        if self._term(self.lines[number], "tiers", "marginal") == "cliff":
            fee.ppm = [ppm for start, ppm in steps if start <= total][-1]
            fee.share = Fraction(base * fee.ppm, MILLION)
            return
        ends = [*(start for start, _ in steps[1:]), None]
        slices = []
        for (start, ppm), end in zip(steps, ends, strict=True):
            top = so_far + base if end is None else min(end, so_far + base)
            part = max(0, top - max(start, so_far))
            fee.share += Fraction(part * ppm, MILLION)
            slices += [ppm] if part else []
        if len(slices) == 1:
            fee.ppm = slices[0]
        elif not slices:
            fee.ppm = [ppm for start, ppm in steps if start <= so_far][-1]

    def _cap(self) -> None:
        for n in self.earning:
            cap = money(self.rows[self.places[n]].get("cap"))  # type: ignore[index]
            if cap is not None and self.found[n].share > cap:
                self.found[n].share, self.found[n].rule = Fraction(cap), "capped"

    def _round(self) -> None:
        invoices: defaultdict[object, list[int]] = defaultdict(list)
        for n in self.earning:
            fee, line = self.found[n], self.lines[n]
            fee.fee = half_up(fee.share)
            account = "cap_account" in self.rows[self.places[n]]  # type: ignore[index]
            if self._term(line, "rounding", "line") == "invoice" and not account:
                agency = self.placements[line.p].agency
                invoices[agency, line.currency, line.day.year, line.day.month].append(n)
        for numbers in invoices.values():
            total = half_up(sum((self.found[n].share for n in numbers), Fraction()))
            for n in numbers:
                self.found[n].fee = int(self.found[n].share)
            left = total - sum(self.found[n].fee or 0 for n in numbers)
            for n in sorted(numbers, key=lambda n: int(self.found[n].share) - self.found[n].share)[:left]:
                self.found[n].fee = int(self.found[n].share) + 1

    def _backwards(self, order: Sequence[int]) -> None:
        """Cap accounts, and give back, in the order of days; on one day, payments before what takes them back."""
        stand: defaultdict[object, int] = defaultdict(int)
        gone: defaultdict[int, int] = defaultdict(int)
        earning = set(self.earning)
        for n in sorted(order, key=lambda n: (self.lines[n].day, self.lines[n].of is not None)):
            line, fee = self.lines[n], self.found[n]
            if n in earning:
                cap = money(self.rows[self.places[n]].get("cap_account"))  # type: ignore[index]
                if cap is not None:
                    whole, group = fee.fee or 0, (line.p, line.currency, self.places[n])
                    fee.fee = max(0, min(whole, cap - stand[group]))
                    stand[group] += fee.fee
                    fee.rule = fee.rule if fee.fee == whole else "capped"
            if line.of is None:
                continue
            paid, before = self.found[line.of], gone[line.of]
            gone[line.of] -= line.cash
            fee.row, fee.ppm = paid.row, paid.ppm
            fee.rule = "clawback" if paid.rule in ("matched", "tail", "direct_earned", "capped") else paid.rule
            fee.base, fee.fee = (self._back(amount, before, gone[line.of], line.of) for amount in (paid.base, paid.fee))
            if line.of in earning:
                stand[self.lines[line.of].p, line.currency, self.places[line.of]] += fee.fee or 0

    def _back(self, amount: int | None, before: int, now: int, payment: int) -> int | None:
        if amount is None:
            return None
        paid = self.lines[payment].cash
        return half_up(Fraction(amount * before, paid)) - half_up(Fraction(amount * now, paid))
