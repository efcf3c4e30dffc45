"""Recalls from placements to the end of a relation: packages, repetition, a placements file, and keys that go."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.crypto import keyring, sealing, slots
from collectkit.errors import CheckFailed, InputError, KeyringError, UsageError
from collectkit.files import Input, Output, archive
from collectkit.jobs.keys.keys import Keys, add_recipient, change
from collectkit.jobs.recall import ended, recall
from collectkit.jobs.recall.packages import Packages
from collectkit.jobs.recall.recall import Steps
from collectkit.jobs.recall.report import RecallReport
from collectkit.jobs.recall.select import Wanted
from collectkit.jobs.recall.steps import Said
from collectkit.jobs.worklist import verify
from tests.unit.jobs.packages import new_ring, packed, reopened, stored

DUE = dt.date(2027, 2, 1)


@pytest.fixture
def ring(tmp_path: Path) -> Keys:
    return new_ring(tmp_path)


@pytest.fixture
def out(tmp_path: Path, ring: Keys) -> Path:
    packed(stored(tmp_path), ring)
    return tmp_path / "out"


def run(source: Path, target: str | None, wanted: Wanted | None = None, **options: Any) -> RecallReport:
    """Recall, or take a step, into a file beside the packages."""
    steps = options.pop("steps", Steps())
    output = Output(source.parent / target) if target else None
    return recall.run(Input(source), output, wanted or Wanted(), steps, **({"as_of": DUE} | options))


def packages(out: Path, ring: Keys, name: str = "sent", **options: Any) -> Packages:
    return Packages(out.parent / name, out.parent / "agencies.toml", lambda: reopened(ring), **options)


def proof(out: Path, table: Path, name: str = "proof.csv") -> Said:
    rows = pl.read_parquet(table).filter(pl.col("state") == "FINAL")
    lines = [f"{token},{batch},2027-02-01,ERASED" for token, batch in rows.select("account_token", "batch").rows()]
    (out / name).write_text("\n".join(["token,batch,on,method", *lines]) + "\n")
    return Said(None, Input(out / name))


def everything(out: Path) -> tuple[Path, Path]:
    """Recall all of agency-a, and have it proven; return the record and the table."""
    run(out / "placed.parquet", "all.parquet", Wanted(agency="agency-a"))
    done = run(out / "all.parquet", "proven.parquet", steps=Steps(proofs=[proof(out, out / "all.parquet")]))
    done.refuse()
    return out / "placed.parquet", out / "proven.parquet"


def test_a_package_holds_the_agencys_own_rows_and_is_verified(out: Path, ring: Keys) -> None:
    done = run(out / "placed.parquet", "r.parquet", Wanted(due=DUE), packages=packages(out, ring))
    assert [(row["agency"], row["rows"]) for row in done.packages] == [("agency-a", 4)]
    assert done.no_term == 1
    sent = out.parent / "sent"
    assert verify.run(sent / "agency-a", recipient="agency-a").counted
    rows = pl.read_csv(sent / "agency-a" / "recall.csv", infer_schema=False)
    assert rows["account_token"].is_sorted()
    text = b"".join(path.read_bytes() for path in (sent / "agency-a").iterdir())
    assert not any(word in text for word in (b"LN-1", "张三".encode(), b"13800138000"))


def test_every_changed_byte_is_found(out: Path, ring: Keys) -> None:
    run(out / "placed.parquet", "r.parquet", Wanted(due=DUE), packages=packages(out, ring))
    folder = out.parent / "sent" / "agency-a"
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        for place in range(0, len(whole), max(1, len(whole) // 40)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(CheckFailed):
                verify.run(folder)
        path.write_bytes(whole)
    verify.run(folder)


def test_sealed_packages_open_and_are_not_sealed_twice(tmp_path: Path, ring: Keys) -> None:
    identity, public = keyring.new_identity()
    packed(stored(tmp_path, key=public, second=public), ring)
    out = tmp_path / "out"
    for _ in range(2):
        run(out / "placed.parquet", "r.parquet", Wanted(due=DUE), packages=packages(out, ring, seal="age"))
        now = (tmp_path / "sent" / "agency-a.tar.age").read_bytes()
        assert set(archive.unpack(sealing.unseal(identity, now))) >= {"recall.csv", "manifest.sig"}
    run(out / "placed.parquet", "r.parquet", Wanted(due=DUE), packages=packages(out, ring, seal="age"))
    assert (tmp_path / "sent" / "agency-a.tar.age").read_bytes() == now


def test_a_placements_file_gets_the_tokens_that_the_package_has(out: Path, ring: Keys) -> None:
    with pytest.raises(InputError, match="no tokens"):
        run(out.parent / "placements.csv", "r.parquet", Wanted(due=DUE))
    run(out.parent / "placements.csv", "a.parquet", Wanted(due=DUE), keys=lambda: reopened(ring))
    run(out / "placed.parquet", "b.parquet", Wanted(due=DUE))
    columns = ["account_id", "account_token", "state", "overdue_total_minor"]
    one, other = (pl.read_parquet(path).select(columns) for path in (out.parent / "a.parquet", out / "b.parquet"))
    assert one.equals(other)


def test_a_token_that_is_anothers_does_not_leave(out: Path, ring: Keys) -> None:
    run(out / "placed.parquet", "r.parquet", Wanted(due=DUE))
    table = pl.read_parquet(out / "r.parquet")
    table.with_columns(pl.col("account_id").reverse()).write_parquet(out / "swapped.parquet")
    with pytest.raises(InputError) as caught:
        run(out / "swapped.parquet", None, packages=packages(out, ring))
    assert caught.value.details == ("agency-a: 4 tokens are not those of their accounts",)
    assert not (out.parent / "sent" / "agency-a").exists()


def test_a_current_account_that_says_something_and_names_none_is_refused(out: Path) -> None:
    current = out / "nameless.csv"
    current.write_text("合同号,客户号,死亡\n,C-1,是\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 2: names no account"):
        run(out / "placed.parquet", "r.csv", Wanted(current=[Input(current)]))


def test_current_accounts_say_what_happened(out: Path) -> None:
    current = out / "now.csv"
    current.write_text(
        "account_id,customer_id,overdue_total,deceased\nLN-1,C1,5,\nLN-3,C1,5,是\nLN-4,C2,0,\nLN-9,C3,0,\n"
    )
    done = run(out / "placed.parquet", "r.csv", Wanted(current=[Input(current)]))
    rows = pl.read_csv(out / "r.csv").sort("account_id")
    assert rows.select("account_id", "reason").rows() == [("LN-1", "deceased"), ("LN-3", "deceased"), ("LN-4", "paid")]
    assert done.not_placed == {"now.csv": 1}


def test_an_event_of_an_account_that_nobody_has_is_told_with_its_row(out: Path) -> None:
    events = out / "events.csv"
    events.write_text("account_id,event\nLN-1,deceased\nLN-77,deceased\nLN-1,complaint\nLN-77,complaint\n")

    done = run(out / "placed.parquet", "r.csv", Wanted(events=[Input(events)]))

    assert (done.rows, done.not_placed) == (1, {"events.csv": 1})
    with pytest.raises(CheckFailed) as told:
        done.refuse()
    assert told.value.details == ("events.csv: row 3, 5: an account that is not placed in placed.parquet",)


def test_what_was_asked_back_is_not_asked_back_again(out: Path) -> None:
    run(out / "placed.parquet", "r.parquet", Wanted(accounts=["LN-1"]))
    done = run(out / "placed.parquet", "s.parquet", Wanted(due=DUE), earlier=[out / "r.parquet"])
    assert (done.left_out, done.rows) == (1, 3)


def test_a_proof_for_another_list_or_of_another_agency_proves_nothing(out: Path) -> None:
    run(out / "placed.parquet", "all.parquet", Wanted(agency="agency-a"))
    said = proof(out, out / "all.parquet")
    text = (out / "proof.csv").read_text().splitlines()
    (out / "proof.csv").write_text("\n".join([text[0] + ",list_sha256", *(f"{x},{'0' * 64}" for x in text[1:])]) + "\n")
    done = run(out / "all.parquet", "p.parquet", steps=Steps(proofs=[said]))
    assert done.files[0]["statuses"] == {"WRONG_LIST": 4}
    assert done.files[0]["missing"] == 4
    with pytest.raises(CheckFailed):
        done.refuse()
    with pytest.raises(InputError, match="nothing is recalled from 'agency-b'"):
        run(out / "all.parquet", "q.parquet", steps=Steps(proofs=[Said("agency-b", said.source)]))
    assert not (out / "q.parquet").exists()


def test_a_proof_of_nothing_that_was_recalled_leaves_all_of_the_named_agency_missing(out: Path) -> None:
    run(out / "placed.parquet", "all.parquet", Wanted(agency="agency-a"))
    said = proof(out, out / "all.parquet")
    other = pl.read_csv(out / "agency-b" / "worklist.csv", infer_schema=False)["account_id"][0]
    (out / "proof.csv").write_text(f"token,batch,on,method\n{other},b-1,2027-02-01,ERASED\n")
    done = run(out / "all.parquet", "p.parquet", steps=Steps(proofs=[Said("agency-a", said.source)]))
    assert done.files[0]["statuses"] == {"UNKNOWN": 1}
    assert done.files[0]["missing"] == 4
    with pytest.raises(CheckFailed) as caught:
        done.refuse()
    assert "MISSING: 4 deletions are not proven" in caught.value.details


def test_a_relation_that_is_not_over_stays(out: Path, ring: Keys) -> None:
    run(out / "placed.parquet", "all.parquet", Wanted(agency="agency-a"))
    with pytest.raises(KeyringError, match="is not over") as caught:
        ended.run(reopened(ring), "agency-a", placed=[out / "placed.parquet"], recalled=[out / "all.parquet"])
    assert caught.value.details == ("b-1: 4 accounts are FINAL, not proven deleted",)
    assert not reopened(ring).ring.recipient("agency-a").placements[0].closed


def test_a_relation_ends_and_its_hand_overs_are_closed(out: Path, ring: Keys) -> None:
    placed, proven = everything(out)
    done = ended.run(reopened(ring), "agency-a", placed=[placed], recalled=[proven])
    assert (done.deleted, done.closed, done.erased) == (4, ("b-1",), ())
    now = reopened(ring).ring
    assert now.recipient("agency-a").placements[0].closed
    assert not now.recipient("agency-b").placements[0].closed


def test_a_key_that_others_need_is_not_erased(out: Path, ring: Keys) -> None:
    placed, proven = everything(out)
    before = ring.file.read_bytes(), reopened(ring).ring
    with pytest.raises(KeyringError) as caught:
        ended.run(reopened(ring), "agency-a", placed=[placed], recalled=[proven], erase=True, confirm="agency-a")
    assert "slot 0 is primary: `collectkit keys rotate` first" in caught.value.details
    assert "slot 0: needed by recipient agency-b" in caught.value.details
    assert reopened(ring).ring == before[1]


def test_a_key_of_its_own_is_erased_once_the_consequences_are_confirmed(out: Path, ring: Keys) -> None:
    placed, proven = everything(out)
    change(reopened(ring), "test", slots.rotate)
    change(reopened(ring), "test", lambda one: slots.move(one, "agency-b"))
    change(reopened(ring), "test", lambda one: slots.close(one, "agency-b", "b-1"))
    given: dict[str, Any] = {"placed": [placed], "recalled": [proven], "erase": True}
    with pytest.raises(UsageError) as caught:
        ended.run(reopened(ring), "agency-a", **given)
    assert caught.value.details[:2] == (
        "slot 0: the tokens of b-1 to agency-a",
        "slot 0: the tokens of b-1 to agency-b",
    )
    assert reopened(ring).ring.states == {"0": "enabled", "1": "primary"}
    done = ended.run(reopened(ring), "agency-a", **given, confirm="agency-a")
    assert done.erased == ("0",)
    now = reopened(ring).ring
    assert now.states == {"0": "destroyed", "1": "primary"}
    assert now.contexts("agency-a") == []
    assert ended.run(reopened(ring), "agency-a", **given, confirm="agency-a").erased == ()


def test_an_agency_without_anything_to_show_for_it_is_not_ended(out: Path, ring: Keys) -> None:
    shutil.rmtree(out)
    with pytest.raises(UsageError, match="what became"):
        ended.run(reopened(ring), "agency-a")
    assert add_recipient(reopened(ring), "agency-c") == "0"
