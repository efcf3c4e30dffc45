"""`collectkit place`: each account gets an agency, or a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from collectkit.commands import options, progress, render

EXAMPLES = options.examples(
    "collectkit place accounts.parquet --agencies rules/agencies.toml -o placements.parquet",
    "collectkit place portfolio.csv --agencies agencies.toml --as-of 2026-10-31 --preview --balance balance.html",
    "collectkit place accounts.parquet --agencies agencies.toml --objective value --liquidation past.csv "
    "--rates rates.toml -o placements.parquet",
)

Accounts = Annotated[Path, typer.Argument(metavar="ACCOUNTS", help="A file, or - for standard input.")]
Agencies = Annotated[Path, typer.Option("--agencies", metavar="FILE", help="Who may take what: the agencies file.")]
Placements = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="PLACEMENTS", help="A file, or - for standard output.")
]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day of the placement; else the file's own as-of date.")
]
Batch = Annotated[
    str | None, typer.Option(metavar="ID", help="Its id; else a digest of the input, the agencies and the day.")
]
Preview = Annotated[
    bool, typer.Option("--preview", help="Show how it would come out, and write no placements; --balance is written.")
]
Objective = Annotated[
    Literal["fair", "value"],
    typer.Option(help="fair: like accounts to all, by targets; value: the highest expected net recovery."),
]
Tolerance = Annotated[
    str | None,
    typer.Option("--share-tolerance", metavar="P%", help="For value: how far from its target an agency may be (20%)."),
]
Holdout = Annotated[
    str | None,
    typer.Option(metavar="P%", help="Place nobody with so many of the debtors: a control, in every stratum."),
]
Liquidation = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What was placed and recovered, by agency and bucket (and hand): for value."),
]
Rates = Annotated[Path | None, typer.Option(metavar="FILE", help="The rates file: commission is taken off.")]
Balance = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="How even it came out: .html, .xlsx, .json or .csv; repeat for more."),
]


def place(
    source: Accounts,
    *,
    agencies: Agencies,
    output: Placements = None,
    as_of: AsOf = None,
    batch: Batch = None,
    objective: Objective = "fair",
    share_tolerance: Tolerance = None,
    holdout: Holdout = None,
    liquidation: Liquidation = None,
    rates: Rates = None,
    balance: Balance = None,
    preview: Preview = False,
    language: options.Language = None,
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
    register: options.RegisterFile = None,
    no_register: options.NoRegister = False,
) -> None:
    """Place accounts with agencies. Every row is kept, in order, with its agency or with one reason why none has it.

    All accounts of a debtor go to one agency, by target shares, in an order that the keyring decides: the same
    accounts, agencies and day give the same placement.
    """
    from collectkit.jobs.placement import place as job

    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    shown_in = [options.target(path, force=force, as_of=day) for path in balance or []]
    wishes = job.Wishes(objective, share_tolerance, holdout, liquidation, rates)
    inputs = [source, agencies, *wishes.files]
    render.check_report(
        report,
        stdout_taken=(output == options.STDIO and not preview) or options.STDIO in (balance or []),
        outputs=[one.path for one in shown_in],
        space=space,
    )
    with progress.bar("place", quiet=quiet, output=output) as tell:
        done = job.run(
            options.source(source, from_, encoding, sheet),
            options.target(output, to, force=force, excel=excel, as_of=day) if output else None,
            agencies=agencies,
            as_of=day,
            keys=lambda: options.keys(keyring, space),
            batch=batch,
            register=options.register_file(register, space, none=no_register),
            wishes=wishes,
            figures=shown_in,
            language=language or space.settings.language,
            creditor=space.settings.creditor,
            preview=preview,
            region=space.settings.region,
            headings=headings,
            progress=tell,
        )
    shown = _shown(done.as_dict())
    render.finish("place", done, quiet=quiet, file=report, force=force, inputs=inputs, shown=shown, left_out="rejects")


_COLUMNS = {
    "agency": "agency",
    "accounts": "accounts",
    "debtors": "debtors",
    "amount_minor": "amount_minor",
    "target_ppm": "target %",
    "reachable_ppm": "reach %",
    "accounts_ppm": "accts %",
    "amount_ppm": "amt %",
    "smd_amount": "smd amt",
    "smd_days": "smd days",
    "share_reason": "beside its target",
}
"""What people see of an agency's balance."""


_UNSEEN = ("share_tolerance_ppm", "holdout_ppm", "closed_codes")
"""What people see in other words."""


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: shares as percentages, standardised differences as decimals."""
    told = {"unmet": [{"": row["text"]} for row in found["unmet"]]}
    told["experiments"] = [{"": line} for one in found["experiments"] for line in _trial(one)]
    agencies = [{title: _value(key, row[key]) for key, title in _COLUMNS.items()} for row in found["agencies"]]
    plain = {key: found[key] for key in found if key not in _UNSEEN}
    for key in ("share_tolerance", "holdout"):
        if found[f"{key}_ppm"]:
            plain[key] = f"{found[f'{key}_ppm'] / 10_000:g}%"
    return {**plain, **told, "agencies": agencies, "warnings": [{"": line} for line in found["warnings"]]}


def _trial(one: dict[str, Any]) -> Iterator[str]:
    """Yield lines on an experiment."""
    arms = ", ".join(f"{arm['arm']} {arm['accounts']:,}" for arm in one["arms"])
    shows = one["detectable_ppm"]
    can = "" if shows is None else f"; they can show a difference of {shows / 10_000:.1f} points of a rate of 10%"
    yield f"{one['experiment'] or 'hold-out'}: {arms} accounts{can}"


def _value(key: str, value: Any) -> Any:
    if value is None:
        return None
    if key.endswith("_ppm"):
        return f"{value / 10_000:.1f}"
    return f"{value / 1000:.2f}" if key.startswith("smd_") else value
