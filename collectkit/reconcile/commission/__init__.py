"""What agencies earn by their rate cards, and what they claim to have earned."""

from collectkit.reconcile.commission.card_file import parse
from collectkit.reconcile.commission.cards import Rates
from collectkit.reconcile.commission.checking import CHECK, REASON, WRONG
from collectkit.reconcile.commission.choosing import with_tails
from collectkit.reconcile.commission.fees import with_fees
from collectkit.reconcile.commission.totals import in_all, totals

__all__ = ["CHECK", "REASON", "WRONG", "Rates", "in_all", "parse", "totals", "with_fees", "with_tails"]
