"""A page for people: tiles, sections with tables and figures; one HTML file that needs nothing else.

Every text is escaped by the template. Only what `charts` has drawn (`Markup`) stands in the page as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup

from collectkit.report.numbers import Kind, Language, Value
from collectkit.report.templates import environment

Tone = Literal["plain", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure.

    Attributes:
        value: money in minor units, a share in ppm, as *kind* says. Its currency stands in the label.
        note: one short line below.
        tone: ``good`` and ``bad`` say so with a sign too, not by colour alone.
    """

    label: str
    value: Value
    kind: Kind = "count"
    note: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. Units stand in the title: ``金额（元）``."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a caption.

    Attributes:
        rows: one value a column: text, a count, money in minor units, a share in ppm, a date; None is a dash.
        total: the last row, set off; None where there is none.
        note: small print below.
        anchors: the place of the page that the first cell of each row leads to, "" for none; () for no row.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    note: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart under a caption.

    Attributes:
        svg: as `charts` draws it.
        wide: it takes the whole width of its section.
    """

    caption: str
    svg: Markup
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Tables that open when somebody wants to see them; on paper they are open.

    Attributes:
        note: what stands beside the title.
        anchor: where links to it lead.
    """

    title: str
    note: str
    text: str
    anchor: str
    tables: tuple[Table, ...]


Part: TypeAlias = Table | Figure | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. Figures and narrow tables stand side by side where there is room."""

    title: str
    text: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes:
        facts: what the page is of, in pairs: batch, as-of date.
        footer: one line at the end.
        contents: the heading of a list of the sections; "" for none.
    """

    title: str
    subtitle: str
    language: Language
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    facts: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    contents: str = ""


def html(page: Page) -> bytes:
    """Return the page as UTF-8: the same page, the same bytes."""
    return environment().get_template("page.html").render(page=page).encode()
