"""A header in two rows: the upper one names groups, as 联系人1 above 姓名 and 手机, and merged cells leave blanks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_WHOSE = (
    "基本", "基础", "客户", "借款人", "债务人", "案件", "贷款", "借款", "合同", "逾期", "欠款", "账户", "委案",
)  # fmt: skip
NEUTRAL = frozenset(whose + what for whose in _WHOSE for what in ("", "信息", "资料", "情况", "明细"))
"""Groups that say nothing of whose a column is: under 客户信息, 姓名 is the debtor's name; under 担保人 it is not."""

Knows = Callable[[str], bool]


def joined(upper: Sequence[str], lower: Sequence[str], knows: Knows) -> tuple[list[str], int]:
    """Return the header that two rows make together, and how many of its known cells need both rows.

    A blank upper cell belongs to the group on its left, as long as the cells of the lower row go on.
    """
    width, group = max(len(upper), len(lower)), ""
    header: list[str] = []
    both = 0
    for place in range(width):
        above, below = _cell(upper, place), _cell(lower, place)
        group = above or (group if below else "")
        name = _joined(group, below, knows)
        both += bool(group and below and group != below and knows(name))
        header.append(name)
        group = group if below else ""
    return header, both


def _joined(group: str, below: str, knows: Knows) -> str:
    if not below or group == below:
        return group
    neutral = "".join(group.split()) in NEUTRAL
    return below if neutral and not knows(group + below) else group + below


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def find(rows: Sequence[Sequence[str]], place: int, knows: Knows) -> tuple[range, list[str]]:
    """Return the rows that the header stands in, and its cells.

    Args:
        rows: the first rows of the file.
        place: the row with most known headers.
        knows: whether a header is a known one.

    With the row above or below it, it is a header in two rows if as many headers are known then, or more, and some
    of them by both rows: read alone, the lower row may give a guarantor's telephone for the debtor's.
    """
    known, best = _count(rows[place], knows), (range(place, place + 1), list(rows[place]))
    for first in (place - 1, place):
        if first < 0 or first + 2 > len(rows):
            continue
        header, both = joined(rows[first], rows[first + 1], knows)
        if both and _count(header, knows) >= known and header != [cell.strip() for cell in rows[first + 1]]:
            known, best = _count(header, knows), (range(first, first + 2), header)
    return best


def _count(row: Sequence[str], knows: Knows) -> int:
    return len({cell.strip() for cell in row if knows(cell)})
