"""Manners common to all commands, on the sample: pipes, full disks, permissions, repeated runs, closed streams."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import polars as pl
import pytest

from tests.cli import golden

SAMPLE = Path(__file__).parents[2] / "sample_data" / "portfolio.csv"
SEGMENT = "collectkit segment portfolio.csv --as-of 2026-10-31 -q"
MASK = "collectkit mask portfolio.csv --policy agency --for agency-a -q"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the sample's portfolio and the example keyring."""
    shutil.copyfile(SAMPLE, tmp_path / "portfolio.csv")
    golden.give_keys(tmp_path)
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"keys", "portfolio.csv"}


@pytest.mark.parametrize("line", [SEGMENT, MASK, "collectkit reveal portfolio.csv --reason x -q"])
def test_a_closed_pipe_ends_quietly(line: str, folder: Path) -> None:
    done = golden.shell(f"{line} --report report.json | head -1; echo ${{PIPESTATUS[0]}}", folder, **golden.KEYS)
    assert done.stderr == b""
    assert done.stdout.splitlines()[-1] == b"0"


def test_a_reader_of_the_summary_may_leave_too(folder: Path) -> None:
    done = golden.shell("collectkit scan portfolio.csv 2>&1 | true; echo ${PIPESTATUS[0]}", folder)
    assert (done.stdout, done.stderr) == (b"0\n", b"")


@pytest.mark.parametrize("redirect", ["> /dev/full", ">&-"])
@pytest.mark.parametrize("line", [SEGMENT, MASK])
def test_an_output_that_takes_nothing(line: str, redirect: str, folder: Path) -> None:
    done = golden.shell(f"{line} {redirect}", folder, **golden.KEYS)
    assert done.returncode == 14
    assert done.stderr.startswith(b"collectkit: error: standard output: ")


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "csv.zst"])
@pytest.mark.parametrize("line", [SEGMENT, MASK])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(line: str, ending: str, folder: Path) -> None:
    old = folder / f"out.{ending}"
    old.write_bytes(b"old")
    done = golden.shell(f"ulimit -f 2; {line} -o {old.name} --force", folder, **golden.KEYS)
    assert done.returncode == 14, done.stderr.decode()
    assert done.stderr.startswith(f"collectkit: error: {old.name}: File too large".encode())
    assert old.read_bytes() == b"old"
    assert names(folder) == {old.name}


def test_outputs_are_private_whatever_the_umask(folder: Path) -> None:
    golden.shell(f"umask 000; {MASK} -o out.csv --report report.json", folder, **golden.KEYS)
    assert names(folder) == {"out.csv", "out.csv.manifest.json", "report.json"}
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in names(folder)} == {0o600}


@pytest.mark.parametrize("line", [SEGMENT, MASK])
@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "csv.gz"])
def test_the_same_again_is_idle(line: str, ending: str, folder: Path) -> None:
    assert golden.shell(f"{line} -o out.{ending}", folder, **golden.KEYS).returncode == 0
    before = (folder / f"out.{ending}").stat()
    again = golden.shell(f"{line} -o out.{ending}", folder, **golden.KEYS)
    assert again.returncode == 0, again.stderr.decode()
    after = (folder / f"out.{ending}").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("threads", ["1", "2", "4"])
def test_the_number_of_threads_does_not_change_a_byte(threads: str, folder: Path) -> None:
    golden.shell(f"{MASK} -o out.csv", folder, **golden.KEYS)
    done = golden.shell(f"{MASK} -o out.csv", folder, POLARS_MAX_THREADS=threads, **golden.KEYS)
    assert done.returncode == 0, done.stderr.decode()


def test_formats_hold_the_same_table(folder: Path) -> None:
    golden.shell(f"{SEGMENT} -o plain.csv", folder)
    for ending in ("tsv", "ndjson", "parquet", "arrow", "xlsx", "csv.gz", "csv.zst"):
        done = golden.shell(f"{SEGMENT} -o out.{ending} && {SEGMENT.replace('portfolio.csv', f'out.{ending}')}", folder)
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout == (folder / "plain.csv").read_bytes(), ending


