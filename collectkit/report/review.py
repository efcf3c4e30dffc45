"""The yearly review of one agency: what is known of it, and blank fields for who assesses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from collectkit.report.names import money_title
from collectkit.report.numbers import Language, money, share
from collectkit.report.page import Column, Page, Section, Table
from collectkit.report.scorecard import interval, period
from collectkit.report.scorecard_words import FAULTS, REVIEW, SCORECARD
from collectkit.report.words import say as words

Lines = list[tuple[str, str]]

_OF_REGISTER = (
    *("name", "group", "status", "status_since", "admitted", "last_review_on", "review_due", "contract_from"),
    *("contract_to", "rate_card", "hands", "licence_regions"),
)
_TO_FILL = (
    *("assessor", "assessed_on", "strengths", "weaknesses", "measures", "conclusion", "next_review"),
    "signature",
)


def filled(found: Mapping[str, Any], agency: str, language: Language) -> Iterator[tuple[str, Lines]]:
    """Yield the parts of the sheet: a heading, and pairs of a name and what is known; blank is to be filled in.

    Args:
        found: as `collectkit scorecard -o FILE.json` writes it.
    """
    say = words(REVIEW, language)
    mine = next(one for one in found["agencies"] if one["agency"] == agency)
    yield say["identity_h"], [(say["agency"], agency), *_registered(mine["register"], found, say)]
    if mine["register"] is not None and mine["register"]["admission_checklist"]:
        yield say["checklist_h"], [(one["item"], _passed(one, say)) for one in mine["register"]["admission_checklist"]]
    yield say["figures_h"], list(_figures(found, mine, say, language))
    yield say["quality_h"], list(_quality(found, agency, say, language))
    counts = mine["counts"]
    yield (
        say["conduct_h"],
        [
            *_conduct(found, agency, say),
            (say["complaints"], _count(counts, "complaints", "contacts", say)),
            (say["deletions"], _count(counts, "deletions_proved", "deletions_due", say)),
        ],
    )
    yield say["invoices_h"], [(say["fees_differ"], _count(counts, "fees_differ", "fees", say))]
    yield say["fill_h"], [(say[name], "") for name in _TO_FILL]


def _conduct(found: Mapping[str, Any], agency: str, say: Mapping[str, str]) -> Lines:
    """Return how often its contacts break rules, and what an audit says of it; else that nobody looked."""
    mine = {row["rate"]: row for row in found["rates"] if row["agency"] == agency}
    if "broken" not in mine:
        return [(say["breaches"], say["not_assessed"])]
    counted = say["of"].format(f"{mine['broken']['part']:,}", f"{mine['broken']['whole']:,}")
    audit = mine.get("audited")
    known = [] if audit is None or audit["rate_ppm"] is None else [(say["audited"], _rated(audit))]
    return [(say["breaches"], counted), *known]


def _rated(row: Mapping[str, Any]) -> str:
    return f"{share(row['rate_ppm'])} ({interval(row)})"


def _registered(register: Mapping[str, Any] | None, found: Mapping[str, Any], say: Mapping[str, str]) -> Lines:
    if register is None:
        listed = any(one["register"] for one in found["agencies"])
        return [(say["name"], say["not_listed" if listed else "not_given"])]
    return [
        (say[name], _known(name, register[name], say)) for name in _OF_REGISTER if register[name] not in (None, "", [])
    ]


def _known(name: str, value: Any, say: Mapping[str, str]) -> str:
    if name == "status":
        return say.get(f"status_{value}", value)
    return say["everywhere"] if name == "licence_regions" and "*" in value else _plain(value)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _passed(one: Mapping[str, Any], say: Mapping[str, str]) -> str:
    if one["passed_on"] is None:
        return say["not_passed"]
    if one["valid_until"] is None:
        return say["passed"].format(one["passed_on"])
    return say["passed_until"].format(one["passed_on"], one["valid_until"])


def _figures(
    found: Mapping[str, Any], mine: Mapping[str, Any], say: Mapping[str, str], language: Language
) -> Iterator[tuple[str, str]]:
    days = period(found, language)
    if days:
        yield say["period"], days
    yield say["batches"], words(SCORECARD, language)["comma"].join(mine["batches"])
    for row in mine["placed"]:
        yield f"{say['accounts']} {row['currency']}", f"{row['accounts']:,}"
        for name in ("placed_minor", "collected_minor", "direct_minor", "commission_minor"):
            if row[name] is not None:
                yield money_title(say[name], row["currency"], language), money(row[name])
    for one in found["comparisons"]:
        for group in one["groups"]:
            for row in group["results"]:
                if row["agency"] == mine["agency"]:
                    yield say["crude"].format(one["months"]), _estimate(row["crude"])
                    yield say["adjusted"].format(one["months"]), _estimate(row["adjusted"])
                    yield say["rank"], say["rank_of"].format(row["rank"], len(group["results"]))


def _estimate(estimate: Mapping[str, Any]) -> str:
    return f"{share(estimate['ppm'])} ({interval(estimate)})"


def _quality(
    found: Mapping[str, Any], agency: str, say: Mapping[str, str], language: Language
) -> Iterator[tuple[str, str]]:
    for row in found["quality"]:
        if row["agency"] == agency:
            yield say["grade"], row["grade"] or say["not_counted"]
            for name, title in words(FAULTS, language).items():
                yield title, say["of"].format(f"{row['counts'][name]:,}", f"{row['of'][name]:,}")


def _count(counts: Mapping[str, int], part: str, whole: str, say: Mapping[str, str]) -> str:
    if part not in counts:
        return say["not_counted"]
    if whole not in counts:
        return f"{counts[part]:,}"
    return say["of"].format(f"{counts[part]:,}", f"{counts[whole]:,}")


def review_page(found: Mapping[str, Any], agency: str, language: Language, creditor: str) -> Page:
    """Return the review sheet as a page, to be printed.

    Args:
        found: as `collectkit scorecard -o FILE.json` writes it.
    """
    say = words(REVIEW, language)
    tables = [
        Table(heading, (Column(say["item"]), Column(say["value"])), tuple(lines))
        for heading, lines in filled(found, agency, language)
    ]
    last = tables.pop()  # what is to be filled in has room to be written
    wide = replace(last, columns=(Column(say["item"]), Column(say["entry"], "code")))
    sections = (
        Section(say["known_h"], say["lead"], tuple(tables)),
        Section(last.caption, say["fill_t"], (wide,)),
    )
    return Page(
        title=f"{say['title']} {agency}",
        subtitle=creditor,
        language=language,
        tiles=(),
        sections=sections,
        footer=words(SCORECARD, language)["footer"],
    )
