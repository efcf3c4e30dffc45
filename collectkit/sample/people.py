"""Debtors and their contacts: all invented, none reachable.

- **Mobile numbers** begin with 154. China numbers its mobile telephones 13x to 19x, and 150-153 and 155-159 were
  given out before 2010; 154 never was, nor is it in libphonenumber's metadata. The form is right, so everything that
  parses, masks or tokenises a number works on them; nobody answers.
- **Land lines** have the area code 026, the one two-digit code of 020-029 that no city has.
- **Resident IDs** have a right check character and a birth date from 1800 to 1899.
- **Bank cards** begin with 000000 and pass Luhn: ISO/IEC 7812 gives the leading digit 0 to no card issuer.
- **E-mail** is at example.com (RFC 2606).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.fields import identity
from collectkit.sample.pools import PLACES, Language, Pools, pools

Ints = npt.NDArray[np.int64]

_FIRST_DAY, _LAST_DAY = np.datetime64("1800-01-01"), np.datetime64("1899-12-31")
_ID_WEIGHTS, _ID_CHECKS = np.array(identity.WEIGHTS), np.array(list(identity.CHECKS))
_MOBILES = 100_000_000
_FIRST_NUMBER = 1_860_042


def people(rng: np.random.Generator, first: int, count: int, language: Language) -> pl.DataFrame:
    """Return *count* debtors, numbered from *first*; one row each, String columns named as in `portfolio.COLUMNS`."""
    words = pools(language)
    number = np.arange(first, first + count, dtype=np.int64) + _FIRST_NUMBER
    place = rng.integers(len(PLACES), size=count)
    male = rng.integers(2, size=count)
    return pl.DataFrame(
        {
            "customer_id": _numbered("KH", number * 7_919 % 10_000_000_019, 11),
            "name": names(rng, count, words, rare=0.01),
            "id_type": pl.repeat(words.id_type, count, eager=True),
            "id_number": identities(rng, place, male),
            "gender": words.sexes.gather(male),
            "mobile": mobiles(number),
            "phone_home": _landlines(rng, count, share=0.2),
            "phone_work": _landlines(rng, count, share=0.5),
            "email": _sometimes(rng, 0.3, _numbered("kh", number, 9) + "@example.com"),
            "province": words.provinces.gather(place),
            "city": words.cities.gather(place),
            "address_home": _addresses(rng, place, words),
            "employer": _sometimes(rng, 0.7, _pick(rng, words.employers, count)),
            "position": _sometimes(rng, 0.6, _pick(rng, words.positions, count)),
            **_contact(rng, count, words, 1),
            **_contact(rng, count, words, 2),
            "bank": _pick(rng, words.banks, count),
            "bank_card": _cards(rng, count),
        }
    )


def names(rng: np.random.Generator, count: int, words: Pools, rare: float) -> pl.Series:
    """Return names; a share of *rare* is unusual: minority names, rare characters, the dead."""
    surname, given = _pick(rng, words.surnames, count), _pick(rng, words.given, count)
    common = surname + given if words.late.startswith("(") else given + " " + surname
    odd = rng.random(count)
    named = common.zip_with(pl.Series(odd >= rare), _pick(rng, words.rare_names, count))
    return named.zip_with(pl.Series(odd <= 1 - rare / 3), named + words.late)


def mobiles(number: Ints) -> pl.Series:
    """Return a mobile number for each debtor's number; different below 100 million debtors."""
    return "154" + _padded(number * 48_271_739 % _MOBILES, 8)


def identities(rng: np.random.Generator, place: Ints, male: Ints) -> pl.Series:
    """Return resident ID numbers of people born before 1900.

    The last three characters lie between 080 and 919: a number closer to a whole thousand may look as if a spreadsheet
    had rounded it, and what a reader must suspect shall be planted, not chance.
    """
    count = len(place)
    days = rng.integers(int((_LAST_DAY - _FIRST_DAY).astype(int)) + 1, size=count)
    born = pl.Series(_FIRST_DAY + days.astype("timedelta64[D]")).dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    sequence = rng.integers(10, size=count) * 100 + rng.integers(4, 46, size=count) * 2 + male
    area = np.array([int(p.code) for p in PLACES], dtype=np.int64)[place]
    return with_check(area * 10**11 + born * 10**3 + sequence)


def with_check(bodies: Ints) -> pl.Series:
    """Return 18-character IDs for 17-digit *bodies* (GB 11643; ISO 7064 MOD 11-2)."""
    digits = bodies[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64) % 10
    return pl.Series(bodies).cast(pl.String) + pl.Series(_ID_CHECKS[digits @ _ID_WEIGHTS % 11])


def _landlines(rng: np.random.Generator, count: int, share: float) -> pl.Series:
    return _sometimes(rng, share, "026-" + _padded(rng.integers(20_000_000, 89_999_999, size=count), 8))


def _addresses(rng: np.random.Generator, place: Ints, words: Pools) -> pl.Series:
    count = len(place)
    parts = [
        words.provinces.gather(place),
        words.cities.gather(place),
        _pick(rng, words.streets, count),
        pl.Series(rng.integers(1, 400, size=count)),
        pl.Series(rng.integers(101, 2_400, size=count)),
    ]
    return pl.select(pl.format(words.address, *parts)).to_series()


def _contact(rng: np.random.Generator, count: int, words: Pools, place: int) -> dict[str, pl.Series]:
    there = pl.Series(rng.random(count) < (0.9 if place == 1 else 0.6))
    contact = {
        "name": names(rng, count, words, rare=0.002),
        "relation": _pick(rng, words.relations, count),
        "phone": mobiles(rng.integers(_MOBILES, size=count)),
    }
    return {f"contact{place}_{part}": values.set(~there, None) for part, values in contact.items()}


def _cards(rng: np.random.Generator, count: int) -> pl.Series:
    """19 digits: 000000, twelve at random, the Luhn digit."""
    account = rng.integers(10**11, 10**12, size=count)
    digits = account[:, None] // 10 ** np.arange(12, dtype=np.int64) % 10
    doubled = digits[:, ::2] * 2
    total = (doubled // 10 + doubled % 10).sum(axis=1) + digits[:, 1::2].sum(axis=1)
    return "000000" + pl.Series(account).cast(pl.String) + pl.Series(-total % 10).cast(pl.String)


def _pick(rng: np.random.Generator, pool: pl.Series, count: int) -> pl.Series:
    return pool.gather(rng.integers(len(pool), size=count))


def _sometimes(rng: np.random.Generator, share: float, values: pl.Series) -> pl.Series:
    return values.set(pl.Series(rng.random(len(values)) >= share), None)


def _numbered(prefix: str, number: Ints, width: int) -> pl.Series:
    return prefix + _padded(number, width)


def _padded(number: Ints, width: int) -> pl.Series:
    return pl.Series(number).cast(pl.String).str.zfill(width)
