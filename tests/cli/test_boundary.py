"""The one error boundary, with a planted value in everything that fails."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PLANTED = "13800138000"
START = f"""
import os, sys, threading, time, warnings
from collectkit import errors
from collectkit.commands import boundary
planted = "{PLANTED}"
boundary.harden()
def act():
    {{act}}
sys.exit(boundary.run(act))
"""


def run(act: str, redirect: str = "") -> subprocess.CompletedProcess[str]:
    script = START.format(act=act.replace("\n", "\n    "))
    line = f'"$0" -c "$1" {redirect}'
    return subprocess.run(["bash", "-c", line, sys.executable, script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "act",
    [
        "raise ValueError(planted)",
        "try: raise KeyError(planted)\nexcept KeyError as error: raise RuntimeError(planted) from error",
        "try: raise KeyError(planted)\nexcept KeyError: {}[planted]",
        "raise BaseException(planted)",
        "raise OSError(5, planted, planted)",
        "import polars; polars.Series([planted]).cast(polars.Int8)",
        "import pydantic; pydantic.TypeAdapter(int).validate_python(planted + 'x')",
        "raise BaseExceptionGroup(planted, [ValueError(planted)])",
    ],
)
def test_a_bug_is_told_without_values(act: str) -> None:
    done = run(act)
    assert done.returncode == 1
    assert done.stderr.startswith("collectkit: bug: ")
    assert done.stderr.splitlines()[-1] == "collectkit: hint: please report these lines; they hold no data"
    assert PLANTED not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "act",
    [
        "t = threading.Thread(target=lambda: {}[planted]); t.start(); t.join()",
        "warnings.warn(planted)",
        "os.write(2, planted.encode())",
        "class Bad:\n    def __del__(self): raise ValueError(planted)\nBad()",
    ],
)
def test_what_others_say_on_stderr_is_not_heard(act: str) -> None:
    done = run(act)
    assert done.returncode == 0
    assert PLANTED not in done.stdout + done.stderr


def test_an_error_is_told_in_words() -> None:
    done = run("raise errors.RulesError('policy.toml: 2 problems', details=['a: b', 'c: d'], hint='do e')")
    assert done.returncode == 11
    assert done.stderr == "collectkit: error: policy.toml: 2 problems\n  a: b\n  c: d\ncollectkit: hint: do e\n"


def test_a_reader_that_left_ends_the_run_quietly() -> None:
    done = run("while True: print('y')", "| head -1; exit ${PIPESTATUS[0]}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "y\n", "")


@pytest.mark.parametrize(("redirect", "reason"), [("> /dev/full", "No space left"), (">&-", "Bad file descriptor")])
def test_a_stdout_that_takes_nothing_is_an_output_error(redirect: str, reason: str) -> None:
    done = run("boundary.put('y')", redirect)
    assert done.returncode == 14
    assert done.stderr.startswith(f"collectkit: error: standard output: {reason}")
    assert len(done.stderr.splitlines()) == 1


def test_a_closed_stderr_does_not_mix_into_the_data(tmp_path: Path) -> None:
    done = run(f"open({str(tmp_path / 'x')!r}, 'w').write('a'); raise errors.InputError('b')", "2>&-")
    assert (done.returncode, done.stdout) == (10, "")
    assert (tmp_path / "x").read_text() == "a"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_lets_the_run_clean_up(number: signal.Signals, code: int, tmp_path: Path) -> None:
    act = f"try:\n    print('on', flush=True); time.sleep(60)\nfinally: open({str(tmp_path / 'x')!r}, 'w').close()"
    script = START.format(act=act.replace("\n", "\n    "))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(number)
        assert process.communicate()[1] == b"collectkit: stopped\n"
    assert process.returncode == code
    assert (tmp_path / "x").exists()


def test_a_closed_stdin_is_empty() -> None:
    done = run("assert sys.stdin.buffer.read() == b''", "<&-")
    assert (done.returncode, done.stderr) == (0, "")
