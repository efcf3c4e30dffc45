"""Traditional characters folded to simplified ones: those of headers, of words beside identifiers, and of names."""

from __future__ import annotations

import polars as pl

_PAIRS = (
    "與与業业個个義义爭争產产會会餘余債债償偿關关冊册別别辦办務务動动區区單单歷历曆历縣县發发號号後后員员"
    "備备對对屬属崗岗幣币應应開开當当錄录總总戶户託托執执擾扰擔担據据數数機机權权構构標标誌志滯滞現现電电"
    "碼码種种稱称類类繫系係系緊紧約约級级納纳終终綁绑結结統统編编罰罚職职聯联計计訂订議议記记訊讯訟讼證证"
    "詐诈訴诉話话請请賬账帳账帐账貨货貸贷費费資资還还進进違违郵邮銀银銷销階阶險险難难預预額额風风齡龄註注萬万"
    "繳缴絡络輛辆車车駕驾顏颜價价國国學学紀纪轉转減减購购訪访簽签撥拨處处親亲經经續续營营問问終终餘余師师護护覽览點点時时間间際际實实"
)

SIMPLIFIED = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
"""For `str.translate`. A library would fold all of Chinese; headers need these, and nothing to install."""

_PAIRS_IN_TEXTS = (
    "東东為为鄉乡雲云億亿倉仓軍军衛卫廈厦場场塊块寧宁層层廣广莊庄掛挂棟栋樓楼匯汇滬沪灣湾瓊琼蘇苏貴贵陝陕錢钱鎮镇門门閩闽隊队領领魯鲁鵝鹅說说許许遞递遼辽晉晋贛赣臺台園园團团館馆衚胡衕同給给線线紅红"
    "舊旧羣群郷乡寶宝陽阳陰阴張张陳陈劉刘趙赵黃黄吳吴鄭郑馮冯蔣蒋韓韩鄧邓葉叶羅罗馬马龍龙歐欧鳳凤麗丽蘭兰華华榮荣偉伟強强傑杰嶺岭島岛橋桥龜龟濟济漢汉樣样彌弥溫温粵粤孫孙賴赖龐庞蕭萧盧卢賈贾閻阎鍾钟"
    "譚谭鄒邹陸陆顧顾龔龚湯汤賀贺嚴严聶聂叢丛駱骆齊齐塗涂項项遊游鮑鲍閔闵畢毕喬乔鄔邬閆闫竇窦藺蔺厲厉遲迟聞闻諸诸宮宫廠厂廳厅飯饭連连長长錫锡無无紹绍慶庆瀋沈濱滨爾尔頭头錦锦維维內内肅肃烏乌圖图綿绵"
    "樂乐達达鹽盐揚扬遷迁荊荆隨随婁娄懷怀來来賓宾欽钦興兴豐丰順顺澤泽聖圣濰潍煙烟棗枣萊莱臨临營营"
)
"""Of words that tell a number or an address, and of places and names that are common."""
_IN_TEXTS = SIMPLIFIED | str.maketrans(dict(zip(_PAIRS_IN_TEXTS[::2], _PAIRS_IN_TEXTS[1::2], strict=True)))


def simplified(texts: pl.Series) -> pl.Series:
    """Return the texts with traditional characters of words, places and names simplified, one for one."""
    some = texts.str.contains(_ANY).fill_null(value=False)
    if not some.any():
        return texts
    plain = texts.filter(some).str.replace_many(_TRADITIONAL, _PLAIN)
    return texts.clone().scatter(some.arg_true(), plain)


def simplified_text(text: str) -> str:
    """Return one text as `simplified` does."""
    return text if text.isascii() else text.translate(_IN_TEXTS)


_TRADITIONAL, _PLAIN = [chr(sign) for sign in _IN_TEXTS], [str(sign) for sign in _IN_TEXTS.values()]
_ANY = f"[{''.join(_TRADITIONAL)}]"
