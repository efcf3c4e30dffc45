"""The command line: all commands, and nothing that takes time to load."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

import collectkit
from collectkit.commands import (
    ack,
    attainment,
    boundary,
    conduct,
    demo,
    handover,
    ingest,
    init,
    keys,
    mask,
    place,
    recall,
    reconcile,
    register,
    reported,
    reveal,
    risk,
    roll,
    sample,
    scan,
    scorecard,
    segment,
    trace,
    verify,
    vintage,
    why,
    worklist,
)

SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    # Typer loads pydantic to learn that None is no flag; so the flags that nobody gave are False.
    "default_map": {"help": False, "install_completion": False, "show_completion": False},
}

app = typer.Typer(
    name="collectkit",
    context_settings=SETTINGS,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)

app.command(cls=reported.Command, epilog=init.EXAMPLES)(init.init)
app.add_typer(keys.app, name="keys", context_settings=SETTINGS)
app.command(cls=reported.Command, epilog=ingest.EXAMPLES)(ingest.ingest)
app.command(cls=segment.Command, epilog=segment.EXAMPLES)(segment.segment)
app.command(cls=reported.Command, epilog=roll.EXAMPLES)(roll.roll)
app.command(cls=reported.Command, epilog=vintage.EXAMPLES)(vintage.vintage)
app.command(cls=reported.Command, epilog=attainment.EXAMPLES)(attainment.attainment)
app.command(cls=reported.Command, epilog=scan.EXAMPLES)(scan.scan)
app.command(cls=reported.Command, epilog=mask.EXAMPLES)(mask.mask)
app.command(cls=reported.Command, epilog=risk.EXAMPLES)(risk.risk)
app.command(cls=reported.Command, epilog=place.EXAMPLES)(place.place)
app.command(cls=reported.Command, epilog=why.EXAMPLES)(why.why)
app.command(cls=reported.Command, epilog=worklist.EXAMPLES)(worklist.worklist)
app.command(cls=reported.Command, epilog=verify.EXAMPLES)(verify.verify)
app.command(cls=reported.Command, epilog=ack.EXAMPLES)(ack.ack)
app.command(cls=recall.Command, epilog=recall.EXAMPLES)(recall.recall)
app.command(cls=handover.Command, epilog=handover.EXAMPLES)(handover.handover)
app.add_typer(register.app, name="register", context_settings=SETTINGS)
app.command(cls=reported.Command, epilog=reveal.EXAMPLES)(reveal.reveal)
app.command(cls=reported.Command, epilog=trace.EXAMPLES)(trace.trace)
app.command(cls=reconcile.Command, epilog=reconcile.EXAMPLES)(reconcile.reconcile)
app.command(cls=reported.Command, epilog=scorecard.EXAMPLES)(scorecard.scorecard)
app.command(cls=conduct.Command, epilog=conduct.EXAMPLES)(conduct.conduct)
app.add_typer(sample.app, name="sample", epilog=sample.EXAMPLES, context_settings=SETTINGS)
app.command(cls=reported.Command, epilog=demo.EXAMPLES)(demo.demo)


def _version(wanted: bool) -> None:
    if wanted:
        boundary.put(f"collectkit {collectkit.__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Hand delinquent loans to collection agencies without handing over identities.

    Data goes to standard output, everything else to standard error.
    """
    del version
    if context.invoked_subcommand is None:
        boundary.put(context.get_help() + "\n")
        raise typer.Exit(boundary.USAGE)


def run() -> None:
    """Run the command line and end the process."""
    boundary.harden()
    command = typer.main.get_command(app)
    sys.exit(boundary.run(lambda: command.main(prog_name="collectkit", standalone_mode=False)))
