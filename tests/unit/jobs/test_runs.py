"""The record of a run of steps: what is done is not done again, what was altered is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import InputError, OutputError
from collectkit.jobs.runs import NAME, Run, digest

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
