"""Parts of a report that have no page of their own, as tables: whatever stands in them is shown, and nothing is lost.

A part is plain values, as for JSON. What its figures are, their names say: ``..._minor`` is money, ``..._ppm`` a share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectkit.report.codes import called
from collectkit.report.names import REMOVED, STATUSES, name
from collectkit.report.numbers import Kind, Language, Value, kind_of, shown
from collectkit.report.page import Column, Table
from collectkit.report.segment_names import NAMED, REASONS, VALUES
from collectkit.report.warning_words import CODE_WORDS
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.segmented import SEGMENTED

_NOTHING: tuple[Any, ...] = ([], (), {})
_COMMA = {"zh": "、", "en": ", "}


def tables(part: str, value: Any, language: Language) -> tuple[Table, ...]:
    """Return a part as tables, the first under its own name.

    Args:
        part: its key in the report.
        value: single values, lists and mappings of them, in any depth.
    """
    return tuple(_tables(heading(part, language), part, value, language))


def heading(key: str, language: Language) -> str:
    """Return what people call a column, a part, or a field; its name without the unit where there is no word for it."""
    plain = key.removesuffix("_minor").removesuffix("_ppm")
    for known in (key, plain):
        if known in NAMED:
            return NAMED[known][language == "en"]
    field = SEGMENTED.get(plain) or ACCOUNTS.get(plain)
    if field is not None:
        return field.title_zh if language == "zh" else field.title_en
    words = plain.replace("_", " ")
    return words[:1].upper() + words[1:]


def told(value: Any, language: Language) -> str:
    """Return a word from the data of a report as people read it: a reason, a code, a field; else as it stands."""
    if value in VALUES:
        return VALUES[value][language == "en"]
    if value in CODE_WORDS:
        return called(value, language)
    if value in ACCOUNTS:
        return heading(value, language)
    return name(REMOVED, value, language)


def _tables(caption: str, key: str, value: Any, language: Language) -> Iterator[Table]:
    if value is None or value in _NOTHING:
        return
    if _is_plain(value):
        yield Table(caption, (Column(caption),), ((_text(key, value, language),),))
    elif isinstance(value, Mapping):
        yield from _of_mapping(caption, value, language)
    else:
        rows = [row if isinstance(row, Mapping) else {key: row} for row in value]
        if rows:
            yield _of_rows(caption, rows, language)


def _of_mapping(caption: str, value: Mapping[str, Any], language: Language) -> Iterator[Table]:
    """Yield a table of its single values, then one for each of the others."""
    value = {key: one for key, one in value.items() if one not in _NOTHING}
    single = {key: one for key, one in value.items() if _is_plain(one)}
    if value and all(isinstance(one, Mapping) and all(map(_is_plain, one.values())) for one in value.values()):
        yield _of_rows(caption, [{"": told(key, language), **one} for key, one in value.items()], language)
        return
    if single:
        rows = tuple((_key(key, language), _text(key, one, language)) for key, one in single.items())
        yield Table(
            caption, (Column(NAMED["name"][language == "en"]), Column(NAMED["value"][language == "en"], "count")), rows
        )
    for key, one in value.items():
        if key not in single:
            yield from _tables(f"{caption} · {_key(key, language)}", key, one, language)


def _of_rows(caption: str, rows: Sequence[Mapping[str, Any]], language: Language) -> Table:
    """Return rows under the names of all their columns; a column of numbers is one as a whole."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    kinds = {name: _kind(name, [row.get(name) for row in rows]) for name in names}
    columns = tuple(Column(heading(name, language), kinds[name]) for name in names)
    return Table(
        caption, columns, tuple(tuple(_cell(name, row, kinds[name], language) for name in names) for row in rows)
    )


def _kind(name: str, values: Sequence[Any]) -> Kind:
    numbers = [value for value in values if value is not None]
    if not numbers or not all(isinstance(value, int) and not isinstance(value, bool) for value in numbers):
        return "text"
    return kind_of(name)


def _cell(name: str, row: Mapping[str, Any], kind: Kind, language: Language) -> Value:
    value = row.get(name)
    if value is None:
        return None if name in row else ""
    return _text(name, value, language) if kind == "text" else int(value)


def _key(key: str, language: Language) -> str:
    if key.upper() in STATUSES:
        return name(STATUSES, key.upper(), language)
    return told(key, language) if key in VALUES or key in CODE_WORDS or key in REMOVED else heading(key, language)


def _text(key: str, value: Any, language: Language) -> str:
    """Return any value in one cell."""
    if value is None or isinstance(value, bool):
        return {None: "–", True: NAMED["yes"][language == "en"], False: NAMED["no"][language == "en"]}[value]
    if isinstance(value, int):
        return shown(value, kind_of(key))
    if isinstance(value, Mapping):
        return _COMMA[language].join(
            f"{_key(one, language)} {_text(one, each, language)}" for one, each in value.items()
        )
    if isinstance(value, list | tuple):
        return _COMMA[language].join(_text(key, one, language) for one in value)
    text = str(value)
    return name(REASONS, text, language) if key == "reason" else told(text, language)


def _is_plain(value: Any) -> bool:
    """Whether a value has room in one cell: no mapping, and no list with one in it."""
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return not isinstance(value, Mapping)
