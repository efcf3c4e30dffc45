"""Free text under redact_text, the whole way: the leak gate, the report, the manifest, and back."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import CheckFailed
from collectkit.files import Input, Output
from collectkit.jobs import mask

PHONES = [f"154{at:08d}" for at in range(10)]
SPELLED = [
    "154 0000 0000",
    "154-0000-0001",
    "+86 15400000002",
    "１５４００００００ ０３".replace(" ", ""),
    "一五四零零零零零零零四",
    "1 5 4 0 0 0 0 0 0 0 5",
    "154.0000.0006",
    "0086-15400000007",
    "154零零零零零零零8",
    "(+86)15400000009",
]
KEEP = 'version = 1\n[columns.account_id]\noperator = "redact"\n[columns.remark]\noperator = "keep"\n'
REDACT = KEEP.replace('"keep"', '"redact_text"')


def written(folder: Path, policy: str, texts: list[str]) -> tuple[Path, Path]:
    """Write a portfolio whose notes name the people of other rows too, and a policy."""
    ids = ["11010518491231002X", *("110105184912310" + f"{at:03d}" for at in range(1, 10))]
    columns = {
        "合同号": [f"YB{at:08d}" for at in range(10)],
        "姓名": ["张三"] * 10,
        "手机号码": PHONES,
        "身份证号": ids,
        "邮箱": [f"yb{at}@example.com" for at in range(10)],
        "备注": texts,
    }
    source, rules = folder / "in.csv", folder / "policy.toml"
    pl.DataFrame(columns).write_csv(source)
    rules.write_text(policy, encoding="utf-8")
    return source, rules


def test_the_gate_passes_what_was_redacted_and_stops_what_was_not(tmp_path: Path) -> None:
    texts = [f"张三：{phone}停机，yb{at}@example.com，合同YB{at:08d}" for at, phone in enumerate(SPELLED[::-1])]
    source, rules = written(tmp_path, REDACT, texts)
    report = mask.run(Input(source), Output(tmp_path / "out.csv"), policy=str(rules))
    out = pl.read_csv(tmp_path / "out.csv")
    assert out["remark"].to_list() == ["***：***停机，***，合同***"] * 10
    assert report.as_dict()["replaced_in_text"] == {"remark": {"account": 10, "email": 10, "name": 10, "phone": 10}}
    assert "nicknames" in report.as_dict()["residual_risk"]

    source, rules = written(tmp_path, KEEP, texts)
    with pytest.raises(CheckFailed, match="leak gate"):
        mask.run(Input(source), Output(tmp_path / "kept.csv"), policy=str(rules))
    assert not (tmp_path / "kept.csv").exists()


def test_report_and_manifest_say_how_many_and_no_value(tmp_path: Path) -> None:
    source, rules = written(tmp_path, REDACT, [f"打{phone}，QQ0123456" for phone in SPELLED])
    report = mask.run(Input(source), Output(tmp_path / "out.csv"), policy=str(rules))
    manifest = (tmp_path / "out.csv.manifest.json").read_text(encoding="utf-8")
    stated = {column["name"]: column for column in json.loads(manifest)["columns"]}
    assert stated["remark"]["replaced"] == "phone 10, qq 10"
    assert "replaced" not in stated["account_id"]
    told = json.dumps(report.as_dict(), ensure_ascii=False) + manifest
    assert not any(value in told for value in (*PHONES, *SPELLED, "0123456"))


def test_without_free_text_nothing_is_said_of_it(tmp_path: Path) -> None:
    policy = 'version = 1\n[columns.account_id]\noperator = "redact"\n'
    source, rules = written(tmp_path, policy, ["x"] * 10)
    told = mask.run(Input(source), Output(tmp_path / "out.csv"), policy=str(rules)).as_dict()
    assert told["replaced_in_text"] == {}
    assert told["residual_risk"] is None
