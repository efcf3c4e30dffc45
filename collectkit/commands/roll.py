"""`collectkit roll`: roll rates between snapshots, in their three meanings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from collectkit.commands import options, progress, render
from collectkit.commands.snapshots import of_day
from collectkit.errors import UsageError

EXAMPLES = options.examples(
    "collectkit roll september.csv october.csv --ledger ledger.csv -o roll.html -o roll.xlsx",
    "collectkit roll 2026-09-30=before.csv 2026-10-31=after.csv > roll.csv",
    "collectkit roll panel.parquet --by month_end --every month -o roll.json",
    "collectkit roll ratings.csv --state rating --states AAA,AA,A,BBB,BB,B,CCC,D -o ratings.xlsx",
)

Snapshots = Annotated[
    list[str],
    typer.Argument(
        metavar="[DATE=]FILE...",
        help="Snapshots in the order of their days: BEFORE AFTER, or more, or one file of many days; the days are in a "
        "column of theirs, or before the name.",
    ),
]
By = Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of days; else the known headers.")]
Ledger = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The ledger; without it what left is mostly MISSING.")
]
State = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="A column of labels, which count instead of days past due.")
]
Order = Annotated[
    str | None, typer.Option("--states", metavar="A,B,...", help="The labels, mildest first; else the scheme's.")
]
Balance = Annotated[
    Literal["auto", "principal_outstanding", "overdue_total"],
    typer.Option(help="What is summed; auto: the outstanding principal where there is one, else the total past due."),
]
Every = Annotated[
    Literal["month", "week", "day"] | None,
    typer.Option(help="How far the days lie apart; else as most of them do. Other pairs are left out."),
]


def roll(
    *,
    sources: Snapshots,
    by: By = None,
    ledger: Ledger = None,
    scheme: options.Scheme = None,
    anchor: options.Anchor = "auto",
    state: State = None,
    order: Order = None,
    balance: Balance = "auto",
    every: Every = None,
    output: options.Figures = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    language: options.Language = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
) -> None:
    """Measure who rolled where between snapshots: flow rates, the migration matrix, and forward, stay, back, cure.

    An account that is gone is MISSING unless the ledger, or a date of its own, says what became of it. A month that is
    missing is named, and not joined over.
    """
    days, files = zip(*map(of_day, sources), strict=True)
    if order is not None and state is None:
        raise UsageError("--states is the order of labels: of which column?", hint="--state COLUMN")
    from collectkit.jobs.roll import roll as job
    from collectkit.jobs.roll.days import Labels

    space = options.workspace(config)
    outputs = options.figures(output, force=force)
    inputs = [*files, Path(scheme or space.settings.scheme), *([ledger] if ledger else [])]
    render.check_report(
        report,
        stdout_taken=any(one.path is None for one in outputs),
        outputs=[one.path for one in outputs],
        space=space,
    )
    labels = None if state is None else Labels(state, _labels(order))
    with progress.bar("roll", quiet=quiet) as tell:
        done = job.run(
            [options.source(file, from_, encoding, sheet) for file in files],
            outputs,
            days=days,
            by=by,
            ledger=None if ledger is None else options.source(ledger, None, None),
            scheme=scheme or space.settings.scheme,
            anchor=anchor,
            labels=labels,
            balance=balance,
            every=every,
            language=language or space.settings.language,
            creditor=space.settings.creditor,
            progress=tell,
        )
    render.finish("roll", done, quiet=quiet, file=report, force=force, inputs=inputs, shown=_shown(done.as_dict()))


def _labels(order: str | None) -> tuple[str, ...]:
    return tuple(label.strip() for label in order.split(",")) if order else ()


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see: what the files were in short, then what became of the accounts."""
    told = ("file", "as_of", "rows_in", "accounts", "no_bucket")
    files = [{name: one[name] for name in told} for one in found["files"]]
    for one in files:
        one["as_of"] = " – ".join(dict.fromkeys((one["as_of"][0], one["as_of"][-1])))
    names = ("scheme", "labels_from", "balance", "every", "files", "ledger", "periods", "left_out", "outcomes", "notes")
    return {name: files if name == "files" else found[name] for name in names}
