"""The page on how even a placement came out: shares, likeness, what could not be met, experiments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectkit.report.balance_words import BALANCE, REASONS, UNMET
from collectkit.report.charts import Group, grouped_bars
from collectkit.report.names import KEPT, money_title, name
from collectkit.report.numbers import Kind, Language, Value, shown
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile, Tone
from collectkit.report.words import say as words

SMD = ("smd_amount", "smd_days", "smd_bucket", "smd_region", "smd_hand")
SHARES = (
    *("agency", "accounts", "debtors", "amount_minor", "target_ppm", "accounts_ppm", "error_ppm"),
    *("value_target_ppm", "amount_ppm", "amount_error_ppm", "reachable_ppm", "share_reason"),
)
MET_PPM, ALIKE = 5_000, 100
"""A share is met within half a point; groups are alike below a tenth of a standard deviation."""


def decimal(thousandths: int | None) -> str | None:
    """Return a standardised difference: ``0.04``."""
    return None if thousandths is None else f"{thousandths / 1000:.2f}".replace("-0.00", "0.00")


def unmet_title(row: Mapping[str, Any], language: Language) -> str:
    """Return what a line of what could not be met is about."""
    say = words(UNMET, language)
    if row["constraint"] != "share" and not any(row[known] for known in ("agency", "region", "hand")):
        plain = row["constraint"] in ("former", "debtor_split", "elsewhere")
        if not plain and row["region"] is None and row["hand"] is None:
            return say["more"]
    region, hand = row["region"] or say["unknown"], row["hand"] or say["unreadable"]
    return say[row["constraint"]].format(agency=row["agency"], region=region, hand=hand)


@dataclass(frozen=True, slots=True)
class _Made:
    found: Mapping[str, Any]
    language: Language
    say: Mapping[str, str]

    def title(self, column: str) -> str:
        text = self.say[column]
        return money_title(text, self.found["currency"], self.language) if column.endswith("_minor") else text

    def tiles(self) -> Iterator[Tile]:
        say, found = self.say, self.found
        kept = sum(row["accounts"] for row in found["not_placed"])
        yield Tile(say["placed"], found["placed"], note=say["placed_note"].format(f"{found['debtors']:,}"))
        yield Tile(self.title("placed_minor"), found["placed_minor"], "money")
        yield Tile(say["kept"], kept)
        errors = [abs(row[part]) for row in found["agencies"] for part in ("error_ppm", "amount_error_ppm")]
        if errors:
            most = max(errors)
            yield Tile(
                say["largest_error"],
                f"{most / 10_000:.2f}",
                "text",
                note=say["largest_error_note"],
                tone=_tone(most <= MET_PPM),
            )
        differences = [abs(row[part]) for row in found["agencies"] for part in SMD if row[part] is not None]
        if differences:
            most = max(differences)
            yield Tile(
                say["largest_smd"], decimal(most), "text", note=say["largest_smd_note"], tone=_tone(most < ALIKE)
            )

    def facts(self) -> Iterator[tuple[str, str]]:
        say, found = self.say, self.found
        yield say["as_of"], found["as_of"]
        yield say["batch"], found["batch"] or say["preview"]
        yield say["objective"], say[found["objective"]]
        for key, word in (("share_tolerance_ppm", "tolerance"), ("holdout_ppm", "holdout")):
            if found[key]:
                yield say[word], shown(found[key], "share")

    def shares(self) -> Section:
        say, language = self.say, self.language
        rows = self.found["agencies"]
        pairs = [Group(row["agency"], (row["accounts_ppm"], row["target_ppm"])) for row in rows]
        drawn = grouped_bars(say["against"], (say["actual"], say["target"]), pairs, "share", language)
        kinds: dict[str, Kind] = {"accounts": "count", "debtors": "count", "amount_minor": "money"}
        reasons = words(REASONS, language)
        columns = tuple(
            Column(self.title(one), "share" if one.endswith("_ppm") else kinds.get(one, "text")) for one in SHARES
        )
        cells = tuple(
            tuple(
                (reasons[row[one]] if row[one] else say["met"]) if one == "share_reason" else row[one] for one in SHARES
            )
            for row in rows
        )
        table = Table(say["by_agency"], columns, cells)
        return Section(say["shares_h"], say["shares_t"], (Figure(say["against"], drawn), table))

    def alike(self) -> Section:
        say = self.say
        columns = (Column(say["agency"]), *(Column(say[one], "code") for one in SMD))
        cells = tuple((row["agency"], *(decimal(row[one]) for one in SMD)) for row in self.found["agencies"])
        return Section(say["alike_h"], say["alike_t"], (Table(say["smd"], columns, cells),))

    def unmet(self) -> Section:
        say, reasons = self.say, words(REASONS, self.language)
        names = ("accounts", "amount_minor", "target_ppm")
        kinds: tuple[Kind, ...] = ("count", "money", "share")
        heads = [Column(say["constraint"])]
        heads += [Column(self.title(one), kind) for one, kind in zip(names, kinds, strict=True)]
        heads += [Column(say["actual"], "share"), Column(say["why"]), Column(say["limit"], "code")]
        cells = [
            (
                unmet_title(row, self.language),
                *(row[one] for one in names),
                row["reached_ppm"],
                reasons[row["reason"]] if row["reason"] else "",
                _limit(row),
            )
            for row in self.found["unmet"]
        ]
        if not cells:
            return Section(say["unmet_h"], say["unmet_none"])
        return Section(say["unmet_h"], say["unmet_t"], (Table(say["unmet_h"], tuple(heads), tuple(cells)),))

    def expected(self) -> Iterator[Section]:
        say, expected = self.say, self.found["expected"]
        if expected is None:
            return
        totals = Table(
            say["expected_h"],
            (Column(say["item"]), Column(self.title("amount_minor"), "money")),
            tuple((say[key], value) for key, value in expected.items()),
        )
        names = ("recovery_minor", "net_minor")
        heads = (Column(say["agency"]), *(Column(self.title(one), "money") for one in names))
        cells = tuple((row["agency"], *(row[one] for one in names)) for row in self.found["agencies"])
        parts: tuple[Part, ...] = (totals, Table(say["by_agency"], heads, cells))
        yield Section(say["expected_h"], say["expected_t"], parts)

    def trials(self) -> Iterator[Section]:
        say, trials = self.say, self.found["experiments"]
        if not trials:
            return
        heads = (
            *(Column(say[one]) for one in ("experiment", "arm")),
            *(Column(say["accounts"], "count"), Column(self.title("amount_minor"), "money")),
            Column(say["detectable_ppm"], "share"),
        )
        cells: list[tuple[Value, ...]] = []
        for trial in trials:
            for arm in trial["arms"]:
                word = arm["arm"] if arm["arm"] in ("champion", "challenger") else f"arm_{arm['arm']}"
                name = trial["experiment"] or say["whole"]
                cells.append((name, say[word], arm["accounts"], arm["amount_minor"], trial["detectable_ppm"]))
        sizes = Table(
            say["needed"],
            (Column(say["difference_ppm"], "share"), Column(say["accounts_per_arm"], "count")),
            tuple((row["difference_ppm"], row["accounts_per_arm"]) for row in trials[0]["needed"]),
        )
        yield Section(say["trials_h"], say["trials_t"], (Table(say["trials_h"], heads, tuple(cells)), sizes))

    def kept(self) -> Section:
        say, rows = self.say, self.found["not_placed"]
        heads = (
            Column(say["reason"]),
            Column(say["accounts"], "count"),
            Column(self.title("amount_minor"), "money"),
        )
        cells = tuple((name(KEPT, row["reason"], self.language), row["accounts"], row["amount_minor"]) for row in rows)
        if not cells:
            return Section(say["kept_h"], say["kept_none"])
        return Section(say["kept_h"], say["kept_t"], (Table(say["kept_h"], heads, cells),))


def _tone(good: object) -> Tone:
    return "good" if good else "bad"


def _limit(row: Mapping[str, Any]) -> str:
    if row["limit"] is None:
        return ""
    return shown(row["limit"], "money" if row["reason"] == "capacity_amount" else "count")


def balance_page(found: Mapping[str, Any], language: Language, creditor: str) -> Page:
    """Return the page.

    Args:
        found: what the report of `collectkit place` has.
    """
    say = words(BALANCE, language)
    made = _Made(found, language, say)
    return Page(
        title=say["title"],
        subtitle=creditor,
        language=language,
        tiles=tuple(made.tiles()),
        facts=tuple(made.facts()),
        sections=(made.shares(), made.alike(), made.unmet(), *made.expected(), *made.trials(), made.kept()),
        footer=say["footer"],
    )
