"""The accounts table: one row is one loan or card account of a portfolio at one as-of date.

`ACCOUNTS` is the one registry of its columns; docs/fields.md is written from it. A line gives the type,
the name, Chinese headers, English headers (the first of each is the title), and then the kind of token
and whose personal data it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables import contacts
from collectkit.tables.debtor import DEBTOR
from collectkit.tables.details import DETAILS
from collectkit.tables.field import Field, Kind, Personal, Type, field

__all__ = ["ACCOUNTS", "GIVEN", "Field", "Kind", "Personal", "Type"]

_FIELDS: tuple[Field, ...] = (
    field("date", "as_of",
          "数据日期 快照日期 统计日期 截止日期 数据截止日 数据截止日期 统计日 账务日期 数据时间 统计时间 数据截止时间 "
          "报表日期 基准日 基准日期 资料日期",
          "As of, as of date, snapshot date, cut-off, cut-off date, report date", needed=True),
    field("text", "account_id",
          "合同号 合同编号 借据号 借据编号 贷款合同号 个案序列号 案件编号 机构案件号 申请单号 合同号码 借款合同号 "
          "借款合同编号 贷款合同编号 贷款编号 贷款账号 借据号码 案件号 案件ID 个案编号 委案编号 借款编号 借款单号 "
          "进件编号 申请编号 业务编号 订单号 订单编号 资产编号 债权编号 案件序列号 案件序号 贷款合同号码 借据编码 "
          "账户编号 委案号 贷款单号 个案号 主合同号 机构案件编号 客户合同号 案号 案件代码 贷款ID 借款ID",
          "Account number, account no, account id, loan id, loan no, loan number, contract no, contract number, "
          "contract id, agreement no, agreement number, case id, case no, case number, application no, "
          "application id, loan account number, loan account no, account ref, account reference, reference no, "
          "reference number, case reference", "account", needed=True),
    field("text", "customer_id",
          "客户号 客户编号 会员号 客户ID 客户代码 客户号码 会员编号 会员ID 用户ID 用户编号 用户号 借款人编号 客户序号 "
          "会员账号 用户账号 客户标识 客户内码",
          "Customer number, customer id, customer no, cif, cif no, client id, client no, member id, user id, "
          "borrower id, debtor id, customer code, customer reference, debtor no, debtor number", "customer"),
    *DEBTOR,
    *contacts.fields(),
    field("text", "bank_card",
          "银行卡号 卡号 账号 银行账号 银行账户 银行卡 银行卡号码 信用卡号 信用卡卡号 卡片号码 银行帐号 主卡卡号 "
          "客户卡号 贷记卡号 信用卡账号 借记卡号 持卡卡号 主卡号 客户账号 账户号 账户号码",
          "Bank card, bank card no, bank card number, card no, card number, bank account, bank account no, "
          "bank account number, credit card number, credit card no, debit card number, iban", "bank", "debtor"),
    field("text", "repay_account",
          "还款账号 还款卡号 代扣账号 还款账户 扣款账号 扣款卡号 扣款账户 代扣卡号 还款银行卡号 还款银行账号 "
          "绑定银行卡号 还款账户号 还款帐号 还款银行账户 扣款银行卡号 扣款银行卡 扣款银行账号 绑定卡号 绑卡卡号 "
          "代扣银行卡号 代扣银行卡 代扣账户 自动扣款账号 自扣账号 约定还款账号 还款专户 还款入账账号 还款专用账号 "
          "绑定银行卡 专属还款账号 缴款账号 虚拟账号",
          "Repayment account, repayment account no, repayment card, direct debit account, repayment account number, "
          "repayment account no., virtual account, bank account for repayment", "bank", "debtor"),
    field("text", "bank",
          "开户行 开户银行 开户行名称 银行 银行名称 所属银行 发卡银行 发卡行 还款银行 代扣银行 开户支行 开户网点 "
          "银行卡开户行 扣款银行 银行卡所属银行 代扣开户行 还款开户行 发卡机构 绑定银行 还款账户开户行",
          "Bank, bank name, issuing bank", "text", "debtor"),
    field("text", "product",
          "产品名称 产品 贷款产品 贷款产品名称 业务品种 贷款品种 产品代码 产品编号 产品编码 产品代号 贷款产品代码 "
          "产品类 借款产品 借款产品名称 业务产品 金融产品",
          "Product, product name, loan product, product code", needed=True),
    field("text", "product_type",
          "产品类型 贷款类型 信贷分类 卡类 业务类型 产品类别 产品大类 贷款种类 信贷类型 卡种 业务种类 卡片类型 卡产品 "
          "卡片种类 卡类型 业务类别 贷款业务类型 借款类型 贷款类别 产品别 产品种类 产品细类 子产品 卡别 卡种名称",
          "Product type, loan type, card type, product category, type of loan, loan category, facility type"),
    field("text", "currency", "币种 币别 货币 货币种类", "Currency, ccy, currency code"),
    field("money", "original_principal",
          "贷款本金 放款金额 贷款金额 借款金额 借款本金 放款本金 合同金额 合同本金 原始本金 初始本金 贷款总额 "
          "借款总额 放款总额 放款总金额 借款总金额 贷款总金额 分期本金 分期总额 分期总金额 融资金额 融资额 融资总额 "
          "贷款发放金额 发放金额 贷款额 借款额 撥款金額 核贷金额 原借款金额 原贷款金额 原始金额 借据金额",
          "Original principal, original amount, loan amount, disbursed amount, original loan amount, "
          "principal amount, amount financed, financed amount, original balance, amount borrowed"),
    field("money", "principal_outstanding",
          "剩余本金 未还本金 贷款余额 本金余额 剩余未还本金 未偿本金 待还本金 剩余贷款本金 借据余额 在贷余额 "
          "剩余应还本金 未结清本金 未还贷款本金 当前本金余额 未清偿本金 待偿本金 剩余待还本金 未偿还本金 在贷本金 "
          "未到期本金 剩余本金余额 贷款本金余额 尚欠本金 欠款本金 本金欠款 未偿本金余额",
          "Principal outstanding, outstanding principal, principal balance, remaining principal, unpaid principal, "
          "current principal balance, current principal, principal remaining, remaining balance", needed=True),
    field("money", "overdue_principal",
          "逾期本金 拖欠本金 逾期应还本金 逾期本金余额 逾期未还本金 应还本金 当前逾期本金 欠本金 欠本 应收本金",
          "Overdue principal, principal overdue, past due principal"),
    field("money", "overdue_interest",
          "逾期利息 拖欠利息 逾期应还利息 欠息 逾期未还利息 应还利息 拖欠利息余额 欠款利息 当前逾期利息 逾期利息余额",
          "Overdue interest, interest overdue, past due interest"),
    field("money", "overdue_penalty",
          "逾期罚息 罚息 罚息金额 逾期应还罚息 应收罚息 逾期罚息金额 未还罚息 应还罚息 罚息余额 逾期罚金 罚金 "
          "欠款罚息 剩余罚息",
          "Overdue penalty, penalty, penalty interest"),
    field("money", "overdue_fee",
          "逾期费用 逾期管理费 滞纳金 违约金 费用 逾期费 逾期手续费 滞纳费 应收费用 违约金余额 应收违约金 滞纳金余额 "
          "逾期违约金 逾期滞纳金 其他费用 未还费用 欠款费用 应还费用 逾期服务费",
          "Overdue fee, overdue fees, late fee, late fees, fees"),
    field("money", "overdue_total",
          "逾期金额 逾期总额 欠款金额 逾期余额 逾期总金额 逾期欠款 逾期欠款总额 逾期未还金额 逾期应还总额 "
          "当前逾期金额 拖欠金额 拖欠总额 逾期本息 逾期欠款金额 逾期合计 逾期应还金额 逾期未还总额 逾期应还款 "
          "当前逾期总额 当期逾期金额 逾期总欠款 逾期应还总金额 拖欠总金额 逾期待还金额 当前逾期总金额 逾期应还 "
          "延滞金额 欠缴金额 逾期应收金额 逾期总计 逾期金额合计 逾期总额合计",
          "Overdue total, total past due, total overdue, overdue amount, past due amount, amount overdue, "
          "amount past due, overdue balance, arrears, total amount past due, total overdue amount, "
          "overdue total amount, total arrears, past due balance, amount in arrears", needed=True),
    field("money", "payoff_total",
          "结清金额 总欠款 总欠款金额 欠款余额 欠款总额 结清总额 全额结清金额 提前结清金额 应还总额 应还总金额 "
          "结清应还金额 提前结清总额 剩余应还总额 剩余应还金额 全部结清金额 剩余未还总额 总欠款额 剩余待还总额 "
          "待还总额 待还金额 剩余欠款 总应还金额 应结清金额 应还金额合计 当前总欠款 欠款总金额 未还总额 未还金额 "
          "未还总金额 应还款总额 一次性结清金额 总余额 总积欠金额 欠款合计 债权总额 债权金额",
          "Payoff total, payoff, payoff amount, total debt, total outstanding, total balance, total amount due, "
          "total due, total amount owed, amount owed, current balance, balance due, outstanding balance"),
    field("money", "placement_amount",
          "委案金额 委外金额 委托金额 委案总额 委托催收金额 委案总金额 委外总额 委托总额 委案欠款 委案余额 委托余额 "
          "委案逾期金额 委外欠款",
          "Placement amount, placed amount, assigned amount, amount placed"),
    field("money", "minimum_payment",
          "最低还款额 最低还款 最低应还款额 最低还款金额 最低应还 最低应还金额 最低应缴金额 本期最低还款额 最低应还额",
          "Minimum payment, min payment, minimum amount due, minimum due"),
    field("money", "credit_limit",
          "信用额度 授信额度 额度 信用卡额度 信用卡总额度 卡片额度 固定额度 授信金额 授信总额 总额度 永久额度 "
          "循环额度 账户额度",
          "Credit limit"),
    field("money", "instalment",
          "期款 每月还款 月供 每月还款额 每期还款额 每期应还金额 月还款额 月还款 月供金额 月还款金额 每期金额 "
          "每期还款 每期应还 月付金额 每月应还 每月应还金额 期供 月租 分期月供 每月还款金额 每期应还款 每期月供 "
          "月缴金额 每期还款金额 每月应还款额 月供款",
          "Instalment, installment, instalment amount, installment amount, monthly payment, emi, monthly instalment, "
          "monthly installment, emi amount"),
    field("rate", "annual_rate",
          "年利率 贷款利率 年化 年化利率 执行利率 贷款年利率 执行年利率 年化率 合同利率 贷款年化利率 执行年化利率 "
          "合同年利率 年化利率IRR 借款利率 借款年利率",
          "Annual rate, apr, annual interest rate, interest rate, annual percentage rate, rate of interest"),
    field("int", "terms_total",
          "总期数 期数 贷款期数 借款期数 分期期数 分期数 贷款总期数 借款总期数 合同期数 分期总期数 还款期数 总期次",
          "Terms total, terms, total terms, number of instalments, number of installments, number of terms"),
    field("int", "terms_paid",
          "已还期数 已还款期数 已还期次 已缴期数 已还款期次 累计已还期数",
          "Terms paid, instalments paid, installments paid"),
    field("int", "terms_overdue", "逾期期数 拖欠期数 当前逾期期数 逾期期次 连续逾期期数 逾期月数 未还逾期期数 欠款期数",
          "Terms overdue, instalments overdue, installments overdue"),
    field("date", "disbursed_on",
          "放款日期 贷款日期 借款日期 放款日 借款日 贷款日 发放日期 贷款发放日 贷款发放日期 贷款起始日 贷款起始日期 "
          "起息日 放款时间 放贷日期 借款起始日 借款起始日期 借款开始日期 贷款时间 借款时间 起贷日 发放日 贷款开始日期 "
          "放贷日 拨款日期 拨款日 核贷日期 借据起始日 起租日 起租日期 贷款起期 提款日期",
          "Disbursed on, disbursement date, disbursal date, loan date, origination date, date disbursed, "
          "loan start date, date of loan, booking date"),
    field("date", "matures_on",
          "到期日 贷款截止日 到期日期 贷款截止日期 贷款到期日 贷款到期日期 借款到期日 合同到期日 贷款终止日 到期时间 "
          "借款到期日期 合同到期日期 贷款结束日期 借款结束日期 贷款终止日期 合同终止日 借据到期日 约定到期日 "
          "合同结束日期 贷款到期时间 最后到期日 贷款止期 最终到期日",
          "Matures on, maturity date, maturity, loan end date, expiry date of loan"),
    field("date", "oldest_unpaid_due",
          "最早逾期日 逾期日 逾期开始日期 逾期日期 最早逾期日期 逾期开始日 逾期起始日 逾期起始日期 逾期起算日 "
          "最早欠款日 逾期起始时间 欠款起始日期 欠款开始日期 拖欠起始日期 最早欠款日期 最早未还款日 最早未还应还日 "
          "最早应还未还日 最早未还期应还日 转逾期日期 逾期开始时间 当前逾期起始日 本次逾期日期 延滞日期",
          "Oldest unpaid due, oldest unpaid due date, oldest due date, overdue since, overdue date, "
          "overdue start date, past due since, delinquent since, date overdue, delinquency date, date of delinquency, "
          "date past due", needed=True),
    field("date", "due_date",
          "应还款日 到期还款日 还款到期日 应还款日期 应还日期 到期还款日期 应还款时间 应还时间 还款截止日 "
          "最后还款期限 到期应还日 最迟还款日 应缴日期 缴款截止日 缴款期限 还款截止日期",
          "Due date, payment due date, date due"),
    field("days", "days_past_due_given",
          "逾期天数 拖欠天数 当前逾期天数 欠款天数 逾期日数 逾期时长 实际逾期天数 当前最大逾期天数 连续逾期天数 "
          "延滞天数 当前拖欠天数 本次逾期天数",
          "Days past due, dpd, overdue days, days overdue, days delinquent, days late, number of days past due, "
          "days in arrears, days overdue count, delinquent days"),
    field("text", "bucket_given",
          "账龄 逾期账龄 逾期阶段 M值 账龄段 逾期期段 逾期等级 逾期月份 M级 逾期M值 逾期等级分类 账龄区间 M阶段 "
          "当前账龄 委案账龄 逾期段 逾期区间 期数段 延滞期数 当前逾期阶段",
          "Bucket, delinquency bucket, aging bucket, ageing bucket, dpd bucket, delinquency stage, "
          "delinquency status, arrears bucket"),
    field("text", "five_class_given",
          "五级分类 风险分类 五级分类结果 贷款五级分类 资产分类 五级 资产质量分类 贷款分类 五级分类状态 "
          "贷款风险分类",
          "Five class, class, classification, risk class, loan classification"),
    field("date", "last_paid_on",
          "最后还款日 最近还款日 最后还款日期 最近还款日期 最后一次还款日期 最近一次还款日期 上次还款日期 "
          "末次还款日期 最后还款时间 最近还款时间 最后付款日期 最后入账日期 最近一次还款日 最后一次还款日 上次还款日 "
          "上次还款时间 最近一次还款时间 最后一次还款时间 最后缴款日 最后缴款日期 最近缴款日 末次还款日",
          "Last paid on, last payment date, last paid date, date of last payment, last payment, latest payment date"),
    field("money", "last_paid_amount",
          "最后还款金额 最近还款金额 最后一次还款金额 最近一次还款金额 上次还款金额 末次还款金额 最后一笔还款金额 "
          "最近一笔还款金额 最后付款金额 最后缴款金额 最近缴款金额 最近一次还款额 上次还款额",
          "Last paid amount, last payment amount, amount of last payment, latest payment amount"),
    field("date", "charged_off_on",
          "核销日期 核销日 呆账核销日期 核销时间 呆账日期 转呆账日期 转呆日期 呆账核销日 打销日期 转销日期",
          "Charged off on, charge-off date, write-off date, charged-off date, date of charge off, date charged off"),
    field("money", "charged_off_amount", "核销金额 核销总额 核销余额 核销本金 呆账金额 转呆账金额 核销总金额 转销金额",
          "Charged off amount, charge-off amount, write-off amount"),
    field("text", "hand",
          "手别 催收手别 委案手别 委外手别 手次 委案次数 手数 委外次数 催收手次 委案手数 几手",
          "Hand, placement round, placement number, assignment number"),
    field("date", "placed_on",
          "委案日期 委案日 委外日期 委托日期 委案开始日期 委案时间 委外开始日期 委派日期 委托时间 委案起始日期 "
          "委案起始日 委托开始日期 派案日期 分案日期 委外起始日 委外日 分配日期 委托开始日",
          "Placed on, placement date, placed date, date placed, assignment date, date assigned"),
    field("date", "recall_on",
          "预计退案日 预计退案日期 退案日期 退案日 委案到期日 委案到期日期 委案截止日期 委案结束日期 退案时间 "
          "委托到期日 委托到期日期 委外结束日期 委外到期日 委外到期日期 委托结束日期 委托截止日期 撤案日期 退件日期 "
          "委外截止日期 委托结束日 预计撤案日",
          "Recall on, recall date, placement end date, date recalled, return date, recall by"),
    field("text", "agency",
          "催收机构 委外公司 委外机构 催收公司 委外催收公司 委托机构 受托机构 外包机构 委外机构名称 催收机构名称 "
          "外包公司 受委托方 受托方 委外商 催收公司名称 外包商 受托公司 委外催收机构",
          "Agency, collection agency, agency name, collection agency name, vendor"),
    field("flag", "disputed", "争议 有争议 是否争议 争议标志 争议标识 争议案件 是否有争议", "Disputed, dispute"),
    field("flag", "complaint",
          "投诉 有投诉 是否投诉 投诉标志 投诉标识 是否有投诉 投诉倾向 投诉客户 曾投诉",
          "Complaint"),
    field("flag", "hardship", "停催 是否停催 停催标志 困难 是否困难 困难客户 停催标识 困难标志", "Hardship"),
    field("flag", "deceased", "死亡 是否死亡 已故 身故 是否身故 死亡标志 是否已故 是否去世", "Deceased"),
    field("flag", "insolvent", "破产 是否破产 破产标志", "Insolvent, bankrupt, bankruptcy"),
    field("flag", "fraud", "欺诈 是否欺诈 欺诈标志 欺诈标识 是否疑似欺诈", "Fraud"),
    field("flag", "litigation",
          "诉讼 是否诉讼 涉诉 是否涉诉 诉讼标志 已诉讼 是否已诉讼 诉讼标识 是否起诉 是否已起诉 起诉标志",
          "Litigation, legal action"),
    field("flag", "do_not_contact",
          "禁呼 是否禁呼 禁止联系 免打扰 勿扰 禁止联系标志 是否禁止联系 免催 禁催 是否禁催 是否免打扰",
          "Do not contact, do not call, dnc"),
    *DETAILS,
    field("text", "remark",
          "备注 备注信息 备注说明 备注内容 ",
          "Remark, remarks, note, notes, comment, comments", "text", "free"),
    *(
        field("text", f"remark{n}", f"备注{n}", f"Remark {n}, remarks {n}, note {n}", "text", "free")
        for n in range(1, 7)
    ),
    field("text", "custom_info",
          "自定义信息 自定义 自定义字段 ",
          "Custom information, custom info", "text", "free"),
    field("text", "past_notes",
          "原催收记录 催收记录 催记 历史催收记录 历史催记 催收小结 催收历史 历史跟进记录 跟进记录 催收备注 前手催记 "
          "催收情况 历史催收情况 前手催收记录 催记内容 最新催记 最近催记",
          "Past notes, collection notes, collection history, collection remarks, call notes", "text", "free"),
    field("days", "days_past_due", "计算逾期天数", "Computed days past due"),
    field("text", "bucket", "计算账龄", "Computed bucket"),
    field("text", "five_class", "计算五级分类", "Computed five class"),
)  # fmt: skip

ACCOUNTS: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the accounts table, by name, in the order of canonical files."""

GIVEN: Mapping[str, str] = MappingProxyType(
    {"days_past_due": "days_past_due_given", "bucket": "bucket_given", "five_class": "five_class_given"}
)
"""What collectkit computes -> the field for what the file itself says."""
