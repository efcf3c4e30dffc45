"""Random rate cards over random ledgers: every fee against a slow reference in whole numbers of Python.

python -m tests.laws.commission --lines 1000000
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from collectkit.errors import RulesError
from collectkit.reconcile.commission import Rates, parse
from collectkit.reconcile.commission.earning import earned
from collectkit.reconcile.judging import SIDE
from collectkit.reconcile.terms import Placed, prepare
from collectkit.reconcile.terms import Terms as Window
from tests.laws.commission_lines import Line, Placement
from tests.laws.commission_reference import Reference

SCHEMES = {"thirty": ((0, "M0"), (1, "M1"), (31, "M2"), (61, "M3"))}
FIRST = dt.date(2026, 10, 20)
AGENCIES, CURRENCIES = ("a", "b"), ("CNY", "USD")
AMOUNTS = ("0", "0.01", "5", "5.55", "100", "1000", "12345.67", "92233720368")
CASH = (1, 2, 99, 100, 500, 555, 12_345, 99_999, 10**7, 2**53 + 1)
HUGE = 2**61


def rates(rng: random.Random) -> str:
    """Return a rates file without faults."""
    while True:
        rows = [_table("[[rate]]", _row(rng)) for _ in range(rng.randint(1, 6))]
        terms = [_table("[[terms]]", _terms(rng, agency)) for agency in rng.sample(("*", *AGENCIES), rng.randint(0, 3))]
        text = "\n".join(["version = 1", *rows, *terms])
        try:
            parse(text, "rates.toml")
        except RulesError:
            continue
        return text


def _table(head: str, keys: dict[str, str]) -> str:
    return "\n".join([head, *(f"{key} = {value}" for key, value in keys.items())])


def _row(rng: random.Random) -> dict[str, str]:
    row: dict[str, str] = {}

    def perhaps(key: str, value: str, chance: float = 0.25) -> None:
        if rng.random() < chance:
            row[key] = value

    perhaps("agency", f'"{rng.choice(AGENCIES)}"')
    perhaps("product", f'"{rng.choice("xy")}"', 0.15)
    perhaps("hand", rng.choice(["1", "2", '"*"']), 0.15)
    perhaps("bucket", f'"{rng.choice(["M0", "M1", "M2", "M3"])}"')
    low, high = sorted(rng.sample(range(1, 6), 2))
    perhaps("balance_from", f'"{AMOUNTS[low]}"', 0.15)
    perhaps("balance_to", f'"{AMOUNTS[high]}"', 0.15)
    if rng.random() < 0.5:
        starts = sorted(rng.sample(range(1, len(AMOUNTS)), rng.randint(0, 3)))
        tiers = [f'{{ from = "{AMOUNTS[at]}", rate = "{_rate(rng)}" }}' for at in (0, *starts)]
        row["tiers"] = f"[{', '.join(tiers)}]"
    else:
        row["rate"] = f'"{_rate(rng)}"'
    perhaps("direct", "true", 0.4)
    if row.get("direct"):
        perhaps("free_days", str(rng.randint(1, 20)), 0.3)
    perhaps("tail_days", "10")
    perhaps("base", '"principal"', 0.2)
    perhaps("cap", f'"{rng.choice(AMOUNTS)}"', 0.2)
    perhaps("cap_account", f'"{rng.choice(AMOUNTS)}"', 0.2)
    perhaps("valid_from", str(FIRST + dt.timedelta(rng.randint(0, 30))), 0.1)
    perhaps("valid_to", str(FIRST + dt.timedelta(rng.randint(30, 60))), 0.1)
    return row


def _rate(rng: random.Random) -> str:
    return rng.choice(["0%", "10%", "12.5%", "33.3333%", "100%", "0.0001%", "5%"])


def _terms(rng: random.Random, agency: str) -> dict[str, str]:
    terms = {"agency": agency}
    choices = {
        "tiers": ("marginal", "cliff"),
        "tier_over": ("month", "batch", "account"),
        "tier_sum": ("agency", "row"),
        "rounding": ("line", "invoice"),
        "bucket_at": ("placement", "placement", "payment"),
    }
    terms |= {key: rng.choice(values) for key, values in choices.items() if rng.random() < 0.5}
    if terms.get("bucket_at") == "payment" or rng.random() < 0.2:
        terms["scheme"] = "thirty"
    return {key: f'"{value}"' for key, value in terms.items()}


def placements(rng: random.Random) -> list[Placement]:
    """Return some placements; the first says everything."""
    found = [Placement("a", "b1", "x", 1, "M1", 500, 5, FIRST, None)]
    for _ in range(rng.randint(2, 12)):
        since = FIRST + dt.timedelta(rng.randint(0, 50))
        end = rng.choice([None, since + dt.timedelta(rng.randint(0, 40))])
        found.append(
            Placement(
                rng.choice(AGENCIES),
                rng.choice(["b1", "b2", None]),
                rng.choice(["x", "y", "z", None]),
                rng.choice([1, 2, 3, None]),
                rng.choice(["M0", "M1", "M2", "M3", "M4", None]),
                rng.choice([None, 0, 500, 554, 555, 10_000, 2**62]),
                rng.choice([0, 1, 29, 45, 400, None]),
                since,
                end,
            )
        )
    return sorted(found, key=lambda one: one.agency)


def lines(rng: random.Random, placed: Sequence[Placement], count: int) -> list[Line]:
    """Return a ledger: payments, what takes them back in one or several parts, and what takes back nothing known."""
    found: list[Line] = []
    left: dict[int, int] = {}
    huge = rng.random() < 0.1
    while len(found) < count:
        day = FIRST + dt.timedelta(rng.randint(0, 75))
        side = rng.choice(["matched", "matched", "matched", "direct", "unexplained"])
        txn = rng.choice([None, f"T{rng.randint(0, 40)}"])
        open_ = [place for place, rest in left.items() if rest] if rng.random() < 0.2 else []
        if open_:
            of = rng.choice(open_)
            paid = found[of]
            back = left[of] if rng.random() < 0.5 else rng.randint(1, left[of])
            left[of] -= back
            later = paid.day + dt.timedelta(rng.choice([0, 0, 3, 40]))
            found.append(Line(paid.p, paid.currency, later, -back, paid.side, txn, of))
            continue
        cash = rng.choice(CASH) if rng.random() < 0.5 else rng.randint(1, 10**6)
        cash = HUGE if huge and rng.random() < 0.5 else cash
        principal = rng.choice([None, 0, cash, cash // 2, cash // 3, cash + 1, -cash])
        if rng.random() < 0.08:
            cash = -cash
        elif side != "unexplained":
            left[len(found)] = cash
        found.append(Line(rng.randrange(len(placed)), rng.choice(CURRENCIES), day, cash, side, txn, None, principal))
    return found


def placed_frame(found: Sequence[Placement]) -> Placed:
    """Return placements as a reconciliation has them."""
    rows = [
        {
            "agency": one.agency, "account_token": f"{number:06}", "account_id": f"{number:06}", "currency": "CNY",
            "bucket": one.bucket, "placed_on": one.since, "recall_on": one.until, "batch": one.batch,
            "product": one.product, "hand": one.hand, "days_past_due": one.dpd, "placement_amount_minor": one.balance,
        }
        for number, one in enumerate(found)
    ]  # fmt: skip
    types: dict[str, Any] = dict.fromkeys(("hand", "days_past_due", "placement_amount_minor"), pl.Int64)
    types |= dict.fromkeys(("bucket", "batch", "product"), pl.String) | {"recall_on": pl.Date}
    return prepare(pl.DataFrame(rows, schema_overrides=types), Window())


def computed(text: str, placed: Sequence[Placement], ledger: Sequence[Line]) -> list[tuple[Any, ...]]:
    """Return what `collectkit` makes of it."""
    frame = pl.DataFrame(
        {
            "p": [line.p for line in ledger],
            "cur": [line.currency for line in ledger],
            "day": [line.day for line in ledger],
            "cash": [line.cash for line in ledger],
            "side": [line.side for line in ledger],
            "of": [line.of for line in ledger],
            "principal": [line.principal for line in ledger],
        },
        schema={"p": pl.UInt32, "cur": pl.Enum(CURRENCIES), "day": pl.Date, "cash": pl.Int64, "side": SIDE,
                "of": pl.UInt32, "principal": pl.Int64},
    ).with_columns(pl.col("day").to_physical())  # fmt: skip
    words = frame.select(pl.Series("txn", [line.txn for line in ledger], dtype=pl.String), said_p="p", said_cash="cash")
    given: Rates = parse(text, "rates.toml").model_copy(update={"schemes": SCHEMES})
    result = earned(frame, placed_frame(placed), given, lambda at: words[at])
    return result.with_columns(pl.col("rule").cast(pl.String)).rows()


def faults(seed: int, count: int, tally: Counter[str]) -> Iterator[str]:
    """Yield the lines of one random ledger whose fee is another than it should be."""
    rng = random.Random(seed)
    text, placed = rates(rng), placements(rng)
    ledger = lines(rng, placed, count)
    expected = [fee.told() for fee in Reference(text, SCHEMES, placed).fees(ledger)]
    tally.update(str(rule) for _, rule, *_ in expected)
    for place, (found, wanted) in enumerate(zip(computed(text, placed, ledger), expected, strict=True)):
        if found != wanted:
            yield f"seed {seed}, line {place}: {found}, not {wanted}: {ledger[place]}"


def main() -> None:
    """Read the command line and try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=500, help="lines of one ledger")
    parser.add_argument("--first", type=int, default=0, help="seed of the first ledger")
    given = parser.parse_args()
    tally: Counter[str] = Counter()
    start = time.perf_counter()
    for seed in range(given.first, given.first - (-given.lines // given.each)):
        if wrong := list(faults(seed, given.each, tally)):
            raise SystemExit("\n".join(wrong[:10]))
    took = time.perf_counter() - start
    print(f"{tally.total():,} lines, all exact ({took:.0f} s): {dict(tally.most_common())}")  # noqa: T201


if __name__ == "__main__":
    main()
