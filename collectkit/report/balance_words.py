"""The sentences of the page on how even a placement came out, each in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.words import Words

BALANCE: Words = MappingProxyType(
    {
        "title": ("委案分配均衡报告", "Balance of a placement"),
        "as_of": ("数据日期", "As of"),
        "batch": ("批次", "Batch"),
        "preview": ("预览，未写出", "preview, nothing written"),
        "objective": ("分配目标", "Objective"),
        "fair": ("同类均分", "fair: like for like"),
        "value": ("预期净回收最大", "value: highest expected net recovery"),
        "tolerance": ("份额允许偏离", "Tolerance of shares"),
        "holdout": ("对照留置", "Held out"),
        "placed": ("已委案件", "Accounts placed"),
        "placed_note": ("{} 个债务人", "{} debtors"),
        "placed_minor": ("已委金额", "Amount placed"),
        "kept": ("未委案件", "Not placed"),
        "largest_error": ("最大份额偏差", "Largest share error"),
        "largest_error_note": ("百分点，限 0.5", "points; 0.5 is met"),
        "largest_smd": ("最大标准化差异", "Largest standardised difference"),
        "largest_smd_note": ("0.1 以内视为同类", "below 0.1 is alike"),
        "shares_h": ("份额与目标", "Shares and targets"),
        "shares_t": (
            (
                "按件数与金额分别对比目标。可及：许可地区、手别等允许的前提下，若都有容量，按目标可得的件数占比。"
                "偏差超过 0.5 个百分点的注明原因。"
            ),
            (
                "By accounts and by amount. Reach: the share of accounts that licences and hands leave an agency by "
                "targets, were there room for all. Whatever is more than half a point beside its target has its reason."
            ),
        ),
        "by_agency": ("各机构", "By agency"),
        "against": ("件数占比与目标", "Share of accounts against target"),
        "actual": ("实际", "Actual"),
        "target": ("目标", "Target"),
        "agency": ("机构", "Agency"),
        "accounts": ("案件数", "Accounts"),
        "debtors": ("债务人数", "Debtors"),
        "amount_minor": ("金额", "Amount"),
        "target_ppm": ("件数目标", "Target, accounts"),
        "accounts_ppm": ("件数占比", "Share, accounts"),
        "value_target_ppm": ("金额目标", "Target, amount"),
        "amount_ppm": ("金额占比", "Share, amount"),
        "reachable_ppm": ("可及", "Reach"),
        "error_ppm": ("件数偏差", "Error, accounts"),
        "amount_error_ppm": ("金额偏差", "Error, amount"),
        "share_reason": ("偏差原因", "Why beside it"),
        "met": ("达成", "met"),
        "alike_h": ("是否同类", "Are the accounts alike?"),
        "alike_t": (
            (
                "标准化均值差：本机构与其他机构之差除以两组方差均值的平方根（Austin 2009）。"
                "账龄、地区、手别取各取值中差异最大者。"
                "超过 0.1 通常视为不同类，比较机构业绩前须作调整。"
            ),
            (
                "Standardised mean difference: an agency's accounts against all others', over the root of the mean "
                "variance (Austin 2009). Of bucket, province and hand it is the largest difference of any one level. "
                "Beyond 0.1 two groups are commonly called unlike: adjust before results are compared."
            ),
        ),
        "smd": ("标准化差异", "Standardised differences"),
        "smd_amount": ("金额", "Balance"),
        "smd_days": ("逾期天数", "Days past due"),
        "smd_bucket": ("账龄", "Bucket"),
        "smd_region": ("地区", "Province"),
        "smd_hand": ("手别", "Hand"),
        "unmet_h": ("未能满足的要求", "What could not be met"),
        "unmet_t": ("每一项都注明差多少、为什么。", "Each with by how much, and why."),
        "unmet_none": ("全部满足。", "Everything was met."),
        "constraint": ("事项", "What"),
        "why": ("原因", "Why"),
        "limit": ("上限", "Limit"),
        "expected_h": ("预期回收", "Expected recovery"),
        "expected_t": (
            "按各机构过往回收率（数据少的向总体收缩）与费率估计，不是承诺。",
            "From what each agency recovered in the past, drawn to the pool where that is little, less its commission.",
        ),
        "item": ("项目", "Item"),
        "recovery_minor": ("预期回收", "Recovered"),
        "commission_minor": ("预期佣金", "Commission"),
        "net_minor": ("预期净回收", "Net"),
        "fair_net_minor": ("同类均分时的预期净回收", "Net of the fair plan"),
        "trials_h": ("实验与对照", "Experiments and controls"),
        "trials_t": (
            (
                "可检出差异：双侧 5% 水平、80% 把握度、基准比率 10% 时两组比率之差的最小可检出值"
                "（Fleiss、Levin、Paik 2003）。"
            ),
            (
                "Detectable: the smallest difference of two rates that the arms can show, at 5% two-sided and a power "
                "of 80%, of a rate of 10% (Fleiss, Levin & Paik 2003)."
            ),
        ),
        "experiment": ("实验", "Experiment"),
        "whole": ("整批", "whole placement"),
        "arm": ("组别", "Arm"),
        "champion": ("冠军组", "champion"),
        "challenger": ("挑战组", "challenger"),
        "arm_placed": ("已委组", "placed"),
        "arm_holdout": ("留置组", "hold-out"),
        "detectable_ppm": ("可检出差异", "Detectable"),
        "difference_ppm": ("比率之差", "Difference"),
        "accounts_per_arm": ("每组所需案件数", "Accounts needed per arm"),
        "needed": ("样本量", "Sample sizes"),
        "kept_h": ("未委案件及原因", "Not placed, and why"),
        "kept_t": ("每件只计一个原因。", "Each account has exactly one reason."),
        "kept_none": ("全部案件均已委出。", "Every account was placed."),
        "reason": ("原因", "Reason"),
        "notes_h": ("说明", "Notes"),
        "note": ("说明", "Note"),
        "any": ("不限", "any"),
        "footer": (
            "本页只有汇总数字，不含个人信息。由 collectkit 生成。",
            "This page holds totals and no personal data. Made by collectkit.",
        ),
    }
)

REASONS: Words = MappingProxyType(
    {
        "capacity_accounts": ("件数容量已满", "room for accounts used up"),
        "capacity_amount": ("金额容量已满", "room for money used up"),
        "permits": ("许可地区、手别及历史委案所限", "licences, hands, former placements"),
        "shared_permits": ("可委案件也为他人所需", "others need the same accounts"),
        "others_short": ("其他机构达不到目标", "others cannot reach theirs"),
        "experiment": ("实验分组所致", "an experiment divides its accounts"),
        "objective": ("为提高预期净回收", "more is expected to be recovered"),
        "whole_debtors": ("债务人不可拆分", "debtors are not divided"),
    }
)
"""Why a share is beside its target."""

UNMET: Words = MappingProxyType(
    {
        "share": ("{agency} 的份额", "Share of {agency}"),
        "region": ("无机构有 {region} 的许可", "No agency has a licence for {region}"),
        "hand": ("无机构承接第 {hand} 手", "No agency takes hand {hand}"),
        "region_hand": (
            "有 {region} 许可的机构均不承接第 {hand} 手",
            "No agency with a licence for {region} takes hand {hand}",
        ),
        "former": ("可委机构或其集团均曾承接", "Every agency that may take them, or its group, has had them before"),
        "debtor_split": ("无一机构可承接该债务人全部案件", "No one agency may take all accounts of the debtor"),
        "elsewhere": (
            "债务人另有案件在不可承接的机构",
            "Another account of the debtor is with an agency that may not take these",
        ),
        "no_room": ("容量不足：{agency}", "No room at {agency}"),
        "unknown": ("未知地区", "an unknown province"),
        "unreadable": ("（无法识别）", "(unreadable)"),
        "more": ("其余", "The rest"),
    }
)
"""What could not be met."""
