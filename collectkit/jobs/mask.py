"""Makes the file that leaves: read, mask, look for leaks, write; with its manifest beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import rfc8785

import collectkit
from collectkit.crypto.derivation import ID_FORM, is_id
from collectkit.crypto.making import Making, making
from collectkit.crypto.tokens import Tokens
from collectkit.errors import InputError, RulesError, UsageError
from collectkit.files import BadLine, Input, Output, Sink, Transaction, make_sink
from collectkit.findings import Findings
from collectkit.jobs.drift import Watch
from collectkit.jobs.guard import Guard, refuse, spoken
from collectkit.jobs.in_place import InPlace, editing
from collectkit.jobs.keys.keys import Keys, remember_batch
from collectkit.jobs.masking import Made, Masking, load
from collectkit.jobs.reading import Table, no_header, open_table, shown
from collectkit.jobs.rejects import write_bad_lines
from collectkit.jobs.stream import Progress, in_order
from collectkit.mask import manifest
from collectkit.mask.drift import Misfit
from collectkit.mask.likeness import Some
from collectkit.mask.plan import NothingNamedError, Plan, bind
from collectkit.mask.policy import Policy
from collectkit.mask.text.redact import NOT_FOUND
from collectkit.tables.headers import HeaderMap
from collectkit.tables.titles import Headings, titles
from collectkit.tables.totals import Totals

if TYPE_CHECKING:
    from collectkit.jobs.editing import EditedChunk

Scope = Literal["recipient", "batch"]


@dataclass(slots=True)
class MaskReport:
    """What was done: every row and every column of the input is accounted for.

    Attributes:
        columns: output column -> operator.
        mapping: header of the input -> field; those that mean nothing to us are not in it.
        dropped: headers of the input that do not leave.
        absent: columns that the policy names and the input lacks.
        wrong: columns most of whose values are not what they are said to hold.
        rows_in: records read, unreadable lines included.
        rows_out: rows written.
        removed: rows that are no accounts (totals, repeated headers, notes), by reason.
        findings: unreadable lines, and values that could not be kept and are blank or starred in the output.
        manifest: name of the manifest; None on a pipe.
        inside: what was replaced inside texts: output column -> kind -> how many.
        notes: what a person should know of the input.
    """

    policy: Policy
    recipient: str | None
    columns: Mapping[str, str]
    mapping: Mapping[str, str]
    dropped: tuple[str, ...]
    absent: tuple[str, ...]
    wrong: tuple[Misfit, ...] = ()
    rows_in: int = 0
    rows_out: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)
    manifest: str | None = None
    inside: dict[str, Counter[str]] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "policy": self.policy.name,
            "policy_revision": self.policy.revision,
            "policy_sha256": self.policy.sha256,
            "for": self.recipient,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "removed": dict(self.removed),
            "unreadable_lines": [f.as_dict() for f in self.findings.of("reject")],
            "blanked": [f.as_dict() for f in self.findings if f.code == "VALUE_BLANKED"],
            "starred": [f.as_dict() for f in self.findings if f.code == "VALUE_STARRED"],
            "replaced_in_text": {column: dict(sorted(counts.items())) for column, counts in self.inside.items()},
            "residual_risk": NOT_FOUND if self.inside else None,
            "columns": dict(self.columns),
            "mapping": dict(self.mapping),
            "dropped": list(self.dropped),
            "absent": list(self.absent),
            "without_reason": [name for name in self.columns if name in self.policy.unexplained],
            "wrong_type": [misfit.as_dict() for misfit in self.wrong],
            "leak_gate": "passed",
            "manifest": self.manifest,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class _Ready:
    """One batch, its totals, the rows of it that are looked at, and its lines that are no records."""

    made: Made | EditedChunk
    totals: Totals
    some: Some
    bad: tuple[BadLine, ...] = ()

    @classmethod
    def of(cls, made: Made, watch: Watch) -> _Ready:
        totals = Totals()
        totals.add(made.output)
        return cls(made, totals, watch.some(made.batch.frame), made.batch.bad)


def run(
    source: Input,
    output: Output,
    *,
    policy: str,
    recipient: str | None = None,
    scope: Scope = "recipient",
    batch: str | None = None,
    strict: bool = False,
    rejects: Output | None = None,
    headings: Headings = "canonical",
    region: str | None = "CN",
    keys: Callable[[], Keys] | None = None,
    progress: Progress | None = None,
) -> MaskReport:
    """Mask a file by a policy.

    Args:
        policy: the name of a built-in policy, or the path of a file.
        recipient: for whom the tokens are made; the ring must know it.
        strict: refuse unreadable lines, columns that the policy does not name or that are absent, and columns whose
            values are mostly not what they are said to be. On a pipe the first batch is looked at before anything is
            written, and the whole in the end.
        keys: opens the keyring; called only when the policy makes tokens.

    Raises:
        InputError, RulesError, UsageError, KeyringError, OutputError: as their names say; nothing is written.
        CheckFailed: the leak gate found raw values; nothing is written, or on a pipe nothing more.
    """
    rules = load(policy)
    making, minter, keyring = _minter(rules, recipient, scope, batch or "", keys)
    with Transaction([source.path, keyring]) as outputs, open_table(source) as table:
        plan = _bound(rules, table, region, minter)
        watch = Watch(rules, plan, table.headers)
        masking = Masking(table, plan)
        chunks = watch.look_first(table) if strict else table.source.chunks()
        origins = {step.output: step.column.header for step in plan.steps}
        fields = {step.output: step.rule.source for step in plan.steps}
        names = titles(headings, origins, fields, major=output.major_units)
        pending = outputs.open(output, hashed=True)
        into = masking.guard(pending, output, lambda: make_sink(pending, output, plan.schema, names))
        report = MaskReport(
            rules, recipient, _operators(plan), _mapping(watch, table.headers), watch.dropped, plan.absent
        )
        totals = Totals()
        bad = _write(chunks, masking, watch, into, report, totals, progress, strict=strict)
        masking.settle()
        if strict:
            watch.refuse_wrong()
        report.wrong = watch.wrong
        if rejects is not None:
            write_bad_lines(outputs, rejects, bad)
        if pending.target is not None:
            pending.complete()
            digest = pending.sha256
            facts = manifest.build(
                plan,
                rules,
                making,
                totals,
                report.inside,
                file=pending.target.name,
                sha256=digest,
                version=collectkit.__version__,
            )
            refuse(masking.gate.search([("manifest", list(spoken(facts)))]))
            report.manifest = _write_manifest(outputs, pending.target, facts, force=output.force)
        report.notes = [shown(note) for note in table.source.notes]
    return report


def _bound(rules: Policy, table: Table, region: str | None, minter: Tokens | None) -> Plan:
    """Bind a policy to a table; of a policy that names none of its columns, say whether the table has a header."""
    try:
        return bind(rules, table.headers.columns, region=region, minter=minter)
    except NothingNamedError as error:
        if not table.source.header_found:
            raise no_header(table.source, "docs/fields.md lists known headers") from None
        raise RulesError(f"{table.source.name}: {error.message}", hint=error.hint) from None


def _write_manifest(outputs: Transaction, target: Path, facts: Mapping[str, Any], *, force: bool) -> str:
    """Write the manifest beside the file that it speaks of; return its name."""
    beside = manifest.beside(target)
    outputs.write(Output(beside, force=force), rfc8785.dumps(dict(facts)))
    return beside.name


def _minter(
    policy: Policy, recipient: str | None, scope: Scope, batch: str, keys: Callable[[], Keys] | None
) -> tuple[Making, Tokens | None, Path | None]:
    """Open the keyring when the policy needs it; it remembers a batch with tokens of its own. Its file comes too."""
    if not policy.needs_ring:
        return Making(), None, None
    if recipient is None:
        raise UsageError(f"the policy {policy.name} makes tokens: for whom?", hint="name the recipient with --for")
    if (scope == "batch") != bool(batch):
        raise UsageError("--scope batch and --batch ID go together", hint="give both, or none of them")
    if batch and not is_id(batch):
        raise UsageError(f"--batch: {batch!r} cannot be a batch's id", hint=ID_FORM)
    if keys is None:
        raise UsageError(f"the policy {policy.name} makes tokens: which keyring?", hint="name it with --keyring")
    opened = keys()
    minter = opened.ring.minter(recipient, scope, batch)
    if scope == "batch":
        opened = remember_batch(opened, recipient, batch)
    return making(opened.ring, minter, batch=batch, generation=opened.ring.generation), minter, opened.file


def _write(
    chunks: Iterator[Any],
    masking: Masking,
    watch: Watch,
    into: tuple[Guard, Sink[Any]],
    report: MaskReport,
    totals: Totals,
    progress: Progress | None,
    *,
    strict: bool,
) -> list[BadLine]:
    """Stream the input through the plan and the gate; return the unreadable lines."""
    source, (guard, sink) = masking.table.source, into
    in_place = InPlace(source, lambda: editing(masking, into, watch))

    def make(chunk: Any) -> _Ready:
        edited = in_place.make(chunk)
        if edited is not None:
            return _Ready(edited, edited.totals, edited.some)
        return _Ready.of(masking.make(chunk, into=into), watch)

    bad: list[BadLine] = []
    with sink:
        for ready in in_order(in_place.watch(chunks), make):
            made = ready.made
            watch.sample.add(ready.some)
            if strict and ready.bad:
                _refuse_lines(source.name, ready.bad)
            masking.admit(made)
            guard.passed(made.payload)
            sink.write(made.payload)
            totals.merge(ready.totals)
            bad += ready.bad
            _count(report, ready)
            if progress is not None:
                progress(report.rows_out, *source.progress)
    guard.finish()
    if not report.rows_out:
        raise InputError(f"{source.name}: no rows", hint="is the header all that there is?")
    return bad


def _count(report: MaskReport, ready: _Ready) -> None:
    made = ready.made
    report.rows_out += made.height
    report.rows_in += made.height + len(ready.bad) + made.removed.total()
    report.removed.update(made.removed)
    for line in ready.bad:
        report.findings.add(line.code, None, [line.row])
    made.tell(report.findings)
    for column, counts in made.inside.items():
        report.inside.setdefault(column, Counter()).update(counts)


def _operators(plan: Plan) -> dict[str, str]:
    return {step.output: step.rule.operator.name for step in plan.steps}


def _mapping(watch: Watch, headers: HeaderMap) -> dict[str, str]:
    """Return header, as it may be shown, -> field."""
    return {label: column.field for label, column in zip(watch.labels, headers.columns, strict=True) if column.field}


def _refuse_lines(name: str, bad: tuple[BadLine, ...]) -> None:
    details = [f"line {line.row}: {line.code}" for line in bad[:20]]
    raise InputError(
        f"--strict: {name} has lines that are no records", details=details, hint="`collectkit ingest` sets them aside"
    )
