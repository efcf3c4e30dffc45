"""Where a package comes to lie, in clear or sealed: those of a hand-over and those of a recall alike."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from collectkit.crypto import sealing
from collectkit.files import Output, Transaction, archive
from collectkit.files.bundle import is_sealed
from collectkit.files.folder import PendingFolder
from collectkit.placement.agencies import Agency

Seal = Literal["none", "age", "xlsx"]

PUBLIC_KEY, SEALED = "creditor.pem", ".tar.age"


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How packages lie in a folder.

    Attributes:
        force: replace those that are there and differ.
    """

    folder: Path
    seal: Seal
    force: bool

    def begin(self, outputs: Transaction, stack: contextlib.ExitStack, name: str) -> PendingFolder:
        """Begin the folder of a package; one that is to be sealed never gets its name."""
        if self.seal != "age":
            return outputs.folder(self.folder / name, force=self.force)
        home = PendingFolder(self.folder / f"{name}.tar", force=True)
        stack.callback(home.discard)
        return home

    def end(self, outputs: Transaction, agency: Agency, home: PendingFolder, *, known: bool) -> bool:
        """Seal a package that is filled, if it is to be sealed to a key; return whether it is sealed in any way.

        Args:
            known: the same manifest went out before. A sealed package that lies there is then left: sealed anew, the
                same package would be other bytes.
        """
        if self.seal != "age":
            return self.seal == "xlsx"
        target = self.folder / f"{agency.agency_id}{SEALED}"
        if not self.force and known and is_sealed(target):
            return True
        pending = outputs.open(Output(target, force=self.force), packed=False)
        with archive.packed({path.name: path for path in home.path.iterdir()}) as source:
            sealing.seal_stream([agency.public_key or ""], source, pending)
        return True
