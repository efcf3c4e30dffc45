"""The one error boundary: how a process starts, how it ends, and what it may say when it fails.

What ends a run is an error of ours (told in words, with its exit code), a usage error (2), a signal, a reader that went
away (quiet), or a bug. A bug is told by its type and its place in the code: its message may quote the data.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import io
import os
import resource
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from traceback import walk_tb
from types import FrameType, TracebackType
from typing import Any

import typer

from collectkit.errors import CollectkitError, OutputError

BUG = 1
USAGE = 2
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM

_PR_SET_DUMPABLE = 4
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_POLARS_ALLOCATOR = "oversize_threshold:0,dirty_decay_ms:2000,muzzy_decay_ms:2000"
_FRAMES_SHOWN = 8
_CONTROLS = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160)) if chr(number) not in "\n\t"}


class _Words(io.FileIO):
    """Standard error: what it does not take is lost, and the run goes on; its exit code says how it ended."""

    def write(self, data: Any) -> int:
        """Write *data*, if it can be written."""
        with contextlib.suppress(OSError):
            return super().write(data)
        return len(data)


class Terminated(BaseException):
    """SIGTERM arrived; raised where the run stands, so that it puts its half-written files away."""


def harden() -> None:
    """Keep what is in memory out of core dumps, spill files, warnings and the words of native code."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.environ.setdefault("POLARS_OOC_DISK_BUDGET_MB", "0")  # rather fail than spill plain text to the disk
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # there is no algebra; its threads wait in a busy loop
    _keep_buffers()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    sys.excepthook = lambda _, error, __: tell_bug(error)
    sys.unraisablehook = lambda _: None
    threading.excepthook = lambda args: tell_bug(args.exc_value)
    _separate_streams()


def _keep_buffers() -> None:
    """Have both allocators use large buffers again: to get fresh pages for each batch takes a fifth of a run."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", _POLARS_ALLOCATOR)
    with contextlib.suppress(AttributeError):  # only glibc has it
        allocator = ctypes.CDLL(None)
        allocator.mallopt(_M_MMAP_THRESHOLD, 32 << 20)
        allocator.mallopt(_M_TRIM_THRESHOLD, 1 << 30)


def leave_threads_to_us() -> None:
    """Have Polars, which is not loaded yet, use one thread of its own.

    Where a job's threads share out the pieces of a file, a second layer of them costs a tenth of the run.
    """
    os.environ.setdefault("POLARS_MAX_THREADS", "1")


def run(command: Callable[[], object]) -> int:
    """Run *command* and return the exit code of the process; what is to be said is said."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return _outcome(command)
    except (KeyboardInterrupt, typer.Abort):
        return _stopped(INTERRUPTED)
    except Terminated:
        return _stopped(TERMINATED)
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # Typer has seen it first, and says 1
            return _reader_left()
        raise
    except BaseException as error:  # noqa: BLE001 - a Rust panic is a BaseException
        tell_bug(error)
        say("hint: please report these lines; they hold no data")
        return BUG


def interruptible() -> None:
    """Let Ctrl-C end a read that waits: the handler that Polars sets when it is loaded would start it again."""
    signal.siginterrupt(signal.SIGINT, True)


def tell(error: CollectkitError) -> None:
    """Print an error of ours: what and where, its details indented, and what to do next."""
    say(f"error: {error.message}")
    for detail in error.details:
        print(f"  {shown(detail)}", file=sys.stderr)
    if error.hint:
        say(f"hint: {error.hint}")


def tell_bug(error: BaseException | None) -> None:
    """Print the type of *error*, of what led to it, and where; never a message, a value or a local variable."""
    while error is not None:
        number = errno.errorcode.get(getattr(error, "errno", None) or 0, "")
        say(f"bug: {type(error).__name__} {number}".rstrip() + " (its message is withheld: it may hold data)")
        for line in list(_places(error.__traceback__))[-_FRAMES_SHOWN:]:
            print(f"  {line}", file=sys.stderr)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def say(line: str) -> None:
    """Print one line of ours on stderr."""
    print(f"collectkit: {shown(line)}", file=sys.stderr)


def shown(text: str) -> str:
    """Return *text* without what a terminal would obey: a header or a file name may hold such characters."""
    return text.translate(_CONTROLS)


def put(text: str) -> None:
    """Print *text* on stdout, and hand it over while a failure can still be told.

    Raises:
        OutputError: stdout cannot be written.
    """
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output: {error.strerror}") from None


def _outcome(command: Callable[[], object]) -> int:
    """Run *command*; tell the errors that a user can meet."""
    try:
        code = _heard(command)
    except CollectkitError as error:
        tell(error)
        _let_go()
        return error.exit_code
    except typer.TyperException as error:
        return _usage(error)
    except BrokenPipeError:
        return _reader_left()
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        say("error: the name of a file is too long")
        return USAGE
    if code == INTERRUPTED:
        return _stopped(INTERRUPTED)
    return code if isinstance(code, int) else 0


def _heard(command: Callable[[], object]) -> object:
    """Run *command*, and have stdout take all that it printed.

    Raises:
        OutputError: stdout cannot be written.
    """
    try:
        code = command()
    except OSError:
        put("")  # what stdout refused is still in its buffer, and fails again: a help page is not printed by us
        raise
    put("")
    return code


def _places(traceback: TracebackType | None) -> Iterator[str]:
    """Yield the steps through this package, and the last step wherever it is."""
    home = Path(__file__).parents[1]
    steps = [(Path(frame.f_code.co_filename), line, frame.f_code.co_name) for frame, line in walk_tb(traceback)]
    for place, (path, line, name) in enumerate(steps, 1):
        if path.is_relative_to(home) or place == len(steps):
            shown = path.relative_to(home.parent) if path.is_relative_to(home) else path.name
            yield f"{shown}:{line} in {name}"


def _usage(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    say("error: " + " ".join(error.format_message().replace("Value error, ", "").split()))
    say(f"hint: `{context.command_path if context else 'collectkit'} --help` shows what there is")
    return USAGE


def _stopped(code: int) -> int:
    say("stopped")
    return code


def _reader_left() -> int:
    """End as `| head` expects."""
    _let_go()
    return 0


def _let_go() -> None:
    """Give Python somewhere to flush what nobody can read, or it complains once more at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _separate_streams() -> None:
    """Keep descriptor 2 from native code: a panic there prints its message, with values, past every hook.

    Our own words go to a copy of it, `sys.stderr`. A stream that was closed from the start is given its number back, so
    that no file of ours gets it; what is written there fails, as it should.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY), number)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    words = io.BufferedWriter(_Words(os.dup(2), "w"))
    sys.stderr = io.TextIOWrapper(words, encoding="utf-8", errors="backslashreplace", line_buffering=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
