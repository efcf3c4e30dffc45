"""What agencies earn by their rate cards, and what they claim to have earned."""

from collectkit.reconcile.commission.card_file import parse
from collectkit.reconcile.commission.cards import Rates
from collectkit.reconcile.commission.earning import CHECK, REASON, WRONG, fee, totals, with_fees

__all__ = ["CHECK", "REASON", "WRONG", "Rates", "fee", "parse", "totals", "with_fees"]
