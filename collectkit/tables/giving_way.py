"""Headers that mean another field when a better header for their own is in the same file.

`联系电话` is the mobile number of a file that has no other; beside `手机号` it is another number. Such pairs are too
common to be refused as two claims, and each header alone is too plain to be left unread.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectkit.tables import contacts

_LINES = (
    (
        "account_id",
        "contract_ref",
        (
            "合同号, 合同编号, 合同号码, 贷款合同号, 贷款合同号码, 借款合同号, 借款合同编号, 贷款合同编号, "
            "客户合同号, contract no, contract number, contract id, agreement no, agreement number"
        ),
    ),
    (
        "account_id",
        "case_ref",
        (
            "个案序列号, 案件编号, 机构案件号, 机构案件编号, 案件号, 案件ID, 个案编号, 个案号, 委案编号, 委案号, "
            "案件序列号, 案件序号, 案号, 案件代码, case id, case no, case number, case reference"
        ),
    ),
    (
        "account_id",
        "application_ref",
        (
            "申请单号, 申请编号, 进件编号, 订单号, 订单编号, 业务编号, application no, application id, "
            "reference no, reference number"
        ),
    ),
    (
        "customer_id",
        "user_ref",
        "会员号, 会员编号, 会员ID, 用户ID, 用户编号, 用户号, 用户账号, 会员账号, user id, member id",
    ),
    ("mobile", "phone_registered", "注册手机号, 注册手机, 注册手机号码, 注册电话, 预留手机号, 预留手机"),
    ("address_id", "address_document", "身份证地址, 证件地址, 身份证住址, 身份证所在地, 证件住址"),
    (
        "address_bill",
        "address_mail",
        "通讯地址, 邮寄地址, 信函地址, 信件地址, 邮寄详细地址, mailing address, correspondence address",
    ),
    ("bank", "repay_bank", "还款银行, 代扣银行, 扣款银行, 代扣开户行, 还款开户行, 还款账户开户行, 绑定银行"),
    ("bank", "bank_branch", "开户支行, 开户网点, 开户行名称"),
    ("position", "occupation_kind", "职业, 职业类型, 职业名称, 客户职业, occupation"),
    ("position", "professional_title", "职称"),
    (
        "product_type",
        "credit_kind",
        "贷款类型, 贷款种类, 借款类型, 贷款类别, 信贷分类, 信贷类型, loan type, loan category, type of loan",
    ),
    ("product_type", "business_type", "业务类型, 业务种类, 业务类别, 贷款业务类型"),
    ("product_type", "card_kind", "卡类, 卡种, 卡片类型, 卡片种类, 卡类型, 卡别, 卡种名称, card type"),
    (
        "bucket_given",
        "overdue_stage",
        "逾期阶段, 逾期等级, M值, M级, 逾期M值, M阶段, 当前逾期阶段, 逾期等级分类",
    ),
    ("overdue_total", "owed_amount", "欠款金额, 逾期余额, 逾期欠款, 拖欠金额, 拖欠总额, 欠缴金额"),
    ("overdue_total", "overdue_principal_interest", "逾期本息"),
    (
        "payoff_total",
        "early_settlement_amount",
        "结清金额, 结清总额, 全额结清金额, 提前结清金额, 提前结清总额, 结清应还金额, 一次性结清金额",
    ),
    (
        "payoff_total",
        "due_total",
        "应还总额, 应还总金额, 应还款总额, 应还金额合计, total due, total amount due",
    ),
    ("principal_outstanding", "loan_balance", "贷款余额, 借据余额, 在贷余额, remaining balance"),
    ("name", "account_holder", "户名, 持卡人, 持卡人姓名, cardholder, cardholder name"),
    (
        "mobile",
        "phone_other",
        (
            "联系手机, 本人电话, 客户电话, 联系电话, 本人联系电话, 客户联系电话, 联络电话, 联系方式, 电话号码, "
            "电话, phone, phone number, phone no, telephone, telephone number, tel, contact number, contact no"
        ),
    ),
    (
        "address_home",
        "address_living",
        ("居住地址, 现居住地址, 现住址, 居住地, 现居地址, 现居住地, 居住详细地址, 现住地址, 现居地, current address"),
    ),
    (
        "address_home",
        "address_other",
        "联系地址, 联络地址, 客户联系地址, 常住地址, 详细地址, 住址, 地址, 本人地址, address",
    ),
    (
        "bank_card",
        "card_account",
        "账号, 账户号, 账户号码, 客户账号, 银行账号, 银行帐号, bank account, bank account no",
    ),
    ("bank", "card_issuer", "发卡银行, 发卡行, 发卡机构, issuing bank"),
    ("product", "product_ref", "产品代码, 产品编号, 产品编码, 产品代号, 贷款产品代码, product code"),
    (
        "original_principal",
        "contract_amount",
        "贷款金额, 借款金额, 贷款总额, 借款总额, 贷款总金额, 借款总金额, loan amount",
    ),
    (
        "original_principal",
        "payout_amount",
        "放款金额, 放款总额, 放款总金额, 发放金额, 贷款发放金额, disbursed amount",
    ),
    ("original_principal", "contract_amount", "合同金额"),
    ("overdue_fee", "late_charge", "滞纳金, 滞纳费, 逾期滞纳金, 滞纳金余额, late fee, late fees"),
    ("overdue_fee", "breach_fee", "违约金, 逾期违约金, 应收违约金, 违约金余额"),
    ("disbursed_on", "borrowed_on", "借款日期, 贷款日期, 借款日, 贷款日, 借款时间, 贷款时间, loan date"),
    ("disbursed_on", "interest_from", "起息日"),
    ("matures_on", "contract_ends_on", "合同到期日, 合同到期日期, 合同终止日, 合同结束日期"),
    ("oldest_unpaid_due", "first_overdue_on", "首次逾期日, 首次逾期日期, first overdue date"),
)
"""Field, the field beside a better header, and the headers; an earlier header is better than a later one."""


def headers() -> Iterator[tuple[str, str, str]]:
    """Yield each such header with its field and the field that it gives way to, the better headers first."""
    for field, second, spelled in _LINES:
        for header in spelled.split(", "):
            yield header, field, second
    yield from contacts.giving_way()
