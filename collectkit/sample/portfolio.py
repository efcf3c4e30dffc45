"""The lender's own table: which columns it has, what it calls them, and how it writes a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from collectkit.sample.loans import MONEY, loans
from collectkit.sample.people import Ints, mobiles, people
from collectkit.sample.pools import Language, pools

BATCH = 20_000
"""Accounts made at a time: memory does not grow with the portfolio."""

Level = Literal["none", "light", "heavy"]
"""How much dirt is planted: none at all, one row in 2,500 with each flaw, one in 250."""

Kind = Literal["text", "money", "count", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the portfolio.

    Attributes:
        field: the canonical name; empty for a column that means nothing to anybody else.
        zh: its heading in Chinese, as lenders really write them.
        en: its heading in English.
        kind: what a workbook holds in it.
    """

    field: str
    zh: str
    en: str
    kind: Kind = "text"


COLUMNS = (
    Column("", "序号", "Seq", "count"),
    Column("account_id", "合同号", "Contract No"),
    Column("customer_id", "客户号", "Customer ID"),
    Column("name", "客户姓名", "Borrower"),
    Column("id_type", "证件类型", "ID Type"),
    Column("id_number", "证件号码", "National ID"),
    Column("gender", "性别", "Gender"),
    Column("mobile", "*手机号码", "*Mobile"),
    Column("phone_home", "住宅电话", "Home Phone"),
    Column("phone_work", "单位电话", "Work Phone"),
    Column("email", "邮箱", "Email"),
    Column("province", "省份", "State"),
    Column("city", "城市", "City"),
    Column("address_home", "家庭地址", "Address"),
    Column("employer", "单位名称", "Employer"),
    Column("position", " 职位", "Position"),
    Column("contact1_name", "联系人1姓名", "Contact1 Name"),
    Column("contact1_relation", "联系人1关系", "Contact1 Relation"),
    Column("contact1_phone", "联系人1手机", "Contact1 Phone"),
    Column("contact2_name", "联系人2姓名", "Contact2 Name"),
    Column("contact2_relation", "联系人2关系", "Contact2 Relation"),
    Column("contact2_phone", "联系人2手机", "Contact2 Phone"),
    Column("bank", "开户行", "Bank"),
    Column("bank_card", "银行卡号", "Card No"),
    Column("product", "产品名称", "Product"),
    Column("currency", "币种", "CCY"),
    Column("original_principal", "放款金额（元）", "Original Amount", "money"),
    Column("annual_rate", "年利率", "APR"),
    Column("terms_total", "总期数", "Terms Total", "count"),
    Column("terms_paid", "已还期数", "Terms Paid", "count"),
    Column("terms_overdue", "逾期期数", "Terms Overdue", "count"),
    Column("disbursed_on", "放款日期", "Disbursed On", "date"),
    Column("matures_on", "贷款截止日", "Matures On"),
    Column("principal_outstanding", "剩余本金(元)", "Outstanding Principal", "money"),
    Column("overdue_principal", "逾期本金（元）", "Overdue Principal", "money"),
    Column("overdue_interest", "逾期利息（元）", "Overdue Interest", "money"),
    Column("overdue_penalty", "逾期罚息（元）", "Overdue Penalty", "money"),
    Column("overdue_fee", "滞纳金", "Overdue Fee", "money"),
    Column("overdue_total", "逾期总额（元）", "Total Past Due", "money"),
    Column("payoff_total", "结清金额", "Payoff", "money"),
    Column("oldest_unpaid_due", "逾期开始日期", "Overdue Since", "date"),
    Column("days_past_due_given", "逾期天数", "DPD", "count"),
    Column("bucket_given", "账龄", "Bucket"),
    Column("last_paid_on", "最近还款日", "Last Paid On", "date"),
    Column("last_paid_amount", "最近还款金额", "Last Paid Amount", "money"),
    Column("hand", "手别", "Hand"),
    Column("remark", "备注", "Remarks"),
    Column("complaint", "投诉", "Complaint"),
    Column("as_of", "数据日期", "As Of", "date"),
)
FIELDS = tuple(column.field or "sequence" for column in COLUMNS)
"""A name for every column."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make. The same plan gives the same bytes.

    Attributes:
        accounts: how many; 1 or more.
    """

    accounts: int = 5_000
    seed: int = 1
    dirt: Level = "light"
    language: Language = "zh"

    @property
    def debtors(self) -> int:
        """How many people the accounts belong to."""
        return sum(owners for _, owners in self.batches())

    def batches(self) -> Iterator[tuple[int, int]]:
        """Sizes of the batches: accounts, and the debtors who own them."""
        for start in range(0, self.accounts, BATCH):
            size = min(BATCH, self.accounts - start)
            yield size, max(1, size * 7 // 10)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some accounts.

    Attributes:
        number: 0 for the first batch.
        truth: one row an account: `loans.MONEY` and dates as they are, and ``account_id``.
        cells: the same rows as the lender writes them: String columns named `FIELDS`.
    """

    number: int
    truth: pl.DataFrame
    cells: pl.DataFrame


def batches(plan: Plan) -> Iterator[Batch]:
    """Make the accounts, `BATCH` at a time; a batch depends on the seed, its number and its size alone."""
    first_account, first_debtor = 0, 0
    for number, (size, owners) in enumerate(plan.batches()):
        rng = np.random.default_rng([plan.seed, number])
        debtors = people(rng, first_debtor, owners, plan.language)
        sequence = np.arange(first_account, first_account + size, dtype=np.int64)
        truth = loans(rng, size).with_columns(account_id=account_ids(sequence))
        truth = truth.with_columns(debtors[_owners(rng, size, owners)])
        yield Batch(number, truth, _cells(rng, truth, sequence, plan.language))
        first_account, first_debtor = first_account + size, first_debtor + owners


def account_ids(sequence: Ints) -> pl.Series:
    """Return contract numbers: two in three with letters, the others 18 digits, as two systems would give them.

    No number is near a whole thousand, so none looks as if a spreadsheet had rounded it.
    """
    tail = (sequence * 7_907 % 80 + 10) * 10 + sequence % 9 + 1
    number = pl.Series(sequence).cast(pl.String).str.zfill(9) + pl.Series(tail).cast(pl.String)
    lettered = "XD" + number
    return lettered.zip_with(pl.Series(sequence % 3 != 1), "620260" + number)


def _owners(rng: np.random.Generator, size: int, owners: int) -> Ints:
    """Every debtor owns an account; some own several, and a debtor's accounts lie apart."""
    more = np.floor(owners * rng.random(size - owners) ** 2).astype(np.int64)
    return rng.permutation(np.concatenate([np.arange(owners), more]))


def _cells(rng: np.random.Generator, truth: pl.DataFrame, sequence: Ints, language: Language) -> pl.DataFrame:
    """Write every value as text. Dates are ISO, but for one column that another system filled."""
    words, size = pools(language), truth.height
    complaint = (rng.random(size) < 0.01).astype(np.int64)
    hand = np.where(truth["days_past_due_given"].to_numpy() > 90, rng.integers(3, size=size), 0)
    return truth.with_columns(
        pl.col(*MONEY).map_batches(money_text, return_dtype=pl.String),
        pl.col("matures_on").dt.strftime("%Y%m%d"),
        pl.Series("sequence", sequence + 1),
        pl.format("{}%", (pl.col("annual_rate") / 10_000).round(2)).alias("annual_rate"),
        pl.lit("CNY").alias("currency"),
        words.products.gather(truth["product"]).alias("product"),
        words.hands.gather(hand).alias("hand"),
        words.yes_no.gather(complaint).alias("complaint"),
        _remarks(rng, size, language).alias("remark"),
    ).select(pl.col(FIELDS).cast(pl.String))


def money_text(minor: pl.Series) -> pl.Series:
    """Write minor units as major units with two decimals: 123456 -> ``1234.56``; null stays null."""
    return (minor // 100).cast(pl.String) + "." + (minor % 100).cast(pl.String).str.zfill(2)


def _remarks(rng: np.random.Generator, size: int, language: Language) -> pl.Series:
    wordings = pools(language).remarks
    phone = mobiles(rng.integers(10**8, size=size))
    chosen = pl.DataFrame({"text": wordings.gather(rng.integers(len(wordings), size=size)), "phone": phone})
    filled = chosen.select(pl.col("text").str.replace("{}", pl.col("phone"), literal=True))
    return filled.to_series().replace("", None)
