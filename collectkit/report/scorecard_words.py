"""The sentences of the scorecard and of the review sheet, each in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.words import SHARED, Words

SCORECARD: Words = MappingProxyType(
    {
        **SHARED,
        "title": ("催收机构评分卡", "Scorecard of agencies"),
        "period": ("台账期间", "Days of the ledgers"),
        "until": ("{} 至 {}", "{} to {}"),
        "level": ("置信水平", "Level of intervals"),
        "min_accounts": ("每层最少案件数", "Accounts that a stratum needs"),
        "agencies_n": ("机构数", "Agencies"),
        "agencies_note": ("{} 家可比较", "{} of them can be compared"),
        "differ": ("差异显著的机构对", "Pairs that differ"),
        "differ_note": ("共 {} 对", "of {}"),
        "best_grade": ("文件质量", "Quality of files"),
        "grades_note": ("评级为 D 或 E 的机构", "agencies with a D or an E"),
        "placed_sum": ("委案金额", "Placed"),
        "collected_sum": ("回收金额", "Collected"),
        "compare_h": ("同口径回收率", "Liquidation, as if all had the same mix"),
        "compare_t": (
            (
                "委案后 {months} 个月的回收率，按全部可比机构的账龄×余额段{hand}构成标准化。名次只在差异显著时分先后；"
                "差异不显著的机构名次相同。区间为 {level}。"
            ),
            (
                "Liquidation {months} months after placement, with the mix of bucket and balance{hand} of all that are "
                "compared. Who is not beyond doubt better shares the rank. Intervals: {level}."
            ),
        ),
        "one_month_t": (
            (
                "委案后首月的回收率，按全部可比机构的账龄×余额段{hand}构成标准化。名次只在差异显著时分先后；"
                "差异不显著的机构名次相同。区间为 {level}。"
            ),
            (
                "Liquidation in the first month after placement, with the mix of bucket and balance{hand} of all that "
                "are compared. Who is not beyond doubt better shares the rank. Intervals: {level}."
            ),
        ),
        "by_hand": ("×手别", ", and hand,"),
        "group_n": ("第 {} 组", "Group {}"),
        "adjusted_chart": ("标准化回收率（委案后 {} 个月）", "Adjusted liquidation, {} months after placement"),
        "rank": ("名次", "Rank"),
        "placed_minor": ("委案金额", "Placed"),
        "collected_minor": ("回收金额", "Collected"),
        "direct_minor": ("直接还款", "Paid directly"),
        "commission_minor": ("应付佣金", "Commission due"),
        "crude_ppm": ("实际回收率", "As it is"),
        "adjusted_ppm": ("标准化回收率", "Adjusted"),
        "low_ppm": ("区间下限", "Interval from"),
        "high_ppm": ("区间上限", "Interval to"),
        "interval": ("区间", "Interval"),
        "by_accounts_ppm": ("按案件数标准化", "Adjusted by accounts"),
        "covered_ppm": ("可比部分", "Part that is compared"),
        "results": ("各机构", "Agencies"),
        "pairs_h": ("两两比较", "Two by two"),
        "first": ("机构甲", "First"),
        "second": ("机构乙", "Second"),
        "difference_ppm": ("差异（百分点）", "Difference (points)"),
        "different": ("是否显著", "Beyond doubt"),
        "yes": ("是", "Yes"),
        "no": ("否", "No"),
        "pairs_note": (
            "区间已按比较次数放宽（Bonferroni）。",
            "The intervals hold for all pairs together (Bonferroni).",
        ),
        "months_apart": (
            "各机构委案月份不同，差异可能来自时间而非机构。",
            "They were given accounts in different months: times may differ, and not only agencies.",
        ),
        "strata_h": ("比较所用的层及权重", "Strata, and what each weighs"),
        "stratum": ("分层", "Stratum"),
        "weight_ppm": ("权重", "Weight"),
        "aside": ("未计入的案件", "Accounts that do not count"),
        "too_young": ("观察期不足", "Not yet seen so long"),
        "short": ("委案期不足", "With a shorter window"),
        "unvalued": ("金额不明", "Without a balance"),
        "lines_tab": ("曲线图 {}", "Lines {}"),
        "month": ("委案后月数", "Months since placement"),
        "not_h": ("不可比较", "Cannot be compared"),
        "not_t": ("不可比较的机构不排名。", "Who cannot be compared is not ranked."),
        "why_not": ("原因", "Why"),
        "reason_not_observed": (
            "其委案尚未被台账逐日覆盖到该月数；台账完整至哪一日，由 reconcile 的 --as-of 说明",
            "No placement of its was seen day by day for so long; reconcile --as-of says until when a ledger is whole",
        ),
        "reason_too_few": ("各层案件数均不足", "No stratum has enough of its accounts"),
        "reason_strata": (
            "缺少其他机构的层，或其他机构没有它的层",
            "It lacks strata of the others, or they lack its own",
        ),
        "reason_window": ("委案期长短与其他机构不同", "Its placements are longer or shorter than the others'"),
        "reason_alone": ("没有其他可比较的机构", "No other agency can be compared with it"),
        "curves_h": ("批次回收曲线", "Liquidation by batch"),
        "curves_t": (
            "累计回收（已扣冲正）÷ 委案金额，按委案后月数；台账未逐日覆盖的月份留空。直接还款另计。",
            (
                "Collected so far, reversals taken off, ÷ placed, by months since placement; blank where no ledger saw "
                "every day. Direct payments stand apart."
            ),
        ),
        "line": ("机构 / 批次", "Agency / batch"),
        "placed_on": ("委案日期", "Placed on"),
        "month_n": ("{} 个月", "{} mo."),
        "curve": ("累计回收率", "Liquidation"),
        "rates_h": ("触达、承诺与投诉", "Contact, promises, complaints"),
        "rates_t": (
            "括号内为 Wilson 区间。无记录的留空，不计为 0。",
            "With Wilson's interval. What nobody counted is blank, not 0.",
        ),
        "rate": ("指标", "Rate"),
        "part": ("分子", "Counted"),
        "whole": ("分母", "Of"),
        "value_ppm": ("比率", "Rate"),
        "quality_h": ("文件质量", "Quality of files"),
        "quality_t": (
            (
                "评级取最差一项：还款记录有误不超过 0.1%（A）、0.5%（B）、2%（C）、5%（D）；"
                "文件及合计行有误不超过 0（A）、5%（B）、20%（C）、50%（D）；超过为 E。"
            ),
            (
                "The worst count decides: faulty payment records up to 0.1% (A), 0.5% (B), 2% (C), 5% (D); faulty "
                "files and trailers up to none (A), 5% (B), 20% (C), 50% (D); E beyond."
            ),
        ),
        "grade": ("评级", "Grade"),
        "files": ("文件数", "Files"),
        "lines": ("还款记录", "Payment records"),
        "worst": ("评级依据", "Decided by"),
        "read_h": ("所用对账结果", "What was read"),
        "reconciliation": ("对账结果", "Reconciliation"),
        "from": ("台账自", "Ledger from"),
        "to": ("台账至", "Ledger to"),
        "agencies": ("机构", "Agencies"),
        "batches": ("批次", "Batches"),
        "left_out": ("已含于其他对账结果，未重复计入", "Within another one, and not counted twice"),
        "within": ("已含于", "Within"),
        "compared_tab": ("比较 {} {}", "Compared {} {}"),
        "pairs_tab": ("两两比较 {}", "Pairs {}"),
        "strata_tab": ("分层 {}", "Strata {}"),
        "not_tab": ("不可比较 {}", "Not compared {}"),
        "curves_tab": ("回收曲线 {}", "Curves {}"),
        "review_tab": ("年度评价 {}", "Review {}"),
        "group": ("组", "Group"),
        "section": ("部分", "Part"),
        "item": ("项目", "Item"),
        "value": ("内容", "What is known"),
        "comma": ("、", ", "),
        "n_more": ("另 {} 层", "{} more"),
        "lacks": ("{}：{}", "{}: {}"),
        "no_bucket": ("无账龄", "No bucket"),
        "hand_n": ("{} 手", "hand {}"),
        "and_more": ("{} 及以上", "{} and more"),
        "footer": (
            "本页只有汇总数字，不含个人信息。由 collectkit 生成。",
            "This page holds totals and no personal data. Made by collectkit.",
        ),
    }
)

RATES: Words = MappingProxyType(
    {
        "contact": ("触达率（案件）", "Accounts contacted"),
        "right_party": ("本人触达率（案件）", "Accounts whose debtor was reached"),
        "answered": ("接通率（联系）", "Contacts answered"),
        "promise": ("承诺率（案件）", "Accounts with a promise"),
        "kept": ("承诺兑现率", "Promises kept"),
        "complaint": ("投诉率（每次联系）", "Complaints by contact"),
        "fees_differ": ("佣金不符率", "Fees that differ"),
        "unconfirmed": ("台账未见率", "Payments not in the ledger"),
        "deleted": ("数据删除证明率", "Deletions proved"),
        "broken": ("违规联系率（每次联系）", "Contacts that break a rule"),
        "audited": ("违规联系率（抽查推算）", "Contacts that break a rule, by audit"),
        "confirmed": ("检出违规的抽查确认率", "Breaches found that an audit confirms"),
    }
)

FAULTS: Words = MappingProxyType(
    {
        "unreadable": ("无法读取", "Unreadable"),
        "duplicates": ("重复上报", "Duplicates"),
        "unknown_tokens": ("令牌不明", "Unknown tokens"),
        "trailers_wrong": ("合计行不符", "Trailers wrong"),
        "files_again": ("重复报送的文件", "Files sent again"),
        "files_late": ("过期的文件", "Files out of date"),
    }
)

REVIEW: Words = MappingProxyType(
    {
        "title": ("年度评价表", "Yearly review"),
        "lead": (
            (
                "GB/T 45251-2025 要求至少每年、并在合同到期前评价受托催收机构一次。"
                "下列数字由对账结果得出；空白处由评价人填写。"
            ),
            (
                "GB/T 45251-2025 expects each agency to be evaluated at least yearly, and before its contract ends. "
                "The figures are from reconciliations; the assessor fills in what is blank."
            ),
        ),
        "identity_h": ("机构与合同", "Agency and contract"),
        "agency": ("机构编号", "Agency"),
        "name": ("名称", "Name"),
        "group": ("所属集团", "Group"),
        "status": ("状态", "Status"),
        "status_since": ("状态起始", "Since"),
        "admitted": ("准入日期", "Admitted on"),
        "last_review_on": ("上次评价", "Last review"),
        "review_due": ("下次评价期限", "Next review due"),
        "contract_from": ("合同起始", "Contract from"),
        "contract_to": ("合同截止", "Contract to"),
        "rate_card": ("费率表", "Rate card"),
        "hands": ("承接手别", "Hands"),
        "licence_regions": ("许可地区", "Licensed for"),
        "status_ACTIVE": ("合作中", "Active"),
        "status_WATCH": ("观察", "On watch"),
        "status_SUSPENDED": ("暂停委案", "Suspended"),
        "status_EXIT": ("退出", "Leaving"),
        "everywhere": ("全国", "Everywhere"),
        "not_given": ("未提供机构文件", "No agencies file was given"),
        "not_listed": ("机构文件中没有该机构", "It is not in the agencies file"),
        "checklist_h": ("准入清单", "Admission checklist"),
        "passed": ("{} 通过", "passed on {}"),
        "passed_until": ("{} 通过，有效期至 {}", "passed on {}, valid until {}"),
        "not_passed": ("未通过", "not passed"),
        "figures_h": ("业绩", "Figures"),
        "period": ("台账期间", "Days of the ledgers"),
        "batches": ("批次", "Batches"),
        "accounts": ("委案案件数", "Accounts placed"),
        "placed_minor": ("委案金额", "Placed"),
        "collected_minor": ("回收金额", "Collected"),
        "direct_minor": ("直接还款", "Paid directly"),
        "commission_minor": ("应付佣金", "Commission due"),
        "crude": ("实际回收率（{} 个月）", "Liquidation, {} mo."),
        "adjusted": ("标准化回收率（{} 个月）", "Adjusted liquidation, {} mo."),
        "rank": ("名次", "Rank"),
        "rank_of": ("{}（{} 家可比机构）", "{} (of {} that can be compared)"),
        "quality_h": ("文件质量", "Quality of files"),
        "grade": ("评级", "Grade"),
        "conduct_h": ("合规与投诉", "Conduct and complaints"),
        "breaches": ("违规联系", "Contacts that break a rule"),
        "audited": ("违规联系率（抽查推算）", "Contacts that break a rule, by audit"),
        "not_assessed": ("此处未评（催收行为）", "not assessed here (conduct)"),
        "complaints": ("投诉", "Complaints"),
        "deletions": ("数据删除证明", "Deletions proved"),
        "invoices_h": ("佣金与账单", "Fees and invoices"),
        "fees_differ": ("佣金不符的记录", "Fees that differ"),
        "of": ("{} / {}", "{} of {}"),
        "not_counted": ("无记录", "not counted"),
        "known_h": ("已知情况", "What is known"),
        "fill_t": ("由评价人填写。", "For the assessor to fill in."),
        "fill_h": ("评价结论", "Assessment"),
        "assessor": ("评价人", "Assessor"),
        "assessed_on": ("评价日期", "Date"),
        "strengths": ("主要优点", "What is good"),
        "weaknesses": ("主要问题", "What is wrong"),
        "measures": ("整改要求及期限", "What must change, and by when"),
        "conclusion": ("结论（续约 / 限期整改 / 退出）", "Conclusion (go on / mend by a date / end)"),
        "next_review": ("下次评价日期", "Next review on"),
        "signature": ("签字", "Signature"),
        "item": ("项目", "Item"),
        "value": ("内容", "What is known"),
        "entry": ("填写", "To be filled in"),
    }
)
