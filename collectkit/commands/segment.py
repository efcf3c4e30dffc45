"""`collectkit segment`: days past due and buckets, as a filter."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from collectkit.commands import boundary, options, progress, render

EXAMPLES = options.examples(
    "collectkit segment accounts.parquet --as-of 2026-10-31 -o buckets.csv",
    "cat portfolio.csv | collectkit segment --as-of today --scheme cn-m6plus > buckets.csv",
    "collectkit segment accounts.parquet --as-of today --classify --against cn-calendar -o classes.csv",
    "collectkit segment --explain-scheme cn-calendar",
)

Scheme = Annotated[
    str | None, typer.Option(metavar="NAME|FILE", help="The ranges of days; else the settings say (cn-m3plus).")
]
Grace = Annotated[int, typer.Option(min=0, metavar="DAYS", help="Days of grace.")]
GraceRule = Annotated[
    Literal["subtract", "gate"],
    typer.Option(help="subtract: days past due minus grace; gate: 0 until grace is exceeded, then the full count."),
]
Classify = Annotated[
    bool,
    typer.Option("--classify", help="Add the five class (五级分类) that the days ask for, or the file's worse one."),
]
Against = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME|FILE", help="Report which accounts another scheme puts elsewhere; repeat for more."),
]
ExplainScheme = Annotated[
    str | None, typer.Option(metavar="NAME|FILE", help="Check a scheme, show its edges and where the default differs.")
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
    classify: Classify = False,
    against: Against = None,
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
    list_schemes: ListSchemes = False,
    explain_scheme: ExplainScheme = None,
) -> None:
    """Add days past due and a bucket to each account. Every row is kept, in order.

    An account without a usable date has neither, and is counted. Needs an account number and a date to count from.
    """
    if list_schemes or explain_scheme is not None:
        from collectkit.commands import schemes

        boundary.put(schemes.listed(config) if explain_scheme is None else schemes.explained(explain_scheme))
        return
    from collectkit.jobs import schemes as of_schemes
    from collectkit.jobs import segment as job

    space = options.workspace(config)
    ranges = scheme or space.settings.scheme
    day = options.as_of(as_of, space.settings)
    render.check_report(report, stdout_taken=output == options.STDIO)
    with progress.bar("segment", quiet=quiet, output=output) as tell:
        done = job.run(
            options.source(source, from_, encoding, sheet),
            options.target(output, to, force=force, excel=excel, as_of=day),
            as_of=day,
            scheme=ranges,
            anchor=anchor,
            grace=grace,
            grace_rule=grace_rule,
            headings=headings,
            extras=list(of_schemes.extras(ranges, classify=classify, against=against or [])),
            progress=tell,
        )
    render.finish("segment", done, quiet=quiet, file=report, force=force, inputs=[source])
