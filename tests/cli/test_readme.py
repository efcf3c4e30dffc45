"""Every console block of the README, and of the page about conduct, runs as it stands and prints what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import collectkit
from tests.cli import golden

ROOT = Path(collectkit.__file__).parents[1]
END = "@@ exit"


def steps(text: str) -> list[tuple[str, str]]:
    """Return the commands of a document's console blocks, and what each is to print."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL):
        for chunk in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = chunk.splitlines()
            typed = 1 + next((n for n, line in enumerate(lines[1:]) if not line.startswith("> ")), len(lines) - 1)
            command = "\n".join([lines[0], *(line.removeprefix("> ") for line in lines[1:typed])])
            found.append((command, "\n".join(lines[typed:])))
    return found


def fits(shown: str, printed: str) -> bool:
    """Whether *printed* is what the document shows; a line ``...`` stands for any lines, in a line for any text."""
    lines = [".*" if line == "..." else re.escape(line).replace(r"\.\.\.", "[^\n]*") for line in shown.splitlines()]
    pattern = "\n".join(lines).replace("\n.*", "(\n.*)?")
    return re.fullmatch(pattern, printed.rstrip("\n"), flags=re.DOTALL) is not None


def walk(name: str, folder: Path, plain: Callable[[str], str] = str) -> None:
    """Run every block of a document, and compare what it prints.

    Args:
        plain: takes out of a text what is another one in each run.
    """
    tour = steps((ROOT / name).read_text(encoding="utf-8"))
    assert tour
    script = "\n".join(f"{{ {command}\n}} 2>&1; echo '{END}' $?" for command, _ in tour)
    printed = golden.shell(script, folder).stdout.decode()
    outputs = re.split(rf"^{END} (\d+)\n", printed, flags=re.MULTILINE)
    for (command, shown), output, code in zip(tour, outputs[::2], outputs[1::2], strict=False):
        assert code == "0", f"{command}\n{output}"
        assert fits(plain(shown), plain(output)), f"{command}\n{output}"
    assert len(outputs) == 2 * len(tour) + 1


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_blocks_run(name: str, tmp_path: Path) -> None:
    walk(name, tmp_path)


def test_the_blocks_about_conduct_run_on_the_demo(tmp_path: Path) -> None:
    assert golden.shell("collectkit demo demo -q", tmp_path).returncode == 0

    walk("docs/conduct.md", tmp_path, unkeyed)


def unkeyed(text: str) -> str:
    """Return a text without what the demo's throw-away keyring decides: tokens, and the numbers of rows."""
    text = re.sub(r"\bA0[0-9A-Z]{19,}\b", "TOKEN", text)
    text = re.sub(r"^\d+,", "NUMBER,", text, flags=re.MULTILINE)
    return re.sub(r"(?<=\.csv),\d+,\d+ \d+ \d+ \d+,", ",ROW,EVIDENCE,", text)


def test_what_the_documents_link_to_is_there() -> None:
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/policies.md"):
        document = ROOT / name
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{name}: {target}"


def test_a_document_that_shows_something_else_is_found_out() -> None:
    assert fits("a\n...\nc", "a\nb\nb\nc\n")
    assert fits("...", "")
    assert fits("a\n...", "a\n")
    assert fits("a...c\nd", "abbc\nd")
    assert not fits("a...c", "ab\nc")
    assert not fits("a\n...\nc", "a\nb\n")
    assert not fits("", "a\n")
