"""The page of an attainment: what came of each stage, against its targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from collectkit.report.charts import Bar, Group, bars, grouped_bars
from collectkit.report.names import money_title
from collectkit.report.numbers import Language, Value
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile
from collectkit.report.words import Words
from collectkit.report.words import say as words

_RATES = ("recovery", "contact", "cure")

WORDS: Words = MappingProxyType(
    {
        "title": ("阶段目标达成", "Attainment of the stages"),
        "as_of": ("起始日", "From"),
        "until": ("截止日", "Until"),
        "scheme": ("账龄方案", "Scheme"),
        "file": ("文件", "File"),
        "by_stage": ("按阶段", "By stage"),
        "by_bucket": ("按阶段和账龄", "By stage and bucket"),
        "stage": ("处置阶段", "Stage"),
        "no_stage": ("无阶段", "No stage"),
        "bucket": ("账龄", "Bucket"),
        "currency": ("币种", "Currency"),
        "accounts": ("案件数", "Accounts"),
        "overdue_minor": ("期初逾期总额", "Past due at the start"),
        "recovered_minor": ("回收金额", "Recovered"),
        "recovery_ppm": ("回收率", "Recovery rate"),
        "recovery_target_ppm": ("回收率目标", "Target recovery"),
        "contacted": ("已联系案件", "Accounts contacted"),
        "contact_ppm": ("联系率", "Contact rate"),
        "contact_target_ppm": ("联系率目标", "Target contact"),
        "past_due": ("期初逾期案件", "Accounts past due"),
        "cured": ("已转正常案件", "Accounts cured"),
        "missing": ("期末缺失案件", "Missing later"),
        "cure_ppm": ("转正常率", "Cure rate"),
        "cure_target_ppm": ("转正常率目标", "Target cure"),
        "money_h": ("回收", "Recovery"),
        "money_t": (
            "回收率 = 期间流水到账（冲正已扣除）÷ 期初逾期总额。减免不计入。",
            "Ledger cash of the time, reversals taken off, ÷ what was past due at its start. Waivers never count.",
        ),
        "people_h": ("联系与转正常", "Contact and cure"),
        "people_t": (
            "分母为期初逾期案件；期末缺失的案件，流水还清期初逾期总额才算转正常。未提供的留空，不计为 0。",
            "Of accounts past due. One that is missing later is cured only if the ledger has it all.",
        ),
        "against": ("{}与目标", "{} against target"),
        "actual": ("实际", "Actual"),
        "target": ("目标", "Target"),
        "met": ("达成目标", "Targets reached"),
        "met_note": ("共 {} 个可比目标", "of {} that can be compared"),
        "attained": ("达成", "Reached"),
        "yes": ("是", "Yes"),
        "no": ("否", "No"),
        "footer": (
            "本页只有汇总数字，不含个人信息。由 collectkit 生成。",
            "This page holds totals and no personal data. Made by collectkit.",
        ),
    }
)


def titles(language: Language) -> dict[str, str]:
    """Return what the columns of an attainment are called, in the order of a sheet."""
    return words(WORDS, language)


@dataclass(frozen=True, slots=True)
class _Parts:
    found: Mapping[str, Any]
    language: Language
    say: Mapping[str, str]
    stages: Mapping[str, str]

    def name(self, row: Mapping[str, Any]) -> str:
        stage = self.say["no_stage"] if row["stage"] is None else self.stages[row["stage"]]
        return stage if row["currency"] == "CNY" else f"{stage} {row['currency']}"

    def tiles(self) -> Iterator[Tile]:
        every = (*self.found["stages"], *self.found["buckets"])
        told = [row[f"{rate}_attained"] for row in every for rate in _RATES]
        known = [one for one in told if one is not None]
        if known:
            note = self.say["met_note"].format(len(known))
            yield Tile(self.say["met"], sum(known), note=note, tone="good" if all(known) else "bad")
        for code in sorted({row["currency"] for row in self.found["stages"]}):
            for name in ("overdue_minor", "recovered_minor"):
                sums = [row[name] for row in self.found["stages"] if row["currency"] == code and row[name] is not None]
                if sums:
                    yield Tile(money_title(self.say[name], code, self.language), sum(sums), "money")

    def section(self, head: str, rates: Sequence[str], counts: Sequence[str]) -> Section:
        say = self.say
        parts: list[Part] = [figure for rate in rates for figure in self.figure(rate)]
        parts += [self.table(level, rates, counts) for level in ("stage", "bucket")]
        return Section(say[f"{head}_h"], say[f"{head}_t"], tuple(parts))

    def figure(self, rate: str) -> Iterator[Figure]:
        """Yield a chart of a rate by stage: beside its targets where stages have one."""
        say, known = self.say, [row for row in self.found["stages"] if row[f"{rate}_ppm"] is not None]
        aimed = [row for row in known if row[f"{rate}_target_ppm"] is not None]
        if aimed:
            title = say["against"].format(say[f"{rate}_ppm"])
            pairs = [Group(self.name(row), (row[f"{rate}_ppm"], row[f"{rate}_target_ppm"])) for row in aimed]
            series = (say["actual"], say["target"])
            yield Figure(title, grouped_bars(title, series, pairs, "share", self.language))
        elif known:
            title = say[f"{rate}_ppm"]
            lying = [Bar(self.name(row), row[f"{rate}_ppm"]) for row in known]
            yield Figure(title, bars(title, lying, "share", self.language))

    def table(self, level: str, rates: Sequence[str], counts: Sequence[str]) -> Table:
        say = self.say
        columns = [Column(say["stage"]), Column(say["currency"], "code")]
        columns += [Column(say["bucket"])] * (level == "bucket")
        columns += [Column(say[name], "money" if name.endswith("_minor") else "count") for name in counts]
        for rate in rates:
            columns += [Column(say[f"{rate}_ppm"], "share"), Column(say[f"{rate}_target_ppm"], "share")]
            columns += [Column(say["attained"])]
        rows = tuple(tuple(self._cells(row, level, rates, counts)) for row in self.found[f"{level}s"])
        return Table(say[f"by_{level}"], tuple(columns), rows)

    def _cells(
        self, row: Mapping[str, Any], level: str, rates: Sequence[str], counts: Sequence[str]
    ) -> Iterator[Value]:
        yield self.say["no_stage"] if row["stage"] is None else self.stages[row["stage"]]
        yield row["currency"]
        if level == "bucket":
            yield row["bucket"]
        yield from (row[name] for name in counts)
        for rate in rates:
            reached = row[f"{rate}_attained"]
            yield row[f"{rate}_ppm"]
            yield row[f"{rate}_target_ppm"]
            yield None if reached is None else self.say["yes" if reached else "no"]


def attainment_page(found: Mapping[str, Any], language: Language, creditor: str, stages: Mapping[str, str]) -> Page:
    """Return the page.

    Args:
        found: what the report of `collectkit attainment` has.
        stages: what each stage is called.
    """
    say = words(WORDS, language)
    made = _Parts(found, language, say, stages)
    return Page(
        title=say["title"],
        subtitle=creditor,
        language=language,
        tiles=tuple(made.tiles()),
        facts=(
            *((say[name], str(found[name])) for name in ("as_of", "until", "scheme")),
            (say["file"], found["segmented"]["file"]),
        ),
        sections=(
            made.section("money", ("recovery",), ("accounts", "overdue_minor", "recovered_minor")),
            made.section("people", ("contact", "cure"), ("accounts", "contacted", "past_due", "cured", "missing")),
        ),
        footer=say["footer"],
    )
