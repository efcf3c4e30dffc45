"""The forms that agencies fill in: read back as payments, with nothing in them of who made them."""

from __future__ import annotations

import io
from typing import Literal

import openpyxl
import polars as pl
import pytest

from collectkit.crypto.spelling import grouped, read_kindly
from collectkit.jobs.worklist.workbooks import guided_titles
from collectkit.tables.behaviour import OF_BEHAVIOUR
from collectkit.tables.headers import OF_ACCOUNTS, match
from collectkit.tables.record_families import FAMILIES
from collectkit.tables.returns import OF_RETURNS
from collectkit.worklist import returns_form

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@LANGUAGES
def test_a_form_has_a_sheet_a_family_and_says_nothing_of_its_maker(language: Literal["zh", "en"]) -> None:
    data = returns_form.form(language)
    assert data == returns_form.form(language)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[:-1] == [family.sheet(language) for family in FAMILIES.values()]
    assert (book.properties.creator or "", book.properties.lastModifiedBy or "") == ("", "")
    assert (book.properties.created.year, book.properties.modified.year) == (2000, 2000)
    pay = book.worksheets[0]
    columns = match([str(cell.value) for cell in pay[1]], known=OF_RETURNS).columns
    assert [column.field for column in columns] == list(FAMILIES["PAY"].fields)
    assert pay.max_row == 1
    lists = [rule.formula1 for rule in pay.data_validations.dataValidation if rule.type == "list"]
    assert len(lists) == 2


def test_the_table_of_all_families_is_read_as_payments_and_as_diaries() -> None:
    for known in (OF_RETURNS, OF_BEHAVIOUR):
        assert match(returns_form.header(), known=known).columns


@LANGUAGES
def test_a_worklist_that_comes_back_has_one_column_of_tokens(language: Literal["zh", "en"]) -> None:
    titles = [*guided_titles(language, language).values()]
    for known in (OF_RETURNS, OF_BEHAVIOUR, OF_ACCOUNTS):
        assert [column.field for column in match(titles, known=known).columns] == [None] * len(titles)


def test_groups_are_read_as_the_token() -> None:
    tokens = pl.Series(["P03KSSBANA2QRS0QWYGD", "A07H5TER24KXHP91RXV2YZXQZX", "no token", None])
    said = grouped(tokens)
    assert said.to_list() == ["P03K-SSBA-NA2Q-RS0Q-WYGD", "A07H-5TER-24KX-HP91-RXV2-YZXQ-ZX", "no token", None]
    assert read_kindly(said).to_list() == tokens.to_list()
