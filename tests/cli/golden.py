"""Golden cases: one text file each, that a collections manager can read.

A case is a sentence or two, then parts that begin with ``--- ``:

- ``--- NAME`` before the first command: a file that is there. ``--- NAME (gb18030)`` is stored in that encoding,
  ``--- NAME (hex)`` holds bytes.
- ``--- $ COMMAND``: what is typed, and what it prints: stdout as it is, stderr behind ``! ``, then ``exit N`` unless 0.
- ``--- NAME`` after a command: a file that must be there then, with exactly this text.
- ``--- no NAME``: a file that must not be there.

Each case has a keyring of its own in `keys/`, a copy of the example of format 1, with recipients agency-a, agency-b and
research; its tokens are the published ones.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import warm

MARK = "--- "
KEYS = {"COLLECTKIT_KEYRING": "keys/creditor.keyring", "COLLECTKIT_IDENTITY": "keys/officer.identity"}
EXAMPLE = Path(__file__).parents[1] / "vectors" / "keyring-1"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a case: its heading without the mark, and its lines."""

    heading: str
    body: str

    @property
    def command(self) -> str | None:
        """What is typed, if this part is a command."""
        return self.heading.removeprefix("$ ") if self.heading.startswith("$ ") else None

    def __str__(self) -> str:
        return f"{MARK}{self.heading}\n{self.body}"


def parse(text: str) -> list[Part]:
    """Split a case into parts; the first has an empty heading and holds the sentences."""
    head, *rest = ("\n" + text).split("\n" + MARK)
    parts = [Part("", head.removeprefix("\n").rstrip("\n"))]
    for chunk in rest:
        heading, _, body = chunk.partition("\n")
        parts.append(Part(heading, body.rstrip("\n")))
    return parts


def run(text: str, folder: Path) -> str:
    """Run the case *text* in an empty *folder*, and return the text as it should read."""
    give_keys(folder)
    return "\n\n".join(_played(parse(text), folder)) + "\n"


def give_keys(folder: Path) -> None:
    """Put a copy of the example keyring, and the identity that opens it, into `keys/` of a folder."""
    (folder / "keys").mkdir(mode=0o700)
    for path in EXAMPLE.iterdir():
        shutil.copyfile(path, folder / "keys" / path.name)
        (folder / "keys" / path.name).chmod(0o600)


def shell(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run one line of shell in *folder*, without colour, terminal, or settings from outside."""
    bins = Path(sys.executable).parent
    first = "" if any(name.startswith("POLARS_") for name in variables) else f"{warm.folder()}:"
    keep = {
        name: value for name, value in os.environ.items() if not name.startswith(("COLLECTKIT_", "POLARS_", "PYTHON"))
    }
    settled = {
        "PATH": f"{first}{bins}:{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),  # the tree that is tested, wherever the installed one lies
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=folder,
        env=keep | settled | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


def _played(parts: list[Part], folder: Path) -> Iterator[str]:
    started = False
    for part in parts:
        if not part.heading:
            yield part.body
        elif part.command:
            started = True
            yield str(Part(part.heading, _typed(part.command, folder))).rstrip("\n")
        elif started:
            yield _found(part, folder)
        else:
            _store(part, folder)
            yield str(part).rstrip("\n")


def _typed(command: str, folder: Path) -> str:
    done = shell(command, folder, **KEYS)
    lines = done.stdout.decode().splitlines()
    lines += [f"! {line}".rstrip() for line in done.stderr.decode().splitlines()]
    if done.returncode:
        lines.append(f"exit {done.returncode}")
    return "\n".join(line.rstrip() for line in lines)


def _store(part: Part, folder: Path) -> None:
    name, _, form = part.heading.partition(" (")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "hex)":
        path.write_bytes(bytes.fromhex(part.body))
    else:
        path.write_bytes((part.body + "\n" * bool(part.body)).encode(form.removesuffix(")") or "utf-8"))


def _found(part: Part, folder: Path) -> str:
    name = part.heading.removeprefix("no ")
    path = folder / name
    if not path.exists():
        return f"{MARK}no {name}"
    return str(Part(name, path.read_bytes().decode("utf-8", "backslashreplace").rstrip("\n")))
