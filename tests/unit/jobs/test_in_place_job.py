"""Large files on machines whose compiler is missing or does not work: they are masked all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROWS = "".join(f"A{row},王伟,13800138000,{row}.50,2026-10-31\n" for row in range(100))
PIECE = len(ROWS.encode()) // 2 + 200
"""With so many bytes at a time, the header among them, it is read in two pieces."""
MASK = """
from collectkit.files import Input, Output, text
from collectkit.jobs import mask
from collectkit.jobs.in_place import InPlace
done, make = [], InPlace.make
InPlace.make = lambda self, chunk: done.append(make(self, chunk)) or done[-1]
text.CHUNK_BYTES = {piece}
mask.run(Input(Path("in.csv")), Output(Path("out.csv")), policy="own.toml")
print(*(int(one is not None) for one in done))
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
BEGIN = "import sys\nfrom pathlib import Path\nfrom collectkit.compiled import kept\n"
NOTHING_KEPT = "kept._folders = lambda: [Path('kept')]\n"
EXPECTED = "".join(f"A{row},王**,138****8000,{row * 100 + 50}\n" for row in range(100))
BOTH, NONE = "1 1", "0 0"


def masked(folder: Path, before: str = "", piece: int = PIECE) -> str:
    """Mask in a process of its own, which is to make what is expected; return which pieces loops did."""
    (folder / "in.csv").write_text("合同号,姓名,手机号码,逾期金额,数据日期\n" + ROWS)
    columns = {"account_id": "keep", "name": "mask_name", "mobile": "mask_phone", "overdue_total": "keep"}
    rules = "".join(f"[columns.'{name}']\noperator = '{operator}'\n" for name, operator in columns.items())
    (folder / "own.toml").write_text("version = 1\nname = 'own'\n" + rules)
    script = BEGIN + before + MASK.format(piece=piece)
    (folder / "out.csv").unlink(missing_ok=True)
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert (folder / "out.csv").read_text().partition("\n")[2] == EXPECTED
    return done.stdout.strip()


def test_an_input_of_two_pieces_is_masked_in_place_from_the_first(tmp_path: Path) -> None:
    assert masked(tmp_path) == BOTH


def test_an_input_of_one_piece_is_masked_as_text(tmp_path: Path) -> None:
    assert masked(tmp_path, piece=2 * PIECE) == "0"


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_compiler_that_works_it_is_masked_as_text(fault: str, tmp_path: Path) -> None:
    assert masked(tmp_path, NOTHING_KEPT + FAULTS[fault]) == NONE
    assert [*tmp_path.glob("kept/*")] == []


def test_what_was_compiled_is_loaded_without_the_compiler_and_made_anew_if_damaged(tmp_path: Path) -> None:
    assert masked(tmp_path, NOTHING_KEPT) == BOTH
    files = sorted(tmp_path.glob("kept/*"))
    made = [file.read_bytes() for file in files]
    assert masked(tmp_path, NOTHING_KEPT + FAULTS["none"]) == BOTH

    files[0].write_bytes(made[0][:-1] + bytes([made[0][-1] ^ 1]))
    files[1].write_bytes(b"")
    files[2].write_bytes(made[3])

    assert masked(tmp_path, NOTHING_KEPT) == BOTH
    assert sorted(tmp_path.glob("kept/*")) == files
    assert [file.read_bytes() for file in files] == made
