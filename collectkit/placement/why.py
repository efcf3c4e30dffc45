"""Why an account is where it is, in plain words, from the placements table alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from collectkit.placement.reasons import REASONS

AGAINST: Mapping[str, str] = MappingProxyType(
    {
        "status": "its status lets it take nothing new",
        "not_admitted": "it was not admitted on that day",
        "contract_ended": "it had no contract on that day",
        "review_overdue": "its review was overdue",
        "no_target": "its target share is 0%",
        "region": "it has no licence for the province",
        "hand": "it does not take this hand",
        "former": "it, or a firm of its group, has had the account before",
        "elsewhere": "another account of the debtor is with another agency",
        "full": "it had no room for all accounts of the debtor",
    }
)
"""What can speak against an agency, as *passed_over* names it."""

ORDER = "order"
"""In *passed_over*: it could have had the debtor."""

Row = Mapping[str, Any]


def explain(account: str, row: Row, others: Sequence[Row]) -> Iterator[str]:
    """Yield lines about one account.

    Args:
        account: its number, as asked for.
        row: its columns of `tables.placements`; text, None for blank.
        others: the same of the debtor's other accounts, each with its `account`.
    """
    yield from _outcome(account, row)
    if row["stratum"]:
        yield _stratum(row["stratum"])
    yield from _debtor(row, others)
    words = [part.split(":") for part in (row["passed_over"] or "").split()]
    for agency, why in words:
        if why != ORDER:
            yield f"{agency} could not take it: {'; '.join(AGAINST[one] for one in why.split('+'))}."
    able = [agency for agency, why in words if why == ORDER]
    if row["agency"]:
        yield _choice(row["agency"], able)


def _outcome(account: str, row: Row) -> Iterator[str]:
    if row["agency"]:
        until = f", to be recalled on {row['recall_on']}" if row["recall_on"] else ""
        yield f"{account} is placed with {row['agency']} since {row['placed_on']}{until}, in batch {row['batch']}."
        return
    reason = REASONS[row["not_placed"]]
    yield f"{account} is not placed: {row['not_placed']}. {reason.meaning}"
    if reason.reach == "debtor":
        yield "That holds back all accounts of the debtor, whichever of them says so."


def _stratum(stratum: str) -> str:
    bucket, band, size = stratum.rsplit("/", 2)
    what = "has no bucket" if bucket == "?" else f"is in bucket {bucket}"
    owed = f"{band.removesuffix('+')} or more" if band.endswith("+") else f"{band.replace('-', ' to ')}"
    accounts = "one account" if size == "single" else "several accounts"
    return f"Stratum {stratum}: its largest account {what}, the debtor owes {owed} in all, on {accounts}."


def _debtor(row: Row, others: Sequence[Row]) -> Iterator[str]:
    if not others:
        yield "The debtor has no other account."
        return
    ends = Counter(other["agency"] or f"not placed ({other['not_placed']})" for other in others)
    told = ", ".join(
        f"{count} {end}" if end.startswith("not") else f"{count} with {end}" for end, count in ends.items()
    )
    number = f"{len(others)} other account{'s' * (len(others) > 1)}"
    together = "; what is placed of one debtor goes to one agency" if row["agency"] else ""
    yield f"The debtor has {number}: {told}{together}."


def _choice(agency: str, able: Sequence[str]) -> str:
    if not able:
        return f"So {agency} was the only one."
    *most, last = sorted([agency, *able])
    return (
        f"{', '.join(most)} and {last} could take it. The debtors of a stratum are dealt out by target shares, in an "
        f"order that the creditor's key decides: this one fell to {agency}."
    )
