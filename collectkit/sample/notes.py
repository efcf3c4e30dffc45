"""Notes of collectors, with the key to every identifier in them: what stands where, to the character.

Nobody in them exists. Beyond what `people` says of phones, IDs, cards and emails: QQ numbers begin with 0, as none
does; licence plates name cities that their provinces do not have; passports begin with Z; WeChat names say that they
are samples (``yangben``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl

from collectkit.sample.note_addresses import address
from collectkit.sample.note_spellings import Family, spell
from collectkit.sample.note_wordings import HELD_OUT, PRACTICE
from collectkit.sample.people import identities, names, people
from collectkit.sample.pools import PLACES, Language, pools

Invent = Callable[[np.random.Generator], str]
NOTHING: Mapping[str, Invent] = MappingProxyType({})
BATCH = 5_000
HEADINGS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "zh": ("合同号", "姓名", "联系人1姓名", "联系人2姓名", "催收记录"),
        "en": ("Contract no", "Name", "Contact 1 name", "Contact 2 name", "Collection notes"),
    }
)
KEY = {"row": pl.Int64, "start": pl.Int64, "end": pl.Int64, "kind": pl.String, "wording": pl.String}
"""Columns of the key: row of the file (its header is row 1), characters from ``start`` to before ``end``, what stands
there, and whether the wording is for ``practice`` or ``held out``."""

_PLACE = re.compile(r"\{(\w+)\}")
_FAMILIES = ("practice", "held out")
_RARE_NAMES = 0.05
_KINDS = {"contact": "name", "landline": "phone"}
"""Place of a wording -> kind of what stands there, where they differ."""


@dataclass(frozen=True, slots=True)
class Notes:
    """A batch of notes.

    Attributes:
        frame: one row a note, columns as `HEADINGS` has them.
        key: see `KEY`.
    """

    frame: pl.DataFrame
    key: pl.DataFrame


def batches(rows: int, seed: int, language: Language, instead: Mapping[str, Invent] = NOTHING) -> Iterator[Notes]:
    """Yield *rows* notes in batches; the same arguments give the same notes. Every other one has a held-out wording.

    Args:
        rows: how many notes.
        seed: 0 or more.
        language: of the notes.
        instead: place of a wording -> invents a value in place of ours, as some finders ask whether a number can exist.
    """
    for first in range(0, rows, BATCH):
        rng = np.random.default_rng([seed, first])
        yield _batch(rng, first, min(BATCH, rows - first), language, instead)


def _batch(
    rng: np.random.Generator, first: int, count: int, language: Language, instead: Mapping[str, Invent]
) -> Notes:
    given = _given(rng, first, count, language)
    wordings = (PRACTICE[language], HELD_OUT[language])
    texts, key = [], []
    for at, row in enumerate(given.iter_rows(named=True)):
        family = (first + at) % 2
        chosen = wordings[family][rng.integers(len(wordings[family]))]
        text, spans = _Writer(rng, row, language, family, instead).fill(chosen)
        texts.append(text)
        key += [(first + at + 2, *span, _FAMILIES[family]) for span in spans]
    own = given.select("account", "name", "contact1", "contact2")
    frame = own.with_columns(pl.Series("note", texts, dtype=pl.String))
    frame.columns = list(HEADINGS[language])
    return Notes(frame, pl.DataFrame(key, KEY, orient="row"))


def _given(rng: np.random.Generator, first: int, count: int, language: Language) -> pl.DataFrame:
    """Values for every place of a wording, a row each."""
    words = pools(language)
    debtors = people(rng, first, count, language)
    number = np.arange(first, first + count)
    given = [names(rng, count, words, rare=_RARE_NAMES) for _ in range(3)]
    name, contact1, contact2 = (one.str.strip_suffix(words.late) for one in given)
    return pl.DataFrame(
        {
            "account": pl.Series([f"YB{at:08d}" if at % 2 else f"JK-2024-{at:07d}" for at in number]),
            "name": name,
            "contact1": contact1,
            "contact2": contact2,
            "landline": pl.Series([f"026-{at}" for at in rng.integers(20_000_000, 89_999_999, size=count)]),
            "identity": identities(rng, rng.integers(len(PLACES), size=count), rng.integers(2, size=count)),
            "bank": debtors["bank_card"],
        }
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Whoever writes the note of one row."""

    rng: np.random.Generator
    row: Mapping[str, str]
    language: Language
    family: Family
    instead: Mapping[str, Invent]

    def fill(self, wording: str) -> tuple[str, list[tuple[int, int, str]]]:
        """Fill the places of a wording; return the text, and start, end and kind of what names somebody."""
        text, spans, last = "", list[tuple[int, int, str]](), 0
        for place in _PLACE.finditer(wording):
            text += wording[last : place.start()]
            last, kind = place.end(), place[1]
            if kind in NUMBERS:
                text += self._number(kind)
                continue
            written = spell(self.rng, kind, self._value(kind), self.family)
            spans.append((len(text), len(text) + len(written), _KINDS.get(kind, kind)))
            text += written
        return text + wording[last:], spans

    def _number(self, kind: str) -> str:
        """A number that names nobody; in English notes without Chinese characters."""
        while True:
            number = NUMBERS[kind](self.rng)
            if self.language == "zh" or kind == "case" or number.replace("¥", "").isascii():
                return number

    def _value(self, kind: str) -> str:
        if kind in self.instead:
            return self.instead[kind](self.rng)
        if kind == "contact":
            return self.row[f"contact{self.rng.integers(1, 3)}"]
        if kind == "address":
            return address(self.rng, self.language, self.family)
        return INVENTED[kind](self.rng) if kind in INVENTED else self.row[kind]


