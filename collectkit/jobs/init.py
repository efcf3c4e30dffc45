"""Writes a workspace: commented settings and rules to edit, nothing secret."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from collectkit.conduct.packs import schema as conduct
from collectkit.conduct.reading import code_schema
from collectkit.errors import OutputError
from collectkit.files import Output, Transaction, private
from collectkit.jobs.settings import FILE_NAME
from collectkit.mask import schema as policies
from collectkit.mask.policy import BUILT_IN, built_in_text
from collectkit.placement import schema as agencies

_SOURCES: Mapping[str, tuple[str, str]] = {
    FILE_NAME: ("collectkit.jobs", "templates/collectkit.toml"),
    "rules/README.md": ("collectkit.jobs", "templates/rules.md"),
    "rules/agencies.toml": ("collectkit.jobs", "templates/agencies.toml"),
    "rules/conduct.toml": ("collectkit.jobs", "templates/conduct.toml"),
    "rules/codes.toml": ("collectkit.jobs", "templates/codes.toml"),
    "rules/schemes/cn-m3plus.toml": ("collectkit.segment", "schemes/cn-m3plus.toml"),
    ".gitignore": ("collectkit.jobs", "templates/gitignore"),
}
"""What a workspace holds, and where its text comes from; and the policies."""

_SCHEMA = "rules/policy.schema.json"
_OF_FILES = ("agencies", "conduct", "codes")
"""Rule files beside which their schema lies."""

_HINT = "#:schema ../policy.schema.json\n"
"""For editors of TOML that know Taplo's directive: the path starts from the file, and no network is asked."""


def run(folder: Path) -> list[Path]:
    """Write the workspace, all of it or nothing, and return the files.

    Raises:
        OutputError: something is there already, or cannot be written.
    """
    texts = _texts()
    there = [name for name in texts if (folder / name).exists()]
    if there:
        raise OutputError(f"{folder / there[0]}: exists already", hint="choose an empty folder, or edit what is there")
    with Transaction() as outputs:
        for name, text in texts.items():
            path = folder / name
            private.make_folder(path.parent)
            outputs.write(Output(path), text)
    return [folder / name for name in texts]


def _texts() -> dict[str, bytes]:
    """Return the files by name; a policy is the built-in one; what has a schema has a hint for editors before it."""
    texts = {name: (files(package) / source).read_bytes() for name, (package, source) in _SOURCES.items()}
    for name in _OF_FILES:
        texts[f"rules/{name}.toml"] = f"#:schema ./{name}.schema.json\n".encode() + texts[f"rules/{name}.toml"]
    masks = {f"rules/policies/{name}.toml": (_HINT + built_in_text(name)).encode() for name in BUILT_IN}
    schemas = {
        _SCHEMA: policies.schema_text(),
        "rules/agencies.schema.json": agencies.schema_text(),
        "rules/conduct.schema.json": conduct.schema_text(),
        "rules/codes.schema.json": code_schema.schema_text(),
    }
    return {**texts, **masks, **{name: text.encode() for name, text in schemas.items()}}
