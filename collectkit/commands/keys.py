"""`collectkit keys`: the keyring: made, looked at, checked; `slots` changes it, `recipients` says who receives data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectkit.commands import boundary, options, passphrase, recipients, render, reported, retoken, slots

if TYPE_CHECKING:
    from collectkit.jobs.keys.keys import Keys

app = typer.Typer(
    help="The keyring: who can open it, which slots it has, who receives data.",
    context_settings={"default_map": {"help": False}},
    rich_markup_mode=None,
)
app.add_typer(recipients.app, name="recipient")

MakeIdentity = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Make an age identity for yourself, and seal to it.")
]
OlderCopy = Annotated[bool, typer.Option("--force", help="Use the keyring even if it is an older copy.")]
Force = Annotated[bool, typer.Option("--force", help="Go on with an older copy, or with a log whose end is missing.")]


@app.command(
    "new",
    cls=reported.Command,
    epilog=options.examples(
        "collectkit keys new --officer age1... --officer age1...",
        "collectkit keys new --make-identity ~/me.identity --escrow age1...",
        "collectkit keys new --no-escrow",
    ),
)
def new(
    *,
    officers: options.Officers = None,
    escrow: options.Escrow = None,
    make_identity: MakeIdentity = None,
    no_escrow: options.NoEscrow = False,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Make a keyring with one slot and a signing key, and pin the signing key in collectkit.toml.

    It is sealed to the officers; without --officer to your own identity (--make-identity, or COLLECTKIT_IDENTITY), or
    else to a passphrase, which is asked for twice.
    """
    from collectkit.jobs.keys import keys as job
    from collectkit.jobs.keys.access import Access

    space = options.workspace(config)
    file = options.keyring_file(keyring, space)
    render.check_report(report, outputs=[file], space=space)
    if not (escrow or no_escrow) and len(set(officers or ())) < 2:
        escrow = passphrase.ask_openly("age public key of a second officer, or of an escrow (Enter for none)") or None
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


@app.command("check", cls=reported.Command, epilog=options.examples("collectkit keys check"))
def check(
    *,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    force: Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Open the keyring, and verify its digest, its signing key and the audit log's chain."""
    from collectkit.jobs.keys import keys as job

    render.check_report(report, space=options.workspace(config))
    opened = _open(keyring, config, force=force)
    render.finish(f"keyring {opened.file}", job.check(opened, force=force), quiet=quiet, file=report)


@app.command("public", epilog=options.examples("collectkit keys public > creditor.pem"))
def public(keyring: options.KeyringFile = None, config: options.Config = None) -> None:
    """Print the public signing key as PEM, for agencies to verify hand-overs with."""
    boundary.put(_open(keyring, config).ring.public_pem())


app.command("rotate", epilog=slots.ROTATE)(slots.rotate)
app.command("retire", epilog=slots.RETIRE)(slots.retire)
app.command("destroy", epilog=slots.DESTROY)(slots.destroy)
app.command("rewrap", epilog=slots.REWRAP)(slots.rewrap)
app.command("retoken", cls=reported.Command, epilog=retoken.EXAMPLES)(retoken.retoken)


def _open(keyring: Path | None, config: Path | None, *, force: bool = False) -> Keys:
    return options.keys(keyring, options.workspace(config), force=force)
