"""What came of holding contacts against rules, in plain values: the content of ``conduct.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from collectkit.conduct.breaches import BREACH
from collectkit.conduct.contacts import Run
from collectkit.conduct.reasons import REASONS
from collectkit.conduct.rule import Rule
from collectkit.conduct.totals import Totals
from collectkit.conduct.whole import Checked
from collectkit.errors import CheckFailed
from collectkit.fields.number import PPM

NOTICE: Mapping[str, str] = {
    "zh": "本报告是按所列规则对记录所作的核对，不构成法律意见；规则以其出处的现行文本为准。",
    "en": "Records held against the rules that are listed. Not legal advice: what counts is the source of a rule, "
    "as it is in force.",
}
"""What every form of the outputs says."""
SEVERITIES = ("high", "medium", "low")
COLLECTORS = 1_000
"""How many collectors are listed, those with the most breaches; the others are counted."""


@dataclass(frozen=True, slots=True)
class ConductReport:
    """What was found; `facts` is what ``conduct.json`` says."""

    facts: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: those of `facts` that name nobody."""
        shares = [{key: value for key, value in row.items() if key != "collector"} for row in self.facts["shares"]]
        return {**{key: value for key, value in self.facts.items() if key != "collectors"}, "shares": shares}

    def refuse(self) -> None:
        """Make sure that nothing was found.

        Raises:
            CheckFailed: contacts break a rule, or nobody can say whether they do.
        """
        breaches, doubts = self.facts["breaches"], self.facts["not_judged"]
        shares = self.facts["shares"]
        if not breaches and not doubts and not shares:
            return
        told = [f"{_many(breaches, 'breach')} in {_many(self.facts['broken'], 'contact')} (breaches.csv)"]
        told = told * bool(breaches) + [f"{doubts} that cannot be judged (unknown.csv)"] * bool(doubts)
        told += [f"{_many(len(shares), 'share')} of collectors too large, or maybe (conduct.json)"] * bool(shares)
        details = [
            f"{row['rule']}: {_many(row['breaches'], 'breach')}, {row['not_judged']} not judged"
            for row in self.facts["rules"]
            if row["breaches"] or row["not_judged"]
        ]
        raise CheckFailed(f"contacts break rules, or may: {', '.join(told)}", details=details)


def facts(
    checked: Checked,
    run: Run,
    rules: Sequence[Rule],
    files: Sequence[str],
    told: Mapping[str, Any],
    as_of: date,
    creditor: str,
) -> dict[str, Any]:
    """Return everything that is known in figures.

    Args:
        rules: in the order in which they were checked.
        files: what the tables are called that were read.
        told: what was read of each, and what of it is no contact.
    """
    totals = checked.totals
    breaches, causes, moments = totals.breaches(), totals.causes(), totals.counted("moments")
    shares = _shares(checked, run)
    names = pl.DataFrame({"rule": range(len(rules)), "name": [rule.id for rule in rules],
                          "severity": [rule.severity for rule in rules]},
                         schema_overrides={"rule": pl.UInt16()})  # fmt: skip
    found = breaches.select("rule", "agency", "day").join(names, on="rule", how="left", maintain_order="left")
    known = moments.drop_nulls("day")
    past = known.filter(pl.col("day") <= as_of)["day"]
    return {
        "notice": dict(NOTICE),
        "creditor": creditor,
        "as_of": as_of.isoformat(),
        "first_day": _day(past.min()),
        "last_day": _day(past.max()),
        "contacts": int(moments["contacts"].sum()),
        "without_a_day": int(moments.filter(pl.col("day").is_null())["contacts"].sum()),
        "broken": int(moments["broken"].sum()),
        "breaches": breaches.height,
        "not_judged": int(causes["contacts"].sum()),
        "packs": list(dict.fromkeys(rule.pack for rule in rules)),
        "rules": [_rule(rule, place, breaches, causes) for place, rule in enumerate(rules)],
        "agencies": _agencies(moments, found, causes),
        "rules_by_agency": _rules_by_agency(found, causes, names),
        "collectors": _collectors(totals, run),
        "shares": shares,
        "channels": _plain(_rated(totals.counted("channels"))),
        "weeks": _weeks(known),
        "days": _plain(known.group_by("day", "agency").agg(_SUMS).sort("day", "agency")),
        "hours": _hours(known),
        "rules_by_week": _rules_by_week(found),
        "causes": _causes(causes, names, files),
        "reasons": {why: dict(REASONS[why]) for why in _whys(breaches, causes, shares) if why in REASONS},
        "read": dict(told),
    }


_SUMS = pl.col("contacts", "broken").sum()
_WEEK = pl.col("day").dt.truncate("1w").alias("week")


def _rule(rule: Rule, place: int, breaches: pl.DataFrame, causes: pl.DataFrame) -> dict[str, Any]:
    its = breaches.filter(pl.col("rule") == place)
    return {
        "rule": rule.id,
        "pack": rule.pack,
        "jurisdiction": rule.jurisdiction,
        "severity": rule.severity,
        "verified": rule.verified,
        "says": dict(rule.says),
        "source": rule.source,
        "clause": rule.clause,
        "effective_from": _day(rule.effective_from),
        "effective_to": _day(rule.effective_to),
        "note": dict(rule.note),
        "breaches": its.height,
        "agencies": its["agency"].n_unique(),
        "not_judged": int(causes.filter(pl.col("rule") == place)["contacts"].sum()),
    }


