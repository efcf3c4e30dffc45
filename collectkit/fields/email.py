"""Email addresses: a name, and where it is kept."""

from __future__ import annotations

import polars as pl

from collectkit.fields import text

_FORM = r"^([0-9a-z._%+-]+)@((?:[0-9a-z-]+\.)+[a-z]{2,})$"

_PROVIDERS = (
    "qq.com vip.qq.com foxmail.com 163.com 126.com yeah.net vip.163.com 188.com 139.com 189.cn wo.cn sina.com sina.cn "
    "vip.sina.com sohu.com 21cn.com tom.com aliyun.com gmail.com googlemail.com outlook.com hotmail.com live.com "
    "live.cn msn.com yahoo.com yahoo.cn yahoo.com.cn icloud.com me.com aol.com proton.me protonmail.com gmx.com "
    "mail.com example.com"
)
PROVIDERS = frozenset(_PROVIDERS.split())
"""Where millions keep their mail; any other domain may be a person's own, or that of a small firm."""


def parts(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the two parts of each address, in small letters; both null for what is none."""
    plain = text.plain(cells).str.to_lowercase()
    return plain.str.extract(_FORM, 1), plain.str.extract(_FORM, 2)


def usable(cells: pl.Series) -> pl.Series:
    """Return where a cell is an address; no nulls."""
    return parts(cells)[0].is_not_null()
