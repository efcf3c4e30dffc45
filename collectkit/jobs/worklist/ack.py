"""Holds an agency's acknowledgement against the package that it was sent, or the creditor's record of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto.spelling import LETTERS, is_token
from collectkit.errors import CheckFailed, InputError, UsageError
from collectkit.files import Input, Output, Transaction, make_sink
from collectkit.jobs.register.register import enter, events_of, standing_before
from collectkit.jobs.worklist import verify
from collectkit.jobs.worklist.answers import Answers, read_answers
from collectkit.placement.standing import ENDED
from collectkit.tables.placements import CLAIMS
from collectkit.tables.totals import NO_CURRENCY
from collectkit.worklist.acknowledging import SOUND, judge, sums
from collectkit.worklist.manifest import WORKLIST

LINES = {
    "row": pl.Int64(),
    "token": pl.String(),
    "status": pl.String(),
    "reason": pl.String(),
    "currency": pl.String(),
    "amount_minor": pl.Int64(),
    "received_minor": pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What an agency was sent.

    Attributes:
        accounts: `token`, `currency`, `amount_minor`.
        manifest: SHA-256 (hex) of its manifest; None from the creditor's record.
        column: the money that the amounts are; None where the package shows none.
    """

    agency: str
    batch: str
    accounts: pl.DataFrame
    manifest: str | None
    column: str | None


@dataclass(frozen=True, slots=True)
class AckReport:
    """What an acknowledgement says.

    Attributes:
        statuses: `acknowledging.STATUSES` -> lines, or accounts.
        by_currency: accounts and amounts by currency and status; they add up to what was sent.
        refused: reason -> accounts.
        trailers_wrong: what trailers say otherwise.
        entered: events that are new in the register; None without one.
    """

    sent: Sent
    answers: Answers
    statuses: dict[str, int]
    by_currency: list[dict[str, object]]
    refused: dict[str, int]
    unreadable: dict[str, int]
    trailers_wrong: tuple[str, ...]
    entered: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "agency": self.sent.agency,
            "batch": self.sent.batch,
            "manifest_sha256": self.sent.manifest,
            "amounts": self.sent.column,
            "sent": self.sent.accounts.height,
            **self.answers.as_dict(),
            "statuses": self.statuses,
            "by_currency": self.by_currency,
            "refused": self.refused,
            "unreadable": self.unreadable,
            "trailers_wrong": list(self.trailers_wrong),
            "entered": self.entered,
            "holds": not self.faults(),
        }

    def faults(self) -> list[str]:
        """Return what does not hold, a line each; accounts that are refused are none."""
        return [f"{name}: {count}" for name, count in self.statuses.items() if name not in SOUND] + [
            *self.trailers_wrong
        ]

    def refuse(self) -> None:
        """Make sure that the acknowledgement holds.

        Raises:
            CheckFailed: accounts are missing, differ, or are not of this package.
        """
        if found := self.faults():
            hint = "-o FILE lists each line; docs/recall.md says what each status means"
            raise CheckFailed(f"{self.answers.name}: does not acknowledge what was sent", details=found, hint=hint)


def run(
    package: Path,
    answer: Input,
    output: Output | None = None,
    *,
    public_key: Path | None = None,
    recipient: str | None = None,
    register: Path | None = None,
    as_of: date | None = None,
) -> AckReport:
    """Check an acknowledgement.

    Args:
        package: a folder or a tar, which is verified first; or ``placed.parquet``, with *recipient*.
        answer: the agency's file, or a file of several families.
        output: where the lines go, each with its status.
        register: where events are entered, on the day *as_of*.

    Raises:
        UsageError, InputError, KeyringError, OutputError: as their names say; nothing appears, nothing is entered.
        CheckFailed: the package is not what was signed.
    """
    if register is not None and as_of is None:
        raise UsageError("the register needs a day", hint="--as-of DATE: when the answer came in; or --no-register")
    sent = _sent(package, public_key, recipient)
    answers = read_answers(answer, "ACK")
    lines = judge(sent.accounts, answers.lines, sent.batch, sent.manifest)
    found = None
    if register is not None and as_of is not None:
        found = _events(lines, sent, standing_before(register, None), as_of, answers.sha256)
    with Transaction([package if package.is_file() else None, answer.path, register]) as outputs:
        if output is not None:
            with make_sink(outputs.open(output), output, LINES) as sink:
                sink.write(sink.encode(lines))
        outputs.check()
        entered = None if found is None or register is None else enter(register, found, answers.name)
    return AckReport(
        sent=sent,
        answers=answers,
        statuses=_counts(lines, "status"),
        by_currency=sums(lines),
        refused=_counts(lines.filter(pl.col("status") == "REFUSED"), "reason"),
        unreadable=_counts(answers.lines.drop_nulls("fault"), "fault"),
        trailers_wrong=tuple(answers.contradicted("ACK")),
        entered=entered,
    )


