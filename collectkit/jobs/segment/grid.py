"""Makes the grid of ability and willingness: from payments of the ledger, promises and contacts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from collectkit.errors import UsageError
from collectkit.files import Input, private
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.segment.diaries import read_diary, split
from collectkit.jobs.segment.payments import Ledger, read_payments
from collectkit.jobs.segment.tokens_back import under_accounts
from collectkit.segment.debtors import grid_rules
from collectkit.segment.debtors.behaviour import Events, behaviour
from collectkit.segment.debtors.grid import Grid
from collectkit.segment.plan import Plan


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Makes the extra `segment.debtors.grid.Grid`.

    Attributes:
        ledger: the creditor's own; None without one.
        returns: ``FILE`` or ``AGENCY=FILE``.
        rules: a file; the built-in rules without one.
        keys: opens the keyring; called only when a file has tokens. None when there is none.
    """

    ledger: Input | None = None
    returns: Sequence[str] = ()
    rules: Path | None = None
    keys: Callable[[], Keys] | None = None

    def __post_init__(self) -> None:
        """Refuse a grid of nothing.

        Raises:
            UsageError: there is neither ledger nor returns.
        """
        if self.ledger is None and not self.returns:
            hint = "--ledger FILE, --returns [AGENCY=]FILE: it is computed from what accounts did, never guessed"
            raise UsageError("--grid needs a ledger or returns", hint=hint)

    @property
    def files(self) -> list[Path]:
        """What is read."""
        named = [self.rules, None if self.ledger is None else self.ledger.path]
        return [path for path in named if path is not None] + [split(each)[1] for each in self.returns]

    def __call__(self, plan: Plan) -> Grid:
        """Read all files.

        Raises:
            RulesError: the rules are wrong.
            InputError: a file cannot be read, or lacks a needed column.
            UsageError, KeyringError: a file has tokens, and there is no keyring that opens them.
        """
        rules = grid_rules.BUILT_IN if self.rules is None else grid_rules.parse(*_text(self.rules))
        if plan.as_of is None:
            raise UsageError("--as-of is needed", hint="what was done up to which day?")
        since = plan.as_of - timedelta(rules.window_days - 1)
        paid = Ledger() if self.ledger is None else read_payments(self.ledger, since, plan.as_of)
        diaries = [read_diary(each, since, plan.as_of) for each in self.returns]
        reaches = paid.last is not None and paid.last >= since
        paid_to = min(paid.last or since, plan.as_of) if reaches else None
        events = Events(paid.payments, paid_to, *under_accounts(diaries, self.keys, "segment"))
        unit = plan.columns["instalment"].unit if "instalment" in plan.columns else None
        told = {} if self.ledger is None else paid.as_dict()
        told |= {"returns": [each.as_dict() for each in diaries]} if diaries else {}
        return Grid(rules, behaviour(events, plan.as_of, rules), reaches, unit, told)


def _text(path: Path) -> tuple[str, str]:
    return private.read_text(path), path.name
