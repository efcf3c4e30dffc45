"""The agencies of the sample, as the creditor's own list: four firms, each different in what it may do, and rates."""

from __future__ import annotations

from collectkit.sample.pools import PLACES, Language
from collectkit.sample.portfolio import Plan

_HEAD = """\
# The agencies of a synthetic creditor. Firms, people and figures are invented.
version = 1
"""
_AGENCY = """
[[agency]]
agency_id = "{id}"
name = "{name}"
group = "{group}"
hands = {hands}
licence_regions = {regions}
status = "{status}"
capacity_accounts = {accounts}
capacity_amount_minor = {amount}
target_share = "{share}"
admission_checklist = [
  {{ item = "licence", passed_on = {admitted}, valid_until = {until} }},
  {{ item = "no criminal record", passed_on = {admitted} }},
  {{ item = "complaint desk", passed_on = {admitted} }},
  {{ item = "data protection", passed_on = {admitted} }},
]
last_review_on = {reviewed}
review_due_on = {due}
contract_to = {until}
"""
_NORTH = ("北京市", "河北省", "辽宁省", "山东省", "河南省")
_SOUTH = ("广东省", "福建省", "湖南省")
_AGENCIES = (
    ("agency-a", "甲诚服务有限公司", "Alpha Recovery Ltd", "jia", (1, 2, 3), ("*",), "ACTIVE", 40),
    ("agency-b", "乙信咨询有限公司", "Beta Advisory Ltd", "yi", (1, 2), ("*",), "ACTIVE", 30),
    ("agency-c", "丙和信息有限公司", "Gamma Services Ltd", "bing", (2, 3), _SOUTH, "WATCH", 20),
    ("agency-d", "丁正外包有限公司", "Delta Outsourcing Ltd", "jia", (1, 2), _NORTH, "ACTIVE", 10),
)
_AMOUNT_PER_ACCOUNT = 4_000_000
_ENGLISH = {place.province_zh: place.province_en for place in PLACES}

RATES = (
    ("*", "*", "10%"),
    ("*", "M0", "2%"),
    ("*", "M1", "5%"),
    ("*", "M2", "8.5%"),
    ("*", "M3", "12.5%"),
    ("*", "M3+", "22.25%"),
    ("agency-c", "*", "15%"),
    ("agency-c", "M3+", "25%"),
)
"""Agency, bucket, share of what is recovered. Of the rows that fit a payment the most specific one counts, a row that
names the agency before one that names the bucket."""
_RATES_HEAD = """\
# What the agencies of a synthetic creditor are paid: a share of each payment, by its account's bucket at placement.
# The most specific row counts; one that names the agency comes before one that names the bucket. Figures are invented.
version = 1
"""


def text(plan: Plan) -> str:
    """Return ``agencies.toml``; capacities fit the size of the portfolio, each twice the target share.

    One agency is watched and gets nothing new, one may work in a few regions; the others have room for what is left.
    """
    parts = [_HEAD]
    for number, (id_, zh, en, group, hands, regions, status, share) in enumerate(_AGENCIES, 1):
        accounts = max(1, plan.accounts * share * 2 // 100)
        parts.append(
            _AGENCY.format(
                id=id_,
                name=zh if plan.language == "zh" else en,
                group=group,
                hands=list(hands),
                regions="[" + ", ".join(f'"{_region(region, plan.language)}"' for region in regions) + "]",
                status=status,
                accounts=accounts,
                amount=accounts * _AMOUNT_PER_ACCOUNT,
                share=f"{share}%",
                admitted=f"2025-0{number}-15",
                reviewed=f"2026-0{number + 3}-20",
                due=f"2027-0{number + 3}-20",
                until="2027-12-31",
            )
        )
    return "".join(parts)


def rates() -> str:
    """Return ``rates.toml``: the same for every sample."""
    rows = (f'[[rate]]\nagency = "{agency}"\nbucket = "{bucket}"\nrate = "{rate}"\n' for agency, bucket, rate in RATES)
    return "\n".join([_RATES_HEAD, *rows])


def _region(name: str, language: Language) -> str:
    return name if language == "zh" else _ENGLISH.get(name, name)
