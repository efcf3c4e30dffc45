"""Reads the rates file as the agencies of an agencies file have it: each by its rate card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collectkit.files import private
from collectkit.placement.agencies import Agency
from collectkit.placement.agencies import parse as parse_agencies
from collectkit.reconcile.commission import Rates, parse


def load(path: Path, agencies: Sequence[Agency] = ()) -> Rates:
    """Return the rates of a file.

    Args:
        agencies: those whose cards count; any other has the rows that are named by its id.

    Raises:
        RulesError: it has faults, or lacks the card of an agency.
    """
    cards = {agency.agency_id: agency.rates for agency in agencies}
    return parse(private.read_text(path), path.name).dealt(cards, path.name)


def roster(path: Path | None) -> Sequence[Agency]:
    """Return the agencies of a file; none without one.

    Raises:
        RulesError: it has faults.
    """
    return () if path is None else parse_agencies(private.read_text(path), path.name).agencies
