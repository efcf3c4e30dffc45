"""Headers of collection lists as lenders, agencies and systems write them. Written from the words of the trade."""

from __future__ import annotations

BANK_CARD = """
序号 数据日期 委案批次 委托机构 手别 客户号 账号 卡号 主附卡标志 卡种 币种 客户姓名 性别 出生日期 证件类型 证件号码
年龄 婚姻状况 学历 本人手机 住宅电话 单位电话 电子邮箱 家庭地址 家庭邮编 单位名称 部门 职务 单位地址 单位邮编 账单地址
户籍地址 开卡日期 账单日 信用额度 取现额度 逾期本金(元) 逾期利息(元) 滞纳金(元) 违约金(元) 费用(元) 最低还款额(元)
逾期总额(元) 欠款总额(元) 委案金额(元) 逾期天数 账龄 逾期开始日期 最后还款日 最后还款金额(元) 最后消费日期
最后消费金额 最后取现日期 冻结码 卡片状态 五级分类 核销日期 核销金额 是否投诉 是否诉讼 委案日期 预计退案日
委案佣金系数 联系人1姓名 联系人1关系 联系人1电话 联系人2姓名 联系人2关系 联系人2电话 发卡行 分行 省份 城市 备注
"""

CONSUMER_FINANCE = """
数据截止日期 客户编号 合同编号 借据号 客户姓名 *身份证号码 *手机号码 备用手机 客户邮箱 QQ 微信号 产品名称 产品代码
贷款金额（元） 放款金额（元） 放款日期 贷款到期日 总期数 已还期数 剩余期数 逾期期数 每期应还金额 年利率(%) 还款方式
贷款用途 放款渠道 资金方 剩余本金（元） 剩余利息 逾期本金（元） 逾期利息（元） 罚息（元） 逾期管理费（元）
逾期总金额（元） 结清金额（元） 首次逾期日期 最早逾期日 逾期天数（天） 逾期阶段 最大逾期天数 逾期次数 最近还款日期
最近还款金额 还款账号 开户行 民族 教育程度 婚姻状况 月收入 户籍地址 现居住地址 家庭地址 工作单位 单位地址 单位电话
职位 行业 紧急联系人姓名 紧急联系人关系 紧急联系人手机 联系人1姓名 联系人1关系 联系人1手机号 联系人2姓名 联系人2关系
联系人2手机号 减免金额 M值系数 委案日期 退案日期 催收公司 催收员 备注1 备注2
"""

ONLINE_LENDER = """
订单号 用户ID 平台名称 渠道 姓名 身份证号 手机号 注册手机号 联系电话 借款金额 到账金额 借款日期 借款期限 应还日期
应还本金 应还利息 逾期罚息 逾期金额 应还总额 已还金额 减免金额 逾期天数 逾期等级 借款次数 申请时间 银行卡号 银行名称
身份证地址 居住地址 公司名称 公司地址 公司电话 职业 设备号 支付宝账号 微信 QQ号 联系人一姓名 联系人一关系 联系人一电话
联系人二姓名 联系人二关系 联系人二电话 联系人三姓名 联系人三关系 联系人三电话 出借人 催记 统计日期
"""

CAR_LOAN = """
序号 合同号 客户名称 证件号码 手机 联系地址 户籍所在地 工作单位 车型 车牌号 车架号 发动机号 车辆颜色 GPS设备号
车辆价格 首付款 融资金额 放款日 到期日 贷款期限 期数 月供 执行利率 剩余本金 逾期期数 逾期金额 违约金 逾期日 逾期天数
风险分类 经销商 抵押状态 担保方式 共同借款人姓名 共同借款人身份证号 共同借款人电话 担保人姓名 担保人身份证号码
担保人电话 担保人地址 配偶姓名 配偶身份证号 配偶电话 还款卡号 还款银行 客户经理 门店 区域 数据日期 备注
"""

