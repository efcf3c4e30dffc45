"""The words of each code that rejects a row: its name, its meaning in Chinese, and what to ask the sender.

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


REJECT_WORDS: Mapping[str, CodeWords] = MappingProxyType(
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
        "ACCOUNT_CONFLICTING": CodeWords(
            "同一账户数据矛盾",
            "同一账户、同一日期的多行内容不一致；都未采用。",
            "同一账户出现内容不同的多行：请说明以哪一行为准，并只发该行。",
            "Some accounts stand in several rows that differ: say which row holds, and send that one only.",
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
        "INSTALMENT_NEGATIVE": CodeWords(
            "应还金额为负",
            "应还金额为负数；该账户不计逾期天数。",
            "“{}”有负数：请只填应还金额。",
            "Some amounts due in {} are negative: send what is due only.",
        ),
        "CURRENCY_DIFFERS": CodeWords(
            "币种不一致",
            "同一账户的还款计划或流水有多种币种；该账户不计逾期天数。",
            "请核对“{}”：一个账户只能有一种币种。",
            "Check {}: an account has one currency.",
        ),
        "CURRENCY_UNKNOWN": CodeWords(
            "币种未知",
            "币种不是三个字母的代码，也不是已知名称。",
            "“{}”请用三个字母的币种代码，如 CNY。",
            "Write {} as a code of three letters, as in CNY.",
        ),
        "INSTALMENT_CONFLICTING": CodeWords(
            "同一期次矛盾",
            "同一期次的几行内容不同；该账户不计逾期天数。",
            "同一期次有几行：请每期只留一行，或给出“{}”。",
            "One instalment has several lines: send one line for each, or its number in {}.",
        ),
        "PAUSE_BACKWARDS": CodeWords("暂停起止颠倒", "暂停的结束日早于开始日。"),
        "REVERSAL_UNCLEAR": CodeWords(
            "冲正对象不明",
            "该笔撤销的是另一笔冲正，或还款带有冲正标志；该账户不计逾期天数。",
            "“{}”请填被冲正还款的流水号。",
            "Give in {} the number of the payment that is taken back.",
        ),
        "AMOUNT_SIGN": CodeWords(
            "金额正负号不符",
            "还款或减免的金额为负，且未写明冲正哪一笔；该账户不计逾期天数。",
            "冲正请在交易类型中写明，还款的“{}”请改为正数。",
            "Write a reversal as one in the type; give {} of a repayment above zero.",
        ),
        "TYPE_UNKNOWN": CodeWords(
            "交易类型未知",
            "流水的交易类型未知；该账户不计逾期天数。",
            "“{}”有未知的交易类型：请说明其含义。",
            "Some types in {} are not known: say what they mean.",
        ),
        "AMOUNT_UNIT_DIFFERS": CodeWords(
            "金额单位不一致",
            "单元格写的单位与表头不同。",
            "“{}”有单元格写了与表头不同的单位：请统一单位后重发。",
            "Cells of {} name another unit than the header: use one unit in the whole column.",
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
        "DATE_AMBIGUOUS": CodeWords(
            "日期有歧义",
            "可能是另一天：日月次序不明，或年份只有两位。",
            "“{}”有歧义的日期：请写成 2026-10-31 的形式。",
            "Some dates of {} may be read in two ways: write them as 2026-10-31.",
        ),
        "ACCOUNT_UNDATED": CodeWords(
            "无法确定逾期",
            "逾期天数不是天数，也没有逾期日期。",
            "“{}”写的是账龄或期数，又没有逾期日期：请给出逾期天数或最早逾期日。",
            "{} has buckets or instalments, and no overdue date beside them: give days, or the oldest unpaid due date.",
        ),
        "NUMBER_UNREADABLE": CodeWords(
            "数字无法读取",
            "期数、利率或天数不是数字。",
            "“{}”中有的不是数字：请只填数字。",
            "Some cells of {} are no numbers: write digits only.",
        ),
    }
)
