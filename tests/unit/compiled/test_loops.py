"""Loops as machine code: what they are given, what they return, and when what was kept of them still holds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from collectkit.compiled import NotCompiled, compiled, kept
from collectkit.compiled.bits import count, lowest, within
from collectkit.compiled.words import SLACK, Bytes, copy, load, store

STEP = 3
PAIR = (1, 2)
ARRAY = np.arange(3)


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where machine code is kept meanwhile."""
    made = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "_folders", lambda: [made])
        yield made


@compiled
def _shapes(given: npt.NDArray[np.int32], number: int, small: np.uint8, large: np.uint64, yes: bool) -> int:
    total = number + int(small) + (1000 if yes else 0) + (1 if large == np.uint64(2**64 - 1) else 0)
    for row in range(given.shape[0]):
        for column in range(given.shape[1]):
            total += given[row, column] * (10 * row + column)
    return total


@compiled
def _large(number: np.uint64) -> np.uint64:
    return number


@compiled
def _is_even(number: int) -> bool:
    return number % 2 == 0


@compiled
def _fill(out: Bytes, step: int) -> None:
    for place in range(len(out)):
        out[place] = place * step


@compiled
def _halved(numbers: npt.NDArray[np.int64], by: int) -> int:
    return int(numbers[0]) // by


@compiled
def _bits(data: Bytes) -> int:
    found = within(data, 0, np.uint8(ord("0")), np.uint8(9))
    return count(found) * 100 + lowest(found)


@compiled
def _moved(data: Bytes, out: Bytes) -> np.uint64:
    store(out, 1, load(data, 2))
    copy(data, 0, 5, out, 10)
    return load(out, 1)


def test_every_kind_of_argument_and_of_result() -> None:
    given = np.arange(6, dtype=np.int32).reshape(2, 3)
    expected = sum(int(given[r, c]) * (10 * r + c) for r in range(2) for c in range(3))

    assert _shapes(given, -5, np.uint8(255), np.uint64(2**64 - 1), True) == expected - 5 + 255 + 1000 + 1
    assert _shapes(given[:0], 0, np.uint8(0), np.uint64(0), False) == 0
    assert _large(np.uint64(2**64 - 1)) == 2**64 - 1
    assert (_is_even(3), _is_even(-4)) == (False, True)
    out = np.zeros(4, np.uint8)
    _fill(out, STEP)
    assert out.tolist() == [0, 3, 6, 9]


def test_primitives_see_bytes_from_the_lowest_on() -> None:
    data = np.frombuffer(b"ab12345678" + b"x" * 60, np.uint8)
    out = np.zeros(16 + SLACK, np.uint8)

    assert _bits(data) == 802
    assert _moved(data, out) == int.from_bytes(b"12345678", "little")
    assert out[:15].tobytes() == b"\0" + b"12345678" + b"\0" + b"ab123"


def test_what_is_not_in_one_piece_or_may_not_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="in one piece"):
        _fill(np.zeros(8, np.uint8)[::2], 1)
    with pytest.raises(NotCompiled):
        _fill(np.frombuffer(b"read only", np.uint8), 1)


def test_arguments_have_no_names() -> None:
    with pytest.raises(TypeError, match="by name"):
        _fill(np.zeros(8, np.uint8), step=1)


@pytest.mark.parametrize("end", [0, SLACK, 100])
@pytest.mark.parametrize("size", [0, 1, 8, 15, 16, 17, 24, 40])
def test_a_copy_of_any_size_from_any_place(size: int, end: int) -> None:
    data = np.arange(7 + size + end).astype(np.uint8)
    out = np.zeros(3 + size + SLACK, np.uint8)

    copy(data, 7, size, out, 3)

    assert out[: 3 + size].tolist() == [0, 0, 0, *data[7 : 7 + size]]


def test_a_loop_that_goes_wrong_says_so() -> None:
    with pytest.raises(RuntimeError, match="_halved went wrong"):
        _halved(np.ones(1, np.int64), 0)


def test_a_loop_that_needs_python_is_not_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_folders", lambda: [tmp_path])

    @compiled
    def text(number: int) -> str:
        return str(number)

    with pytest.raises(NotCompiled):
        text(1)
    assert [*tmp_path.iterdir()] == []


@compiled
def _of_pair(number: int) -> int:
    return number + PAIR[0]


@compiled
def _of_array(number: int) -> int:
    return number + int(ARRAY[1])


@compiled
def _with_a_function(number: int) -> int:
    def twice(given: int) -> int:
        return given * 2

    return twice(number)


@pytest.mark.parametrize("loop", [_of_pair, _of_array, _with_a_function])
def test_what_might_change_unnoticed_is_not_compiled(loop: Callable[[int], int]) -> None:
    with pytest.raises(NotCompiled):
        loop(1)


SCRIPT = """
import numpy as np
from collectkit.compiled import compiled, kept
from pathlib import Path
kept._folders = lambda: [Path({folder!r})]
BY = np.uint64({by})

@compiled
def inner(number):
    return number * BY {more}

@compiled
def outer(numbers):
    return inner(numbers[0])

print(outer(np.array([7], np.uint64)))
"""


def run(folder: Path, by: int = 3, more: str = "") -> int:
    script = SCRIPT.format(folder=str(folder), by=by, more=more)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_what_is_kept_goes_by_all_that_it_was_made_of(tmp_path: Path) -> None:
    def made() -> int:
        return len([*tmp_path.iterdir()])

    assert (run(tmp_path), made()) == (21, 1)
    assert (run(tmp_path), made()) == (21, 1)
    assert (run(tmp_path, by=5), made()) == (35, 2)
    assert (run(tmp_path, more="+ np.uint64(1)"), made()) == (22, 3)
    assert (run(tmp_path), made()) == (21, 3)


@pytest.mark.parametrize("part", ["numba", "llvmlite"])
def test_another_version_of_the_compiler_makes_it_anew(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def key() -> Any:
        kept._surroundings.cache_clear()
        return kept._key(loop, [("<u8", 0, False)])

    loop: Any = _large
    before = key()
    assert key() == before
    monkeypatch.setattr(kept, "version", lambda name: "0.0.1" if name == part else version(name))
    assert key() != before
    monkeypatch.undo()
    assert key() == before
