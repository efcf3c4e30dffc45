"""The accounts table: one row is one loan or card account of a portfolio at one as-of date.

`ACCOUNTS` is the one registry of its columns; docs/fields.md is written from it. A line gives the type,
the name, Chinese headers, English headers (the first of each is the title), and then the kind of token
and whose personal data it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables import contacts
from collectkit.tables.field import Field, Kind, Personal, Type, field

__all__ = ["ACCOUNTS", "GIVEN", "Field", "Kind", "Personal", "Type"]

_FIELDS: tuple[Field, ...] = (
    field("date", "as_of", "数据日期 快照日期 统计日期 截止日期 数据截止日 数据截止日期 统计日 账务日期",
          "As of, as of date, snapshot date, cut-off, cut-off date, report date", needed=True),
    field("text", "account_id",
          "合同号 合同编号 借据号 借据编号 贷款合同号 个案序列号 案件编号 机构案件号 申请单号 合同号码 借款合同号 "
          "借款合同编号 贷款合同编号 贷款编号 贷款账号 借据号码 案件号 案件ID 个案编号 委案编号 借款编号 借款单号 "
          "进件编号 申请编号 业务编号 订单号 订单编号 资产编号 债权编号",
          "Account number, account no, account id, loan id, loan no, loan number, contract no, contract number, "
          "contract id, agreement no, agreement number, case id, case no, case number, application no, application id",
          "account", needed=True),
    field("text", "customer_id",
          "客户号 客户编号 会员号 客户ID 客户代码 客户号码 会员编号 会员ID 用户ID 用户编号 用户号 借款人编号",
          "Customer number, customer id, customer no, cif, cif no, client id, client no, member id, user id, "
          "borrower id, debtor id", "customer"),
    field("text", "name",
          "姓名 客户姓名 借款人姓名 案人姓名 持卡人 户名 客户名称 客户名 借款人 借款人名称 债务人 债务人姓名 "
          "欠款人姓名 "
          "持卡人姓名 用户姓名 会员姓名 主借人姓名 主贷人姓名 申请人姓名",
          "Name, customer name, client name, borrower, borrower name, debtor, debtor name, full name, cardholder, "
          "cardholder name, obligor", "name", "debtor", needed=True),
    field("text", "id_type", "证件类型 证件种类 证件类别 客户证件类型", "ID type, document type"),
    field("text", "id_number",
          "证件号码 证件号 身份证 身份证号 身份证号码 客户证件号 客户证件号码 客户身份证 客户身份证号 客户身份证号码 "
          "借款人身份证 借款人身份证号 借款人身份证号码 借款人证件号码 案人身份证 债务人身份证号 持卡人身份证号 "
          "本人身份证 本人身份证号 公民身份号码 居民身份证号 证件编号",
          "ID number, id no, national id, identity number, identity card no, id card, id card no, id card number",
          "identity", "debtor", needed=True),
    field("text", "mobile",
          "手机号码 本人手机 客户手机 手机 手机号 联系电话 电话 移动电话 本人手机号 本人手机号码 本人电话 客户手机号 "
          "客户手机号码 客户电话 借款人手机 借款人手机号 借款人手机号码 借款人电话 案人手机 债务人手机 债务人手机号 "
          "债务人电话 持卡人手机 持卡人手机号 电话号码 联系手机 联系方式 注册手机 注册手机号",
          "Mobile, phone, mobile phone, mobile no, mobile number, cell, cell phone, phone number, phone no, "
          "telephone, telephone number, tel", "phone", "debtor", needed=True),
    field("text", "phone_home", "住宅电话 家庭号码 家庭电话 住宅号码 宅电 家庭座机 客户住宅电话 客户家庭电话",
          "Home phone, home telephone, home tel, residence phone", "phone", "debtor"),
    field("text", "phone_work",
          "单位电话 单位号码 客户办公电话 办公电话 公司电话 工作电话 客户单位电话 客户公司电话 单位座机 办公室电话",
          "Work phone, office phone, business phone, company phone, work tel, office tel", "phone", "debtor"),
    field("text", "email", "邮箱 电邮 电子邮箱 电子邮件 邮箱地址 客户邮箱", "Email, email address", "email", "debtor"),
    field("text", "qq", "QQ QQ号 QQ号码", "QQ number, qq id", "text", "debtor"),
    field("text", "wechat", "微信 微信号 微信号码", "WeChat, wechat id, weixin", "text", "debtor"),
    field("text", "gender", "性别 客户性别", "Gender, sex", None, "debtor"),
    field("date", "birth_date", "出生日期 生日 出生年月日", "Birth date, date of birth, dob, birthday", None, "debtor"),
    field("int", "age", "年龄 客户年龄", "Age", None, "debtor"),
    field("text", "province", "省份 省 所在省 所在省份 居住省份", "Province, state"),
    field("text", "city", "城市 市 所在城市 居住城市 地市", "City, town"),
    field("text", "county", "区县 区 县 县区 所在区县", "County, district"),
    field("text", "address_home",
          "家庭地址 客户住宅地址 住宅地址 居住地址 现住址 现居住地址 居住地 住址 地址 联系地址 客户家庭地址 客户地址",
          "Home address, address, residential address", "address", "debtor"),
    field("text", "address_work", "单位地址 公司地址 工作地址 办公地址 工作单位地址 客户单位地址 客户公司地址",
          "Work address, office address, employer address, company address", "address", "debtor"),
    field("text", "address_id", "户籍地址 身份证地址 户籍所在地 户籍地 户口所在地 户口地址 证件地址",
          "Registered address, id address, permanent address", "address", "debtor"),
    field("text", "address_bill", "对账单地址 账单地址 账单寄送地址 通讯地址 邮寄地址",
          "Billing address, statement address, mailing address", "address", "debtor"),
    field("text", "employer",
          "单位名称 客户公司名称 工作单位 工作单位名称 公司名称 单位 公司 客户单位 客户单位名称 就职单位 任职单位",
          "Employer, employer name, company, company name", "text", "debtor"),
    field("text", "position", "职位 职务 职业 岗位", "Position, job title, occupation", "text", "debtor"),
    *contacts.fields(),
    field("text", "bank_card",
          "银行卡号 卡号 账号 银行账号 银行账户 银行卡 银行卡号码 信用卡号 信用卡卡号 卡片号码",
          "Bank card, bank card no, bank card number, card no, card number, bank account, bank account no, "
          "bank account number", "bank", "debtor"),
    field("text", "repay_account",
          "还款账号 还款卡号 代扣账号 还款账户 扣款账号 扣款卡号 扣款账户 代扣卡号 还款银行卡号 还款银行账号 "
          "绑定银行卡号",
          "Repayment account, repayment account no, repayment card, direct debit account", "bank", "debtor"),
    field("text", "bank", "开户行 开户银行 开户行名称 银行 银行名称 所属银行 发卡银行 发卡行 还款银行 代扣银行",
          "Bank, bank name, issuing bank", "text", "debtor"),
    field("text", "product", "产品名称 产品 贷款产品 贷款产品名称 业务品种 贷款品种 产品代码",
          "Product, product name, loan product", needed=True),
    field("text", "product_type", "产品类型 贷款类型 信贷分类 卡类 业务类型 产品类别 产品大类 贷款种类 信贷类型 卡种",
          "Product type, loan type, card type"),
    field("text", "currency", "币种 币别 货币 货币种类", "Currency, ccy, currency code"),
    field("money", "original_principal",
          "贷款本金 放款金额 贷款金额 借款金额 借款本金 放款本金 合同金额 合同本金 原始本金 初始本金 贷款总额 借款总额",
          "Original principal, original amount, loan amount, disbursed amount"),
    field("money", "principal_outstanding",
          "剩余本金 未还本金 贷款余额 本金余额 剩余未还本金 未偿本金 待还本金 剩余贷款本金 借据余额 在贷余额",
          "Principal outstanding, outstanding principal, principal balance, remaining principal, unpaid principal",
          needed=True),
    field("money", "overdue_principal", "逾期本金 拖欠本金 逾期应还本金",
          "Overdue principal, principal overdue, past due principal"),
    field("money", "overdue_interest", "逾期利息 拖欠利息 逾期应还利息 欠息",
          "Overdue interest, interest overdue, past due interest"),
    field("money", "overdue_penalty", "逾期罚息 罚息 罚息金额 逾期应还罚息",
          "Overdue penalty, penalty, penalty interest"),
    field("money", "overdue_fee", "逾期费用 逾期管理费 滞纳金 违约金 费用 逾期费",
          "Overdue fee, overdue fees, late fee, late fees, fees"),
    field("money", "overdue_total",
          "逾期金额 逾期总额 欠款金额 逾期余额 逾期总金额 逾期欠款 逾期欠款总额 逾期未还金额 逾期应还总额 当前逾期金额 "
          "拖欠金额 拖欠总额 逾期本息",
          "Overdue total, total past due, total overdue, overdue amount, past due amount, amount overdue, "
          "amount past due, overdue balance, arrears", needed=True),
    field("money", "payoff_total",
          "结清金额 总欠款 总欠款金额 欠款余额 欠款总额 结清总额 全额结清金额 提前结清金额 应还总额",
          "Payoff total, payoff, payoff amount, total debt, total outstanding, total balance"),
    field("money", "placement_amount", "委案金额 委外金额 委托金额 委案总额 委托催收金额",
          "Placement amount, placed amount"),
    field("money", "minimum_payment", "最低还款额 最低还款 最低应还款额", "Minimum payment, min payment"),
    field("money", "credit_limit", "信用额度 授信额度 额度 信用卡额度", "Credit limit"),
    field("money", "instalment", "期款 每月还款 月供 每月还款额 每期还款额 每期应还金额 月还款额",
          "Instalment, installment, instalment amount, installment amount, monthly payment"),
    field("rate", "annual_rate", "年利率 贷款利率 年化 年化利率 执行利率 贷款年利率",
          "Annual rate, apr, annual interest rate, interest rate"),
    field("int", "terms_total", "总期数 期数 贷款期数 借款期数 分期期数 分期数",
          "Terms total, terms, total terms, number of instalments, number of installments"),
    field("int", "terms_paid", "已还期数 已还款期数", "Terms paid, instalments paid, installments paid"),
    field("int", "terms_overdue", "逾期期数 拖欠期数 当前逾期期数",
          "Terms overdue, instalments overdue, installments overdue"),
    field("date", "disbursed_on",
          "放款日期 贷款日期 借款日期 放款日 借款日 贷款日 发放日期 贷款发放日 贷款发放日期 贷款起始日 贷款起始日期 "
          "起息日",
          "Disbursed on, disbursement date, disbursal date, loan date, origination date"),
    field("date", "matures_on",
          "到期日 贷款截止日 到期日期 贷款截止日期 贷款到期日 贷款到期日期 借款到期日 合同到期日 贷款终止日",
          "Matures on, maturity date, maturity"),
    field("date", "oldest_unpaid_due",
          "最早逾期日 逾期日 逾期开始日期 逾期日期 最早逾期日期 逾期开始日 逾期起始日 逾期起始日期 逾期起算日 "
          "最早欠款日",
          "Oldest unpaid due, oldest unpaid due date, overdue since, overdue date, overdue start date, "
          "past due since, delinquent since", needed=True),
    field("date", "due_date", "应还款日 到期还款日 还款到期日 应还款日期 应还日期 到期还款日期",
          "Due date, payment due date"),
    field("days", "days_past_due_given", "逾期天数 拖欠天数 当前逾期天数 欠款天数 逾期日数",
          "Days past due, dpd, overdue days, days overdue, days delinquent, days late"),
    field("text", "bucket_given", "账龄 逾期账龄 逾期阶段 M值 账龄段 逾期期段 逾期等级",
          "Bucket, delinquency bucket, aging bucket, ageing bucket, dpd bucket"),
    field("text", "five_class_given", "五级分类 风险分类 五级分类结果 贷款五级分类 资产分类",
          "Five class, class, classification, risk class, loan classification"),
    field("date", "last_paid_on",
          "最后还款日 最近还款日 最后还款日期 最近还款日期 最后一次还款日期 最近一次还款日期 上次还款日期 末次还款日期",
          "Last paid on, last payment date, last paid date"),
    field("money", "last_paid_amount",
          "最后还款金额 最近还款金额 最后一次还款金额 最近一次还款金额 上次还款金额 末次还款金额",
          "Last paid amount, last payment amount"),
    field("date", "charged_off_on", "核销日期 核销日 呆账核销日期",
          "Charged off on, charge-off date, write-off date, charged-off date"),
    field("money", "charged_off_amount", "核销金额 核销总额 核销余额",
          "Charged off amount, charge-off amount, write-off amount"),
    field("text", "hand", "手别 催收手别 委案手别 委外手别 手次", "Hand, placement round"),
    field("date", "placed_on", "委案日期 委案日 委外日期 委托日期 委案开始日期",
          "Placed on, placement date, placed date"),
    field("date", "recall_on",
          "预计退案日 预计退案日期 退案日期 退案日 委案到期日 委案到期日期 委案截止日期 委案结束日期",
          "Recall on, recall date, placement end date"),
    field("text", "agency", "催收机构 委外公司 委外机构 催收公司 委外催收公司 委托机构 受托机构",
          "Agency, collection agency"),
    field("flag", "disputed", "争议 有争议 是否争议 争议标志", "Disputed, dispute"),
    field("flag", "complaint", "投诉 有投诉 是否投诉 投诉标志", "Complaint"),
    field("flag", "hardship", "停催 是否停催 停催标志 困难 是否困难", "Hardship"),
    field("flag", "deceased", "死亡 是否死亡 已故 身故", "Deceased"),
    field("flag", "insolvent", "破产 是否破产", "Insolvent, bankrupt, bankruptcy"),
    field("flag", "fraud", "欺诈 是否欺诈 欺诈标志", "Fraud"),
    field("flag", "litigation", "诉讼 是否诉讼 涉诉 是否涉诉", "Litigation, legal action"),
    field("flag", "do_not_contact", "禁呼 是否禁呼 禁止联系 免打扰 勿扰", "Do not contact, do not call, dnc"),
    field("text", "remark", "备注 备注信息", "Remark, remarks, note, notes, comment, comments", "text", "free"),
    *(
        field("text", f"remark{n}", f"备注{n}", f"Remark {n}, remarks {n}, note {n}", "text", "free")
        for n in range(1, 7)
    ),
    field("text", "custom_info", "自定义信息", "Custom information, custom info", "text", "free"),
    field("text", "past_notes", "原催收记录 催收记录 催记 历史催收记录",
          "Past notes, collection notes, collection history",
          "text", "free"),
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
