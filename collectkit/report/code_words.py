"""The words of each code of an ingest: its name, its meaning in Chinese, and what to ask the sender.

The English meaning is that of `findings.CODES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CodeWords:
    """One code in words.

    Attributes:
        zh: its name in Chinese, short enough for a chart.
        meaning: one Chinese sentence.
        ask_zh: what the sender should do; ``{}`` is the column. Empty: nothing.
        ask_en: the same in English.
    """

    zh: str
    meaning: str
    ask_zh: str = ""
    ask_en: str = ""


CODE_WORDS: Mapping[str, CodeWords] = MappingProxyType(
    {
        "FIELDS_MISSING": CodeWords(
            "字段数不足",
            "该行的字段比表头少。",
            "有的行缺字段：请从系统重新导出，单元格内的分隔符和换行须加引号。",
            "Some lines lack fields: export them anew, with quotes around cells that hold a separator or a line break.",
        ),
        "FIELDS_EXTRA": CodeWords(
            "字段数过多",
            "该行的字段比表头多。",
            "有的行多出字段：请给含分隔符的单元格加引号后重发。",
            "Some lines have fields too many: put quotes around cells that hold a separator.",
        ),
        "QUOTES_BROKEN": CodeWords(
            "引号不成对",
            "引号未闭合，或闭合后还有内容。",
            "有的行引号不成对：单元格内的引号请写成两个，或改发 xlsx。",
            "Quotes do not match in some lines: double the quotes inside cells, or send a workbook.",
        ),
        "BYTES_INVALID": CodeWords(
            "编码错误",
            "该行不是文件编码下的文字。",
            "有的行不是文字：请用一种编码（UTF-8 最好）导出整个文件，不要拼接不同编码的文件。",
            "Some lines are not text: export the whole file in one encoding, best UTF-8; do not join files of several.",
        ),
        "RECORD_INVALID": CodeWords(
            "JSON 记录错误",
            "该行不是与首行同列的 JSON 对象。",
            "有的行不是记录：每行请只写一个 JSON 对象，各行字段相同。",
            "Some lines are no records: write one JSON object a line, with the same keys in each.",
        ),
        "NUL_BYTE": CodeWords(
            "含空字节",
            "该行含有 NUL 字节。",
            "有的行含空字节，文件可能在传输中损坏：请重新导出并核对。",
            "Some lines hold NUL bytes, so the file may be damaged: export and send it again.",
        ),
        "ACCOUNT_ID_MISSING": CodeWords(
            "借据号缺失",
            "借据号为空。",
            "请补全“{}”。",
            "Fill in {}: without it an account cannot be told from others.",
        ),
        "ACCOUNT_PRECISION_LOST": CodeWords(
            "借据号失真",
            "借据号被电子表格当作数字，末位已丢失。",
            "“{}”的末位已在 Excel 中丢失：请把该列设为文本，从系统重新导出。",
            "Excel has cut digits off {}: export the column anew, as text.",
        ),
        "ID_PRECISION_LOST": CodeWords(
            "证件号失真",
            "证件号被电子表格当作数字，末位已丢失。",
            "“{}”的末位已在 Excel 中丢失：请把该列设为文本，从系统重新导出。",
            "Excel has cut digits off {}: export the column anew, as text.",
        ),
        "AMOUNT_UNREADABLE": CodeWords(
            "金额无法读取",
            "金额不是任何已知写法的数字。",
            "“{}”中有的不是金额：请只填数字；没有金额的留空。",
            "Some cells of {} are no amounts: write numbers only, and leave the cell blank where there is none.",
        ),
        "DATE_UNREADABLE": CodeWords(
            "日期无法读取",
            "日期不是任何已知写法。",
            "“{}”中有的不是日期：请统一写成 2026-10-31。",
            "Some cells of {} are no dates: write all of them like 2026-10-31.",
        ),
        "DATE_IMPOSSIBLE": CodeWords(
            "日期不存在",
            "日历上没有这一天。",
            "“{}”中有的日期不存在（如 2 月 30 日）：请核对原始记录。",
            "Some dates of {} are not in the calendar, like 30 February: look them up.",
        ),
        "NUMBER_UNREADABLE": CodeWords(
            "数字无法读取",
            "期数、利率或天数不是数字。",
            "“{}”中有的不是数字：请只填数字。",
            "Some cells of {} are no numbers: write digits only.",
        ),
        "TOTAL_DIFFERS": CodeWords(
            "总额与分项不符",
            "逾期总额不等于本金、利息、罚息、费用之和。",
            "请说明“{}”包含哪些项目，或更正。",
            "Say what {} consists of, or correct it: its parts come to something else.",
        ),
        "OVERDUE_ABOVE_OUTSTANDING": CodeWords(
            "逾期超过余额",
            "逾期本金大于剩余本金。",
            "请核对“{}”：它大于剩余本金。",
            "Look at {}: it is more than the principal that is outstanding.",
        ),
        "OUTSTANDING_ABOVE_ORIGINAL": CodeWords(
            "余额超过放款",
            "剩余本金大于放款金额。",
            "请核对“{}”：它大于放款金额。",
            "Look at {}: it is more than was lent.",
        ),
        "DPD_INCLUSIVE": CodeWords(
            "逾期天数多一天",
            "文件的逾期天数把到期日当天也计入。",
            "请确认“{}”是否把到期日计为第 1 天；我方计为第 0 天。",
            "Say whether {} counts the due date as day 1: here it is day 0.",
        ),
        "DPD_DIFFERS": CodeWords(
            "逾期天数不符",
            "文件的逾期天数与最早逾期日算出的不符。",
            "请说明“{}”从哪天起算：与最早逾期日算出的不符。",
            "Say what {} is counted from: it is not the oldest unpaid due date.",
        ),
        "DPD_WITHOUT_DEBT": CodeWords(
            "有天数无欠款",
            "有逾期天数，但逾期金额为零。",
            "请核对：有逾期天数却没有逾期金额；已结清的请剔除。",
            "Some accounts have days past due and nothing overdue: take out what is paid.",
        ),
        "DEBT_WITHOUT_DPD": CodeWords(
            "有欠款无天数",
            "有逾期金额，但逾期天数为零。",
            "请核对：有逾期金额却没有逾期天数。",
            "Some accounts owe something and have no days past due: which is right?",
        ),
        "DATE_TO_COME": CodeWords(
            "日期晚于数据日",
            "日期晚于数据日期。",
            "请核对“{}”：有的晚于数据日期。",
            "Look at {}: some dates lie after the as-of date.",
        ),
        "DATES_DISORDERED": CodeWords(
            "日期早于放款",
            "日期早于放款日期。",
            "请核对“{}”：有的早于放款日期。",
            "Look at {}: some dates lie before the disbursement.",
        ),
        "BIRTH_DIFFERS": CodeWords(
            "生日与证件不符",
            "出生日期与证件号中的不同。",
            "请核对“{}”与证件号是否属同一人。",
            "See whether {} and the ID number are of one person.",
        ),
        "AGE_DIFFERS": CodeWords(
            "年龄与证件不符",
            "年龄与证件号算出的不同。",
            "请核对“{}”与证件号是否属同一人。",
            "See whether {} and the ID number are of one person.",
        ),
        "SEX_DIFFERS": CodeWords(
            "性别与证件不符",
            "性别与证件号所示不同。",
            "请核对“{}”与证件号是否属同一人。",
            "See whether {} and the ID number are of one person.",
        ),
        "CLAIM_UNVERIFIED": CodeWords(
            "债权无依据",
            "既无放款金额，也无放款日期。",
            "请补充放款金额和放款日期，以证明债权。",
            "Send the amount and the date of disbursement: without them there is nothing to show for the claim.",
        ),
        "ACCOUNT_REPEATED": CodeWords(
            "借据号重复",
            "同一借据号出现在多行。",
            "“{}”有重复：请说明以哪一行为准。",
            "{} stands in more than one row for some accounts: say which row counts.",
        ),
        "AMOUNT_ROUNDED": CodeWords(
            "金额已舍入",
            "金额的小数位多于币种，已四舍五入。",
            "“{}”请按分（两位小数）导出。",
            "Export {} in whole cents: some amounts have more decimals.",
        ),
        "FLAG_UNREADABLE": CodeWords(
            "标志无法识别", "标志既非是也非否，按“是”处理。", "“{}”请只填是或否。", "Write yes or no in {}."
        ),
        "ID_CHECK_FAILED": CodeWords(
            "证件号校验不符",
            "证件号的校验码不对。",
            "“{}”中有的校验码不对：请对照证件核对。",
            "Some numbers of {} fail their check digit: look them up.",
        ),
        "ID_CONVERTED": CodeWords("15 位证件号", "15 位证件号，已转为 18 位。"),
        "ID_MASKED": CodeWords(
            "证件号已脱敏",
            "证件号在来文中已打星号。",
            "“{}”中有的已打星号：请发完整号码，用加密渠道。",
            "Some numbers of {} are starred: send them whole, over a channel that is encrypted.",
        ),
        "IDENTIFIER_PRECISION_LOST": CodeWords(
            "号码失真",
            "号码被电子表格当作数字，已留空。",
            "“{}”的末位已在 Excel 中丢失：请把该列设为文本，从系统重新导出。",
            "Excel has cut digits off {}: export the column anew, as text.",
        ),
        "ID_PRECISION_SUSPECTED": CodeWords(
            "证件号疑失真",
            "证件号可能被电子表格改写过。",
            "“{}”可能经过 Excel：请核对末四位，最好从系统重新导出为文本。",
            "{} may have been through Excel: compare the last four digits, or export it anew as text.",
        ),
        "NEEDED_BLANK": CodeWords("必填为空", "必填项为空。", "请补全“{}”。", "Fill in {}."),
        "PHONE_MASKED": CodeWords(
            "电话已脱敏",
            "电话在来文中已打星号。",
            "“{}”中有的已打星号：请发完整号码，用加密渠道。",
            "Some numbers of {} are starred: send them whole, over a channel that is encrypted.",
        ),
        "PHONE_SEVERAL": CodeWords(
            "多个电话",
            "一个单元格有多个电话，按文本保留。",
            "“{}”请每格只填一个号码，其余另设一列。",
            "Write one number a cell in {}, and others in a column of their own.",
        ),
        "PHONE_UNREADABLE": CodeWords(
            "电话无法识别",
            "电话不是任何已知形式，按文本保留。",
            "“{}”中有的不是电话号码：请核对位数。",
            "Some cells of {} are no phone numbers: count their digits.",
        ),
        "VALUE_BLANKED": CodeWords("未能脱敏而留空", "该值无法读取，发出时留空。"),
        "VALUE_STARRED": CodeWords("未能保形而打星", "该值不合保形加密的形式，发出时打星号。"),
    }
)
"""A code that is not here is shown as it is, with its English meaning."""
