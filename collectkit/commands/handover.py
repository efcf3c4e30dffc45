"""`collectkit handover`: the main job in one line, from a portfolio to packages for the agencies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import options, panels, place, progress, render, worklist
from collectkit.commands import segment_options as asked
from collectkit.errors import UsageError

EXAMPLES = options.examples(
    "collectkit handover portfolio.csv -o out --as-of 2026-10-31",
    "collectkit handover 2026-10.xlsx -o out/2026-10 --as-of 2026-10-31 --agencies rules/agencies.toml --seal age",
    "collectkit handover portfolio.csv -o out --as-of 2026-10-31 --ladder cn-standard --objective value "
    "--liquidation past.csv --rates rules/rates.toml",
)

Portfolio = Annotated[list[Path], typer.Argument(metavar="PORTFOLIO...", help="Files of the portfolio.")]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The run directory, one a hand-over.")]
Agencies = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The agencies; else rules/agencies.toml of the workspace.")
]
Scheme = Annotated[str | None, typer.Option(metavar="NAME|FILE", help="The bucket scheme; else the settings say.")]
Dialer = Annotated[
    bool, typer.Option("--dialer", help="Also write dialer.age: token -> number, sealed to the keyring's officers.")
]
MaxRejects = Annotated[str | None, typer.Option(metavar="LIMIT", help="Stop above it: 0.5% or a number of rows.")]

PANELS = {
    "Arguments": ("inputs",),
    "Days, buckets and stages": ("as_of", "scheme", "anchor", "ladder"),
    "Who gets what": (
        *("agencies", "objective", "share_tolerance", "liquidation", "rates", "holdout", "register", "no_register"),
    ),
    "What agencies receive": ("policy", "offers", "seal", "dialer"),
    "What is written": ("output", "max_rejects", "report", "force", "quiet"),
    "What is read, and how": ("region", "from_", "encoding", "sheet", "config", "keyring", "help"),
}
"""The groups of its help page."""

Command = panels.grouped(PANELS)


def handover(
    *,
    inputs: Portfolio,
    output: Folder,
    as_of: options.AsOf = None,
    agencies: Agencies = None,
    policy: worklist.Policy = "agency",
    scheme: Scheme = None,
    anchor: options.Anchor = "auto",
    ladder: asked.Ladder = None,
    objective: place.Objective = "fair",
    share_tolerance: place.Tolerance = None,
    holdout: place.Holdout = None,
    liquidation: place.Liquidation = None,
    rates: place.Rates = None,
    seal: options.Seal = "none",
    offers: worklist.Offers = None,
    dialer: Dialer = False,
    max_rejects: MaxRejects = None,
    region: options.Region = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
    register: options.RegisterFile = None,
    no_register: options.NoRegister = False,
) -> None:
    """Turn a portfolio into packages for the agencies: ingest, segment, place, mask, sign.

    The run directory holds all that was made. Agencies that the keyring does not know are added to it. Run it again and
    it completes what is missing; the same input, rules, keys and day give the same packages.
    """
    from collectkit.jobs import handover as job
    from collectkit.jobs.placement.aims import Wishes

    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    if day is None:
        raise UsageError("--as-of is needed", hint="the day that days are counted to: 2026-10-31, or today")
    render.check_report(report, space=space)
    given = job.Handover(
        inputs=[options.source(path, from_, encoding, sheet, space.settings.timezone) for path in inputs],
        as_of=day,
        agencies=agencies or space.folder / "rules" / "agencies.toml",
        policy=policy,
        scheme=scheme or space.settings.scheme,
        anchor=anchor,
        ladder=ladder,
        wishes=Wishes(objective, share_tolerance, holdout, liquidation, rates),
        seal=seal,
        offers=offers,
        dialer=dialer,
        region=region or space.settings.region,
        creditor=space.settings.creditor,
        language=space.settings.language,
    )
    with progress.bar("handover", quiet=quiet) as tell:
        done = job.run(
            given,
            options.dated(output, day),
            keys=lambda: options.keys(keyring, space),
            register=options.register_file(register, space, none=no_register),
            max_rejects=max_rejects,
            force=force,
            progress=tell,
        )
    render.finish("handover", done, quiet=quiet, file=report, force=force, inputs=inputs, shown=_shown(done.as_dict()))


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a hand-over: who got what, what stayed, and where to look."""
    ingested, placed = found["accounts"]["ingest"], found["place"]
    return {
        "batch": found["batch"],
        "as_of": found["as_of"],
        "resumed": found["resumed"],
        "rows_in": ingested["rows_in"],
        "accounts": ingested["accounts"],
        "rejects": ingested["rejects"],
        "removed": ingested["removed"],
        **_wished(placed),
        "placed": placed["placed"],
        "packages": found["worklist"]["packages"],
        "not_placed": placed["not_placed"],
        "closed": placed["closed"],
        "unmet": [{"": row["text"]} for row in placed["unmet"]],
        "warnings": [{"": line} for line in (*_moved(found["accounts"]["segment"]), *placed["warnings"])],
    }


def _wished(placed: dict[str, Any]) -> dict[str, str]:
    """Return what the placement was to come to beyond like for like."""
    told = {} if placed["objective"] == "fair" else {"objective": placed["objective"]}
    return told | ({"holdout": f"{placed['holdout_ppm'] / 10_000:g}%"} if placed["holdout_ppm"] else {})


def _moved(segmented: dict[str, Any]) -> Iterator[str]:
    """Yield in how many rows the file's own days or bucket say another bucket than the one that was computed."""
    for given in segmented["given"]:
        if given["moved"]:
            yield f"{given['column']}, {given['moved']} of {given['compared']}: in another bucket than by the due date"
