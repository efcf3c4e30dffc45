"""Risk of whole files: persons, columns that are taken, what was sent before, the gate, and the page."""

from __future__ import annotations

import hashlib
import html
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.risk.risk import run
from tests.unit.files.books import save, xlsx
from tests.unit.jobs.tour import masked

OCTOBER = """合同号,客户号,姓名,手机号码,性别,城市,渠道,逾期金额（元）
LN-1,C-1,王测试,15400000001,男,深圳市,a,1.00
LN-2,C-1,王测试,15400000001,男,广州市,a,2.00
LN-3,C-2,李样本,15400000002,女,深圳市,a,2.00
LN-4,C-3,张虚构,15400000003,女,深圳市,b,2.00
LN-5,,赵演示,15400000004,女,深圳市,b,
LN-6,,钱样本,15400000005,女,深圳市,b,
合计,,,,,,,7.00
"""
NOVEMBER = """合同号,客户号,年龄,逾期金额（元）
LN-3,C-2,30,3.00
LN-4,C-3,40,3.00
LN-9,C-9,40,3.00
"""
POLICY = """version = 1
[columns.customer_id]
operator = "token"
[columns.gender]
operator = "keep"
[columns.age]
operator = "keep"
[columns.city]
operator = "keep"
[columns.overdue_total]
operator = "keep"
"""


def risk(file: Path, *quasi: str, **options: Any) -> dict[str, Any]:
    """Return the report, which JSON can hold."""
    done = run(Input(file), quasi=quasi, **options)
    found: dict[str, Any] = json.loads(json.dumps(done.as_dict()))
    return found


@pytest.fixture
def october(tmp_path: Path) -> Path:
    (tmp_path / "policy.toml").write_text(POLICY)
    file = tmp_path / "october.csv"
    file.write_text(OCTOBER)
    return file


def sent(folder: Path, name: str, text: str, opened: Keys, **options: Any) -> Path:
    """Return a masked file with its manifest, in *folder*; the same one is masked once for all tests."""
    assert opened.file is not None
    made = opened.file.parent / hashlib.sha256(f"{name}{text}{options}".encode()).hexdigest()
    if not made.exists():
        made.mkdir()
        (made / "policy.toml").write_text(POLICY)
        (made / "raw.csv").write_text(text)
        masked(made / "raw.csv", opened, name, **options)
    for file in (name, f"{name}.manifest.json"):
        shutil.copyfile(made / file, folder / file)
    return folder / name


def test_rows_of_one_person_are_one_record_and_rows_of_nobody_are_one_each(october: Path) -> None:
    found = risk(october, "gender", "城市")

    assert (found["rows"], found["removed"], found["rows_without_person"]) == (6, {"totals": 1}, 2)
    assert (found["person"], found["persons"], found["classes"]) == ("客户号", 5, 2)
    assert (found["smallest_class"], found["unique_persons"], found["exposed_persons"]) == (1, 1, 5)
    assert (found["highest_risk"], found["average_risk"]) == (1.0, 0.4)
    assert found["sizes"] == [
        {"persons_alike": "1", "classes": 1, "persons": 1},
        {"persons_alike": "3-4", "classes": 1, "persons": 4},
    ]
    assert found["columns"][0] == {
        "column": "性别",
        "values": 2,
        "persons_with_rare_value": 5,
        "exposed_without_it": 5,
        "average_risk_without_it": 0.4,
    }
    assert found["amounts"] == [{"column": "逾期金额（元）", "persons": 3, "unique": 1}]
    assert found["unique_by_amount"] == 1
    assert found["null_patterns"] == {"patterns": 2, "persons_with_rare_pattern": 5}


@pytest.mark.parametrize(
    ("person", "persons", "note"),
    [(None, 5, None), ("account_id", 6, "accounts_are_persons"), ("手机号码", 5, None), ("渠道", 2, None)],
)
def test_any_column_may_tell_persons_apart(october: Path, person: str | None, persons: int, note: str | None) -> None:
    found = risk(october, "gender", person=person)
    assert found["persons"] == persons
    assert note is None or note in found["notes"]


def test_without_a_column_for_it_each_row_is_a_person(tmp_path: Path) -> None:
    file = tmp_path / "public.csv"
    file.write_text("province,age\n广东,18-30\n广东,18-30\n西藏,\n")
    found = risk(file)
    assert (found["person"], found["persons"], found["unique_persons"]) == ("each row", 3, 1)
    assert found["notes"] == ["only_these", "none_named", "rows_are_persons"]


