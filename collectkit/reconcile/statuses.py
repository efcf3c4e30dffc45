"""What can be said of an item: one rule each, and each rule gives one status.

An item is a returned line, a ledger line, or one of each that belong together. `RULES` is the one registry;
docs/reconciliation.md is checked against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from collectkit.reconcile.registry import Registry, Rule, rules

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "AGENCY_ONLY": "The agency reports it, and the ledger has nothing like it.",
        "WRONG_AGENCY": "The token was made for another agency.",
        "NOT_OURS": "No token of ours: a stranger's, mistyped or altered.",
        "NOT_PLACED": "Ours, but the account is not in this placement.",
        "OUT_OF_WINDOW": "The money moved before the placement began or after it ended.",
        "DUPLICATE": "It was sent before.",
        "ORPHAN_REVERSAL": "It takes back what nobody reported.",
        "OVERPAID": "The account has paid more than it owed.",
        "TRAILER_DIFFERS": "The file does not hold what its trailer says.",
        "AMOUNT_NEGATIVE": "An amount below zero; a reversal has a type of its own.",
        "AMOUNT_ZERO": "An amount of zero.",
        "AMOUNT_SIGN": "The sign of the ledger's amount contradicts its type.",
        "REVERSAL_UNCLEAR": "Whether money came or went back, the ledger does not say.",
        "AMOUNT_UNREADABLE": "No amount, or none that can be read to the fen.",
        "DATE_UNREADABLE": "No date, or none of the calendar.",
        "TYPE_UNREADABLE": "A type, family of records, currency or receiver that nobody knows.",
        "LINE_UNREADABLE": "The line is no record, or says of no account that it belongs to.",
        "REVERSED": "A payment that was taken back, and what took it back.",
        "ECHO": "The agency reports what the debtor paid to the creditor directly; the ledger has it.",
        "SPLIT": "The agency reports it in one line, and the ledger has it in several.",
        "COMBINED": "The agency reports it in several lines, and the ledger has it in one.",
        "MATCHED_TOLERANCE": "Both have it, some days or a little money apart.",
        "MATCHED": "Both have it, to the fen and the day.",
        "LEDGER_ONLY": "A direct payment: the ledger has it, and no agency claims it.",
    }
)
"""Every status, in the order in which people see them."""


_rules = partial(rules, exception=True)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **_rules(
            "MATCHED",
            exception=False,
            same_day="Account, currency, amount and date agree.",
            in_tail="The same, after the placement, where a claim counts still by the rates.",
        ),
        **_rules(
            "MATCHED_TOLERANCE",
            exception=False,
            near_day="Account, currency and amount agree; the dates are no further apart than the tolerance.",
            near_amount="Amounts and dates are no further apart than the tolerances.",
            near_in_tail="One of these, after the placement, where a claim counts still by the rates.",
        ),
        **_rules(
            "SPLIT",
            exception=False,
            claim_of_several="Several ledger lines of its account, near its date, add up to it.",
            part_of_claim="It and other ledger lines add up to one returned line.",
        ),
        **_rules(
            "COMBINED",
            exception=False,
            part_of_booking="It and other returned lines add up to one ledger line.",
            booking_of_several="Several returned lines of its account, near its date, add up to it.",
        ),
        **_rules(
            "ECHO",
            exception=False,
            received_by_creditor="The two agree, and the agency says itself that the creditor received the money.",
        ),
        **_rules(
            "LEDGER_ONLY",
            exception=False,
            not_reported="A cash payment on a placed account, within its window, that no returned line belongs to.",
            refund="Money given back to the debtor that names no payment.",
        ),
        **_rules(
            "OVERPAID",
            above_debt="With this payment, the account has paid more than the largest claim it was placed with.",
            above_debt_direct="The same, by a payment that no agency claims.",
        ),
        **_rules(
            "AGENCY_ONLY",
            not_in_ledger="The ledger has no free payment of its account, currency and amount near its date.",
            reversal_not_in_ledger="It takes back a payment that stands in the ledger.",
        ),
        **_rules(
            "DUPLICATE",
            payment_id_repeated="The agency has used the payment id before.",
            sent_again="Token, currency, amount and date are those of another line of the agency, and the ledger has "
            "no further payment like it.",
            txn_id_repeated="The ledger has the transaction id twice.",
        ),
        **_rules("DUPLICATE", exception=False, resent="A further file of the agency says it again, word for word."),
        **_rules(
            "REVERSED",
            exception=False,
            reversed_in_ledger="The ledger has the payment, and took it back whole.",
            reversal="Agency and ledger both take it back.",
            reversal_in_ledger="The ledger takes a payment back, in whole or in part; the agency did not say so.",
            undone_by_agency="The agency reported it and took it back itself; the ledger never had it.",
        ),
        **_rules(
            "ORPHAN_REVERSAL",
            reverses_nothing="The agency takes back a payment that it did not report.",
            ledger_reverses_nothing="The ledger takes back a payment that this account does not have, or no longer.",
        ),
        **_rules(
            "OUT_OF_WINDOW",
            before_placement="The money moved before the account was placed.",
            after_placement="The money moved after the recall, or after the day that is reconciled to.",
            in_another_placement="The money moved while the account was with another agency, which does not claim it.",
        ),
        **_rules(
            "OUT_OF_WINDOW",
            exception=False,
            ledger_before_placement="A ledger line from before the placement, that no agency claims.",
            ledger_after_placement="A ledger line from after the placement, that no agency claims.",
        ),
        **_rules("WRONG_AGENCY", of_another_agency="It opens for another agency, or is in its package."),
        **_rules(
            "NOT_PLACED",
            account_not_placed="A token of ours for this agency; its account is not in this placement.",
            of_no_account="A token of ours for this agency, but of a phone, a name or the like.",
        ),
        **_rules(
            "NOT_PLACED",
            exception=False,
            ledger_not_placed="A ledger line of an account that is with no agency.",
        ),
        **_rules(
            "NOT_OURS",
            of_no_key="It opens under no key of this keyring.",
            of_no_package="It is in no package; without a keyring nobody can say more.",
            blank="There is no token.",
        ),
        **_rules("AMOUNT_NEGATIVE", amount_negative="The amount is below zero."),
        **_rules("AMOUNT_ZERO", amount_zero="The amount is zero."),
        **_rules("AMOUNT_SIGN", amount_sign="A repayment below zero that names no line which it takes back."),
        **_rules(
            "REVERSAL_UNCLEAR",
            reversal_unclear="It takes back a reversal, or is a repayment with a reversal's flag.",
        ),
        **_rules(
            "AMOUNT_UNREADABLE",
            amount_blank="There is no amount.",
            amount_unreadable="The amount is not a number in any known spelling.",
            amount_unit_differs="The amount names another unit than its header.",
            amount_rounded="The amount has a part of a fen.",
        ),
        **_rules(
            "DATE_UNREADABLE",
            date_blank="There is no date.",
            date_unreadable="The date is not in any known spelling.",
            date_impossible="The date is not in the calendar.",
            date_ambiguous="The date may be another day: day or month may come first, or the year has two digits.",
        ),
        **_rules(
            "TYPE_UNREADABLE",
            type_unknown="The type is none that is known.",
            record_unknown="The family of records is none that is known.",
            currency_unknown="The currency is no code of three letters.",
            receiver_unknown="Who received the money is neither agency nor creditor.",
        ),
        **_rules(
            "LINE_UNREADABLE",
            fields_missing="The line has fewer fields than the header.",
            fields_extra="The line has more fields than the header.",
            quotes_broken="A quoted field does not close, or goes on after its closing quote.",
            bytes_invalid="The line is not text in the file's encoding.",
            record_invalid="The line is not a JSON object of single values in the first line's columns.",
            nul_byte="The line holds a NUL byte.",
            account_blank="The ledger line has no account number.",
            account_precision_lost="A spreadsheet turned the account number into a rounded number.",
        ),
        **_rules(
            "TRAILER_DIFFERS",
            trailer_rows="The trailer counts other rows than the file has.",
            trailer_sum="The trailer has another sum than the file's payment records.",
            trailer_unreadable="The trailer's family, rows or sum cannot be read.",
        ),
    }
)
"""Every rule by name."""

_REGISTRY = Registry(STATUSES, RULES)
RULE, STATUS = _REGISTRY.rule, _REGISTRY.status
"""The types of a column of rules, and of one of statuses, whose order is the one in which people see them."""

status_of, is_exception = _REGISTRY.status_of, _REGISTRY.is_exception
