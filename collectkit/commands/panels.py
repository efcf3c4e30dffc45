"""Help pages of commands with many options: in groups, each under a title of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typer.core import TyperCommand

from collectkit.commands import reported

Panels = Mapping[str, Sequence[str]]
"""The parameters of a command, by the title of their group, in the order of the page."""

_OTHERS = "Other options"
_WIDEST = 30
"""What is wider has its help on the next line."""


def grouped(panels: Panels) -> type[TyperCommand]:
    """Return a command whose help page has *panels*; options that none of them names come last."""

    class Grouped(reported.Command):
        """A command with its options in groups."""

        def format_options(self, ctx: Any, formatter: Any) -> None:
            """Write the groups; the help texts of all of them stand in one column."""
            records = {param.name: record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))}
            width = min(max(len(name) for name, _ in records.values()), _WIDEST)
            for title, names in _sections(panels, records):
                with formatter.section(title):
                    formatter.write_dl([(records[name][0].ljust(width), records[name][1]) for name in names])

    return Grouped


def _sections(panels: Panels, known: Mapping[Any, Any]) -> Iterator[tuple[str, list[Any]]]:
    named = {name for names in panels.values() for name in names}
    for title, names in {**panels, _OTHERS: [name for name in known if name not in named]}.items():
        if found := [name for name in names if name in known]:
            yield title, found