def test_combinations_of_a_persons_values_are_told_where_there_may_be_some(october: Path) -> None:
    found = risk(october, "城市")
    assert found["columns"][0]["values"] == 2  # 深圳市, and what C-1 has: 深圳市 and 广州市
    assert "sets_are_values" in found["notes"]
    october.write_text(OCTOBER.replace("LN-2,C-1", "LN-2,C-7"))
    assert "sets_are_values" not in risk(october, "城市")["notes"]


def test_known_quasi_identifiers_are_taken_where_none_is_named_and_tokens_are_none(
    tmp_path: Path, opened: Keys
) -> None:
    found = risk(sent(tmp_path, "out.csv", OCTOBER.replace("城市", "工作单位"), opened))
    assert (found["quasi"], found["quasi_named"]) == (["gender"], False)
    (tmp_path / "tokens.csv").write_text("account_id,province,city\n" + f"L1,***,{'S0' + 'A' * 24}\n" * 3)
    with pytest.raises(UsageError, match="no quasi-identifier is known"):
        risk(tmp_path / "tokens.csv")


def test_names_that_are_not_there_are_told_at_once(october: Path) -> None:
    with pytest.raises(UsageError, match="not in the input: age, 门店"):
        risk(october, "gender", "age", "门店")
    with pytest.raises(UsageError, match="--person: not in the input: qq"):
        risk(october, "gender", person="qq")


@pytest.mark.parametrize("text", ["合同号,性别\n", "合同号,性别\n合计,\n"])
def test_a_file_without_persons_has_no_risk(tmp_path: Path, text: str) -> None:
    (tmp_path / "empty.csv").write_text(text)
    with pytest.raises(InputError, match="no rows"):
        risk(tmp_path / "empty.csv")


def test_levels(tmp_path: Path) -> None:
    rows = "".join(f"LN-{n},男,154000{n:05},1\n" for n in range(40))
    (tmp_path / "a.csv").write_text("合同号,性别,手机号码,渠道\n" + rows)
    (tmp_path / "b.csv").write_text("合同号,性别,手机号码,渠道\n" + rows.replace("154000", "154****"))
    assert risk(tmp_path / "a.csv", "性别")["level"] == 1
    assert risk(tmp_path / "a.csv", "性别")["direct_identifiers"] == {"手机号码": "phone"}
    assert risk(tmp_path / "b.csv", "性别")["level"] == 3
    assert risk(tmp_path / "b.csv", "性别", "手机号码")["level"] == 2


def test_what_masks_leave_is_read_off_the_file(tmp_path: Path) -> None:
    file = tmp_path / "shown.csv"
    rows = "".join(f"L{n},110101********{n:03}X,{30 + n},1990-0{n + 1},***,154****000{n}\n" for n in range(5))
    file.write_text("account_id,id_number,age,birth_date,city,mobile\n" + rows)
    identity, mobile = risk(file)["masks"]
    assert (identity["left"], identity["beside"], identity["enough"]) == (3, "age, birth_date", False)
    assert (mobile["left"], mobile["beside"], mobile["enough"]) == (10_000, "", True)

    file.write_text(file.read_text().replace("1990-0", "19-").replace("birth_date", "channel"))
    assert risk(file, "age")["masks"][0]["left"] == 34
    bands = "".join(f"L{n},110101********{n:03}X,{'<30' if n % 2 else '>=30'}\n" for n in range(5))
    file.write_text("account_id,id_number,age\n" + bands)
    assert risk(file)["masks"][0]["left"] == 432


def test_ranges_with_stars_among_them_are_no_exact_amounts(tmp_path: Path) -> None:
    file = tmp_path / "ranges.csv"
    file.write_text("customer_id,age,overdue_total\n" + "1,30,1000-5000\n2,31,***\n3,32,>=50000\n")
    assert risk(file, "age")["amounts"] == []
    file.write_text("customer_id,age,overdue_total\n" + "1,30,1000-5000\n2,31,***\n3,32,50000.01\n")
    assert risk(file, "age")["unique_by_amount"] == 3


def test_columns_over_time_are_the_same_under_any_heading(tmp_path: Path, opened: Keys) -> None:
    (tmp_path / "raw.csv").write_text("客户号,性别\nC-1,男\n")
    for name, customer, sex in (("first.csv", "customer_id", "gender"), ("second.csv", "客户号", "own_name")):
        rules = f"[columns.'{customer}']\noperator = 'token'\n[columns.{sex}]\nfrom = '性别'\noperator = 'keep'\n"
        (tmp_path / "policy.toml").write_text(f"version = 1\n{rules}")
        masked(tmp_path / "raw.csv", opened, name)
    told = risk(tmp_path / "second.csv", "own_name", history=[tmp_path / "first.csv"])["history"]
    assert told["columns_over_time"] == {"customer_id": 2, "gender": 1, "own_name": 1}


