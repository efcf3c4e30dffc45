"""The evidence of an item in plain words, for a terminal. Account numbers are never in it, only tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from collectkit.fields.number import PPM
from collectkit.reconcile.commission.rules import FEE_RULES
from collectkit.reconcile.evidence import MOST, Candidate, Evidence, Row, exact, is_booked, is_returned, money
from collectkit.reconcile.statuses import RULES, STATUSES

_FEES = {
    "AGREES": "It is what is due.",
    "NOT_CLAIMED": "The line claims none.",
    "FEE_DIFFERS": "It is not what is due.",
    "RATE_MISSING": "The fee is unknown, and not zero.",
    "FEE_UNREADABLE": "What is claimed is no amount.",
}
_HELD_ELSEWHERE = frozenset({"of_another_agency", "in_another_placement"})
_SIDES = {
    "matched": "counts as matched: an agency's line belongs to it",
    "direct": "counts as direct: no agency claims it, or it went to the creditor",
    "unexplained": "counts as unexplained",
    "outside": "is in no sum: not placed, outside the window, or not readable",
}


def lines(evidence: Evidence) -> Iterator[str]:
    """Yield the lines."""
    item = evidence.item
    end = "" if item["exception"] is None else f", to be looked at{_for(item)}"
    yield f"Item {item['item']} is {item['status']}{end}."
    yield f"  {STATUSES.get(item['status'], '')}".rstrip()
    yield f"  By the rule {item['rule']}: {_meant(item['rule'])}"
    yield from _account(item)
    none = "the lines below" if evidence.together else "no line belongs to it"
    yield f"  Returned: {_returned(item)}" if is_returned(item) else f"  Returned: {none}."
    if is_booked(item):
        yield f"  Ledger: {_booked(item)}; it {_SIDES.get(item['side'], 'is in no sum')}."
    else:
        yield f"  Ledger: {none}."
    if not is_booked(item) and not evidence.booked and not evidence.together and item["since"] is not None:
        yield "  The account has no ledger line at all."
    yield from _more("Together with", evidence.together)
    yield from _more("Lines like it", evidence.alike)
    yield from _more("Payment and reversals, by day", evidence.chain)
    yield from _fee(evidence)
    yield from _candidates("Other ledger lines of the account", evidence.booked, evidence.more_booked, _booked)
    yield from _candidates("Other returned lines", evidence.reported, evidence.more_reported, _returned)


def _for(item: Row) -> str:
    return "" if item["exception"] == item["status"] else f" for its fee: {item['exception']}"


def _meant(rule: str) -> str:
    return RULES[rule].meaning if rule in RULES else "?"


def _account(item: Row) -> Iterator[str]:
    if item["since"] is None and item["until"] is None:
        yield f"  Token {item['token']}." if item["token"] else "  It is of no account that is placed."
        return
    until = f"to {item['until']}" if item["until"] else "with no end"
    bucket = f", bucket {item['bucket']}" if item["bucket"] else ""
    held = "" if item["rule"] in _HELD_ELSEWHERE else f" with {item['agency']}"
    yield f"  Account {item['token']}, placed{held} from {item['since']} {until}{bucket}."


def _returned(item: Row) -> str:
    name = " ".join(filter(None, (item["type"], item["payment_id"])))
    by = f", received by {item['received_by']}" if item["received_by"] else ""
    back = f", takes back {item['reverses']}" if item["reverses"] else ""
    return (
        f"{item['file']} row {item['row']}: {name or 'no id'}, {_moved(item, 'claimed_minor', 'claimed_on')}{by}{back}"
    )


def _booked(item: Row) -> str:
    name = " ".join(filter(None, (item["ledger_type"], item["txn_id"])))
    back = f", takes back {item['ledger_reverses']}" if item["ledger_reverses"] else ""
    said = _moved(item, "cash_minor", "booked_on")
    return f"{item['ledger_file'] or 'ledger'} row {item['ledger_row']}: {name or 'no id'}, {said}{back}"


def _moved(item: Row, minor: str, on: str) -> str:
    said = "no amount" if item[minor] is None else f"{money(item[minor])} {item['currency']}"
    return f"{said} on {item[on] or 'no day'}"


def _line(row: Row) -> str:
    sides = [_returned(row)] if is_returned(row) else []
    sides += [_booked(row)] if is_booked(row) else []
    return f"    item {row['item']} ({row['status']}, {row['rule']}): {' = '.join(sides)}"


def _more(title: str, rows: tuple[Row, ...]) -> Iterator[str]:
    if rows:
        yield f"  {title}:"
        yield from map(_line, rows[:MOST])
        yield from _rest(len(rows) - MOST)


def _fee(evidence: Evidence) -> Iterator[str]:
    item = evidence.item
    fee, said, check = (item[name] for name in ("fee_minor", "fee_claimed_minor", "fee_check"))
    if fee is None and said is None and check is None:
        return
    lent = bool(evidence.together) and not is_booked(item)
    parts = list(_lent(evidence) if lent else _due(evidence))
    if said is not None:
        parts.append(f"claimed {money(said)}{'' if evidence.together else _beside(said, fee)}")
    why = f" {FEE_RULES[item['fee_rule']]}" if item["fee_rule"] in FEE_RULES else ""
    why += " Fees of a combination are compared as a whole." if evidence.together else ""
    verdict = f" {check}: {_FEES.get(check, '')}".rstrip() if check else ""
    yield f"  Commission: {'; '.join(parts)}.{why}{verdict}"


def _lent(evidence: Evidence) -> Iterator[str]:
    """Of a returned line of a combination: what is due stands with the ledger's lines."""
    fees = [row["fee_minor"] for row in (evidence.item, *evidence.together)]
    yield "nobody knows what is due" if None in fees else f"due for the combination {money(sum(fees))}"


def _due(evidence: Evidence) -> Iterator[str]:
    item, exactly = evidence.item, evidence.exact_fee
    fee, base = item["fee_minor"], item["base_minor"]
    if base == 0:
        yield "it earns nothing"
    row = f" (row {item['rate_row']} of the rates)" if item["rate_row"] is not None else ""
    if exactly is None:
        of = f" of {money(base)}{row}" if base else ""
        yield f"due {money(fee)}{of}" if fee is not None else "nobody knows what is due"
        return
    percent = f"{item['rate_ppm'] // 10_000}.{item['rate_ppm'] % 10_000:04}".rstrip("0").rstrip(".")
    yield f"{money(base or 0)} x {percent}%{row} = {exact(exactly)}"
    if fee is not None and fee * PPM != exactly:
        half_up = (2 * abs(exactly) + PPM) // (2 * PPM) * (1 if exactly > 0 else -1)
        yield f"{'rounded half up' if half_up == fee else 'of which is due'} {money(fee)}"


def _beside(said: int, fee: int | None) -> str:
    if fee is None or fee == said:
        return ""
    return f", {money(abs(said - fee))} {'more' if said > fee else 'less'} than is due"


def _candidates(title: str, found: tuple[Candidate, ...], more: int, told: Callable[[Row], str]) -> Iterator[str]:
    if not found:
        return
    yield f"  {title}:"
    for one in found:
        why = "; ".join(one.against) or "agrees, but this item is set aside, or another line came first"
        yield f"    item {one.row['item']} ({one.row['status']}), {told(one.row)}: {why}"
    yield from _rest(more)


def _rest(more: int) -> Iterator[str]:
    if more > 0:
        yield f"    and {more} more"
