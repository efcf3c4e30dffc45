"""`collectkit sample`: a synthetic creditor to try things on, and agencies that play their part."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import typer.core

from collectkit.commands import options, progress, render, reported
from collectkit.errors import UsageError


class Group(reported.Checked, typer.core.TyperGroup):
    """A command that is also a group: its own options are not read, nor what reads them loaded, for a command of it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Leave everything behind the name of a command to that command."""
        if not args or args[0] not in self.commands:
            return super().parse_args(ctx, args)
        name, *rest = args
        ctx._protected_args, ctx.args = [name], rest  # noqa: SLF001 - as the group itself does at the end
        return rest


app = typer.Typer(cls=Group, context_settings={"default_map": {"help": False}}, rich_markup_mode=None)

EXAMPLES = options.examples(
    "collectkit sample -o sample",
    "collectkit sample -o big --accounts 1000000 --seed 7 --dirt none",
    "collectkit sample returns out -o returned",
    "collectkit sample notes -o notes",
)

_FOLDER = typer.Option("-o", "--output", metavar="DIR", help="Where the files go.")
Folder = Annotated[Path, _FOLDER]
FolderOrNone = Annotated[Path | None, _FOLDER]
Accounts = Annotated[int, typer.Option(min=1, metavar="N", help="How many accounts.")]
Seed = Annotated[int, typer.Option(min=0, metavar="N", help="The same seed gives the same bytes.")]
Dirt = Annotated[Literal["none", "light", "heavy"], typer.Option(help="How much is wrong with the portfolio.")]
Language = Annotated[Literal["zh", "en"], typer.Option(help="Language of headers and names.")]
Packages = Annotated[Path, typer.Argument(metavar="PACKAGES", help="The folder of a hand-over, or of its packages.")]
Rows = Annotated[int, typer.Option(min=1, metavar="N", help="How many notes.")]
Payments = Annotated[int, typer.Option(min=0, max=100, metavar="PERCENT", help="How many of the accounts pay.")]


@app.callback(invoke_without_command=True)
def sample(
    *,
    context: typer.Context,
    folder: FolderOrNone = None,
    accounts: Accounts = 5000,
    seed: Seed = 1,
    dirt: Dirt = "light",
    language: Language = "zh",
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Make a synthetic creditor: a portfolio with planted flaws, and the key to every flaw. All people are invented."""
    if context.invoked_subcommand is not None:
        if context.params:
            raise UsageError(f"options of `sample {context.invoked_subcommand}` go behind it")
        return
    if folder is None:
        raise UsageError("no folder is named", hint="use -o DIR; `collectkit sample --help` shows what there is")
    from collectkit.jobs.sample import sample as job

    with progress.bar("sample", quiet=quiet) as tell:
        done = job.run(folder, accounts=accounts, seed=seed, dirt=dirt, language=language, force=force, progress=tell)
    render.finish("sample", done, quiet=quiet, file=report, force=force)


@app.command(
    "returns",
    cls=reported.Command,
    epilog=options.examples(
        "collectkit sample returns out -o returned",
        "collectkit sample returns out/packages -o returned --seed 7 --payments 40 --language en",
    ),
)
def returns(
    *,
    packages: Packages,
    folder: Folder,
    seed: Seed = 1,
    language: Language = "zh",
    payments: Payments = 15,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Play the agencies of a hand-over: what they send back, with planted errors and the key to each, and the ledger.

    Needs packages that are not sealed, and the placed.parquet beside them.
    """
    from collectkit.jobs.sample import returns as job

    with progress.bar("returns", quiet=quiet) as tell:
        done = job.run(packages, folder, seed=seed, language=language, payments=payments, force=force, progress=tell)
    render.finish("sample returns", done, quiet=quiet, file=report, force=force)


@app.command(
    "notes",
    cls=reported.Command,
    epilog=options.examples(
        "collectkit sample notes -o notes",
        "collectkit sample notes -o notes --rows 100000 --seed 7 --language en",
    ),
)
def notes(
    *,
    folder: Folder,
    rows: Rows = 1000,
    seed: Seed = 1,
    language: Language = "zh",
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Make notes of collectors with phones, ID numbers, names and other identifiers in them, and the key to each.

    For trying what finds identifiers in free text: notes-key.csv has row, first character, character behind the last,
    and kind of each. Nobody in them exists.
    """
    from collectkit.jobs.sample import notes as job

    with progress.bar("notes", quiet=quiet) as tell:
        done = job.run(folder, rows=rows, seed=seed, language=language, force=force, progress=tell)
    render.finish("sample notes", done, quiet=quiet, file=report, force=force)
