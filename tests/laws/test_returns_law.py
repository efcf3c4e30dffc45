"""Laws of the agencies' play: the key is what anybody finds who adds up the files by hand."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.jobs.sample import returns
from collectkit.sample.pools import Language
from tests.unit.sample import handed

NAMES = ("agency-a", "agency-b", "agency-c")
SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=3).map(lambda sizes: dict(zip(NAMES, sizes, strict=False)))
LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["zh", "en"])
ENCODINGS = {"zh": "gb18030", "en": "utf-8"}
EARNING = {"MATCHED", "MATCHED_TOLERANCE", "SPLIT", "COMBINED", "OVERPAID", "REVERSED"}


@settings(max_examples=25)
@given(SIZES, st.integers(0, 99), st.integers(0, 2**63), st.integers(0, 100), LANGUAGES)
def test_the_key_adds_up(sizes: dict[str, int], made: int, seed: int, payments: int, language: Language) -> None:
    record = handed.placed(sizes, seed=made)
    with TemporaryDirectory() as name:
        folder = Path(name)
        packages = handed.hand_over(folder, record)
        returns.run(packages, folder / "back", seed=seed, payments=payments, language=language)
        key = json.loads((folder / "back" / "answers.json").read_text())
        check(folder / "back", key, record)


def check(folder: Path, key: Mapping[str, Any], record: pl.DataFrame) -> None:
    """Add up the files with the standard library, by the statuses of the key, and compare with its totals."""
    by_txn = {item["txn_id"]: item["status"] for item in key["planted"] if item["txn_id"]}
    accounts = {row["account_id"]: row for row in record.iter_rows(named=True)}
    rate = rates(folder)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for txn, account, _, _, amount, *_, type_, _, _, _, _ in rows(folder / "ledger.csv", key):
        status = by_txn.get(txn, "MATCHED")
        if type_ in {"REPAYMENT", "REVERSAL"} and status not in {"NOT_PLACED", "OUT_OF_WINDOW"}:
            placed = accounts[account]
            sums, fen = found[placed["agency"]], int(Decimal(amount) * 100)
            sums["cash_minor"] += fen
            sums["direct_minor" if status in {"LEDGER_ONLY", "ECHO"} else "matched_minor"] += fen
            if status in EARNING:
                share = fen * rate[placed["agency"], placed["bucket"]] / 100
                sums["commission_minor"] += int(share.quantize(Decimal(1), ROUND_HALF_UP))
    for agency in key["agencies"]:
        *lines, _ = rows(folder / f"{agency}.csv", key)
        found[agency]["lines"] = len(lines)
        found[agency]["returned_minor"] = sum(int(Decimal(line[4]) * 100) for line in lines)
        found[agency]["fee_claimed_minor"] = sum(int(Decimal(line[9]) * 100) for line in lines if line[9])
    for agency, told in key["agencies"].items():
        stated = Counter(told["currencies"].get("CNY", {}))
        assert all(stated[name] == found[agency][name] for name in {*stated, *found[agency]})
        assert stated["cash_minor"] == stated["matched_minor"] + stated["direct_minor"] + stated["unexplained_minor"]
        assert told["accounts"] == sum(1 for placed in accounts.values() if placed["agency"] == agency)


def rows(file: Path, key: Mapping[str, Any]) -> Iterator[list[str]]:
    """The records of a file, without its header."""
    text = file.read_bytes().decode(ENCODINGS[key["language"]])
    reader = csv.reader(text.splitlines(), strict=True)
    next(reader)
    return reader


def rates(folder: Path) -> dict[tuple[str, str], Decimal]:
    """Agency, bucket -> percent, by ``rates.toml``: the most specific row, the agency first."""
    stated = {
        (row["agency"], row["bucket"]): Decimal(row["rate"].rstrip("%"))
        for row in tomllib.loads((folder / "rates.toml").read_text())["rate"]
    }
    return {
        (agency, bucket): next(
            stated[pair] for pair in ((agency, bucket), (agency, "*"), ("*", bucket), ("*", "*")) if pair in stated
        )
        for agency in NAMES
        for bucket in handed.BUCKETS
    }
