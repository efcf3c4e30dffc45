"""Chinese family names, by which a short cell is taken for a personal name.

The common family names of the census, without those that begin everyday words, places or products far more often
(云, 车, 时, 单, 全, 干, 经 and the like): a column is judged by the share of its cells, so a rare name that is missed
costs less than a common word that is taken for a name.
"""

from __future__ import annotations

SINGLE = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞"
    "章鲁葛伍韦申尤毕聂丛焦向柳邢骆岳齐梅莫庄辛管祝左涂谷祁耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植"
    "甘景薄柏宁柯阮桂闵解柴华褚佘冉臧敖邬冼肖闫仇麻窦仲那司戎蔺厉迟蒙姬戚瞿逯邰赫皮杭舒晏衡苑娄党吉尚师封符裘禹连房鄢闻宗冷阙"
)
"""Family names of one character."""

DOUBLE = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "东方",
    "南宫",
    "端木",
    "申屠",
)
"""Family names of two characters."""

PATTERN = (
    rf"^(?:(?:{'|'.join(DOUBLE)})\p{{Han}}{{1,2}}|[{SINGLE}]\p{{Han}}{{1,3}}|\p{{Han}}{{2,8}}(?:·\p{{Han}}{{1,10}})+)$"
)
"""A family name with a given name, 2 to 4 characters, or the parts of a minority name with points between."""

NOT_NAMES = r"[省市区县州镇乡村路街号行司店部厂院校所局科类级期月日元款金卡贷费息额账户险险车房宝]$"
"""Last characters of places, institutions and products."""

_CITIES = (
    "石家庄 唐山 秦皇岛 邢台 张家口 衡水 阳泉 吕梁 沈阳 吉林 白山 白城 齐齐哈尔 连云港 宁波 金华 "
    "马鞍山 安庆 黄山 龙岩 宁德 吉安 安阳 焦作 许昌 周口 武汉 黄石 黄冈 衡阳 邵阳 岳阳 常德 张家界 "
    "娄底 江门 阳江 桂林 万宁 文昌 成都 甘孜 安顺 毕节 曲靖 文山 林芝 那曲 安康 金昌 白银 武威 张掖 "
    "甘南 石嘴山 吴忠 石河子 "
)
PLACES = frozenset(_CITIES.split())
"""Cities that are written without 市, and begin with a family name."""
