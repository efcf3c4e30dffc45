"""Notes of collectors: the key says what stands where, nobody in them can exist, and the seed decides all."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from collectkit.fields import identity, phone
from collectkit.fields.written_digits import folded
from collectkit.jobs.sample import notes as sample_notes
from collectkit.sample import notes
from collectkit.sample.note_wordings import HELD_OUT, PRACTICE
from collectkit.sample.notes import HEADINGS, KEY, Notes, batches
from collectkit.sample.notes_score import score
from collectkit.sample.pools import Language


def written(found: Notes, language: Language) -> pl.DataFrame:
    """Return the key with the text that stands there."""
    texts = found.frame[HEADINGS[language][-1]].gather(found.key["row"] - 2)
    return found.key.with_columns(written=texts.str.slice(found.key["start"], found.key["end"] - found.key["start"]))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_key_points_at_what_stands_there(language: Language) -> None:
    found = next(batches(1_500, 3, language))
    each = written(found, language)
    assert dict(each.drop("written").schema) == {name: kind() for name, kind in KEY.items()}
    assert set(each["kind"]) == {
        *("phone", "identity", "document", "bank", "email", "wechat", "qq", "plate", "address", "name", "account")
    }
    emails = folded(each.filter(pl.col("kind") == "email")["written"]).str.to_lowercase()
    assert emails.str.ends_with("@example.com").all()
    ids = each.filter(pl.col("kind") == "identity")["written"].drop_nulls()
    bodies = identity.canonical(ids).drop_nulls()
    assert len(bodies) > 20
    assert bodies.str.slice(6, 2).eq("18").all()
    mobiles = phone.canonical(each.filter(pl.col("kind") == "phone")["written"], "CN").drop_nulls()
    assert mobiles.str.contains(r"^\+86(?:154|26)").all()
    assert each.filter(pl.col("kind") == "qq")["written"].str.contains("^[0０零〇]").all()
    assert (each["start"] < each["end"]).all()


def test_the_seed_decides_and_every_other_note_is_held_out() -> None:
    one, same, other = (next(batches(200, seed, "zh")) for seed in (1, 1, 2))
    assert one.frame.equals(same.frame)
    assert one.key.equals(same.key)
    assert not one.frame.equals(other.frame)
    assert one.key.filter(pl.col("row") % 2 == 0)["wording"].unique().to_list() == ["practice"]
    assert one.key.filter(pl.col("row") % 2 == 1)["wording"].unique().to_list() == ["held out"]


def test_wordings_are_of_one_family_only() -> None:
    for language in PRACTICE:
        assert not set(PRACTICE[language]) & set(HELD_OUT[language])


def test_the_job_writes_notes_and_key_batch_after_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "BATCH", 7)
    report = sample_notes.run(tmp_path, rows=20, seed=5)
    frame, key = pl.read_csv(tmp_path / "notes.csv"), pl.read_csv(tmp_path / "notes-key.csv")
    assert frame.columns == list(HEADINGS["zh"])
    assert (frame.height, key.height) == (20, report.planted.total())
    assert key.columns == list(KEY)
    assert report.as_dict()["notes"] == 20


def test_half_of_an_identifier_is_found_and_less_is_not() -> None:
    key = pl.DataFrame([(2, 0, 10, "phone", "practice"), (3, 0, 10, "phone", "practice")], KEY, orient="row")
    spans = pl.DataFrame({"row": [2, 3, 3], "start": [5, 6, 20], "end": [12, 10, 25], "kind": ["qq", "qq", "qq"]})
    judged, found = score(key, spans)
    assert judged["found"].to_list() == [True, False]
    assert judged["whole"].to_list() == [False, False]
    assert found["right"].to_list() == [True, True, False]
