"""Row-level trouble: code, column, count, first rows; never a value.

`CODES` is the one registry of codes. `docs/reject-codes.md` is written from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # Polars is heavy: --help must not wait for it
    import polars as pl

FIRST_ROWS = 5
"""How many row numbers a finding remembers."""


@dataclass(frozen=True, slots=True)
class Code:
    """What one code means.

    Attributes:
        effect: ``reject`` sets the row aside; ``warning`` keeps it.
        meaning: one sentence for the person who has to mend the file.
    """

    effect: Literal["reject", "warning"]
    meaning: str


CODES: Mapping[str, Code] = MappingProxyType(
    {
        "FIELDS_MISSING": Code("reject", "The line has fewer fields than the header."),
        "FIELDS_EXTRA": Code("reject", "The line has more fields than the header."),
        "QUOTES_BROKEN": Code("reject", "A quoted field does not close, or goes on after its closing quote."),
        "BYTES_INVALID": Code("reject", "The line is not text in the file's encoding."),
        "RECORD_INVALID": Code("reject", "The line is not a JSON object of single values in the first line's columns."),
        "NUL_BYTE": Code("reject", "The line holds a NUL byte."),
        "ACCOUNT_ID_MISSING": Code("reject", "The account number is blank."),
        "ACCOUNT_PRECISION_LOST": Code("reject", "A spreadsheet turned the account number into a rounded number."),
        "ACCOUNT_CONFLICTING": Code(
            "reject", "Rows of one account and date say different things; none of them is taken."
        ),
        "ID_PRECISION_LOST": Code("reject", "A spreadsheet turned the ID number into a rounded number."),
        "AMOUNT_UNREADABLE": Code("reject", "The amount is not a number in any known spelling."),
        "AMOUNT_UNIT_DIFFERS": Code("reject", "The amount names another unit than its header."),
        "DATE_UNREADABLE": Code("reject", "The date is not in any known spelling."),
        "DATE_IMPOSSIBLE": Code("reject", "The date is not in the calendar."),
        "DATE_AMBIGUOUS": Code(
            "reject", "The date may be another day: day or month may come first, or the year has two digits."
        ),
        "ACCOUNT_UNDATED": Code(
            "reject", "The days past due are no number of days (M2, 3期), and no overdue date is given."
        ),
        "NUMBER_UNREADABLE": Code("reject", "The count, rate or number of days is not a number."),
        "INSTALMENT_NEGATIVE": Code("reject", "The amount due is negative; the days of its account are not counted."),
        "CURRENCY_DIFFERS": Code(
            "reject", "The lines of one account name more than one currency; its days are not counted."
        ),
        "CURRENCY_UNKNOWN": Code("reject", "The currency is no code of three letters and no known name."),
        "INSTALMENT_CONFLICTING": Code(
            "reject", "Lines of one instalment say different things; the days of its account are not counted."
        ),
        "PAUSE_BACKWARDS": Code("reject", "The pause ends before it begins."),
        "REVERSAL_UNCLEAR": Code(
            "reject",
            "The line takes back a reversal, or is a repayment with a reversal's flag; the days of its account are not "
            "counted.",
        ),
        "AMOUNT_SIGN": Code(
            "reject",
            "A repayment or waiver below zero that names no line which it takes back; the days of its account are not "
            "counted.",
        ),
        "TYPE_UNKNOWN": Code("reject", "The type of the ledger's line is not known."),
        "TOTAL_DIFFERS": Code("warning", "The overdue total is not what its parts come to."),
        "OVERDUE_ABOVE_OUTSTANDING": Code("warning", "More principal is overdue than is outstanding."),
        "OUTSTANDING_ABOVE_ORIGINAL": Code("warning", "More principal is outstanding than was lent."),
        "DPD_INCLUSIVE": Code("warning", "The file's days past due are one more than counted: it counts the due date."),
        "DPD_DIFFERS": Code("warning", "The file's days past due are not those from the oldest unpaid due date."),
        "DPD_WITHOUT_DEBT": Code("warning", "There are days past due, and nothing is overdue."),
        "DEBT_WITHOUT_DPD": Code("warning", "Something is overdue, and there are no days past due."),
        "DATE_TO_COME": Code("warning", "The date lies after the as-of date."),
        "DATES_DISORDERED": Code("warning", "The date lies before the disbursement."),
        "BUCKET_DIFFERS": Code("warning", "The file's bucket is not the one that the scheme gives the account."),
        "RATE_ABOVE_CEILING": Code("warning", "The annual rate is above the ceiling that is configured for the loan."),
        "BIRTH_DIFFERS": Code("warning", "The birth date is not the one in the ID number."),
        "AGE_DIFFERS": Code("warning", "The age is not the one that the ID number gives, nor one more."),
        "SEX_DIFFERS": Code("warning", "The sex is not the one that the ID number gives."),
        "CLAIM_UNVERIFIED": Code("warning", "The account has neither an amount nor a date of disbursement."),
        "AMOUNT_NEGATIVE": Code("warning", "The amount is below zero: overpaid, or a wrong sign; kept."),
        "ACCOUNT_TWICE": Code("warning", "The account stands in more than one row of the file; each row is counted."),
        "CURRENCY_UNREADABLE": Code(
            "warning", "The currency has no known spelling; what it counts is summed apart, as XXX."
        ),
        "DAYS_INCREDIBLE": Code(
            "warning", "The account would be more than a hundred years past due; it has no bucket."
        ),
        "DAYS_NEGATIVE": Code("warning", "The days past due are below zero; they count as 0."),
        "ACCOUNT_REPEATED": Code("warning", "The account stands in more than one row, each of another date."),
        "HEADER_CONTRADICTED": Code("warning", "Most values of the column are not what its header says."),
        "PERSONAL_UNMAPPED": Code("warning", "A column that is left out holds personal data."),
        "ACCOUNT_UNSCHEDULED": Code("warning", "The ledger's line is of an account that the schedule has not."),
        "VALUE_DATE_BLANK": Code(
            "warning", "The ledger's line has no value date; it counts from the day on which it was posted."
        ),
        "REVERSAL_ORPHAN": Code(
            "warning", "The reversal names a payment that the ledger has not on this account; it takes nothing back."
        ),
        "AMOUNT_ROUNDED": Code("warning", "The amount has more decimals than the currency; rounded half up."),
        "DAYS_NOT_COUNTED": Code(
            "warning", "The cell has a bucket, instalments or a range (M2, 3期, 90天以上), not days; left blank."
        ),
        "RATE_UNIT_UNKNOWN": Code(
            "warning", "The rate is no fraction and names no unit, or is not for a year; left blank."
        ),
        "FLAG_UNREADABLE": Code("warning", "The flag is neither yes nor no; it counts as yes."),
        "ID_CHECK_FAILED": Code(
            "warning", "The ID number has the form of a resident ID, but its check character is wrong."
        ),
        "ID_CONVERTED": Code(
            "warning", "The ID number had 15 digits, or * for its X; written in its 18-character form."
        ),
        "ID_DATE_IMPOSSIBLE": Code("warning", "The ID number's birth date is not in the calendar."),
        "ID_LENGTH_WRONG": Code("warning", "The ID number has only digits, and too few or too many; kept as text."),
        "ID_LETTER_O": Code("warning", "The ID number has a letter where a digit belongs (O for 0); kept as text."),
        "ID_MASKED": Code("warning", "The ID number arrived masked."),
        "IDENTIFIER_PRECISION_LOST": Code("warning", "A spreadsheet turned the number into a rounded one; left blank."),
        "ID_PRECISION_SUSPECTED": Code("warning", "The ID number may have been rounded by a spreadsheet."),
        "NAME_OF_COMPANY": Code("warning", "The name is a company's; kept."),
        "NAME_SAYS_DECEASED": Code(
            "warning", "The name says that this person has died; kept, and a debtor counts as deceased."
        ),
        "NEEDED_BLANK": Code("warning", "A needed value is blank."),
        "PHONE_EXTENSION": Code("warning", "The phone number has an extension; kept as text."),
        "PHONE_MASKED": Code("warning", "The phone number arrived masked."),
        "PHONE_SEVERAL": Code("warning", "The cell holds more than one phone number; kept as text."),
        "PHONE_SHARED": Code("warning", "More than three persons have this phone number."),
        "PHONE_UNREADABLE": Code("warning", "The phone number has no known form; kept as text."),
        "VALUE_BLANKED": Code("warning", "The value could not be read, or not be masked, and is blank in what leaves."),
        "VALUE_STARRED": Code(
            "warning", "The value has not the form that its operator needs, and is starred in what leaves."
        ),
    }
)


@dataclass(slots=True)
class Finding:
    """How often one code was met in one column, and in which rows first.

    Attributes:
        overdue_total_minor: what the accounts concerned owe; None where nobody added it up.
    """

    code: str
    column: str | None
    count: int = 0
    first_rows: list[int] = field(default_factory=list)
    overdue_total_minor: int | None = None

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        money = {} if self.overdue_total_minor is None else {"overdue_total_minor": self.overdue_total_minor}
        rows = list(self.first_rows)
        return {"code": self.code, "column": self.column, "count": self.count, "first_rows": rows, **money}


@dataclass(slots=True)
class Findings:
    """Findings of one run, by code and column, in order of first sight."""

    _by_key: dict[tuple[str, str | None], Finding] = field(default_factory=dict)

    def add(
        self, code: str, column: str | None, rows: Iterable[int], count: int | None = None, owed: int | None = None
    ) -> None:
        """Count *rows* (1-based row numbers of the input) under *code* and *column*.

        Args:
            count: how many there were, when *rows* holds only the first of them.
            owed: what these accounts owe, in minor units.
        """
        if code not in CODES:
            raise KeyError(code)
        met = list(rows)
        if not met and not count:
            return
        finding = self._by_key.setdefault((code, column), Finding(code, column))
        finding.count += len(met) if count is None else count
        if owed is not None:
            finding.overdue_total_minor = (finding.overdue_total_minor or 0) + owed
        finding.first_rows.extend(met[: FIRST_ROWS - len(finding.first_rows)])

    def add_codes(self, column: str, codes: pl.Series, rows: pl.Series) -> None:
        """Count the rows of a batch whose cell in *column* has a code.

        Args:
            codes: String, null where all is well.
            rows: where each row of the batch stands in the input.
        """
        for code in codes.drop_nulls().unique(maintain_order=True):
            self.add(code, column, rows.filter((codes == code).fill_null(value=False)))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._by_key.values())

    def of(self, effect: Literal["reject", "warning"]) -> list[Finding]:
        """Return the findings whose code has this *effect*."""
        return [f for f in self._by_key.values() if CODES[f.code].effect == effect]
