"""The sentences of the page of an ingest and of a tape, each in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.words import SHARED, Words

INGEST: Words = MappingProxyType(
    {
        **SHARED,
        "title": ("来文核收报告", "What was received"),
        "as_of": ("数据日期", "As of"),
        "rows_in": ("收到行数", "Rows received"),
        "rows_note": ("{} 个文件", "files: {}"),
        "accounts_note": ("占收到行数的 {}", "{} of the rows"),
        "rejected": ("拒收行数", "Rows refused"),
        "rejected_note": ("占收到行数的 {}", "{} of the rows"),
        "rejected_none": ("没有拒收", "none was refused"),
        "totals": ("合计核对", "Totals"),
        "agree": ("相符", "Agree"),
        "agree_note": ("{} 项合计，分毫不差", "of {} columns, to the cent"),
        "differ": ("不符", "Differ"),
        "differ_note": ("{1} 项合计中 {0} 项有差额", "{0} of {1} columns"),
        "no_totals": ("未附合计", "None sent"),
        "no_totals_note": ("无从核对是否缺行", "whether rows are missing cannot be seen"),
        "asks_h": ("请发送方处理", "What to ask the sender"),
        "asks_t": (
            "可直接转给发送方。行号是来文中的行号，至多列出前五行。",
            "This part can be sent on as it is. Row numbers are those of the file; the first five are named.",
        ),
        "asks_none": ("没有需要发送方处理的事项。", "There is nothing to ask."),
        "ask": ("事项", "Request"),
        "about": ("问题", "Problem"),
        "column": ("列", "Column"),
        "rows": ("行数", "Rows"),
        "first_rows": ("首见行", "First rows"),
        "ask_doubt": (
            "请说明“{}”是哪一项：{}？未说明前该列不读。",
            'Say what "{}" is: {}? Until then it is not read.',
        ),
        "doubt": ("表头有歧义", "Ambiguous header"),
        "or": ("还是", " or "),
        "ask_control": (
            "{} 列的合计与各行相加不符（见“合计核对”）：请核对，读不出的行请更正后重发。",
            "Totals that the rows do not come to: {} (see below). Look at them; send again what cannot be read.",
        ),
        "control": ("合计不符", "Totals differ"),
        "ask_totals": (
            "请在表末附合计行，或另告行数与金额合计，以便核对是否缺行。",
            "Add a totals row, or tell the number of rows and the sums, so that missing rows can be seen.",
        ),
        "came_h": ("收到什么", "What came in"),
        "came_t": (
            "每一行都有去向：成为案件、被拒收、或因不是案件而略去。",
            "Every row became an account, was refused, or was left out because it is no account.",
        ),
        "files": ("文件", "Files"),
        "file": ("文件", "File"),
        "format": ("格式", "Format"),
        "part": ("编码或工作表", "Encoding or sheet"),
        "first_sheet": ("首个可见工作表", "the first visible"),
        "fates": ("各行去向", "Where the rows went"),
        "fate": ("去向", "Where to"),
        "removed": ("略去：{}", "Left out: {}"),
        "understood_h": ("如何理解", "What was understood"),
        "understood_t": ("表头与字段的对应。略去的列不进入案件。", "Which header was taken for which field."),
        "mapping": ("表头与字段", "Headers and fields"),
        "mapping_more": ("表头与字段（续）", "Headers and fields, continued"),
        "header": ("表头", "Header"),
        "field": ("字段", "Field"),
        "kept": ("（原样保留）", "(kept as it came)"),
        "left_out": ("略去的列", "Columns left out"),
        "nth_column": ("第 {} 列", "column {}"),
        "hidden": (
            "表头可能本身就是数据，故只写列号。",
            "A header that may be data itself is told by its place only.",
        ),
        "refused_h": ("拒收", "What was refused"),
        "refused_t": (
            "每行只计一个原因，即首先遇到的。拒收文件中有原行和原因。",
            "Each row has one reason, the first that was met. The file of rejects has the rows as they came.",
        ),
        "refused_none": ("没有拒收的行。", "No row was refused."),
        "by_reason": ("各原因拒收行数", "Rows refused, by reason"),
        "reasons": ("原因与含义", "Reasons and what they mean"),
        "reason": ("原因", "Reason"),
        "means": ("含义", "Meaning"),
        "warnings_h": ("提示", "Warnings"),
        "warnings_t": (
            "这些案件已收下，值未作修改；金额为所涉案件的逾期总额。",
            "These accounts were kept. The amount is what the accounts concerned owe in all.",
        ),
        "warnings_none": ("没有提示。", "There is none."),
        "warnings": ("提示与含义", "Warnings and what they mean"),
        "overdue": ("涉及逾期总额", "Overdue concerned"),
        "control_h": ("合计核对", "Control totals"),
        "control_t": (
            "差额 = 来文合计 − 案件 − 拒收行。无法读取的金额不在其中。金额按来文币种，未作换算。",
            "Difference = stated - accounts - rows refused, of what can be read. No currency is converted.",
        ),
        "control_none": (
            "来文没有合计行，无从核对。",
            "The file has no totals row, so there is nothing to hold it against.",
        ),
        "controls": ("来文合计与我方合计", "The sender's totals against ours"),
        "stated": ("来文合计", "Stated"),
        "refused_sum": ("拒收行", "Rows refused"),
        "removed_sum": ("重复或较旧的行", "Duplicates, older rows"),
        "difference": ("差额", "Difference"),
        "notes_h": ("其他说明", "Notes"),
        "notes": ("程序提示", "Notes"),
        "note": ("内容", "Note"),
        "footer": (
            "本页不含任何单元格内容。由 collectkit 生成。",
            "This page holds no content of any cell. Made by collectkit.",
        ),
    }
)

TAPE: Words = MappingProxyType(
    {
        **SHARED,
        "title": ("资产包概览", "Portfolio tape"),
        "as_of": ("数据日期", "As of"),
        "scheme": ("账龄方案", "Bucket scheme"),
        "overview": ("概览", "Overview"),
        "currency": ("币种", "Currency"),
        "debtors": ("债务人数", "Debtors"),
        "overdue_total": ("逾期总额", "Overdue total"),
        "principal_outstanding": ("剩余本金", "Principal outstanding"),
        "original_principal": ("放款本金", "Original principal"),
        "average_days": ("加权逾期天数", "Weighted days past due"),
        "average_rate": ("加权年利率", "Weighted annual rate"),
        "weighted": (
            "逾期天数和年利率按剩余本金加权，只计有值的案件。",
            "Days past due and rates are weighted by outstanding principal, over accounts that have them.",
        ),
        "bucket": ("账龄", "Bucket"),
        "province": ("省份", "Province"),
        "five_class": ("五级分类", "Five classes"),
        "product": ("产品", "Product"),
        "band": ("剩余本金分段", "Principal band"),
        "year": ("放款年份", "Year of disbursement"),
        "by": ("按{}", "By {}"),
        "merged": ("其他（{} 组合并）", "Others ({} merged)"),
        "merged_note": (
            "不足 {} 名债务人的组不单独列出，与次小的组合并，使其无法由合计倒推。",
            "A group of fewer than {} debtors is merged with the next smallest: no sum gives it away.",
        ),
        "withheld": (
            "下列币种不足 {} 名债务人，未列出：{}",
            "Left out, with fewer than {} debtors: {}",
        ),
        "notes": ("说明", "Notes"),
        "overdue_by": ("逾期总额及占比", "Overdue, and its share"),
        "footer": (
            "本页只有汇总数字，不含个人信息。由 collectkit 生成。",
            "This page holds totals and no personal data. Made by collectkit.",
        ),
    }
)
