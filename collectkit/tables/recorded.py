"""Records of agencies and what became of them: what the columns of ``records.csv`` and of its workbook are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RECORDED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "exception": ("需处理", "To be looked at"),
        "agency": ("催收机构", "Agency"),
        "family": ("记录类型", "Record"),
        "status": ("状态", "Status"),
        "rule": ("依据", "Rule"),
        "account_id": ("合同号", "Account number"),
        "token": ("令牌", "Token"),
        "file": ("回收文件", "Return file"),
        "row": ("文件行号", "Row"),
        "batch": ("批次", "Batch"),
        "record_id": ("记录编号", "Record ID"),
        "what": ("内容", "What"),
        "on": ("日期", "Date"),
        "due_on": ("到期日", "Due on"),
        "currency": ("币种", "Currency"),
        "amount_minor": ("上报金额", "Reported amount"),
        "owed_minor": ("应还金额", "Owed by our books"),
        "paid_minor": ("台账已收", "Received by the ledger"),
    }
)
"""Column -> Chinese, English.

`what`: the code that the record is about, of its family: the answer, result, state, kind, reason or method. `on`,
`due_on`, `amount_minor`: as the agency says; `owed_minor`, `paid_minor`: what they are held against.
"""

INSTALMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **{name: RECORDED[name] for name in ("agency", "account_id", "token", "file", "row")},
        "plan_id": ("方案编号", "Plan ID"),
        "number": ("期次", "Instalment"),
        "due_on": RECORDED["due_on"],
        "currency": RECORDED["currency"],
        "amount_minor": ("应还金额", "Due"),
        "paid_minor": ("台账已收", "Received by the ledger"),
        "state": ("状态", "State"),
    }
)
"""The same of ``instalments.csv``."""

SUMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "records": ("条数", "Records"),
        "exceptions": ("需处理", "To be looked at"),
        "held": ("相符", "Held"),
        "balance_differs": ("余额不符", "Balance differs"),
        "held_not_placed": ("机构有、未委案", "Held, not placed"),
        "recalled_still_held": ("已退案仍在案", "Recalled, still held"),
        "placed_not_held": ("已委案、机构无", "Placed, not held"),
        "stated_minor": ("机构余额", "Balance by the agency"),
        "promises": ("承诺", "Promises"),
        "kept": ("兑现", "Kept"),
        "partial": ("部分兑现", "In part"),
        "broken": ("未兑现", "Broken"),
        "not_due": ("未到期", "Not due"),
        "replaced": ("被新承诺取代", "Replaced"),
        "promised_minor": ("到期承诺金额", "Promised and due"),
        "kept_ppm": ("兑现率", "Kept, of those due"),
        "on_track": ("正常", "On track"),
        "behind": ("欠一期", "Behind"),
        "finished": ("已还完", "Finished"),
        "plan_inconsistent": ("方案不自洽", "Inconsistent"),
        "undated": ("无首期日期", "Without a first day"),
        "instalments_missed": ("未还期数", "Instalments missed"),
        "instalments_partial": ("部分还款期数", "Instalments in part"),
        "instalments_not_due": ("未到期期数", "Instalments not due"),
        "instalments_paid_late": ("逾期还清期数", "Instalments paid late"),
        "instalments_paid": ("按期还清期数", "Instalments paid"),
        "total_minor": ("方案总额", "Plans in total"),
        "due_minor": ("到期金额", "Due"),
        "reason": ("原因", "Reason"),
        "closed": ("无异议", "Not contradicted"),
        "closed_unpaid": ("结清无据", "Unpaid"),
        "active_after_closing": ("结案后仍有动作", "Active afterwards"),
        "over": ("委案已结束", "Placements over"),
        "proven": ("已证明删除", "Proven deleted"),
        "after_refusal": ("拒收后删除", "Deleted after refusal"),
        "missing": ("缺删除证明", "Missing"),
        "not_recalled": ("未退案已删除", "Deleted, not recalled"),
        "before_recall": ("退案前已删除", "Deleted before the recall"),
    }
)
"""Columns of the tables of totals, beside those above."""

TITLES: Mapping[str, tuple[str, str]] = MappingProxyType({**SUMS, **INSTALMENTS, **RECORDED})
"""All of them."""
