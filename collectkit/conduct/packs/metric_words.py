"""What a rule asks for, in a line: for lists of rules and pages of docs/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from types import MappingProxyType
from typing import assert_never

from collectkit.conduct.rule import (
    AfterTalk,
    AppliesTo,
    Concentration,
    Count,
    Evidence,
    Hours,
    Impossible,
    Metric,
    Minor,
    OutsidePlacement,
    StopAfter,
    ThirdParty,
    Words,
)

_PER: Mapping[str, str] = MappingProxyType({"debtor": "a debtor", "account": "an account", "number": "a number"})
_OF: Mapping[str, str] = MappingProxyType(
    {"attempts": "attempts", "put_through": "answered", "effective": "with a talk of {} s or more"}
)
_OVER: Mapping[str, str] = MappingProxyType({"all": "all agencies together", "agency": "each agency for itself"})
_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "overlap": "two talks of one person at once",
        "negative": "a talk shorter than nothing",
        "future": "a contact after now",
    }
)


def asks(metric: Metric) -> str:
    """Return what a metric asks for, in one line."""
    if isinstance(metric, Hours | Count | AfterTalk | Concentration):
        return _figures(metric)
    return _bans(metric)


def _figures(metric: Hours | Count | AfterTalk | Concentration) -> str:
    match metric:
        case Hours():
            until = f"{_clock(metric.until)} {'included' if metric.closing_included else 'excluded'}"
            return f"from {_clock(metric.since)} to {until}" + ", unless agreed" * metric.unless_agreed
        case Count():
            window = _many(metric.days, "day") if metric.days else _many(metric.minutes, "minute")
            of = _OF[metric.of].format(metric.talk_seconds)
            return f"at most {metric.limit} in {window} for {_PER[metric.per]}; {of}; {_OVER[metric.over]}"
        case AfterTalk():
            talk = f"a talk of {metric.talk_seconds} s or more"
            return f"none within {_many(metric.days, 'day')} after {talk}, for {_PER[metric.per]}; {_OVER[metric.over]}"
        case Concentration():
            share = f"{metric.share_ppm / 10_000:g}%"
            return f"one collector at most {share} of an agency's {metric.of}, of {metric.least} or more"
        case _:
            assert_never(metric)


def _bans(
    metric: ThirdParty | StopAfter | Minor | OutsidePlacement | Evidence | Impossible | Words,
) -> str:
    match metric:
        case ThirdParty():
            return "none with a third person" + f", unless {_either(metric.unless)}" * bool(metric.unless)
        case StopAfter():
            return f"none after {_either(metric.events)}, for {_PER[metric.per]}"
        case Minor():
            found = f"none with a debtor younger than {metric.years}"
        case OutsidePlacement():
            found = "none before the placement or after the recall"
        case Evidence():
            found = f"needs {_all(metric.needs)}" + ", where answered" * metric.put_through
        case Impossible():
            found = f"impossible: {_WHAT[metric.what]}"
        case Words():
            found = f"no words that are {_either(metric.categories)}"
        case _:
            assert_never(metric)
    return found


def about(to: AppliesTo) -> str:
    """Return which contacts a rule is about, in one line."""
    kinds = [_either(kind) for kind in (to.channels, to.modes, to.directions, to.targets) if kind]
    kinds += [f"not {_either(to.not_results)}"] * bool(to.not_results)
    kinds += [f"made by {_either(to.makers)}"] * bool(to.makers)
    return "; ".join(kinds) or "all"


def _clock(at: time) -> str:
    return at.isoformat("seconds" if at.second else "minutes")


def _many(count: int, word: str) -> str:
    return f"{count} {word}" + "s" * (count != 1)


def _plain(words: Iterable[str]) -> list[str]:
    return sorted(word.lower().replace("_", " ") for word in words)


def _either(words: Iterable[str]) -> str:
    return ", ".join(_plain(words))


def _all(words: Iterable[str]) -> str:
    return " and ".join(_plain(words))
