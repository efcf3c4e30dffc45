"""What cannot be written is refused before anything is, and what names standard output is standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import golden

HEADER = "合同号,客户姓名,证件号码,手机号码,产品名称,剩余本金(元),逾期总额(元),逾期天数,数据日期"
PORTFOLIO = f"{HEADER}\nHT1,王样本,110105189412310029,15400000001,消费贷,9.00,9.00,91,2026-10-31\n"
COMMANDS = {
    "mask p.csv --policy public": ["-o out.csv"],
    "segment p.csv --as-of 2026-10-31": ["-o out.csv", "--figures figures.json -o out.csv"],
    "scan p.csv": ["--write-policy policy.toml", "-o out.csv"],
    "ingest p.csv --as-of 2026-10-31": ["-o out.csv", "-o out.csv --write-mapping mapping.toml"],
    "reveal p.csv --reason x": ["-o out.csv"],
    "sample --accounts 20": ["-o made"],
    "sample notes --rows 20": ["-o made"],
}
STDOUT = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    golden.give_keys(tmp_path)
    (tmp_path / "p.csv").write_text(PORTFOLIO, encoding="utf-8")
    return tmp_path


def run(line: str, folder: Path, **more: str) -> tuple[int, str, str]:
    done = golden.shell(f"collectkit {line}", folder, **golden.KEYS, **more)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"keys", "p.csv"}


@pytest.mark.parametrize(("command", "outputs"), [(one, more) for one, many in COMMANDS.items() for more in many])
def test_a_report_of_another_run_is_refused_before_anything_is_written(
    command: str, outputs: str, folder: Path
) -> None:
    (folder / "rep.json").write_text("as it was")
    code, _, said = run(f"{command} {outputs} -q --report rep.json", folder)

    assert (code, said.splitlines()[0]) == (14, "collectkit: error: rep.json: exists already")
    assert (names(folder), (folder / "rep.json").read_text()) == ({"rep.json"}, "as it was")
    assert run(f"{command} {outputs} -q --report rep.json --force", folder)[0] == 0


def test_the_same_run_again_may_find_its_report(folder: Path) -> None:
    line = "segment p.csv --as-of 2026-10-31 -q -o '{as_of}.csv' --report '{as_of}.json'"

    assert [run(line, folder)[0] for _ in range(2)] == [0, 0]
    (folder / "2026-10-31.csv").unlink()
    assert (run(line, folder)[0], names(folder)) == (14, {"2026-10-31.json"})


def test_a_report_that_cannot_begin_is_refused_before_anything_is_written(folder: Path) -> None:
    (folder / "there").mkdir()
    for report in ("there", "no/rep.json", "/proc/rep.json"):
        assert run(f"mask p.csv --policy public -q -o out.csv --report {report} --force", folder)[0] == 14
    assert names(folder) == {"there"}


@pytest.mark.parametrize("line", ["mask p.csv --policy public --rejects", "segment p.csv --as-of 2026-10-31 --figures"])
def test_what_stands_beside_data_on_stdout_is_refused_before_any_goes_out(line: str, folder: Path) -> None:
    (folder / "other.csv").write_text("as it was")

    assert run(f"{line} other.csv -q", folder)[:2] == (14, "")
    assert (folder / "other.csv").read_text() == "as it was"
    assert run(f"{line} other.csv -q --force", folder)[0] == 0


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("mask p.csv --policy public --rejects -", "-o and --rejects"),
        ("reveal p.csv --reason x --rejects -", "-o and --rejects"),
        ("reveal p.csv --reason x --rejects /dev/stdout", "-o and --rejects"),
        ("segment p.csv --as-of 2026-10-31 --figures -", "-o and --figures"),
        ("scan p.csv -o - --write-policy -", "--write-policy and --output"),
    ],
)
def test_two_outputs_do_not_share_stdout(line: str, options: str, folder: Path) -> None:
    code, data, said = run(f"{line} -q", folder)

    assert (code, data) == (2, "")
    assert said.startswith(f"collectkit: error: {options}: standard output takes one of them\n")


@pytest.mark.parametrize("name", [*STDOUT, "link --force"])  # forced only in a folder of ours: /dev is not for trying
def test_another_name_of_stdout_is_stdout(name: str, folder: Path) -> None:
    (folder / "link").symlink_to("/proc/self/fd/1")
    (folder / "got.csv").write_text("before\n")
    code, _, said = run(f"mask p.csv --policy public -q -o {name} >> got.csv", folder)

    assert (code, said) == (0, "")
    assert (folder / "got.csv").read_text().startswith("before\noverdue_")
    assert (names(folder), (folder / "link").is_symlink()) == ({"got.csv", "link"}, True)


def test_a_file_that_is_open_already_is_written_to_and_not_replaced(folder: Path) -> None:
    (folder / "link").symlink_to("/dev/fd/7")
    (folder / "got.csv").write_text("before\n")
    code, _, said = run("mask p.csv --policy public -q -o link --force 7>> got.csv", folder, POLARS_MAX_THREADS="1")

    assert (code, said) == (0, "")
    assert (folder / "got.csv").read_text().startswith("before\noverdue_")
    assert (folder / "link").readlink() == Path("/dev/fd/7")
    assert run("mask p.csv --policy public -q -o /dev/fd/9", folder)[0] == 14
    assert run("mask p.csv --policy public -q -o /dev/stderr", folder)[0] == 2


def test_a_dash_is_stdout_for_what_is_written_beside(folder: Path) -> None:
    code, policy, _ = run("scan p.csv --write-policy - -q", folder)
    assert (code, policy.startswith("version = 1") or "\nversion = 1\n" in policy) == (0, True)

    code, mapping, _ = run("ingest p.csv --as-of 2026-10-31 -o out.csv --write-mapping - -q", folder)
    assert (code, "合同号" in mapping) == (0, True)
    assert names(folder) == {"out.csv"}

    assert run("scan p.csv --write-policy - --report - -q", folder)[0] == 2
    assert json.loads(run("scan p.csv --report /dev/stdout -q", folder)[1])["rows"] == 1


def test_a_file_that_is_called_dash_is_in_nobodys_way(folder: Path) -> None:
    (folder / "-").write_text("as it was")

    assert run("mask p.csv --policy public -q", folder)[0] == 0
    roll = "roll then.csv now.csv --balance auto -q -o out.json --report rep.json"
    for name, day in {"then.csv": "2026-09-30", "now.csv": "2026-10-31"}.items():
        (folder / name).write_text(f"as_of,account_id,days_past_due,overdue_total\n{day},L-1,40,10.00\n")
    assert [run(roll, folder)[0] for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("line", ["ingest p.csv -o out.csv --taken -", "sample -o -", "conduct p.csv -o -"])
def test_what_cannot_go_to_stdout_is_refused(line: str, folder: Path) -> None:
    code, _, said = run(f"{line} -q", folder)

    assert (code, "-: does not go to standard output" in said, names(folder)) == (2, True, set())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("out.xlsm", "out.xlsm: .xlsm is read, but not written\ncollectkit: hint: write .xlsx"),
        ("out.xlsm --to xlsx", "out.xlsm: .xlsm is read, but not written\ncollectkit: hint: write .xlsx"),
        ("out.htm", "out.htm: .htm is read, but not written\ncollectkit: hint: write .xlsx or .csv"),
    ],
)
@pytest.mark.parametrize("command", ["mask p.csv --policy public", "segment p.csv --as-of 2026-10-31"])
def test_what_is_only_read_is_not_written(command: str, name: str, said: str, folder: Path) -> None:
    assert run(f"{command} -q -o {name}", folder) == (2, "", f"collectkit: error: {said}\n")
    assert names(folder) == set()


def test_a_folder_is_no_output(folder: Path) -> None:
    assert run("mask p.csv --policy public -q -o .", folder) == (14, "", "collectkit: error: .: is a directory\n")


@pytest.mark.parametrize("name", ["p.csv.gz", "book.xlsm"])
def test_what_a_scan_passes_on_is_not_packed_again(name: str, folder: Path) -> None:
    golden.shell("gzip -k p.csv; collectkit ingest p.csv -o book.xlsx; mv book.xlsx book.xlsm", folder)

    assert run(f"scan {name} -q -o passed-{name}", folder)[0] == 0
    assert (folder / f"passed-{name}").read_bytes() == (folder / name).read_bytes()
