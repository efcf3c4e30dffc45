"""The sentences of the page on vintages, each in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.words import Words

VINTAGE: Words = MappingProxyType(
    {
        "title": ("放款批次与逾期走势", "Vintages and delinquency curves"),
        "window": ("快照", "Snapshots"),
        "until": ("{} 至 {}，共 {} 期", "{} to {}, {} of them"),
        "edge": ("口径", "Edge"),
        "edge_is": ("N+ 指逾期天数 ≥ N 天", "N+ is N days past due and more (DPD ≥ N)"),
        "denominator": ("分母", "Denominator"),
        "denominator_seen": (
            "快照中出现过的案件及其放款本金",
            "accounts that any snapshot has, and their original principal",
        ),
        "denominator_given": (
            "另行提供的放款笔数与放款本金",
            "accounts and original principal disbursed, as given",
        ),
        "cohorts": ("批次数", "Cohorts"),
        "cohorts_month": ("按放款月份", "by month of disbursement"),
        "cohorts_quarter": ("按放款季度", "by quarter of disbursement"),
        "cohorts_year": ("按放款年份", "by year of disbursement"),
        "accounts": ("案件数", "Accounts"),
        "accounts_note": ("各期快照合计去重", "each counted once over all snapshots"),
        "vanished": ("已消失", "Vanished"),
        "vanished_note": ("曾在册，末期快照中没有", "seen before, and not in the last snapshot"),
        "no_cohort": ("无批次案件", "In no cohort"),
        "gaps": ("缺失月份", "Months without a snapshot"),
        "none": ("无", "none"),
        "comma": ("、", ", "),
        "notes_h": ("阅读须知", "What to know"),
        "note": ("说明", "Note"),
        "reasons": ("无批次原因", "Why in no cohort"),
        "reason": ("原因", "Reason"),
        "ever": ("曾逾 {}+", "Ever {}+"),
        "current": ("当前 {}+", "Current {}+"),
        "by_principal": ("按金额", "by balance"),
        "by_accounts": ("按件数", "by count"),
        "heading": ("{0} · {1}（{2}）", "{0}, {1} ({2})"),
        "vintage_h": ("各批次 · {}", "Vintages · {}"),
        "vintage_t": (
            (
                "行为放款批次，列为账龄月数（放款月与快照月相隔的自然月数）。曾逾：截至该期曾达到该天数的案件，"
                "金额取首次达到时的剩余本金；当前：该期达到的案件及其剩余本金。均除以批次的放款本金或笔数。空白为无法观察，不是零。"
            ),
            (
                "A row is a cohort, a column a month on book: calendar months from the month of disbursement to that "
                "of the snapshot. Ever: accounts that have been seen at the threshold so far, with the principal that "
                "was outstanding when they were first seen there. Current: accounts at it in that month's snapshot, "
                "with their outstanding principal. Both over the cohort's original principal, or its accounts. Blank "
                "is not observable, and not nothing."
            ),
        ),
        "cohort": ("批次", "Cohort"),
        "month_on_book": ("账龄月数", "Month on book"),
        "sizes_h": ("批次规模", "Size of the cohorts"),
        "currency": ("币种", "Currency"),
        "original": ("放款本金", "Original principal"),
        "curve_h": ("逾期走势 · {}", "Curves over months · {}"),
        "curve_t_principal": (
            "各期剩余本金按账龄分布，及逾期达到各天数的本金占比。缺失的月份空白。",
            (
                "Outstanding principal by bucket, and the share of it past each threshold. A month without a snapshot "
                "is blank."
            ),
        ),
        "curve_t_accounts": (
            "各期案件数按账龄分布，及逾期达到各天数的案件占比。缺失的月份空白。",
            "Accounts by bucket, and the share of them past each threshold. A month without a snapshot is blank.",
        ),
        "lines_tab": ("走势 {}+", "Lines {}+"),
        "lines": ("{}：各批次走势", "{}: the curve of each cohort"),
        "shares_tab": ("逾期占比（{}）", "Shares ({})"),
        "shares": ("逾期占比走势（{}）", "Share past each threshold, {}"),
        "month": ("月份", "Month"),
        "as_of": ("数据日期", "As of"),
        "all": ("合计", "All"),
        "no_bucket": ("无账龄", "No bucket"),
        "share_of": ("{}+ 占比", "Share {}+"),
        "summary": ("说明", "Summary"),
        "value": ("内容", "Value"),
        "cells": ("明细", "Cells"),
        "curves": ("走势", "Curves"),
        "footer": (
            "本页只有汇总数字，不含个人信息。由 collectkit 生成。",
            "This page holds totals and no personal data. Made by collectkit.",
        ),
    }
)

REASONS: Words = MappingProxyType(
    {
        "no_date": ("没有可读的放款日期", "no disbursement date that can be read"),
        "date_after_as_of": ("放款日期晚于数据日期", "disbursed after the day of a snapshot that has it"),
        "dates_conflicting": ("各期放款日期不一致", "snapshots give different disbursement dates"),
        "currencies_conflicting": ("各期币种不一致", "snapshots give different currencies"),
    }
)

COLUMNS: Words = MappingProxyType(
    {
        "cohort": ("批次", "Cohort"),
        "months_on_book": ("账龄月数", "Months on book"),
        "month": ("月份", "Month"),
        "as_of": ("数据日期", "As of"),
        "currency": ("币种", "Currency"),
        "measure": ("指标", "Measure"),
        "bucket": ("账龄", "Bucket"),
        "threshold": ("逾期天数", "Days past due"),
        "accounts": ("案件数", "Accounts"),
        "principal_minor": ("剩余本金", "Outstanding principal"),
        "overdue_total_minor": ("逾期总额", "Total past due"),
        "accounts_share_ppm": ("件数占比", "Share of accounts"),
        "principal_share_ppm": ("金额占比", "Share of principal"),
        "cohort_accounts": ("放款笔数", "Accounts of the cohort"),
        "cohort_principal_minor": ("放款本金", "Original principal"),
        "accounts_rate_ppm": ("按件数比率", "Rate by count"),
        "principal_rate_ppm": ("按金额比率", "Rate by balance"),
        "months_missed": ("无快照月数", "Months missed"),
        "no_cohort": ("无批次原因", "Why in no cohort"),
    }
)
"""What the columns of the long tables are called in a workbook."""

TERMS: Words = MappingProxyType(
    {
        "seen": ("在册", "seen"),
        "vanished": ("已消失", "vanished"),
        "ever": ("曾逾", "ever"),
        "current": ("当前", "current"),
        "all": ("合计", "all"),
        "bucket": ("账龄", "bucket"),
        "at_least": ("逾期达到", "at least"),
    }
)
"""What is measured."""

NOTES: Words = MappingProxyType(
    {
        "survivorship": (
            "未提供放款总量，{} 个批次的分母只含快照中的案件。若只有逾期案件，比率偏高；--disbursed 可给出真实分母。",
            (
                "Cohorts whose denominator is only the accounts that any snapshot has: {}. Of delinquent loans alone "
                "rates are then too high (survivorship); --disbursed gives the true denominators."
            ),
        ),
        "gaps": (
            "没有快照的月份：{} 个。当月留空，期间的逾期无从得知，其后的“曾逾”只是下限。",
            "Months without a snapshot: {}. They are blank, and ever-figures after them are lower bounds.",
        ),
        "older_than_snapshots": (
            "早于首期快照的放款月份：{} 个。此前的逾期无从得知，“曾逾”只是下限。",
            (
                "Months of disbursement before the first snapshot: {}. What happened before it is not known, and their "
                "ever-figures are lower bounds."
            ),
        ),
        "not_last_of_month": (
            "不是当月最后一期的快照：{} 期。只计入“曾逾”和走势。",
            "Snapshots that are not the last of their month: {}. They count for ever-figures and curves only.",
        ),
        "no_cohort": (
            "不属于任何批次的案件：{} 件，单独列示。",
            "Accounts in no cohort: {}. They are told apart.",
        ),
        "no_bucket": (
            "没有逾期天数的行：{} 行。计入“在册”，不计入任何逾期。",
            "Rows without days past due: {}. They are seen, and at no threshold.",
        ),
        "no_balance": (
            "没有剩余本金的行：{} 行。不计入金额；若整期没有该列，金额留空。",
            (
                "Rows without outstanding principal: {}. They add nothing to balances; where a snapshot lacks the "
                "column, balances are blank."
            ),
        ),
        "negative_balance": (
            "剩余本金为负的行：{} 行。按原值计入，与 segment 一致。",
            "Rows whose outstanding principal is below zero: {}. They lessen balances, as in segment.",
        ),
        "no_principal": (
            "没有放款本金（或为负）的案件：{} 件。所在批次的放款本金偏小，按金额的比率偏高。",
            (
                "Accounts without original principal, or with one below zero: {}. That of their cohorts is too small, "
                "and rates by balance too high."
            ),
        ),
        "principal_changed": (
            "各期放款本金不一致的案件：{} 件。取其最大值。",
            "Accounts with another original principal in another snapshot: {}. The largest counts.",
        ),
        "cohort_not_given": (
            "放款总量表中没有的放款月份：{} 个。比率留空。",
            "Months of disbursement that the table of what was disbursed has not: {}. They have no rates.",
        ),
        "fewer_given": (
            "放款笔数少于快照中案件数的放款月份：{} 个。请核对放款总量表。",
            "Months of disbursement with more accounts in the snapshots than were disbursed: {}. Check the table.",
        ),
    }
)
"""What a reader must know; each is about a number of something."""
