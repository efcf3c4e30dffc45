"""`python -m collectkit` and the console script."""

from __future__ import annotations

import gc

_OBJECTS = 50_000
"""New objects after which Python looks for garbage: what is loaded makes many, and hardly any of them is garbage."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_OBJECTS)
    from collectkit.commands.app import run  # noqa: PLC0415 - the process is hardened before anything else is loaded

    run()


if __name__ == "__main__":
    main()
