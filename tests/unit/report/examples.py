"""Made-up facts for the pages; `python tests/unit/report/examples.py DIR` writes the pages, to look at them."""

from __future__ import annotations

import dataclasses
import hashlib
import sys
from datetime import date
from pathlib import Path

from collectkit.report.conduct import conduct_page
from collectkit.report.handover import summary_page
from collectkit.report.handover_facts import AgencyPart, Bucket, Handover, Kept, OfferRule, Packed
from collectkit.report.ingest import ingest_page
from collectkit.report.numbers import Language
from collectkit.report.page import html
from collectkit.report.reconciliation import reconciliation_page
from collectkit.report.reconciliation_facts import (
    Commission,
    Identity,
    Item,
    Reconciliation,
    StatusCount,
    StatusPart,
)
from collectkit.report.segment import segment_page
from collectkit.report.tape import tape_page
from tests.unit.report.contacted import CONDUCT
from tests.unit.report.received import RECEIVED, TAPE
from tests.unit.report.segmented import SEGMENTED

LANGUAGES: tuple[Language, ...] = ("zh", "en")
NAMES = {
    "agency-a": "甲诚服务有限公司",
    "agency-b": "乙信咨询有限公司",
    "agency-c": "丙和信息有限公司",
    "agency-d": "丁正外包有限公司",
}


def _part(agency: str, accounts: int, debtors: int, minor: int, share: int, target: int) -> AgencyPart:
    reason = "capacity_amount" if agency == "agency-c" else None
    amount = minor * 1_000_000 // 15_450_504_183
    return AgencyPart(
        agency, NAMES[agency], "CNY", accounts, debtors, minor, share, target, amount, target, share_reason=reason
    )


def _unmet(constraint: str, agency: str | None, region: str | None, accounts: int, minor: int) -> dict[str, object]:
    line = {"constraint": constraint, "agency": agency, "region": region, "hand": None, "reason": None}
    return {**line, "accounts": accounts, "amount_minor": minor}


def _packed(agency: str, rows: int) -> Packed:
    return Packed(agency, rows, hashlib.sha256(agency.encode()).hexdigest(), sealed=False)


HANDOVER = Handover(
    batch="B20261031-7K2M",
    as_of=date(2026, 10, 31),
    creditor="示例消费金融有限公司",
    rows_in=12_138,
    accounts=12_000,
    rejects={"QUOTES_BROKEN": 11, "AMOUNT_UNREADABLE": 48, "ID_PRECISION_LOST": 76},
    removed={"totals": 1, "note": 2},
    buckets=(
        Bucket("M0", "CNY", 310, 0),
        Bucket("M1", "CNY", 4_102, 2_961_442_075),
        Bucket("M2", "CNY", 2_874, 3_405_118_840),
        Bucket("M3", "CNY", 1_996, 3_120_087_319),
        Bucket("M3+", "CNY", 2_695, 6_874_913_502),
        Bucket(None, "CNY", 23, 18_350_011),
    ),
    agencies=(
        _part("agency-a", 4_468, 4_011, 6_214_480_133, 401_509, 400_000),
        _part("agency-b", 3_346, 2_988, 4_608_275_508, 300_683, 300_000),
        _part("agency-c", 2_211, 1_990, 3_087_411_092, 198_688, 200_000),
        _part("agency-d", 1_103, 1_001, 1_540_337_450, 99_120, 100_000),
    ),
    kept=(
        Kept("nothing_due", "CNY", 310, 0),
        Kept("disputed", "CNY", 187, 301_775_020),
        Kept("hardship", "CNY", 142, 288_401_310),
        Kept("below_floor", "CNY", 121, 1_114_208),
        Kept("litigation", "CNY", 64, 201_344_805),
        Kept("complaint", "CNY", 41, 99_120_344),
        Kept("already_placed", "CNY", 7, 47_651_877),
    ),
    packages=(
        _packed("agency-a", 4_468),
        _packed("agency-b", 3_346),
        _packed("agency-c", 2_211),
        _packed("agency-d", 1_103),
    ),
    gate_cells=267_072,
    currency="CNY",
    objective="value",
    tolerance_ppm=200_000,
    holdout_ppm=50_000,
    expected_minor=1_120_448_031,
    fair_minor=1_061_702_540,
    closed={"agency-e": "status", "agency-f": "review_overdue"},
    unmet=(
        _unmet("share", "agency-c", None, 2_211, 3_087_411_092),
        _unmet("region", None, "西藏自治区", 12, 9_400_112),
        _unmet("former", None, None, 31, 40_118_004),
        _unmet("no_room", "agency-d", None, 5, 2_018_300),
    ),
    offers=(OfferRule("settle-old", 2_695, 4_118_320_077), OfferRule("month", 4_102, None)),
)


