"""`collectkit segment`: days past due and buckets, as a filter."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectkit.commands import boundary, options, panels, progress, render, reported
from collectkit.commands import contact_options as planned
from collectkit.commands import debtor_options as debtors
from collectkit.commands import segment_extras as extras
from collectkit.commands import segment_options as asked
from collectkit.commands.segment_shown import shown, tell_empty
from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.files import Input
    from collectkit.jobs.segment.plan import Segmentation

EXAMPLES = options.examples(
    "collectkit segment accounts.parquet --as-of 2026-10-31 -o buckets.csv",
    "cat portfolio.csv | collectkit segment --as-of today --scheme cn-m6plus > buckets.csv",
    "collectkit segment accounts.csv --as-of today -o 'buckets-{as_of}.csv' --history buckets.parquet",
    "collectkit segment portfolio.csv --as-of today --ladder cn-standard -o 'stages-{as_of}.xlsx'",
    "collectkit segment portfolio.csv --as-of today --ladder ladder.toml --why LN-2024/00017",
    "collectkit segment accounts.parquet --as-of today -o buckets.csv --figures 'buckets-{as_of}.html'",
    "collectkit segment accounts.parquet --as-of today --classify --against cn-calendar -o classes.csv",
    "collectkit segment loans.csv --as-of today --household --with cards.csv -o debtors.csv",
    "collectkit segment loans.csv --as-of today --grid --ledger ledger.csv --returns diary.csv -o grid.csv",
    "collectkit segment accounts.parquet --as-of today --contacts returns --placed out -o planned.parquet",
    "collectkit segment --explain-scheme cn-calendar",
)

Command = panels.grouped(asked.PANELS)


def segment(
    *,
    source: options.Source = options.STDIO,
    output: options.Target = options.STDIO,
    as_of: options.AsOf = None,
    scheme: options.Scheme = None,
    anchor: options.Anchor = "auto",
    grace: asked.Grace = 0,
    grace_rule: asked.GraceRule = "subtract",
    schedule: asked.Schedule = None,
    ledger: asked.Ledger = None,
    known_by: asked.KnownBy = None,
    pauses: asked.Pauses = None,
    cure_tolerance: asked.CureTolerance = None,
    classify: asked.Classify = False,
    against: asked.Against = None,
    household: debtors.Household = False,
    with_: debtors.With = None,
    grid: debtors.Grid = False,
    grid_rules: debtors.GridRules = None,
    returns: debtors.Returns = None,
    ladder: asked.Ladder = None,
    contacts: planned.Contacts = None,
    calls: planned.Calls = None,
    own: planned.Own = None,
    codes: planned.Codes = None,
    rules: planned.Rules = None,
    placed: planned.Placed = None,
    zone: planned.Zone = None,
    now: planned.Now = None,
    why: asked.Why = None,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    excel: options.Excel = False,
    headings: options.Headings = "canonical",
    figures: asked.Figures = None,
    language: options.Language = None,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    history: asked.History = None,
    morning_line: asked.MorningLine = False,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
    list_schemes: asked.ListSchemes = False,
    explain_scheme: asked.ExplainScheme = None,
    list_ladders: asked.ListLadders = False,
) -> None:
    """Add days past due and a bucket to each account. Every row is kept, in order.

    An account without a usable date has neither, and is counted. Needs an account number and a date to count from, or
    --schedule and --ledger to find it by.
    """
    if list_schemes or explain_scheme is not None or list_ladders:
        boundary.put(_listed(explain_scheme, ladder, scheme, config, schemes=list_schemes))
        return
    from collectkit.jobs.segment.basis import known
    from collectkit.jobs.segment.plan import Segmentation

    if morning_line and history is None:
        raise UsageError("--morning-line is for runs with --history", hint="--history FILE remembers the day before")
    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    read = options.source(source, from_, encoding, sheet)
    ranges, region = scheme or space.settings.scheme, space.settings.region
    posted = options.as_of(known_by, space.settings, "--known-by")
    tolerance = None if cure_tolerance is None else options.text(cure_tolerance, "--cure-tolerance")
    of_debtors = debtors.household(read, with_ or [], anchor, region, wanted=household)
    payments = None if schedule and not grid else ledger
    of_debtors += debtors.grid(payments, returns or [], grid_rules, keyring, space, wanted=grid)
    planning = planned.Planning(contacts, calls, own, codes, rules, placed, zone, now)
    plan = planning.plan(read, space, options.keys_of_tokens(keyring, space))
    facts = known(schedule, ledger if schedule else None, posted, pauses, tolerance)
    added = (
        extras.schemes(ranges, against or [], classify=classify)
        + of_debtors
        + extras.ladder(ladder, ranges, region, read)
        + extras.contacts(plan, rules or [])
    )
    how = Segmentation(
        as_of=day,
        scheme=ranges,
        anchor=anchor,
        grace=grace,
        grace_rule=grace_rule,
        known=facts,
        extras=added.extras,
    )
    told = None if report is None else options.dated(report, day)
    beside = [Path(ranges), *added.files]
    inputs = [path for path in (source, schedule, ledger, pauses, *beside) if path is not None]
    if why is not None:
        render.check_report(told, stdout_taken=not quiet, inputs=inputs, space=space)
        _explain(read, options.text(why, "--why"), how, report=told, quiet=quiet, force=force, inputs=inputs)
        return
    from collectkit.jobs.segment import segment as job

    target = options.target(output, to, force=force, excel=excel, as_of=day)
    kept = None if history is None else options.target(history, force=force, as_of=day)
    papers = options.figures(figures, force=force, as_of=day) if figures else []
    written = [target.path, None if kept is None else kept.path, *(one.path for one in papers)]
    render.check_report(told, stdout_taken=output == options.STDIO, outputs=written, inputs=inputs, space=space)
    if told is not None:
        reported.refuse_old(told, [target.path or options.STDIO, *filter(None, written)], force=force)
    said = language or space.settings.language
    with progress.bar("segment", quiet=quiet, output=output) as tell:
        done = job.run(
            read,
            target,
            how,
            headings=headings,
            beside=beside,
            history=kept,
            figures=papers,
            language=said,
            progress=tell,
        )
    tell_empty(done.as_dict().get("contacts", {}))
    found, since = _flat(shown(done.as_dict())), done.since
    if since is not None:
        found |= {"since": since.line(said), "movements": since.movements()}
    left_out = None if morning_line else "rejects"
    render.finish("segment", done, quiet=quiet, file=told, force=force, inputs=inputs, shown=found, left_out=left_out)
    if since is not None and morning_line:
        _say(since.line(said), stdout_taken=options.STDIO in (output, told))


def _explain(
    source: Input,
    account: str,
    how: Segmentation,
    *,
    report: Path | None,
    quiet: bool,
    force: bool,
    inputs: Sequence[Path],
) -> None:
    """Print why one account has its days, bucket and stage."""
    from collectkit.jobs.segment import why as segment_why

    with progress.bar("segment", quiet=quiet) as tell:
        done = segment_why.run(source, account, how, progress=tell)
    if not quiet:
        boundary.put("".join(f"{line}\n" for line in done.lines))
    render.finish("segment", done, quiet=True, file=report, force=force, inputs=inputs)


def _say(line: str, *, stdout_taken: bool) -> None:
    """Print the morning line where no data goes."""
    if stdout_taken:
        print(line, file=sys.stderr)
    else:
        boundary.put(f"{line}\n")


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """Return a report for people: what the ladder counted as tables of its own."""
    told = found.pop("ladder", {})
    names = {"policy": "ladder", "stages": "stages"}
    if told and told["routed_by_other_rows"] is None:
        found["flags"] = "of each row only: what is read once says nothing of a debtor's other accounts"
    return found | {names.get(key, f"ladder_{key}"): value for key, value in told.items() if value}


def _listed(
    explained: str | None, ladder: str | None, scheme: str | None, config: Path | None, *, schemes: bool
) -> str:
    """Return the schemes, or one explained; or the ladders, or one: a built-in one to copy, the user's own in words.

    All are checked.
    """
    from collectkit.commands import schemes as terminal
    from collectkit.jobs.segment import ladder as ladders

    if explained is not None:
        return terminal.explained(explained)
    if schemes:
        return terminal.listed(config)
    if ladder is None:
        return ladders.described()
    return ladders.shown(ladder, scheme or options.workspace(config).settings.scheme)
