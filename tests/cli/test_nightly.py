"""What cron and systemd run at night: the lines in the documents, as they stand, in an empty environment."""

from __future__ import annotations

import json
import shlex
import shutil
import stat
import subprocess
import sys
from configparser import ConfigParser
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
UNITS = ("collectkit-segment.service", "collectkit-segment.timer")


def unit(name: str) -> ConfigParser:
    found = ConfigParser(strict=True, interpolation=None, delimiters="=")
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(DOCS / "systemd" / name, encoding="utf-8")
    return found


def crontab() -> str:
    """Return the command of the sample's one line."""
    lines = (DOCS / "crontab.sample").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line and line[0] not in "#MC"]
    return line.split(" ", 5)[5]


def by_cron(folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the command as cron does: no terminal, no home, nothing set; and with standard input closed."""
    here = crontab().replace("/srv/collectkit", str(folder))
    typed = here.replace("/opt/collectkit/bin/collectkit", f"{sys.executable} -m collectkit")
    line = f"env -i LANG=C PYTHONPATH={ROOT} /bin/sh -c {shlex.quote(typed)} <&-"
    return subprocess.run(["/bin/sh", "-c", line], capture_output=True, cwd="/", timeout=120, check=False)


@pytest.fixture
def srv(tmp_path: Path) -> Path:
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "collectkit.toml").write_text('version = 1\nlanguage = "zh"\ntimezone = "Pacific/Kiritimati"\n')
    rows = "A1,2026-01-01,10.00\nA2,2026-10-01,5.00\n"
    (tmp_path / "in" / "portfolio.csv").write_text(f"合同号,逾期日期,逾期金额\n{rows}", encoding="utf-8")
    return tmp_path


def test_the_line_of_the_crontab_does_the_night_s_work_and_says_one_line(srv: Path) -> None:
    today = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()  # a day ahead of most of the world

    first = by_cron(srv)
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout.decode() == f"{today}：历史的第一天，尚无可比，案件 2，剔除 0；逾期 15.00 CNY\n"
    written = {path.name: path for path in (srv / "out").iterdir()}
    names = {f"buckets-{today}.parquet", f"segment-{today}.json", "history.parquet", "history.parquet.lock"}
    assert set(written) == names
    assert {stat.S_IMODE(path.stat().st_mode) for path in written.values()} == {0o600}
    assert json.loads(written[f"segment-{today}.json"].read_bytes())["since"]["accounts"] == 2

    shutil.rmtree(srv / "out")
    again = by_cron(srv)
    assert (again.returncode, again.stdout) == (14, b"")
    assert b"its directory does not exist" in again.stderr


def test_no_crontab_line_needs_a_percent_sign() -> None:
    assert "%" not in crontab()


def test_the_service_runs_the_command_of_the_crontab_and_may_do_nothing_else() -> None:
    service = unit("collectkit-segment.service")["Service"]

    assert f"cd {service['WorkingDirectory']} && {service['ExecStart']}" == crontab()
    hardened = {
        "ProtectSystem": "strict",
        "NoNewPrivileges": "true",
        "PrivateTmp": "true",
        "PrivateNetwork": "true",
        "IPAddressDeny": "any",
        "UMask": "0077",
        "ReadWritePaths": "/srv/collectkit/out",
    }
    assert hardened.items() <= dict(service).items()
    assert "MemoryMax" in service
    timer = unit("collectkit-segment.timer")["Timer"]
    assert (timer["OnCalendar"], timer["Persistent"]) == ("*-*-* 06:30:00 Asia/Shanghai", "true")


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd: whether it takes the units is not tested")
    for name in UNITS:
        text = (DOCS / "systemd" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/collectkit/bin/collectkit", "/bin/true"))
    line = [program, "verify", *(str(tmp_path / name) for name in UNITS)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert "collectkit-segment" not in done.stderr
