"""The record of a run of steps: what is done is not done again, what was altered is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import InputError, OutputError
from collectkit.jobs.runs import FORMAT, NAME, Run, digest

FACTS = {"batch": "b-1"}


def step(made: Run, text: str = "one") -> dict[str, Any]:
    """Do a step that writes one file, unless it is done."""
    path = made.folder / "part" / "out.txt"

    def work() -> dict[str, Any]:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return {"said": text}

    return made.step("write", lambda: [path], work)


def test_a_step_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    assert step(Run.open(tmp_path, FACTS, force=False)) == {"said": "one"}

    again = Run.open(tmp_path, FACTS, force=False)

    assert step(again, "two") == {"said": "one"}
    assert again.resumed == ["write"]


def _alter(path: Path) -> None:
    path.write_text("other")


@pytest.mark.parametrize("harm", [_alter, Path.unlink], ids=["altered", "gone"])
def test_a_step_whose_file_is_not_as_it_was_is_done_again(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    step(Run.open(tmp_path, FACTS, force=False))
    harm(tmp_path / "part" / "out.txt")

    again = Run.open(tmp_path, FACTS, force=False)

    assert step(again, "two") == {"said": "two"}
    assert again.resumed == []


def test_another_run_is_replaced_only_by_force_and_only_its_own_files_go(tmp_path: Path) -> None:
    step(Run.open(tmp_path, FACTS, force=False))
    (tmp_path / "part" / "mine.txt").write_text("mine")

    with pytest.raises(OutputError, match="holds another run"):
        Run.open(tmp_path, {"batch": "b-2"}, force=False)
    Run.open(tmp_path, {"batch": "b-2"}, force=True)

    assert [path.name for path in (tmp_path / "part").iterdir()] == ["mine.txt"]


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(OutputError, match="is not empty"):
        Run.open(tmp_path, FACTS, force=False)


@pytest.mark.parametrize("text", ["", "[]", '{"format": "collectkit/run/9"}', "{"])
def test_a_record_that_cannot_be_read_is_another_run(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)

    with pytest.raises(OutputError, match="holds another run"):
        Run.open(tmp_path, FACTS, force=False)


def test_a_digest_needs_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        digest(tmp_path / "none")


@pytest.mark.parametrize(
    "steps",
    [
        *([], None, {"write": 1}, {"write": {}}, {"write": {"files": ["part/out.txt"], "report": {}}}),
        *({"write": {"files": {name: "0" * 64}, "report": {}}} for name in ("../mine.txt", "a/../../mine.txt")),
    ],
)
def test_a_record_that_names_what_is_not_its_own_is_none(tmp_path: Path, steps: object) -> None:
    folder, mine = tmp_path / "run", tmp_path / "mine.txt"
    folder.mkdir()
    mine.write_text("mine")
    (folder / NAME).write_text(json.dumps({"format": FORMAT, "run": {}, "steps": steps}))
    with pytest.raises(OutputError, match="holds another run"):
        Run.open(folder, FACTS, force=False)
    assert Run.open(folder, FACTS, force=True).steps == {}
    assert mine.read_text() == "mine"


def test_an_absolute_name_and_endless_brackets_are_no_record(tmp_path: Path) -> None:
    folder, mine = tmp_path / "run", tmp_path / "mine.txt"
    folder.mkdir()
    mine.write_text("mine")
    steps = {"write": {"files": {str(mine): "0" * 64}, "report": {}}}
    for text in (json.dumps({"format": FORMAT, "run": {}, "steps": steps}), "[" * 100_000):
        (folder / NAME).write_text(text)
        assert Run.open(folder, FACTS, force=True).steps == {}
    assert mine.read_text() == "mine"


def test_what_lies_behind_a_link_stays(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "run", tmp_path / "elsewhere"
    folder.mkdir()
    step(Run.open(folder, FACTS, force=False))
    (folder / "part").rename(elsewhere)
    (folder / "part").symlink_to(elsewhere)
    Run.open(folder, {"batch": "b-2"}, force=True)
    assert (elsewhere / "out.txt").read_text() == "one"
