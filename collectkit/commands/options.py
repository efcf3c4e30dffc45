"""Options that commands share: one name, one meaning, one help line; and how they become what jobs take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from collectkit.errors import UsageError

if TYPE_CHECKING:  # Polars is heavy: --help must not wait for it
    from collectkit.files import Input, Output
    from collectkit.jobs.keys.keys import Keys
    from collectkit.jobs.settings import Settings, Workspace

STDIO = Path("-")

FormatName = Literal["csv", "tsv", "ndjson", "parquet", "arrow", "xlsx", "xls", "html"]
POLICIES = "agency, agency-direct, field, legal, analyst, public"
"""The built-in policies, written out: the help must not wait for the room that knows them."""

WrittenName = Literal["csv", "tsv", "ndjson", "parquet", "arrow", "xlsx"]
HeadingsName = Literal["canonical", "zh", "en", "original"]

Source = Annotated[Path, typer.Argument(metavar="INPUT", help="A file, or - for standard input.")]
Target = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="A file, or - for standard output.")]
From = Annotated[
    FormatName | None, typer.Option("--from", metavar="FORMAT", help="Format of the input; else its name says.")
]
To = Annotated[
    WrittenName | None,
    typer.Option("--to", metavar="FORMAT", help="csv, tsv, ndjson, parquet, arrow or xlsx; else the name says."),
]
Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="Encoding of a text input; else it is found out, strictly.")
]
Sheet = Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook; else the first visible one.")]
OneSheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Only this sheet of a workbook.")]
Sheets = Annotated[
    list[str] | None,
    typer.Option(
        "--sheet", metavar="NAME", help="Sheet of a workbook, repeat for more, * for all; else the first visible one."
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="A private file whose first line opens locked workbooks."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace outputs that are there already.")]
Excel = Annotated[
    bool,
    typer.Option("--excel", help="Text for Excel: a byte-order mark, and cells that it would reinterpret guarded."),
]
Seal = Annotated[
    Literal["none", "age", "xlsx"],
    typer.Option(help="age: to each agency's public key; xlsx: each workbook under a password of its own."),
]
Headings = Annotated[
    HeadingsName, typer.Option(metavar="NAMES", help="Column names in the output: canonical, zh, en or original.")
]
Figures = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help=".html or .xlsx for people, .json or .csv (or another table) for machines; repeat for more; else CSV on "
        "standard output.",
    ),
]
Language = Annotated[Literal["zh", "en"] | None, typer.Option(help="Language of pages; else the settings say.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No summary and no progress bar.")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Write the summary as JSON; - for standard output.")
]
Config = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", envvar="COLLECTKIT_CONFIG", help="Settings; else collectkit.toml here or in a parent folder."
    ),
]
KeyringFile = Annotated[
    Path | None,
    typer.Option("--keyring", metavar="FILE", envvar="COLLECTKIT_KEYRING", help="The keyring; else the settings say."),
]
RegisterFile = Annotated[
    Path | None,
    typer.Option(
        "--register",
        metavar="FILE",
        envvar="COLLECTKIT_REGISTER",
        help="The register of placements; else the settings say.",
    ),
]
NoRegister = Annotated[bool, typer.Option("--no-register", help="Ask and tell no register of placements.")]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The date that days are counted to: 2026-10-31, or today.")
]
Anchor = Annotated[
    Literal["auto", "oldest_unpaid_due", "due_date", "given"],
    typer.Option(help="What days are counted from; auto: the first of these that the file has."),
]
Scheme = Annotated[
    str | None, typer.Option(metavar="NAME|FILE", help="The ranges of days; else the settings say (cn-m3plus).")
]
Region = Annotated[
    str | None, typer.Option(metavar="CODE", help="Country of phone numbers without +; else the settings say.")
]
Recipient = Annotated[
    str | None, typer.Option("--for", metavar="RECIPIENT", help="Who receives the file; the keyring knows the name.")
]
Scope = Annotated[
    Literal["recipient", "batch"], typer.Option(help="One token per debtor and recipient over time, or per batch.")
]
Batch = Annotated[str | None, typer.Option(metavar="ID", help="The batch, for --scope batch.")]

Officers = Annotated[
    list[str] | None,
    typer.Option("--officer", metavar="AGE-KEY", help="Public key of somebody who can open it; repeat for more."),
]
Escrow = Annotated[
    str | None, typer.Option("--escrow", metavar="AGE-KEY", help="Public key that a spare copy is sealed to.")
]
NoEscrow = Annotated[bool, typer.Option("--no-escrow", help="No second way to open it: a lost key loses every token.")]

Rejects = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Lines that are no records, as they came, with the reason.")
]


def examples(*lines: str) -> str:
    """Return the end of a help page: command lines to copy."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def workspace(config: Path | None) -> Workspace:
    """Return the workspace that *config* names, or the nearest one."""
    from collectkit.jobs import settings

    return settings.load(config)


def keyring_file(stated: Path | None, space: Workspace) -> Path:
    """Return the keyring file: the option, its environment variable, else the settings.

    Raises:
        UsageError: nothing names one.
    """
    path = stated or space.keyring
    if path is not None and path.is_relative_to(Path.cwd()):
        return path.relative_to(Path.cwd())
    if path is None:
        hint = "use --keyring FILE, set COLLECTKIT_KEYRING, or name it in collectkit.toml"
        raise UsageError("no keyring is named", hint=hint)
    return path


