"""`python -m collectkit` and the console script."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from collectkit.commands.app import run  # noqa: PLC0415 - the process is hardened before anything else is loaded

    run()


if __name__ == "__main__":
    main()
