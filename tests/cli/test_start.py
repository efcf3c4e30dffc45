"""How a process starts: what it loads, and what it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import golden
from tests.cli.test_golden import pages

HEAVY = ("numpy", "polars", "pydantic", "rich", "cryptography", "pyrage", "faker", "phonenumbers", "numba", "llvmlite")
LIST_MODULES = """
import sys
from collectkit.commands import app
sys.argv = ["collectkit", *{words!r}]
try:
    app.run()
except SystemExit:
    print("@@", *(name for name in {heavy!r} if name in sys.modules))
"""


@pytest.mark.parametrize("page", list(pages()))
def test_help_loads_nothing_heavy(page: str) -> None:
    script = LIST_MODULES.format(words=[*page.split()[1:], "--help"], heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "@@"


SMALL = """合同号,姓名,证件号码,手机号码,产品名称,剩余本金,逾期金额,逾期天数,数据日期
A-1,王伟,11010518770115565X,13800138000,消费贷,10.00,1.50,31,2026-10-31
"""


@pytest.mark.parametrize(
    "words",
    [
        "mask in.csv -o out.csv --policy own.toml",
        "ingest in.csv -o out.csv",
        "segment in.csv --as-of 2026-10-31 -o out.csv",
    ],
)
def test_no_compiler_is_loaded_for_a_small_file(words: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(SMALL)
    (tmp_path / "own.toml").write_text("version = 1\n[columns.overdue_total]\noperator = 'keep'\n")
    script = LIST_MODULES.format(words=words.split(), heavy=("polars", "numba", "llvmlite", "collectkit.compiled.kept"))
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "@@ polars"
    assert (tmp_path / "out.csv").exists()


COUNT_THREADS = """
import importlib, os, pkgutil
import numpy, polars
before, found = len(os.listdir("/proc/self/task")), []
import collectkit
for module in pkgutil.walk_packages(collectkit.__path__, "collectkit."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
        found += [module.name] * (len(os.listdir("/proc/self/task")) > before and not found)
print("@@", *found)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted as Linux lists them")
def test_no_module_computes_with_polars_while_it_is_loaded() -> None:
    """A process that was forked after Polars has begun its threads waits for them for ever."""
    done = subprocess.run([sys.executable, "-c", COUNT_THREADS], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "@@"


def test_the_process_cannot_be_dumped(tmp_path: Path) -> None:
    script = (
        "from collectkit.commands import boundary; import ctypes, resource; boundary.harden();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    assert golden.shell(f"python -c '{script}'", tmp_path).stdout == b"(0, 0) 0\n"


def test_version(tmp_path: Path) -> None:
    assert golden.shell("collectkit --version", tmp_path).stdout == b"collectkit 0.1.0\n"
    assert golden.shell("python -m collectkit --version", tmp_path).stdout == b"collectkit 0.1.0\n"


def test_completion(tmp_path: Path) -> None:
    typed = {"_COLLECTKIT_COMPLETE": "complete_bash", "COMP_WORDS": "collectkit seg", "COMP_CWORD": "1"}
    assert golden.shell("collectkit", tmp_path, **typed).stdout == b"segment\n"
