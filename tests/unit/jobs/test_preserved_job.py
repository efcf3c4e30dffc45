"""Whole files with columns of fpe: counted, listed in the manifest, and turned back by it and by nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collectkit.crypto import keyring
from collectkit.errors import CollectkitError, InputError, KeyringError, OutputError, RulesError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.keys import audit, keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.reveal import RevealReport, run
from tests.unit.jobs.tour import manifest, masked, read
from tests.unit.mask.test_gate import CARD, ID

PORTFOLIO = f"""合同号,卡号,扣款账号,身份证号
LN-1,{CARD},{CARD},{ID}
LN-2,4111 1111 1111 1111,4111111111111112,110105184912310021
LN-3,,,
LN-4,18,0000000,110105184902300029
"""
POLICY = """
version = 1
[columns.account_id]
operator = "token"
[columns.bank_card]
operator = "fpe"
[columns.card_for_pos]
from = "repay_account"
operator = "fpe"
valid = true
[columns.id_number]
operator = "fpe"
"""
COLUMNS = ["bank_card", "card_for_pos", "id_number"]
BACK = [(CARD, CARD, ID), (CARD, "***", "***"), (None, None, None), ("***", "0000000", "***")]


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    (tmp_path / "policy.toml").write_text(POLICY)
    file = tmp_path / "portfolio.csv"
    file.write_text(PORTFOLIO)
    return file


@pytest.fixture
def sent(portfolio: Path, opened: Keys) -> Path:
    """What agency-a was sent, with its manifest beside it."""
    masked(portfolio, opened, "sent.csv")
    return portfolio.with_name("sent.csv")


def revealed(source: Path, opened: Keys, name: str = "back.csv", **options: Any) -> RevealReport:
    options = {"reason": "test", **options}
    return run(Input(source), Output(source.parent / name, force=True), keys=opened, **options)


@pytest.mark.parametrize("ending", ["csv", "tsv.gz", "ndjson", "parquet", "arrow", "xlsx"])
def test_numbers_come_back_from_every_format_by_the_manifest_beside_them(
    portfolio: Path, opened: Keys, ending: str
) -> None:
    masked(portfolio, opened, f"sent.{ending}")
    sent = portfolio.with_name(f"sent.{ending}")

    report = revealed(sent, opened, f"back.{ending}").as_dict()

    made = read(sent).select(COLUMNS)
    assert [len(number) for number in made.row(0)] == [16, 16, 18]
    assert made["bank_card"][0][:-1] == made["card_for_pos"][0][:-1]  # one kind, one number, as with tokens
    assert len({*made.row(0), CARD, ID}) == 5
    assert read(portfolio.with_name(f"back.{ending}")).select(COLUMNS).rows() == BACK
    assert (report["manifest"], report["tokens"]) == (f"sent.{ending}.manifest.json", {"opened": 4})
    assert (report["fpe"], report["left"], report["absent"]) == ({"opened": 5}, [], [])


def test_what_has_no_form_is_counted_with_its_first_rows(portfolio: Path, opened: Keys) -> None:
    found = masked(portfolio, opened).as_dict()

    assert (found["rows_in"], found["rows_out"], found["blanked"]) == (4, 4, [])
    assert {one["code"] for one in found["starred"]} == {"VALUE_STARRED"}
    assert sorted((one["column"], one["count"], one["first_rows"]) for one in found["starred"]) == [
        ("bank_card", 1, [5]),
        ("card_for_pos", 1, [3]),
        ("id_number", 2, [3, 5]),
    ]


def test_the_manifest_says_what_is_needed_and_holds_no_value(sent: Path) -> None:
    stated = manifest(sent)

    assert stated["columns"] == [
        {"name": "account_id", "operator": "token", "reason": ""},
        {"name": "bank_card", "operator": "fpe", "reason": "", "kind": "bank", "valid": "false"},
        {"name": "card_for_pos", "operator": "fpe", "reason": "", "kind": "bank", "valid": "true"},
        {"name": "id_number", "operator": "fpe", "reason": "", "kind": "identity", "valid": "false"},
    ]
    assert CARD not in json.dumps(stated)


def test_a_return_comes_back_by_the_manifest_that_is_named(sent: Path, opened: Keys) -> None:
    made = read(sent)
    card, pos, hidden = made.row(0)[1:]
    returned = sent.with_name("returned.csv")
    returned.write_text(f"卡号,结果,card_for_pos,身份证\n{card},paid,{pos},{hidden}\n {card},{card},'{pos},{CARD}\n")

    report = revealed(returned, opened, manifest=sent.with_name("sent.csv.manifest.json")).as_dict()

    assert read(sent.with_name("back.csv")).rows() == [(CARD, "paid", CARD, ID), (CARD, card, CARD, CARD)]
    assert (report["manifest"], report["fpe"]) == ("sent.csv.manifest.json", {"opened": 5, "not ours": 1})
    assert report["left"] == [{"row": 3, "column": "身份证", "verdict": "not ours"}]


def test_without_a_manifest_they_stay(sent: Path, opened: Keys) -> None:
    copy = sent.with_name("copy.csv")
    copy.write_bytes(sent.read_bytes())

    report = revealed(copy, opened).as_dict()

    assert (report["manifest"], report["tokens"], report["fpe"]) == (None, {"opened": 4}, {})
    assert read(sent.with_name("back.csv")).select(COLUMNS).equals(read(sent).select(COLUMNS))


def test_only_the_named_columns_come_back(sent: Path, opened: Keys) -> None:
    report = revealed(sent, opened, columns=["bank_card"])

    back = read(sent.with_name("back.csv"))
    assert back["bank_card"].to_list() == [row[0] for row in BACK]
    assert back.drop("bank_card").equals(read(sent).drop("bank_card"))
    assert (dict(report.tokens), dict(report.fpe), report.absent) == ({}, {"opened": 2}, ())


def test_a_column_that_is_missing_is_told(sent: Path, opened: Keys) -> None:
    read(sent).drop("id_number").write_csv(sent.with_name("some.csv"))

    report = revealed(sent.with_name("some.csv"), opened, manifest=sent.with_name("sent.csv.manifest.json"))

    assert report.absent == ("id_number",)


def test_a_batch_has_numbers_of_its_own(portfolio: Path, opened: Keys) -> None:
    masked(portfolio, opened, "sent.csv")
    masked(portfolio, opened, "batch.csv", scope="batch", batch="2026-12")
    now = keys.remember_batch(opened, "agency-a", "2026-12")

    ours, batch = (read(portfolio.with_name(name))["bank_card"] for name in ("sent.csv", "batch.csv"))
    assert ours[0] != batch[0]
    assert revealed(portfolio.with_name("batch.csv"), now).fpe == {"opened": 5}
    assert read(portfolio.with_name("back.csv")).select(COLUMNS).rows() == BACK


def test_each_use_is_on_the_record_with_the_manifest_and_no_value(sent: Path, opened: Keys) -> None:
    revealed(sent, opened, reason="complaint 18")

    begun, done = map(json.loads, audit.path(opened.file).read_bytes().splitlines()[-2:])
    assert (begun["what"], begun["reason"], done["what"]) == ("reveal begun", "complaint 18", "reveal")
    assert len(begun["manifest"]) == 64
    assert (done["fpe"], done["manifest"]) == ({"opened": 5}, begun["manifest"])
    assert CARD not in audit.path(opened.file).read_text()


def another_ring(folder: Path) -> Keys:
    folder.mkdir()
    access = Access(keyring.new_identity()[0], pytest.fail)
    keys.new(folder / "other.keyring", access, no_escrow=True)
    keys.add_recipient(keys.open_keys(folder / "other.keyring", access), "agency-a")
    return keys.open_keys(folder / "other.keyring", access)


def test_another_keyring_is_refused_before_anything_is_shown(sent: Path, tmp_path: Path) -> None:
    other = another_ring(tmp_path / "keys")
    before = audit.path(other.file).read_bytes()

    with pytest.raises(KeyringError, match="wrong keyring: its key in slot 0 is not the one that the manifest states"):
        revealed(sent, other)

    assert not sent.with_name("back.csv").exists()
    assert audit.path(other.file).read_bytes() == before


REFUSALS: list[tuple[dict[str, Any], dict[str, Any], type[CollectkitError], str]] = [
    ({"check_value": "0" * 16}, {}, KeyringError, "wrong keyring"),
    ({"slot": "Z"}, {}, KeyringError, "missing key version"),
    ({"recipient": "agency-z"}, {}, KeyringError, "the keyring knows no recipient 'agency-z'"),
    ({"scope": "batch", "batch": "b-99"}, {}, KeyringError, "no tokens of batch 'b-99' for agency-a"),
    ({}, {"recipient": "agency-b"}, UsageError, "m.json: is for 'agency-a', and --for says 'agency-b'"),
    ({"columns": CARD}, {}, InputError, "m.json: not a manifest of format 1"),
    ({"format": CARD}, {}, InputError, "m.json: not a manifest of format 1"),
    ({}, {"manifest": "none.json"}, InputError, "none.json: No such file or directory"),
    ({}, {"manifest": "."}, InputError, "Is a directory"),
    ({}, {"source": "portfolio.csv", "columns": ["nothing"]}, UsageError, "no column nothing"),
    ({}, {"name": "m.json"}, OutputError, "m.json: is the input"),
]


@pytest.mark.parametrize(("changes", "options", "error", "said"), REFUSALS)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    sent: Path, opened: Keys, changes: dict[str, Any], options: dict[str, Any], error: type[CollectkitError], said: str
) -> None:
    (sent.parent / "m.json").write_text(json.dumps(manifest(sent) | changes))
    before = sorted(sent.parent.iterdir())
    source = sent.with_name(options.pop("source", sent.name))
    options = {**options, "manifest": sent.parent / options.get("manifest", "m.json")}

    with pytest.raises(error) as caught:
        revealed(source, opened, **options)

    assert said in caught.value.message
    assert CARD not in f"{caught.value.message}{caught.value.details}"
    assert sorted(sent.parent.iterdir()) == before


def test_a_manifest_without_its_columns_in_the_input_is_refused_when_it_is_named(sent: Path, opened: Keys) -> None:
    other = sent.with_name("other.csv")
    other.write_text("结果\npaid\n")
    beside = sent.with_name("sent.csv.manifest.json")

    with pytest.raises(UsageError, match="the input has no column bank_card, card_for_pos, id_number"):
        revealed(other, opened, manifest=beside)
    other.with_name("other.csv.manifest.json").write_bytes(beside.read_bytes())
    assert revealed(other, opened).absent == tuple(COLUMNS)


def test_a_manifest_that_is_too_large_is_none(sent: Path, opened: Keys) -> None:
    large = sent.with_name("large.json")
    large.write_bytes(b" " * ((16 << 20) + 1))

    with pytest.raises(InputError, match=r"large.json: larger than 16 MiB"):
        revealed(sent, opened, manifest=large)


def test_phones_are_refused_by_the_policy(portfolio: Path, opened: Keys) -> None:
    portfolio.with_name("policy.toml").write_text(POLICY + "[columns.mobile]\noperator = 'fpe'\n")

    with pytest.raises(RulesError) as caught:
        masked(portfolio, opened)

    assert caught.value.details[0].startswith("columns.mobile.operator: fpe is not for phones: no digits are safe")
    assert not portfolio.with_name("out.csv").exists()
