"""`collectkit verify`: is a package what the creditor signed?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import options, render

EXAMPLES = options.examples(
    "collectkit verify packages/agency-a",
    "collectkit verify agency-a.tar --public-key creditor.pem --for agency-a",
)

Package = Annotated[Path, typer.Argument(metavar="PACKAGE", help="A folder, or a tar that is opened already.")]
PublicKey = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The creditor's public key; else the nearest creditor.pem above the package."),
]
Recipient = Annotated[
    str | None, typer.Option("--for", metavar="RECIPIENT", help="For whom the package should be: you.")
]


def verify(
    package: Package,
    *,
    public_key: PublicKey = None,
    recipient: Recipient = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Check signature, digests, rows and sums of a package, and that nothing was added. Needs no keyring.

    The public key comes another way than the package. Compare its fingerprint, signing key, with the one that the
    creditor reads out. Exit code 20 when anything does not hold, with every fault listed.
    """
    from collectkit.jobs.worklist import verify as job

    render.check_report(report)
    done = job.run(package, public_key, recipient)
    render.finish("verify", done, quiet=quiet, file=report, force=force)
