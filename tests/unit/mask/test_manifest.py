"""What a manifest says of columns of operator fpe, and how it is read again; what is no manifest is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from collectkit.crypto.derivation import Context
from collectkit.errors import InputError
from collectkit.mask.manifest import Form, Preserved, columns, preserved
from tests.unit.mask.given import bound

GOOD: dict[str, Any] = {
    "format": "collectkit/manifest/1",
    "recipient": "agency-a",
    "scope": "recipient",
    "batch": "2026-11",
    "slot": "0",
    "check_value": "b773c845268e18a9",
    "columns": [
        {"name": "account_id", "operator": "token", "reason": ""},
        {"name": "card", "operator": "fpe", "reason": "", "kind": "bank", "valid": "true"},
        {"name": "id_number", "operator": "fpe", "reason": "", "kind": "identity", "valid": "false"},
    ],
    "files": [],
}
SECRET = "4111111111111111"


def told(changes: dict[str, Any]) -> InputError:
    with pytest.raises(InputError) as caught:
        preserved(json.dumps(GOOD | changes).encode(), "sent.json")
    assert SECRET not in f"{caught.value.message}{caught.value.details}{caught.value.hint}"
    return caught.value


def test_only_columns_of_fpe_say_what_they_are() -> None:
    rules = {"mobile": "token", "card": "fpe from = 'bank_card'; valid = true", "id_number": "fpe reason = 'why'"}
    plan, _ = bound(rules, {"手机": [], "卡号": [], "身份证": []})

    assert columns(plan) == [
        {"name": "mobile", "operator": "token", "reason": ""},
        {"name": "card", "operator": "fpe", "reason": "", "kind": "bank", "valid": "true"},
        {"name": "id_number", "operator": "fpe", "reason": "why", "kind": "identity", "valid": "false"},
    ]


def test_it_is_read_again() -> None:
    forms = {"card": Form("bank", valid=True), "id_number": Form("identity", valid=False)}
    data = json.dumps(GOOD).encode()
    assert preserved(data, "m") == Preserved(Context("0", "agency-a"), "b773c845268e18a9", forms)

    data = json.dumps(GOOD | {"scope": "batch"}).encode()
    found = preserved(data, "m")
    assert found is not None
    assert found.context == Context("0", "agency-a", "batch", "2026-11")


def test_without_columns_of_fpe_nothing_is_asked_of_it() -> None:
    plain = {"recipient": "", "scope": "", "slot": "", "check_value": "", "columns": GOOD["columns"][:1]}
    assert preserved(json.dumps(GOOD | plain).encode(), "m") is None


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": 1, "a": 2}', SECRET.encode() + b"x"),
        f'{{"{SECRET}": 1, "{SECRET}": 2}}'.encode(),
    ],
)
def test_what_is_no_json(data: bytes) -> None:
    with pytest.raises(InputError, match="not a manifest: not JSON, or it says one thing twice") as caught:
        preserved(data, "sent.json")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("data", [b"3", b"null", b"[]", b'"4111111111111111"', b"{}", b'{"columns": []}'])
def test_what_is_no_manifest(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^sent.json: not a manifest of format 1$") as caught:
        preserved(data, "sent.json")
    assert not [line for line in caught.value.details if SECRET in line]


FORM = GOOD["columns"][1]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"format": "collectkit/manifest/2"}, "format"),
        ({"columns": SECRET}, "columns"),
        ({"columns": [SECRET]}, "columns.0"),
        ({"columns": [{"name": SECRET}]}, "columns.0.operator"),
        ({"columns": [FORM | {"kind": SECRET}]}, "columns.0.kind"),
        ({"columns": [FORM | {"kind": "phone"}]}, "columns.0.kind"),
        ({"columns": [*GOOD["columns"][:1], FORM | {"valid": True}]}, "columns.1.valid"),
        ({"columns": [{k: v for k, v in FORM.items() if k != "valid"}]}, "columns.0.valid"),
        ({"recipient": 4111111111111111}, "recipient"),
        ({"scope": ""}, "scope"),
        ({"slot": None}, "slot"),
        ({"check_value": SECRET.replace("1", "g")}, "check_value"),
        ({"check_value": ""}, "check_value"),
    ],
)
def test_what_it_does_not_say_is_named(changes: dict[str, Any], place: str) -> None:
    error = told(changes)

    assert error.message == "sent.json: not a manifest of format 1"
    assert error.details == (f"{place}: missing, or not what it should be",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recipient": f" {SECRET}"}, "a recipient's id is 1 to 63"),
        ({"slot": SECRET}, "a slot is one character"),
        ({"scope": "batch", "batch": ""}, "a batch's id is 1 to 63"),
        ({"columns": [FORM, FORM]}, "it names a column twice"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], said: str) -> None:
    assert told(changes).message.startswith(f"sent.json: not a manifest: {said}")
