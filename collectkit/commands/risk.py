"""`collectkit risk`: how easily the persons of a file can be told apart; never a value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import options, progress, render
from collectkit.errors import CheckFailed, UsageError

EXAMPLES = options.examples(
    "collectkit risk masked.csv --quasi age,gender,city --person customer_id",
    "collectkit mask a.csv --policy analyst --for research | collectkit risk - --max-risk 0.2",
    "collectkit risk packages/agency-a/worklist.csv --history sent/agency-a --html risk.html",
)

Quasi = Annotated[
    str | None,
    typer.Option(metavar="A,B,...", help="Columns that somebody outside may know; else those that are known as such."),
]
Person = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="What tells persons apart; else the customer, else the account.")
]
History = Annotated[
    list[Path] | None,
    typer.Option(metavar="PATH", help="What the recipient had before: a manifest, file, package or folder; repeat."),
]
MaxRisk = Annotated[
    float | None,
    typer.Option(
        min=0.0, max=1.0, metavar="RISK", help="Exit 20 when a person's risk, 1 / size of class, is above it."
    ),
]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="A page for people; it shows no value.")]

_TOLD_OTHERWISE = frozenset({"quasi_named", "history", "null_patterns", "held", "max_risk"})
_OF_ALL = (
    "files_joined",
    "persons_known_before",
    "quasi",
    "persons",
    "classes",
    "smallest_class",
    "highest_risk",
    "average_risk",
    "unique_persons",
    "exposed_persons",
    "exposed_share",
    "unique_by_amount",
)
"""What is shown of a recipient's whole knowledge; the report has the rest."""


def risk(
    *,
    source: options.Source = options.STDIO,
    quasi: Quasi = None,
    person: Person = None,
    history: History = None,
    max_risk: MaxRisk = None,
    html: Html = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
) -> None:
    """Say how easily the persons in a file can be told apart; never a value.

    Counts persons, not rows: who is alike, unique amounts, rare values, blanks, masks that hide too little. Thresholds
    of GB/T 42460-2023 (1/5 a person, 0.05 overall), not verified against the text.
    """
    from collectkit.jobs.risk import risk as job

    space = options.workspace(config)
    render.check_report(report, outputs=[html], space=space)
    with progress.bar("risk", quiet=quiet) as tell:
        done = job.run(
            options.source(source, from_, encoding, sheet),
            quasi=_names(quasi),
            person=person,
            history=history or [],
            max_risk=max_risk,
            page=options.target(html, force=force) if html else None,
            language=space.settings.language,
            creditor=space.settings.creditor,
            progress=tell,
        )
    inputs = [source, *(history or [])]
    found = done.as_dict()
    told = _shown(found)
    render.finish("risk", done, quiet=quiet, file=report, force=force, inputs=inputs, shown=told, left_out="unreadable")
    if done.held is False:
        message = f"the highest risk of a person is {done.highest:.6g}, above --max-risk {max_risk:g}"
        raise CheckFailed(message, hint="band, generalise or drop what the table of columns shows to tell most")


def _names(quasi: str | None) -> list[str]:
    """Return the names in ``A,B,...``; a Chinese comma separates too.

    Raises:
        UsageError: there is none.
    """
    if quasi is None:
        return []
    names = [name.strip() for name in quasi.replace("，", ",").split(",") if name.strip()]
    if not names:
        raise UsageError("--quasi names no column", hint="name columns of the input: --quasi A,B,...")
    return names


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: history as tables of its own, shares in percent."""
    from collectkit.report.risk_words import NOTES, REASONS
    from collectkit.report.words import say

    notes, reasons = say(NOTES, "en"), say(REASONS, "en")
    history = found["history"] or {}
    whole = history.get("cumulative") or {}
    plain = {name: value for name, value in found.items() if name not in _TOLD_OTHERWISE}
    return {
        **plain,
        "rows_without_person": found["rows_without_person"] or None,
        "patterns_of_blanks": found["null_patterns"]["patterns"],
        "persons_with_rare_pattern": found["null_patterns"]["persons_with_rare_pattern"],
        "thresholds": _thresholds(found["thresholds"]),
        "notes": "\n".join(notes.get(note, note) for note in found["notes"]),
        "sent before": [{**one, "why_not": reasons.get(one["why_not"])} for one in history.get("batches", [])],
        "columns over time": history.get("columns_over_time"),
        "with all that was sent before": {
            name.replace("_", " "): _plain(value) for name, value in whole.items() if name in _OF_ALL
        },
        "masks with all that was sent before": whole.get("masks"),
    }


def _thresholds(found: dict[str, Any]) -> str:
    return f"a person {found['class_risk']}, overall {found['overall_risk']} ({found['source']})"


def _plain(value: object) -> object:
    return ", ".join(value) if isinstance(value, list) else value
