"""What packages tell agencies of contacts: the built-in rules of the creditor's country that were verified."""

from __future__ import annotations

from collectkit.conduct.packs import PACKS
from collectkit.conduct.rule import Count, Duty, Hours, Metric, Rule
from collectkit.worklist.contact_rules import ContactRule
from collectkit.worklist.words import Words


def of_country(country: str | None) -> tuple[ContactRule, ...]:
    """Return the rules of a country, and what it asks of agencies beside them; nothing where there is no pack of it.

    Args:
        country: ISO 3166.
    """
    packs = [pack for pack in PACKS.values() if pack.jurisdiction == country]
    rules = [_told(rule, rule.metric) for pack in packs for rule in pack.rules if rule.verified == "yes"]
    duties = [duty for pack in packs for duty in pack.duties if duty.verified == "yes" and duty.binds == "agency"]
    return (*rules, *(_told(duty) for duty in duties))


def _told(stated: Rule | Duty, metric: Metric | None = None) -> ContactRule:
    says: Words = {"zh": stated.says["zh"], "en": stated.says["en"]}
    return ContactRule(stated.id, says, stated.source, hours=_hours(metric), calls=_calls(metric))


def _hours(metric: Metric | None) -> Words | None:
    if not isinstance(metric, Hours):
        return None
    said = f"{metric.since:%H:%M}–{metric.until:%H:%M}"
    return {"zh": said, "en": said}


def _calls(metric: Metric | None) -> Words | None:
    if not isinstance(metric, Count) or not metric.days:
        return None
    if metric.days == 1:
        return {"zh": f"每日 {metric.limit} 次", "en": f"{metric.limit} a day"}
    return {"zh": f"{metric.days} 日内 {metric.limit} 次", "en": f"{metric.limit} in {metric.days} days"}
