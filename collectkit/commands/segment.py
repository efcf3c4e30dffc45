"""`collectkit segment`: days past due and buckets, as a filter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from collectkit.commands import boundary, options, progress, render

if TYPE_CHECKING:
    from collectkit.files import Input
    from collectkit.segment.extra import Extra
    from collectkit.segment.scheme import Bucket

EXAMPLES = options.examples(
    "collectkit segment accounts.parquet --as-of 2026-10-31 -o buckets.csv",
    "cat portfolio.csv | collectkit segment --as-of today --scheme cn-m6plus > buckets.csv",
    "collectkit segment portfolio.csv --as-of today --ladder cn-standard -o stages-{as_of}.xlsx",
    "collectkit segment portfolio.csv --as-of today --ladder ladder.toml --why LN-2024/00017",
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

Ladder = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE", help="Add treatment stage, next date and reason by this policy: cn-standard."),
]
Why = Annotated[
    str | None, typer.Option(metavar="ACCOUNT", help="Explain days, bucket and stage of one account; write no file.")
]
ListLadders = Annotated[
    bool,
    typer.Option(
        "--list-ladders", help="List the ladder policies, and stop; with --ladder show one: to copy, or checked."
    ),
]


def segment(
    *,
    source: options.Source = options.STDIO,
    output: options.Target = options.STDIO,
    as_of: options.AsOf = None,
    scheme: Scheme = None,
    anchor: options.Anchor = "auto",
    grace: Grace = 0,
    grace_rule: GraceRule = "subtract",
    ladder: Ladder = None,
    why: Why = None,
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
    list_ladders: ListLadders = False,
) -> None:
    """Add days past due and a bucket to each account. Every row is kept, in order.

    An account without a usable date has neither, and is counted. Needs an account number and a date to count from.
    """
    if list_schemes:
        boundary.put(_schemes())
        return
    if list_ladders:
        boundary.put(_ladders(ladder, scheme, config))
        return
    from collectkit.jobs import segment as job

    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    ranges = scheme or space.settings.scheme
    file = options.source(source, from_, encoding, sheet)
    extras = _extras(ladder, ranges, space.settings.region, file)
    render.check_report(report, stdout_taken=output == options.STDIO and not (why is not None and quiet))
    if why is not None:
        _explain(
            file,
            options.text(why, "--why"),
            report=report,
            quiet=quiet,
            force=force,
            as_of=day,
            scheme=ranges,
            anchor=anchor,
            grace=grace,
            grace_rule=grace_rule,
            extras=extras,
        )
        return
    with progress.bar("segment", quiet=quiet, output=output) as tell:
        done = job.run(
            file,
            options.target(output, to, force=force, excel=excel, as_of=day),
            as_of=day,
            scheme=ranges,
            anchor=anchor,
            grace=grace,
            grace_rule=grace_rule,
            headings=headings,
            extras=extras,
            progress=tell,
        )
    shown = _flat(done.as_dict())
    render.finish("segment", done, quiet=quiet, file=report, force=force, inputs=[source], shown=shown)


def _explain(source: Input, account: str, *, report: Path | None, quiet: bool, force: bool, **how: Any) -> None:
    """Print why one account has its days, bucket and stage."""
    from collectkit.jobs import segment_why

    with progress.bar("segment", quiet=quiet) as tell:
        done = segment_why.run(source, account, **how, progress=tell)
    if not quiet:
        boundary.put("".join(f"{line}\n" for line in done.lines))
    render.finish("segment", done, quiet=True, file=report, force=force, inputs=[source.path] if source.path else [])


def _extras(ladder: str | None, scheme: str, region: str | None, source: Input) -> list[Extra]:
    """Return what is added on request, in order."""
    from collectkit.jobs import ladder as ladders

    return [] if ladder is None else [ladders.ladder(ladder, scheme, region, source)]


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """Return a report for people: what the ladder counted as tables of its own."""
    told = found.pop("ladder", {})
    names = {"policy": "ladder", "stages": "stages"}
    if told and told["routed_by_other_rows"] is None:
        found["flags"] = "of each row only: what is read once says nothing of a debtor's other accounts"
    return found | {names.get(key, f"ladder_{key}"): value for key, value in told.items() if value}


def _ladders(ladder: str | None, scheme: str | None, config: Path | None) -> str:
    """Return each policy in words; or one: the file of a built-in one, in words the user's own. All are checked."""
    from collectkit.jobs import ladder as ladders

    if ladder is None:
        return ladders.described()
    return ladders.shown(ladder, scheme or options.workspace(config).settings.scheme)


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
