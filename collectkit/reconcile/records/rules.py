"""What can be said of a record that is no payment: one rule each, and each rule gives one status.

`RULES` is the one registry; docs/records.md is checked against it. Whose a record is, is told by the rules of
`reconcile.statuses`, as for payments; why it cannot be read, by those of `reconcile.record_lines`. Proofs of deletion
have the names of `placement.recall`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import polars as pl

from collectkit.reconcile import statuses
from collectkit.reconcile.record_lines import FAULTS
from collectkit.reconcile.registry import Registry, Rule, rules

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "HELD_NOT_PLACED": "The agency believes that it holds an account that was not placed with it on that day.",
        "RECALLED_STILL_HELD": "The agency believes that it holds an account whose placement is over.",
        "PLACED_NOT_HELD": "The account is with the agency, and its inventory does not list it.",
        "BALANCE_DIFFERS": "The agency states another amount than ours.",
        "CLOSED_UNPAID": "The agency closed the account as paid, and the ledger has less than was owed.",
        "ACTIVE_AFTER_CLOSING": "The agency closed the account, and reports payments or contacts of later days.",
        "MISSING": "The placement is over, and the agency, which sent proofs of deletion, proves none of it.",
        "NOT_RECALLED": "The agency deleted an account that it still is to have.",
        "BEFORE_RECALL": "The agency deleted the account before its placement was over.",
        "PLAN_INCONSISTENT": "What a plan says of itself does not fit together.",
        "STATE_CONTRADICTED": "The ledger, or another record, says otherwise.",
        "DATES_CONTRADICT": "The days of the record cannot both be.",
        "FUTURE": "It is dated after the day that is reconciled to.",
        "WRONG_BATCH": "It names another batch than the account is in.",
        "WRONG_AGENCY": "The token was made for another agency.",
        "NOT_OURS": "No token of ours: a stranger's, mistyped or altered.",
        "NOT_PLACED": "Ours, but the account is not in this placement.",
        "OUT_OF_WINDOW": "It happened before the placement began or after it ended.",
        "DUPLICATE": "It was sent before.",
        "TRAILER_DIFFERS": "The file does not hold what its trailer says.",
        "AMOUNT_NEGATIVE": "An amount below zero.",
        "AMOUNT_ZERO": "An amount of zero.",
        "AMOUNT_UNREADABLE": "No amount, or none that can be read to the fen.",
        "DATE_UNREADABLE": "No date, or none of the calendar.",
        "TYPE_UNREADABLE": "A word, a count or a currency that is needed and not there, or that nobody knows.",
        "LINE_UNREADABLE": "The line is no record, or lacks a number that tells it from others.",
        "UNDATED": "Nothing says from which day it counts.",
        "BROKEN": "A promise of which nothing was paid; a plan that is not kept.",
        "PARTIAL": "A promise of which a part was paid.",
        "BEHIND": "A plan with one instalment that is due and not paid whole.",
        "NOT_DUE": "A promise whose time is not over.",
        "ON_TRACK": "A plan whose instalments are paid as they fall due.",
        "FINISHED": "A plan of which all is paid.",
        "KEPT": "A promise of which all was paid in time.",
        "SUPERSEDED": "A later record took its place.",
        "HELD": "Agency and creditor agree that the agency has the account.",
        "CLOSED": "The agency closed the account, and nothing contradicts it.",
        "DELETED": "The agency proved that it deleted the account.",
        "ACCEPTED": "The agency says that it has the account.",
        "REFUSED": "The agency does not take the account.",
        "RECORDED": "It can be read, it is of an account that was placed, and nothing contradicts it.",
    }
)
"""Every status, in the order in which people see them."""

_OWNERS = ("of_another_agency", "account_not_placed", "of_no_account", "of_no_key", "of_no_package", "blank")
_FAULTY: Mapping[str, str] = MappingProxyType(
    {
        "token": "NOT_OURS",
        "amount_negative": "AMOUNT_NEGATIVE",
        "amount_zero": "AMOUNT_ZERO",
        "amount": "AMOUNT_UNREADABLE",
        "date": "DATE_UNREADABLE",
        "word": "TYPE_UNREADABLE",
        "number": "TYPE_UNREADABLE",
        "currency": "TYPE_UNREADABLE",
        "trailer": "TRAILER_DIFFERS",
    }
)
"""A rule of `record_lines.FAULTS`, or what it begins with -> its status; LINE_UNREADABLE for all others."""


def _faults() -> dict[str, Rule]:
    found = {}
    for name, meaning in FAULTS.items():
        status = _FAULTY.get(name) or _FAULTY.get(name.partition("_")[0], "LINE_UNREADABLE")
        found[name] = Rule(status, exception=True, meaning=meaning)
    return found


_rules = partial(rules, exception=False)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **_rules(
            "HELD_NOT_PLACED",
            exception=True,
            held_not_placed="An inventory lists an account of ours that is not in this placement.",
            held_before_placement="An inventory lists it on a day before it was placed.",
        ),
        **_rules(
            "RECALLED_STILL_HELD",
            exception=True,
            held_after_recall="An inventory lists it on a day after its recall.",
        ),
        **_rules(
            "PLACED_NOT_HELD",
            exception=True,
            not_listed="The agency's newest inventory does not list it, and nothing says why.",
        ),
        **_rules(
            "PLACED_NOT_HELD",
            not_listed_closed="It is not listed; the agency reported it closed.",
            not_listed_refused="It is not listed; the agency did not take it.",
            not_listed_paid="It is not listed; the ledger has all that was owed.",
        ),
        **_rules(
            "BALANCE_DIFFERS",
            exception=True,
            balance_differs="The balance is neither what was placed, nor what is left of it after the ledger's cash, "
            "or after that part of the cash which the agency brought in.",
            balance_currency="The amount is in another currency than the account.",
            received_differs="The amount that the agency says it received is not what was placed.",
        ),
        **_rules(
            "CLOSED_UNPAID",
            exception=True,
            closed_not_paid="Closed as paid; the ledger's cash is less than the balance that was placed.",
            closed_settlement_not_paid="Closed as settled; the ledger's cash is less than the settlement plan asks.",
            closed_nothing_paid="Closed as settled; the ledger has no cash at all, and there is no plan.",
        ),
        **_rules(
            "ACTIVE_AFTER_CLOSING",
            exception=True,
            active_after_closing="A payment or a contact that the agency reports is of a later day than the closure.",
        ),
        **_rules(
            "MISSING",
            exception=True,
            deletion_missing="The placement is over, and no record proves the deletion.",
        ),
        **_rules(
            "NOT_RECALLED",
            exception=True,
            deleted_not_recalled="The placement is not over, and the agency did not refuse it.",
        ),
        **_rules(
            "BEFORE_RECALL",
            exception=True,
            deleted_before_recall="The day of the deletion is before the last day of the placement.",
        ),
        **_rules(
            "PLAN_INCONSISTENT",
            exception=True,
            plan_count="The number of instalments is below one, or above 600.",
            plan_once="It is paid once, and has another number of instalments than one.",
            plan_sum="First, regular and last amounts do not add up to the total, or one of them is not above zero.",
        ),
        **_rules(
            "STATE_CONTRADICTED",
            exception=True,
            state_not_paid="The state is PAID; the ledger's cash is less than the balance that was placed.",
            two_states="The agency reports two states of one account on one day.",
            two_answers="The agency both accepts and refuses the account.",
        ),
        **_rules(
            "DATES_CONTRADICT",
            exception=True,
            due_before_promise="The promised day is before the day of the promise.",
            keep_until_before="The agency asks to keep the account until a day before that of its asking.",
        ),
        **_rules("FUTURE", exception=True, in_future="Its day is after the day that is reconciled to."),
        **_rules("WRONG_BATCH", exception=True, other_batch="The account was placed in another batch."),
        **{name: statuses.RULES[name] for name in _OWNERS},
        **_faults(),
        **_rules(
            "OUT_OF_WINDOW",
            exception=True,
            said_before_placement="Its day is before the account was placed.",
            said_after_placement="A contact, a promise or a state of a day after the recall.",
        ),
        **_rules(
            "DUPLICATE",
            exception=True,
            id_repeated="The agency has used its number before, for something else.",
            listed_twice="The newest inventory lists the account twice, with two balances.",
            closed_twice="The agency closed the account before.",
            proven_twice="The same file proves the deletion twice.",
        ),
        **_rules(
            "DUPLICATE",
            repeated="It says what another record of the agency says, word for word.",
            proven_before="Another file proved the deletion.",
        ),
        **_rules(
            "UNDATED",
            promise_undated="There is no day of the promise, so nobody can say from when money counts.",
            plan_undated="There is no day of the first instalment, so there is no schedule.",
        ),
        **_rules(
            "BROKEN",
            promise_broken="Its time is over, and the ledger has nothing for it.",
            plan_broken="Two instalments are due and not paid whole, or the last one is.",
        ),
        **_rules("PARTIAL", promise_partial="Its time is over, and the ledger has a part of it."),
        **_rules("BEHIND", plan_behind="One instalment is due and not paid whole."),
        **_rules("NOT_DUE", promise_not_due="The days in which it can be kept are not over, by the ledger."),
        **_rules("ON_TRACK", plan_on_track="Every instalment that is due is paid whole."),
        **_rules("FINISHED", plan_finished="Every instalment is paid whole."),
        **_rules("KEPT", promise_kept="All was paid, from the day of the promise to the days of grace after its day."),
        **_rules(
            "SUPERSEDED",
            promise_replaced="Another promise was made before its day.",
            superseded="A newer record of the agency states the same thing anew.",
            older_inventory="The agency sent a newer inventory.",
            older_state="The agency reported a newer state.",
            older_plan="The agency reported a plan of the account that begins later.",
        ),
        **_rules(
            "HELD",
            held="It lists the account, and no balance.",
            balance_after_cash="The balance is what was placed, less the ledger's cash up to that day.",
            balance_as_placed="The balance is what was placed.",
            balance_after_own="The balance is what was placed, less the cash that the agency brought in.",
            balance_unknown="It lists the account; what was placed has no amount to compare with.",
        ),
        **_rules(
            "CLOSED",
            closed_paid="Closed as paid; the ledger has what was owed.",
            closed_settled="Closed as settled; the ledger has what the plan asks, or cash where there is no plan.",
            closed="Closed for another reason.",
            closed_balance_unknown="Closed as paid; what was placed has no amount to compare with.",
        ),
        **_rules(
            "DELETED",
            deleted="The placement is over, and the deletion is of its last day or later.",
            deleted_after_refusal="The agency refused the account, and deleted it.",
        ),
        **_rules("ACCEPTED", accepted="The agency accepts the account."),
        **_rules("REFUSED", refused="The agency refuses the account."),
        **_rules("RECORDED", recorded="A contact, a state, a complaint or an objection that nothing contradicts."),
    }
)
"""Every rule by name."""

_REGISTRY = Registry(STATUSES, RULES)
RULE, STATUS = _REGISTRY.rule, _REGISTRY.status
"""The types of a column of rules, and of one of statuses, whose order is the one in which people see them."""

status_of, is_exception = _REGISTRY.status_of, _REGISTRY.is_exception


def first_of(*cases: tuple[pl.Expr, str], otherwise: str | None) -> pl.Expr:
    """Return the first rule whose condition holds; a null condition does not."""
    chosen: pl.Expr = pl.lit(otherwise, RULE)
    for condition, rule in reversed(cases):
        chosen = pl.when(condition).then(pl.lit(rule, RULE)).otherwise(chosen)
    return chosen
