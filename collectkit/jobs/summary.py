"""What the page and the figures of a hand-over are made of: the reports of its steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from collectkit.report.handover_facts import AgencyPart, Bucket, Handover, Kept, OfferRule, Packed

Steps = Mapping[str, Mapping[str, Any]]
"""Step of a hand-over -> its report, plain values."""


def facts(creditor: str, batch: str, as_of: date, names: Mapping[str, str], steps: Steps) -> Handover:
    """Return the facts of a hand-over, as its page shows them.

    Args:
        names: agency -> what it is called.
        steps: ``accounts``, ``place`` and ``worklist``.
    """
    ingested, segmented = steps["accounts"]["ingest"], steps["accounts"]["segment"]
    placed, packed = steps["place"], steps["worklist"]
    expected = placed["expected"] or {}
    return Handover(
        batch=batch,
        as_of=as_of,
        creditor=creditor,
        rows_in=ingested["rows_in"],
        accounts=ingested["accounts"],
        rejects=ingested["reasons"],
        removed=ingested["removed"],
        buckets=tuple(
            Bucket(row["bucket"], row["currency"], row["accounts"], row.get("overdue_total_minor", 0))
            for row in segmented["buckets"]
            if row["accounts"]
        ),
        agencies=tuple(_part(row, names, placed["currency"]) for row in placed["agencies"] if row["accounts"]),
        kept=tuple(
            Kept(row["reason"], placed["currency"], row["accounts"], row["amount_minor"] or 0)
            for row in placed["not_placed"]
        ),
        packages=tuple(
            Packed(row["agency"], row["rows"], row["manifest_sha256"], row["sealed"]) for row in packed["packages"]
        ),
        gate_cells=sum(row["cells"] for row in packed["packages"]),
        currency=placed["currency"],
        objective=placed["objective"],
        tolerance_ppm=placed["share_tolerance_ppm"],
        holdout_ppm=placed["holdout_ppm"],
        expected_minor=expected.get("net_minor"),
        fair_minor=expected.get("fair_net_minor"),
        closed=placed["closed_codes"],
        unmet=placed["unmet"],
        offers=tuple(OfferRule(row["rule"], row["accounts"], row["settles_for_minor"]) for row in packed["offers"]),
    )


def _part(row: Mapping[str, Any], names: Mapping[str, str], currency: str) -> AgencyPart:
    return AgencyPart(
        agency=row["agency"],
        name=names.get(row["agency"], ""),
        currency=currency,
        accounts=row["accounts"],
        debtors=row["debtors"],
        amount_minor=row["amount_minor"],
        share_ppm=row["accounts_ppm"],
        target_ppm=row["target_ppm"],
        amount_share_ppm=row["amount_ppm"],
        amount_target_ppm=row["value_target_ppm"],
        share_reason=row["share_reason"],
    )


def as_json(batch: str, as_of: date, steps: Steps) -> bytes:
    """Return all figures of a hand-over as JSON; the same figures, the same bytes."""
    found = {"batch": batch, "as_of": as_of.isoformat(), **steps}
    return json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n"
