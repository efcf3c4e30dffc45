"""The agencies of the sample, as the creditor's own list: four firms, each different in what it may do."""

from __future__ import annotations

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
admission_checklist = ["licence", "no criminal record", "complaint desk", "data protection"]
admitted_on = {admitted}
last_review_on = {reviewed}
contract_to = {until}
"""
_AGENCIES = (
    ("agency-a", "甲诚服务有限公司", "Alpha Recovery Ltd", "jia", (1, 2, 3), ("*",), "ACTIVE", 40),
    ("agency-b", "乙信咨询有限公司", "Beta Advisory Ltd", "yi", (1, 2), ("*",), "ACTIVE", 30),
    ("agency-c", "丙和信息有限公司", "Gamma Services Ltd", "bing", (2, 3), ("广东省", "福建省", "湖南省"), "WATCH", 20),
    ("agency-d", "丁正外包有限公司", "Delta Outsourcing Ltd", "jia", (1,), ("北京市", "河北省"), "ACTIVE", 10),
)
_AMOUNT_PER_ACCOUNT = 1_500_000


def text(plan: Plan) -> str:
    """Return ``agencies.toml``; capacities fit the size of the portfolio, with a fifth to spare."""
    parts = [_HEAD]
    for number, (id_, zh, en, group, hands, regions, status, share) in enumerate(_AGENCIES, 1):
        accounts = max(1, plan.accounts * share * 12 // 1_000)
        parts.append(
            _AGENCY.format(
                id=id_,
                name=zh if plan.language == "zh" else en,
                group=group,
                hands=list(hands),
                regions="[" + ", ".join(f'"{region}"' for region in regions) + "]",
                status=status,
                accounts=accounts,
                amount=accounts * _AMOUNT_PER_ACCOUNT,
                share=f"{share}%",
                admitted=f"2025-0{number}-15",
                reviewed=f"2026-0{number + 3}-20",
                until="2027-12-31",
            )
        )
    return "".join(parts)
