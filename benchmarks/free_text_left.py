"""What no finder sees, and how much of it is missed: part of `free_text.py`, which runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from collectkit.sample.note_addresses import address
from collectkit.sample.pools import pools

Spans = Iterator[tuple[int, int, int, str]]
_EACH = 100
_SURNAMES, _GIVEN, _EMPLOYERS = (getattr(pools("zh"), name) for name in ("surnames", "given", "employers"))


def _pick(rng: np.random.Generator, words: pl.Series) -> str:
    return str(words[int(rng.integers(len(words)))])


def _digits(rng: np.random.Generator, count: int) -> str:
    return "".join(map(str, rng.integers(10, size=count)))


def _one_wrong(rng: np.random.Generator, number: str) -> str:
    at = int(rng.integers(6, len(number) - 1))
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]


LEFT: dict[str, tuple[tuple[str, ...], Callable[[np.random.Generator], str]]] = {
    "name of somebody who is not in the row": (
        ("邻居{}说他搬走了", "由{}代接", "村支书{}协调", "她现任{}接的电话"),
        lambda rng: _pick(rng, _SURNAMES) + _pick(rng, _GIVEN),
    ),
    "nickname, or surname with a title": (
        ("{}答应下周还", "跟{}谈过", "{}在开会"),
        lambda rng: ("老{}", "小{}", "{}总", "{}先生", "{}姐")[int(rng.integers(5))].format(_pick(rng, _SURNAMES)),
    ),
    "mobile number with a digit too few, no word before it": (
        ("打{}没人", "{}停机"),
        lambda rng: "138" + _digits(rng, 7),
    ),
    "mobile number with a digit too many, no word before it": (
        ("打{}没人", "{}停机"),
        lambda rng: "138" + _digits(rng, 9),
    ),
    "card with a wrong digit, no word before it": (
        ("{}余额不足", "转到{}"),
        lambda rng: _one_wrong(rng, "4" + _digits(rng, 15)),
    ),
    "QQ number or WeChat name, no word before it": (
        ("加{}没通过", "他的号{}"),
        lambda rng: str(rng.integers(10**7, 10**9)) if rng.random() < 0.5 else f"happy_{_digits(rng, 3)}",
    ),
    "place without a number": (
        ("住在{}附近", "在{}开店", "搬到{}去了"),
        lambda rng: ("南山区科技园", "万达广场旁边", "解放路菜市场", "城西老车站")[int(rng.integers(4))],
    ),
    "employer": (("在{}上班", "{}人事接的"), lambda rng: _pick(rng, _EMPLOYERS)),
    "address with a number, for comparison": (("住{}", "上门{}"), lambda rng: address(rng, "zh", 1)),
}
"""What is left -> how it is worded, and what invents it."""


def missed(find: Callable[[pl.DataFrame], Spans], seed: int) -> dict[str, float]:
    """Return the share of each kind of thing that a finder misses: of which it covers less than half."""
    shares = {}
    for kind, (wordings, invent) in LEFT.items():
        rng = np.random.default_rng([seed, len(kind)])
        values = [invent(rng) for _ in range(_EACH)]
        before = [wordings[int(rng.integers(len(wordings)))].partition("{}") for _ in values]
        texts = [head + value + tail for value, (head, _, tail) in zip(values, before, strict=True)]
        blank = pl.repeat(None, _EACH, dtype=pl.String, eager=True)
        covered = [set[int]() for _ in values]
        frame = pl.DataFrame({**dict.fromkeys(("account", "name", "contact1", "contact2"), blank), "note": texts})
        for at, start, end, _ in find(frame):
            head = len(before[at][0])
            covered[at].update(range(max(start, head), min(end, head + len(values[at]))))
        shares[kind] = sum(2 * len(one) < len(value) for one, value in zip(covered, values, strict=True)) / _EACH
    return shares