def _identity(agency: str, matched: int, direct: int, unexplained: int) -> Identity:
    return Identity(agency, NAMES[agency], "CNY", matched + direct + unexplained, matched, direct, unexplained)


def _commission(agency: str, due: int, claimed: int) -> Commission:
    return Commission(agency, NAMES[agency], "CNY", due, claimed)


RECONCILIATION = Reconciliation(
    batch="B20261031-7K2M",
    creditor="示例消费金融有限公司",
    window=(date(2026, 10, 31), date(2027, 1, 29)),
    identities=(
        dataclasses.replace(_identity("agency-a", 402_118_305, 96_224_010, 0), waived_minor=620_000),
        _identity("agency-b", 311_902_277, 60_118_400, 120_000),
        _identity("agency-c", 150_336_918, 71_050_066, 0),
        _identity("agency-d", 66_024_100, 9_331_902, -4_500),
    ),
    statuses=(
        StatusCount("agency-a", "MATCHED", "CNY", 1_204, 402_118_305),
        StatusCount("agency-b", "MATCHED", "CNY", 930, 311_902_277),
        StatusCount("agency-c", "MATCHED", "CNY", 514, 150_336_918),
        StatusCount("agency-d", "MATCHED", "CNY", 201, 66_024_100),
        StatusCount("", "LEDGER_ONLY", "CNY", 611, 236_724_378),
        StatusCount("agency-a", "DUPLICATE", "CNY", 6, 1_820_000),
        StatusCount("agency-b", "AGENCY_ONLY", "CNY", 9, 2_450_118),
        StatusCount("agency-b", "REVERSED", "CNY", 4, 600_000),
        StatusCount("agency-c", "WRONG_AGENCY", "CNY", 3, 410_000),
        StatusCount("agency-c", "NOT_OURS", "CNY", 2, 88_800),
        StatusCount("agency-d", "OUT_OF_WINDOW", "CNY", 5, 730_015),
    ),
    commissions=(
        _commission("agency-a", 60_317_746, 60_617_746),
        _commission("agency-b", 46_785_342, 47_152_860),
        _commission("agency-c", 22_550_538, 22_550_538),
        _commission("agency-d", 9_903_615, 9_890_115),
    ),
    exceptions=(
        Item("agency-b", "AGENCY_ONLY", "CKA2-7HQ4-M0ZP-8TXE", "PB-00412", "CNY", 880_000, date(2026, 11, 18)),
        Item("agency-a", "DUPLICATE", "CKA2-V19D-2KJN-F6WB", "PA-00031", "CNY", 500_000, date(2026, 11, 9)),
        Item("agency-c", "WRONG_AGENCY", "CKA2-40RG-C8SY-1QMT", "PC-00208", "CNY", 210_000, date(2026, 12, 2)),
        Item("agency-d", "OUT_OF_WINDOW", "CKA2-ZB5E-77NK-H3VD", "PD-00117", "CNY", 155_015, date(2027, 2, 3)),
        Item("agency-c", "NOT_OURS", "CKA2-9PXW-0TJ6-RM2C", "PC-00219", "CNY", 44_400),
    ),
    exceptions_in_all=29,
    left_alone=("answers.json", "ledger.csv"),
    months=tuple(
        Identity("agency-a", "", "CNY", matched + direct, matched, direct, 0, month, waived)
        for month, matched, direct, waived in (
            ("2026-11", 300_000_000, 96_224_010, 500_000),
            ("2026-12", 102_118_305, 0, 120_000),
        )
    ),
    reasons=(("DUPLICATE", 6), ("AGENCY_ONLY", 9), ("FEE_DIFFERS", 14)),
    parts=(
        StatusPart(
            "DUPLICATE",
            "It was sent before.",
            (("payment_id_repeated", "The agency has used the payment id before.", 6),),
            (Item("agency-a", "DUPLICATE", "CKA2-V19D", "PA-00031", "CNY", 500_000, date(2026, 11, 9), 7),),
        ),
        StatusPart("AGENCY_ONLY", "The ledger has nothing like it.", (("not_in_ledger", "Nothing near it.", 9),), ()),
    ),
    by_posting=3,
)


def pages(language: Language) -> dict[str, bytes]:
    """Return every page by name."""
    return {
        "handover": html(summary_page(HANDOVER, language)),
        "ingest": html(ingest_page(RECEIVED, language)),
        "tape": html(tape_page(TAPE, language)),
        "segment": html(segment_page(SEGMENTED, language)),
        "reconciliation": html(reconciliation_page(RECONCILIATION, language)),
        "conduct": html(conduct_page(CONDUCT, language)),
    }


if __name__ == "__main__":
    for tongue in LANGUAGES:
        for page, text in pages(tongue).items():
            Path(sys.argv[1], f"{page}-{tongue}.html").write_bytes(text)
