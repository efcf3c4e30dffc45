"""Phrases of the lexicon: found in any spelling, and held against whoever says them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import polars as pl
import pytest

from collectkit.conduct.contacts import HITS
from collectkit.conduct.words.finder import hits
from collectkit.conduct.words.lexicon import CATEGORIES, Lexicon, built_in, with_own
from collectkit.errors import RulesError

LEXICON = built_in()


def found_in(texts: Sequence[str | None], lexicon: Lexicon = LEXICON) -> list[set[tuple[str, bool]]]:
    """Return what is found in each text: the id of the phrase, and whether it is surely the collector's."""
    rows = pl.DataFrame(
        {"file": [0] * len(texts), "row": range(len(texts)), "text": texts},
        schema={"file": pl.UInt16, "row": pl.UInt32, "text": pl.String},
    )
    found = hits(rows, lexicon)
    assert found.schema == pl.Schema(HITS)
    sets: list[set[tuple[str, bool]]] = [set() for _ in texts]
    for row, phrase, sure in found.select("row", "phrase", "sure").iter_rows():
        sets[row].add((phrase, sure))
    return sets


def test_every_phrase_has_an_example_that_is_found_and_one_that_is_not_held_against_a_collector() -> None:
    said = found_in([phrase.example for phrase in LEXICON.phrases])
    assert [
        phrase.id for phrase, each in zip(LEXICON.phrases, said, strict=True) if (phrase.id, True) not in each
    ] == []
    allowed = found_in([phrase.allowed for phrase in LEXICON.phrases])
    assert [phrase.id for phrase, each in zip(LEXICON.phrases, allowed, strict=True) if any(s for _, s in each)] == []


def test_phrases_of_every_category_in_both_languages() -> None:
    for language in ("zh", "en"):
        some = [phrase for phrase in LEXICON.phrases if phrase.id.startswith(f"{language}-")]
        assert {phrase.category for phrase in some} == set(CATEGORIES)


SAME = [
    *(
        "不要脸",
        "不 要 脸",
        "不要臉",
        "不.要.脸",
        "不*要*脸",
        "不\u200b要\u200b脸",
        "不　要　脸",
        "不-要-脸",
        "不_要_脸",
    ),
]


@pytest.mark.parametrize("written", SAME)
def test_a_phrase_in_any_spelling(written: str) -> None:
    text = f"坐席：你真{written}"
    rows = pl.DataFrame({"file": 3, "row": 7, "text": text}, schema_overrides={"file": pl.UInt16, "row": pl.UInt32})
    found = hits(rows, LEXICON)
    assert found.select("file", "row", "phrase", "category", "sure").rows() == [(3, 7, "zh-shameless", "abusive", True)]
    (start, end), *_ = found.select("start", "end").rows()
    assert text[start:end] == written


def test_english_in_any_spelling() -> None:
    texts = [
        "Agent: go to hell",
        "AGENT: GO TO HELL",
        "Agent: go  to  hell",
        "Agent: ｇｏ ｔｏ ｈｅｌｌ",
        "Agent: go to h.e.l.l",
    ]
    assert found_in(texts) == [{("en-obscene", True)}] * len(texts)


def spelled(wording: str, rng: random.Random) -> str:
    """Return one spelling of a wording, with something in its gaps."""
    chosen = re.sub(r"\(([^()]*)\)", lambda words: rng.choice(words[1].split("|")), wording)
    gap = " some of " if wording.replace("…", "").isascii() else "某某"
    return " ".join(chosen.replace("…", gap).split())


def starred(text: str) -> str:
    return text if text.isascii() else "*".join(text)


@pytest.mark.parametrize("disguise", [str, str.upper, starred])
def test_every_wording_is_found_in_any_of_its_spellings(disguise: Callable[[str], str]) -> None:
    rng = random.Random(1)
    said = [(each.id, spelled(wording, rng)) for each in LEXICON.phrases for wording in each.wordings for _ in range(4)]
    found = found_in([f"坐席：{disguise(text)}" for _, text in said])
    assert [one for one, each in zip(said, found, strict=True) if (one[0], True) not in each] == []


