"""`collectkit segment`: days past due and buckets, as a filter."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectkit.commands import boundary, options, progress, render
from collectkit.commands import segment_options as asked
from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.files import Input
    from collectkit.jobs.segment import Ahead
    from collectkit.segment.days import Anchor
    from collectkit.segment.extra import Extra
    from collectkit.segment.scheme import Bucket

EXAMPLES = options.examples(
    "collectkit segment accounts.parquet --as-of 2026-10-31 -o buckets.csv",
    "cat portfolio.csv | collectkit segment --as-of today --scheme cn-m6plus > buckets.csv",
    "collectkit segment accounts.csv --as-of today -o 'buckets-{as_of}.csv' --history buckets.parquet",
    "collectkit segment --list-schemes",
)


def segment(
    *,
    source: options.Source = options.STDIO,
    output: options.Target = options.STDIO,
    as_of: options.AsOf = None,
    scheme: asked.Scheme = None,
    anchor: options.Anchor = "auto",
    grace: asked.Grace = 0,
    grace_rule: asked.GraceRule = "subtract",
    schedule: asked.Schedule = None,
    ledger: asked.Ledger = None,
    known_by: asked.KnownBy = None,
    pauses: asked.Pauses = None,
    cure_tolerance: asked.CureTolerance = None,
    household: asked.Household = False,
    with_: asked.With = None,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    excel: options.Excel = False,
    headings: options.Headings = "canonical",
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    history: asked.History = None,
    morning_line: asked.MorningLine = False,
    config: options.Config = None,
    list_schemes: asked.ListSchemes = False,
) -> None:
    """Add days past due and a bucket to each account. Every row is kept, in order.

    An account without a usable date has neither, and is counted. Needs an account number and a date to count from, or
    --schedule and --ledger to find it by.
    """
    if list_schemes:
        boundary.put(_schemes())
        return
    from collectkit.jobs import segment as job
    from collectkit.jobs.basis import known

    if morning_line and history is None:
        raise UsageError("--morning-line is for runs with --history", hint="--history FILE remembers the day before")
    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    read = options.source(source, from_, encoding, sheet)
    others = [options.source(path, None, None) for path in with_ or []]
    extras = _extras(read, others, anchor, space.settings.region, household=household)
    basis = known(schedule, ledger, options.as_of(known_by, space.settings, "--known-by"), pauses, cure_tolerance)
    told = None if report is None else options.dated(report, day)
    target = options.target(output, to, force=force, excel=excel, as_of=day)
    kept = None if history is None else options.target(history, force=force, as_of=day)
    render.check_report(
        told, stdout_taken=output == options.STDIO, outputs=[target.path, None if kept is None else kept.path]
    )
    with progress.bar("segment", quiet=quiet, output=output) as tell:
        done = job.run(
            read,
            target,
            as_of=day,
            scheme=scheme or space.settings.scheme,
            anchor=anchor,
            grace=grace,
            grace_rule=grace_rule,
            headings=headings,
            known=basis,
            extras=extras,
            beside=others,
            history=kept,
            progress=tell,
        )
    found, since = done.as_dict(), done.since
    if since is not None:
        found |= {"since": since.line(space.settings.language), "movements": since.movements()}
    inputs = [path for path in (source, schedule, ledger, pauses, *(with_ or [])) if path is not None]
    render.finish("segment", done, quiet=quiet, file=told, force=force, inputs=inputs, shown=found)
    if since is not None and morning_line:
        _say(since.line(space.settings.language), stdout_taken=options.STDIO in (output, told))


def _say(line: str, *, stdout_taken: bool) -> None:
    """Print the morning line where no data goes."""
    if stdout_taken:
        print(line, file=sys.stderr)
    else:
        boundary.put(f"{line}\n")


def _extras(
    source: Input, others: Sequence[Input], anchor: Anchor, region: str | None, *, household: bool
) -> list[Extra | Ahead]:
    """Return what is added beside days and bucket.

    Raises:
        UsageError: other files are named, and nothing is asked of them.
    """
    from collectkit.jobs.household import Debtors

    if others and not household:
        raise UsageError("--with is for --household", hint="its accounts count towards what a debtor owes")
    return [Debtors(source, others, anchor, region)] if household else []


def _schemes() -> str:
    """Return one line a scheme: its name, title and ranges. Reading them has checked them."""
    from collectkit.segment.scheme import SCHEMES

    lines = []
    for name, scheme in SCHEMES.items():
        ranges = ", ".join(f"{bucket.label} = {_days(bucket)}" for bucket in scheme.buckets)
        lines.append(f"{name}\n    {ranges}\n")
    return "".join(lines)


def _days(bucket: Bucket) -> str:
    if bucket.max is None:
        return f"{bucket.min}+"
    return str(bucket.min) if bucket.min == bucket.max else f"{bucket.min}-{bucket.max}"
