"""`collectkit conduct`: contacts of all agencies together, held against rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from collectkit.commands import boundary, conduct_audited, options, panels, progress, render
from collectkit.commands import conduct_options as asked
from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.jobs.settings import Workspace

EXAMPLES = options.examples(
    "collectkit conduct agency-a=contacts.csv agency-b=contacts.csv --placed out -o conduct",
    "collectkit conduct returns --own log.csv --calls calls.csv --placed out --accounts accounts.parquet -o conduct"
    " --check",
    "collectkit conduct --list-rules --rules us",
    "collectkit conduct returns --placed out -o conduct --audit 200 --seed 7",
    "collectkit conduct --audited conduct/audit.xlsx -o conduct",
    "collectkit conduct returns --rules us --rules my-limits.toml --zone America/New_York -o conduct",
)

Command = panels.grouped(asked.PANELS)


def conduct(
    *,
    returns: asked.Returns = None,
    folder: asked.Folder = None,
    calls: asked.Calls = None,
    own: asked.Own = None,
    rules: asked.Rules = None,
    only: asked.Only = None,
    without: asked.Without = None,
    unverified: asked.Unverified = False,
    placed: asked.Placed = None,
    accounts: asked.Accounts = None,
    register: options.RegisterFile = None,
    no_register: options.NoRegister = False,
    codes: asked.Codes = None,
    zone: asked.Zone = None,
    as_of: asked.AsOf = None,
    lexicon: asked.Lexicon = None,
    show_text: asked.ShowText = False,
    check: asked.Check = False,
    audit: asked.Audit = None,
    seed: asked.Seed = None,
    audited: asked.Audited = None,
    list_rules: asked.ListRules = False,
    explain: asked.Explain = None,
    json: asked.Json = False,
    language: options.Language = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
) -> None:
    """Hold all agencies' contacts against rules: hours, daily limits, third persons, evidence, words.

    Contacts are joined by debtor over all agencies and the creditor, in the debtor's local time. What nobody can judge
    is told, and never taken as allowed. This is not legal advice.
    """
    from collectkit.jobs.conduct import rules as conduct_rules

    space = options.workspace(config)
    how = Choice(unverified=unverified, only=only or (), without=without or ())
    if list_rules or explain is not None:
        boundary.put(_listed(rules or (), space, how, explain, json=json))
        return
    if json:
        raise UsageError("--json goes with --list-rules", hint="--report FILE writes the summary as JSON")
    if seed is not None and audit is None:
        raise UsageError("--seed goes with --audit", hint="--audit 200 --seed 7")
    if audited is not None:
        if returns or calls or own or audit is not None or check:
            raise UsageError("--audited reads a review sheet, and nothing else", hint="leave out contacts and --audit")
        conduct_audited.audited(audited, folder, force=force, quiet=quiet, report=report)
        return
    if folder is None or not (returns or calls or own):
        raise UsageError("contacts and -o DIR are needed", hint="collectkit conduct agency-a=contacts.csv -o conduct")
    from collectkit.jobs.conduct import audit as conduct_audit
    from collectkit.jobs.conduct import conduct as job

    chosen = conduct_rules.read(rules or (), space, **how)
    render.check_report(report, space=space)
    with progress.bar("conduct", quiet=quiet) as tell:
        done = job.run(
            returns or (),
            folder,
            calls=calls or (),
            own=own or (),
            chosen=chosen,
            as_of=options.as_of(as_of, space.settings) or space.settings.today(),
            placed=placed or (),
            accounts=[options.source(one, None, None) for one in accounts or ()],
            register=options.register_file(register, space, none=no_register),
            zones=zone or (),
            codes=codes,
            keys=options.keys_of_tokens(keyring, space),
            lexicon=lexicon,
            show_text=show_text,
            audit=conduct_audit.wanted(audit, seed),
            settings=space.settings,
            language=language or space.settings.language,
            force=force,
            progress=tell,
        )
    render.finish("conduct", done, quiet=quiet, file=report, force=force, shown=_shown(done.as_dict()))
    if check:
        done.refuse()


_TO_DO = (
    "what cannot be judged is in unknown.csv: ask the agencies for it, or say in a file of codes (--codes) what a "
    "column that is missing always is, what a word means, and whether days or months come first"
)


class Choice(TypedDict):
    """Which rules of the packs are on; see `jobs.conduct.rules.read`."""

    unverified: bool
    only: Sequence[str]
    without: Sequence[str]


def _listed(rules: Sequence[str], space: Workspace, how: Choice, explain: str | None, *, json: bool) -> str:
    """Return the rules that there are, or all that is known of one."""
    from collectkit.commands import conduct_listed
    from collectkit.jobs.conduct.listing import listing

    found = listing(rules, space, **how)
    if json:
        return render.as_json(found.as_dict())
    return conduct_listed.listed(found) if explain is None else conduct_listed.explained(found, explain)


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see: rules that are broken, agencies, and what cannot be judged; no collector."""
    from collectkit.report.conduct import per_10000, reason

    rules = ("rule", "severity", "breaches", "not_judged")
    agencies = ("agency", "contacts", "broken", "breaches", "not_judged")
    why = [(row, reason(row["why"], found, "en")) for row in found["causes"]]
    return {
        **{name: found[name] for name in ("contacts", "broken", "breaches", "not_judged")},
        "rules_held": len(found["rules"]),
        "rules": [
            {name: row[name] for name in rules} for row in found["rules"] if row["breaches"] or row["not_judged"]
        ],
        "agencies": [
            {**{name: row[name] for name in agencies}, "of 10,000": per_10000(row["broken_ppm"])}
            for row in found["agencies"]
        ],
        "cannot_be_judged": [
            {"rule": row["rule"], "agency": row["agency"], "why": text, "contacts": row["contacts"]}
            for row, text in why
        ],
        "not_understood": list(_not_understood(found["read"]["tables"])),
        **({"to_do": _TO_DO} if found["not_judged"] else {}),
        **({"audit": {name: found["audit"][name] for name in ("drawn", "seed")}} if "audit" in found else {}),
        "notice": found["notice"]["en"],
    }


def _not_understood(tables: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a row a file of which something was not understood: columns of contacts, with how often; headers."""
    for row in tables:
        cells, unread = row["not_known"], row["cells_unreadable"]
        times = {clock.lower(): many for clock, many in row["clocks"].items() if clock not in {"STATED", "ASSUMED"}}
        if cells or unread or times or row["headers_unknown"]:
            yield {
                "file": row["file"],
                "contacts": row["contacts"],
                "not_known": _listing(cells),
                "times": _listing(times),
                "unreadable": _listing(unread),
                "columns_not_read": ", ".join(row["headers_unknown"]),
            }


def _listing(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {many:,}" for name, many in counts.items())