HERS = {("zh-harm", True)}
PERHAPS = {("zh-harm", False)}
WHOSE: list[tuple[str, set[tuple[str, bool]]]] = [
    ("坐席：弄死你", HERS),
    ("坐席1023：弄死你", HERS),
    ("客户：没钱\n坐席：那就弄死你", HERS),
    ("客户：没钱。坐席：那就弄死你", HERS),
    ("坐席：您好\n客户：弄死你\n坐席：请冷静", set()),
    ("客户：弄死你", set()),
    ("张三：弄死你", PERHAPS),
    ("弄死你", PERHAPS),
    ("客户说弄死你", set()),
    ("客户扬言要弄死你", set()),
    ("客户威胁我们，弄死你", set()),
    ("客户情绪激动，称再打电话就弄死你", set()),
    ("本人接听，称再打就弄死你", set()),
    ("“弄死你”，客户说完挂断", set()),
    ("客户称：“别打了，再打弄死你”", set()),
    ("被客户辱骂，弄死你", set()),
    ("客户说没钱，告知其再不还弄死你", HERS),
    ("客户说没钱。警告客户弄死你", HERS),
    ("对客户说弄死你", HERS),
    ("我对客户说弄死你", HERS),
    ("坐席：您刚才说弄死你是什么意思", set()),
    ("客户投诉催收员说弄死你", PERHAPS),
    ("客户称你们上次说弄死你", PERHAPS),
    ("客户：你们上次说弄死你，有录音", PERHAPS),
    ("坐席：不会弄死你", set()),
    ("培训：严禁说弄死你等语言", set()),
    ("外访时请勿在客户家门口说弄死你", set()),
    ("坐席：请勿拖欠，否则弄死你", HERS),
    ("坐席：是不是想让我弄死你", HERS),
]


def test_who_says_it() -> None:
    assert dict(zip([text for text, _ in WHOSE], found_in([text for text, _ in WHOSE]), strict=True)) == dict(WHOSE)


ENGLISH: list[tuple[str, set[tuple[str, bool]]]] = [
    ("Agent: go to hell", {("en-obscene", True)}),
    ("Customer: go to hell", set()),
    ("go to hell", {("en-obscene", False)}),
    ("customer said go to hell", set()),
    ("He told me to go to hell", set()),
    ('"go to hell", customer said and hung up', set()),
    ("customer has no money. told him go to hell", {("en-obscene", True)}),
    ("I told the customer to go to hell", {("en-obscene", True)}),
    ("customer complained that our agent said go to hell", {("en-obscene", False)}),
    ("Agent: I did not say go to hell", set()),
    ("never tell customers to go to hell", set()),
    ("Agent: if you do not pay, go to hell", {("en-obscene", True)}),
    ("gogo to hellas", set()),
]


def test_who_says_it_in_english() -> None:
    found = found_in([text for text, _ in ENGLISH])
    assert dict(zip([text for text, _ in ENGLISH], found, strict=True)) == dict(ENGLISH)


ORDINARY = [
    None,
    "",
    "客户称月底还款5000元，承诺20号前到账",
    "坐席：您的账户已逾期45天，请尽快处理，逾期会影响您的征信",
    "坐席：逾期不还，我司将依法向法院提起诉讼",
    "本人接听，核对身份，告知欠款金额，客户同意分期",
    "家属接听，请其转告客户回电",
    "客户表示已报警，法院传票已收到",
    "客户在监狱服刑，其妻来电",
    "垃圾分类公司员工，月底发工资",
    "客户在狗场工作，养猪，收入不稳",
    "Agent: your account is 45 days past due, please call us back",
    "Customer works at the county court, will pay Friday",
    "Customer is an attorney, asked for validation of the debt",
    "spoke with customer, promised 200 on Friday",
    "wife answered, asked to have him call back",
]


def test_ordinary_notes_have_no_hit() -> None:
    found = found_in(ORDINARY)
    assert [text for text, each in zip(ORDINARY, found, strict=True) if each] == []


def test_a_file_of_ones_own_adds_replaces_and_removes() -> None:
    own = """
version = 1
remove = ["zh-lawyer"]
[[phrase]]
id = "zh-shameless"
category = "abusive"
wordings = ["(真|太)没出息"]
reason = { zh = "侮辱", en = "insults" }
example = "坐席：真没出息"
allowed = "客户：真没出息"
"""
    mine = with_own(LEXICON, own, "mine.toml")
    texts = ["坐席：真没出息", "坐席：不要脸", "坐席：我是王律师"]
    assert found_in(texts, mine) == [{("zh-shameless", True)}, set(), set()]


