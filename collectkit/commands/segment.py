"""`collectkit segment`: days past due and buckets, as a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from collectkit.commands import boundary, debtors, options, progress, render

if TYPE_CHECKING:
    from collectkit.segment.scheme import Bucket

EXAMPLES = options.examples(
    "collectkit segment accounts.parquet --as-of 2026-10-31 -o buckets.csv",
    "cat portfolio.csv | collectkit segment --as-of today --scheme cn-m6plus > buckets.csv",
    "collectkit segment loans.csv --as-of today --household --with cards.csv -o debtors.csv",
    "collectkit segment loans.csv --as-of today --grid --ledger ledger.csv --returns diary.csv -o grid.csv",
    "collectkit segment --list-schemes",
)

Scheme = Annotated[
    str | None, typer.Option(metavar="NAME|FILE", help="The ranges of days; else the settings say (cn-m3plus).")
]
Grace = Annotated[int, typer.Option(min=0, metavar="DAYS", help="Days of grace.")]
GraceRule = Annotated[
    Literal["subtract", "gate"],
    typer.Option(help="subtract: days past due minus grace; gate: 0 until grace is exceeded, then the full count."),
]
ListSchemes = Annotated[bool, typer.Option("--list-schemes", help="List and check the schemes there are, and stop.")]


def segment(
    *,
    source: options.Source = options.STDIO,
    output: options.Target = options.STDIO,
    as_of: options.AsOf = None,
    scheme: Scheme = None,
    anchor: options.Anchor = "auto",
    grace: Grace = 0,
    grace_rule: GraceRule = "subtract",
    household: debtors.Household = False,
    with_: debtors.With = None,
    grid: debtors.Grid = False,
    grid_rules: debtors.GridRules = None,
    ledger: debtors.Ledger = None,
    returns: debtors.Returns = None,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    excel: options.Excel = False,
    headings: options.Headings = "canonical",
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
    list_schemes: ListSchemes = False,
) -> None:
    """Add days past due and a bucket to each account. Every row is kept, in order.

    An account without a usable date has neither, and is counted. Needs an account number and a date to count from.
    """
    if list_schemes:
        boundary.put(_schemes())
        return
    from collectkit.jobs import segment as job

    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    read = options.source(source, from_, encoding, sheet)
    asked = debtors.household(read, with_ or [], anchor, space.settings.region, wanted=household)
    asked += debtors.grid(ledger, returns or [], grid_rules, keyring, space, wanted=grid)
    render.check_report(report, stdout_taken=output == options.STDIO)
    with progress.bar("segment", quiet=quiet, output=output) as tell:
        done = job.run(
            read,
            options.target(output, to, force=force, excel=excel, as_of=day),
            as_of=day,
            scheme=scheme or space.settings.scheme,
            anchor=anchor,
            grace=grace,
            grace_rule=grace_rule,
            headings=headings,
            extras=asked.extras,
            beside=asked.files,
            progress=tell,
        )
    render.finish("segment", done, quiet=quiet, file=report, force=force, inputs=[source, *asked.files])


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