_CASE = """
个案序列号 委案方 委案批次 委案日期 预计退案日 手别 案件类型 案人姓名 证件类型 证件号 性别 生日 年龄 本人手机 家庭号码
单位号码 邮箱 QQ 微信 省份 城市 区县 家庭地址 家庭邮编 单位名称 单位地址 单位邮编 户籍地址 户籍邮编 对账单地址 职位
部门 合同号 客户号 账号 卡号 开户行 信贷分类 卡类 产品名称 币种 贷款本金 贷款金额 放款日期 到期日 期数 已还期数
每月还款 委案金额 逾期本金 逾期利息 逾期罚息 逾期管理费 逾期金额 总欠款 剩余本金 最低还款额 信用额度 逾期日期 逾期天数
逾期账龄 逾期期数 最后还款日 最后还款金额 开卡日期 账单日 停卡日期 五级分类 车牌号 车型 商品名称 首付金额 代扣账号
社保号 催收员 案件状态 佣金比例 截止日期 原催收记录 自定义信息 备注1 备注2 备注3 备注4 备注5 备注6 分行 还款方式
冻结码 取现额度 最后消费日期 最后消费金额 违约金 结清金额 剩余期数 民族 婚姻状况 学历 催收结果
"""
_RELATED = [f"联系人{n}{what}" for n in range(1, 7) for what in ("姓名", "关系", "证件号", "手机", "单位电话", "地址")]
COLLECTION_SYSTEM = " ".join(
    [
        _CASE,
        *_RELATED,
        *("配偶姓名", "配偶证件号", "配偶手机", "配偶单位", "父亲姓名", "父亲电话", "母亲姓名", "母亲电话"),
        *("同事姓名", "同事电话", "其他联系人姓名", "其他联系人电话"),
    ]
)

FIELD_VISIT = """
序号 委案编号 委托方 债务人姓名 身份证号码 联系电话 欠款本金 欠款总额 逾期天数 产品类型 外访地址 户籍地址 单位名称
单位地址 外访原因 外访日期 外访员 外访结果 承诺还款日期 承诺还款金额 截止日期 逾期金额 备注
"""

INSTALMENT_MALL = """
订单编号 会员号 客户姓名 身份证号 手机号码 商户名称 商品名称 商品型号 订单金额 首付金额 分期本金 分期期数 每期还款额
已还期数 未还期数 未还本金 逾期金额 逾期费用 逾期天数 最早逾期日期 下单时间 收货人 收货人电话 收货地址 家庭住址
公司名称 公司电话 学校名称 紧急联系人 紧急联系人电话 与本人关系 渠道名称 所属分行 产品名称 数据日期
"""

TAIWAN = """
案件編號 委外日期 資料日期 姓名 身分證字號 出生日期 性別 行動電話 住家電話 公司電話 電子郵件 戶籍地址 通訊地址
住家地址 公司名稱 公司地址 職稱 產品別 卡號 帳號 信用額度 開戶日期 放款日期 放款金額 本金餘額 利息 違約金 逾期金額
總欠款 最低應繳金額 逾期天數 逾期期數 最後繳款日 最後繳款金額 轉銷日期 保證人姓名 保證人電話 保證人地址 聯絡人姓名
聯絡人電話 與本人關係 期數 催收紀錄 備註
"""

ENGLISH = """
As of date|Account No.|Customer ID|Customer Name|ID Type|National ID|Date of Birth|Gender|Marital Status|Mobile No.|
Phone|Home Phone|Office Phone|Email Address|Address|City|State|Postal Code|Employer Name|Occupation|Office Address|
Product|Loan Type|Currency|Loan Amount|Disbursement Date|Maturity Date|Tenure|EMI|Interest Rate (%)|
Principal Outstanding|Overdue Principal|Overdue Interest|Late Fees|Total Overdue|Total Outstanding|DPD|Bucket|
Oldest Unpaid Due Date|Last Payment Date|Last Payment Amount|Charge-off Date|Charge-off Amount|Branch|Collector Name|
Agency Name|Placement Date|Recall Date|Guarantor Name|Guarantor Phone|Reference 1 Name|Reference 1 Phone|
Emergency Contact Name|Emergency Contact Phone|Vehicle Model|License Plate|Dispute|Remarks
"""

TEMPLATES: dict[str, list[str]] = {
    **{
        name: text.split()
        for name, text in {
            "bank card": BANK_CARD,
            "consumer finance": CONSUMER_FINANCE,
            "online lender": ONLINE_LENDER,
            "car loan": CAR_LOAN,
            "collection system": COLLECTION_SYSTEM,
            "field visit": FIELD_VISIT,
            "instalment mall": INSTALMENT_MALL,
            "Taiwan": TAIWAN,
        }.items()
    },
    "English": [header.strip() for header in ENGLISH.split("|")],
}

NOT_MAPPED = {
    "序号": "the row's number in the list",
    "委案佣金系数": "a factor of the commission, which rate cards say",
    "M值系数": "a factor of the commission, no bucket",
    "佣金比例": "a rate of commission, which rate cards say",
}
"""Headers that mean no field on purpose, and why."""
