"""Random months through `reconcile`: every planted error is found with its status, and nothing else is.

    python -m tests.laws.months --months 1000

A synthetic creditor hands over; its agencies play month after month, each with other payments and errors. What is found
is compared with the sample's key, and the sums are computed a second time from the files, by DuckDB, which shares no
line with collectkit.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from collectkit.crypto import keyring
from collectkit.files import Input
from collectkit.jobs import handover
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.reconcile import reconcile
from collectkit.jobs.sample import returns, sample
from collectkit.sample.pools import Language

ENCODINGS = {"zh": "gb18030", "en": "utf-8"}
AS_OF = dt.date(2026, 10, 31)
PARTS = ("ledger_cash_minor", "matched_minor", "direct_minor", "unexplained_minor")
MONTHS_OF_A_CREDITOR = 20


@dataclass(frozen=True)
class Month:
    """One month: where its files lie, and the key to what the agencies sent back."""

    out: Path
    back: Path
    found: Path
    key: dict[str, Any]

    def items(self) -> list[dict[str, str]]:
        """Return the items that were found."""
        with (self.found / "items.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def records(self) -> list[dict[str, str]]:
        """Return what was found of the records that are no payments."""
        with (self.found / "records.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def facts(self) -> dict[str, Any]:
        """Return the totals that were found."""
        facts: dict[str, Any] = json.loads((self.found / "reconciliation.json").read_text())
        return facts


def new_keys(folder: Path) -> keys.Keys:
    """Return a keyring that knows nobody."""
    access = Access(keyring.new_identity()[0], lambda _: "")
    keys.new(folder / "ring.age", access, no_escrow=True)
    return keys.open_keys(folder / "ring.age", access)


def hand_over(folder: Path, ring: keys.Keys, seed: int) -> Path:
    """Return the folder of the hand-over of a creditor."""
    sample.run(folder / "given", accounts=150, seed=seed, language=_language(seed))
    given = handover.Handover([Input(folder / "given" / "portfolio.csv")], AS_OF, folder / "given" / "agencies.toml")
    handover.run(given, folder / "out", keys=lambda: ring)
    return folder / "out"


def play(out: Path, folder: Path, ring: keys.Keys, seed: int) -> Month:
    """Let the agencies of a hand-over play a month, and reconcile it."""
    back, payments = folder / "back", random.Random(seed).randrange(101)
    returns.run(out, back, seed=seed, language=_language(seed), payments=payments)
    reconcile.run(
        [out],
        [str(back)],
        [Input(back / "ledger.csv")],
        folder / "found",
        rates=back / "rates.toml",
        keys=lambda: ring,
    )
    return Month(out, back, folder / "found", json.loads((back / "answers.json").read_text()))


def _language(seed: int) -> Language:
    return "zh" if seed % 2 else "en"


# ------------------------------------------------------------- what must be so


def check(month: Month) -> None:
    """Make sure that what was found is what was planted, and that all sums are right."""
    check_statuses(month)
    check_fees(month)
    check_sums(month)
    check_records(month)


def check_statuses(month: Month) -> None:
    """Make sure that the planted errors are found with their status, and no others."""
    assert set(month.key["left_out"]) == {"not_placed"}
    planted = {
        (item["agency"] or "", str(item["row"] or ""), item["payment_id"] or "", item["txn_id"] or ""): item["status"]
        for item in month.key["planted"]
        if item["status"] not in {None, "MATCHED"}
    }
    found = {
        (item["agency"], item["row"], item["payment_id"], item["txn_id"]): item["status"]
        for item in month.items()
        if item["status"] != "MATCHED"
    }
    assert found == planted


def check_fees(month: Month) -> None:
    """Make sure that the fees that are wrong are the planted ones; those of several lines agree together."""
    planted = {
        (item["agency"], item["payment_id"], str(item["row"])): (item["fee_claimed_minor"], item["fee_due_minor"])
        for item in month.key["planted"]
        if item["fee_claimed_minor"] is not None and item["fee_claimed_minor"] != item["fee_due_minor"]
        if item["status"] not in {"SPLIT", "COMBINED"}
    }
    found = {
        (item["agency"], item["payment_id"], item["row"]): (int(item["fee_claimed_minor"]), int(item["fee_minor"] or 0))
        for item in month.items()
        if item["fee_check"] == "FEE_DIFFERS"
    }
    assert found == planted
    assert any(claimed == due + 1_000 for claimed, due in found.values())


def check_sums(month: Month) -> None:
    """Make sure that the sums are those of the key and of DuckDB."""
    facts = month.facts()
    identity = {(row["agency"], row["currency"]): [row[name] for name in PARTS] for row in facts["identity"]}
    due = {(row["agency"], row["currency"]): row["due_minor"] for row in facts["commission"]}
    claimed = {(row["agency"], row["currency"]): row["fee_claimed_minor"] for row in facts["commission"]}
    key = {
        (agency, currency): sums
        for agency, told in month.key["agencies"].items()
        for currency, sums in told["currencies"].items()
    }
    for pair, sums in key.items():
        assert identity.get(pair, [0, 0, 0, 0]) == [
            sums[name] for name in ("cash_minor", "matched_minor", "direct_minor", "unexplained_minor")
        ]
        assert due.get(pair, 0) == sums["commission_minor"]
        assert claimed.get(pair, 0) == sums["fee_claimed_minor"]
    for agency, cash, matched, direct, commission in recomputed(month):
        assert identity[agency, "CNY"] == [cash, matched, direct, cash - matched - direct]
        assert cash == matched + direct
        assert due.get((agency, "CNY"), 0) == commission


def check_records(month: Month) -> None:
    """Make sure that what agencies send beside payments has the planted statuses, and no others to be looked at."""
    planted = {
        (agency, item["family"], str(item["row"] or ""), item["token"], item["status"])
        for agency, told in month.key["records"].items()
        for item in told["planted"]
    }
    rows = month.records()
    found = {
        (row["agency"], row["family"], row["row"], row["token"], row["status"]) for row in rows if row["exception"]
    }
    assert found == planted
    promises = Counter(
        (row["agency"], row["status"]) for row in rows if row["family"] == "PTP" and not row["exception"]
    )
    assert promises == {
        (agency, status): count
        for agency, told in month.key["records"].items()
        for status, count in told["promises"].items()
    }


# ------------------------------------------------------------- the same sums, by SQL over the files

_SQL = """
with booked as (
    select p.agency, p.account_token, p.bucket, l.*
    from ledger l join placed p using (account_id)
    where l.type in ('REPAYMENT', 'REVERSAL') and l.day >= p.placed_on and l.day <= coalesce(p.recall_on, l.day)
), claimed as (
    select p.agency, p.account_token, r.fen, r.day
    from returned r join placed p on p.agency = r.agency
        and p.account_token = translate(upper(replace(replace(r.token, ' ', ''), '-', '')), 'OIL', '011')
    where r.type = 'PAYMENT' and r.received_by = 'AGENCY' and r.fen > 0 and r.day is not null
), paid as (
    select b.*, exists (
        from claimed c where c.agency = b.agency and c.account_token = b.account_token and c.fen = b.fen
            and abs(date_diff('day', c.day, b.day)) <= 3
    ) or (
        select sum(c.fen) from claimed c where c.agency = b.agency and c.account_token = b.account_token
    ) is not distinct from (
        select sum(a.fen) from booked a where a.account_token = b.account_token and a.type = 'REPAYMENT'
    ) as matched
    from booked b where b.type = 'REPAYMENT'
), sides as (
    select agency, bucket, fen, matched from paid
    union all
    select b.agency, b.bucket, b.fen, p.matched
    from booked b join paid p on b.reverses = p.txn_id
    where b.type = 'REVERSAL'
)
select s.agency, sum(fen)::bigint, coalesce(sum(fen) filter (matched), 0)::bigint,
    coalesce(sum(fen) filter (not matched), 0)::bigint,
    coalesce(sum(sign(fen) * ((2 * abs(fen) * r.ppm + 1000000) // 2000000)) filter (matched), 0)::bigint
from sides s join rates r on r.agency = s.agency and r.bucket = s.bucket
group by s.agency order by s.agency
"""


def recomputed(month: Month) -> list[tuple[str, int, int, int, int]]:
    """Return agency, cash, matched, direct and commission, in minor units, as DuckDB finds them."""
    with duckdb.connect() as base:
        base.execute(f"create table placed as from '{month.out}/packages/placed.parquet'")
        base.execute(
            "create table ledger(txn_id text, account_id text, day date, fen bigint, type text, reverses text)"
        )
        base.executemany("insert into ledger values (?, ?, ?, ?, ?, ?)", list(ledger(month)))
        base.execute(
            "create table returned(agency text, token text, type text, fen bigint, day date, received_by text)"
        )
        base.executemany("insert into returned values (?, ?, ?, ?, ?, ?)", list(returned(month)))
        pairs = base.execute("select distinct agency, bucket from placed where bucket is not null").fetchall()
        base.execute("create table rates(agency text, bucket text, ppm bigint)")
        base.executemany("insert into rates values (?, ?, ?)", [(*pair, rate(month, *pair)) for pair in pairs])
        return base.execute(_SQL).fetchall()


def ledger(month: Month) -> Iterator[list[Any]]:
    for row in table(month, "ledger.csv"):
        yield [row[0], row[1], row[3], int(Decimal(row[4]) * 100), row[9], row[11] or None]


def returned(month: Month) -> Iterator[list[Any]]:
    words = {"还款": "PAYMENT", "冲正": "REVERSAL", "机构": "AGENCY", "委托方": "CREDITOR"}
    for agency in month.key["agencies"]:
        for row in table(month, f"{agency}.csv"):
            if row[0] == "PAY":
                day = row[6].replace("/", "-") if row[6][:1].isdigit() else None
                fen = int(Decimal(row[4]) * 100)
                yield [agency, row[1], words.get(row[3], row[3]), fen, day, words.get(row[7], row[7])]


def table(month: Month, name: str) -> list[list[str]]:
    text = (month.back / name).read_bytes().decode(ENCODINGS[month.key["language"]])
    return list(csv.reader(text.splitlines(), strict=True))[1:]


def rate(month: Month, agency: str, bucket: str) -> int:
    """Return the rate of a pair in parts per million: the most specific row, the agency before the bucket."""
    rows = tomllib.loads((month.back / "rates.toml").read_text())["rate"]
    fitting = [row for row in rows if row["agency"] in {agency, "*"} and row["bucket"] in {bucket, "*"}]
    best = max(fitting, key=lambda row: (row["agency"] != "*", row["bucket"] != "*"))
    return int(Decimal(best["rate"].rstrip("%")) * 10_000)


def main() -> None:
    """Play as many months as are asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--months", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    began, items, planted = time.monotonic(), 0, 0
    for first in range(0, asked.months, MONTHS_OF_A_CREDITOR):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ring = new_keys(folder)
            out = hand_over(folder, ring, asked.seed + first)
            for number in range(first, min(first + MONTHS_OF_A_CREDITOR, asked.months)):
                month = play(out, folder / str(number), ring, asked.seed + number)
                check(month)
                items += month.facts()["items"]
                planted += len(month.key["planted"])
    seconds = time.monotonic() - began
    print(f"{asked.months} months, {items:,} items, {planted:,} planted, none missed, none else: {seconds:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main()
