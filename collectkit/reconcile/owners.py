"""Whose is a returned line? Its token says: an account of this agency, another agency's, or none of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import polars as pl

from collectkit.crypto.ring import Keyring
from collectkit.crypto.spelling import LETTERS, read_kindly
from collectkit.crypto.verdicts import verdicts
from collectkit.errors import InputError
from collectkit.reconcile.statuses import RULE
from collectkit.reconcile.terms import Placed

Ring = Callable[[], Keyring]
"""Opens the keyring; called only when a token is in no package."""

_OF_ACCOUNTS = (LETTERS["account"], LETTERS["text"])
"""Tokens of account numbers, and of those that have no canonical form."""
_ANSWER = {"p": pl.UInt32(), "owner": RULE, "opened": pl.String()}


def attribute(lines: pl.DataFrame, placed: Placed, ring: Ring | None) -> tuple[pl.DataFrame, Counter[str]]:
    """Find the account of each returned line.

    Args:
        lines: ``agency`` (whose file it is in; Enum) and ``token``.

    Returns:
        One row for each line, in order: ``p`` (the first placement of the account with the agency that the token was
        made for; null when there is none), ``owner`` (a rule; null when the account is this agency's) and ``opened``
        (the account number of a token of ours that is in no package). And how many distinct tokens the keyring was
        asked for, by verdict.

    Raises:
        InputError: a token was made for two accounts or agencies.
    """
    lines = lines.select("agency", "token")
    known = _known(placed)
    found = lines.join(known, on="token", how="left", maintain_order="left")
    if found.height > lines.height:
        hint = "each agency has tokens of its own, and each account another one"
        raise InputError("a token was placed for two accounts or agencies: whose is it?", hint=hint)
    found = found.select("p", _of_another().alias("owner"), pl.lit(None, pl.String).alias("opened"))
    missing = found["p"].is_null().arg_true()
    if not len(missing):
        return found, Counter()
    rest = lines[missing]
    answers, counts = _look(rest.unique(maintain_order=True), known, placed, ring)
    rest = rest.join(answers, on=["agency", "token"], how="left", maintain_order="left", nulls_equal=True)
    return found.with_columns(found[name].scatter(missing, rest[name]) for name in _ANSWER), counts


def _known(placed: Placed) -> pl.DataFrame:
    """Return ``token``, ``p`` and ``holder`` of all placements; one that has its token again stands once."""
    known = placed.accounts.select("token", "p", pl.col("agency").alias("holder"))
    if placed.shared.is_empty():
        return known
    return known.with_columns(p=placed.first(known["p"], "holding")).unique(maintain_order=True)


def _of_another() -> pl.Expr:
    return pl.when(pl.col("holder") != pl.col("agency")).then(pl.lit("of_another_agency", RULE))


def _look(
    distinct: pl.DataFrame, known: pl.DataFrame, placed: Placed, ring: Ring | None
) -> tuple[pl.DataFrame, Counter[str]]:
    """Say whose each token is that stands in no package as it is written; people may have typed it."""
    seen = distinct.with_columns(read=read_kindly(distinct["token"]))
    seen = seen.join(known, left_on="read", right_on="token", how="left")
    there, strange = seen.filter(pl.col("p").is_not_null()), seen.filter(pl.col("p").is_null())
    there = there.with_columns(_of_another().alias("owner"), pl.lit(None, pl.String).alias("opened"))
    blank = strange.filter(pl.col("read").is_null()).with_columns(_said("blank"))
    strange, counts = strange.drop_nulls("read"), Counter[str]()
    if ring is not None and strange.height:
        strange, counts = _open(strange, placed.first_only("holding"), ring())
    else:
        strange = strange.with_columns(_said("of_no_package"))
    answers = pl.concat([there, blank, strange], how="diagonal")
    return answers.select("agency", "token", *(pl.col(name).cast(type_) for name, type_ in _ANSWER.items())), counts


def _said(rule: str) -> pl.Expr:
    return pl.lit(rule, RULE).alias("owner")


def _open(strange: pl.DataFrame, accounts: pl.DataFrame, ring: Keyring) -> tuple[pl.DataFrame, Counter[str]]:
    """Ask the keyring."""
    ids = [recipient.id for recipient in ring.recipients]
    pieces, counts = [], Counter[str]()
    for (agency,), part in strange.partition_by("agency", as_dict=True, maintain_order=True).items():
        own = ring.contexts(str(agency)) if agency in ids else []
        others = [context for name in ids if name != agency for context in ring.contexts(name)]
        said = verdicts(part["read"], own, others, slots=ring.states)
        counts.update(said["verdict"].cast(pl.String).to_list())
        placed = accounts.filter(pl.col("agency") == agency).select(
            pl.col("account_id").alias("value"), pl.col("p").alias("found")
        )
        said = said.join(placed, on="value", how="left", maintain_order="left")
        pieces.append(part.drop("p").hstack(said.select("value", "verdict", pl.col("found").alias("p"))))
    verdict, of_account = pl.col("verdict").cast(pl.String), pl.col("read").str.head(1).is_in(_OF_ACCOUNTS)
    rule = (
        pl.when((verdict == "opened") & ~of_account)
        .then(pl.lit("of_no_account"))
        .when(pl.col("p").is_not_null())
        .then(None)
        .when(verdict == "opened")
        .then(pl.lit("account_not_placed"))
        .when(verdict == "foreign")
        .then(pl.lit("of_another_agency"))
        .otherwise(pl.lit("of_no_key"))
    )
    opened = pl.when((verdict == "opened") & of_account).then("value").alias("opened")
    return pl.concat(pieces).with_columns(rule.cast(RULE).alias("owner"), opened), counts
