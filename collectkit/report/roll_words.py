"""The sentences of the page and the workbook on roll rates, each in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.words import Words

STATES: Words = MappingProxyType(
    {
        "NO_BUCKET": ("无账龄", "No bucket"),
        "NEW": ("新增", "New"),
        "RETURNED": ("重新出现", "Returned"),
        "OTHER_CURRENCY": ("币种变更", "Other currency"),
        "PAID": ("还清", "Paid"),
        "SETTLED": ("减免结清", "Settled"),
        "WRITTEN_OFF": ("核销", "Written off"),
        "SOLD": ("转让", "Sold"),
        "RECALLED": ("退案", "Recalled"),
        "MISSING": ("去向不明", "Missing"),
        "FORWARD": ("恶化", "Forward"),
        "STAY": ("持平", "Stay"),
        "BACK": ("好转", "Back"),
        "CURE": ("转正常", "Cure"),
        "ALL": ("全部", "All"),
    }
)
"""What people call the states that are no buckets."""

NOTES: Words = MappingProxyType(
    {
        "no_overlap": (
            "相邻两期没有任何相同的案件号：编号方式可能变了",
            "Periods in which no account number stands in both snapshots: are the numbers of another kind?",
        ),
        "returned": ("缺席一期或多期后重新出现的案件", "Accounts that were gone and came back"),
        "other_currency": (
            "币种变更的案件：从一种币种转出，计入另一种，在全部币种中计两次",
            "Accounts whose currency changed: out of the one, into the other; counted twice in all currencies",
        ),
        "unknown_label": (
            "标签不在顺序表中的行，归入无账龄",
            "Rows with a label that is not in the order; they have no bucket",
        ),
        "charged_off_standing": (
            "已核销但仍在文件中的行，按其账龄计",
            "Rows of accounts that are charged off and still in the file; they count in their bucket",
        ),
        "ledger_unread": (
            "无法读取或方向不明的流水",
            "Ledger lines that cannot be read, or say not which way money went",
        ),
        "ledger_by_posting": (
            "无还款日期、按入账日期计的流水",
            "Ledger lines without a value date, by their day of posting",
        ),
        "left_out": ("间隔不符而未计入的相邻两期", "Periods that were left out"),
        "amount_negative": ("金额为负", "Negative amounts"),
        "date_to_come": ("到期日晚于数据日期，逾期 0 天", "Due dates to come: 0 days past due"),
    }
)
"""What has to be known when the figures are read."""

ROLL: Words = MappingProxyType(
    {
        "title": ("滚动率与迁徙矩阵", "Roll rates"),
        "days": ("数据日期", "As of"),
        "until": ("{} 至 {}", "{} to {}"),
        "scheme": ("账龄口径", "Scheme"),
        "labels_from": ("状态列", "Column of states"),
        "balance": ("金额口径", "Balance"),
        "principal_outstanding": ("剩余本金", "Outstanding principal"),
        "overdue_total": ("逾期总额", "Total past due"),
        "none": ("无", "None"),
        "every": ("间隔", "Step"),
        "month": ("月", "month"),
        "week": ("周", "week"),
        "day": ("日", "day"),
        "periods": ("期数", "Periods"),
        "forward": ("恶化率", "Rolled forward"),
        "cured": ("转正常率", "Cured"),
        "of_bucketed": ("占期初有账龄案件 {} 件，按件数", "by count, of {} accounts with a bucket before"),
        "entered": ("新进入", "Came"),
        "entered_note": ("新增 {}，重新出现 {}", "new {}, returned {}"),
        "missing": ("去向不明", "Missing"),
        "missing_note": ("共离开 {} 件，其余有流水或字段解释", "of {} that left; the others are explained"),
        "flow_h": ("滚动率（余额）", "Flow rates"),
        "flow_t": (
            (
                "口径一：期末下一账龄的余额 ÷ 期初本账龄的余额。不跟踪单个案件：下一账龄的新增也计入；"
                "最末账龄为开口，含其原有余额。"
            ),
            (
                "Meaning 1: the balance in the next bucket at the end ÷ the balance in this bucket at the start. It "
                "follows no account: what is new in the next bucket counts; the last bucket is open and holds what "
                "was there before."
            ),
        ),
        "flow_flow": ("滚动", "Flow"),
        "flow_base_minor": ("期初本账龄余额", "This bucket, start"),
        "flow_balance_minor": ("期末下一账龄余额", "Next bucket, end"),
        "flow_base_accounts": ("期初本账龄件数", "This bucket, start"),
        "flow_accounts": ("期末下一账龄件数", "Next bucket, end"),
        "flow_rate_ppm": ("滚动率", "Flow rate"),
        "flow_periods": ("各期滚动率", "Flow rates by period"),
        "matrix_h": ("迁徙矩阵", "Migration matrix"),
        "matrix_t": (
            (
                "口径二：期初各状态的案件，期末去了哪里；按件数，及按期初余额。每行合计恰为 100%；"
                "新增、重新出现的行按期末余额。"
            ),
            (
                "Meaning 2: where the accounts of each state went, by count and by their balance at the start. Each "
                "row adds up exactly; rows of what came are by the balance at the end."
            ),
        ),
        "matrix_accounts_h": ("迁徙矩阵·件数", "Matrix by count"),
        "matrix_balance_h": ("迁徙矩阵·余额", "Matrix by balance"),
        "rates_accounts": ("迁徙率·件数", "Rates by count"),
        "rates_balance": ("迁徙率·余额", "Rates by balance"),
        "from": ("期初状态", "From"),
        "base_accounts": ("期初件数", "Accounts at the start"),
        "base_balance": ("期初余额", "Balance at the start"),
        "summary_h": ("汇总", "Summary"),
        "summary_t": (
            (
                "口径三：期初有账龄的案件，恶化、持平、好转（未到首档）、转正常（到首档），及各种离开方式。"
                "分母为期初本账龄的件数或余额。"
            ),
            (
                "Meaning 3: of the accounts with a bucket at the start: forward, stay, back (not to the first bucket), "
                "cure (to the first bucket), and the ways out. Divided by the count or balance of the bucket at the "
                "start."
            ),
        ),
        "summary_accounts_h": ("汇总·件数", "Summary by count"),
        "summary_balance_h": ("汇总·余额", "Summary by balance"),
        "summary_from": ("期初账龄", "From"),
        "all_rates": ("各期明细", "All rates"),
        "long_as_of_from": ("期初日期", "From day"),
        "long_as_of_to": ("期末日期", "To day"),
        "long_periods": ("期数", "Periods"),
        "long_meaning": ("口径", "Meaning"),
        "long_measure": ("计量", "Measure"),
        "long_currency": ("币种", "Currency"),
        "long_from_state": ("期初状态", "From"),
        "long_to_state": ("期末状态或结果", "To"),
        "long_accounts": ("件数", "Accounts"),
        "long_balance": ("余额", "Balance"),
        "long_balance_minor": ("余额", "Balance"),
        "long_closing_minor": ("期末余额", "Balance at the end"),
        "long_base_accounts": ("分母件数", "Divided by accounts"),
        "long_base_minor": ("分母余额", "Divided by balance"),
        "long_rate_ppm": ("占比", "Rate"),
        "counted_h": ("计数说明", "What was counted"),
        "counted_t": ("每一行都有去向。", "Every row is accounted for."),
        "files": ("文件", "Files"),
        "file": ("文件", "File"),
        "file_rows": ("读入行", "Rows read"),
        "file_accounts": ("案件", "Accounts"),
        "file_no_bucket": ("无账龄", "No bucket"),
        "file_removed": ("略去", "Removed"),
        "file_rejects": ("拒收", "Rejected"),
        "ledger": ("流水", "Ledger"),
        "ledger_read": ("用到的流水", "Lines read"),
        "ledger_unread": ("无法使用", "Not usable"),
        "ledger_others": ("其他类型", "Of other types"),
        "ledger_by_posting": ("按入账日期计", "By day of posting"),
        "no_ledger": (
            "未提供流水：离开的案件多为去向不明。",
            "No ledger was given: what left is mostly missing.",
        ),
        "left_out": ("未计入的相邻两期", "Left out"),
        "period": ("期间", "Period"),
        "reason": ("原因", "Reason"),
        "gap": ("中间缺数据", "Gap: snapshots are missing"),
        "early": ("间隔过短", "Closer than a step"),
        "absent": ("缺少", "Missing snapshots"),
        "notes": ("提示", "Notes"),
        "of": ("对象", "Of"),
        "what": ("项目", "What"),
        "count": ("数量", "Count"),
        "more": ("说明", "More"),
        "footer": (
            "本页只有汇总数字，不含个人信息。由 collectkit 生成。",
            "This page holds totals and no personal data. Made by collectkit.",
        ),
    }
)
