"""Made-up facts for the pages of an ingest and of a tape."""

from __future__ import annotations

from collectkit.findings import Finding
from collectkit.report.received import File, Heading, Received, Total
from collectkit.report.tape import CurrencyTape, Line, PortfolioTape

RECEIVED = Received(
    creditor="示例消费金融有限公司",
    as_of="2026-10-31",
    files=(File("portfolio.csv", "csv", "gb18030", None, 900), File("more.xlsx", "xlsx", None, None, 100)),
    accounts=950,
    rejects=47,
    removed={"totals": 2, "note": 1},
    headings=(
        Heading(1, "借据号", "account_id"),
        Heading(2, "身份证號", "id_number"),
        Heading(3, "逾期本息", "overdue_total"),
        Heading(4, "账户", None, ("account_id", "bank_card")),
        Heading(5, "渠道", None),
        Heading(6, None, None),
    ),
    refused=(
        Finding("ID_PRECISION_LOST", "id_number", 12, [5, 9, 1201]),
        Finding("FIELDS_MISSING", None, 35, [8]),
    ),
    warned=(Finding("NEEDED_BLANK", "mobile", 3, [7], 123_450), Finding("ID_CONVERTED", "id_number", 2, [6], 1)),
    totals=(
        Total("overdue_total", 1_000_000, 900_000, 99_999),
        Total("principal_outstanding", 5_000_000, 4_000_000, 1_000_000),
    ),
    notes=("read sheet …; not read: … (see --sheet)",),
)


def line(label: str | None, accounts: int, *money: int, merged: int = 0) -> Line:
    """Return a line of three amounts."""
    names = ("overdue_total", "principal_outstanding", "original_principal")
    return Line(label, merged, accounts, dict(zip(names, money, strict=True)), 1_122, 120_707)


TAPE = PortfolioTape(
    creditor="示例消费金融有限公司",
    as_of="2026-10-31",
    scheme="cn-m3plus",
    smallest=5,
    parts=(
        CurrencyTape(
            "CNY",
            70,
            line("", 100, 1_000, 5_000, 9_000),
            {
                "bucket": (line("M1", 60, 400, 3_000, 5_000), line("M3+", 40, 600, 2_000, 4_000)),
                "product": (line("A", 90, 900, 4_000, 8_000), line(None, 10, 100, 1_000, 1_000, merged=3)),
                "band": (line("0-1,000", 93, 900, 4_000, 8_000), line(None, 7, 100, 1_000, 1_000)),
            },
        ),
    ),
    withheld=("USD",),
)
