"""The headers of return files: what each column is in each family, for two families may call different things alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from collectkit.errors import InputError
from collectkit.tables.field import Field
from collectkit.tables.headers import HeaderMap, Words, match, propose, words
from collectkit.tables.record_families import FAMILIES
from collectkit.tables.returns import OF_RETURNS, RETURNS

OF_FAMILIES: Mapping[str, Words] = MappingProxyType(
    {
        code: OF_RETURNS if code == "PAY" else words({"record": RETURNS["record"], **family.fields})
        for code, family in FAMILIES.items()
    }
)
"""Code -> the headers of a family, and `record`."""

OF_ANY = Words(
    *({name: one for known in OF_FAMILIES.values() for name, one in getattr(known, part).items()}
      for part in ("fields", "exact", "aliases", "ambiguous", "doubts", "second"))
)  # fmt: skip
"""All headers of all families: good for telling a header from other rows, and not for saying what a column is."""

_INFERRED = tuple(code for code in FAMILIES if code not in {"PAY", "TRL"})


def needed(code: str) -> dict[str, Field]:
    """Return the columns that no table of a family goes without."""
    family = FAMILIES[code]
    return {name: replace(known, needed=True) for name, known in family.fields.items() if name in family.needed}


def complete(headers: HeaderMap, code: str) -> bool:
    """Return whether a table has all columns that a family needs."""
    return all(headers.of(name) is not None for name in FAMILIES[code].needed)


def family_of(header: Sequence[str]) -> str | None:
    """Return the family that a header is of: payments, or the only one that it suits best; None for none.

    It suits a family that has all its needed columns in it, and at least half of what it has: a portfolio has a number
    and a day as well, and is no list of what is held.
    """
    if complete(propose(header, known=OF_RETURNS), "PAY"):
        return "PAY"
    filled, suited = sum(bool(cell.strip()) for cell in header), Counter[str]()
    for code in _INFERRED:
        headers = propose(header, known=OF_FAMILIES[code])
        known = len({column.field for column in headers.columns if column.field})
        if complete(headers, code) and 2 * known >= filled:
            suited[code] = known
    best = suited.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else None


def lacks_one(header: Sequence[str]) -> bool:
    """Return whether a header has all needed columns of payments but one: one has a heading that nobody knows."""
    headers = propose(header, known=OF_RETURNS)
    return sum(headers.of(name) is None for name in FAMILIES["PAY"].needed) == 1


def of_one(header: Sequence[str], code: str, name: str = "") -> dict[str, HeaderMap]:
    """Return what the columns of a table of one family are.

    Raises:
        InputError: two columns claim one field.
    """
    return {"PAY": HeaderMap((), ()), code: match(header, known=OF_FAMILIES[code], name=name)}


def of_all(header: Sequence[str], name: str = "") -> tuple[dict[str, HeaderMap], dict[str, InputError]]:
    """Return what the columns of one table of records of all families are to each of them.

    Of two columns that claim one field of a family, that one has it which no other family knows: 结案日期 and not 日期.

    Returns:
        The headers by family; and what to raise at the first record of a family of which two columns claim one field.
    """
    proposed = {code: propose(header, known=known) for code, known in OF_FAMILIES.items()}
    claims = Counter(column.index for headers in proposed.values() for column in headers.columns if column.field)
    decided = {code: _decided(headers, claims) for code, headers in proposed.items()}
    contested = {code: error for code, headers in decided.items() for error in _contested(headers, code, name)}
    return decided, contested


def _decided(headers: HeaderMap, claims: Counter[int]) -> HeaderMap:
    """Let columns that other families claim too give way to the one that none does."""
    met = Counter(column.field for column in headers.columns)
    own = Counter(column.field for column in headers.columns if claims[column.index] == 1)
    columns = (
        replace(column, field=None)
        if column.field and met[column.field] > 1 and own[column.field] == 1 and claims[column.index] > 1
        else column
        for column in headers.columns
    )
    return HeaderMap(tuple(columns), headers.doubts)


def _contested(headers: HeaderMap, code: str, name: str) -> Iterator[InputError]:
    """Yield the error of a family of which two columns claim one field."""
    met = Counter(column.field for column in headers.columns if column.field)
    if max(met.values(), default=0) > 1:
        try:
            claimed = [column.header if column.field else "" for column in headers.columns]
            match(claimed, known=OF_FAMILIES[code], name=name)
        except InputError as error:
            yield error
