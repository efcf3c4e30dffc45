"""Mapping files and limits."""

from __future__ import annotations

import pytest

from collectkit.errors import RulesError, UsageError
from collectkit.ingest import mapping
from collectkit.ingest.limit import Limit
from collectkit.tables.headers import match, propose


def test_what_is_written_reads_back() -> None:
    headers = ['合同"号\\x', "合同号", "account", "首次逾期日", "余\n额", "", "手机", "手机"]
    text = mapping.write([propose(headers), propose(["姓名", "合同号"])])
    read = mapping.parse(text, "mapping.toml")
    assert read == {'合同"号\\x': "", "合同号": "account_id", "account": "", "首次逾期日": "", "余\n额": "",
    "手机": "mobile", "手机 (2)": "mobile",
                    "姓名": "name"}  # fmt: skip
    assert "# perhaps account_id or bank_card" in text
    assert "# perhaps oldest_unpaid_due" in text


def test_a_corrected_mapping_is_stronger_than_the_headers() -> None:
    text = mapping.write([propose(["account", "手机"])])
    corrected = text.replace('"account" = ""', '"account" = "account_id"').replace('"mobile"', '"phone_home"')
    columns = match(["account", "手机"], mapping.parse(corrected, "mapping.toml")).columns
    assert [column.field for column in columns] == ["account_id", "phone_home"]


def test_a_header_that_stands_twice_is_settled_by_a_mapping() -> None:
    headers = ["联系人1姓名", "手机", "手机", "手机"]
    text = mapping.write([propose(headers)])
    corrected = text.replace('"手机 (2)" = "mobile"', '"手机 (2)" = "contact1_phone"').replace(
        '"手机 (3)" = "mobile"', '"手机 (3)" = ""'
    )
    columns = match(headers, mapping.parse(corrected, "mapping.toml")).columns
    assert [column.field for column in columns] == ["contact1_name", "mobile", "contact1_phone", None]


def test_a_mapping_that_names_a_header_once_means_all_of_them() -> None:
    columns = match(["姓名", "手机", "手机"], {"手机": ""}).columns
    assert [column.field for column in columns] == ["name", None, None]


def test_headers_of_a_mapping_that_no_input_has_are_told() -> None:
    inputs = [propose(["姓名", "手机", "手机"]), propose(["合同号"])]
    assert mapping.unmet(["姓 名", "手机 (2)", "合同号"], inputs) == []
    assert mapping.unmet(["姓名", "合同编号x"], inputs) == ["the mapping has headers that no input has: '合同编号x'"]
    (note,) = mapping.unmet([f"列{n}" for n in range(7)], inputs)
    assert note.endswith("'列4' and 2 more")


def test_contact_blocks_are_saved_and_corrected() -> None:
    headers = [f"联系人{n}{what}" for n in range(1, 9) for what in ("姓名", "关系", "电话")]
    text = mapping.write([propose(headers)])
    assert '"联系人6电话" = "contact6_phone"' in text
    assert '"联系人7电话" = ""' in text
    corrected = text.replace('"联系人7电话" = ""', '"联系人7电话" = "other_contact_phone"')
    columns = match(headers, mapping.parse(corrected, "mapping.toml")).columns
    assert [column.field for column in columns[-6:]] == [None, None, "other_contact_phone", None, None, None]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("version = 2", ["version: must be 1"]),
        ("[columns]\na = 1\nb = 'nmae'\nc = ''", ["version: must be 1", "columns.'a'", "columns.'b'"]),
        ("version = 1\ncolumns = 3\nmore = 1", ["more: unknown key", "columns: must be a table"]),
        ("version = ", []),
    ],
)
def test_all_faults_are_listed(text: str, faults: list[str]) -> None:
    with pytest.raises(RulesError) as caught:
        mapping.parse(text, "mapping.toml")
    assert [detail[: len(fault)] for detail, fault in zip(caught.value.details, faults, strict=True)] == faults


@pytest.mark.parametrize(
    ("text", "rejects", "exceeded"),
    [(None, 1000, False), ("0", 0, False), ("0", 1, True), ("12", 12, False), ("12", 13, True), ("0.5%", 5, False),
     ("0.5%", 6, True), (" 0 %", 1, True), ("100%", 1000, False)],
)  # fmt: skip
def test_limit(text: str | None, rejects: int, exceeded: bool) -> None:
    assert Limit.parse(text).exceeded(rejects, 1000) == exceeded


@pytest.mark.parametrize("text", ["", "some", "-1", "0,5%", "1e3", "%"])
def test_no_limit(text: str) -> None:
    with pytest.raises(UsageError):
        Limit.parse(text)
