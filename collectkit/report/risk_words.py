"""The sentences of the page on re-identification risk, each in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.words import Words

RISK: Words = MappingProxyType(
    {
        "title": ("重标识风险评估", "Re-identification risk"),
        "comma": ("、", ", "),
        "persons": ("人数", "Persons"),
        "persons_note": ("{} 行，按 {} 合并", "{} rows, brought together by {}"),
        "each_row": ("每行一人", "one a row"),
        "smallest": ("最小等价类", "Smallest class"),
        "smallest_note": ("单人最高风险 {}", "highest risk of a person {}"),
        "exposed": ("风险高于 1/5 的人", "Persons at risk above 1/5"),
        "exposed_note": ("占 {}，其中独一无二 {} 人", "{} of all; {} of them are unique"),
        "average": ("整体风险", "Overall risk"),
        "average_note": ("阈值 {}", "threshold {}"),
        "gate": ("闸门", "Gate"),
        "gate_held": ("通过", "Held"),
        "gate_failed": ("未通过", "Not held"),
        "gate_note": ("允许的单人最高风险 {}", "highest risk allowed {}"),
        "level": ("标识度级别", "Level"),
        "level_1": ("含直接标识符，能直接识别主体", "direct identifiers are there in clear"),
        "level_2": ("无直接标识符，但风险高于阈值", "no direct identifiers, and risk above a threshold"),
        "level_3": ("无直接标识符，风险低于阈值", "no direct identifiers, and risk below both thresholds"),
        "level_with_before": ("{}（与此前发送的数据合计）", "{} (with all that was sent before)"),
        "classes_h": ("等价类", "Classes"),
        "classes_t": (
            (
                "准标识符取值完全相同的人为一个等价类。知道某人在文件中、又知道这些信息的人，猜中的概率是 1/类的人数。"
                "准标识符：{}。"
            ),
            (
                "Persons who agree in all quasi-identifiers form a class. Who knows these facts of somebody in it "
                "guesses right one time in the size of the class. Quasi-identifiers: {}."
            ),
        ),
        "by_size": ("按等价类大小的人数", "Persons by the size of their class"),
        "size": ("类的人数", "Size of class"),
        "classes": ("等价类数", "Classes"),
        "columns_h": ("各列的作用", "What each column does"),
        "columns_t": (
            (
                "去掉该列后风险人数降得越多，该列的作用越大。少于 5 人的取值为罕见值。"
                "一人有多行时，其取值的组合计为一个取值。这里只给人数，不给取值。"
            ),
            (
                "The more persons are out of danger without a column, the more it does. A value is rare that fewer "
                "than five persons have. What a person of several rows has in a column, a combination, counts as one "
                "value. Persons are counted; no value is shown."
            ),
        ),
        "column": ("列", "Column"),
        "values": ("取值数", "Values"),
        "rare": ("有罕见值的人", "Persons with a rare value"),
        "without": ("去掉该列后风险高于 1/5 的人", "At risk above 1/5 without it"),
        "average_without": ("去掉该列后整体风险", "Overall risk without it"),
        "amounts_h": ("精确金额与空值", "Exact amounts and blanks"),
        "amounts_t": (
            (
                "知道某人准确欠款的人，可凭独一无二的金额认出此人：共 {} 人至少有一项这样的金额。"
                "各列空与不空的组合共 {} 种，其中 {} 人的组合少于 5 人共有。"
            ),
            (
                "Who knows what somebody owes to the fen finds them by an amount that nobody else has: {} persons have "
                "at least one. Patterns of blank cells: {}; persons with one that fewer than five share: {}."
            ),
        ),
        "no_amounts": (
            "没有精确金额。各列空与不空的组合共 {1} 种，其中 {2} 人的组合少于 5 人共有。",
            (
                "There are no exact amounts. Patterns of blank cells: {1}; persons with one that fewer than five "
                "share: {2}."
            ),
        ),
        "amounts": ("金额独一无二的人", "Persons with a unique amount"),
        "with_amount": ("有金额的人", "Persons with an amount"),
        "unique": ("独一无二", "Unique"),
        "masks_h": ("掩码强度", "Strength of masks"),
        "masks_t": (
            "部分显示的号码，连同同行的其他列，还剩多少个可能的值。",
            "How many values a partly shown number can still have, given the columns beside it.",
        ),
        "masks_none": ("没有部分显示的号码。", "No number is shown in part."),
        "masks": ("掩码", "Masks"),
        "masks_together": ("合并各文件后的掩码", "Masks, all files taken together"),
        "beside": ("旁列", "Beside"),
        "left": ("剩余可能值", "Values left"),
        "enough": ("是否足够", "Enough"),
        "yes": ("足够", "yes"),
        "no": ("不足", "no"),
        "direct_h": ("直接标识符", "Direct identifiers"),
        "direct_t": ("前若干行中以明文出现的直接标识符。", "What is there in clear, in the first rows."),
        "kind": ("种类", "Kind"),
        "history_h": ("累计：该接收方此前收到的数据", "With what the recipient has had before"),
        "history_t": (
            (
                "能按令牌连接的文件合并为每人一条记录后评估：{} 人，其中风险高于 1/5 的 {} 人，整体风险 {}，"
                "本文件中有 {} 人此前出现过。"
            ),
            (
                "Files whose tokens can be joined, as one record a person: {} persons, {} of them at risk above 1/5, "
                "overall risk {}; {} persons of this file were in earlier ones."
            ),
        ),
        "history_none": (
            "没有可连接的文件，只能说明此前收到过哪些列。",
            "No earlier file could be joined: of what was sent before only the columns are told.",
        ),
        "batches": ("此前的文件", "Earlier files"),
        "file": ("文件", "File"),
        "as_of": ("数据日期", "As of"),
        "recipient": ("接收方", "Recipient"),
        "rows": ("行数", "Rows"),
        "joined": ("是否连接", "Joined"),
        "joined_yes": ("已连接", "joined"),
        "over_time": ("历次收到的列", "Columns over time"),
        "times": ("次数", "Times"),
        "notes_h": ("说明", "Notes"),
        "note": ("说明", "Note"),
        "footer": (
            (
                "阈值和分级引自 GB/T 42460-2023 的二手资料，未与标准原文核对。去标识化数据仍是个人信息。"
                "本页不含任何取值。由 collectkit 生成。"
            ),
            (
                "Thresholds and levels are those of GB/T 42460-2023 as seen second-hand, not verified against the text."
                " De-identified data is still personal information. No value is in this page. Made by collectkit."
            ),
        ),
    }
)

NOTES: Words = MappingProxyType(
    {
        "only_these": (
            "以上数字只针对所列准标识符，不涉及其他背景知识。",
            "these figures are of the quasi-identifiers that are listed, and of no other knowledge",
        ),
        "none_named": (
            "未指定准标识符，采用了已知的列；可用 --quasi 指定。",
            "no quasi-identifier was named: those that are known were taken; name yours with --quasi",
        ),
        "rows_are_persons": (
            "没有区分人的列，每行按一人计。",
            "no column tells persons apart: each row counts as a person",
        ),
        "accounts_are_persons": (
            "以账户代替人：有两个账户的人计为两人；可用 --person 指定更合适的列。",
            "accounts stand for persons: who has two counts twice; --person names a better column",
        ),
        "sets_are_values": (
            "一人有多行时，同一列可有多个取值：每种组合计为一个取值，故取值数可多于文件中的取值。",
            "a person of several rows may have several values in a column: each combination counts as one value more",
        ),
        "amounts_apart": (
            "精确金额单独计算，不计入级别：知道金额的人能认出此人。",
            "exact amounts are counted apart and are not in the level: who knows one finds the person",
        ),
        "several_recipients": (
            "清单属于多个接收方，只连接同一接收方的文件。",
            "the manifests are of more than one recipient: only files of the same one are joined",
        ),
        "nobody_known": (
            "本文件中没有人出现在此前的文件中：确属同一接收方吗？",
            "no person of this file is in the earlier ones: are they of the same recipient?",
        ),
        "nothing_joined": (
            "此前的文件均无法连接，只能说明收到过哪些列。",
            "no earlier file could be joined: of what was sent before only the columns are told",
        ),
    }
)
"""What a person should know of the figures."""

REASONS: Words = MappingProxyType(
    {
        "another_recipient": ("属于其他接收方", "made for another recipient"),
        "batch_tokens": ("令牌仅在单批次内有效", "tokens of one batch only"),
        "another_key": ("使用其他密钥", "made with another key"),
        "manifest_only": ("只有清单，没有文件", "only its manifest is there"),
        "no_person_column": ("没有区分人的列", "without the column that tells persons apart"),
    }
)
"""Why an earlier file was not joined."""

KINDS: Words = MappingProxyType(
    {
        "phone": ("电话", "phone"),
        "identity": ("证件号", "ID number"),
        "bank": ("银行卡", "bank card"),
        "name": ("姓名", "name"),
        "address": ("地址", "address"),
        "email": ("邮箱", "email"),
    }
)
"""Kinds of direct identifiers."""
