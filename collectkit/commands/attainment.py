"""`collectkit attainment`: what came of each stage of a ladder, against its targets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import options, progress, render

EXAMPLES = options.examples(
    "collectkit attainment october.csv --as-of 2026-10-31 --after november.csv --until 2026-11-30 "
    "--ledger ledger.csv --targets targets.toml -o attainment.html -o attainment.csv",
)

Segmented = Annotated[Path, typer.Argument(metavar="SEGMENTED", help="What `collectkit segment --ladder` wrote.")]
After = Annotated[Path | None, typer.Option(metavar="FILE", help="A later file of the same accounts: who is cured.")]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day of SEGMENTED, where no column of its own says it.")
]
Until = Annotated[
    str | None, typer.Option(metavar="DATE", help="The last day that counts; else the day that AFTER says itself.")
]
Ledger = Annotated[Path | None, typer.Option(metavar="FILE", help="The creditor's ledger: what was recovered.")]
Returns = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]FILE", help="Contacts that agencies returned: who was reached. Repeatable."),
]
Targets = Annotated[Path | None, typer.Option(metavar="FILE", help="The targets of each stage: .toml or .csv.")]
Scheme = Annotated[
    str | None, typer.Option(metavar="NAME|FILE", help="What it was segmented by; else the settings say (cn-m3plus).")
]


def attainment(
    *,
    source: Segmented,
    outputs: options.Figures = None,
    as_of: AsOf = None,
    after: After = None,
    until: Until = None,
    ledger: Ledger = None,
    returns: Returns = None,
    targets: Targets = None,
    scheme: Scheme = None,
    language: options.Language = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
) -> None:
    """Compare what came of each stage with its targets: money recovered, debtors contacted, accounts cured.

    Each figure needs its file: the ledger, returns, a later file. What is not given is blank, not 0.
    """
    from collectkit.jobs.attainment import attainment as job
    from collectkit.jobs.segment.diaries import split

    space = options.workspace(config)
    last = options.as_of(until, space.settings)
    targeted = options.figures(outputs, force=force, as_of=last)
    named = [
        one for one in (source, after, ledger, targets, *(split(each)[1] for each in returns or [])) if one is not None
    ]
    named.append(Path(scheme or space.settings.scheme))
    render.check_report(
        report,
        stdout_taken=not outputs or options.STDIO in outputs,
        outputs=[one.path for one in targeted],
        space=space,
    )
    with progress.bar("attainment", quiet=quiet) as tell:
        done = job.run(
            options.source(source, None, None),
            targeted,
            as_of=options.as_of(as_of, space.settings),
            after=None if after is None else options.source(after, None, None),
            until=last,
            ledger=None if ledger is None else options.source(ledger, None, None),
            returns=returns or [],
            keys=options.keys_of_tokens(keyring, space),
            targets=targets,
            scheme=scheme or space.settings.scheme,
            language=language or space.settings.language,
            creditor=space.settings.creditor,
            progress=tell,
        )
    found = done.as_dict()
    shown = {name: found[name] for name in ("as_of", "until", "scheme")}
    shown["ledger_by_posting"] = found.get("ledger", {}).get("by_posting") or None
    shown["stages"] = [_short(row) for row in found["stages"]]
    render.finish("attainment", done, quiet=quiet, file=report, force=force, inputs=named, shown=shown)


def _short(row: dict[str, object]) -> dict[str, object]:
    """Return a row for people: rates as percentages, each beside its target."""
    from collectkit.report.numbers import share

    shown = {name: row[name] for name in ("stage", "currency", "accounts", "overdue_minor", "recovered_minor")}
    for rate in ("recovery", "contact", "cure"):
        both = (row[f"{rate}_ppm"], row[f"{rate}_target_ppm"])
        shown[rate] = " of ".join(share(ppm) for ppm in both if isinstance(ppm, int))
    return shown
