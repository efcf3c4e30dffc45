"""`collectkit recall`: accounts come back from agencies, and their deletion is proven."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from collectkit.commands import options, panels, render
from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.jobs.keys.keys import Keys
    from collectkit.jobs.recall.packages import Packages
    from collectkit.jobs.recall.steps import Said

EXAMPLES = options.examples(
    "collectkit recall packages/placed.parquet --due 2026-11-30 -o recall.parquet",
    "collectkit recall recall.parquet --packages recalls --agencies rules/agencies.toml --as-of 2026-11-30",
    "collectkit recall recall.parquet --objections agency-a.xlsx --as-of 2026-12-02 -o objected.parquet",
    "collectkit recall final.parquet --proof agency-a.csv --as-of 2026-12-10 -o deleted.parquet",
)

Command = panels.grouped(
    {
        "What is asked back": (
            *("due", "events", "accounts", "account", "agency", "reason", "objection_days", "recalled"),
        ),
        "What a recall table goes through": ("objections", "grant", "deny", "final", "proof", "lines"),
        "What agencies receive": ("packages", "agencies", "seal"),
        "What is written": ("output", "to", "force", "report", "quiet", "register", "no_register"),
    }
)

Source = Annotated[
    Path, typer.Argument(metavar="PLACEMENTS", help="placed.parquet, a placements file, a register; or a recall table.")
]
Target = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="The recall table, for the next step.")
]
Due = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="What is due back on or before this day, or today."),
]
Events = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Accounts, and what happened to each; repeat for more."),
]
Accounts = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Current accounts: their flags, and nothing due, say it."),
]
Account = Annotated[list[str] | None, typer.Option(metavar="ID", help="One account; repeat for more.")]
Agency = Annotated[str | None, typer.Option(metavar="NAME", help="Everything that one agency has.")]
Reason = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Of --account (else ordered), --agency (else ended)."),
]
Days = Annotated[
    int,
    typer.Option(metavar="N", min=0, max=365, help="Days in which the agency may object, if it may."),
]
Recalled = Annotated[
    list[Path] | None,
    typer.Option(metavar="TABLE", help="An earlier recall: not asked back again; repeat."),
]
Objections = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]FILE", help="OBJ records of an agency; repeat for more."),
]
Grant = Annotated[Path | None, typer.Option(metavar="FILE", help="Accounts or tokens that it keeps.")]
Deny = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Accounts or tokens that are final all the same."),
]
Final = Annotated[bool, typer.Option("--final", help="The window is over: what nobody objected to is final.")]
Proof = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]FILE", help="DEL records of an agency; repeat for more."),
]
Lines = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Each record of these, and each that is missing: its status."),
]
Folder = Annotated[Path | None, typer.Option("--packages", metavar="DIR", help="A signed package an agency.")]
Agencies = Annotated[Path | None, typer.Option("--agencies", metavar="FILE", help="The agencies file.")]
Seal = Annotated[Literal["none", "age"], typer.Option(help="age: seal each to its agency's public key.")]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day of the step, or today; of --due, that day if not said.")
]


def recall(
    source: Source,
    *,
    output: Target = None,
    as_of: AsOf = None,
    due: Due = None,
    events: Events = None,
    accounts: Accounts = None,
    account: Account = None,
    agency: Agency = None,
    reason: Reason = None,
    objection_days: Days = 3,
    recalled: Recalled = None,
    objections: Objections = None,
    grant: Grant = None,
    deny: Deny = None,
    final: Final = False,
    proof: Proof = None,
    lines: Lines = None,
    packages: Folder = None,
    agencies: Agencies = None,
    seal: Seal = "none",
    register: options.RegisterFile = None,
    no_register: options.NoRegister = False,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
) -> None:
    """Ask accounts back from agencies, and take the recall from state to state.

    PENDING, while the agency may object; OBJECTED, until the creditor grants (KEPT) or denies that; FINAL: the agency
    must delete it, and prove it. A death, a complaint, a dispute and the like are final at once. Exit code 20 when a
    file of an agency has faults, an event is of an account that is not placed, a deletion is not proven, or --final
    finds what is undecided; outputs are written.
    """
    from collectkit.jobs.recall import recall as job
    from collectkit.jobs.recall.read import day_of
    from collectkit.jobs.recall.select import Wanted

    space = options.workspace(config)
    until = options.as_of(due, space.settings, "--due")
    render.check_report(report, stdout_taken=output == options.STDIO, outputs=[output, lines], space=space)
    named = keyring or space.keyring

    def keys() -> Keys:
        return options.keys(keyring, space)

    done = job.run(
        options.source(source, from_, encoding),
        options.target(output, to, force=force) if output else None,
        Wanted(
            due=until,
            accounts=[options.text(one, "--account") for one in account or []],
            agency=agency,
            events=[options.source(path, None, encoding) for path in events or []],
            current=[options.source(path, None, encoding) for path in accounts or []],
            reason=reason,
        ),
        job.Steps(
            objections=[_said(one, encoding) for one in objections or []],
            grant=options.source(grant, None, encoding) if grant else None,
            deny=options.source(deny, None, encoding) if deny else None,
            final=final,
            proofs=[_said(one, encoding) for one in proof or []],
        ),
        as_of=day_of(options.as_of(as_of, space.settings), until),
        objection_days=objection_days,
        lines=options.target(lines, force=force) if lines else None,
        packages=_packages(packages, agencies, seal, keys, force=force),
        earlier=recalled or [],
        register=options.register_file(register, space, none=no_register),
        keys=keys if named else None,
    )
    shown = _shown(done.as_dict())
    render.finish("recall", done, quiet=quiet, file=report, force=force, inputs=[source], shown=shown)
    done.refuse()


def _said(given: str, encoding: str | None) -> Said:
    """Split ``AGENCY=FILE``; a path may have a ``=`` of its own."""
    from collectkit.jobs.recall.steps import Said

    agency, equals, name = given.partition("=")
    if not equals or Path(given).exists():
        return Said(None, options.source(Path(given), None, encoding))
    return Said(agency, options.source(Path(name), None, encoding))


def _packages(
    folder: Path | None, agencies: Path | None, seal: Literal["none", "age"], keys: Callable[[], Keys], *, force: bool
) -> Packages | None:
    from collectkit.jobs.recall.packages import Packages

    if folder is None:
        if seal != "none":
            raise UsageError("--seal is for --packages")
        return None
    if agencies is None:
        raise UsageError("--packages: names and languages are in the agencies file", hint="--agencies FILE")
    return Packages(folder, agencies, keys, seal, force)


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see."""
    keys = ("as_of", "rows_in", "recalled", "states", "deleted", "by_agency", "by_currency")
    more = ("left_out", "no_term", "not_placed", "packages", "entered")
    files = [{name: value for name, value in one.items() if name != "sha256"} for one in found["files"]]
    return (
        {name: found[name] for name in keys}
        | {"files": _flat(files)}
        | {name: found[name] for name in more if found[name]}
    )


def _flat(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a line for each status that a file came to."""
    return [
        {"file": one["file"], "records": one["records"], "status": status, "count": count}
        for one in files
        for status, count in [*one["statuses"].items(), *([("MISSING", one["missing"])] if one.get("missing") else [])]
    ]
