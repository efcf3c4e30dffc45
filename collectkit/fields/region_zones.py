"""Time zones of regions, as accounts files name them: a state of the United States, a province of China.

Where a region has two zones both stand there, the one of most people first: nobody knows on which side a debtor lives.
Sources: 49 CFR part 71 (limits of zones in the United States); Beijing time is the time of all of mainland China.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.fields import region, text

Zones = tuple[str, ...]

_EASTERN, _CENTRAL, _MOUNTAIN = "America/New_York", "America/Chicago", "America/Denver"
_PACIFIC, _BOISE = "America/Los_Angeles", "America/Boise"

_STATES: tuple[tuple[str, Zones], ...] = (
    (
        (
            "CT Connecticut;DE Delaware;DC District of Columbia;GA Georgia;ME Maine;MD Maryland;MA Massachusetts;"
            "NH New Hampshire;NJ New Jersey;NY New York;NC North Carolina;OH Ohio;PA Pennsylvania;RI Rhode Island;"
            "SC South Carolina;VT Vermont;VA Virginia;WV West Virginia"
        ),
        (_EASTERN,),
    ),
    ("FL Florida;KY Kentucky", (_EASTERN, _CENTRAL)),
    ("MI Michigan", ("America/Detroit", "America/Menominee")),
    ("IN Indiana", ("America/Indiana/Indianapolis", _CENTRAL)),
    (
        (
            "AL Alabama;AR Arkansas;IL Illinois;IA Iowa;LA Louisiana;MN Minnesota;MS Mississippi;MO Missouri;"
            "OK Oklahoma;WI Wisconsin"
        ),
        (_CENTRAL,),
    ),
    ("TN Tennessee", (_CENTRAL, _EASTERN)),
    ("KS Kansas;NE Nebraska;ND North Dakota;SD South Dakota;TX Texas", (_CENTRAL, _MOUNTAIN)),
    ("CO Colorado;MT Montana;NM New Mexico;UT Utah;WY Wyoming", (_MOUNTAIN,)),
    ("AZ Arizona", ("America/Phoenix", _MOUNTAIN)),
    ("ID Idaho", (_BOISE, _PACIFIC)),
    ("CA California;WA Washington", (_PACIFIC,)),
    ("NV Nevada", (_PACIFIC, _MOUNTAIN)),
    ("OR Oregon", (_PACIFIC, _BOISE)),
    ("AK Alaska", ("America/Anchorage", "America/Adak")),
    ("HI Hawaii", ("Pacific/Honolulu",)),
    ("PR Puerto Rico", ("America/Puerto_Rico",)),
    ("VI Virgin Islands;VI U.S. Virgin Islands", ("America/St_Thomas",)),
    ("GU Guam;MP Northern Mariana Islands", ("Pacific/Guam",)),
    ("AS American Samoa", ("Pacific/Pago_Pago",)),
)
_BEYOND_THE_BORDER: Mapping[str, Zones] = MappingProxyType(
    {"香港": ("Asia/Hong_Kong",), "澳门": ("Asia/Macau",), "台湾": ("Asia/Taipei",)}
)

OF_STATE: Mapping[str, Zones] = MappingProxyType(
    {
        spelling.casefold(): zones
        for states, zones in _STATES
        for state in states.split(";")
        for spelling in (state.partition(" ")[0], state.partition(" ")[2])
    }
)
"""A state or its two letters, in small letters -> its zones."""


def zones(cells: pl.Series) -> list[tuple[str, Zones]]:
    """Return each distinct cell that names a region, and the zones of this."""
    found = []
    for cell in cells.drop_nulls().unique().sort().to_list():
        province = region.short(cell)
        if province is not None:
            found.append((cell, _BEYOND_THE_BORDER.get(province, ("Asia/Shanghai",))))
        elif (state := OF_STATE.get(text.plain_cell(cell).casefold())) is not None:
            found.append((cell, state))
    return found
