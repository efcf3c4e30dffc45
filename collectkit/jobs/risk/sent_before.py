"""What a recipient has had before: manifests, and the files that they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from collectkit.errors import InputError
from collectkit.files import Input, bundle
from collectkit.jobs.runs import digest
from collectkit.mask import manifest
from collectkit.mask.manifest import Sent

MANIFEST, BESIDE = "manifest.json", ".manifest.json"
"""What the manifest of a package is called, and how that of a masked file ends."""

_LARGEST = 16 << 20


@dataclass(frozen=True, slots=True)
class Before:
    """One manifest, and its table, if that is there.

    Attributes:
        label: what the report calls it: the file's name with its folder's.
    """

    label: str
    sent: Sent
    table: Path | None

    @property
    def rows(self) -> int:
        """How many rows were sent."""
        return max((rows for _, rows in self.sent.tables.values()), default=0)


def before(named: Sequence[Path]) -> list[Before]:
    """Return what was sent before, the oldest first.

    Args:
        named: manifests, masked files with a manifest beside them, and folders of either, packages too.

    Raises:
        InputError: one is no manifest or has none, or a table is not the one that its manifest states.
    """
    paths = dict.fromkeys(path for one in named for path in _manifests(one))
    return sorted(map(_read, paths), key=lambda one: (one.sent.as_of, one.label))


def current(source: Input) -> Sent | None:
    """Return what the manifest beside an input says, if there is one."""
    if source.path is None or not source.path.is_file():
        return None
    beside = manifest.beside(source.path)
    if beside.is_file():
        return _load(beside)
    whole = source.path.with_name(MANIFEST)
    found = _load(whole) if whole.is_file() else None
    return found if found is not None and source.path.name in found.tables else None


def reasons(now: Sent | None, earlier: Sequence[Before], name: str) -> list[str | None]:
    """Return why the tokens of each earlier file cannot be joined (`report.risk_words.REASONS`); None where they can.

    Args:
        now: what the manifest of the file in hand says; without one it is taken for one more like the newest.
        name: what messages call that file.

    Raises:
        InputError: without one, nobody can tell whose of several recipients' it is.
    """
    if now is None and len({one.sent.recipient for one in earlier}) > 1:
        hint = "name what one recipient has had, or keep the manifest beside the file"
        raise InputError(f"--history is of several recipients, and {name} has no manifest that says whose", hint=hint)
    lasting = [one.sent for one in earlier if one.sent.scope != "batch"]
    like = now or (lasting[-1] if lasting else None)
    return [_apart(like, one.sent) or (None if one.table else "manifest_only") for one in earlier]


def _apart(now: Sent | None, then: Sent) -> str | None:
    if now is not None and now.recipient != then.recipient:
        return "another_recipient"
    if "batch" in (then.scope, now.scope if now else "") and (now is None or now.batch != then.batch):
        return "batch_tokens"
    if now is not None and (now.scope, now.check_value) != (then.scope, then.check_value):
        return "another_key"
    return None


def _manifests(path: Path) -> Iterator[Path]:
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.name == MANIFEST or one.name.endswith(BESIDE))
        if not found:
            raise InputError(f"{path.name}: no manifest in this folder", hint="packages have a manifest.json")
        yield from found
    elif path.name == MANIFEST or path.name.endswith(BESIDE):
        yield path
    else:
        beside = manifest.beside(path)
        if not beside.is_file() and not path.exists():
            raise InputError(f"{path.name}: no such file", hint="check the path")
        if not beside.is_file():
            raise InputError(f"{path.name}: has no manifest beside it", hint="name the manifest, or the package")
        yield beside


def _read(path: Path) -> Before:
    found = _load(path)
    label = path.parent.name if path.name == MANIFEST else path.name.removesuffix(BESIDE)
    return Before(label, found, _table(path, found))


def _load(path: Path) -> Sent:
    return manifest.sent(bundle.read_small(path, _LARGEST), path.name)


def _table(path: Path, found: Sent) -> Path | None:
    """Return the table of a manifest, if it is there: text rather than the workbook of the same rows."""
    for name in sorted(found.tables, key=lambda name: (name.endswith(".xlsx"), name)):
        table = path.with_name(name)
        if table.is_file():
            if digest(table) != found.tables[name][0]:
                raise InputError(f"{name}: is not the file that {path.name} speaks of", hint="ask for the right one")
            return table
    return None
