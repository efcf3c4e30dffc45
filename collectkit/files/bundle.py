"""Files that belong together, in a folder or in a plain tar: what is there, and what is in them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from collectkit.errors import InputError, UsageError
from collectkit.files.archive import pack, unpack

_AGE = b"age-encryption.org/v1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Some files.

    Attributes:
        name: what messages call it.
        names: of all plain files, hidden ones too, relative to the bundle.
        odd: names of what is neither a plain file nor a folder that holds one: links, pipes, empty folders.
    """

    name: str
    names: frozenset[str]
    odd: tuple[str, ...] = ()
    _root: Path | None = None
    _contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def read(self, name: str) -> bytes:
        """Return the content of a file that is there.

        Raises:
            InputError: it cannot be read.
        """
        if self._root is None:
            return self._contents[name]
        try:
            handle = os.open(self._root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as file:
                return file.read()
        except OSError as error:
            raise InputError(f"{name}: {os.strerror(error.errno or 0)}") from None


def open_bundle(path: Path) -> Bundle:
    """Open a folder or a tar.

    Raises:
        InputError: it is missing, cannot be read, or is a damaged tar.
        UsageError: it is sealed.
    """
    try:
        if path.is_dir():
            found = sorted(_walk(path))
            plain = frozenset(name for name, is_plain in found if is_plain)
            return Bundle(path.name, plain, tuple(name for name, is_plain in found if not is_plain), path)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: {os.strerror(error.errno or 0)}") from None
    if data.startswith(_AGE):
        hint = f"open it first: age -d -i IDENTITY -o {path.stem} {path.name}"
        raise UsageError(f"{path.name}: is sealed", hint=hint)
    contents = unpack(data)
    if pack(contents) != data:  # what lies between the files tells of a change as well
        raise InputError("the archive is damaged, or none of collectkit's", hint="ask for it again")
    return Bundle(path.name, frozenset(contents), (), None, contents)


def nearest(path: Path, name: str) -> Path | None:
    """Return the file *name* in the nearest folder above *path*, which is not looked into; None without one."""
    return next((above / name for above in path.resolve().parents if (above / name).is_file()), None)


def read_small(path: Path, most: int = 1 << 20) -> bytes:
    """Return the bytes of a small public file, at most *most* of them.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise InputError(f"{path.name}: {os.strerror(error.errno or 0)}", hint="check the path") from None


def _walk(root: Path) -> Iterator[tuple[str, bool]]:
    """Yield the name of each thing below a folder, and whether it is a plain file; of folders only empty ones.

    A folder below it that cannot be looked into is named too, as one that is empty: folders may lie deeper than any
    path reaches.
    """
    ahead = [""]
    while ahead:
        prefix = ahead.pop()
        try:
            entries = list(os.scandir(root / prefix))
        except OSError:
            if not prefix:
                raise
            entries = []
        if not entries and prefix:
            yield prefix, False
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                ahead.append(f"{prefix}{entry.name}/")
            else:
                yield f"{prefix}{entry.name}", entry.is_file(follow_symlinks=False)


def is_sealed(path: Path) -> bool:
    """Tell whether *path* is an age file, from its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(len(_AGE)) == _AGE
    except OSError:
        return False
