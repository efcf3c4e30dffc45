"""`collectkit keys recipient`: who receives data under tokens of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import boundary, options, render, reported

app = typer.Typer(
    help="Recipients: agencies and analysts that tokens are made for.",
    context_settings={"default_map": {"help": False}},
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Lower-case letters, digits and hyphens; it never changes.")]
Display = Annotated[str, typer.Option(metavar="TEXT", help="The name that people read; it may change.")]
Batch = Annotated[str, typer.Argument(metavar="BATCH", help="The hand-over, as its manifest names it.")]
Force = Annotated[bool, typer.Option("--force", help="Even with hand-overs that are still open.")]


Placed = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="placed.parquet of each hand-over; repeat. Else the register says it."),
]
Recalled = Annotated[
    list[Path] | None, typer.Option(metavar="TABLE", help="Recall tables with the proofs taken in; repeat.")
]
DestroyKey = Annotated[bool, typer.Option("--destroy-key", help="Erase the keys of its tokens.")]
Confirm = Annotated[str | None, typer.Option(metavar="NAME", help="Its name again: the consequences are meant.")]


@app.command("add", epilog=options.examples("collectkit keys recipient add agency-a --display 甲催收公司"))
def add(
    *,
    name: Name,
    display: Display = "",
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
) -> None:
    """Add a recipient, pinned to the primary slot."""
    from collectkit.jobs.keys import keys as job

    slot = job.add_recipient(options.keys(keyring, options.workspace(config)), name, options.text(display, "--display"))
    if not quiet:
        boundary.say(f"{name}: added, slot {slot}")


@app.command("list", epilog=options.examples("collectkit keys recipient list"))
def list_recipients(keyring: options.KeyringFile = None, config: options.Config = None) -> None:
    """List the recipients: name, slot, how many hand-overs, the name that people read."""
    for one in options.keys(keyring, options.workspace(config)).ring.recipients:
        boundary.put(f"{one.id}\t{one.slot}\t{len(one.placements)}\t{one.display}\n")


@app.command("close", epilog=options.examples("collectkit keys recipient close agency-a 2026-10"))
def close(
    *,
    name: Name,
    batch: Batch,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
) -> None:
    """Say that a hand-over is over: recalled, and its data deleted. It needs no slot any more."""
    from collectkit.jobs.keys import slots as job

    job.close(options.keys(keyring, options.workspace(config)), name, batch)
    if not quiet:
        boundary.say(f"{name}: hand-over {batch} is closed")


@app.command(
    "end",
    cls=reported.Command,
    epilog=options.examples(
        "collectkit keys recipient end agency-a --placed packages/placed.parquet --recalled deleted.parquet",
        "collectkit keys recipient end agency-a --register placements.db --destroy-key --confirm agency-a",
    ),
)
def end(
    *,
    name: Name,
    placed: Placed = None,
    recalled: Recalled = None,
    register: options.RegisterFile = None,
    destroy_key: DestroyKey = False,
    confirm: Confirm = None,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
) -> None:
    """End the relation: all that it had is recalled and deleted, as it proved. Its hand-overs are closed.

    --destroy-key erases the keys of its tokens, too, if nobody else needs them: what that costs is listed first, and
    --confirm NAME says that it is meant.
    """
    from collectkit.jobs.recall import ended as job

    space = options.workspace(config)
    render.check_report(report, space=space)
    done = job.run(
        options.keys(keyring, space),
        name,
        placed=placed or [],
        recalled=recalled or [],
        register=options.register_file(register, space, none=bool(placed) and register is None),
        erase=destroy_key,
        confirm=confirm,
    )
    render.finish("recipient end", done, quiet=quiet, file=report)


@app.command("remove", epilog=options.examples("collectkit keys recipient remove agency-a"))
def remove(
    *,
    name: Name,
    force: Force = False,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
) -> None:
    """Forget a recipient: its tokens open no more until it is added again, and `trace` does not know them.

    They come back only in the same slot, and the numbers of its hand-overs begin anew.
    """
    from collectkit.jobs.keys import slots as job

    job.remove(options.keys(keyring, options.workspace(config)), name, force=force)
    if not quiet:
        boundary.say(f"{name}: removed")
