"""What people, places and loans are drawn from, in Chinese and in English.

Names, firms and occupations come from faker; everything else stands here. A pool is a String series,
drawn from by position.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

import polars as pl
from faker import Faker

Language = Literal["zh", "en"]

_DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """A city: its division code (GB/T 2260) and its names."""

    code: str
    province_zh: str
    province_en: str
    city_zh: str
    city_en: str


PLACES = (
    Place("110101", "北京市", "Beijing", "北京市", "Beijing"),
    Place("130102", "河北省", "Hebei", "石家庄市", "Shijiazhuang"),
    Place("210102", "辽宁省", "Liaoning", "沈阳市", "Shenyang"),
    Place("310101", "上海市", "Shanghai", "上海市", "Shanghai"),
    Place("320102", "江苏省", "Jiangsu", "南京市", "Nanjing"),
    Place("330102", "浙江省", "Zhejiang", "杭州市", "Hangzhou"),
    Place("350102", "福建省", "Fujian", "福州市", "Fuzhou"),
    Place("370102", "山东省", "Shandong", "济南市", "Jinan"),
    Place("410102", "河南省", "Henan", "郑州市", "Zhengzhou"),
    Place("420102", "湖北省", "Hubei", "武汉市", "Wuhan"),
    Place("430102", "湖南省", "Hunan", "长沙市", "Changsha"),
    Place("440103", "广东省", "Guangdong", "广州市", "Guangzhou"),
    Place("440304", "广东省", "Guangdong", "深圳市", "Shenzhen"),
    Place("500103", "重庆市", "Chongqing", "重庆市", "Chongqing"),
    Place("510104", "四川省", "Sichuan", "成都市", "Chengdu"),
    Place("610102", "陕西省", "Shaanxi", "西安市", "Xi'an"),
)


@dataclass(frozen=True, slots=True)
class Pools:
    """Everything that is worded, in one language."""

    surnames: pl.Series
    given: pl.Series
    rare_names: pl.Series
    late: str
    sexes: pl.Series
    streets: pl.Series
    address: str
    employers: pl.Series
    positions: pl.Series
    banks: pl.Series
    relations: pl.Series
    products: pl.Series
    hands: pl.Series
    remarks: pl.Series
    id_type: str
    yes_no: pl.Series
    provinces: pl.Series
    cities: pl.Series


@cache
def pools(language: Language) -> Pools:
    """Return the pools of a language; the same whatever is drawn from them later."""
    return _chinese() if language == "zh" else _english()


def _drawn(draw: Callable[[], str], *more: str) -> pl.Series:
    return pl.Series(sorted({draw() for _ in range(_DRAWS)}) + list(more), dtype=pl.String)


def _chinese() -> Pools:
    fake = Faker("zh_CN")
    fake.seed_instance(0)
    return Pools(
        surnames=_drawn(fake.last_name, "欧阳", "司马", "上官", "诸葛", "夏侯"),
        given=_drawn(fake.first_name, "子轩", "雨桐", "建国", "思远"),
        rare_names=pl.Series(
            ["阿依古丽·买买提", "吐尔逊·阿不都", "扎西•次仁", "𠮷田安", "李䶮", "王喆堃", "上官𠮷", "乌云·其木格"]
        ),
        late="(已故)",
        sexes=pl.Series(["女", "男"]),
        streets=pl.Series(["人民路", "解放路", "建设路", "和平街", "文化路", "朝阳路", "青年大道", "滨江路"]),
        address="{}{}{}{}号{}室",
        employers=_drawn(fake.company),
        positions=_drawn(lambda: fake.job().partition("/")[0]),
        banks=pl.Series(["晨光示例银行", "江海示例银行", "北山示例银行", "南岭示例银行", "星河示例银行"]),
        relations=pl.Series(["配偶", "父亲", "母亲", "朋友", "同事", "兄弟"]),
        products=pl.Series(["现金贷", "消费分期", "信用贷", "车抵贷", "经营贷"]),
        hands=pl.Series(["一手", "二手", "三手"]),
        remarks=pl.Series(REMARKS["zh"]),
        id_type="身份证",
        yes_no=pl.Series(["否", "是"]),
        provinces=pl.Series([p.province_zh for p in PLACES]),
        cities=pl.Series([p.city_zh for p in PLACES]),
    )


def _english() -> Pools:
    pinyin, english = Faker("zh_CN"), Faker("en_US")
    pinyin.seed_instance(0)
    english.seed_instance(0)
    return Pools(
        surnames=_drawn(pinyin.last_romanized_name, "Ouyang", "Sima", "Shangguan", "Zhuge", "Xiahou"),
        given=_drawn(pinyin.first_romanized_name, "Zixuan", "Yutong", "Jianguo", "Siyuan"),
        rare_names=pl.Series(
            ["Ayguli·Maimaiti", "Turxun Abdu", "Tashi Tsering", "José Núñez", "Li Yan", "O'Brien, Pat", "Lü Bu", "Uyun"]
        ),
        late=" (deceased)",
        sexes=pl.Series(["F", "M"]),
        streets=pl.Series(
            [
                "Renmin Rd",
                "Jiefang Rd",
                "Jianshe Rd",
                "Heping St",
                "Wenhua Rd",
                "Chaoyang Rd",
                "Qingnian Ave",
                "Binjiang Rd",
            ]
        ),
        address="{}, {}, {} {}, Room {}",
        employers=_drawn(english.company),
        positions=_drawn(english.job),
        banks=pl.Series(
            ["Dawn Sample Bank", "Harbour Sample Bank", "Hill Sample Bank", "Ridge Sample Bank", "Star Sample Bank"]
        ),
        relations=pl.Series(["spouse", "father", "mother", "friend", "colleague", "brother"]),
        products=pl.Series(["Cash loan", "Instalment purchase", "Personal loan", "Car title loan", "Business loan"]),
        hands=pl.Series(["1st", "2nd", "3rd"]),
        remarks=pl.Series(REMARKS["en"]),
        id_type="Resident ID",
        yes_no=pl.Series(["No", "Yes"]),
        provinces=pl.Series([p.province_en for p in PLACES]),
        cities=pl.Series([p.city_en for p in PLACES]),
    )


REMARKS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "zh": (
            "",
            "",
            "",
            "客户承诺下周还款",
            "本人{}无人接听，家属代接",
            "已加微信wx{}，称下月处理",
            "联系配偶{}，不在身边",
            "客户称失业,要求分期",
            '称"已还清"，待核实',
            "新号码一五四零零一二三四五六，晚间可接",
        ),
        "en": (
            "",
            "",
            "",
            "promised to pay next week",
            "no answer on {}, family picked up",
            "added WeChat wx{}, will settle next month",
            "called spouse on {}, not at home",
            "out of work, asks for instalments",
            'says "paid already", to be checked',
            "new number one five four double-oh 123456, evenings",
        ),
    }
)
"""Notes of earlier collectors; ``{}`` is a telephone number."""
