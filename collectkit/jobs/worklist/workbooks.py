"""The workbook of an agency: its accounts with what is to be done, rows and sums, and how to work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.files.workbook_sink import Table, table
from collectkit.jobs.worklist import contact_rules
from collectkit.mask.plan import Plan
from collectkit.segment.ladder.stages import STAGES
from collectkit.tables.guided import GUIDED
from collectkit.tables.offers import OFFERS
from collectkit.tables.titles import Headings
from collectkit.worklist import sheets
from collectkit.worklist.readme import Facts
from collectkit.worklist.tasks import FLAGS, Tasks, Through
from collectkit.worklist.words import AUTHORITIES, YES_NO, Language, contact_lines

_FIRST = "token_to_say"
_SHOWN = ("stage", "bucket_given", "bucket", "contacts_left", "next_contact_at", *FLAGS)
"""Fields that say what is to be done; the bucket as computed stands before the one given."""


@dataclass(frozen=True, slots=True)
class ForPeople:
    """What the workbook shows.

    Attributes:
        sheet: the name of the sheet of accounts.
        titles: column -> its heading.
        beside: the sheets behind it.
    """

    sheet: str
    frame: pl.DataFrame
    titles: Mapping[str, str]
    beside: Sequence[Table]

    @property
    def guided(self) -> tuple[str, ...]:
        """The columns that only the workbook has."""
        return tuple(name for name in self.frame.columns if name in GUIDED)

    def manifest_columns(self) -> list[dict[str, str]]:
        """Return what a manifest says of these."""
        why = "for people, in the workbook only: follows from the others"
        return [{"name": name, "operator": "guide", "reason": why} for name in self.guided]


def for_people(
    frame: pl.DataFrame, plan: Plan, facts: Facts, titles: Mapping[str, str], language: Language, country: str | None
) -> ForPeople:
    """Return the workbook of a worklist.

    Args:
        frame: the accounts as they leave.
        titles: column -> its heading.
        country: whose rules of contact hold.
    """
    rules = contact_rules.of_country(country)
    guided = Tasks(facts.key, _shown(plan), _through(plan), rules).of(frame, language)
    others = [name for name in frame.columns if name != facts.key]
    whole = frame.hstack(guided).select(_FIRST, facts.key, pl.col(guided.columns).exclude(_FIRST), *others)
    read = [
        pl.col(pl.Boolean).replace_strict(YES_NO[language], return_dtype=pl.String),
        *_in_words(frame.columns, _shown(plan).get("stage"), language),
    ]
    stated = {
        "recipient": facts.agency or facts.recipient,
        "batch": facts.batch,
        "as_of": ", ".join(day.isoformat() for day in facts.as_of),
    }
    planned = contact_lines(frame.columns, facts.planned, language)
    summary = sheets.summary(facts.totals, frame.columns, language)
    heads = sheets.headings({name: titles.get(name, name.removesuffix("_minor")) for name in summary.columns}, language)
    beside = [
        table(sheets.NAMES["summary"][language], summary, heads),
        table(
            sheets.NAMES["guide"][language], sheets.guide(stated, rules, facts.terms, language, planned), {}, prose=True
        ),
    ]
    return ForPeople(sheets.NAMES["worklist"][language], whole.with_columns(read), titles, beside)


def _in_words(columns: Sequence[str], stage: str | None, language: Language) -> Iterator[pl.Expr]:
    """Yield the columns of codes as people read them; a code that nobody knows stays."""
    for name in columns:
        if name in OFFERS and name.endswith("_authority"):
            yield pl.col(name).replace({code: words[language] for code, words in AUTHORITIES.items()})
    if stage is not None:
        place = 0 if language == "zh" else 1
        yield pl.col(stage).replace({code: (one.zh, one.en)[place] for code, one in STAGES.items()})


def guided_titles(headings: Headings, language: Language) -> dict[str, str]:
    """Return the headings of the columns that only the workbook has."""
    if headings == "canonical":
        return {}
    chinese = headings == "zh" or (headings == "original" and language == "zh")
    return {name: known.title_zh if chinese else known.title_en for name, known in GUIDED.items()}


def _shown(plan: Plan) -> dict[str, str]:
    """Return which columns show, as it is, what says what is to be done."""
    found = {step.rule.source: step.output for step in plan.steps if step.rule.operator.shows == "value"}
    return {name.removesuffix("_given"): found[name] for name in _SHOWN if name in found}


def _through(plan: Plan) -> Through:
    """Say how the debtor is reached: by a number that the list has, or by its token."""
    phones = {step.rule.operator.shows for step in plan.steps if step.field is not None and step.field.kind == "phone"}
    return "number" if "value" in phones else "bridge" if "token" in phones else "agreed"
