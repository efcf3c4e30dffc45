"""`collectkit why`: one account of a placement, or one item of a reconciliation, in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import boundary, options, progress, render
from collectkit.errors import UsageError

EXAMPLES = options.examples(
    "collectkit why placements.parquet 6202600001",
    "collectkit why placements.csv LN-2024/00017 --report - -q",
    "collectkit why reconciled HK00000125",
)

Of = Annotated[
    Path,
    typer.Argument(metavar="PLACEMENTS|DIR", help="What `collectkit place` wrote, or the folder of a reconciliation."),
]
Wanted = Annotated[
    str,
    typer.Argument(
        metavar="ACCOUNT|ITEM",
        help="The account number; of a reconciliation, the number of an item, a payment or transaction id, or a token.",
    ),
]


def why(
    source: Of,
    account: Wanted,
    *,
    from_: options.From = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Explain why an account went where it went, or what an item of a reconciliation rests on.

    Of an account: stratum, debtor, and each agency that did not get it. Of an item: both lines, the window, what else
    the account has and why it was not taken, what takes back what, and how the fee came about.
    """
    from collectkit.jobs.placement import why as job
    from collectkit.jobs.reconcile import item_why

    render.check_report(report, stdout_taken=not quiet)
    wanted, of_items = options.text(account, "ACCOUNT"), item_why.names_items(source)
    if of_items and (from_, encoding, sheet) != (None, None, None):
        raise UsageError("--from, --encoding and --sheet are about placements")
    with progress.bar("why", quiet=quiet) as tell:
        done: item_why.ItemWhyReport | job.WhyReport
        if of_items:
            done = item_why.run(source, wanted, progress=tell)
        else:
            done = job.run(options.source(source, from_, encoding, sheet), wanted, progress=tell)
    if not quiet:
        boundary.put("".join(f"{line}\n" for line in done.lines))
    render.finish("why", done, quiet=True, file=report, force=force, inputs=[source])
