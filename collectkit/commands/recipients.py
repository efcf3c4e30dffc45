"""`collectkit keys recipient`: who receives data under tokens of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from collectkit.commands import boundary, options

app = typer.Typer(
    help="Recipients: agencies and analysts that tokens are made for.",
    context_settings={"default_map": {"help": False}},
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Lower-case letters, digits and hyphens; it never changes.")]
Display = Annotated[str, typer.Option(metavar="TEXT", help="The name that people read; it may change.")]
Batch = Annotated[str, typer.Argument(metavar="BATCH", help="The hand-over, as its manifest names it.")]
Force = Annotated[bool, typer.Option("--force", help="Even with hand-overs that are still open.")]


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
    from collectkit.jobs import keys as job

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
    from collectkit.jobs import slots as job

    job.close(options.keys(keyring, options.workspace(config)), name, batch)
    if not quiet:
        boundary.say(f"{name}: hand-over {batch} is closed")


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
    from collectkit.jobs import slots as job

    job.remove(options.keys(keyring, options.workspace(config)), name, force=force)
    if not quiet:
        boundary.say(f"{name}: removed")
