"""Who says what stands at a place of a note or a transcript: marks of speakers, reported speech, quotes, negation.

A note is written by the collector, of whom it reports as well as of the debtor. What the collector says is held
against the collector; what the debtor says, and what is said not to have been said, is not. What a debtor complains
that a collector has said is neither: it is for somebody to look at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from collectkit.conduct.words import speech_en, speech_zh

Voice: TypeAlias = Literal["collector", "other", "claim", "unknown"]
"""`claim`: the collector, as somebody else tells."""

_VOICES: Mapping[str, Voice] = MappingProxyType({voice: voice for voice in get_args(Voice)})
_MARK = re.compile(
    rf"(?P<collector>{speech_zh.COLLECTOR_MARK}|{speech_en.COLLECTOR_MARK})\s?\d{{0,6}}\s?[:：]"
    rf"|(?P<other>{speech_zh.OTHER_MARK}|{speech_en.OTHER_MARK})\s?\d{{0,2}}\s?[:：]"
    rf"|(?m:^)(?!{speech_zh.NO_MARK}|{speech_en.NO_MARK})(?P<unknown>[^\s:：，,。0-9“\"]{{1,12}})\s?[:：]",
    re.IGNORECASE,
)
_SAID = re.compile(f"{speech_zh.SAID}|{speech_en.SAID}", re.IGNORECASE)
_SAID_BEHIND = re.compile(f"{speech_zh.SAID_BEHIND}|{speech_en.SAID_BEHIND}", re.IGNORECASE)
_NEGATED = re.compile(f"(?:{speech_zh.NEGATED}|{speech_en.NEGATED})$", re.IGNORECASE)
_AFFIRMED = re.compile(speech_zh.AFFIRMED)
_ENDS = re.compile(r"[。！!？?；;\n]|\.\s")
_CLAUSE_ENDS = re.compile("[，,；;]")
_COLLECTORS = ("collector", "en_collector")
_OPENING, _CLOSING = '“「『‘"', '”」』’"'
_NEGATION_REACH = 40
_QUOTE_REACH = 200
_SENTENCE_REACH = 300
"""How far before a place somebody may be said to speak, in a sentence that does not end."""


def by_collector(text: str, start: int, end: int, *, telling: bool) -> bool | None:
    """Return whether the collector says what stands from *start* to before *end*.

    Args:
        telling: whether the words tell it by themselves where nothing else does.

    Returns:
        True, beyond doubt; False where it may be; None where somebody else says it, or nobody did.
    """
    if _is_negated(text, start, end):
        return None
    marked, since = _marked(text, start)
    said = _said(text, since, start, end)
    if marked == "other":
        return False if said in ("collector", "claim") else None
    if marked == "unknown":
        return None if said == "other" else False
    if said is None:
        return True if marked == "collector" else telling
    return {"collector": True, "other": None, "claim": False, "unknown": False}[said]


def _is_negated(text: str, start: int, end: int) -> bool:
    found = _NEGATED.search(text[max(start - _NEGATION_REACH, 0) : start])
    return found is not None and not _AFFIRMED.match(text, end)


def _marked(text: str, start: int) -> tuple[Voice | None, int]:
    """Return whom the last mark of a speaker before a place names, and where the words behind it begin."""
    ends, voices = _marks(text)
    last = bisect_right(ends, start) - 1
    return (None, 0) if last < 0 else (voices[last], ends[last])


@lru_cache(maxsize=1)
def _marks(text: str) -> tuple[list[int], list[Voice]]:
    """Return where marks of speakers end, and whom they name."""
    met = list(_MARK.finditer(text))
    return [match.end() for match in met], [_voice(match) for match in met]


@lru_cache(maxsize=1)
def _ends(text: str) -> list[int]:
    """Return where sentences end."""
    return [match.end() for match in _ENDS.finditer(text)]


def _voice(match: re.Match[str]) -> Voice:
    return _VOICES[(match.lastgroup or "unknown").removeprefix("en_")]


def _said(text: str, since: int, start: int, end: int) -> Voice | None:
    """Return whose words the sentence reports at a place; None where it reports none."""
    quote = _quoted(text, since, start, end)
    if quote is not None and (behind := _SAID_BEHIND.match(text, quote[1] + 1)):
        return _voice(behind)
    begins = _sentence(text, since, start if quote is None else quote[0])
    voice, reached = None, begins
    for match in _SAID.finditer(text, begins, end):
        if match.start() >= start:
            break
        told = voice in ("other", "claim") and not _CLAUSE_ENDS.search(text, reached, match.start() + 1)
        voice, reached = "claim" if told and match.lastgroup in _COLLECTORS else _voice(match), match.end()
    return voice


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence begins and ends that has what stands from *start* to before *end*."""
    ends = _ENDS.search(text, end)
    return _sentence(text, 0, start), len(text) if ends is None else ends.start()


def _sentence(text: str, since: int, start: int) -> int:
    """Return where the sentence begins, or what of it may tell who speaks."""
    ends = _ends(text)
    last = bisect_right(ends, start) - 1
    return max(since, start - _SENTENCE_REACH, ends[last] if last >= 0 else 0)


def _quoted(text: str, since: int, start: int, end: int) -> tuple[int, int] | None:
    """Return the places of the quotation marks around; None where there are none."""
    for opening, closing in zip(_OPENING, _CLOSING, strict=True):
        first = text.rfind(opening, since, start)
        if first < 0 or (opening != closing and text.rfind(closing, first, start) > first):
            continue
        if opening == closing and text.count(opening, since, start) % 2 == 0:
            continue
        last = text.find(closing, end, end + _QUOTE_REACH)
        if last >= 0:
            return first, last
    return None
