"""Rules of conduct on the terminal: a list of them, and all that is known of one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from collectkit.commands import boundary

if TYPE_CHECKING:
    from collectkit.conduct.rule import Duty, Pack, Rule
    from collectkit.jobs.conduct.listing import Listing

_WIDTH = 100
NO_ADVICE = "These rules are no legal advice: the law of the debtor's place and the contract hold."

STATES = {
    "on": "on",
    "unverified": "off: nobody held it against its source; --unverified takes it too",
    "without": "off: --without names it",
    "not_among": "off: --only names others",
    "other_pack": "off: of a pack that this run has not; --rules takes it",
}
"""Whether a rule is on, and why not, for a reader."""

VERIFIED = {
    "yes": "held against its source",
    "partly": "held against a secondary source only",
    "no": "not held against its source",
    "own": "a rule of one's own",
}
"""Whether somebody held a rule against its source, for a reader."""


def listed(found: Listing) -> str:
    """Return a few lines for each rule that there is; reading them has checked them."""
    lines = [line for pack in found.packs for line in _pack(pack, found)]
    return "".join(f"{boundary.shown(line)}\n" for line in [*lines, NO_ADVICE])


def explained(found: Listing, name: str) -> str:
    """Return all that is known of one rule or duty."""
    from collectkit.conduct.rule import Rule

    stated = found.find(name)
    lines = [*_rule(stated, found)] if isinstance(stated, Rule) else [*_duty(stated)]
    return "".join(f"{boundary.shown(line)}\n" for line in [*lines, "", NO_ADVICE])


def _pack(pack: Pack, found: Listing) -> Iterator[str]:
    from collectkit.conduct.packs.metric_words import asks

    of = "any country" if pack.jurisdiction == "*" else pack.jurisdiction
    yield f"{pack.name} ({of}): {pack.title['en']}" if pack.title else f"{pack.name} ({of})"
    for rule in pack.rules:
        state = found.state(rule)
        marks = [rule.severity, rule.source, *["partly verified"] * (rule.verified == "partly")]
        yield f"  {rule.id:<26} {'on ' if state == 'on' else 'off'}  {', '.join(marks)}"
        yield from _wrapped(asks(rule.metric), 6)
    for duty in pack.duties:
        yield f"  {duty.id:<26} duty {duty.source}"
        yield from _wrapped(duty.says["en"], 6)
    yield ""


def _rule(rule: Rule, found: Listing) -> Iterator[str]:
    from collectkit.conduct.packs.metric_words import about, asks

    yield rule.id
    yield from _said(rule)
    yield from _labelled("checks", asks(rule.metric))
    yield from _labelled("contacts", about(rule.applies_to))
    yield from _labelled("severity", rule.severity)
    yield from _labelled("pack", f"{rule.pack} ({'any country' if rule.jurisdiction == '*' else rule.jurisdiction})")
    yield from _stands(rule)
    yield from _labelled("state", STATES[found.state(rule)])


def _duty(duty: Duty) -> Iterator[str]:
    yield duty.id
    yield from _said(duty)
    yield from _labelled("checks", "nothing: no record of a contact shows it")
    yield from _labelled("binds", f"the {duty.binds}")
    yield from _labelled("pack", duty.pack)
    yield from _stands(duty)


def _said(stated: Rule | Duty) -> Iterator[str]:
    for text in dict.fromkeys((stated.says["en"], stated.says["zh"])):
        yield from _wrapped(text, 2)


def _stands(stated: Rule | Duty) -> Iterator[str]:
    yield from _labelled("source", stated.source)
    if stated.clause:
        yield from _labelled("clause", stated.clause)
    yield from _labelled("verified", f"{stated.verified}: {VERIFIED[stated.verified]}")
    yield from _labelled("from", f"{stated.effective_from}" if stated.effective_from else "not said: always")
    if stated.effective_to:
        yield from _labelled("to", f"{stated.effective_to}")
    if stated.note:
        yield from _labelled("note", stated.note["en"])


def _labelled(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=f"  {label:<10}", subsequent_indent=" " * 12, break_on_hyphens=False
    )


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )
