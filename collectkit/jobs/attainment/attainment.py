"""Compares what became of the accounts of each stage with the targets: from two days, the ledger, and returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, Output, Transaction, private
from collectkit.jobs import figures
from collectkit.jobs.attainment.figures import figures_of
from collectkit.jobs.attainment.report import AttainmentReport
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.returned import returned
from collectkit.jobs.segment import schemes, snapshots
from collectkit.jobs.segment.diaries import read_diary, split
from collectkit.jobs.segment.snapshots import Snapshot
from collectkit.jobs.segment.tokens_back import under_accounts
from collectkit.jobs.stream import Progress
from collectkit.report.numbers import Language
from collectkit.segment.ladder.attainment import attained
from collectkit.segment.ladder.recovered import recovered
from collectkit.segment.ladder.stages import STAGES
from collectkit.segment.ladder.targets import Targets, parse
from collectkit.segment.schemes.scheme import Scheme

_NO_STAGE = "collectkit segment --ladder makes one"


def run(
    segmented: Input,
    outputs: Sequence[Output],
    *,
    as_of: date | None = None,
    after: Input | None = None,
    until: date | None = None,
    ledger: Input | None = None,
    returns: Sequence[str] = (),
    keys: Callable[[], Keys] | None = None,
    targets: Path | None = None,
    scheme: str = "cn-m3plus",
    language: Language = "zh",
    creditor: str = "",
    progress: Progress | None = None,
) -> AttainmentReport:
    """Compare the stages of one day with what came of them until another.

    Args:
        segmented: what `segment --ladder` wrote.
        as_of: its day; None where its own column says it.
        after: a later file of the same accounts.
        until: the last day that counts; None for the day of *after*.
        ledger: the creditor's; its cash after *as_of*, up to and with *until*, is what was recovered.
        returns: contacts of the same time, ``FILE`` or ``AGENCY=FILE``.
        keys: opens the keyring; called only when returns have tokens. None when there is none.
        targets: a table of targets, TOML or CSV.
        scheme: that the file was segmented by.

    Raises:
        UsageError: nothing says until when, or it is no later day; returns have tokens, and there is no keyring.
        RulesError: scheme or targets are wrong.
        InputError: a file cannot be read, has no stages, or is of several days.
        OutputError: an output cannot be written.
    """
    figures.check(outputs)
    ranges = schemes.load(scheme)
    wanted: Targets = {}
    if targets is not None:
        wanted = parse(private.read_text(targets), targets.name, ranges.labels)
    sources = [one.path for one in (segmented, after, ledger) if one is not None]
    with Transaction([*sources, targets, *(split(each)[1] for each in returns)]) as transaction:
        start = snapshots.read(segmented, ranges, as_of=as_of, written=("stage", "bucket"), progress=progress)
        end = None if after is None else snapshots.read(after, ranges, as_of=until, progress=progress)
        first = _day(start)
        last = until if end is None else _day(end)
        if last is None:
            raise UsageError("until when?", hint="--until DATE, or --after FILE whose own column says its day")
        if last <= first:
            raise UsageError(f"{last} is not after {first}, the day of {start.name}")
        report = AttainmentReport(first, last, ranges.name, files={"segmented": start.as_dict()})
        accounts = _with_money(_stages(start, ranges), ledger, report)
        accounts = _with_contacts(_with_cures(accounts, end, report), returns, keys, report)
        report.rows = attained(accounts, wanted, ranges.labels)
        made = figures_of(report.as_dict(), report.rows, creditor)
        for output in outputs:
            figures.write(transaction, figures.dated(output, last), made, language)
    return report


def _day(snapshot: Snapshot) -> date:
    if not snapshot.days:
        hint = "the rows are all rejected: try `collectkit segment`"
        raise InputError(f"{snapshot.name}: has no account", hint=hint)
    if len(snapshot.days) != 1:
        raise InputError(f"{snapshot.name}: is of {len(snapshot.days)} days", hint="give the accounts of one day")
    return snapshot.days[0]


def _stages(start: Snapshot, scheme: Scheme) -> pl.DataFrame:
    """Return `account_id`, `currency`, `stage`, `bucket`, `overdue_minor`, `past_due` of each account."""
    found = start.accounts
    if "written_stage" not in found.columns:
        raise InputError(f"{start.name}: there is no stage", hint=_NO_STAGE)
    bucket = pl.col("written_bucket") if "written_bucket" in found.columns else pl.col("bucket").cast(pl.String)
    money = [pl.col(name).alias("overdue_minor") for name in ("overdue_total_minor",) if name in found.columns]
    return found.select(
        "account_id",
        "currency",
        _known("written_stage", list(STAGES)).alias("stage"),
        pl.when(bucket.is_in(scheme.labels)).then(bucket).otherwise(pl.lit(None, pl.String)).alias("bucket"),
        (pl.col("days") > 0).alias("past_due"),
        *money,
    )


def _known(column: str, words: Sequence[str]) -> pl.Expr:
    cells = pl.col(column).str.to_uppercase()
    return pl.when(cells.is_in(words)).then(cells).otherwise(pl.lit(None, pl.String))


def _with_money(accounts: pl.DataFrame, ledger: Input | None, report: AttainmentReport) -> pl.DataFrame:
    """Return the accounts with `recovered_minor`: 0 where the ledger has nothing of them."""
    if ledger is None:
        return accounts
    lines, counts = returned.read_ledger(ledger)
    sums, left = recovered(lines, accounts, report.as_of, report.until)
    report.files["ledger"] = {
        "rows_in": counts.rows_in,
        "counted": int(sums["lines"].sum()),
        "left_out": dict(left + counts.others + counts.removed),
        "by_posting": counts.by_posting,
    }
    joined = accounts.join(sums.drop("lines"), on="account_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("recovered_minor").fill_null(0))


def _with_cures(accounts: pl.DataFrame, end: Snapshot | None, report: AttainmentReport) -> pl.DataFrame:
    """Return the accounts with `cured` and `missing`, of those that were past due."""
    if end is None:
        return accounts
    report.files["after"] = end.as_dict()
    later = end.accounts.select("account_id", _is_back(end.accounts.columns).alias("back"), there=pl.lit(value=True))
    joined = accounts.join(later, on="account_id", how="left", maintain_order="left")
    gone = pl.col("past_due") & pl.col("there").is_null()
    paid = pl.lit(value=False)
    if {"recovered_minor", "overdue_minor"} <= set(joined.columns):
        paid = (pl.col("overdue_minor") > 0) & (pl.col("recovered_minor") >= pl.col("overdue_minor"))
    back = pl.col("past_due") & pl.col("back")
    return joined.with_columns(
        (back.fill_null(value=False) | (gone & paid).fill_null(value=False)).alias("cured"),
        gone.fill_null(value=False).alias("missing"),
    ).drop("back", "there")


def _is_back(present: Sequence[str]) -> pl.Expr:
    """Return where a later row is not past due: no days, or no date and nothing due."""
    found = (pl.col("days") == 0).fill_null(value=False)
    if "overdue_total_minor" in present:
        found |= (pl.col("days").is_null() & (pl.col("overdue_total_minor") <= 0)).fill_null(value=False)
    return found


def _with_contacts(
    accounts: pl.DataFrame, returns: Sequence[str], keys: Callable[[], Keys] | None, report: AttainmentReport
) -> pl.DataFrame:
    """Return the accounts with `contacted`: where a contact with the debtor was answered."""
    if not returns:
        return accounts
    since = report.as_of + timedelta(1)
    diaries = [read_diary(each, since, report.until, timed=True) for each in returns]
    _, contacts = under_accounts(diaries, keys, "attainment")
    ours = contacts.filter(pl.col("account").is_in(accounts["account_id"].implode()))
    made = sum(diary.contacts.height for diary in diaries)
    report.files["returns"] = {
        "files": [diary.as_dict() for diary in diaries],
        "contacts": ours.height,
        "answered": int(ours["answered"].sum()),
        "not_opened": made - contacts.height,
        "other_account": contacts.height - ours.height,
    }
    reached = ours.filter("answered")["account"].unique().implode()
    return accounts.with_columns(pl.col("account_id").is_in(reached).alias("contacted"))
