"""A small hand-over that tests of worklists and of their check share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collectkit.crypto import keyring
from collectkit.files import Input, Output
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.worklist import worklist
from collectkit.jobs.worklist.worklist import WorklistReport

HEADER = (
    "as_of,account_id,name,mobile,id_number,currency,overdue_total_minor,payoff_total_minor,bucket,remark,"
    "agency,not_placed,stratum,debtor_group,placed_on,recall_on,batch,passed_over\n"
)
ROWS = """\
2026-10-31,LN-1,张三,+8613800138000,11010519491231002X,CNY,120050,500000,M1,"x, 13700137000",agency-a,,s,d1,2026-10-31,2027-01-29,b-1,
2026-10-31,LN-2,欧阳锋,13900139000,,CNY,88000,,M3+,,agency-b,,s,d2,2026-10-31,,b-1,
2026-10-31,LN-3,Mary Roe,+86 154-0000-0001,,USD,7,9,M1,"",agency-a,,s,d3,2026-10-31,2027-01-29,b-1,
2026-10-31,LN-4,王样本,15400000002,,,300,300,,,agency-a,,s,d4,2026-10-31,2027-01-29,b-1,
2026-10-31,LN-5,李样本,not a phone,,CNY,400,400,M2,,agency-a,,s,d5,2026-10-31,2027-01-29,b-1,
2026-10-31,LN-6,赵样本,15400000003,,CNY,500,500,M2,,,disputed,,d6,,,,
"""  # noqa: E501  (rows)
AGENCY = """
[[agency]]
agency_id = "{id}"
name = "{name}"
hands = [1]
licence_regions = ["*"]
status = "ACTIVE"
target_share = "50%"
admitted_on = 2026-01-15
language = "{language}"
"""


def stored(folder: Path, *, key: str = "", second: str = "") -> Path:
    """Put placements and agencies into *folder*; return the path of the placements.

    Args:
        key, second: age public keys of agency-a and agency-b.
    """
    agencies = [("agency-a", "甲|公司", "zh", key), ("agency-b", "Beta <Ltd>", "en", second)]
    lines = [
        AGENCY.format(id=id_, name=name, language=language) + f'public_key = "{public}"\n' * bool(public)
        for id_, name, language, public in agencies
    ]
    (folder / "agencies.toml").write_text("version = 1\n" + "".join(lines), encoding="utf-8")
    file = folder / "placements.csv"
    file.write_text(HEADER + ROWS, encoding="utf-8")
    return file


def new_ring(folder: Path) -> Keys:
    """Make a keyring of its own in *folder*, as if opened by a new process."""
    identity, _ = keyring.new_identity()
    access = Access(identity, pytest.fail)
    keys.new(folder / "ring", access, no_escrow=True)
    (folder / "officer.identity").write_bytes(identity)
    return keys.open_keys(folder / "ring", access)


def packed(placements: Path, ring: Keys, name: str = "out", **options: Any) -> WorklistReport:
    """Make the packages in a folder beside the placements."""
    folder = placements.with_name(name)
    settled: dict[str, Any] = {"agencies": placements.with_name("agencies.toml"), "keys": lambda: ring}
    return worklist.run(Input(placements), folder, **(settled | options))


def reopened(ring: Keys) -> Keys:
    """Open the keyring again, as it is on the disk now."""
    identity = (ring.file.parent / "officer.identity").read_bytes()
    return keys.open_keys(ring.file, Access(identity, pytest.fail))


def output(path: Path, *, force: bool = False) -> Output:
    """Name an output."""
    return Output(path, force=force)
