"""A masked file moves to a new slot: every row, the map, the manifest; and what a run that died leaves."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from collectkit.crypto.keyring import new_identity
from collectkit.errors import InputError, KeyringError, OutputError, RulesError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs import mask, retoken, reveal
from collectkit.jobs.keys import keys, slots
from collectkit.jobs.keys.access import Access
from collectkit.jobs.keys.keys import Keys

PORTFOLIO = """合同号,姓名,手机号码,银行卡号,备注
LN-1,张三,15400000001,6222021234567890128,甲
LN-2,李四,15400000002,6222021234567890136,乙
LN-3,,not a phone,,丙
"""
POLICY = """version = 1
name = "test"
[columns.account_id]
operator = "token"
[columns.name]
operator = "token"
[columns.mobile]
operator = "token"
"""
FPE = POLICY + '[columns.bank_card]\noperator = "fpe"\n'


class Desk:
    """A folder with a keyring, and a portfolio masked for agency-a."""

    def __init__(self, folder: Path, policy: str = POLICY, batch: str | None = None) -> None:
        self.folder, (identity, _) = folder, new_identity()
        self.access = Access(identity, pytest.fail)
        keys.new(folder / "ring", self.access, no_escrow=True)
        for name in ("agency-a", "agency-b"):
            keys.add_recipient(self.keys, name)
        (folder / "portfolio.csv").write_text(PORTFOLIO, encoding="utf-8")
        (folder / "policy.toml").write_text(policy)
        self.mask("masked.csv", batch=batch)

    @property
    def keys(self) -> Keys:
        """The keyring as it is on the disk."""
        return keys.open_keys(self.folder / "ring", self.access)

    def mask(self, name: str, batch: str | None = None) -> pl.DataFrame:
        """Mask the portfolio; return what was written."""
        policy = str(self.folder / "policy.toml")
        scope = {"scope": "batch", "batch": batch} if batch else {}
        output = Output(self.folder / name)
        source = Input(self.folder / "portfolio.csv")
        mask.run(source, output, policy=policy, recipient="agency-a", keys=lambda: self.keys, **scope)  # type: ignore[arg-type]
        return self.read(name)

    def read(self, name: str) -> pl.DataFrame:
        """Read a table as text."""
        return pl.read_csv(self.folder / name, infer_schema=False)

    def retoken(self, name: str = "masked.csv", to: str = "renewed.csv", **options: object) -> dict[str, object]:
        """Make the tokens of a file anew; return the report."""
        source, output = Input(self.folder / name), Output(self.folder / to)
        return retoken.run(source, output, keys=self.keys, recipient="agency-a", **options).as_dict()  # type: ignore[arg-type]

    def reveal(self, name: str) -> pl.DataFrame:
        """Turn a file back."""
        reveal.run(Input(self.folder / name), Output(self.folder / f"{name}.plain.csv"), reason="test", keys=self.keys)
        return self.read(f"{name}.plain.csv")


@pytest.mark.parametrize("batch", [None, "2026-10"])
def test_the_new_file_is_what_masking_anew_would_make(batch: str | None, tmp_path: Path) -> None:
    desk = Desk(tmp_path, batch=batch)
    slots.rotate(desk.keys)
    report = desk.retoken(mapping=Output(tmp_path / "map.csv"))
    assert report["tokens"] == {"moved": 8}
    assert (report["slot"], report["rows_in"], report["rows_out"], report["mapped"]) == ("1", 3, 3, 8)
    old, new = desk.read("masked.csv"), desk.read("renewed.csv")
    assert new.equals(desk.mask("anew.csv", batch=batch))
    pairs = dict(desk.read("map.csv").iter_rows())
    assert [[pairs.get(cell, cell) for cell in row] for row in old.iter_rows()] == [[*row] for row in new.iter_rows()]
    assert desk.reveal("renewed.csv").equals(desk.reveal("masked.csv"))
    stated, anew = (
        json.loads((tmp_path / f"{name}.manifest.json").read_text()) for name in ("renewed.csv", "anew.csv")
    )
    assert stated["files"][0].pop("name") != anew["files"][0].pop("name")
    stated["keyring_generation"] = anew["keyring_generation"]
    assert stated == anew
    log = (tmp_path / "ring.audit").read_text()
    assert '"what":"recipient move"' in log
    assert '"what":"retoken"' in log


def test_a_run_that_died_is_run_again_and_mixed_files_are_finished(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    slots.rotate(desk.keys)
    retoken.move(desk.keys, "agency-a")  # it died when the recipient had moved, and nothing was written
    whole = desk.mask("anew.csv")
    mixed = pl.concat([desk.read("masked.csv").head(1), whole.tail(2)])
    mixed.write_csv(tmp_path / "mixed.csv")
    assert desk.retoken("mixed.csv")["tokens"] == {"moved": 3, "new already": 5}
    assert desk.read("renewed.csv").equals(whole)


def test_tokens_in_free_text_and_of_others_are_told_apart(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    masked = desk.read("masked.csv")
    theirs = desk.keys.ring.tokens("agency-b").make("name", pl.Series(["王五"]))[0]
    slots.rotate(desk.keys)
    text = f"见 {masked['name'][0].lower()}，又 {theirs}。"
    pl.DataFrame({"note": [text, "nothing"]}).write_csv(tmp_path / "notes.csv")
    assert desk.retoken("notes.csv")["tokens"] == {"moved": 1, "foreign": 1}
    fresh = desk.keys.ring.tokens("agency-a").make("name", pl.Series(["张三"]))[0]
    assert desk.read("renewed.csv")["note"].to_list() == [f"见 {fresh}，又 {theirs}。", "nothing"]
    assert not (tmp_path / "renewed.csv.manifest.json").exists()


def test_format_preserved_columns_cannot_move(tmp_path: Path) -> None:
    desk = Desk(tmp_path, FPE)
    slots.rotate(desk.keys)
    with pytest.raises(RulesError, match="operator fpe") as caught:
        desk.retoken()
    assert caught.value.details == ("bank_card",)
    assert not (tmp_path / "renewed.csv").exists()
    assert desk.keys.ring.recipient("agency-a").slot == "0"


def test_a_manifest_that_does_not_fit_is_not_written_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    slots.rotate(desk.keys)
    source, output = Input(tmp_path / "masked.csv"), Output(tmp_path / "renewed.csv")
    with pytest.raises(UsageError, match="another recipient"):
        retoken.run(source, output, keys=desk.keys, recipient="agency-b")
    slots.destroy(desk.keys, "0", force=True)
    assert desk.retoken()["manifest"] is None
    assert not (tmp_path / "renewed.csv.manifest.json").exists()
    with (tmp_path / "masked.csv").open("a") as file:
        file.write("a,b,c\n")
    with pytest.raises(InputError, match="has changed since"):
        desk.retoken(to="again.csv")


def test_columns_that_are_numbers_stay_numbers(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    slots.rotate(desk.keys)
    frame = desk.read("masked.csv").with_columns(n=pl.int_range(pl.len()), day=pl.date(2026, 10, 31), yes=pl.lit(True))
    frame.write_parquet(tmp_path / "typed.parquet")
    assert desk.retoken("typed.parquet", to="renewed.parquet")["tokens"] == {"moved": 8}
    found = pl.read_parquet(tmp_path / "renewed.parquet")
    assert found.schema == frame.schema
    assert found.select("n", "day", "yes").equals(frame.select("n", "day", "yes"))


def test_a_file_without_headers_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    slots.rotate(desk.keys)
    desk.read("masked.csv").write_csv(tmp_path / "bare.csv", include_header=False)
    with pytest.raises(InputError, match="the first row holds tokens"):
        desk.retoken("bare.csv")


def test_what_cannot_be_read_or_written_leaves_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    slots.rotate(desk.keys)
    with pytest.raises(InputError, match="no such file"):
        desk.retoken("nowhere.csv")
    with pytest.raises(OutputError, match="exists already"):
        desk.retoken(to="portfolio.csv")
    (tmp_path / "masked.csv.manifest.json").write_text('{"format":"collectkit/manifest/1","columns":[]}')
    with pytest.raises(InputError, match="lists no file"):
        desk.retoken()
    assert not (tmp_path / "renewed.csv").exists()
    with pytest.raises(KeyringError, match="no recipient"):
        retoken.move(desk.keys, "stranger")