def _digits(rng: np.random.Generator, least: int, most: int) -> str:
    return "".join(map(str, rng.integers(10, size=rng.integers(least, most + 1))))


def _one_of(*words: str) -> Invent:
    return lambda rng: words[rng.integers(len(words))]


def _wechat(rng: np.random.Generator) -> str:
    number = rng.integers(10**6)
    return _one_of(
        f"wxid_yangben{number}", f"yangben_{number}", f"yangben{number}", f"yangben-{number}", "yangben_abc"
    )(rng)


def _plate(rng: np.random.Generator) -> str:
    city = _one_of("宁X", "宁Z", "青Z", "藏Z", "琼Z")(rng)
    serial = "".join(_one_of(*"ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")(rng) for _ in range(2))
    return city + (f"D{_digits(rng, 5, 5)}" if rng.random() < 0.3 else f"{serial}{_digits(rng, 3, 3)}")


INVENTED: Mapping[str, Invent] = MappingProxyType(
    {
        "phone": lambda rng: f"154{rng.integers(10**8):08d}",
        "email": lambda rng: f"{_one_of('yangben', 'sample.person', 'y-b_')(rng)}{rng.integers(10**5)}@example.com",
        "wechat": _wechat,
        "qq": lambda rng: "0" + _digits(rng, 5, 9),
        "plate": _plate,
        "document": lambda rng: "Z" + _digits(rng, 8, 8),
    }
)
"""Places of a wording whose values belong to no column of the row."""


def _date(rng: np.random.Generator) -> str:
    year, month, day = 2024 + rng.integers(2), rng.integers(1, 13), rng.integers(1, 29)
    return _one_of(
        f"{year}-{month:02d}-{day:02d}", f"{year}/{month}/{day}", f"{year}{month:02d}{day:02d}", f"{month}月{day}日",
        f"{year}年{month}月{day}日", f"{year}.{month:02d}.{day:02d}", f"{month}.{day}",
    )(rng)  # fmt: skip


def _amount(rng: np.random.Generator) -> str:
    fen = int(rng.integers(10_000, 10**8))
    return _one_of(
        f"{fen // 100}元", f"{fen / 100:.2f}元", f"¥{fen / 100:,.2f}", f"{fen / 1_000_000:.2f}万",
        f"{fen // 10_000 * 100}", "壹万贰仟叁佰元整", "一千五百块", "三万五", f"{fen // 100}.00",
        f"RMB {fen // 100:,}", f"154{fen:08d}"[:8] + ".00",
    )(rng)  # fmt: skip


def _order(rng: np.random.Generator) -> str:
    day = f"2024{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}"
    return _one_of(
        day + _digits(rng, 6, 10),
        "SF" + _digits(rng, 13, 13),
        f"NO.{_digits(rng, 6, 9)}",
        f"T{day}{_digits(rng, 4, 4)}",
    )(rng)


NUMBERS: Mapping[str, Invent] = MappingProxyType(
    {
        "amount": _amount,
        "date": _date,
        "time": lambda rng: f"{rng.integers(8, 22)}:{rng.integers(60):02d}",
        "days": lambda rng: str(rng.integers(1, 400)),
        "dpd": lambda rng: _one_of(f"M{rng.integers(1, 7)}", f"DPD{rng.integers(1, 400)}", "M3+")(rng),
        "percent": lambda rng: f"{rng.integers(1, 3600) / 100}%",
        "count": lambda rng: str(rng.integers(1, 37)),
        "order": _order,
        "case": lambda rng: f"(2024)粤{_digits(rng, 4, 4)}民初{_digits(rng, 3, 5)}号",
        "hotline": _one_of("95588", "400-820-0000", "12378", "4008200000"),
    }
)
"""Places of a wording whose numbers name nobody."""
