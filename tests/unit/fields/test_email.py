"""Email addresses in two parts."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.fields import email


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("zhang.san+1@qq.com", ("zhang.san+1", "qq.com")),
        (" ZS@Mail.Example.COM ", ("zs", "mail.example.com")),
        ("ｚｓ＠ｑｑ．ｃｏｍ", ("zs", "qq.com")),
        ("zs@qq", (None, None)),
        ("zs@@qq.com", (None, None)),
        ("zs@qq.com 张三", (None, None)),
        ("@qq.com", (None, None)),
        ("zs@qq.1", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_an_address_has_a_name_and_a_place(cell: str | None, parts: tuple[str | None, str | None]) -> None:
    local, domain = email.parts(pl.Series([cell], dtype=pl.String))
    assert (local[0], domain[0]) == parts
