"""What somebody at a terminal sees: prompts that do not echo, a bar on long work, Ctrl-C that works while one waits."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

PATIENCE_S = 60.0
SPAWN = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


def at_terminal(
    folder: Path, arguments: Sequence[str], replies: Sequence[tuple[str, bytes]] = (), **environ: str
) -> tuple[int, str]:
    """Run collectkit at a terminal of its own, and type.

    Args:
        replies: what to wait for, and what to type then.

    Returns:
        The exit code, and all that was on the screen.
    """
    line = [sys.executable, "-c", SPAWN, sys.executable, "-m", "collectkit", *arguments]
    screen, waiting = b"", list(replies)
    end = time.monotonic() + PATIENCE_S
    with subprocess.Popen(
        line, cwd=folder, env=os.environ | environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while time.monotonic() < end:
            if waiting and waiting[0][0].encode() in screen:
                time.sleep(0.2)  # the prompt is out before the echo is off
                process.stdin.write(waiting.pop(0)[1])
            if select.select([process.stdout], [], [], 0.1)[0]:
                some = process.stdout.read(1 << 16)
                if not some:
                    break
                screen += some
        else:
            process.kill()
    return process.returncode, screen.decode()


@pytest.mark.parametrize("again", [b"horse\n", b"house\n"])
def test_a_new_passphrase_is_asked_for_twice_and_not_echoed(again: bytes, tmp_path: Path) -> None:
    replies = [("passphrase of ring: ", b"horse\n"), ("passphrase of ring again: ", again)]
    line = ["keys", "new", "--no-escrow", "--keyring", "ring", "-q"]
    code, screen = at_terminal(tmp_path, line, replies)
    assert code == (0 if again == b"horse\n" else 12), screen
    assert (tmp_path / "ring").exists() == (code == 0)
    assert "horse" not in screen
    assert "house" not in screen


@pytest.mark.parametrize(
    ("line", "prompt"),
    [
        (["keys", "new", "--no-escrow", "--keyring", "ring"], "passphrase of ring: "),
        (["segment", "--as-of", "2026-10-31", "-o", "out.csv"], "rows"),
    ],
)
def test_ctrl_c_ends_a_run_that_waits(line: list[str], prompt: str, tmp_path: Path) -> None:
    code, screen = at_terminal(tmp_path, line, [(prompt, b"\x03")])
    assert code == 130, screen
    assert screen.rstrip().endswith("collectkit: stopped")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("no_colour", ["", "1"])
def test_long_work_shows_a_bar_and_takes_it_away(no_colour: str, tmp_path: Path) -> None:
    rows = "".join(f"LN-{n},{n % 200}\n" for n in range(600_000))
    (tmp_path / "portfolio.csv").write_text("account_id,dpd\n" + rows)
    line = ["segment", "portfolio.csv", "--as-of", "2026-10-31", "-o", "out.csv"]
    code, screen = at_terminal(tmp_path, line, NO_COLOR=no_colour, TERM="xterm")
    assert code == 0, screen
    assert re.search(r"[1-9][0-9,]* rows .*[0-9]/s", screen)
    assert "\x1b[2K" in screen
    assert bool(re.search(r"\x1b\[3[0-9]m", screen)) == (not no_colour)


def test_data_on_the_screen_has_no_bar(tmp_path: Path) -> None:
    (tmp_path / "portfolio.csv").write_text("account_id,dpd\nLN-1,3\n")
    code, screen = at_terminal(tmp_path, ["segment", "portfolio.csv", "--as-of", "2026-10-31", "-q"])
    assert (code, screen) == (0, "account_id,days_past_due_given,days_past_due,bucket\r\nLN-1,3,3,M1\r\n")


def test_numbers_are_not_broken_where_a_table_is_wider_than_the_screen(tmp_path: Path) -> None:
    header = "合同号,姓名,身份证号,手机号,产品,剩余本金,逾期总额,逾期天数\n"
    totals = "合计,,,,,123456789.01,1.00,\n"
    (tmp_path / "portfolio.csv").write_text(f"{header}LN-1,张三,,,现金贷,123456789.01,1.00,3\n{totals}")
    line = ["ingest", "portfolio.csv", "--as-of", "2026-10-31", "-o", "out.csv"]
    code, screen = at_terminal(tmp_path, line, COLUMNS="80", TERM="xterm")
    assert code == 0, screen
    assert len(re.findall(r" 123,456,789\.01 ", screen)) == 2
    assert "principal_outstanding   123" not in screen


def test_many_headers_that_are_left_out_do_not_fill_the_screen(tmp_path: Path) -> None:
    header = "合同号,姓名,身份证号,手机号,产品,剩余本金,逾期总额,逾期天数," + ",".join(f"评分{n}x" for n in range(50))
    (tmp_path / "portfolio.csv").write_text(f"{header}\nLN-1,张三,,,现金贷,1.00,1.00,3{',1' * 50}\n")
    code, screen = at_terminal(tmp_path, ["ingest", "portfolio.csv", "--as-of", "2026-10-31", "-o", "out.csv"])
    assert code == 0, screen
    assert "评分29x" in screen
    assert "评分30x" not in screen
    assert "20 more" in screen
    assert "50 left out" in screen