def _agencies(moments: pl.DataFrame, found: pl.DataFrame, causes: pl.DataFrame) -> list[dict[str, Any]]:
    """Return each agency's contacts, those that break a rule, and its breaches by severity."""
    whole = moments.group_by("agency").agg(_SUMS)
    severe = found.group_by("agency").agg(
        pl.len().cast(pl.Int64).alias("breaches"),
        *((pl.col("severity") == name).sum().cast(pl.Int64).alias(name) for name in SEVERITIES),
    )
    doubted = causes.group_by("agency").agg(pl.col("contacts").sum().alias("not_judged"))
    joined = whole.join(severe, on="agency", how="left").join(doubted, on="agency", how="left")
    counts = pl.col("breaches", *SEVERITIES, "not_judged").fill_null(0)
    return _plain(_rated(joined.with_columns(counts)).sort("agency"))


def _rules_by_agency(found: pl.DataFrame, causes: pl.DataFrame, names: pl.DataFrame) -> list[dict[str, Any]]:
    by = ("rule", "agency")
    breaches = found.group_by(by).agg(pl.len().cast(pl.Int64).alias("breaches"))
    doubts = causes.group_by(by).agg(pl.col("contacts").sum().alias("not_judged"))
    joined = breaches.join(doubts, on=by, how="full", coalesce=True).sort(by)
    counts = joined.with_columns(pl.col("breaches", "not_judged").fill_null(0))
    named = counts.join(names, on="rule", how="left", maintain_order="left")
    return _plain(named.select(pl.col("name").alias("rule"), "agency", "breaches", "not_judged"))


def _collectors(totals: Totals, run: Run) -> list[dict[str, Any]]:
    """Return the collectors with the most breaches; what nobody is named for has no collector."""
    its = totals.counted("collectors").filter(pl.col("breaches") > 0)
    ordered = _rated(its).sort(["breaches", "broken", "agency", "collector"], descending=[True, True, False, False])
    first = ordered.head(COLLECTORS)
    return _plain(first.with_columns(collector=run.collectors[first["collector"]]))


def _shares(checked: Checked, run: Run) -> list[dict[str, Any]]:
    """Return the collectors who have, or may have, too large a share of an agency's contacts or breaches."""
    return [
        {
            "rule": rule.id,
            "agency": row["agency"],
            "collector": None if row["collector"] is None else run.collectors[row["collector"]],
            "broken": row["verdict"] == BREACH,
            "why": row["why"],
            "share_ppm": row["measured"],
            "allowed_ppm": row["allowed"],
            "counted": row["counted"],
            "total": row["total"],
        }
        for rule, found in checked.shares
        for row in found.iter_rows(named=True)
    ]


def _weeks(known: pl.DataFrame) -> list[dict[str, Any]]:
    """Return weeks by their Monday."""
    return _plain(_rated(known.group_by(_WEEK, "agency").agg(_SUMS)).sort("week", "agency"))


def _rules_by_week(found: pl.DataFrame) -> list[dict[str, Any]]:
    weeks = found.drop_nulls("day").group_by("rule", "name", _WEEK).agg(pl.len().cast(pl.Int64).alias("breaches"))
    return _plain(weeks.sort("rule", "week").select(pl.col("name").alias("rule"), "week", "breaches"))


def _hours(known: pl.DataFrame) -> list[dict[str, Any]]:
    """Return hours of the day by weekday (1 is Monday); contacts without a time of day have none."""
    by = (pl.col("day").dt.weekday().alias("weekday"), "hour")
    return _plain(known.drop_nulls("hour").group_by(*by).agg(_SUMS).sort("weekday", "hour"))


def _causes(causes: pl.DataFrame, names: pl.DataFrame, files: Sequence[str]) -> list[dict[str, Any]]:
    named = causes.join(names, on="rule", how="left", maintain_order="left")
    file = pl.Series("file", files, dtype=pl.String())[named["file"]]
    return _plain(named.select(pl.col("name").alias("rule"), "agency", file, "why", "contacts", "listed"))


def _whys(breaches: pl.DataFrame, causes: pl.DataFrame, shares: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({*breaches["why"].unique(), *causes["why"].unique(), *(row["why"] for row in shares)} - {None})


def _rated(counts: pl.DataFrame) -> pl.DataFrame:
    """Add the share of contacts that break a rule, in ppm, half up."""
    share = (pl.col("broken") * 2 * PPM + pl.col("contacts")) // (2 * pl.col("contacts"))
    return counts.with_columns(broken_ppm=share)


def _plain(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a table as plain values: codes and days as text."""
    text = pl.selectors.enum().cast(pl.String), pl.selectors.date().dt.to_string("%Y-%m-%d")
    return table.with_columns(*text).to_dicts()


def _day(day: Any) -> str | None:
    return None if day is None else str(day)


def _many(count: int, thing: str) -> str:
    end = "es" if thing.endswith("ch") else "s"
    return f"{count} {thing}{end * (count != 1)}"
