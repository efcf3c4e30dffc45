"""Reads the rates file as agencies have it, each by its rate card, and the bucket schemes that it names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collectkit.errors import RulesError
from collectkit.files import private
from collectkit.jobs.segment.schemes import load as load_scheme
from collectkit.placement.agencies import Agency
from collectkit.placement.agencies import parse as parse_agencies
from collectkit.reconcile.commission import Rates, parse


def load(path: Path, agencies: Sequence[Agency] = ()) -> Rates:
    """Return the rates of a file.

    Args:
        agencies: those whose cards count; any other has the rows that are named by its id.

    Raises:
        RulesError: it has faults, lacks the card of an agency, or names a scheme that is none or counts months.
    """
    cards = {agency.agency_id: agency.rates for agency in agencies}
    rates = parse(private.read_text(path), path.name).dealt(cards, path.name)
    named = dict.fromkeys(terms.scheme for terms in rates.terms if terms.scheme is not None)
    schemes = {name: _edges(name, path.name) for name in named}
    return rates.model_copy(update={"schemes": schemes}) if schemes else rates


def _edges(name: str, place: str) -> tuple[tuple[int, str], ...]:
    """Return the first day past due of each bucket of a scheme, and its label."""
    scheme = load_scheme(name)
    if scheme.unit != "days":
        hint = "the bucket on the day of a payment is found by days past due, counted on from the placement"
        raise RulesError(f"{place}: scheme {name!r} counts {scheme.unit}, not days", hint=hint)
    return tuple((bucket.min, bucket.label) for bucket in scheme.buckets)


def roster(path: Path | None) -> Sequence[Agency]:
    """Return the agencies of a file; none without one.

    Raises:
        RulesError: it has faults.
    """
    return () if path is None else parse_agencies(private.read_text(path), path.name).agencies
