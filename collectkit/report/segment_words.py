"""The sentences of the page of a segmentation."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.words import SHARED, Words

SEGMENT: Words = MappingProxyType(
    {
        **SHARED,
        "title": ("账龄划分", "Segmentation"),
        "as_of": ("数据日期", "As of"),
        "scheme": ("账龄方案", "Bucket scheme"),
        "anchor": ("起算依据", "Counted from"),
        "auto": ("自动选择", "automatic"),
        "given": ("文件所载天数", "the file's own days"),
        "grace": ("宽限期", "Grace"),
        "grace_subtract": ("{} 天，从逾期天数中扣除", "{} days, taken off"),
        "grace_gate": ("{} 天，超过后全部计入", "{} days, then the full count"),
        "no_bucket": ("无账龄", "No bucket"),
        "no_bucket_note": ("无日期也无天数可起算", "nothing to count days from"),
        "none_without": ("全部案件均有账龄", "every account has one"),
        "rejected": ("拒收行", "Rows refused"),
        "rejected_note": ("见行数核对", "see the rows below"),
        "bucket": ("账龄", "Bucket"),
        "buckets_h": ("各账龄", "By bucket"),
        "buckets_t": (
            "无账龄的案件单列，不归入任何账龄。",
            "Accounts without a bucket stand apart: they are in no bucket.",
        ),
        "accounts_by": ("各账龄案件数及占比", "Accounts by bucket, and their share"),
        "by": ("各账龄{}及占比", "{} by bucket, and its share"),
        "given_h": ("所载与所算", "Given against computed"),
        "given_t": (
            "文件自带的逾期天数或账龄，与本次计算的对照。行为文件所载，列为本次所算；只计账龄变动的案件。",
            "The file's own days or buckets against ours. Rows are the file's, columns ours; only accounts that move.",
        ),
        "given_columns": ("对照结果", "What was compared"),
        "column": ("列", "Column"),
        "compared": ("两边都有", "Both have one"),
        "differing": ("不符", "Differ"),
        "moved": ("账龄变动", "Change bucket"),
        "moved_note": ("文件所载与所算的账龄不同", "the file says another bucket"),
        "odd": ("不识账龄", "Labels not known"),
        "moving": ("变动{}", "{}, moving"),
        "across": ("{} ↓ {} →", "{} ↓ {} →"),
        "counted_h": ("逾期天数的起算依据", "What days are counted from"),
        "counted": ("起算依据", "Counted from"),
        "nothing": ("无可起算", "Nothing to count from"),
        "basis_h": ("还款计划、流水与暂停", "Schedule, ledger and pauses"),
        "rows_h": ("行数核对", "Every row accounted for"),
        "rows_t": (
            "读入的每一行，或成为案件，或被拒收，或因不是案件而略去。",
            "Each row that came in became an account, was refused, or was removed as it is no account.",
        ),
        "row": ("去向", "What became of it"),
        "rows": ("行数", "Rows"),
        "row_reject": ("拒收：{}", "Refused: {}"),
        "row_removed": ("略去：{}", "Removed: {}"),
        "row_lost": ("去向不明", "Unaccounted for"),
        "warnings_h": ("提示", "Warnings"),
        "warnings_t": (
            "下列单元格读不出来或有疑问；案件保留，该单元格按空白处理。",
            "These cells could not be read, or are in doubt; the account stays, and the cell counts as blank.",
        ),
        "meaning": ("含义", "Meaning"),
        "first_rows": ("首几行", "First rows"),
        "notes_h": ("说明", "Notes"),
        "notes": ("读入说明", "How the file was read"),
        "replaced": ("重新写入的列", "Columns written anew"),
        "footer": (
            "本页只有汇总数字，不含个人信息。由 collectkit 生成。",
            "This page holds totals and no personal data. Made by collectkit.",
        ),
    }
)
