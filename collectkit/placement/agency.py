"""One agency, and whether it may take new accounts on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import MAXYEAR, date
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, Field, model_validator

from collectkit.fields.percentage import Share
from collectkit.fields.toml import FROZEN, Tuple
from collectkit.placement.rule_values import AgeKey, Hand, Id, Minor, Regions, Status, Text


class Closed(NamedTuple):
    """Why an agency gets no new accounts.

    Attributes:
        code: a key of `why.AGAINST`.
        words: the reason, and since when where that is known.
    """

    code: str
    words: str


class Admission(BaseModel):
    """One item of the checklist that an agency must pass before it gets accounts.

    Attributes:
        item: what is looked at: the licence, the complaint desk.
        passed_on: when it was passed; without it, it was not.
        valid_until: the last day on which that counts; without it, there is no end.
    """

    model_config = FROZEN

    item: Text
    passed_on: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Admission:
        if self.passed_on is not None and self.valid_until is not None and self.valid_until < self.passed_on:
            raise ValueError("valid_until: lies before passed_on")
        return self

    def fault(self, as_of: date) -> str | None:
        """Return what speaks against it on a day, in a few words; None if it counts."""
        if self.passed_on is None:
            return f"{self.item!r} not passed"
        if self.passed_on > as_of:
            return f"{self.item!r} not passed before {self.passed_on}"
        if self.valid_until is not None and self.valid_until < as_of:
            return f"{self.item!r} lapsed after {self.valid_until}"
        return None


class Agency(BaseModel):
    """One agency.

    Attributes:
        agency_id: a-z, 0-9 and -; it never changes, for tokens hang on it.
        name: what people call it.
        group: firms of one owner; what one of them has had, none of them gets again. Its own id, if none is named.
        hands: the placements of an account that it takes: 1 for the first.
        licence_regions: the provinces for which it is licensed, or "*" for all.
        status: only ACTIVE gets new accounts.
        status_since: since when it has this status; said where it gets nothing for it.
        capacity_accounts: how many it can hold at one time; without it, there is no limit.
        capacity_amount_minor: and for how much, in minor units.
        target_share: its share of the accounts that are placed.
        target_value_share: its share of their amount; without it, the same.
        admission_checklist: what it must pass; a word alone counts as passed when it was admitted.
        admitted_on: when it was admitted; without it, the day on which the last item of the checklist was passed.
        last_review_on: when it was last reviewed.
        review_due_on: by when it must be reviewed again; without it, a year after the last review or the admission.
        contract_from: the first day of its contract.
        contract_to: the last day of its contract; without it, there is no end.
        rate_card: what it is called in the rates file; its own id, if nothing is named.
        public_key: of age, for packages that only it can open.
        term_days: after how many days an account is recalled.
        language: of what is written to it.
    """

    model_config = FROZEN

    agency_id: Id
    name: Text
    group: str = ""
    hands: Annotated[tuple[Hand, ...], Tuple, Field(min_length=1)]
    licence_regions: Regions
    status: Status
    status_since: date | None = None
    capacity_accounts: Annotated[int, Field(ge=0)] | None = None
    capacity_amount_minor: Minor | None = None
    target_share: Share
    target_value_share: Share | None = None
    admission_checklist: Annotated[tuple[Admission, ...], Tuple] = ()
    admitted_on: date | None = None
    last_review_on: date | None = None
    review_due_on: date | None = None
    contract_from: date | None = None
    contract_to: date | None = None
    rate_card: Id | None = None
    public_key: AgeKey | None = None
    term_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    language: Literal["zh", "en"] = "zh"

    @model_validator(mode="before")
    @classmethod
    def _with_words(cls, table: object) -> object:
        """A word of the checklist is an item that was passed when the agency was admitted."""
        if not isinstance(table, dict) or not isinstance(table.get("admission_checklist"), list):
            return table
        admitted = table.get("admitted_on")
        dates = {"passed_on": admitted} if isinstance(admitted, date) else {}
        items = [{"item": one, **dates} if isinstance(one, str) else one for one in table["admission_checklist"]]
        return {**table, "admission_checklist": items}

    @property
    def house(self) -> str:
        """The group, or the agency itself where it has none."""
        return self.group or self.agency_id

    @property
    def rates(self) -> str:
        """What it is called in the rates file."""
        return self.rate_card or self.agency_id

    @property
    def value_share(self) -> int:
        """The ppm of the amount that it is to have."""
        return self.target_share if self.target_value_share is None else self.target_value_share

    @property
    def admitted(self) -> date | None:
        """The day on which it was admitted; None if it has not been."""
        days = [one.passed_on for one in self.admission_checklist if one.passed_on is not None]
        whole = len(days) == len(self.admission_checklist)
        return self.admitted_on or (max(days) if days and whole else None)

    @property
    def review_due(self) -> date | None:
        """The last day without another review: the one that is named, or one year after the last review.

        A firm that has not been reviewed was looked at when it was admitted. Source: GB/T 45251-2025 expects a review
        in each year, and before the contract ends.
        """
        last = self.last_review_on or self.admitted
        if self.review_due_on is not None or last is None:
            return self.review_due_on
        return min(_year_after(last), self.contract_to or date.max)

    def closed(self, as_of: date, required: Sequence[str] = ()) -> Closed | None:
        """Return why it gets no new accounts on a day; None if it may.

        Args:
            required: the items that every checklist must have.
        """
        if self.status != "ACTIVE":
            known = self.status_since is not None and self.status_since <= as_of
            since = f" since {self.status_since}" if known else ""
            return Closed("status", f"status {self.status}{since}")
        missing = self._not_admitted(as_of, required)
        if missing is not None:
            return Closed("not_admitted", f"not admitted{missing}")
        if self.contract_from is not None and self.contract_from > as_of:
            return Closed("contract_ended", f"contract begins {self.contract_from}")
        if self.contract_to is not None and self.contract_to < as_of:
            return Closed("contract_ended", f"contract ended {self.contract_to}")
        if self.review_due is not None and self.review_due < as_of:
            return Closed("review_overdue", f"review overdue since {self.review_due} (GB/T 45251-2025)")
        return None if self.target_share else Closed("no_target", "target share 0%")

    def _not_admitted(self, as_of: date, required: Sequence[str]) -> str | None:
        """Return what of its admission is missing, as it stands behind *not admitted*."""
        if self.admitted_on is not None and self.admitted_on > as_of:
            return f" before {self.admitted_on}"
        listed = {one.item for one in self.admission_checklist}
        faults = [f"{item!r} missing" for item in required if item not in listed]
        faults += [fault for one in self.admission_checklist if (fault := one.fault(as_of))]
        if self.admitted is None and not any(one.passed_on for one in self.admission_checklist):
            return ""
        return f": {', '.join(faults)}" if faults else None


def _year_after(day: date) -> date:
    """Return the same day of the next year; the 28th for the 29th of February. After the last year comes none."""
    if day.year == MAXYEAR:
        return date.max
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
