"""`collectkit trace`: a file was found somewhere; whose copy is it?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import options, render

EXAMPLES = options.examples(
    "collectkit trace found.xlsx",
    "collectkit trace found.csv --packages out/packages --report trace.json",
    "unzip -p found.zip | collectkit trace -",
)

Found = Annotated[Path, typer.Argument(metavar="FILE", help="A file of any kind, or - for standard input.")]
Packages = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="Where packages lie, to tell one agency's hand-overs apart; repeat for more."),
]
Everything = Annotated[
    bool, typer.Option("--all", help="Try every token under every recipient, batch and slot, not samples first.")
]


def trace(
    found: Found,
    *,
    packages: Packages = None,
    everything: Everything = False,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
) -> None:
    """Say which recipient, batch and slot the tokens in a found file belong to, or that they are not ours.

    It points to a copy, not to a culprit: the creditor holds the same tokens. Two tokens of one recipient make it
    certain. Format-preserved digits and pseudonyms tell nothing.
    """
    from collectkit.jobs import trace as job

    space = options.workspace(config)
    render.check_report(report, space=space)
    keys = options.keys(keyring, space)
    done = job.run(options.source(found, None, None), keys=keys, packages=packages or (), everything=everything)
    render.finish(f"trace {found.name}", done, quiet=quiet, file=report, force=force, inputs=[found])
