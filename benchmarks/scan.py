"""How well `scan` tells personal data, over files made at random; figures for docs/scan.md.

Each file is also masked by the policy that the scan drafted, and must pass the leak gate.

    python -m benchmarks.scan --files 600
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from collectkit.crypto import keyring
from collectkit.errors import CheckFailed, CollectkitError
from collectkit.files import Input, Output
from collectkit.jobs import mask, scan
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.mask.scan.columns import Column
from tests.laws import scanned_columns as columns

LEVELS = ("high", "medium", "low")


class Tally:
    """What was found, against what there is."""

    def __init__(self) -> None:
        self.there: Counter[tuple[str, bool]] = Counter()
        self.found: Counter[tuple[str, bool]] = Counter()
        self.said: Counter[tuple[str, str]] = Counter()
        self.right: Counter[tuple[str, str]] = Counter()
        self.wrong: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.drafts: Counter[str] = Counter()
        self.harmless = self.alarms = 0

    def judge(self, made: columns.Made, report: Column) -> None:
        """Count one column."""
        verdict, named = report.verdict, made.mode == "right"
        said = verdict.kind if verdict else None
        if made.kind:
            self.there[made.kind, named] += 1
            self.found[made.kind, named] += said == made.kind
            if said != made.kind:
                self.missed[f"{made.kind}, {made.way}, header {made.mode}: {said}"] += 1
        else:
            self.harmless += 1
            self.alarms += said is not None
        if verdict is not None:
            self.said[verdict.kind, verdict.confidence] += 1
            self.right[verdict.kind, verdict.confidence] += said == made.kind
            if said != made.kind:
                self.wrong[
                    f"{said}, {verdict.confidence}, {verdict.basis}: {made.kind} {made.way} [{made.header}]"
                ] += 1

    def tables(self) -> str:
        """Return the tables of the page."""
        lines = [
            "| kind | recall, header names it | recall, it does not | precision: high | medium | low |",
            "|---|" + "---:|" * 5,
        ]
        for kind in columns.PERSONAL:
            recall = [_share(self.found[kind, named], self.there[kind, named]) for named in (True, False)]
            precision = [_share(self.right[kind, level], self.said[kind, level]) for level in LEVELS]
            lines.append(f"| {kind} | {' | '.join([*recall, *precision])} |")
        every = [_share(_sum(self.right, level), _sum(self.said, level)) for level in LEVELS]
        named, silent = (_share(_sum(self.found, told), _sum(self.there, told)) for told in (True, False))
        lines.append(f"| all | {' | '.join([named, silent, *every])} |")
        lines.append(f"\nharmless columns reported: {_share(self.alarms, self.harmless)}")
        lines.append(f"drafts: {', '.join(f'{what} {count}' for what, count in self.drafts.most_common())}")
        return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} % of {whole}" if whole else "–"


def _sum(counts: Counter[tuple[str, str]] | Counter[tuple[str, bool]], second: str | bool) -> int:
    return sum(count for (_, other), count in counts.items() if other == second)


def draft_holds(source: Path, policy: Path, ring: keys.Keys) -> str:
    """Mask a file by its draft; return how that ended."""
    try:
        output = Output(source.with_name("masked.csv"), force=True)
        mask.run(Input(source), output, policy=str(policy), recipient="agency-a", keys=lambda: ring)
    except CheckFailed:
        return "LEAK"
    except CollectkitError as error:
        return f"refused: {'; '.join([str(error), *error.details])[:90]}"
    return "passed the leak gate"


def run(files: int, first: int, folder: Path) -> Tally:
    """Scan so many files."""
    tally = Tally()
    access = Access(keyring.new_identity()[0], lambda _: "")
    keys.new(folder / "ring.age", access, no_escrow=True)
    keys.add_recipient(keys.open_keys(folder / "ring.age", access), "agency-a")
    ring = keys.open_keys(folder / "ring.age", access)
    source, policy = folder / "file.csv", folder / "draft.toml"
    for seed in range(first, first + files):
        data, made = columns.file(seed)
        source.write_bytes(data)
        headless = made[-1].mode == "none"
        report = scan.run(Input(source), write_policy=None if headless else policy, force=True)
        for one, found in zip(made, report.columns, strict=False):
            tally.judge(one, found)
        ended = "no header, no draft" if headless else draft_holds(source, policy, ring)
        tally.drafts[ended] += 1
        if ended == "LEAK":
            print(f"seed {seed}: the draft leaks")
    return tally


def main() -> None:
    """Print the tables, and with ``--wrong`` what was taken for something else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(given.files, given.first, Path(folder))
    print(tally.tables())
    if given.wrong:
        for title, counts in (("wrong", tally.wrong), ("missed", tally.missed)):
            print(f"\n{title}")
            for what, count in counts.most_common(60):
                print(f"{count:5} {what}")


if __name__ == "__main__":
    main()
