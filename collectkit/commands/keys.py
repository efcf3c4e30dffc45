"""`collectkit keys`: the keyring and the recipients it knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectkit.commands import boundary, options, passphrase, render

if TYPE_CHECKING:
    from collectkit.jobs.keys import Keys

app = typer.Typer(
    help="The keyring: who can open it, which slots it has, who receives data.",
    context_settings={"default_map": {"help": False}},
    rich_markup_mode=None,
)
recipient = typer.Typer(
    help="Recipients: agencies and analysts that tokens are made for.",
    context_settings={"default_map": {"help": False}},
    rich_markup_mode=None,
)
app.add_typer(recipient, name="recipient")

Officers = Annotated[
    list[str] | None,
    typer.Option("--officer", metavar="AGE-KEY", help="Public key of somebody who can open it; repeat for more."),
]
Escrow = Annotated[
    str | None, typer.Option("--escrow", metavar="AGE-KEY", help="Public key that a spare copy is sealed to.")
]
MakeIdentity = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Make an age identity for yourself, and seal to it.")
]
NoEscrow = Annotated[bool, typer.Option("--no-escrow", help="No second way to open it: a lost key loses every token.")]
OlderCopy = Annotated[bool, typer.Option("--force", help="Use the keyring even if it is an older copy.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Lower-case letters, digits and hyphens; it never changes.")]
Display = Annotated[str, typer.Option(metavar="TEXT", help="The name that people read; it may change.")]


@app.command(
    "new",
    epilog=options.examples(
        "collectkit keys new --officer age1... --officer age1...",
        "collectkit keys new --make-identity ~/me.identity --escrow age1...",
        "collectkit keys new --no-escrow",
    ),
)
def new(
    *,
    officers: Officers = None,
    escrow: Escrow = None,
    make_identity: MakeIdentity = None,
    no_escrow: NoEscrow = False,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Make a keyring with one slot and a signing key, and pin the signing key in collectkit.toml.

    It is sealed to the officers; without --officer to your own identity (--make-identity, or COLLECTKIT_IDENTITY), or
    else to a passphrase, which is asked for twice.
    """
    from collectkit.jobs import keys as job
    from collectkit.jobs.access import Access

    space = options.workspace(config)
    file = options.keyring_file(keyring, space)
    done = job.new(
        file,
        Access(None, passphrase.ask) if make_identity else Access.of_environment(passphrase.ask),
        officers=officers or [],
        escrow=escrow,
        no_escrow=no_escrow,
        identity_file=make_identity,
    )
    pinned = job.pin(space, file, done.signing_key)
    render.finish(f"new keyring {file}", done, quiet=quiet, file=report)
    if not pinned and not quiet:
        boundary.say(f'hint: pin it: signing_key = "{done.signing_key}" under [keyring] in collectkit.toml')


@app.command("list", epilog=options.examples("collectkit keys list", "collectkit keys list | column -t"))
def list_slots(keyring: options.KeyringFile = None, config: options.Config = None, force: OlderCopy = False) -> None:
    """List the slots: state, check value, how many recipients are pinned to each."""
    ring = _open(keyring, config, force=force).ring
    for one in ring.slots:
        check = ring.check_value(one.slot) if one.root else "-"
        pinned = sum(recipient.slot == one.slot for recipient in ring.recipients)
        boundary.put(f"{one.slot}\t{one.state}\t{check}\t{pinned}\n")


@app.command("check", epilog=options.examples("collectkit keys check"))
def check(
    *,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    force: OlderCopy = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Open the keyring, and verify its digest, its signing key and the audit log's chain."""
    from collectkit.jobs import keys as job

    opened = _open(keyring, config, force=force)
    render.finish(f"keyring {opened.file}", job.check(opened), quiet=quiet, file=report)


@app.command("public", epilog=options.examples("collectkit keys public > creditor.pem"))
def public(keyring: options.KeyringFile = None, config: options.Config = None) -> None:
    """Print the public signing key as PEM, for agencies to verify hand-overs with."""
    boundary.put(_open(keyring, config).ring.public_pem())


@recipient.command("add", epilog=options.examples("collectkit keys recipient add agency-a --display 甲催收公司"))
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

    slot = job.add_recipient(_open(keyring, config), name, options.text(display, "--display"))
    if not quiet:
        boundary.say(f"{name}: added, slot {slot}")


@recipient.command("list", epilog=options.examples("collectkit keys recipient list"))
def list_recipients(keyring: options.KeyringFile = None, config: options.Config = None) -> None:
    """List the recipients: name, slot, how many hand-overs, the name that people read."""
    for one in _open(keyring, config).ring.recipients:
        boundary.put(f"{one.id}\t{one.slot}\t{len(one.placements)}\t{one.display}\n")


def _open(keyring: Path | None, config: Path | None, *, force: bool = False) -> Keys:
    return options.keys(keyring, options.workspace(config), force=force)
