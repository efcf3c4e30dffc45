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

OBJECTIVES: Mapping[str, str] = MappingProxyType(
    {
        "fair": "The plan shares like debtors out by targets:",
        "value": "The plan goes for the highest expected net recovery, within a tolerance of the targets:",
    }
)
"""How a plan came to what it gives an agency, by objective."""

ROOM = "room"
"""In *dealt*: who was planned for it had no room."""

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
        yield from _choice(row["agency"], able, row["dealt"])
    yield from _arm(row)


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
    bucket, band, region, hand, size = stratum.rsplit("/", 4)
    what = "has no bucket" if bucket == "?" else f"is in bucket {bucket}"
    owed = f"{band.removesuffix('+')} or more" if band.endswith("+") else f"{band.replace('-', ' to ')}"
    accounts = "one account" if size == "single" else "several accounts"
    place = "no province that is known" if region == "?" else region
    number = "a hand that cannot be read" if hand == "?" else f"hand {hand}"
    largest = f"its largest account {what}, of {place}, {number}"
    return f"Stratum {stratum}: {largest}; the debtor owes {owed} in all, on {accounts}."


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


def _choice(agency: str, able: Sequence[str], dealt: str | None) -> Iterator[str]:
    if not able:
        yield f"So {agency} was the only one."
        return
    *most, last = sorted([agency, *able])
    yield f"{', '.join(most)} and {last} could take it."
    objective, target, *part = (dealt or "").split()
    if objective == ROOM:
        yield (
            f"Another agency was planned for it and was full: it was dealt out again by targets, and fell to {agency}, "
            f"whose target is {_percent(target)}."
        )
        return
    yield (
        f"{OBJECTIVES[objective]} {agency}, whose target is {_percent(target)}, gets {_percent(part[0])} of the "
        "debtors that are alike and may go to the same agencies. Who of them is decided by the creditor's key."
    )


def _percent(ppm: str) -> str:
    return f"{int(ppm) / 10_000:.1f}%"


def _arm(row: Row) -> Iterator[str]:
    """Yield what it is in an experiment."""
    if not row["arm"]:
        return
    if row["experiment"] is None:
        yield "It is held out of the whole placement, to show what comes in without an agency."
        return
    yield f"In experiment {row['experiment']} it is in the arm {row['arm']}."
