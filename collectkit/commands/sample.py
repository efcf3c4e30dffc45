"""`collectkit sample`: a synthetic creditor to try things on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from collectkit.commands import options, progress, render

EXAMPLES = options.examples(
    "collectkit sample -o sample",
    "collectkit sample -o big --accounts 1000000 --seed 7 --dirt none",
)

Folder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where the files go.")]
Accounts = Annotated[int, typer.Option(min=1, metavar="N", help="How many accounts.")]
Seed = Annotated[int, typer.Option(min=0, metavar="N", help="The same seed gives the same bytes.")]
Dirt = Annotated[Literal["none", "light", "heavy"], typer.Option(help="How much is wrong with the portfolio.")]
Language = Annotated[Literal["zh", "en"], typer.Option(help="Language of headers and names.")]


def sample(
    *,
    folder: Folder,
    accounts: Accounts = 5000,
    seed: Seed = 1,
    dirt: Dirt = "light",
    language: Language = "zh",
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Make a synthetic creditor: a portfolio with planted flaws, and the key to every flaw. All people are invented."""
    from collectkit.jobs import sample as job

    with progress.bar("sample", quiet=quiet) as tell:
        done = job.run(folder, accounts=accounts, seed=seed, dirt=dirt, language=language, force=force, progress=tell)
    render.finish("sample", done, quiet=quiet, file=report, force=force)
