"""`collectkit worklist`: a signed package for each agency."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import contact_options as planned
from collectkit.commands import options, progress, render
from collectkit.commands.segment_shown import contacts_read, tell_empty

EXAMPLES = options.examples(
    "collectkit worklist placements.parquet --agencies rules/agencies.toml -o packages",
    "collectkit worklist placements.parquet --agencies agencies.toml --seal age --dialer bridge.age -o packages",
    "collectkit worklist placements.parquet --agencies agencies.toml --seal xlsx --passwords passwords.csv -o packages",
    "collectkit worklist placements.parquet --agencies agencies.toml --contacts returns --now today -o packages",
)

Placements = Annotated[Path, typer.Argument(metavar="PLACEMENTS", help="What `collectkit place` wrote.")]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where the packages go.")]
Agencies = Annotated[Path, typer.Option("--agencies", metavar="FILE", help="The agencies file.")]
Policy = Annotated[
    str, typer.Option(metavar="NAME|FILE", help="What leaves: agency, agency-direct, field, legal, or a file.")
]
Passwords = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Where the passwords go; each agency gets its own another way.")
]
Dialer = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Table token -> number for the call bridge, sealed to the keyring's officers."),
]
Offers = Annotated[
    Path | None, typer.Option(metavar="FILE", help="What agencies may agree to: settlements, instalments, extensions.")
]
Headings = Annotated[
    options.HeadingsName | None,
    typer.Option(metavar="NAMES", help="Column names in workbooks; else in each agency's language."),
]
Batch = Annotated[str | None, typer.Option(metavar="ID", help="Id of the hand-over; else as the placements say.")]


def worklist(
    source: Placements,
    *,
    folder: Folder,
    agencies: Agencies,
    policy: Policy = "agency",
    seal: options.Seal = "none",
    dialer: Dialer = None,
    passwords: Passwords = None,
    offers: Offers = None,
    contacts: planned.Contacts = None,
    calls: planned.Calls = None,
    own: planned.Own = None,
    codes: planned.Codes = None,
    rules: planned.Rules = None,
    placed: planned.Placed = None,
    zone: planned.Zone = None,
    now: planned.Now = None,
    batch: Batch = None,
    headings: Headings = None,
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
    """Make a signed package for each agency.

    It holds the worklist (XLSX and CSV), forms to answer in, a manifest with its signature, and a page in the agency's
    language. Beside the packages lie placed.parquet, the creditor's own record, and creditor.pem, the key that agencies
    verify with. Agencies that the keyring does not know are added to it. The same placements, rules and keys give the
    same packages.
    """
    from collectkit.jobs.worklist import worklist as job

    space = options.workspace(config)
    render.check_report(report, space=space)
    read = options.source(source, from_, encoding, sheet)
    opened = functools.cache(lambda: options.keys(keyring, space))
    plan = planned.Planning(contacts, calls, own, codes, rules, placed, zone, now).plan(read, space, opened)
    with progress.bar("worklist", quiet=quiet) as tell:
        done = job.run(
            read,
            folder,
            agencies=agencies,
            policy=policy,
            keys=opened,
            headings=headings,
            seal=seal,
            dialer=options.target(dialer, force=force) if dialer else None,
            passwords=options.target(passwords, force=force) if passwords else None,
            batch=batch,
            offers=offers,
            contacts=plan,
            region=region or space.settings.region,
            register=options.register_file(register, space, none=no_register),
            force=force,
            progress=tell,
        )
    tell_empty(done.as_dict().get("contacts", {}))
    render.finish(
        "worklist",
        done,
        quiet=quiet,
        file=report,
        force=force,
        inputs=[source, agencies, *([] if plan is None else plan.files)],
        shown=_shown(done.as_dict()),
        left_out="unreadable_lines",
    )


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return the report as people read it: of files of contacts what is said of them."""
    if "contacts" not in found:
        return found
    planned = {name: value for name, value in found["contacts"].items() if name != "files"}
    return {**found, "contacts": planned, "contacts_read": contacts_read(found["contacts"])}