def test_filters_fit_together(folder: Path) -> None:
    line = "cat portfolio.csv | collectkit mask --policy agency --for agency-a -q"
    done = golden.shell(f"{line} | collectkit segment --as-of 2026-10-31 --anchor given -q", folder, **golden.KEYS)
    assert done.returncode == 0, done.stderr.decode()
    header, *rows = done.stdout.decode().splitlines()
    assert header.endswith("days_past_due,bucket")
    assert len(rows) > 100
    assert all(row.startswith(("A0", "T0", ",")) for row in rows)  # a comma: the sample has a blank account number


def test_the_report_is_what_the_summary_shows(folder: Path) -> None:
    done = golden.shell(f"{SEGMENT} -o out.csv --report -", folder)
    report = json.loads(done.stdout)
    assert report["rows_out"] == pl.read_csv(folder / "out.csv", infer_schema=False).height
    assert sum(bucket["accounts"] for bucket in report["buckets"]) == report["rows_out"]


def test_the_date_may_stand_in_the_name_of_an_output(folder: Path) -> None:
    done = golden.shell(f"{SEGMENT} -o 'buckets-{{as_of}}.csv'", folder)
    assert (done.returncode, names(folder)) == (0, {"buckets-2026-10-31.csv"})


def test_quiet_is_quiet(folder: Path) -> None:
    assert golden.shell(f"{SEGMENT} -o out.csv --report report.json", folder).stderr == b""
    assert golden.shell(SEGMENT.removesuffix(" -q") + " -o out2.csv", folder).stderr.startswith(b"segment\n")


DAMAGED = "account_id,mobile,days_past_due_given\nA1,13800138000,3\nA2,13800138001\nA3,13800138002,5\n"


@pytest.mark.parametrize(
    "line",
    [
        MASK,
        "collectkit reveal portfolio.csv --reason x -q",
        "collectkit keys retoken portfolio.csv --for agency-a -q",
        f"{SEGMENT} --anchor given",
        "collectkit risk portfolio.csv --quasi mobile -q",
    ],
)
def test_rows_that_no_output_has_are_told_though_all_is_quiet(line: str, folder: Path) -> None:
    (folder / "portfolio.csv").write_text(DAMAGED, encoding="utf-8")
    told = golden.shell(line, folder, **golden.KEYS)
    assert told.stderr.startswith(b"collectkit: warning: 1 row of the input is in no output: ")
    assert told.returncode == 0
    assert golden.shell(f"{line} --report report.json", folder, **golden.KEYS).stderr == b""


def test_rejects_are_told_though_all_is_quiet_unless_they_are_kept(folder: Path) -> None:
    ingest = "collectkit ingest portfolio.csv --as-of 2026-10-31 -q"
    assert b" rows of the input are in no output: " in golden.shell(f"{ingest} -o out.csv", folder).stderr
    assert golden.shell(f"{ingest} -o kept.csv --rejects rejects.csv", folder).stderr == b""
    (folder / "portfolio.csv").write_text(DAMAGED, encoding="utf-8")
    assert golden.shell(f"{MASK} -o masked.csv --rejects lines.csv", folder, **golden.KEYS).stderr == b""


def test_excel_gets_its_mark_and_no_formula(folder: Path) -> None:
    (folder / "portfolio.csv").write_text("account_id,dpd,note\n=1+1,3,@x\n", encoding="utf-8")
    done = golden.shell(f"{SEGMENT} --excel", folder)
    assert done.stdout.startswith(b"\xef\xbb\xbf")
    assert b"\n=1+1" not in done.stdout
    assert b",@x" not in done.stdout


def test_options_beat_the_environment_beats_the_file(folder: Path) -> None:
    (folder / "collectkit.toml").write_text('version = 1\nscheme = "us-metro2"\n')

    def scheme(option: str = "", **environ: str) -> str:
        line = f"{SEGMENT} -o out.csv --force --report - {option}"
        found: str = json.loads(golden.shell(line, folder, **environ).stdout)["scheme"]
        return found

    assert scheme() == "us-metro2"
    assert scheme(COLLECTKIT_SCHEME="cn-m6plus") == "cn-m6plus"
    assert scheme("--scheme cn-m3plus", COLLECTKIT_SCHEME="cn-m6plus") == "cn-m3plus"