def test_lists_of_words_and_what_makes_a_phrase_no_fault() -> None:
    own = """
version = 1
[lists]
thing = "微信|钱包"
[[phrase]]
id = "own-freeze"
category = "threatening"
wordings = ["冻(你|他)的({thing})"]
unless = ["判决(后|)"]
reason = { zh = "冻结", en = "freezes" }
example = "坐席：冻你的钱包"
allowed = "坐席：判决后可以冻你的钱包"
"""
    mine = with_own(Lexicon(()), own, "mine.toml")
    texts = ["坐席：冻你的钱包", "坐席：判决后可以冻你的钱包", "坐席：已有判决。冻他的微信"]
    assert found_in(texts, mine) == [{("own-freeze", True)}, set(), {("own-freeze", True)}]
    with pytest.raises(RulesError) as caught:
        with_own(LEXICON, own.replace("{thing}", "{nothing}"), "mine.toml")
    assert "wordings.1" in caught.value.details[0]


def test_a_gap_in_which_something_is_denied_is_none() -> None:
    texts = ["Agent: we will garnish your wages", "Agent: we will not garnish your wages"]
    assert [bool(each) for each in found_in(texts)] == [True, False]


def test_a_third_person_who_scolds_and_a_complaint_are_not_the_collector() -> None:
    texts = ["客户母亲接听，骂客户不是个东西", "客户来电反映，催收员骂他脑子有病"]
    assert [any(sure for _, sure in each) for each in found_in(texts)] == [False, False]


def test_all_faults_of_a_file_at_once() -> None:
    own = """
version = 2
remove = "x"
colour = 1
[[phrase]]
id = "A"
category = "rude"
wordings = ["(a|b", "x", "(好…|坏人)人"]
reason = { zh = "侮辱" }
example = ""
"""
    with pytest.raises(RulesError) as caught:
        with_own(LEXICON, own, "mine.toml")
    told = "\n".join(caught.value.details)
    for part in (
        "version",
        "remove",
        "colour",
        "id",
        "category",
        "wordings.1",
        "wordings.2",
        "wordings.3",
        "reason.en",
    ):
        assert part in told
    with pytest.raises(RulesError):
        with_own(LEXICON, 'version = 1\nremove = ["nobody-knows"]', "mine.toml")


@pytest.mark.parametrize(
    "text",
    [
        "Agent: {} not a lawyer",
        "Agent: {} not with the police",
        "Agent: {} never been a lawyer",
        "Agent: {} no police officer",
        "Told customer {} not calling from the court",
    ],
)
@pytest.mark.parametrize("begun", ["I am", "we are", "I'm"])
def test_what_a_collector_denies_to_be_is_nothing_that_it_poses_as(text: str, begun: str) -> None:
    assert found_in([text.format(begun)]) == [set()]


def test_a_denial_within_a_phrase_is_none_of_what_stands_outside() -> None:
    denied = ["Agent: this isn't the police", "坐席：我们是催收公司不是法院", "坐席：这里是银行并非公安局"]
    assert found_in(denied) == [set(), set(), set()]
    said = [
        "Agent: no, I am a lawyer",
        "Told his mother he has not paid the loan",
        "坐席：不是吓你，我是法院的",
        "坐席：你儿子是不是欠了钱",
    ]
    assert [any(sure for _, sure in each) for each in found_in(said)] == [True] * 4


@pytest.mark.parametrize(
    "text",
    [
        "你他妈的" * 5_000,
        "客户说傻逼，" * 3_000,
        '"傻逼"' * 3_000,
        " ".join("left a message with the receptionist") + " " * 9 + "debt left message with boss",
    ],
)
def test_a_text_that_is_made_to_take_long_does_not(text: str) -> None:
    rows = pl.DataFrame({"file": [0], "row": [2], "text": [text]}).cast({"file": pl.UInt16, "row": pl.UInt32})
    assert hits(rows, LEXICON).height <= 120


def test_what_stands_more_often_than_anybody_looks_at_is_doubtful() -> None:
    ours, theirs = "坐席：你这个傻逼。" * 150, "客户：你这个傻逼。" * 150
    (said, heard) = found_in([ours, theirs])
    assert {sure for _, sure in said} == {True, False}
    assert {sure for _, sure in heard} == {False}


@pytest.mark.parametrize("wording", ["打人…打…打…打…打", "还钱" + "(a|aa)" * 9])
def test_a_wording_that_would_take_long_is_refused(wording: str) -> None:
    table = (
        f'version = 1\n[[phrase]]\nid = "a"\ncategory = "abusive"\nwordings = ["{wording}"]\nexample = "x"\n'
        'allowed = "x"\nreason = { zh = "x", en = "x" }\n'
    )
    with pytest.raises(RulesError) as refused:
        with_own(LEXICON, table, "own.toml")
    assert refused.value.details == ("phrase.1.wordings.1: has more than 3 …, or more than 8 brackets",)
