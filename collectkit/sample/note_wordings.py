"""What collectors write after a call: wordings with places for identifiers, and for numbers that are none.

`PRACTICE` is what a finder of identifiers may be tried on while it is made; `HELD_OUT` is other people's way of saying
the same, and is only for measuring. A place is ``{kind}``; those of `notes.NUMBERS` hold numbers that name nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.sample.pools import Language

_ZH_PRACTICE = (
    "本人{phone}无人接听，家属代接",
    "客户{name}称{date}还款{amount}，逾期{days}天",
    "{name}新号码{phone}，晚间可接",
    "联系人{contact}电话{phone}，称不认识客户",
    "已加微信{wechat}，承诺{date}前处理{amount}",
    "微信号：{wechat}，头像为本人",
    "微信 {wechat} 已通过，发送账单{amount}",
    "QQ{qq}，客户要求发对账单",
    "qq号：{qq}，在线时间{time}",
    "身份证{identity}核对无误，逾期{dpd}",
    "身份证号码:{identity}，户籍地址{address}",
    "还款卡号{bank}，已扣款{amount}",
    "银行卡{bank}余额不足，代扣失败{count}次",
    "邮箱{email}，已发催收函",
    "邮件已发至{email}，{date}回复",
    "现住{address}，电话{landline}",
    "户籍地：{address}，未见本人",
    "上门{address}，家中无人，邻居称已搬走",
    "单位座机{landline}，转接人事",
    "名下车辆{plate}，已抵押",
    "车牌号{plate}，停在小区",
    "合同{account}已结清，金额{amount}",
    "客户称已还清，订单{order}，金额{amount}",
    "{date} {time}致电，通话{count}分钟，承诺{date}还款{amount}",
    "逾期{days}天，欠款{amount}，利率{percent}，已催{count}次",
    "流水号{order}，入账{amount}，剩余{amount}",
    "配偶{contact}代还{amount}，备用号{phone}",
    "客户失业，要求分{count}期，每期{amount}",
    "护照{document}，出境未归",
    "{name}转告：让{contact}回电{phone}",
    "一直关机，{count}次未接，下月{count}号再打",
    "三个月没还，二手委案，{dpd}，{amount}",
    "法院案号{case}，{date}开庭",
    "客服{hotline}转来，投诉编号{order}",
    "通话录音{order}，时长{time}，客户情绪激动",
    "{phone}/{phone}均停机，查到微信{wechat}",
)

_ZH_HELD_OUT = (
    "机主换人了，原号{phone}已注销；妻子说打{phone}",
    "跟{name}通上话了，钱{date}到账，先还{amount}",
    "让{contact}捎话，对方手机尾号不记得，全号是{phone}",
    "小姨子给的号码：{phone}（{time}以后打）",
    "加V：{wechat}，备注贷款",
    "v信{wechat}同意分{count}期还",
    "他的wx是{wechat}，朋友圈三天可见",
    "扣扣{qq}，空间显示在外地",
    "企鹅号:{qq} 常在线",
    "证件号码{identity}与系统一致，差{amount}",
    "核身通过（{identity}），同意{date}一次性结清",
    "工资卡{bank}，每月{count}号发薪",
    "钱打到{bank}上了，让查账",
    "资料发他邮箱了：{email}。等回复",
    "对账单寄{address}，快递单号{order}",
    "搬家了，新家在{address}，{count}月{count}日前都在",
    "公司地址是{address}，前台{landline}",
    "村委会{landline}接的，说人在外打工",
    "开一辆{plate}的车跑网约车，月入{amount}",
    "{plate}违章未处理，疑似转卖",
    "借据{account}起诉中，本金{amount}",
    "港澳通行证{document}已过期，人在外地",
    "{date}收到{amount}，交易单号{order}，还差{amount}",
    "M值{dpd}，已逾{days}日，罚息按日{percent}",
    "第{count}次外访，{time}到，{time}离开，敲门无人应",
    "共债{count}家，总额{amount}，月收入{amount}",
    "他哥{contact}接的：{phone}，愿意代偿{amount}",
    "{name}本人来电({time})，要求减免{percent}，报主管",
    "两个孩子一个老人，收入{amount}，五险一金断缴{count}个月",
    "案件{case}已立案，开庭{date} {time}",
    "拨{hotline}转人工，工单{order}",
    "批次{order}，序号{count}，评分{count}，额度{amount}",
    "{phone}空号，{phone}是她妈，QQ {qq}没加上",
    "电话里报的号：{phone}，车{plate}，住{address}",
    "十五号发工资，二十号前还清，一共{amount}",
    "账号{bank}户名{name}，已核",
)

_EN_PRACTICE = (
    "no answer on {phone}, family picked up",
    "{name} will pay {amount} on {date}",
    "new number {phone}, evenings after {time}",
    "added WeChat {wechat}, will settle next month",
    "WeChat: {wechat}, sent the statement of {amount}",
    "emailed {email} on {date}, no reply",
    "lives at {address}, landline {landline}",
    "ID number {identity} checked, {days} days past due",
    "card {bank} declined, {count} attempts",
    "QQ {qq} shows him online at {time}",
    "spouse {contact} called back from {phone}",
    "contract {account} settled, {amount} waived",
    "order {order} refunded, balance {amount}",
    "car {plate} is pledged",
    "out of work, asks for {count} instalments of {amount}",
    "passport {document}, left the country on {date}",
)

_EN_HELD_OUT = (
    "spoke with {contact}, who gave {phone} as his cell",
    "reached {name} at last; promised {amount} by {date}",
    "dialled {phone} and {phone}, both dead, DPD {days}",
    "his wechat id is {wechat}, friend request pending",
    "statement goes to {email} (confirmed {date} {time})",
    "moved to {address} in month {count}",
    "office line {landline}, ask for HR, ext unknown",
    "identity {identity} matches the file, rate {percent}",
    "paid from account {bank}, reference {order}",
    "drives {plate}, seen {count} times",
    "loan {account} goes to court, case {case}",
    "QQ number {qq}, never replies",
    "paid {amount} + {amount}, fee {percent}, left {amount}",
    "travels on passport no. {document}, back {date}",
    "{name} disputes {count} of {count} instalments, complaint {order}",
    "call {phone} after {time}, not before {date}",
)

PRACTICE: Mapping[Language, tuple[str, ...]] = MappingProxyType({"zh": _ZH_PRACTICE, "en": _EN_PRACTICE})
HELD_OUT: Mapping[Language, tuple[str, ...]] = MappingProxyType({"zh": _ZH_HELD_OUT, "en": _EN_HELD_OUT})