def test_what_was_sent_before_is_joined_by_tokens(tmp_path: Path, opened: Keys) -> None:
    before = sent(tmp_path, "october.csv", OCTOBER, opened)
    now = sent(tmp_path, "november.csv", NOVEMBER, opened)

    alone = risk(now)
    assert (alone["persons"], alone["smallest_class"], alone["history"]) == (3, 1, None)
    for history in (before, before.with_name("october.csv.manifest.json")):
        found = risk(now, history=[history])
        told = found["history"]
        assert told["batches"][0] | {"as_of": "", "columns": 0} == {
            "file": "october.csv",
            "as_of": "",
            "recipient": "agency-a",
            "rows": 6,
            "columns": 0,
            "joined": True,
            "why_not": None,
        }
        whole = told["cumulative"]
        assert (whole["files_joined"], whole["persons_known_before"], whole["persons"]) == (1, 2, 6)
        assert whole["quasi"] == ["gender", "age", "city"]
        assert (whole["classes"], whole["unique_persons"]) == (5, 4)
        assert told["columns_over_time"]["customer_id"] == 2
        assert {name: found[name] for name in alone if name != "history"} == {
            k: v for k, v in alone.items() if k != "history"
        }


def test_parts_of_a_number_in_two_files_add_up(tmp_path: Path, opened: Keys) -> None:
    rows = "".join(f"C-{n},11010118{n:010},{30 + n},6222{n:012}\n" for n in range(9))
    for name, rules in {
        "head.csv": "id_number]\noperator = 'keep_first'\nshown = 6\n[columns.bank_card]\noperator = 'mask_card'\n",
        "tail.csv": "id_number]\noperator = 'keep_last'\nshown = 4\n",
        "ages.csv": "age]\noperator = 'keep'\n",
    }.items():
        written = f"version = 1\n[columns.customer_id]\noperator = 'token'\n[columns.{rules}"
        (tmp_path / "policy.toml").write_text(written)
        (tmp_path / "raw.csv").write_text("客户号,身份证号,年龄,银行卡号\n" + rows)
        masked(tmp_path / "raw.csv", opened, name)

    head, tail = tmp_path / "head.csv", tmp_path / "tail.csv"
    alone = [one["left"] for one in risk(head, "id_number")["masks"]]
    together = risk(tmp_path / "ages.csv", "age", history=[head, tail])
    assert alone[0] > 10**6
    assert together["masks"] == []
    identity, card = together["history"]["cumulative"]["masks"]
    assert (identity["left"], identity["beside"], identity["enough"]) == (34, "age", False)
    assert card["left"] == 10**11


def test_why_an_earlier_file_is_not_joined(tmp_path: Path, opened: Keys) -> None:
    now = sent(tmp_path, "november.csv", NOVEMBER, opened)
    folder = tmp_path / "before"
    folder.mkdir()
    sent(folder, "theirs.csv", OCTOBER, opened, recipient="agency-b")
    sent(folder, "batch.csv", OCTOBER, opened, scope="batch", batch="b-1")
    sent(folder, "october.csv", OCTOBER, opened).unlink()
    other = folder / "accounts.csv"
    (folder / "policy.toml").write_text(
        "version = 1\n[columns.gender]\noperator = 'keep'\n[columns.account_id]\noperator = 'token'\n"
    )
    (folder / "raw.csv").write_text(OCTOBER)
    masked(folder / "raw.csv", opened, other.name)

    found = risk(now, "年龄", history=[folder])
    reasons = [one["why_not"] for one in found["history"]["batches"]]
    assert reasons == ["no_person_column", "batch_tokens", "manifest_only", "another_recipient"]
    assert found["history"]["cumulative"] is None
    assert found["history"]["recipients"] == ["agency-a", "agency-b"]
    assert found["history"]["columns_over_time"]["gender"] == 3  # not the one of agency-b
    assert found["notes"][-2:] == ["several_recipients", "nothing_joined"]


def test_the_file_in_hand_is_not_sent_before_and_columns_of_what_is_not_joined_do_not_count(
    tmp_path: Path, opened: Keys
) -> None:
    now = sent(tmp_path, "november.csv", NOVEMBER, opened)
    assert risk(now, history=[tmp_path])["history"] is None

    (tmp_path / "policy.toml").write_text("version = 1\n[columns.gender]\noperator = 'keep'\n")
    (tmp_path / "raw.csv").write_text(OCTOBER)
    masked(tmp_path / "raw.csv", opened, "sexes.csv")
    sent(tmp_path, "october.csv", OCTOBER, opened)
    found = risk(now, history=[tmp_path])
    assert [one["joined"] for one in found["history"]["batches"]] == [True, False]
    assert found["history"]["cumulative"]["quasi"] == ["gender", "age", "city"]
    (tmp_path / "october.csv").unlink()
    alone = risk(now, history=[tmp_path])
    assert (alone["quasi"], alone["history"]["cumulative"]) == (["age"], None)
    with pytest.raises(UsageError, match="not in the input: gender"):
        risk(now, "gender", history=[tmp_path])


