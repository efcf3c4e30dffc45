"""What a portfolio says of the debtor: names, numbers, telephones, addresses, work."""

from __future__ import annotations

from collectkit.tables.field import Field, field

DEBTOR: tuple[Field, ...] = (
    field("text", "name",
          "姓名 客户姓名 借款人姓名 案人姓名 持卡人 户名 客户名称 客户名 借款人 借款人名称 债务人 债务人姓名 "
          "欠款人姓名 持卡人姓名 用户姓名 会员姓名 主借人姓名 主贷人姓名 申请人姓名 债务人名称 案主姓名 案主 被催收人 "
          "主借款人 主借款人姓名 欠款人 被委案人姓名 本人姓名 中文姓名 主贷人 承租人 承租人姓名",
          "Name, customer name, client name, borrower, borrower name, debtor, debtor name, full name, cardholder, "
          "cardholder name, obligor, borrower full name, customer full name", "name", "debtor", needed=True),
    field("text", "id_type",
          "证件类型 证件种类 证件类别 客户证件类型 证件类别名称 身份证件类型",
          "ID type, document type, identification type, identity type"),
    field("text", "id_number",
          "证件号码 证件号 身份证 身份证号 身份证号码 客户证件号 客户证件号码 客户身份证 客户身份证号 客户身份证号码 "
          "借款人身份证 借款人身份证号 借款人身份证号码 借款人证件号码 案人身份证 债务人身份证号 持卡人身份证号 "
          "本人身份证 本人身份证号 公民身份号码 居民身份证号 证件编号 身份证件号码 客户证件 借款人证件号 债务人身份证 "
          "债务人证件号 债务人证件号码 案人证件号 案人证件号码 案人身份证号 持卡人证件号 持卡人身份证 用户身份证 "
          "用户身份证号 身份证明号码 身分证字号 身分证号 身分证 身分证统一编号 统一编号 公民身份证号 申请人身份证号 "
          "承租人身份证号 会员身份证 主借人身份证 主借人身份证号 主贷人身份证 主贷人身份证号",
          "ID number, id no, national id, identity number, identity card no, id card, id card no, id card number, "
          "identification number, identity card, national id number, nric, debtor id number, id document number",
          "identity", "debtor", needed=True),
    field("text", "mobile",
          "手机号码 本人手机 客户手机 手机 手机号 联系电话 电话 移动电话 本人手机号 本人手机号码 本人电话 客户手机号 "
          "客户手机号码 客户电话 借款人手机 借款人手机号 借款人手机号码 借款人电话 案人手机 债务人手机 债务人手机号 "
          "债务人电话 持卡人手机 持卡人手机号 电话号码 联系手机 联系方式 注册手机 注册手机号 移动电话号码 "
          "本人联系电话 客户联系电话 借款人联系电话 债务人手机号码 债务人联系电话 案人电话 案人手机号 案人手机号码 "
          "持卡人手机号码 持卡人电话 用户手机 用户手机号 用户手机号码 用户电话 会员手机 会员手机号 注册手机号码 "
          "注册电话 行动电话 联络电话 手机1 手机号1 手机号码1 联系电话1 电话1 本人手机1 预留手机号 预留手机 "
          "主借人手机 主借人手机号 主贷人手机 主贷人手机号 主贷人电话 承租人手机 承租人电话 申请人手机 申请人手机号 "
          "本人号码",
          "Mobile, phone, mobile phone, mobile no, mobile number, cell, cell phone, phone number, phone no, "
          "telephone, telephone number, tel, contact number, contact no, mobile phone number, cell number, "
          "cell phone number, customer phone, customer mobile, primary phone, phone 1, mobile 1, mobile telephone",
          "phone", "debtor", needed=True),
    field("text", "phone_home",
          "住宅电话 家庭号码 家庭电话 住宅号码 宅电 家庭座机 客户住宅电话 客户家庭电话 住家电话 家庭联系电话 家庭固话 "
          "住宅固话 居住电话 宅电号码 本人家庭电话 家庭电话号码",
          "Home phone, home telephone, home tel, residence phone, home phone number, home phone no, home number",
          "phone", "debtor"),
    field("text", "phone_work",
          "单位电话 单位号码 客户办公电话 办公电话 公司电话 工作电话 客户单位电话 客户公司电话 单位座机 办公室电话 "
          "工作单位电话 单位联系电话 公司联系电话 公司座机 办公号码 单位电话号码 公司电话号码 单位固话 单位固定电话",
          "Work phone, office phone, business phone, company phone, work tel, office tel, work phone number, "
          "office phone number, employer phone, work number, business telephone", "phone", "debtor"),
    field("text", "email",
          "邮箱 电邮 电子邮箱 电子邮件 邮箱地址 客户邮箱 电子邮件地址 电子邮箱地址 邮件 邮件地址 Email 电邮地址 "
          "电子信箱 用户邮箱 借款人邮箱",
          "Email, email address, e-mail, e-mail address, mail address", "email", "debtor"),
    field("text", "qq", "QQ QQ号 QQ号码 QQ账号 客户QQ", "QQ number, qq id", "text", "debtor"),
    field("text", "wechat",
          "微信 微信号 微信号码 微信账号 微信ID 客户微信",
          "WeChat, wechat id, weixin", "text", "debtor"),
    field("text", "gender", "性别 客户性别 借款人性别", "Gender, sex", None, "debtor"),
    field("date", "birth_date",
          "出生日期 生日 出生年月日 客户生日 客户出生日期 生日日期",
          "Birth date, date of birth, dob, birthday", None, "debtor"),
    field("int", "age", "年龄 客户年龄 借款人年龄", "Age", None, "debtor"),
    field("text", "province",
          "省份 省 所在省 所在省份 居住省份 省/直辖市 居住地省 客户省份 居住省 所属省份 省份名称",
          "Province, state, province name"),
    field("text", "city",
          "城市 市 所在城市 居住城市 地市 城市名称 居住市 客户城市 所属城市 居住地市 申请城市 放款城市 地级市",
          "City, town"),
    field("text", "county", "区县 区 县 县区 所在区县 区/县 县/区 居住区县 县市区", "County, district"),
    field("text", "address_home",
          "家庭地址 客户住宅地址 住宅地址 居住地址 现住址 现居住地址 居住地 住址 地址 联系地址 客户家庭地址 客户地址 "
          "家庭住址 家庭详细地址 居住详细地址 现居地址 现居住地 常住地址 居家地址 住家地址 联络地址 居住地详细地址 "
          "本人地址 借款人地址 客户居住地址 详细地址 现住地址 现居地 联系地址1 客户联系地址 借款人家庭地址 借款人住址 "
          "家庭居住地址",
          "Home address, address, residential address, address line 1, street address, residence address, "
          "current address, customer address", "address", "debtor"),
    field("text", "address_work",
          "单位地址 公司地址 工作地址 办公地址 工作单位地址 客户单位地址 客户公司地址 单位详细地址 公司详细地址 "
          "工作单位详细地址 就职单位地址 上班地址",
          "Work address, office address, employer address, company address", "address", "debtor"),
    field("text", "address_id",
          "户籍地址 身份证地址 户籍所在地 户籍地 户口所在地 户口地址 证件地址 身份证住址 户籍详细地址 户籍住址 "
          "户口所在地址 户籍 身份证所在地 客户户籍地址 借款人户籍地址 证件住址",
          "Registered address, id address, permanent address", "address", "debtor"),
    field("text", "address_bill",
          "对账单地址 账单地址 账单寄送地址 通讯地址 邮寄地址 信函地址 帐单地址 对账单寄送地址 寄单地址 "
          "信用卡账单地址 信件地址 邮寄详细地址",
          "Billing address, statement address, mailing address, correspondence address", "address", "debtor"),
    field("text", "employer",
          "单位名称 客户公司名称 工作单位 工作单位名称 公司名称 单位 公司 客户单位 客户单位名称 就职单位 任职单位 "
          "单位全称 客户工作单位 借款人工作单位 借款人单位 就职公司 就职公司名称 任职公司 工作公司 公司全称 服务单位 "
          "任职单位名称 客户公司 本人单位",
          "Employer, employer name, company, company name, employer company, workplace", "text", "debtor"),
    field("text", "position",
          "职位 职务 职业 岗位 职称 岗位名称 职业名称 职业类型 职级 客户职务 客户职业",
          "Position, job title, occupation, designation", "text", "debtor"),
)  # fmt: skip
