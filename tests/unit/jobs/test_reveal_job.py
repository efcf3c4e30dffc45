"""Revealing of whole files: what was masked comes back, in every format, and each use is on the record."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.compiled import NotCompiled
from collectkit.errors import KeyringError, OutputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs import in_place
from collectkit.jobs.keys import audit, keys
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.opening import Opening
from collectkit.jobs.reveal import RevealReport, run
from tests.unit.jobs.tour import masked, read, stored

ACCOUNTS = ["00123456", "LN-2024/00017", "LN-3"]
PHONES = ["+8613800138000", None, "+8615400000001"]


@pytest.fixture
def sent(tmp_path: Path, opened: Keys) -> Path:
    """What agency-a was sent."""
    masked(stored(tmp_path), opened, "sent.csv")
    return tmp_path / "sent.csv"


def revealed(source: Path, opened: Keys, name: str = "back.csv", **options: Any) -> RevealReport:
    output = Output(source.parent / name, force=options.pop("force", False))
    return run(Input(source), output, keys=opened, **({"reason": "test", "recipient": "agency-a"} | options))


def log(opened: Keys) -> list[dict[str, Any]]:
    lines = audit.path(opened.file).read_bytes().splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("ending", ["csv", "tsv", "csv.gz", "ndjson", "tsv.zst", "parquet", "arrow", "xlsx"])
def test_what_was_masked_comes_back_from_every_format_to_every_format(
    tmp_path: Path, opened: Keys, ending: str
) -> None:
    masked(stored(tmp_path), opened, f"sent.{ending}")

    report = revealed(tmp_path / f"sent.{ending}", opened, f"back.{ending}")

    back, sent = read(tmp_path / f"back.{ending}"), read(tmp_path / f"sent.{ending}")
    assert back["account_id"].to_list() == ACCOUNTS
    assert back["mobile_token"].to_list() == PHONES
    assert back.columns == sent.columns
    untouched = [name for name in sent.columns if name in {"name", "mobile", "渠道", "currency"}]
    assert back.select(untouched).equals(sent.select(untouched), null_equal=True)
    assert (report.as_dict()["rows_in"], report.as_dict()["tokens"]) == (3, {"opened": 5})


def test_every_row_is_kept_and_every_line_accounted_for(sent: Path, opened: Keys) -> None:
    sent.write_text(sent.read_text() + "P0TKT141548W1YZMC9W3\n合计,,,,,,,,,,\n")

    found = revealed(sent, opened, rejects=Output(sent.with_name("bad.csv"))).as_dict()

    assert (found["rows_in"], found["rows_out"]) == (5, 4)
    assert [(line["code"], line["first_rows"]) for line in found["unreadable_lines"]] == [("FIELDS_MISSING", [5])]
    assert read(sent.with_name("bad.csv")).rows() == [("5", "FIELDS_MISSING", "P0TKT141548W1YZMC9W3")]


def test_each_use_is_on_the_record_without_a_value(sent: Path, opened: Keys) -> None:
    revealed(sent, opened, reason="complaint 17", show="last4")

    begun, done = log(opened)[-2:]
    assert (begun["what"], done["what"]) == ("reveal begun", "reveal")
    assert all(
        (one["recipient"], one["reason"], one["show"]) == ("agency-a", "complaint 17", "last4") for one in (begun, done)
    )
    assert done["tokens"] == {"opened": 5}
    assert "13800138000" not in audit.path(opened.file).read_text()
    assert keys.check(opened).audit_lines == len(log(opened))


def test_a_use_is_on_the_record_before_anything_is_shown(sent: Path, opened: Keys) -> None:
    before = len(log(opened))
    sent.with_name("back.csv").write_text("mine")

    with pytest.raises(OutputError):
        revealed(sent, opened)

    assert [one["what"] for one in log(opened)[before:]][:1] == ["reveal begun"]
    assert sent.with_name("back.csv").read_text() == "mine"


def test_last4_is_all_that_is_shown(sent: Path, opened: Keys) -> None:
    revealed(sent, opened, show="last4")

    assert read(sent.with_name("back.csv"))["mobile_token"].to_list() == ["***8000", None, "***0001"]


def test_only_the_named_columns_are_opened(sent: Path, opened: Keys) -> None:
    revealed(sent, opened, columns=[" account_id "])

    back = read(sent.with_name("back.csv"))
    assert back["account_id"].to_list() == ACCOUNTS
    assert back["mobile_token"].to_list() == read(sent)["mobile_token"].to_list()


def test_tokens_of_others_stay_with_their_place(sent: Path, opened: Keys) -> None:
    report = revealed(sent, opened, recipient="agency-b").as_dict()

    assert report["tokens"] == {"foreign": 5}
    assert report["left"][0] == {"row": 2, "column": "account_id", "verdict": "foreign"}
    assert sent.with_name("back.csv").read_bytes() == sent.read_bytes()


def test_without_a_recipient_all_of_the_ring_are_tried(tmp_path: Path, opened: Keys) -> None:
    masked(stored(tmp_path), opened, "b.csv", recipient="agency-b")

    assert revealed(tmp_path / "b.csv", opened, recipient=None).tokens == {"opened": 5}
    assert read(tmp_path / "back.csv")["account_id"].to_list() == ACCOUNTS


def test_a_batch_opens_without_being_named(tmp_path: Path, opened: Keys) -> None:
    masked(stored(tmp_path), opened, "sent.csv", scope="batch", batch="2026-11")
    now = keys.remember_batch(opened, "agency-a", "2026-11")

    assert revealed(tmp_path / "sent.csv", now).tokens == {"opened": 5}


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet", "arrow", "xlsx"])
def test_two_headers_of_one_text_stay_two_columns(tmp_path: Path, opened: Keys, ending: str) -> None:
    token = opened.ring.tokens("agency-a").make("phone", pl.Series(["+8613800138000"]))[0]
    (tmp_path / "in.csv").write_text(f"account_id,note,note\nHT1,{token},见{token}\n")

    revealed(tmp_path / "in.csv", opened, f"back.{ending}")

    assert read(tmp_path / f"back.{ending}").row(0) == ("HT1", "+8613800138000", "见+8613800138000")


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_columns_without_tokens_keep_their_types(tmp_path: Path, opened: Keys, ending: str) -> None:
    token = opened.ring.tokens("agency-a").make("phone", pl.Series(["+8613800138000"]))[0]
    given = pl.DataFrame(
        {
            "token": [token, "x", None],
            "whole": [2**62 + 1, None, -1],
            "small": pl.Series([1, 2, None], dtype=pl.UInt8),
            "part": [0.1, 1e-300, float("inf")],
            "fen": pl.Series([Decimal("1.20"), None, Decimal("-12345678.99")], dtype=pl.Decimal(20, 2)),
            "day": [dt.date(2026, 10, 31), None, dt.date(1899, 1, 1)],
            "moment": [dt.datetime(2026, 10, 31, 1, 2, 3, 456789), None, dt.datetime(1899, 1, 1)],  # noqa: DTZ001
            "true": [True, None, False],
        }
    )
    file = tmp_path / f"in.{ending}"
    given.write_parquet(file) if ending == "parquet" else given.write_ipc(file)

    revealed(file, opened, f"back.{ending}")
    revealed(file, opened, "back.xlsx")

    back = pl.read_parquet(tmp_path / "back.parquet") if ending == "parquet" else pl.read_ipc(tmp_path / "back.arrow")
    assert back.equals(given.with_columns(token=pl.Series(["+8613800138000", "x", None])))
    assert back.schema == given.schema
    assert read(tmp_path / "back.xlsx")["whole"].to_list() == [str(2**62 + 1), None, "-1"]
    assert read(tmp_path / "back.xlsx")["fen"].to_list() == ["1.2", None, "-12345678.99"]


def test_what_cannot_be_is_refused_and_nothing_is_written(sent: Path, opened: Keys) -> None:
    before = sorted(sent.parent.iterdir())

    with pytest.raises(UsageError, match="no column phone"):
        revealed(sent, opened, columns=["phone", "account_id"])
    with pytest.raises(KeyringError, match="no recipient 'agency-c'"):
        revealed(sent, opened, recipient="agency-c")
    with pytest.raises(OutputError, match="is the input"):
        revealed(sent, opened, sent.name, force=True)

    assert sorted(sent.parent.iterdir()) == before


@pytest.mark.parametrize(("ending", "headings"), [("ndjson", ["a", "a (2)"]), ("parquet", ["a", "a (2)"])])
def test_two_columns_of_one_name_are_told_apart(tmp_path: Path, opened: Keys, ending: str, headings: list[str]) -> None:
    (tmp_path / "two.csv").write_text("a,a\n1,2\n")
    revealed(tmp_path / "two.csv", opened, f"back.{ending}")
    back = read(tmp_path / f"back.{ending}")
    assert (back.columns, back.rows()) == (headings, [("1", "2")])
    revealed(tmp_path / "two.csv", opened, "back.csv")
    assert (tmp_path / "back.csv").read_text() == "a,a\n1,2\n"


@pytest.mark.parametrize("there", [True, False], ids=["compiler", "no compiler"])
def test_a_large_table_comes_back_where_it_stands_to_the_same_bytes(
    tmp_path: Path, opened: Keys, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    phone, other, account = (
        opened.ring.tokens(whose).make(kind, pl.Series([value]))[0]
        for whose, kind, value in [
            ("agency-a", "phone", "+8613800138000"),
            ("agency-b", "phone", "+8613800138000"),
            ("agency-a", "account", "HT-1"),
        ]
    )
    lines = [f"{account},{phone},,见{phone}", f"{account},,x,", f"{account},{phone},{other},{phone[:-1]}"]
    (tmp_path / "in.csv").write_text("\r\n".join(["account_id,phone,other,note", *lines, ""]))
    as_text = revealed(tmp_path / "in.csv", opened, "text.csv")
    done: list[bool] = []

    def make(self: Opening, chunk: Any) -> Any:
        made = given(self, chunk)
        done.append(made is not None)
        return made

    given = Opening.make
    monkeypatch.setattr(Opening, "make", make)
    monkeypatch.setattr(in_place, "PIECES", 1)
    if not there:
        monkeypatch.setattr(Opening, "make", _not_compiled)
    where_it_stands = revealed(tmp_path / "in.csv", opened)

    assert done == [True] * there
    assert where_it_stands.as_dict() == as_text.as_dict()
    assert where_it_stands.tokens == {"opened": 6, "foreign": 1}
    assert (tmp_path / "back.csv").read_bytes() == (tmp_path / "text.csv").read_bytes()
    assert (tmp_path / "back.csv").read_text().splitlines()[1] == "HT-1,+8613800138000,,见+8613800138000"


def test_what_is_shown_in_part_is_read_as_text(sent: Path, opened: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_place, "PIECES", 1)
    revealed(sent, opened, show="last4")

    assert read(sent.with_name("back.csv"))["mobile_token"].to_list() == ["***8000", None, "***0001"]


def _not_compiled(*_: Any) -> None:
    raise NotCompiled
