"""Makes a package for each agency that placements name, and what the creditor keeps of them; all of it, or nothing.

The placements are read once to see who is in them, and then once an agency: of Parquet only that agency's rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import collectkit
from collectkit.crypto.derivation import is_id
from collectkit.errors import KeyringError, RulesError, UsageError
from collectkit.files import Input, Output, private
from collectkit.files.folder import sweep
from collectkit.files.workbook_process import WorkbookProcess
from collectkit.jobs.contacts.plan import ContactPlan
from collectkit.jobs.keys.keys import Keys, remember_placements
from collectkit.jobs.masking import load
from collectkit.jobs.stream import Progress
from collectkit.jobs.worklist.offers import load as load_offers
from collectkit.jobs.worklist.packing import Packer
from collectkit.jobs.worklist.placed import Seen, look
from collectkit.jobs.worklist.publishing import Publisher, WorklistReport
from collectkit.jobs.worklist.wrapping import Seal
from collectkit.mask.operators.codes import Token
from collectkit.mask.policy import Policy
from collectkit.placement.agencies import Agency, parse
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.titles import Headings
from collectkit.worklist import returns_form

__all__ = ["WorklistReport", "run"]

NO_RULES: Mapping[str, bytes] = MappingProxyType({})


def run(
    placements: Input,
    folder: Path,
    *,
    agencies: Path,
    policy: str = "agency",
    keys: Callable[[], Keys],
    headings: Headings | None = None,
    seal: Seal = "none",
    dialer: Output | None = None,
    passwords: Output | None = None,
    batch: str | None = None,
    offers: Path | None = None,
    contacts: ContactPlan | None = None,
    rules: Mapping[str, bytes] = NO_RULES,
    region: str | None = "CN",
    register: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> WorklistReport:
    """Make the packages of a hand-over in *folder*.

    Args:
        placements: what `place` wrote; a file, for it is read several times.
        agencies: the agencies file.
        policy: what leaves, in which form: a built-in name or a file.
        headings: of the workbooks; else each agency's language decides.
        dialer: where the sealed table token -> number for the creditor's call bridge goes.
        passwords: where the passwords of workbooks go that are locked, a line an agency.
        batch: the id of the hand-over; else the one that the placements name.
        offers: the file that says what agencies may offer; None: nothing.
        contacts: what plans contacts; None: the columns of a plan leave as the placements have them.
        rules: further rule files, by name, whose digests stand in the manifests.
        region: the country of telephone numbers without ``+``.
        register: the register of placements, where each account is entered before its package appears.
        force: replace packages that are there and differ.

    Raises:
        UsageError, RulesError, InputError, KeyringError, OutputError: as their names say; nothing appears.
        CheckFailed: the leak gate found raw values; nothing appears.
    """
    if placements.is_stream:
        raise UsageError("the placements are read several times", hint="name a file")
    text = private.read_text(agencies)
    roster = {agency.agency_id: agency for agency in parse(text, agencies.name).agencies}
    how = load(policy)
    allowed = None if offers is None else load_offers(offers, roster)
    if allowed is not None:
        rules = {**rules, "offers": allowed[1]}
    planned = None if contacts is None else contacts.made()
    if contacts is not None:
        rules = {**rules, "conduct": contacts.packs}
    seen = look(placements, roster, agencies.name)
    chosen = [roster[name] for name in sorted(seen.agencies)]
    _check_outputs(chosen, agencies.name, how, folder, seal, dialer)
    _check_passwords(chosen, folder, seal, passwords)
    batch = _batch(batch, seen)
    opened = keys()
    if dialer is not None and not opened.ring.officers:
        hint = "`collectkit keys new --officer KEY` makes a keyring with officers"
        raise KeyringError("--dialer: this keyring has no officer's key to seal the table to", hint=hint)
    names = {agency.agency_id: agency.name for agency in chosen}
    opened = remember_placements(opened, names, batch, displays=names)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in {"agencies": text.encode(), **rules}.items()}
    report = WorklistReport(
        batch, how.name, seen.rows, seen.agencies.total(), seen.not_placed, seen.removed, seen.rejects
    )
    report.contacts = {} if planned is None else {**planned.how, **planned.read}
    report.signing_key = opened.ring.signing_digest()
    private.make_folder(folder)
    sweep(folder)
    with WorkbookProcess() as books:
        packer = Packer(
            placements=placements,
            at=seen.at,
            amounts=seen.amounts,
            policy=how,
            ring=opened.ring,
            batch=batch,
            region=region,
            headings=headings,
            rules=digests,
            dial=dialer is not None,
            books=books,
            forms={language: returns_form.form(language) for language in {agency.language for agency in chosen}},
            version=collectkit.__version__,
            offers=allowed[0] if allowed else None,
            contacts=planned,
            locked=folder if seal == "xlsx" else None,
        )
        Publisher(folder, packer, opened, report, seal, dialer, passwords, force, register).publish(
            chosen, seen, progress
        )
    return report


def _check_outputs(
    chosen: Sequence[Agency], name: str, policy: Policy, folder: Path, seal: Seal, dialer: Output | None
) -> None:
    """Refuse what could not be packed as it is asked for, before anything is written.

    Raises:
        RulesError: an agency has no key to seal to, or the policy makes no token of a telephone.
        UsageError: the table for the call bridge would lie in a package.
    """
    keyless = [f"{agency.agency_id}: no public_key" for agency in chosen if agency.public_key is None]
    if seal == "age" and keyless:
        hint = "the agency makes one with age-keygen, and keeps the secret part; or hand over with --seal none"
        raise RulesError(
            f"{name}: {len(keyless)} of {len(chosen)} agencies cannot be sealed to", details=keyless, hint=hint
        )
    if dialer is None:
        return
    if dialer.path is None:
        raise UsageError("--dialer: name a file")
    if _in_package(dialer.path, folder, chosen):
        raise UsageError("--dialer: the numbers must not lie in a package", hint="name a file elsewhere")
    tokens = (rule for rule in policy.leaving if isinstance(rule.operator, Token) and rule.source in ACCOUNTS)
    if not any(ACCOUNTS[rule.source].kind == "phone" for rule in tokens):
        raise RulesError(f"--dialer: the policy {policy.name} makes no token of a telephone: there is nothing to dial")


def _check_passwords(chosen: Sequence[Agency], folder: Path, seal: Seal, passwords: Output | None) -> None:
    """Refuse locked workbooks whose passwords would be known to nobody, or to whoever gets the package.

    Raises:
        UsageError: saying which.
    """
    if seal == "xlsx" and (passwords is None or passwords.path is None):
        raise UsageError("--seal xlsx: --passwords FILE is needed", hint="each agency gets its line another way")
    if seal != "xlsx" and passwords is not None:
        raise UsageError("--passwords: nothing is locked", hint="--seal xlsx locks the workbooks")
    if passwords is not None and passwords.path is not None and _in_package(passwords.path, folder, chosen):
        raise UsageError("--passwords: they must not lie in a package", hint="name a file elsewhere")


def _in_package(path: Path, folder: Path, chosen: Sequence[Agency]) -> bool:
    return any(path.resolve().is_relative_to((folder / agency.agency_id).resolve()) for agency in chosen)


def _batch(stated: str | None, seen: Seen) -> str:
    """Return the id of the hand-over.

    Raises:
        UsageError: nothing names one, or two things name two.
    """
    named = seen.batches | ({stated} if stated else set())
    if len(named) != 1:
        which = "name no batch" if not named else "are of another batch" if stated else "are of several batches"
        raise UsageError(f"the placements {which}", hint="--batch ID names it; one hand-over is one batch")
    (batch,) = named
    if not is_id(batch):
        raise UsageError("the batch: must be 1 to 63 of a-z, 0-9 and -, and begin with a letter or digit")
    return batch
