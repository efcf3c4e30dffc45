"""Writes a sample of contacts for people to look at: the sheet that they fill in, and what it was drawn from.

The sheet does not say what the checks found, so that nobody is led by it; that stands in ``audit.json``, which the
creditor keeps.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.conduct.audit.draw import Draw, Token
from collectkit.conduct.contacts import Run
from collectkit.conduct.rule import Rule
from collectkit.files import Output, Transaction, make_sink
from collectkit.files.form import Blank, Form, Notes, workbook
from collectkit.jobs.conduct import rows
from collectkit.report.numbers import Language
from collectkit.tables.audit import AUDIT, TO_FILL_IN, VERDICTS
from collectkit.tables.contact_words import CONTACT_WORDS
from collectkit.tables.field import Field

VERSION = 1
SHEET, TABLE, FRAME = "audit.xlsx", "audit.csv", "audit.json"
"""The sheet to fill in, as a workbook and as a table; and what it was drawn from."""

_SEEDS = 1 << 32

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_TITLES: Mapping[str, tuple[str, str]] = MappingProxyType({"zh": ("抽查", "说明"), "en": ("Audit", "How to")})
_PROMPTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "verdict": "违规：违反任一规则。合规：都不违反。无法判断：现有证据看不出。",
            "rule": "违反的规则的编号，可填多个；没有对应规则时写明情形。",
            "reviewer": "谁看的。",
            "comment": "依据，例如录音的时点。不要写债务人的姓名、电话或证件号。",
        },
        "en": {
            "verdict": "BREACH: it breaks a rule. FINE: it breaks none. UNCLEAR: the evidence does not tell.",
            "rule": "The id of the rule that is broken, or several; in words if there is none.",
            "reviewer": "Who looked at it.",
            "comment": "What shows it, such as the second of the recording. No name, number or ID of the debtor.",
        },
    }
)
_HOW: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "zh": (
            "每行是一次被抽中的联系。请按文件与行号、令牌和时间找到录音、照片或文本，逐条查看。",
            "只填“结论”“违反的规则”“审核人”“审核说明”四列；其他列和“编号”不要改动，也不要删行。",
            "表中不显示系统的判断，以免先入为主。",
            "填好后用 `collectkit conduct --audited audit.xlsx` 读回，audit.json 须在同一文件夹。",
        ),
        "en": (
            "A row is a contact that was drawn. Find its recording, picture or text by file and row, token and time.",
            "Fill in the verdict, the rule, the reviewer and the comment; leave the other columns and all rows alone.",
            "What the checks found is not shown here, so that nobody is led by it.",
            "`collectkit conduct --audited audit.xlsx` reads it back; audit.json has to lie beside it.",
        ),
    }
)
_RULES: Mapping[str, str] = MappingProxyType({"zh": "规则", "en": "Rules"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What sample is drawn.

    Attributes:
        contacts: how many.
        seed: a whole number from 0 on; the same one gives the same sample.
    """

    contacts: int
    seed: int


def wanted(contacts: int | None, seed: int | None) -> Wanted | None:
    """Return what sample is drawn, with a seed that nobody could foresee where none is named; None for none."""
    return None if contacts is None else Wanted(contacts, secrets.randbelow(_SEEDS) if seed is None else seed)


class Drawing(Draw):
    """Draws a sample while the parts of a run go by, and writes it at the end."""

    def __init__(self, run: Run, wanted: Wanted, token: Token) -> None:
        super().__init__(run, wanted.contacts, wanted.seed, token)
        self._asked = wanted

    def write(
        self,
        outputs: Transaction,
        folder: Path,
        names: rows.Names,
        *,
        as_of: date,
        language: Language,
        force: bool,
    ) -> dict[str, Any]:
        """Write the sample, and return what is told of it: seed, strata, how many were drawn.

        Raises:
            InputError: there are no contacts.
            UsageError: fewer are to be drawn than there are strata.
        """
        strata, sample = self.drawn()
        shown = rows.evidence(sample.drop("finding", "stratum"), names)
        mark, digits = _mark(shown, strata, self._asked.seed), len(str(sample.height))
        items = [f"{mark}-{number:0{digits}}" for number in range(1, sample.height + 1)]
        told = {
            "seed": self._asked.seed,
            "wanted": self._asked.contacts,
            "drawn": sample.height,
            "strata": strata.with_columns(pl.selectors.enum().cast(pl.String)).to_dicts(),
        }
        frame = {
            "version": VERSION,
            **told,
            "as_of": as_of.isoformat(),
            "rules": [rule.id for rule in names.rules],
            "items": dict(zip(items, sample["stratum"].to_list(), strict=True)),
        }
        text = _in_words(shown, language).with_columns(pl.Series("item", items, dtype=pl.String))
        blank = pl.lit(None, pl.String)
        table = text.select(pl.col(name) if name in text.columns else blank.alias(name) for name in AUDIT)
        titled = table.rename({name: _title(known, language) for name, known in AUDIT.items()})

        def at(name: str) -> Output:
            return Output(folder / name, force=force)

        outputs.write(at(SHEET), _workbook(table, names.rules, language))
        with make_sink(outputs.open(at(TABLE)), at(TABLE), dict(titled.schema), {}) as sink:
            sink.write(sink.encode(titled))
        outputs.write(at(FRAME), (json.dumps(frame, ensure_ascii=False, indent=1) + "\n").encode())
        return told


def _mark(shown: pl.DataFrame, strata: pl.DataFrame, seed: int) -> str:
    """Return four letters that are those of this sample, to tell its sheet from another one's: no word, no date."""
    said = json.dumps([seed, shown.rows(), strata.rows()], default=str).encode()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in hashlib.sha256(said).digest()[:4])


def _in_words(shown: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return contacts as text; in Chinese codes are the words that agencies write for them."""
    text = shown.with_columns(pl.all().cast(pl.String))
    if language == "en":
        return text
    words = {
        name: {code: word for word, code in reversed([*known.items()]) if code is not None and not word.isascii()}
        for name, known in CONTACT_WORDS.items()
    }
    flags = pl.col("recorded", "pictured", "located").replace({"yes": "是", "no": "否"})
    return text.with_columns(flags, *(pl.col(name).replace(known) for name, known in words.items()))


def _title(known: Field, language: Language) -> str:
    return known.title_zh if language == "zh" else known.title_en


def _workbook(table: pl.DataFrame, rules: Sequence[Rule], language: Language) -> bytes:
    place = 1 if language == "zh" else 0
    words = tuple(spellings[place] for spellings in VERDICTS.values())
    columns = [
        Blank(
            _title(known, language),
            "choice" if name == "verdict" else "text",
            name in TO_FILL_IN,
            _PROMPTS[language].get(name, ""),
            words if name == "verdict" else (),
        )
        for name, known in AUDIT.items()
    ]
    sheet, how = _TITLES[language]
    told = [("", text) for text in _HOW[language]]
    told += [
        (_RULES[language] * (number == 0), f"{rule.id}: {rule.says[language]}") for number, rule in enumerate(rules)
    ]
    return workbook([Form(sheet, columns, table.rows())], Notes(how, ("", ""), told, (10, 100)))
