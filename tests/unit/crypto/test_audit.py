"""The audit log: what its chain finds, and what it cannot find."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
import rfc8785

from collectkit.crypto.audit import START, Chain, line, verify
from collectkit.crypto.derivation import parts

KEY = bytes(range(32))


@pytest.fixture
def log() -> list[bytes]:
    lines, head = [], START
    for number in range(1, 7):
        made, head = line(KEY, head, number, {"what": "reveal", "reason": "投诉", "counts": {"opened": number}})
        lines.append(made)
    return lines


def test_a_line_is_what_the_format_says() -> None:
    made, mac = line(KEY, START, 1, {"what": "reveal", "reason": "投诉"})
    bare = rfc8785.dumps({"number": 1, "reason": "投诉", "what": "reveal"})
    wanted = hmac.new(KEY, parts("collectkit/audit/1") + bytes(32) + bare, hashlib.sha256)
    assert mac == wanted.digest()
    assert json.loads(made) == {"mac": mac.hex(), "number": 1, "reason": "投诉", "what": "reveal"}
    assert made.endswith(b"}\n")


def test_a_whole_log_holds(log: list[bytes]) -> None:
    assert verify(KEY, []) == Chain(0, START, None)
    told = verify(KEY, log)
    assert (told.lines, told.broken) == (6, None)
    assert told.head.hex() == json.loads(log[-1])["mac"]


@pytest.mark.parametrize("row", range(6))
def test_every_changed_byte_is_found_in_its_line(log: list[bytes], row: int) -> None:
    for place in range(len(log[row])):
        altered = log[row][:place] + bytes([log[row][place] ^ 1]) + log[row][place + 1 :]
        told = verify(KEY, [*log[:row], altered, *log[row + 1 :]])
        assert (told.lines, told.broken) == (row, row + 1)


@pytest.mark.parametrize("row", range(5))
def test_deletions_swaps_and_repeats_are_found(log: list[bytes], row: int) -> None:
    assert verify(KEY, log[:row] + log[row + 1 :]).broken == row + 1
    assert verify(KEY, [*log[:row], log[row + 1], log[row], *log[row + 2 :]]).broken == row + 1
    assert verify(KEY, [*log[: row + 1], *log[row:]]).broken == row + 2


def test_another_key_holds_nothing(log: list[bytes]) -> None:
    assert verify(bytes(32), log) == Chain(0, START, 1)


def test_a_cut_tail_shows_in_the_head_only(log: list[bytes]) -> None:
    told = verify(KEY, log[:4])
    assert told.broken is None
    assert told.head != verify(KEY, log).head


@pytest.mark.parametrize(
    "bad",
    [b"", b"\n", b"{}\n", b"[]\n", b"null\n", b'{"mac":1}\n', b'{"mac":"00","n":1e400}\n', b"\xff\n", b"[" * 10**5],
)
def test_lines_that_are_no_entries_break_the_chain(log: list[bytes], bad: bytes) -> None:
    assert verify(KEY, [log[0], bad]) == Chain(1, bytes.fromhex(json.loads(log[0])["mac"]), 2)


def test_another_spelling_of_a_line_breaks_the_chain(log: list[bytes]) -> None:
    for spelling in (log[0].rstrip(b"\n"), log[0].replace(b":", b": ", 1), log[0].replace(b"{", b'{"what":"x",', 1)):
        assert verify(KEY, [spelling]).broken == 1
