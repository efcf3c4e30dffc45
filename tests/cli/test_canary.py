"""The canary: values planted in broken inputs are seen nowhere but in the outputs that are meant to hold them."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tests import warm
from tests.cli import golden
from tests.laws.columns import is_campaign
from tests.unit.files import books
from tests.unit.sample import handed

PLANTED = {
    "name": "章机密",
    "mobile": "15498765432",
    "id": "110105188001013453",
    "card": "6222029876543210987",
    "email": "canary@example.com",
    "address": "金丝雀路九十九号",
    "remark": "老家在鹦鹉村wxcanary99",
}
HEADER = (
    "合同号,姓名,手机号码,身份证号,银行卡号,邮箱,家庭地址,备注,逾期金额（元）,逾期开始日期,产品名称,剩余本金,数据日期"
)
GOOD = ",".join(["LN-{}", *PLANTED.values(), "1200.50", "2026-09-01", "现金贷", "5000", "2026-10-31"])
ROWS = [GOOD.format(n) for n in range(1, 6)]
SEEN = [word.encode(code) for word in PLANTED.values() for code in ("utf-8", "gb18030", "utf-16-le")]


def text(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def with_row(row: str) -> bytes:
    return text(HEADER, *ROWS[:3], row, *ROWS[3:])


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(PLANTED["name"])
        for number, line in enumerate([HEADER, *ROWS]):
            sheet.write_row(number, 0, line.split(","))
    return buffer.getvalue()


def parquet(columns: Mapping[str, object]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(columns).write_parquet(buffer)
    return buffer.getvalue()


values = list(PLANTED.values())
CELLS = [row.split(",") for row in ROWS]
crossed = ",".join(["LN-9", *values[1:], values[0], values[0], values[2], values[1], values[6], values[4]])
BROKEN: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "too few fields": (".csv", lambda: with_row(",".join(values))),
    "too many fields": (".csv", lambda: with_row(GOOD + "," + ",".join(values))),
    "open quote": (".csv", lambda: with_row(f'LN-9,"{",".join(values)}')),
    "text after a quote": (".csv", lambda: with_row(f'LN-9,"{values[0]}"{values[1]},"{values[2]}"x')),
    "NUL": (".csv", lambda: with_row(GOOD.format("9\0"))),
    "bytes that are no text": (".csv", lambda: with_row(GOOD).replace(b"LN-{}", b"\xff\xfe\x80")),
    "no text at all": (".csv", lambda: b"\n".join(b"\x81\xff" + row.encode("utf-16-be") for row in ROWS)),
    "half a character": (".csv", lambda: "\n".join([HEADER, *ROWS]).encode("utf-16")[:-1]),
    "no header": (".csv", lambda: text(*ROWS)),
    "the header is a value": (".csv", lambda: text(",".join(["合同号", *values]), ",".join(["LN-1", *values]))),
    "one field twice": (".csv", lambda: text(HEADER + ",手机", ROWS[0] + "," + values[1])),
    "values in the wrong columns": (".csv", lambda: with_row(crossed)),
    "headers that lie": (
        ".csv",
        lambda: text(
            HEADER.replace("手机号码,身份证号", "身份证号,手机号码") + ",甲,乙,丙",
            *[",".join([row, values[0], values[1], values[6]]) for row in ROWS],
        ),
    ),
    "a value among the headers": (
        ".csv",
        lambda: text(f"{HEADER},{values[1]},{values[6]}", *[f"{r},1,2" for r in ROWS]),
    ),
    "a title that is a value": (".csv", lambda: text(",".join(values[:3]), HEADER, *ROWS)),
    "a torn gzip": (".csv.gz", lambda: gzip.compress(text(HEADER, *ROWS * 50), mtime=0)[:-9]),
    "not a gzip": (".csv.gz", lambda: text(HEADER, *ROWS)),
    "a torn parquet": (".parquet", lambda: parquet({"姓名": values, "合同号": values})[:-20]),
    "not a parquet": (".parquet", lambda: text(HEADER, *ROWS)),
    "a parquet of lists": (".parquet", lambda: parquet({"合同号": ["LN-1"], "姓名": [values]})),
    "a torn workbook": (".xlsx", lambda: workbook()[:-60]),
    "not a workbook": (".xlsx", lambda: text(HEADER, *ROWS)),
    "a locked workbook": (".xlsx", lambda: books.locked(books.xlsx(CELLS), PLANTED["remark"])),
    "a torn old workbook": (".xls", lambda: books.xls([HEADER.split(","), *CELLS])[:-900]),
    "an old workbook without a header": (".xls", lambda: books.xls(CELLS)),
    "a page without a header": (".xls", lambda: books.html(CELLS)),
    "a page in a row": (".xls", lambda: books.html([[*values, *values]], head=f"<title>{values[0]}</title>")),
    "a web archive": (".xls", lambda: text("MIME-Version: 1.0", *ROWS)),
    "wide text without its mark": (".xls", lambda: "\n".join([HEADER, *ROWS]).encode("utf-16-le")),
    "broken json": (
        ".ndjson",
        lambda: text('{"合同号": "LN-1", "姓名": "' + values[0] + '"}', '{"姓名": "' + values[0]),
    ),
    "json of lists": (".ndjson", lambda: text('{"合同号": "LN-1", "姓名": ["' + values[0] + '"]}')),
}
COMMANDS: Mapping[str, str] = {
    "ingest": "ingest {file} -o declared.parquet --rejects declared.csv --report report.json --html page.html",
    "ingest again": "ingest {file} -o declared.parquet --tape tape.json -q",
    "segment": "segment {file} --as-of 2026-10-31 --classify --against cn-m6plus --household --ladder cn-standard "
    "--history declared.parquet -o declared.csv --report report.json --figures page.html",
    "history": "segment good.csv --as-of 2026-10-31 -o declared.csv --history {file} --morning-line",
    "segment's grid": "segment {file} --as-of 2026-10-31 --grid --returns {file} -o declared.csv --report report.json",
    "roll": "roll 2026-09-30={file} 2026-10-31={file} -o page.html --report report.json",
    "schedule": "segment good.csv --as-of 2026-10-31 --schedule {file} --ledger {file} -o declared.csv --report r.json",
    "pauses": "segment {file} --as-of 2026-10-31 --pauses {file} -o declared.csv --report report.json",
    "attainment": "attainment {file} --as-of 2026-10-31 --after {file} --until 2026-11-30 --returns {file} -o p.html",
    "vintage": "vintage 2026-10-31={file} -o page.html -o declared.csv --report report.json",
    "scan": "scan {file} --write-policy policy.toml --report report.json",
    "risk": "risk {file} --html risk.html --report report.json",
    "mask": "mask {file} --policy agency --for agency-a -o masked.csv --report report.json",
    "mask again": "mask {file} --policy public --region CN",
    "reveal": "reveal {file} --reason canary -o declared.csv --report report.json",
    "place": "place {file} --agencies ../agencies.toml --as-of 2026-10-31 -o declared.csv --report report.json",
    "why": "why {file} LN-1 --report report.json",
    "retoken": "keys retoken {file} --for agency-a -o declared.csv --report report.json",
    "trace": "trace {file} --report report.json",
    "handover": "handover {file} -o run --as-of 2026-10-31 --agencies ../agencies.toml --report report.json",
}
TURNS = 3
HELD = {"accounts.parquet", "placements.parquet", "placed.parquet", "rejects.csv"}
"""What a hand-over keeps of persons at the creditor."""
AGENCIES = """
version = 1
[[agency]]
agency_id = "agency-a"
name = "A"
hands = [1]
licence_regions = ["*"]
status = "ACTIVE"
target_share = "100%"
admitted_on = 2026-01-15
"""
DRIVER = """
import json, os, sys
import typer
from collectkit.commands import app, boundary
boundary.harden()
command = typer.main.get_command(app.app)
codes = []
for folder, line in json.load(open(sys.argv[1])):
    os.chdir(folder)
    for stream in (sys.stdout, sys.stderr):
        print("@@", line, file=stream, flush=True)
    codes.append(boundary.run(lambda: command.main(line.split(), prog_name="collectkit", standalone_mode=False)))
