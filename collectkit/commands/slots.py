"""`collectkit keys rotate`, `retire`, `destroy`, `rewrap`: the keyring in the course of years."""

from __future__ import annotations

from typing import Annotated

import typer

from collectkit.commands import boundary, options, passphrase

ROTATE = options.examples("collectkit keys rotate")
RETIRE = options.examples("collectkit keys retire 0")
DESTROY = options.examples("collectkit keys destroy 0")
REWRAP = options.examples(
    "collectkit keys rewrap --officer age1... --officer age1...",
    "collectkit keys rewrap --passphrase --escrow age1...",
)

Slot = Annotated[str, typer.Argument(metavar="SLOT", help="One character, as `keys list` shows it.")]
Force = Annotated[bool, typer.Option("--force", help="Even if recipients or open hand-overs need it.")]
ByPassphrase = Annotated[
    bool, typer.Option("--passphrase", help="Under one passphrase, which is asked for twice; nobody else opens it.")
]


def rotate(*, keyring: options.KeyringFile = None, config: options.Config = None, quiet: options.Quiet = False) -> None:
    """Make a new primary slot, for recipients to come. Nobody moves: `keys retoken` moves a recipient."""
    from collectkit.jobs.keys import slots as job

    done = job.rotate(options.keys(keyring, options.workspace(config)))
    if not quiet:
        boundary.say(f"slot {done.ring.primary} is primary now")


def retire(
    *,
    slot: Slot,
    force: Force = False,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
) -> None:
    """Let a slot open its tokens, and make no more. Refused while recipients or open hand-overs need it."""
    from collectkit.jobs.keys import slots as job

    job.retire(options.keys(keyring, options.workspace(config)), slot, force=force)
    if not quiet:
        boundary.say(f"slot {slot} is retired: it opens tokens, and makes none")


def destroy(
    *,
    slot: Slot,
    force: Force = False,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
) -> None:
    """Erase the key of a slot: what was made with it never comes back. Refused while somebody needs it.

    The key is gone only when every older copy of the keyring file, escrow copies and backups too, is gone as well.
    """
    from collectkit.jobs.keys import slots as job

    job.destroy(options.keys(keyring, options.workspace(config)), slot, force=force)
    if not quiet:
        boundary.say(f"slot {slot} is destroyed in this keyring")
        boundary.say("hint: its key lives on in every older copy of the file; delete those, backups too")


def rewrap(
    *,
    officers: options.Officers = None,
    escrow: options.Escrow = None,
    by_passphrase: ByPassphrase = False,
    no_escrow: options.NoEscrow = False,
    keyring: options.KeyringFile = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
) -> None:
    """Seal the keyring to other officers, or under a new passphrase. Keys and tokens stay as they are.

    Whoever is not named opens it no more; copies made before still open as they did.
    """
    from collectkit.jobs.keys import slots as job
    from collectkit.jobs.keys.access import Access

    opened = options.keys(keyring, options.workspace(config))
    access = Access.of_environment(passphrase.ask)
    job.rewrap(opened, access, officers=officers or [], escrow=escrow, passphrase=by_passphrase, no_escrow=no_escrow)
    if not quiet:
        boundary.say(f"{opened.file}: sealed anew")
        boundary.say("hint: older copies open as before; if a key was stolen, rotate and move the recipients too")
