"""Traditional characters folded to simplified ones: only those that occur in header aliases."""

from __future__ import annotations

_PAIRS = (
    "與与業业個个義义爭争產产會会餘余債债償偿關关冊册別别辦办務务動动區区單单歷历曆历縣县發发號号後后員员"
    "備备對对屬属崗岗幣币應应開开當当錄录總总戶户託托執执擾扰擔担據据數数機机權权構构標标誌志滯滞現现電电"
    "碼码種种稱称類类繫系係系緊紧約约級级納纳終终綁绑結结統统編编罰罚職职聯联計计訂订議议記记訊讯訟讼證证"
    "詐诈訴诉話话請请賬账帳账帐账貨货貸贷費费資资還还進进違违郵邮銀银銷销階阶險险難难預预額额風风齡龄註注萬万"
    "繳缴絡络輛辆車车駕驾顏颜價价國国學学紀纪轉转減减購购訪访簽签撥拨處处親亲經经續续營营問问終终餘余師师護护覽览點点時时間间際际實实"
)

SIMPLIFIED = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
"""For `str.translate`. A library would fold all of Chinese; headers need these, and nothing to install."""
