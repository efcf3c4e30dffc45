"""LibreOffice as an agency uses it: a workbook is opened, edited, and saved again as XLSX and as CSV."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

PROGRAM = shutil.which("soffice")

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{}</script:module>
"""

_EDIT = """
' What agencies do: sort, filter, hide, add a column of notes and a sheet, move a column, put a title above, save.
Sub Main
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(ConvertToURL(Environ("GIVEN")), "_blank", 0, hidden())
  sheet = book.Sheets.getByIndex(0)
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  last = cursor.RangeAddress.EndRow
  wide = cursor.RangeAddress.EndColumn

  Dim field(0) As New com.sun.star.table.TableSortField
  field(0).Field = 1
  field(0).IsAscending = False
  Dim sorting(1) As New com.sun.star.beans.PropertyValue
  sorting(0).Name = "SortFields"
  sorting(0).Value = field()
  sorting(1).Name = "ContainsHeader"
  sorting(1).Value = False
  sheet.getCellRangeByPosition(0, 1, wide, last).sort(sorting())

  sheet.Columns.insertByIndex(1, 1)
  sheet.getCellByPosition(1, 0).String = "note"
  For row = 1 To last
    sheet.getCellByPosition(1, row).String = "called " & LCase(sheet.getCellByPosition(0, row).String) & ", no answer"
  Next row
  book.Sheets.insertNewByName("mine", 1)
  mine = book.Sheets.getByIndex(1)
  mine.getCellByPosition(0, 0).String = "account_id"
  mine.getCellByPosition(1, 0).String = "typed"
  For row = 1 To last
    mine.getCellByPosition(0, row).Formula = "=$" & sheet.Name & ".A" & (row + 1)
    token = sheet.getCellByPosition(0, row).String
    mine.getCellByPosition(1, row).String = LCase(Left(token, 4) & "-" & Mid(token, 5, 4) & " " & Mid(token, 9))
  Next row

  Dim target As New com.sun.star.table.CellAddress
  target.Sheet = 0
  target.Column = wide + 2
  target.Row = 0
  sheet.moveRange(target, sheet.getCellRangeByPosition(2, 0, 2, last).RangeAddress)
  sheet.Columns.removeByIndex(2, 1)

  sheet.Rows.insertByIndex(0, 2)
  sheet.getCellByPosition(0, 0).String = "Worklist, March"
  sheet.getCellRangeByPosition(0, 0, wide, 0).merge(True)
  table = sheet.getCellRangeByPosition(0, 2, wide + 1, last + 2)
  book.DatabaseRanges.addNewByName("table", table.RangeAddress)
  book.DatabaseRanges.getByName("table").AutoFilter = True
  sheet.Rows.getByIndex(4).IsVisible = False
  book.calculateAll()

  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  how(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL(ConvertToURL(Environ("EDITED") & ".xlsx"), how())
  sheet.Rows.removeByIndex(0, 2)
  how(0).Value = "Text - txt - csv (StarCalc)"
  how(1).Name = "FilterOptions"
  how(1).Value = "44,34,76,1"
  book.storeToURL(ConvertToURL(Environ("EDITED") & "-utf-8.csv"), how())
  how(1).Value = "59,34,85,1,,0,true"
  book.storeToURL(ConvertToURL(Environ("EDITED") & "-gb18030.csv"), how())
  book.close(True)
  StarDesktop.terminate()
End Sub
"""


_OPEN = """
Sub Main
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden"
  how(0).Value = True
  how(1).Name = "Password"
  how(1).Value = Environ("PASSWORD")
  book = StarDesktop.loadComponentFromURL(ConvertToURL(Environ("GIVEN")), "_blank", 0, how())
  Dim saved(1) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName"
  saved(0).Value = "Text - txt - csv (StarCalc)"
  saved(1).Name = "FilterOptions"
  saved(1).Value = "44,34,76,1"
  book.storeToURL(ConvertToURL(Environ("SAVED")), saved())
  book.close(True)
  StarDesktop.terminate()
End Sub
"""


def edit(given: Path, edited: Path) -> None:
    """Edit a workbook; save it as ``EDITED.xlsx``, ``EDITED-utf-8.csv`` and, quoted, ``EDITED-gb18030.csv``."""
    _macro(edited.with_name("profile"), _EDIT, GIVEN=str(given), EDITED=str(edited))


def unlock(given: Path, password: str, saved: Path) -> None:
    """Open a workbook that needs a password, and save its first sheet as CSV."""
    _macro(saved.with_name("profile"), _OPEN, GIVEN=str(given), PASSWORD=password, SAVED=str(saved))


def _macro(profile: Path, text: str, **settings: str) -> None:
    _run(profile, "--terminate_after_init")
    library = profile / "user" / "basic" / "Standard"
    (library / "Module1.xba").write_text(_MODULE.format(escape(text)), encoding="utf-8")
    _run(profile, "macro:///Standard.Module1.Main", **settings)


def _run(profile: Path, *words: str, **settings: str) -> None:
    line = [PROGRAM or "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *words]
    environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp", **settings}
    subprocess.run(line, env=environment, capture_output=True, check=True, timeout=120)
