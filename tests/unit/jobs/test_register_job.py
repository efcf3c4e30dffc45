"""The register in the jobs that use it: entered before packages appear, asked when accounts are placed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import CheckFailed, InputError, KeyringError, OutputError, UsageError
from collectkit.files import Input, Output
from collectkit.files.register import Register
from collectkit.jobs import handover
from collectkit.jobs.handover import Handover, HandoverReport
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.placement import place
from collectkit.jobs.register import file
from collectkit.jobs.register.register import enter
from collectkit.jobs.worklist import ack
from collectkit.placement.standing import STANDING
from collectkit.tables.register import EVENTS
from tests.unit.jobs.packages import AGENCY, new_ring, packed, reopened, stored

DAY = date(2026, 10, 31)
LATER = date(2026, 12, 20)
PERSONS = (
    "110105194912310011",
    "11010519491231002X",
    "110105194912310038",
    "110105194912310046",
    "110105194912310054",
    "110105194912310062",
)
"""Numbers of nobody, that are well formed."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "placements.db"


def events(book: Path) -> pl.DataFrame:
    with Register.open(book, write=False) as register:
        return register.events()


def recalled(book: Path, *accounts: str, kind: str = "RECALLED", on: date = date(2026, 12, 1)) -> None:
    """Enter what `recall` would."""
    rows = events(book).filter(pl.col("account_id").is_in(accounts)).unique("account_id", keep="last")
    said = rows.select("batch", "agency", "account_id", "account_token", on=on, kind=pl.lit(kind))
    said = said.with_columns(reason=pl.lit("test"), source_sha256=pl.lit("a" * 64))
    enter(book, pl.concat([events(book).clear().drop("seq"), said], how="diagonal"), "a test")


def test_a_hand_over_is_entered_once(tmp_path: Path, book: Path) -> None:
    ring, placements = new_ring(tmp_path), stored(tmp_path)

    first = packed(placements, ring, register=book).as_dict()

    found = events(book)
    assert first["registered"] == found.height == 5
    assert found.filter(pl.col("account_id") == "LN-1").drop("account_token").row(0, named=True) == {
        "seq": found.filter(pl.col("account_id") == "LN-1")["seq"][0],
        "kind": "PLACED",
        "on": DAY,
        "batch": "b-1",
        "agency": "agency-a",
        "account_id": "LN-1",
        "reason": None,
        "hand": 1,
        "currency": "CNY",
        "amount_minor": 120_050,
        "bucket": "M1",
        "recall_on": date(2027, 1, 29),
        "objection_until": None,
        "source_sha256": first["packages"][0]["manifest_sha256"],
    }
    record = pl.read_parquet(tmp_path / "out" / "placed.parquet")
    assert record["account_token"].to_list() == found["account_token"].to_list()

    again = packed(placements, reopened(ring), register=book, force=True).as_dict()
    assert again["registered"] == 5
    assert events(book).equals(found)


def test_what_the_register_does_not_allow_does_not_appear(tmp_path: Path, book: Path) -> None:
    ring, placements = new_ring(tmp_path), stored(tmp_path)
    packed(placements, ring, register=book)
    other = placements.with_name("other.csv")
    other.write_text(placements.read_text().replace(",b-1,", ",b-2,"))

    with pytest.raises(InputError, match=r"placements\.db does not allow 5 entries") as told:
        packed(other, reopened(ring), "second", register=book)

    assert told.value.details == ("5: with an agency already, in another batch",)
    assert [*(tmp_path / "second").iterdir()] == []
    assert events(book).height == 5

    recalled(book, "LN-1", "LN-2", "LN-3", "LN-4", "LN-5")
    packed(other, reopened(ring), "second", register=book)
    assert events(book).filter(batch="b-2")["hand"].to_list() == [2] * 5