def test_an_earlier_file_that_was_changed_or_has_no_manifest_is_refused(tmp_path: Path, opened: Keys) -> None:
    before = sent(tmp_path, "october.csv", OCTOBER, opened)
    now = sent(tmp_path, "november.csv", NOVEMBER, opened)
    (tmp_path / "unlisted.csv").touch()
    with pytest.raises(InputError, match="has no manifest beside it"):
        risk(now, history=[tmp_path / "unlisted.csv"])
    with pytest.raises(InputError, match=r"october\.xlsx: no such file"):
        risk(now, history=[tmp_path / "october.xlsx"])
    empty = tmp_path / "nothing"
    empty.mkdir()
    with pytest.raises(InputError, match="no manifest in this folder"):
        risk(now, history=[empty])
    before.write_bytes(before.read_bytes() + b"\n")
    with pytest.raises(InputError, match="is not the file that"):
        risk(now, history=[before])
    before.with_name("october.csv.manifest.json").write_text("{}")
    with pytest.raises(InputError, match="not a manifest of format 1"):
        risk(now, history=[before])


def test_a_file_without_a_manifest_is_one_more_of_the_same_recipient(tmp_path: Path, opened: Keys) -> None:
    before = sent(tmp_path, "october.csv", OCTOBER, opened)
    now = sent(tmp_path, "november.csv", NOVEMBER, opened)
    now.with_name("november.csv.manifest.json").unlink()
    assert risk(now, history=[before])["history"]["cumulative"]["persons_known_before"] == 2

    batch = sent(tmp_path, "batch.csv", OCTOBER, opened, scope="batch", batch="b-1")
    assert risk(now, history=[batch])["history"]["batches"][0]["why_not"] == "batch_tokens"
    theirs = sent(tmp_path, "theirs.csv", OCTOBER, opened, recipient="agency-b")
    found = risk(now, history=[theirs])
    assert found["history"]["cumulative"]["persons_known_before"] == 0
    assert "nobody_known" in found["notes"]
    with pytest.raises(InputError, match="of several recipients"):
        risk(now, history=[before, theirs])


def test_the_gate_is_of_the_file_and_of_all_that_was_sent(tmp_path: Path, opened: Keys) -> None:
    before = sent(tmp_path, "october.csv", OCTOBER, opened)
    now = sent(tmp_path, "november.csv", NOVEMBER.replace(",30,", ",40,"), opened)
    assert risk(now, max_risk=0.34)["held"]
    assert not risk(now, max_risk=0.33)["held"]
    assert not risk(now, max_risk=0.34, history=[before])["held"]
    assert risk(now, max_risk=1.0, history=[before])["held"]
    assert risk(now)["held"] is None


def test_the_page_tells_counts_and_no_value(tmp_path: Path, opened: Keys) -> None:
    history = [
        sent(tmp_path, "theirs.csv", OCTOBER, opened, recipient="agency-b"),
        sent(tmp_path, "october.csv", OCTOBER, opened),
    ]
    now = sent(tmp_path, "november.csv", NOVEMBER, opened)
    for language, words in WORDS.items():
        page = Output(tmp_path / f"{language}.html")
        risk(now, history=history, max_risk=0.2, page=page, language=language, creditor="<b>")
        text = (tmp_path / f"{language}.html").read_text()
        assert all(word in text for word in (*words, "&lt;b&gt;", "november.csv"))
        assert not any(value in text for value in ("深圳", "LN-1", "男", "张虚构"))


WORDS = {
    "zh": ("重标识风险评估", "未通过", "属于其他接收方", "未指定准标识符"),
    "en": ("Not held", "made for another recipient", "no quasi-identifier was named"),
}
"""Language -> what the page says of a gate that fails, of a file that is not joined, of columns that nobody named."""


def test_sheets_that_are_not_read_are_told(tmp_path: Path) -> None:
    rows = [line.split(",") for line in OCTOBER.splitlines()]
    file, page = save(tmp_path / "a.xlsx", xlsx({"Loans": rows, "信用卡": rows})), tmp_path / "page.html"

    found = risk(file, page=Output(page))

    note = "read sheet 'Loans'; not read: '信用卡' (see --sheet)"
    assert found["notes"][-1] == note
    assert note in html.unescape(page.read_text(encoding="utf-8"))
