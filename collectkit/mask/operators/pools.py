"""What invented values are put together from: names that men and women bear, towns, syllables."""

from __future__ import annotations

from collectkit.mask.scan.names import DOUBLE, SINGLE


def _words(pool: str) -> tuple[str, ...]:
    return tuple(pool.split())


FAMILY = tuple(SINGLE[:100])
COMPOUND = DOUBLE
GIVEN = tuple(
    "安宁平和文清晨晓林青云星辰帆舟川岚岩谷禾苗竹松柏枫桐楠榆若如予知行言思远宇宸悦乐欣然恬越逸航溪泽润涵源朗旭昕曦"
)
"""Characters of given names that tell neither sex nor age."""
MINORITY = _words(
    "艾尔肯 阿依丁 巴哈尔 迪娜尔 海热提 加娜尔 库尔班 木拉提 努尔兰 帕尔哈 热合曼 赛里木 塔依尔 吾尔开 叶尔江 "
    "扎西 次仁 平措 达瓦 尼玛 格桑 丹增 巴图 苏日娜"
)
FIRST = _words(
    "Alex Ariel Avery Blair Casey Dana Drew Ellis Emery Finley Frances Glenn Harper Jamie Jess Jordan Jules Kelly "
    "Kerry Kim Lane Leslie Logan Lynn Marion Morgan Noel Parker Pat Quinn Reese Riley Robin Rory Rowan Sam "
    "Shannon Skyler Stevie Sydney Taylor Terry Toby Tracy Val"
)
LAST = _words(
    "Ash Banks Barnes Brook Bush Field Fields Ford Forest Frost Glen Green Grove Heath Hill Holt Lake Lane Marsh "
    "Meadow Mill Moor North Park Pond Poole Reed Rivers Rowe Sands Shaw Stone Stream Summers Vale Waters Wells "
    "West Winters Wood Woods"
)
CITIES = _words(
    "北京市 天津市 上海市 重庆市 河北省石家庄市 辽宁省沈阳市 江苏省南京市 浙江省杭州市 福建省福州市 山东省济南市 "
    "河南省郑州市 湖北省武汉市 湖南省长沙市 广东省广州市 四川省成都市 陕西省西安市"
)
SYLLABLES = tuple(consonant + vowel for consonant in "bdfghjklmnprstvwyz" for vowel in "aeiou")