def test_a_run_that_dies_behind_the_entry_is_repeated(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring, placements = new_ring(tmp_path), stored(tmp_path)

    def die(*given: Any) -> int:
        enter(*given)
        raise OutputError("the disk died")

    with monkeypatch.context() as patch:
        patch.setattr("collectkit.jobs.worklist.publishing.enter", die)
        with pytest.raises(OutputError, match="the disk died"):
            packed(placements, ring, register=book)
    assert not list((tmp_path / "out").glob("agency-*"))
    entered = events(book)
    assert entered.height == 5

    packed(placements, reopened(ring), register=book)

    assert events(book).equals(entered)
    assert len(list((tmp_path / "out").glob("agency-*"))) == 2


def test_an_answer_that_comes_again_after_all_is_deleted_enters_nothing(tmp_path: Path, book: Path) -> None:
    packed(stored(tmp_path), new_ring(tmp_path), register=book)
    record = tmp_path / "out" / "placed.parquet"
    own = pl.read_parquet(record).filter(agency="agency-a").select(pl.col("account_token").alias("token"))
    answer = tmp_path / "ack.csv"
    said = pl.Series("answer", ["ACCEPTED", "REJECTED", "REJECTED", "ACCEPTED"])
    own.with_columns(said, reason=pl.lit("OTHER")).write_csv(answer)

    def acknowledge(on: date) -> int | None:
        return ack.run(record, Input(answer), recipient="agency-a", register=book, as_of=on).entered

    assert acknowledge(date(2026, 11, 2)) == 4
    refused = events(book).filter(kind="REFUSED")["account_id"].to_list()
    recalled(book, *refused, kind="DELETED")
    assert acknowledge(date(2026, 12, 20)) == 0


def test_what_the_keyring_does_not_allow_is_not_entered(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Keys:
        raise KeyringError("a later one follows it")

    with monkeypatch.context() as patch:
        patch.setattr("collectkit.jobs.worklist.publishing.remember_manifests", refuse)
        with pytest.raises(KeyringError):
            packed(stored(tmp_path), new_ring(tmp_path), register=book)

    assert events(book).is_empty()


def test_an_entry_needs_a_day(tmp_path: Path, book: Path) -> None:
    placements = stored(tmp_path)
    placements.write_text(placements.read_text().replace("2026-10-31,2027", ",2027"))

    with pytest.raises(InputError, match="needs the day"):
        packed(placements, new_ring(tmp_path), register=book)

    assert not (tmp_path / "out" / "agency-a").exists()
    assert not book.exists()


@pytest.fixture
def creditor(tmp_path: Path) -> Callable[..., HandoverReport]:
    """A lender with three accounts, two agencies that take any hand, and a keyring."""
    firms = [AGENCY.format(id=name, name=name, language="en") for name in ("agency-a", "agency-b")]
    text = "version = 1\n" + "".join(firms).replace("hands = [1]", "hands = [1, 2, 3]")
    (tmp_path / "agencies.toml").write_text(text)
    lines = [f"LN-{n},{id_},现金贷,{n}00.00,{n}00.00,2026-08-01,CNY" for n, id_ in enumerate(PERSONS, 1)]
    header = "合同号,证件号码,产品名称,剩余本金,逾期总额,最早逾期日,币种"
    header += ",姓名,手机号码"
    lines = [f"{line},张样本,154000000{n:02}" for n, line in enumerate(lines)]
    (tmp_path / "portfolio.csv").write_text("\n".join([header, *lines, ""]))
    made = new_ring(tmp_path)

    def run(folder: str, day: date = DAY, **more: Any) -> HandoverReport:
        ring = reopened(made)
        given = Handover([Input(tmp_path / "portfolio.csv")], day, tmp_path / "agencies.toml")
        more = {"register": tmp_path / "placements.db"} | more
        return handover.run(given, tmp_path / folder, keys=lambda: ring, **more)

    return run


def _placed(done: HandoverReport) -> dict[str, str | None]:
    rows = pl.read_parquet(done.folder / "placements.parquet")
    return dict(rows.select("account_id", "agency").iter_rows())


def _files(folder: Path) -> dict[str, bytes]:
    there = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("run.json"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in there}


def test_a_batch_that_is_known_is_what_it_was(creditor: Callable[..., HandoverReport], book: Path) -> None:
    first = creditor("first")
    whole, entered = _files(first.folder), events(book)
    assert entered.height == len([agency for agency in _placed(first).values() if agency]) == 6

    assert creditor("first").resumed == ("accounts", "place", "worklist", "summary")
    again = creditor("again")

    assert (again.batch, _files(again.folder)) == (first.batch, whole)
    assert events(book).equals(entered)

    recalled(book, "LN-1", "LN-2", "LN-3")
    later = creditor("later", LATER)
    assert _files(creditor("again", force=True).folder) == whole
    assert later.batch != first.batch


def test_the_next_batch_knows_who_had_what(creditor: Callable[..., HandoverReport], book: Path) -> None:
    first = _placed(creditor("first"))
    recalled(book, "LN-1", "LN-2", "LN-3")

    later = creditor("later", LATER)

    then = _placed(later)
    other = {"agency-a": "agency-b", "agency-b": "agency-a"}
    assert {n: then[n] for n in ("LN-1", "LN-2", "LN-3")} == {n: other[str(first[n])] for n in ("LN-1", "LN-2", "LN-3")}
    assert [then[n] for n in ("LN-4", "LN-5", "LN-6")] == [None] * 3
    assert [row["reason"] for row in later.steps["place"]["not_placed"]] == ["already_placed"]
    assert events(book).filter(batch=later.batch)["hand"].to_list() == [2, 2, 2]
    note = "register: 6 accounts were placed before; an agency has 3 of them now"
    assert note in later.steps["place"]["notes"]
    report = file.check(book)
    assert report.states == {"PLACED": 6, "RECALLED": 3}
    assert (report.events, report.placements, report.running) == (12, 9, 6)


def test_a_run_whose_register_has_changed_is_placed_anew(
    creditor: Callable[..., HandoverReport], book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise OutputError("the disk died")

    with monkeypatch.context() as patch:
        patch.setattr("collectkit.jobs.worklist.worklist.run", die)
        with pytest.raises(OutputError, match="the disk died"):
            creditor("slow", LATER)
    fast = _placed(creditor("fast"))
    recalled(book, "LN-1")

    done = creditor("slow", LATER)

    assert done.resumed == ("accounts",)
    placed = {account: agency for account, agency in _placed(done).items() if agency}
    assert placed == {"LN-1": "agency-b" if fast["LN-1"] == "agency-a" else "agency-a"}


def test_without_a_register_nothing_is_asked_and_nothing_told(
    creditor: Callable[..., HandoverReport], book: Path
) -> None:
    creditor("first", register=None)
    done = creditor("later", LATER, register=None)

    assert not book.exists()
    assert None not in _placed(done).values()
    assert done.steps["worklist"]["registered"] is None


def test_the_register_is_no_output(tmp_path: Path, book: Path, opened: Keys) -> None:
    ring, placements = new_ring(tmp_path), stored(tmp_path)
    packed(placements, ring, register=book)

    with pytest.raises(OutputError, match="is the input"):
        file.export(book, Output(book, "csv", force=True))
    with pytest.raises(OutputError, match="is the input"):
        place.run(
            Input(placements),
            Output(book, "csv", force=True),
            agencies=tmp_path / "agencies.toml",
            as_of=DAY,
            keys=lambda: opened,
            register=book,
        )
    assert file.check(book).events == 5


@pytest.mark.parametrize("name", ["events.parquet", "events.csv", "events.ndjson"])
def test_what_is_written_out_makes_the_same_register(tmp_path: Path, book: Path, name: str) -> None:
    ring, placements = new_ring(tmp_path), stored(tmp_path)
    packed(placements, ring, register=book)
    recalled(book, "LN-3", kind="RECALL_PENDING")

    file.export(book, Output(tmp_path / name))
    made = file.take(tmp_path / "new.db", [tmp_path / name])

    assert made.entered == 6
    assert events(tmp_path / "new.db").equals(events(book))
    assert file.take(tmp_path / "new.db", [tmp_path / name]).entered == 0
    if name.endswith("parquet"):
        assert pl.read_parquet(tmp_path / name).schema == pl.Schema(EVENTS)


def test_how_placements_stand_is_a_table(tmp_path: Path, book: Path) -> None:
    packed(stored(tmp_path), new_ring(tmp_path), register=book)

    file.export(book, Output(tmp_path / "standing.parquet"), stand=True)

    found = pl.read_parquet(tmp_path / "standing.parquet")
    assert (found.schema, found["state"].to_list()) == (pl.Schema(STANDING), ["PLACED"] * 5)


def test_records_of_earlier_hand_overs_start_a_register(tmp_path: Path, book: Path) -> None:
    ring, placements = new_ring(tmp_path), stored(tmp_path)
    packed(placements, ring)
    later = placements.with_name("later.csv")
    text = placements.read_text().replace(",b-1,", ",b-2,").replace("2026-10-31,2027", "2027-03-01,2027")
    later.write_text(text.replace("agency-b,,s,d2,2026-10-31", "agency-b,,s,d2,2027-03-01"))
    packed(later, reopened(ring), "second")
    records = [tmp_path / name / "placed.parquet" for name in ("second", "out")]

    done = file.take(book, records)

    assert done.entered == 15
    assert done.states == {"PLACED": 5, "RECALLED": 5}
    assert file.check(book).head == done.head
    ended = events(book).filter(kind="RECALLED")
    assert set(ended.select("batch", "on", "reason").rows()) == {("b-1", date(2027, 3, 1), "placed_again")}
    assert events(book).filter(kind="PLACED").group_by("batch").agg(pl.col("hand").unique()).sort("batch").rows() == [
        ("b-1", [1]),
        ("b-2", [2]),
    ]
    assert file.take(book, records).entered == 0


def test_tables_that_are_none_are_refused(tmp_path: Path, book: Path) -> None:
    packed(stored(tmp_path), new_ring(tmp_path), register=book)
    record = tmp_path / "out" / "placed.parquet"
    file.export(book, Output(tmp_path / "events.csv"))
    text = (tmp_path / "events.csv").read_text()

    (tmp_path / "other.csv").write_text("account_id,agency\nLN-1,agency-a\n")
    with pytest.raises(InputError, match="neither events nor a record"):
        file.take(tmp_path / "new.db", [tmp_path / "other.csv"])
    with pytest.raises(InputError, match="not a readable parquet file"):
        file.take(tmp_path / "new.db", [tmp_path / "placements.csv"])
    with pytest.raises(UsageError, match="do not go together"):
        file.take(tmp_path / "new.db", [tmp_path / "events.csv", record])
    (tmp_path / "events.csv").write_text(text.replace("2026-10-31", "31.10.2026"))
    with pytest.raises(InputError, match="5 lines, days or numbers"):
        file.take(tmp_path / "new.db", [tmp_path / "events.csv"])
    (tmp_path / "events.csv").write_text(text.replace("PLACED", "SOLD"))
    with pytest.raises(InputError, match="does not allow 5 entries") as told:
        file.take(tmp_path / "new.db", [tmp_path / "events.csv"])
    assert told.value.details == ("5: no such kind of event",)


def test_a_register_that_does_not_hold_is_told(tmp_path: Path, book: Path) -> None:
    packed(stored(tmp_path), new_ring(tmp_path), register=book)
    with Register.open(book, write=True) as register:  # as no command of ours does
        register.append(events(book).drop("seq").with_columns(kind=pl.lit("KEPT")))

    with pytest.raises(CheckFailed, match="does not hold") as told:
        file.check(book)

    assert told.value.details == ("5 events: KEPT cannot follow PLACED",)
    with pytest.raises(InputError, match="No such file"):
        file.check(tmp_path / "none.db")