@pytest.mark.parametrize(
    "line",
    [
        f"{MASK} -o $'\\xff.csv'",
        f"{SEGMENT} -o $'\\xff.csv'",
        "collectkit reveal portfolio.csv --reason $'\\xff'",
        "collectkit keys recipient add agency-x --display $'\\xff'",
    ],
)
def test_what_is_not_utf8_is_refused_before_anything_is_written(line: str, folder: Path) -> None:
    done = golden.shell(line, folder, **golden.KEYS)
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr
    assert done.stdout == b""
    assert not names(folder)


@pytest.mark.parametrize(
    "options",
    [
        "-o out --report out --to csv --force",
        "-o out.csv --rejects out --report ./out --force",
        "-o out.csv --rejects - --from csv --report -",
        "-o out.csv --html - --report -",
        "-o out.csv --taken out --report out",
    ],
)
def test_a_report_does_not_go_where_something_else_goes(options: str, folder: Path) -> None:
    done = golden.shell(f"collectkit ingest portfolio.csv {options} -q", folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"collectkit: error: --report")
    assert names(folder) == set()


def test_a_terminal_obeys_no_header_and_no_name(folder: Path) -> None:
    header = "合同号,客户姓名,证件号码,手机号码,产品名称,剩余本金(元),逾期总额(元),逾期天数,数据日期,\x1b[2J\x9b"
    row = "HT1,张三,,,消费贷,9.00,9.00,91,2026-10-31,x"
    (folder / "a\x1b[2Jb.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    ingested = golden.shell("collectkit ingest a*b.csv -o out.csv", folder)
    assert rb"\x1b[2J\x9b" in ingested.stderr
    missing = golden.shell("collectkit ingest a*b.csv -o no/out.csv; collectkit ingest $'\\e[2J.csv' -o x.csv", folder)
    assert b"error: " in missing.stderr
    for told in (ingested.stderr, missing.stderr):
        assert not {"\x1b", "\x9b"} & set(told.decode())


@pytest.mark.parametrize("line", [SEGMENT, MASK])
def test_an_option_with_one_value_is_given_once(line: str, folder: Path) -> None:
    """Which sheet is meant, or for whom the tokens are, nobody can tell of two."""
    done = golden.shell(f"{line} --sheet 三月 --sheet=四月 -o out.csv", folder, **golden.KEYS)
    assert (done.returncode, done.stderr.decode().splitlines()) == (
        2,
        [
            "collectkit: error: --sheet is given 2 times, and takes one value",
            "collectkit: hint: leave in the one that is meant",
        ],
    )
    assert names(folder) == set()
    assert golden.shell(f"{line} -q --force --force -o out.csv", folder, **golden.KEYS).returncode == 0


def test_one_output_has_two_spellings_and_is_one(folder: Path) -> None:
    done = golden.shell(f"{SEGMENT} -o out.csv --output other.csv", folder)
    assert (done.returncode, names(folder)) == (2, set())
    assert done.stderr.startswith(b"collectkit: error: --output is given 2 times")


@pytest.mark.parametrize("line", ["reveal . --reason x", "keys retoken . --for agency-a", "mask . --policy public"])
def test_the_folder_where_one_stands_is_no_input(line: str, folder: Path) -> None:
    done = golden.shell(f"collectkit {line} -q -o out.csv", folder, **golden.KEYS)
    assert (done.returncode, names(folder)) == (10, set()), done.stderr.decode()
    assert b"bug" not in done.stderr


@pytest.mark.parametrize("command", ["mask", "keys list", "sample", ""])
def test_a_help_page_that_nobody_takes(command: str, folder: Path) -> None:
    done = golden.shell(f"collectkit {command} --help > /dev/full", folder)
    assert (done.returncode, done.stderr) == (14, b"collectkit: error: standard output: No space left on device\n")


@pytest.mark.parametrize("stderr", ["/dev/full", ">(true)"])
def test_words_that_nobody_takes_spoil_no_run(stderr: str, folder: Path) -> None:
    line = "collectkit scan portfolio.csv --report report.json"
    done = golden.shell(f"{line} 2> {stderr}; echo $?; collectkit scan none.csv 2> {stderr}; echo $?", folder)
    assert (done.stdout, done.stderr) == (b"0\n10\n", b"")
    assert json.loads((folder / "report.json").read_bytes())["rows"]
