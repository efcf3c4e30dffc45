"""Commands from a warm interpreter: each runs in a process of its own, forked from one that has loaded everything.

To load Polars and the rest takes a command a second, and the tests run a thousand commands. Here a server loads them
once; what stands in ``PATH`` under ``collectkit`` is a client, which hands its arguments, folder, environment, limits
and open descriptors over, and ends as the forked command ends. The command is the real one from `commands.app.run` on.
Under ``warm-python`` stands a client that has Python code run in such a process, as ``python -c`` would.
How a process starts is not tested this way: `test_start.py`, `test_boundary.py` and most tests in `faults/` start real
ones. A client that is killed takes its process with it only a moment later: what is killed from outside is a real one.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import resource
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_CLIENT = """#!{python} -IS
import array, json, os, resource, socket, sys
mask = os.umask(0o77)
os.umask(mask)
names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
wanted = {{
    "name": os.path.basename(sys.argv[0]), "argv": sys.argv[1:], "cwd": os.getcwd(),
    "umask": mask, "env": dict(os.environ), "fds": [],
    "limits": [[getattr(resource, name), *resource.getrlimit(getattr(resource, name))] for name in names],
}}
for number in range(3):
    try:
        os.fstat(number)
        wanted["fds"].append(number)
    except OSError:
        pass
door = socket.socket(socket.AF_UNIX)
door.connect({path!r})
fds = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", wanted["fds"]))] if wanted["fds"] else []
door.sendmsg([b"x"], fds)
door.sendall(json.dumps(wanted).encode() + b"\\n")
for number in wanted["fds"]:
    os.close(number)
told = door.recv(16)
code = int(told) if told else 125
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


PYTHON = "warm-python"
"""Runs the code that is its first argument; the others are the code's."""


@functools.cache
def folder() -> str:
    """Start the server, once for a process, and return a folder with its clients, ``collectkit`` and `PYTHON`."""
    place = tempfile.TemporaryDirectory(prefix="warm-", ignore_cleanup_errors=True)
    path = str(Path(place.name) / "door")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen(16)
    for name in ("collectkit", PYTHON):
        client = Path(place.name) / name
        client.write_text(_CLIENT.format(python=sys.executable, path=path))
        client.chmod(0o700)
    code = f"from tests import warm; warm.serve({listening.fileno()})"
    settled = {
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "OPENBLAS_NUM_THREADS": "1",
        "POLARS_OOC_DISK_BUDGET_MB": "0",
    }
    server = subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | settled, stdin=subprocess.PIPE, pass_fds=[listening.fileno()]
    )
    listening.close()
    atexit.register(_end, server, place)
    return place.name


def _end(server: subprocess.Popen[bytes], place: tempfile.TemporaryDirectory[str]) -> None:
    server.kill()
    server.wait()
    place.cleanup()


def serve(descriptor: int) -> None:
    """Load everything, and fork a process for each command that comes through the socket."""
    import collectkit

    for module in pkgutil.walk_packages(collectkit.__path__, "collectkit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()
    door = socket.socket(fileno=descriptor)
    events = selectors.DefaultSelector()
    events.register(door, selectors.EVENT_READ)
    events.register(0, selectors.EVENT_READ)  # closed when the tests are over, however they end
    running: dict[int, tuple[int, socket.socket]] = {}
    while True:
        for key, _ in events.select():
            if key.fileobj == 0:
                return
            if key.fileobj is door:
                client, _ = door.accept()
                pid = _start(client, door)
                ending = os.pidfd_open(pid)
                running[ending] = pid, client
                events.register(ending, selectors.EVENT_READ, ending)
                events.register(client, selectors.EVENT_READ, ending)
            elif key.data in running and key.fileobj is running[key.data][1]:  # stopped, and its command stops with it
                events.unregister(key.fileobj)
                os.kill(running[key.data][0], signal.SIGKILL)
            elif key.data in running:
                events.unregister(key.data)
                _tell(*running.pop(key.data), events)
                os.close(key.data)


def _tell(pid: int, client: socket.socket, events: selectors.BaseSelector) -> None:
    """Tell a client how its command ended."""
    with contextlib.suppress(KeyError):
        events.unregister(client)
    _, status = os.waitpid(pid, 0)
    with contextlib.suppress(OSError):
        client.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    client.close()


def _start(client: socket.socket, door: socket.socket) -> int:
    """Fork the process of one command, and return its number."""
    _, fds, _, _ = socket.recv_fds(client, 1, 3)
    with client.makefile("rb") as told:
        wanted = json.loads(told.readline())
    pid = os.fork()
    if not pid:
        door.close()
        client.close()
        _settle(wanted, fds)
        os._exit(_ended(_code if wanted["name"] == PYTHON else _run, wanted["argv"]))
    for number in fds:
        os.close(number)
    return pid


def _settle(wanted: dict[str, Any], fds: list[int]) -> None:
    """Make the process what a new one would be: its folder, environment, limits, streams."""
    os.chdir(wanted["cwd"])
    os.umask(wanted["umask"])
    os.environ.clear()
    os.environ.update(wanted["env"])
    time.tzset()
    places = dict(zip(wanted["fds"], [os.dup(number) for number in fds], strict=True))
    os.closerange(0, 3)
    for number, place in places.items():
        os.dup2(place, number)
        os.close(place)
    for number in fds:
        if number > 2:
            os.close(number)
    for limit, soft, hard in wanted["limits"]:
        resource.setrlimit(limit, (soft, hard))
    sys.stdin, sys.stdout, sys.stderr = (_stream(number, number in places) for number in range(3))


def _stream(number: int, there: bool) -> Any:
    """Return what Python makes of a descriptor in the locale C.UTF-8; None of one that is closed."""
    if not there:
        return None
    mode, errors = "w" if number else "r", "backslashreplace" if number == 2 else "surrogateescape"
    return os.fdopen(number, mode, 1 if number == 2 else -1, encoding="utf-8", errors=errors, closefd=False)


def _ended(run: Callable[[list[str]], object], argv: list[str]) -> int:
    """Run a command line or code, and do what an interpreter does in the end but for taking itself apart."""
    code: object = 0
    try:
        run(argv)
    except SystemExit as error:
        code = error.code
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    return code if isinstance(code, int) else 0


def _run(argv: list[str]) -> None:
    from collectkit.commands import app

    sys.argv = ["collectkit", *argv]
    app.run()


def _code(argv: list[str]) -> None:
    sys.argv = ["-c", *argv[1:]]
    exec(compile(argv[0], "<code>", "exec"), {"__name__": "__main__"})
