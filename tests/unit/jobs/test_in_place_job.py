"""Large files on machines whose compiler is missing or does not work: they are masked all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROWS = "".join(f"A{row},王伟,13800138000,{row}.50,2026-10-31\n" for row in range(100))
MASK = """
from pathlib import Path
from collectkit.files import Input, Output
from collectkit.jobs import in_place, mask
in_place.PIECES = 1
mask.run(Input(Path("in.csv")), Output(Path("out.csv")), policy="own.toml")
print("collectkit.jobs.editing" in sys.modules)
"""
CALLED = """
from collectkit.jobs.in_place import InPlace
done, make = [], InPlace.make
InPlace.make = lambda self, chunk: done.append(make(self, chunk)) or done[-1]
"""
FAULTS = {
    "none": "sys.modules['numba'] = None",
    "broken": "sys.modules['llvmlite'] = None",
    "half a library": "import importlib.abc\n"
    "class Half(importlib.abc.MetaPathFinder):\n"
    "    def find_spec(self, name, *_):\n"
    "        if name.startswith('llvmlite'): raise OSError('cannot open shared object file')\n"
    "sys.meta_path.insert(0, Half())",
    "no folder": "kept._folders = lambda: [Path('in.csv/no folder')]",
    "disk full": "def save(*_): raise OSError(28, 'No space left on device')\nPath.replace = save",
    "not compiled": "import os; os.environ['NUMBA_DISABLE_JIT'] = '1'",
}
NOTHING_KEPT = """
from pathlib import Path
from collectkit.compiled import kept
kept._folders = lambda: [Path("kept")]
"""


def masked(folder: Path, fault: str) -> tuple[bytes, str]:
    """Mask in a process of its own; return what came out, and whether loops did it."""
    (folder / "in.csv").write_text("合同号,姓名,手机号码,逾期金额,数据日期\n" + ROWS)
    columns = {"account_id": "keep", "name": "mask_name", "mobile": "mask_phone", "overdue_total": "keep"}
    rules = "".join(f"[columns.'{name}']\noperator = '{operator}'\n" for name, operator in columns.items())
    (folder / "own.toml").write_text("version = 1\nname = 'own'\n" + rules)
    script = f"import sys\n{fault}\n{CALLED}{MASK}print(any(one is not None for one in done))"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return (folder / "out.csv").read_bytes(), done.stdout.splitlines()[-1]


EXPECTED = "".join(f"A{row},王**,138****8000,{row * 100 + 50}\n" for row in range(100))


def test_a_large_file_is_masked_in_place(tmp_path: Path) -> None:
    made, in_place = masked(tmp_path, "")
    assert (made.decode().partition("\n")[2], in_place) == (EXPECTED, "True")


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_compiler_that_works_it_is_masked_as_text(fault: str, tmp_path: Path) -> None:
    made, in_place = masked(tmp_path, NOTHING_KEPT + FAULTS[fault])
    assert (made.decode().partition("\n")[2], in_place) == (EXPECTED, "False")
    assert [*tmp_path.glob("kept/*")] == []


def test_what_was_compiled_is_loaded_without_the_compiler_and_made_anew_if_damaged(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert masked(tmp_path, NOTHING_KEPT)[1] == "True"
    files = sorted(kept.iterdir())
    (tmp_path / "out.csv").unlink()
    assert masked(tmp_path, NOTHING_KEPT + FAULTS["none"])[1] == "True"
    (tmp_path / "out.csv").unlink()

    before = files[0].read_bytes()
    files[0].write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    files[1].write_bytes(b"")

    assert masked(tmp_path, NOTHING_KEPT)[1] == "True"
    assert files[0].read_bytes() == before
    assert sorted(kept.iterdir()) == files