def register_file(stated: Path | None, space: Workspace, *, none: bool = False) -> Path | None:
    """Return the register of placements: the option, its environment variable, else the settings; None without one.

    Args:
        none: no register is wanted, whatever the settings and the environment say.
    """
    return None if none else stated or space.register


def source(
    path: Path, form: FormatName | None, encoding: str | None, sheet: str | None = None, zone: str | None = None
) -> Input:
    """Return the input that these options describe; a password that it needs is asked for."""
    from collectkit.commands.passphrase import ask_for_workbook
    from collectkit.files import Input

    place = None if path == STDIO else path
    return Input(path=place, format=form, encoding=encoding, sheet=sheet, password=ask_for_workbook, zone=zone)


def sources(
    named: Sequence[str],
    sql: str | None,
    form: FormatName | None,
    encoding: str | None,
    sheets: list[str] | None,
    passwords: Path | None,
    zone: str,
) -> list[Input]:
    """Return the inputs that these options describe: files, folders, and databases that *sql* is asked of.

    Args:
        sheets: of each workbook; several, or all for ``*``, are tables of their own.
        passwords: a file whose first line opens workbooks; without it a person is asked.
        zone: of the workspace: which day a moment falls on.

    Raises:
        RulesError: the file with the SQL cannot be read.
        UsageError: a database without a query or a query without a database, or another option is not for databases.
    """
    from collectkit.files import Input, query

    databases = [text for text in named if query.names_database(text)]
    if sql is not None and not databases:
        raise UsageError(
            "--query: no input is a database", hint="as in postgresql://user@host/database, sqlite:file.db"
        )
    if databases and sql is None:
        raise UsageError("an input is a database: what is to be read of it?", hint="--query 'SELECT ... FROM ...'")
    if databases and (form or encoding or sheets):
        raise UsageError("--from, --encoding and --sheet are for files, and an input is a database")
    wanted = _sql(sql)
    files = _opened([source(Path(text), form, encoding) for text in named if text not in databases], sheets, passwords)
    left = iter(files)
    found = [Input(query=query.parse(text, wanted)) if text in databases else next(left) for text in named]
    return [replace(one, zone=zone) for one in found]


def _sql(given: str | None) -> str:
    """Return the SQL that was given, or that a file holds."""
    from collectkit.files import private

    return private.read_text(Path(given[1:])) if given is not None and given.startswith("@") else given or ""


def _opened(files: Sequence[Input], sheets: list[str] | None, passwords: Path | None) -> list[Input]:
    """Return files with the sheets that are wanted, and the password that lies in a file."""
    from collectkit.files.private import read_password

    if passwords is not None:
        password = read_password(passwords)
        files = [replace(one, password=lambda _: password) for one in files]
    if sheets and sheets != ["*"] and len(sheets) == 1:
        return [replace(one, sheet=sheets[0]) for one in files]
    return [replace(one, sheets=tuple(sheets or ())) for one in files]


def target(
    path: Path, form: WrittenName | None = None, *, force: bool = False, excel: bool = False, as_of: date | None = None
) -> Output:
    """Return the output that these options describe; ``{as_of}`` in its name becomes the date."""
    from collectkit.files import Output

    path = dated(path, as_of)
    return Output(path=None if path == STDIO else path, format=form, force=force, excel=excel)


def figures(paths: Sequence[Path] | None, *, force: bool = False, as_of: date | None = None) -> list[Output]:
    """Return the outputs of a command that writes figures; standard output when none is named."""
    return [target(path, force=force, as_of=as_of) for path in paths or [STDIO]]


def dated(path: Path, as_of: date | None) -> Path:
    """Return the name of an output, with the date for ``{as_of}``.

    Raises:
        UsageError: it is not UTF-8.
    """
    name = text(str(path), "the name of an output")
    return Path(name if as_of is None else name.replace("{as_of}", as_of.isoformat()))


def text(given: str, what: str) -> str:
    """Return what the user gave, if it can be written down: in manifests, logs and the keyring all is UTF-8.

    Raises:
        UsageError: it is not UTF-8.
    """
    try:
        given.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{what} is not UTF-8") from None
    return given


def as_of(text: str | None, settings: Settings, option: str = "--as-of") -> date | None:
    """Return the date that ``--as-of``, or another *option*, names; None without it."""
    from collectkit.jobs.settings import as_of as parse

    return parse(text, settings, option)


def keys_of_tokens(stated: Path | None, space: Workspace) -> Callable[[], Keys] | None:
    """Return what opens the keyring when a file turns out to have tokens; None when no keyring is named."""
    return (lambda: keys(stated, space)) if stated or space.keyring else None


def keys(stated: Path | None, space: Workspace, *, force: bool = False) -> Keys:
    """Open the keyring that the option, the environment or the settings name; ask for a passphrase if need be.

    Raises:
        KeyringError: it cannot be opened, or is not the right one.
    """
    from collectkit.commands.passphrase import ask
    from collectkit.jobs.keys.access import Access
    from collectkit.jobs.keys.keys import open_keys

    access = Access.of_environment(ask)
    return open_keys(keyring_file(stated, space), access, pin=space.settings.keyring.signing_key, force=force)
