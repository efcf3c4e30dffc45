"""A filled review sheet on the terminal: how often people found what the checks did, and what they did not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from collectkit.commands import options, render

RATES = {
    "breach": "of all contacts break a rule",
    "confirmed": "of what the checks found does",
    "missed": "of what they let pass does",
    "undecided": "of what they could not judge does",
}
"""What each rate is of, for a reader."""


def audited(sheet: Path, folder: Path | None, *, force: bool, quiet: bool, report: Path | None) -> None:
    """Read a review sheet, and show what its verdicts mean for all contacts."""
    from collectkit.jobs.conduct import audited as job

    render.check_report(report)
    done = job.run(options.source(sheet, None, None), folder, force=force)
    render.finish("conduct --audited", done, quiet=quiet, file=report, force=force, shown=_shown(done.as_dict()))


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    from collectkit.report.numbers import share

    return {
        **{name: found[name] for name in ("contacts", "drawn", "seed", "verdicts", "rules")},
        "level": share(found["level_ppm"]),
        "rates": [
            {
                "agency": row["agency"] or "all",
                "share": "not known" if row["rate_ppm"] is None else share(row["rate_ppm"]),
                "between": "" if row["rate_ppm"] is None else f"{share(row['low_ppm'])} and {share(row['high_ppm'])}",
                "": RATES[row["rate"]],
                "judged": row["judged"],
            }
            for row in found["rates"]
        ],
    }
