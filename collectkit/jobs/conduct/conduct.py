"""Reads how debtors were contacted, by all agencies and the creditor, and holds it against rules of conduct."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from collectkit.conduct.packs.choosing import Chosen
from collectkit.files import Input
from collectkit.jobs.conduct import audit as conduct_audit
from collectkit.jobs.conduct import phrases as conduct_phrases
from collectkit.jobs.conduct.held import Shown, hold
from collectkit.jobs.conduct.report import ConductReport
from collectkit.jobs.contacts import contacts
from collectkit.jobs.contacts.zones import zones as read_zones
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.returned.returned import split
from collectkit.jobs.settings import Settings
from collectkit.jobs.stream import Progress
from collectkit.report.numbers import Language


def run(
    returns: Sequence[str],
    folder: Path,
    *,
    chosen: Chosen,
    as_of: date,
    calls: Sequence[str] = (),
    own: Sequence[str] = (),
    placed: Sequence[Path] = (),
    accounts: Sequence[Input] = (),
    register: Path | None = None,
    zones: Sequence[str] = (),
    codes: Path | None = None,
    keys: Callable[[], Keys] | None = None,
    lexicon: Path | None = None,
    show_text: bool = False,
    audit: conduct_audit.Wanted | None = None,
    settings: Settings | None = None,
    creditor: str = "",
    language: Language = "zh",
    force: bool = False,
    progress: Progress | None = None,
) -> ConductReport:
    """Read contacts, hold them against rules, and write the outputs to *folder*, all or none.

    Args:
        returns: ``[AGENCY=]FILE|DIR``, see `returned.find`.
        calls: ``[AGENCY=]FILE``: exports of call platforms.
        own: logs of the creditor.
        chosen: the rules.
        as_of: nothing can have happened after this day.
        placed: files ``placed.parquet``, or folders of hand-overs that hold them.
        accounts: they say whose accounts are one debtor's, where debtors live, and what is known of them.
        register: says which placements ended; None asks none.
        zones: ``[AGENCY=]ZONE``: the clock of times without an offset.
        codes: a file of codes: what words in the files mean.
        keys: opens the keyring; called only for tokens that no record of placements has. None: there is none.
        lexicon: a file that adds phrases to the lexicon, or removes some.
        show_text: whether ``breaches.csv`` says what phrases say.
        audit: what sample is drawn for people to look at; None for none.
        settings: of the workspace.
        creditor: what the page calls it; else as the settings do.
        language: of the workbook and the page.

    Raises:
        UsageError, InputError, OutputError: as their names say; nothing is written.
    """
    space = settings or Settings()
    asked = contacts.Asked(
        now=space.end_of(as_of),
        returns=returns,
        calls=calls,
        own=own,
        placed=placed,
        register=register,
        accounts=accounts,
        zones=read_zones(zones),
        timezone=space.timezone,
        places=chosen.zones or (space.timezone,),
        region=space.region,
        codes=codes,
        keys=keys,
    )
    phrases = conduct_phrases.wanted(chosen.rules, lexicon, shown=show_text)
    book = contacts.read(asked, phrases, progress, once=True)
    named = (Path(split(one)[1]) for one in (*returns, *calls, *own))
    inputs = [*named, *placed, register, lexicon, codes, *(one.path for one in accounts)]
    shown = Shown(language, creditor or space.creditor, None if phrases is None else phrases.texts)
    return hold(book, chosen.rules, folder, inputs=inputs, as_of=as_of, shown=shown, audit=audit, force=force)
