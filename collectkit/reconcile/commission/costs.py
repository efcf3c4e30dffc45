"""What collecting costs beside the commission, as a rates file says it: an account, a contact, a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, WithJsonSchema

from collectkit.fields.amount import Amount
from collectkit.fields.currency import DEFAULT
from collectkit.fields.toml import FROZEN
from collectkit.reconcile.commission.named import ANY, Of
from collectkit.tables.settlements import IN_HOUSE

CHANNELS: Mapping[str, str] = MappingProxyType(
    {name.upper(): name for name in ("call", "ai_call", "sms", "app", "email", "letter", "visit")}
)
"""Channel of a contact record -> the key of its cost."""


def _code(value: object) -> object:
    if not (isinstance(value, str) and len(value) == 3 and value.isascii() and value.isupper()):
        raise ValueError('must be a code of three letters: "CNY"')
    return value


_PATTERN = WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})


class Cost(BaseModel):
    """One row ``[[cost]]``; amounts in minor units.

    Attributes:
        agency: an id, "*" for all other agencies, or "in-house".
        currency: of the amounts; it counts for accounts in that currency.
        account: of each account.
        month: of each month, whatever is done in it.
        call: of each contact by phone.
        ai_call: of each call that a machine made.
        sms: of each text message.
        app: of each message in an app.
        email: of each e-mail.
        letter: of each letter.
        visit: of each visit.
    """

    model_config = FROZEN

    agency: Of = ANY
    currency: Annotated[str, BeforeValidator(_code), _PATTERN] = DEFAULT
    account: Amount = 0
    month: Amount = 0
    call: Amount = 0
    ai_call: Amount = 0
    sms: Amount = 0
    app: Amount = 0
    email: Amount = 0
    letter: Amount = 0
    visit: Amount = 0


def of(rows: Sequence[Cost], agency: str, currency: str) -> Cost:
    """Return what an agency costs in a currency: its own row, else that of all agencies; nothing without one."""
    known = {row.agency: row for row in rows if row.currency == currency}
    every = None if agency == IN_HOUSE else known.get(ANY)
    return known.get(agency) or every or Cost(agency=agency, currency=currency)