def _counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    filled = frame.with_columns(pl.col(column).fill_null("NONE"))
    return dict(filled.group_by(column).len().sort(column).iter_rows())


def _sent(package: Path, public_key: Path | None, recipient: str | None) -> Sent:
    """Return what was sent.

    Raises:
        UsageError: a record without *recipient*.
        InputError: it is neither a package nor a record, or has no accounts of this agency.
    """
    if package.suffix == ".parquet":
        return _recorded(package, recipient)
    verified = verify.opened(package, public_key, recipient)
    if WORKLIST not in verified.bundle.names:
        hint = "name placed.parquet instead, the creditor's record, with --for AGENCY"
        raise InputError(f"{package.name}: has no {WORKLIST} to compare with", hint=hint)
    frame = pl.read_csv(io.BytesIO(verified.read(WORKLIST)), infer_schema=False)
    key = _key(frame)
    column = next((name for name in CLAIMS if name in frame.columns), None)
    currency = pl.col("currency") if "currency" in frame.columns else pl.lit(None, pl.String)
    accounts = frame.select(
        pl.col(key).alias("token"),
        currency.fill_null(NO_CURRENCY).alias("currency"),
        (pl.col(column).cast(pl.Int64, strict=False) if column else pl.lit(None, pl.Int64)).alias("amount_minor"),
    )
    return Sent(verified.manifest.recipient, verified.manifest.batch, accounts, verified.sha256, column)


def _key(frame: pl.DataFrame) -> str:
    """Return the column that has the tokens of the accounts."""
    for name in frame.columns:
        cells = frame[name]
        letters = set(cells.str.head(1).unique())
        if (
            letters <= {LETTERS["account"], LETTERS["text"]}
            and is_token(cells).all()
            and not cells.is_duplicated().any()
        ):
            return name
    raise InputError(f"{WORKLIST}: no column has a token for each account")


def _recorded(record: Path, recipient: str | None) -> Sent:
    """Return what the creditor's own record says that an agency was sent."""
    if recipient is None:
        raise UsageError(f"{record.name}: is of all agencies", hint="--for AGENCY says whose acknowledgement it is")
    try:
        frame = pl.read_parquet(record).filter(pl.col("agency") == recipient)
        batches = frame["batch"].unique().to_list()
        column = next((name for name in CLAIMS if name in frame.columns), None)
        amount = pl.col(column) if column else pl.lit(None, pl.Int64)
        accounts = frame.select(pl.col("account_token").alias("token"), "currency", amount.alias("amount_minor"))
    except (OSError, pl.exceptions.PolarsError):
        raise InputError(f"{record.name}: no record of a hand-over", hint="`collectkit worklist` writes one") from None
    if len(batches) != 1:
        what = "nothing was sent to" if not batches else "several batches are with"
        raise InputError(f"{record.name}: {what} {recipient}")
    return Sent(recipient, batches[0], accounts, None, column)


def _events(lines: pl.DataFrame, sent: Sent, known: pl.DataFrame, as_of: date, source: str) -> pl.DataFrame:
    """Return what the register learns: who was accepted, though with another amount, and who was refused.

    Of what the agency has no more it learns nothing: the same answer may come again after all is deleted.

    Raises:
        InputError: the register does not know the hand-over.
    """
    own = known.filter((pl.col("agency") == sent.agency) & (pl.col("batch") == sent.batch))
    rows = lines.filter(pl.col("status").is_in(["ACCEPTED", "DIFFERENT", "REFUSED"])).select(
        "token", "status", "reason"
    )
    found = rows.join(own.drop("reason"), left_on="token", right_on="account_token", how="left", maintain_order="left")
    if unknown := found["account_id"].null_count():
        hint = "the hand-over was not entered into this register; --no-register leaves it alone"
        raise InputError(f"the register does not know {unknown} of the accounts", hint=hint)
    columns = ("batch", "agency", "account_id", pl.col("token").alias("account_token"), "status", "reason", "state")
    named = found.select(*columns)
    refused = pl.col("status") == "REFUSED"
    return pl.concat(
        [
            events_of(named.filter(~refused & (pl.col("state") == "PLACED")), "ACKNOWLEDGED", as_of, source),
            events_of(named.filter(refused & ~pl.col("state").is_in(ENDED)), "REFUSED", as_of, source),
        ]
    )
