"""`collectkit register`: the register of placements: checked, written out as a table, started from tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectkit.commands import options, render, reported
from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.jobs.settings import Workspace

app = typer.Typer(
    help="The register of placements: which agency has which account since when, and who had it before.",
    context_settings={"default_map": {"help": False}},
    rich_markup_mode=None,
)

Table = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="A table of any format, or - for standard output.")
]
Standing = Annotated[bool, typer.Option("--standing", help="A row a placement, as it stands; else a row an event.")]
Tables = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="placed.parquet of hand-overs, or an exported table of events.")
]


@app.command(
    "check",
    cls=reported.Command,
    epilog=options.examples("collectkit register check", "collectkit register check --report -"),
)
def check(
    *,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    register: options.RegisterFile = None,
) -> None:
    """Check that the register is whole, that nothing in it was edited, and that each event was allowed.

    Write the head down elsewhere: another head over fewer or the same events tells that it was made anew.
    """
    from collectkit.jobs.register import file as job

    space = options.workspace(config)
    path = _path(register, space)
    render.check_report(report, space=space)
    done = job.check(path)
    render.finish("register check", done, quiet=quiet, file=report, force=force, inputs=[path])


@app.command(
    "export",
    cls=reported.Command,
    epilog=options.examples(
        "collectkit register export -o events.parquet", "collectkit register export --standing -o standing.csv"
    ),
)
def export(
    *,
    output: Table,
    standing: Standing = False,
    to: options.To = None,
    force: options.Force = False,
    excel: options.Excel = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    register: options.RegisterFile = None,
) -> None:
    """Write all events of the register, or how each placement stands, as a table."""
    from collectkit.jobs.register import file as job

    space = options.workspace(config)
    path = _path(register, space)
    render.check_report(report, stdout_taken=output == options.STDIO, outputs=[output], inputs=[path], space=space)
    done = job.export(path, options.target(output, to, force=force, excel=excel), stand=standing)
    render.finish("register export", done, quiet=quiet, file=report, force=force, inputs=[path])


@app.command(
    "import",
    cls=reported.Command,
    epilog=options.examples(
        "collectkit register import 2026-09/packages/placed.parquet 2026-10/packages/placed.parquet",
        "collectkit register import events.parquet --register placements.db",
    ),
)
def import_(
    tables: Tables,
    *,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    register: options.RegisterFile = None,
) -> None:
    """Enter earlier hand-overs, or the events of another register; what stands there already is let be.

    Name the records of all earlier hand-overs at once: an account that was placed again ended its placement before.
    """
    from collectkit.jobs.register import file as job

    space = options.workspace(config)
    path = _path(register, space)
    render.check_report(report, outputs=[path], space=space)
    done = job.take(path, tables)
    render.finish("register import", done, quiet=quiet, file=report, force=force, inputs=[*tables, path])


def _path(stated: Path | None, space: Workspace) -> Path:
    path = options.register_file(stated, space)
    if path is None:
        hint = "use --register FILE, set COLLECTKIT_REGISTER, or name it in collectkit.toml: [placement] register"
        raise UsageError("no register is named", hint=hint)
    return path
