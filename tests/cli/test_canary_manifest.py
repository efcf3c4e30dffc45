"""The canary of manifests: what stands where it should not, in a manifest that is to open numbers, is shown nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import golden
from tests.cli.test_canary import PLANTED, leaks, values

FPE = {"name": "bank_card", "operator": "fpe", "kind": "bank", "valid": "false"}
GOOD: dict[str, Any] = {
    "format": "collectkit/manifest/1", "recipient": "agency-a", "scope": "recipient", "batch": "", "slot": "0",
    "check_value": "b773c845268e18a9", "columns": [FPE], "files": [],
}  # fmt: skip
KEYS = ("format", "scope", "slot", "check_value", "columns")


def broken() -> dict[str, str]:
    """Return manifests with planted values in them, by what is wrong."""
    found = {key: json.dumps({**GOOD, key: values}) for key in GOOD}
    found |= {f"{key} of one value": json.dumps({**GOOD, key: values[1]}) for key in KEYS}
    found |= {
        f"column's {key}": json.dumps({**GOOD, "columns": [{**FPE, key: values[1]}]}) for key in ("kind", "valid")
    }
    found |= {"a key": json.dumps({values[1]: values[2]}), "torn": json.dumps({**GOOD, "batch": values[1]})[:-9]}
    found["twice"] = f'{{"{values[1]}": 1, "{values[1]}": "{values[2]}"}}'
    found["the input itself"] = f"银行卡号\n{PLANTED['card']}\n"
    return found


@pytest.mark.parametrize("kind", broken())
@pytest.mark.parametrize("option", ["", "--manifest input.csv.manifest.json"])
def test_a_value_planted_in_a_manifest_is_not_seen(kind: str, option: str, tmp_path: Path) -> None:
    golden.give_keys(tmp_path)
    (tmp_path / "tmp").mkdir()
    file = tmp_path / "input.csv"
    file.write_text(f"银行卡号\n{PLANTED['card']}\n")
    beside = tmp_path / "input.csv.manifest.json"
    beside.write_text(broken()[kind])
    line = f"collectkit reveal input.csv {option} --reason canary -o declared.csv --report report.json"
    done = golden.shell(line, tmp_path, TMPDIR=str(tmp_path / "tmp"), **golden.KEYS)
    beside.unlink()
    assert done.returncode in {0, 10, 12}, done.stderr.decode()
    assert leaks(done, tmp_path, but=file) == []
    assert not list((tmp_path / "tmp").iterdir())