json.dump(codes, open(sys.argv[1], "w"))
"""


def in_turn(commands: Mapping[str, str], kind: str) -> dict[str, str]:
    """Return the commands that a kind of broken file meets: one in `TURNS`, and all of them in the campaign."""
    first = 0 if is_campaign() else [*BROKEN].index(kind)
    step = 1 if is_campaign() else TURNS
    return {name: line for place, (name, line) in enumerate(commands.items(), first) if place % step == 0}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_planted_value_is_not_seen(kind: str, tmp_path: Path) -> None:
    commands = in_turn(COMMANDS, kind)
    ending, content = BROKEN[kind]
    (tmp_path / "tmp").mkdir()
    (tmp_path / "agencies.toml").write_text(AGENCIES)
    file = tmp_path / f"input{ending}"
    file.write_bytes(content())
    folders = [tmp_path / name for name in commands]
    for folder in folders:
        folder.mkdir()
        golden.give_keys(folder)
        (folder / "good.csv").write_text("合同号,逾期天数\nLN-1,5\n", encoding="utf-8")
    lines = [command.format(file=f"../{file.name}") for command in commands.values()]
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps([*zip(map(str, folders), lines, strict=True)]))
    settled = golden.KEYS | {"TMPDIR": str(tmp_path / "tmp"), "RUST_BACKTRACE": "1", "DRIVER": DRIVER}
    done = golden.shell(f'{warm.PYTHON} "$DRIVER" {plan}', tmp_path, **settled)
    assert set(json.loads(plan.read_text())) <= {0, 2, 10, 11, 20}, done.stderr.decode()
    assert leaks(done, tmp_path, but=file) == []
    assert not list((tmp_path / "tmp").iterdir())
    assert not list(tmp_path.rglob(".*.part"))


@pytest.mark.parametrize("kind", ["open quote", "the header is a value", "a torn gzip", "broken json"])
def test_a_planted_value_is_not_seen_on_a_pipe(kind: str, tmp_path: Path) -> None:
    ending, content = BROKEN[kind]
    golden.give_keys(tmp_path)
    file = tmp_path / f"input{ending}"
    file.write_bytes(content())
    form = ending.split(".")[1]
    line = f"cat {file.name} | collectkit mask --from {form} --policy analyst --for research"
    done = golden.shell(line, tmp_path, **golden.KEYS)
    assert done.returncode in {0, 10, 11, 20}, done.stderr.decode()
    assert leaks(done, tmp_path, but=file) == []


@pytest.mark.parametrize("kind", [kind for kind, (ending, _) in BROKEN.items() if ending in {".csv", ".parquet"}])
def test_a_value_planted_in_a_package_is_not_seen(kind: str, tmp_path: Path) -> None:
    ending, content = BROKEN[kind]
    packages = handed.hand_over(tmp_path, handed.placed({"agency-a": 5}))
    file = packages / {".csv": "agency-a/worklist.csv", ".parquet": "placed.parquet"}[ending]
    file.write_bytes(content())
    done = golden.shell("collectkit sample returns packages -o returned --report report.json", tmp_path)
    assert done.returncode == 10, done.stderr.decode()
    assert leaks(done, tmp_path, but=file) == []


PLACED_HEADER = f"{HEADER},催收机构,批次"
PLACED = [f"{row},agency-a,b-1" for row in ROWS]
TELLING = 'version = 1\n[columns.account_id]\noperator = "token"\n[columns.remark]\noperator = "keep"\n'
BROKEN_PLACEMENTS: Mapping[str, tuple[list[str], str, set[int]]] = {
    "nothing": (PLACED, "", {0}),
    "too few fields": ([*PLACED, ",".join(values)], "", {0}),
    "an agency that is a value": ([*PLACED, f"{GOOD.format(9)},{values[1]},b-1"], "", {10}),
    "a batch that is a value": ([*PLACED, f"{GOOD.format(9)},agency-a,{values[1]}"], "", {2}),
    "values in the wrong columns": ([*PLACED, f"{crossed},agency-a,b-1"], "", {20}),
    "an account without a number": ([*PLACED, f"{GOOD.format(9)[4:]},agency-a,b-1"], "", {0, 10}),
    "a remark that is kept": ([f"{row.replace(values[6], values[1])}" for row in PLACED], "--policy policy.toml", {20}),
}


@pytest.mark.parametrize("kind", BROKEN_PLACEMENTS)
def test_a_planted_value_is_not_seen_in_packages(kind: str, tmp_path: Path) -> None:
    rows, options, codes = BROKEN_PLACEMENTS[kind]
    (tmp_path / "tmp").mkdir()
    golden.give_keys(tmp_path)
    (tmp_path / "agencies.toml").write_text(AGENCIES)
    (tmp_path / "policy.toml").write_text(TELLING)
    file = tmp_path / "placements.csv"
    file.write_bytes(text(PLACED_HEADER, *rows))
    line = f"collectkit worklist {file.name} --agencies agencies.toml -o out --report report.json {options}"
    done = golden.shell(line, tmp_path, TMPDIR=str(tmp_path / "tmp"), **golden.KEYS)
    assert done.returncode in codes, done.stderr.decode()
    for book in tmp_path.rglob("*.xlsx"):
        with zipfile.ZipFile(book) as parts:
            parts.extractall(tmp_path / "unzipped")
    assert leaks(done, tmp_path, but=file) == []
    assert not list((tmp_path / "tmp").iterdir())
    assert not list(tmp_path.rglob("*.part"))
    assert (tmp_path / "out" / "agency-a").exists() == (done.returncode == 0)
    if done.returncode == 0:
        changed = golden.shell("echo x >> out/agency-a/worklist.csv; collectkit verify out/agency-a", tmp_path)
        assert changed.returncode == 20
        assert leaks(changed, tmp_path, but=file) == []


@pytest.mark.parametrize("word", ["mobile", "email"])
def test_a_value_in_every_column_is_not_seen_in_a_tape(word: str, tmp_path: Path) -> None:
    header = "合同号,客户号,姓名,手机,身份证,产品,省份,五级分类,币种,逾期金额,逾期日,剩余本金,放款日期,数据日期"
    value = PLANTED[word]
    rows = [
        f"L{n},K{n},{values[0]},{value},{value},{value},{value},{value},{value},9,2026-09-01,9,2025-01-01,2026-10-31"
        for n in range(9)
    ]
    file = tmp_path / "input.csv"
    file.write_bytes(text(header, *rows))
    for option in (f"--tape tape.{form} --html page.html" for form in ("json", "csv", "html", "xlsx")):
        done = golden.shell(f"collectkit ingest {file.name} -o declared.parquet --force {option}", tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        assert leaks(done, tmp_path, but=file) == []
    with zipfile.ZipFile(tmp_path / "tape.xlsx") as parts:
        parts.extractall(tmp_path / "unzipped")
    assert "9" in (tmp_path / "tape.csv").read_text().splitlines()[1].split(",")
    assert leaks(done, tmp_path, but=file) == []


def leaks(done: subprocess.CompletedProcess[bytes], folder: Path, but: Path) -> list[tuple[str, bytes]]:
    """Return where planted values stand in what was printed, and in files other than the input and declared outputs."""
    found = {"stdout": done.stdout, "stderr": done.stderr}
    for path in folder.rglob("*"):
        meant = path.name.startswith("declared.") or path.name in HELD
        if path.is_file() and path != but and not meant:
            found[str(path.relative_to(folder))] = path.read_bytes()
    return [(place, word) for place, data in found.items() for word in SEEN if word in data]


def test_the_canary_sings(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text(ROWS[0])
    done = subprocess.CompletedProcess([], 0, b"", f"error: {PLANTED['mobile']}".encode())
    assert {place for place, _ in leaks(done, tmp_path, but=tmp_path / "x")} == {"stderr", "out.csv"}
