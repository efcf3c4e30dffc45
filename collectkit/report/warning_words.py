"""The words of each code that warns: its name, its meaning in Chinese, and what to ask the sender."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.report.code_words import REJECT_WORDS, CodeWords

WARNING_WORDS: Mapping[str, CodeWords] = MappingProxyType(
    {
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
        "BUCKET_DIFFERS": CodeWords(
            "账龄不一致",
            "文件的账龄与所用分档方案算出的不同。",
            "“{}”与逾期日期算出的账龄不同：请说明账龄的口径。",
            "{} is not what the overdue date gives: say by which ranges the buckets are formed.",
        ),
        "RATE_ABOVE_CEILING": CodeWords(
            "利率超过上限",
            "年利率高于为该笔贷款设定的上限。",
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
        "AMOUNT_NEGATIVE": CodeWords(
            "金额为负",
            "金额小于零：多还，或符号有误；予以保留。",
            "“{}”有负数：请说明是多还，还是符号有误。",
            "{} has amounts below zero: say whether they are overpaid, or the sign is wrong.",
        ),
        "ACCOUNT_TWICE": CodeWords(
            "案件重复",
            "同一案件在文件中出现多行；每行都计入。",
            "“{}”有重复的行：请说明以哪一行为准。",
            "{} stands in more than one row for some accounts: say which row counts.",
        ),
        "CURRENCY_UNREADABLE": CodeWords(
            "币种不明",
            "币种写法无法识别；金额单独合计，记作 XXX。",
            "“{}”有无法识别的币种：请用三位代码，如 CNY。",
            "{} has currencies that are not known: write three letters, as CNY.",
        ),
        "DAYS_INCREDIBLE": CodeWords(
            "逾期超过百年",
            "按此计算逾期已超过一百年；不归入任何账龄。",
            "请核对“{}”：有的逾期超过一百年。",
            "Look at {}: some accounts would be more than a hundred years past due.",
        ),
        "DAYS_NEGATIVE": CodeWords(
            "逾期天数为负",
            "逾期天数小于零；按 0 计。",
            "请核对“{}”：有的小于零。",
            "Look at {}: some are below zero.",
        ),
        "ACCOUNT_REPEATED": CodeWords(
            "借据号重复",
            "同一借据号出现在多行。",
            "“{}”有重复：请说明以哪一行为准。",
            "{} stands in more than one row for some accounts: say which row counts.",
        ),
        "HEADER_CONTRADICTED": CodeWords(
            "表头与内容不符",
            "该列多数内容与表头所称不符。",
            "“{}”的内容与表头不符：请核对该列。",
            "The values of {} are not what its header says: check the column.",
        ),
        "PERSONAL_UNMAPPED": CodeWords(
            "未识别列含个人信息",
            "一列未被采用，却含有个人信息。",
            "“{}”未被采用而含个人信息：不需要的话请不要发送。",
            "{} is left out and holds personal data: leave it out of the file if nobody needs it.",
        ),
        "ACCOUNT_UNSCHEDULED": CodeWords("账户无还款计划", "流水中的账户不在还款计划内。"),
        "VALUE_DATE_BLANK": CodeWords(
            "还款日期缺失",
            "该笔流水没有还款日期；按入账日期计。",
            "请补充“{}”。",
            "Fill in {}.",
        ),
        "REVERSAL_ORPHAN": CodeWords(
            "冲正无原流水",
            "冲正所指的还款不在该账户的流水中；不作扣减。",
            "请补充“{}”所指的原还款流水。",
            "Send the payments too that {} names.",
        ),
        "AMOUNT_ROUNDED": CodeWords(
            "金额已舍入",
            "金额的小数位多于币种，已四舍五入。",
            "“{}”请按分（两位小数）导出。",
            "Export {} in whole cents: some amounts have more decimals.",
        ),
        "DAYS_NOT_COUNTED": CodeWords(
            "不是天数",
            "单元格是账龄、期数或范围，不是天数；留空。",
            "“{}”有账龄或期数而非天数：请给出天数。",
            "{} has buckets or instalments in place of days: give days.",
        ),
        "RATE_UNIT_UNKNOWN": CodeWords(
            "利率单位不明",
            "利率不是小数又没有单位，或不是年利率；留空。",
            "“{}”的单位不明：请写成 24% 或在表头注明单位。",
            "The unit of {} is not clear: write 24%, or name the unit in the header.",
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
        "ID_DATE_IMPOSSIBLE": CodeWords(
            "证件号出生日期不存在",
            "证件号中的出生日期不在日历上。",
            "有的证件号出生日期不存在：请核对。",
            "The birth date in some ID numbers is not in the calendar: check them.",
        ),
        "ID_LENGTH_WRONG": CodeWords(
            "证件号位数不对",
            "证件号只有数字，位数过少或过多；按原文保留。",
            "有的证件号位数不对（可能丢了开头的零）：请按文本格式重发。",
            "Some ID numbers are too short or too long: send the column as text.",
        ),
        "ID_LETTER_O": CodeWords(
            "证件号有字母",
            "证件号中应为数字处有字母（如以 O 代 0）；按原文保留。",
            "有的证件号以字母代数字：请更正。",
            "Some ID numbers have a letter in place of a digit: correct them.",
        ),
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
        "NAME_OF_COMPANY": CodeWords(
            "姓名是单位",
            "姓名是单位名称；予以保留。",
        ),
        "NAME_SAYS_DECEASED": CodeWords(
            "姓名注明已故",
            "姓名注明此人已故；予以保留，债务人按已故处理。",
            "有的姓名注明已故：请在“死亡”一列标明。",
            "Some names say that the person has died: say so in a column of its own.",
        ),
        "NEEDED_BLANK": CodeWords("必填为空", "必填项为空。", "请补全“{}”。", "Fill in {}."),
        "PHONE_EXTENSION": CodeWords(
            "电话带分机",
            "电话号码带分机；按原文保留。",
        ),
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
        "PHONE_SHARED": CodeWords(
            "多人同号",
            "三人以上使用同一号码。",
            "“{}”有多人共用的号码：请核对是否本人号码。",
            "Some numbers of {} belong to several persons: check that they are the debtors' own.",
        ),
        "PHONE_UNREADABLE": CodeWords(
            "电话无法识别",
            "电话不是任何已知形式，按文本保留。",
            "“{}”中有的不是电话号码：请核对位数。",
            "Some cells of {} are no phone numbers: count their digits.",
        ),
        "VALUE_BLANKED": CodeWords("未能脱敏而留空", "该值无法读取或无法脱敏，发出时留空。"),
        "VALUE_STARRED": CodeWords("未能显示而打星", "该值不合所用脱敏方式要求的形式，发出时打星号。"),
    }
)

CODE_WORDS: Mapping[str, CodeWords] = MappingProxyType({**REJECT_WORDS, **WARNING_WORDS})
"""All of them."""
