"""Text that is cut into fields where they stand, and text that is not."""

from __future__ import annotations

import random

import numpy as np
import pytest

from collectkit.files import cut


def test_fields_with_any_line_end() -> None:
    for end in ("\n", "\r\n"):
        data = f"1,王伟,{end},,x{end}".encode()
        found = cut.cut(data, 2, ord(","), 3)
        assert found is not None
        assert [found.texts(place).to_list() for place in range(3)] == [["1", None], ["王伟", None], [None, "x"]]


PLAIN = "1,王伟,2"
STRANGE = ['1,"王伟",2\n', "1,王伟\n", f"{PLAIN},3\n1,2\n", "1,王\0伟,2\n", "1,王\r伟,2\n", f"{PLAIN}\r\n{PLAIN}\n"]


@pytest.mark.parametrize("data", [*STRANGE, f"\n{PLAIN}\n", PLAIN])
def test_what_is_no_plain_record_is_not_cut(data: str) -> None:
    assert cut.cut(data.encode(), data.count("\n"), ord(","), 3) is None


def test_bytes_that_are_no_text_are_not_cut() -> None:
    assert cut.cut(b"1,\xff,2\n", 1, ord(","), 3) is None
    assert cut.cut("1,王,2\n".encode()[:3] + b",2\n", 1, ord(","), 3) is None


def test_fields_of_any_bytes_are_found() -> None:
    rng = random.Random(3)
    for _ in range(500):
        rows, width, end = rng.randint(1, 6), rng.randint(2, 5), rng.choice(["\n", "\r\n"])
        cells = [
            ["".join(rng.choices("a1王\x7f\x80é;\t", k=rng.randint(0, 9))) for _ in range(width)] for _ in range(rows)
        ]
        data = "".join(",".join(row) + end for row in cells).encode()

        found = cut.cut(data, rows, ord(","), width)

        assert found is not None
        made = [found.texts(place).fill_null("").to_list() for place in range(width)]
        assert made == [list(column) for column in zip(*cells, strict=True)]
        assert found.lines(np.arange(rows)) == data


def fields(data: bytes, separator: bytes, width: int) -> list[list[bytes]] | None:
    """Return what `cut` finds, said plainly."""
    if not data.endswith(b"\n") or b'"' in data or b"\0" in data or data.decode(errors="replace").encode() != data:
        return None
    lines = data.split(b"\n")[:-1]
    if b"\r" in data:
        if any(line[-1:] != b"\r" or b"\r" in line[:-1] for line in lines):
            return None
        lines = [line[:-1] for line in lines]
    rows = [line.split(separator) for line in lines]
    return rows if all(len(row) == width for row in rows) else None


def test_hostile_bytes() -> None:
    rng, cuts = random.Random(7), 0
    for _ in range(2_000):
        width, separator, end = rng.randint(2, 4), rng.choice([b",", b";", b"|", b"\t"]), rng.choice([b"\n", b"\r\n"])
        cells = [b"x" * rng.choice([0, 0, 1, 2, 7, 8, 63, 64, 65, 256]) for _ in range(width * rng.randint(1, 4))]
        lines = [separator.join(cells[at : at + width]) + end for at in range(0, len(cells), width)]
        data = bytearray(b"".join(lines))
        for _ in range(rng.choice([0, 1, 1, 2])):
            data[rng.randrange(len(data))] = rng.choice(separator + b'\n\r\0"x\xff\xe7\x80')
        expected = fields(bytes(data), separator, width)

        found = cut.cut(bytes(data), data.count(b"\n"), separator[0], width)

        assert (found is None) == (expected is None)
        if found is not None and expected is not None:
            cuts += 1
            made = [found.texts(place).fill_null("").to_list() for place in range(width)]
            assert made == [[cell.decode() for cell in column] for column in zip(*expected, strict=True)]
    assert cuts > 500
