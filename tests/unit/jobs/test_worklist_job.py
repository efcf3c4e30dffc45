"""Worklists: a package for each agency, whole or not at all, with the same bytes again; and what stays at home."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from collectkit.crypto import keyring, sealing
from collectkit.errors import CheckFailed, InputError, KeyringError, OutputError, RulesError, UsageError
from collectkit.files import archive, locked
from collectkit.jobs.keys import keys as key_job
from collectkit.jobs.keys.access import Access
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.worklist import verify
from collectkit.segment.ladder.stages import STAGES
from tests.unit.jobs.packages import HEADER, new_ring, output, packed, reopened, stored

FILES = {"README.md", "manifest.json", "manifest.sig", "returns.csv", "returns.xlsx", "worklist.csv", "worklist.xlsx"}


@pytest.fixture
def ring(tmp_path: Path) -> Keys:
    return new_ring(tmp_path)


@pytest.fixture
def placements(tmp_path: Path) -> Path:
    return stored(tmp_path)


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_lies_where(placements: Path, ring: Keys) -> None:
    before = os.umask(0)
    try:
        done = packed(placements, ring)
    finally:
        os.umask(before)
    out = placements.with_name("out")
    assert {path.name for path in out.iterdir()} == {"agency-a", "agency-b", "placed.parquet", "creditor.pem"}
    assert {path.name for path in (out / "agency-a").iterdir()} == FILES
    for path in [out, *out.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert (done.batch, done.rows_in, done.placed, done.not_placed) == ("b-1", 6, 5, 1)
    rows = [(row["agency"], row["rows"], row["sequence"], row["sealed"], row["known"]) for row in done.packages]
    assert rows == [("agency-a", 4, 1, False, False), ("agency-b", 1, 1, False, False)]
    assert done.as_dict()["leak_gate"] == "passed"
    assert (out / "creditor.pem").read_text() == ring.ring.public_pem()


def test_rows_are_in_the_order_of_their_tokens_and_the_record_knows_them(placements: Path, ring: Keys) -> None:
    packed(placements, ring)
    out = placements.with_name("out")
    record = pl.read_parquet(out / "placed.parquet")
    for agency, numbers in (("agency-a", ["LN-1", "LN-3", "LN-4", "LN-5"]), ("agency-b", ["LN-2"])):
        rows = pl.read_csv(out / agency / "worklist.csv", infer_schema=False)
        own = record.filter(pl.col("agency") == agency)
        assert rows["account_id"].is_sorted()
        assert rows["account_id"].to_list() == own["account_token"].to_list()
        opened = reopened(ring).ring.tokens(agency).open(rows["account_id"])
        assert opened.to_list() == own["account_id"].to_list()
        assert sorted(own["account_id"]) == numbers
        assert rows["overdue_total_minor"].cast(pl.Int64).to_list() == own["overdue_total_minor"].to_list()
        assert not {"remark", "id_number", "debtor_group", "stratum"} & set(rows.columns)
    row = record.filter(pl.col("account_id") == "LN-4").row(0, named=True)
    assert (row["currency"], row["bucket"], row["batch"]) == ("CNY", None, "b-1")
    assert record.schema["recall_on"] == pl.Date


def test_the_record_has_what_rate_cards_ask_for(placements: Path, ring: Keys) -> None:
    header, *rows = placements.read_text(encoding="utf-8").splitlines()
    cells = ["消费贷,一手,45", ",2,", " card ,,0", "-,3,91", "card,1,400", "card,1,5"]
    text = [f"product,hand,days_past_due,{header}", *(f"{more},{row}" for more, row in zip(cells, rows, strict=True))]
    placements.write_text("\n".join([*text, ""]), encoding="utf-8")
    packed(placements, ring)
    record = pl.read_parquet(placements.with_name("out") / "placed.parquet").sort("account_id")
    assert record.select("product", "hand", "days_past_due").rows() == [
        ("消费贷", 1, 45), (None, 2, None), ("card", None, 0), (None, 3, 91), ("card", 1, 400),
    ]  # fmt: skip


def test_the_manifest_says_what_it_must(placements: Path, ring: Keys) -> None:
    packed(placements, ring, rules={"scheme": b"s"})
    out = placements.with_name("out")
    found = manifest(out / "agency-a")
    now = reopened(ring).ring
    placement = now.recipient("agency-a").placement("b-1")
    assert found["format"] == "collectkit/manifest/1"
    assert (found["recipient"], found["batch"], found["sequence"], found["scope"]) == (
        "agency-a",
        "b-1",
        "1",
        "recipient",
    )
    assert found["previous_manifest_sha256"] == ""
    assert found["as_of"] == ["2026-10-31"]
    assert found["slot"] == "0"
    assert found["check_value"] == now.check_value("0")
    assert found["audit_head"] == placement.audit_head
    assert found["keyring_generation"] == str(placement.generation)
    assert found["signing_key_sha256"] == now.signing_digest()
    assert {"purpose", "term", "method", "protection", "return_or_delete", "sha256"} <= found["policy"].keys()
    assert "phone: part" in found["kinds_of_data"]
    assert found["rules"] == {
        "agencies": hashlib.sha256(placements.with_name("agencies.toml").read_bytes()).hexdigest(),
        "scheme": hashlib.sha256(b"s").hexdigest(),
    }
    assert found["phone_region"] == "CN"
    assert found["leak_gate"] == "passed"
    table = next(entry for entry in found["files"] if entry["name"] == "worklist.csv")
    assert table["rows"] == "4"
    assert table["sums_minor"] == {
        "CNY": {"overdue_total_minor": "120750", "payoff_total_minor": "500700"},
        "USD": {"overdue_total_minor": "7", "payoff_total_minor": "9"},
    }
    assert [(row["currency"], row["bucket"], row["rows"]) for row in table["buckets"]] == [
        ("CNY", "", "1"),
        ("CNY", "M1", "1"),
        ("CNY", "M2", "1"),
        ("USD", "M1", "1"),
    ]
    assert {entry["name"] for entry in found["files"]} == FILES - {"manifest.json", "manifest.sig"}
    assert hashlib.sha256((out / "agency-a" / "manifest.json").read_bytes()).hexdigest() == placement.manifest


def test_the_workbook_is_for_people_in_the_agencys_language(placements: Path, ring: Keys) -> None:
    packed(placements, ring)
    for agency, account, amount in (
        ("agency-a", "合同号", "逾期金额"),
        ("agency-b", "Account number", "Overdue total"),
    ):
        folder = placements.with_name("out") / agency
        sheet = fastexcel.read_excel(folder / "worklist.xlsx").load_sheet(0).to_polars()
        rows = pl.read_csv(folder / "worklist.csv")
        assert sheet[account].to_list() == rows["account_id"].to_list()
        assert sheet[amount].to_list() == (rows["overdue_total_minor"] / 100).to_list()
        with zipfile.ZipFile(folder / "worklist.xlsx") as parts:
            assert not re.search(r"20[1-9]\d-", parts.read("docProps/core.xml").decode())


def test_the_page_is_in_the_agencys_language(placements: Path, ring: Keys) -> None:
    packed(placements, ring)
    chinese = (placements.with_name("out") / "agency-a" / "README.md").read_text(encoding="utf-8")
    english = (placements.with_name("out") / "agency-b" / "README.md").read_text(encoding="utf-8")
    assert chinese.startswith("# 委案包：甲/公司\n")
    assert english.startswith("# Worklist for Beta (Ltd>\n")
    for page in (chinese, english):
        assert "openssl pkeyutl -verify -rawin" in page
        assert "$" not in page
        assert all(f"`{name}`" in page for name in ("payment_id", "value_date", "received_by", "reverses"))
    assert "| CNY | M1 | 1 | 1,200.50 |" in chinese
    assert "| CNY | M3+ | 1 | 880.00 |" in english


def test_again_is_the_same_and_writes_nothing(placements: Path, ring: Keys) -> None:
    packed(placements, ring)
    out = placements.with_name("out")
    before, places = contents(out), {path: path.stat().st_ino for path in out.rglob("*")}
    sealed = ring.file.read_bytes()
    done = packed(placements, reopened(ring))
    assert contents(out) == before
    assert {path: path.stat().st_ino for path in out.rglob("*")} == places
    assert ring.file.read_bytes() == sealed
    assert all(row["known"] for row in done.packages)
    packed(placements, reopened(ring), "elsewhere")
    assert contents(placements.with_name("elsewhere")) == before
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []


def test_formats_and_headings_of_the_placements_do_not_matter(placements: Path, ring: Keys) -> None:
    packed(placements, ring)
    frame = pl.read_csv(placements, infer_schema=False)
    typed = frame.with_columns(
        pl.col("^.*_minor$").cast(pl.Int64), pl.col("as_of", "placed_on", "recall_on").str.to_date()
    )
    typed.write_parquet(placements.with_name("placements.parquet"))
    packed(placements.with_suffix(".parquet"), reopened(ring), "columns")
    titles = {"agency": "催收机构", "batch": "批次", "account_id": "合同号", "name": "姓名"}
    frame.rename(titles).write_csv(placements.with_name("titled.csv"), separator=",")
    packed(placements.with_name("titled.csv"), reopened(ring), "titled")
    expected = contents(placements.with_name("out"))
    assert contents(placements.with_name("columns")) == expected
    assert contents(placements.with_name("titled")) == expected


def test_large_agencies_come_in_several_batches(placements: Path, ring: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    packed(placements, ring)
    typed = pl.read_csv(placements, infer_schema=False)
    typed.write_parquet(placements.with_suffix(".parquet"))
    monkeypatch.setattr("collectkit.files.frames.BATCH_ROWS", 2)
    packed(placements.with_suffix(".parquet"), reopened(ring), "pieces")
    assert contents(placements.with_name("pieces")) == contents(placements.with_name("out"))


def test_another_batch_follows_the_first(placements: Path, ring: Keys) -> None:
    packed(placements, ring)
    first = (placements.with_name("out") / "agency-a" / "manifest.json").read_bytes()
    placements.write_text(placements.read_text(encoding="utf-8").replace("b-1", "b-2"), encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        packed(placements, reopened(ring))
    assert reopened(ring).ring.recipient("agency-a").placement("b-2").manifest == ""
    packed(placements, reopened(ring), force=True)
    second = manifest(placements.with_name("out") / "agency-a")
    assert second["sequence"] == "2"
    assert second["previous_manifest_sha256"] == hashlib.sha256(first).hexdigest()
    assert second["audit_head"] != json.loads(first)["audit_head"]


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ("agency-b,", "agency-x,", InputError, "row 3, column 'agency': an agency that agencies.toml does not have"),
        ("LN-2,", ",", InputError, "without a number"),
        (",b-1,", ",,", UsageError, "name no batch"),
        ("2027-01-29,b-1", "2027-01-29,b-2", UsageError, "several batches"),
        (",b-1,", ",B 1,", UsageError, "must be 1 to 63"),
        ("agency,not_placed", "whoever,not_placed", InputError, "no column agency"),
        (HEADER + "2026", HEADER.replace("account_id", "who") + "2026", InputError, "no column account_id"),
    ],
)
def test_what_cannot_be_packed_is_refused(
    placements: Path, ring: Keys, old: str, new: str, error: type[Exception], words: str
) -> None:
    text = placements.read_text(encoding="utf-8")
    assert old in text
    placements.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(error, match=re.escape(words)):
        packed(placements, ring)
    out = placements.with_name("out")
    assert not out.exists() or list(out.iterdir()) == []


def test_placements_of_nobody_are_refused(placements: Path, ring: Keys) -> None:
    lines = placements.read_text(encoding="utf-8").splitlines()
    placements.write_text("\n".join([lines[0], lines[-1], ""]), encoding="utf-8")
    with pytest.raises(InputError, match="no account is placed"):
        packed(placements, ring)


def test_a_leak_at_one_agency_keeps_all_back(placements: Path, ring: Keys) -> None:
    policy = placements.with_name("policy.toml")
    policy.write_text(
        'version = 1\n[columns.account_id]\noperator = "token"\n[columns.remark]\noperator = "keep"\n'
        '[columns.mobile]\noperator = "token"\n'
    )
    text = placements.read_text(encoding="utf-8")
    placements.write_text(text.replace("13900139000,,CNY,88000,,M3+,,", "13900139000,,CNY,88000,,M3+,tel 13900139000,"))
    with pytest.raises(CheckFailed, match="leak gate"):
        packed(placements, ring, policy=str(policy))
    assert list(placements.with_name("out").iterdir()) == []
    assert reopened(ring).ring.recipient("agency-a").placement("b-1").manifest == ""


def test_a_policy_without_account_tokens_is_refused(placements: Path, ring: Keys) -> None:
    with pytest.raises(RulesError, match="no token of the account number"):
        packed(placements, ring, policy="public")


def test_what_a_killed_run_left_is_swept(placements: Path, ring: Keys) -> None:
    left = placements.with_name("out") / ".agency-a.0123abcd.part" / "files"
    left.mkdir(parents=True)
    (left / "worklist.csv").write_text("half")
    packed(placements, ring)
    assert not [path for path in placements.with_name("out").iterdir() if path.name.startswith(".")]


def test_a_changed_package_is_replaced_only_when_told(placements: Path, ring: Keys) -> None:
    packed(placements, ring)
    readme = placements.with_name("out") / "agency-b" / "README.md"
    good = readme.read_bytes()
    readme.write_bytes(b"other")
    with pytest.raises(OutputError, match="agency-b: exists already"):
        packed(placements, reopened(ring))
    assert readme.read_bytes() == b"other"
    packed(placements, reopened(ring), force=True)
    assert readme.read_bytes() == good


def test_sealed_packages_are_opened_by_their_agency_alone(tmp_path: Path, ring: Keys) -> None:
    (identity, key), (other, second) = keyring.new_identity(), keyring.new_identity()
    placements = stored(tmp_path, key=key, second=second)
    done = packed(placements, ring, seal="age")
    out = placements.with_name("out")
    assert {path.name for path in out.iterdir()} == {
        "agency-a.tar.age",
        "agency-b.tar.age",
        "placed.parquet",
        "creditor.pem",
    }
    assert all(row["sealed"] for row in done.packages)
    data = (out / "agency-a.tar.age").read_bytes()
    with pytest.raises(KeyringError, match="wrong identity"):
        sealing.unseal(other, data)
    files = archive.unpack(sealing.unseal(identity, data))
    assert files.keys() == FILES
    packed(placements, reopened(ring), seal="age")
    assert (out / "agency-a.tar.age").read_bytes() == data
    packed(placements, reopened(ring), seal="age", force=True)
    assert (out / "agency-a.tar.age").read_bytes() != data
    packed(placements, reopened(ring), "open")
    opened = contents(placements.with_name("open") / "agency-a")
    assert {name: hashlib.sha256(content).digest() for name, content in files.items()} == {
        name: hashlib.sha256(content).digest() for name, content in opened.items()
    }


@pytest.mark.skipif(shutil.which("age") is None, reason="there is no age program here")
def test_the_age_program_opens_a_package_and_verify_takes_its_tar(tmp_path: Path, ring: Keys) -> None:
    identity, key = keyring.new_identity()
    (tmp_path / "agency.key").write_bytes(identity)
    placements = stored(tmp_path, key=key, second=key)
    packed(placements, ring, seal="age")
    words = ["age", "-d", "-i", "agency.key", "-o", "agency-a.tar", "out/agency-a.tar.age"]
    subprocess.run(words, cwd=tmp_path, check=True)
    pem = tmp_path / "out" / "creditor.pem"
    assert verify.run(tmp_path / "agency-a.tar", pem, "agency-a").rows == 4
    subprocess.run(["tar", "xf", "agency-a.tar", "--one-top-level=a"], cwd=tmp_path, check=True)
    assert verify.run(tmp_path / "a", pem).recipient == "agency-a"
    with pytest.raises(UsageError, match="is sealed"):
        verify.run(tmp_path / "out" / "agency-a.tar.age")


def test_agencies_without_a_key_are_all_named_before_anything_is_written(tmp_path: Path, ring: Keys) -> None:
    placements = stored(tmp_path)
    with pytest.raises(RulesError) as caught:
        packed(placements, ring, seal="age")
    assert caught.value.details == ("agency-a: no public_key", "agency-b: no public_key")
    assert not placements.with_name("out").exists()
    assert reopened(ring).ring.recipients == ()


def test_the_bridge_dials_every_token_and_nobody_else_reads_the_table(placements: Path, ring: Keys) -> None:
    bridge = placements.with_name("bridge.age")
    done = packed(placements, ring, dialer=output(bridge))
    assert (done.dialable, done.undialable) == (4, 1)
    assert stat.S_IMODE(bridge.stat().st_mode) == 0o600
    identity = placements.with_name("officer.identity").read_bytes()
    table = pl.read_csv(io.BytesIO(sealing.unseal(identity, bridge.read_bytes())), infer_schema=False)
    assert table.columns == ["agency", "token", "phone"]
    assert sorted(table["phone"]) == ["+8613800138000", "+8613900139000", "+8615400000001", "+8615400000002"]
    for agency in ("agency-a", "agency-b"):
        rows = pl.read_csv(placements.with_name("out") / agency / "worklist.csv", infer_schema=False)
        own = table.filter(pl.col("agency") == agency)["token"]
        assert set(own) == {token for token in rows["mobile_token"] if token.startswith("P")}
    data = bridge.read_bytes()
    packed(placements, reopened(ring), dialer=output(bridge))
    assert bridge.read_bytes() == data


def test_the_bridges_table_lies_in_no_package_and_needs_an_officer(
    placements: Path, ring: Keys, tmp_path: Path
) -> None:
    inside = placements.with_name("out") / "agency-a" / "bridge.age"
    with pytest.raises(UsageError, match="must not lie in a package"):
        packed(placements, ring, dialer=output(inside))
    access = Access(None, lambda _: "a long passphrase")
    key_job.new(tmp_path / "worded", access, no_escrow=True)
    worded = key_job.open_keys(tmp_path / "worded", access)
    with pytest.raises(KeyringError, match="no officer"):
        packed(placements, worded, dialer=output(tmp_path / "bridge.age"))
    policy = placements.with_name("policy.toml")
    policy.write_text('version = 1\n[columns.account_id]\noperator = "token"\n')
    with pytest.raises(RulesError, match="nothing to dial"):
        packed(placements, ring, policy=str(policy), dialer=output(tmp_path / "bridge.age"))
    assert not placements.with_name("out").exists()


def test_a_locked_workbook_is_all_that_the_package_has_of_the_accounts(placements: Path, ring: Keys) -> None:
    passwords = placements.with_name("passwords.csv")
    done = packed(placements, ring, seal="xlsx", passwords=output(passwords))
    out = placements.with_name("out")
    package = out / "agency-a"
    assert {path.name for path in package.iterdir()} == FILES - {"worklist.csv"}
    known = dict(pl.read_csv(passwords).select("agency", "password").iter_rows())
    assert len(set(known.values())) == len(known) == 2
    assert all(row["sealed"] for row in done.packages)
    data = (package / "worklist.xlsx").read_bytes()
    assert locked.unlock(data, known["agency-b"]) is None
    plain = locked.unlock(data, known["agency-a"])
    assert plain is not None
    assert fastexcel.read_excel(plain).load_sheet(0).to_polars().height == 4
    told = verify.run(package, recipient="agency-a")
    assert (told.rows, told.counted) == (4, False)

    before = contents(out)
    again = packed(placements, ring, seal="xlsx", passwords=output(passwords))
    assert all(row["known"] for row in again.packages)
    assert contents(out) == before
    (package / "worklist.xlsx").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(CheckFailed):
        verify.run(package)


def test_passwords_have_a_place_outside_of_packages(placements: Path, ring: Keys) -> None:
    out = placements.with_name("out")
    for settings, message in (
        ({"seal": "xlsx"}, "--passwords FILE is needed"),
        ({"passwords": output(placements.with_name("p.csv"))}, "nothing is locked"),
        ({"seal": "xlsx", "passwords": output(out / "agency-a" / "p.csv")}, "must not lie in a package"),
    ):
        with pytest.raises(UsageError, match=message):
            packed(placements, ring, **settings)
    assert not out.exists()


def test_a_stage_stands_in_words_in_the_workbook_and_as_its_code_in_the_table(placements: Path, ring: Keys) -> None:
    head, *rows = placements.read_text(encoding="utf-8").splitlines()
    stages = ["CALL", "FIELD_VISIT", "DANCE", "LEGAL", "HOLD", "MESSAGE"]
    lines = [f"{head},stage", *(f"{row},{stages[place % 6]}" for place, row in enumerate(rows))]
    placements.write_text("\n".join(lines) + "\n", encoding="utf-8")

    packed(placements, ring)

    for agency, title, place in (("agency-a", "处置阶段", 0), ("agency-b", "Treatment stage", 1)):
        package = placements.with_name("out") / agency
        codes = pl.read_csv(package / "worklist.csv")["stage"].to_list()
        shown = fastexcel.read_excel(package / "worklist.xlsx").load_sheet(0).to_polars()[title].to_list()
        assert {*codes} <= {*stages}
        assert shown == [(STAGES[one].zh, STAGES[one].en)[place] if one in STAGES else one for one in codes]
        assert shown != codes
