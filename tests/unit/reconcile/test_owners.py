"""Whose tokens: read kindly, and opened with the keyring only where no package has them."""

from __future__ import annotations

from typing import Never

import polars as pl
import pytest

from collectkit.crypto import ring
from collectkit.crypto.ring import Keyring
from tests.unit.reconcile.given import Row, booked, paid, placed, reconcile, said


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    return ring.new(officers=("age1",)).with_recipient("a").with_recipient("b")


def token(keys: Keyring, agency: str, value: str, kind: str = "account") -> str:
    made: str = keys.tokens(agency).make(kind, pl.Series([value]))[0]
    return made


def rules(keys: Keyring | None, accounts: list[Row], returned: list[Row], ledger: list[Row] | None = None) -> list[str]:
    given = None if keys is None else lambda: keys
    return [row[3] for row in said(reconcile(accounts, returned, ledger or [], ring=given))]


def never() -> Never:
    raise AssertionError


def test_the_keyring_stays_shut_where_the_packages_say_all() -> None:
    tied = reconcile([placed("x")], [paid("x"), paid("x", "P2", amount=-1, fault="amount_negative")], ring=never)
    assert not tied.tokens


def test_typed_tokens_are_read_kindly(keyring: Keyring) -> None:
    made = token(keyring, "a", "LN-1")
    typed = f" {made[:5]}-{made[5:].replace('0', 'O').replace('1', 'l')} ".lower().strip()
    tied = reconcile([placed("LN-1", account_token=made)], [paid("", token=typed)], [booked("LN-1")], ring=never)
    assert [row[3] for row in said(tied)] == ["same_day"]


def test_verdicts_of_the_keyring(keyring: Keyring) -> None:
    other = ring.new(officers=("age1",)).with_recipient("a")
    lines = [
        paid("", "P1", token=token(keyring, "a", "LN-9")),
        paid("", "P2", token=token(keyring, "a", "+8613800138000", "phone")),
        paid("", "P3", token=token(keyring, "b", "LN-9")),
        paid("", "P4", token=token(other, "a", "LN-9")),
        paid("", "P5", token="LN-9"),
    ]
    accounts = [placed("LN-1", account_token=token(keyring, "a", "LN-1"))]
    assert rules(keyring, accounts, lines) == [
        *("account_not_placed", "of_no_account", "of_another_agency", "of_no_key", "of_no_key")
    ]
    assert rules(None, accounts, lines) == ["of_no_package"] * 5


def test_an_account_is_found_under_another_token_of_its_agency(keyring: Keyring) -> None:
    grown = keyring.with_batch("a", "b-1")
    now = grown.tokens("a", "batch", "b-1").make("account", pl.Series(["LN-1"]))[0]
    accounts = [placed("LN-1", account_token=token(keyring, "a", "LN-1"))]
    tied = reconcile(accounts, [paid("", token=now)], [booked("LN-1")], ring=lambda: grown)
    assert [row[2] for row in said(tied)] == ["MATCHED"]
    assert dict(tied.tokens) == {"opened": 1}


def test_an_agency_that_the_keyring_does_not_know(keyring: Keyring) -> None:
    accounts = [placed("x", "c")]
    line = paid("", agency="c", token=token(keyring, "a", "LN-1"))
    assert rules(keyring, accounts, [line]) == ["of_another_agency"]


def test_the_account_of_a_token_of_ours_is_told(keyring: Keyring) -> None:
    line = paid("", token=token(keyring, "a", "LN-9"))
    assert reconcile([placed("x")], [line], ring=lambda: keyring).opened.to_list() == ["LN-9"]
