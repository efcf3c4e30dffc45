"""A PostgreSQL server for tests: a real one, in a folder of its own, that knows passwords and listens on a socket."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER, PASSWORD = "reader", "p@ss/w:örd"
IN_URL = "p%40ss%2Fw%3A%C3%B6rd"
_START_S = 30.0


@dataclass(frozen=True)
class Server:
    """A server that runs; everybody is the user `USER`."""

    binaries: Path
    folder: Path
    account: dict[str, Any]

    def url(self, password: str = "", settings: str = "") -> str:
        """Return the URL of its database, with what stands for the password there, and further settings."""
        login = USER + (f":{password}" if password else "")
        return f"postgresql://{login}@/postgres?host={self.folder}" + (f"&{settings}" if settings else "")

    def run(self, sql: str) -> str:
        """Run SQL and return what it gives, a line a row."""
        line = ["-qtAX", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", USER, "postgres"]
        secret = os.environ | {"PGPASSWORD": PASSWORD}
        program = str(self.binaries / "psql")
        done = subprocess.run([program, *line], input=sql, env=secret, capture_output=True, text=True, check=True)
        return done.stdout.strip()


def binaries() -> Path | None:
    """Return the folder with the programs of a server; None where none is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    found = shutil.which("postgres")
    return next((folder for folder in [*folders[::-1], *([Path(found).parent] if found else [])]), None)


@contextlib.contextmanager
def server(programs: Path) -> Iterator[Server]:
    """Run a server while the block runs. It refuses to be root's, so root's tests have it run as nobody."""
    account: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:  # the path of a socket is short
        folder = Path(name)
        folder.chmod(0o755)
        data, secret, log = folder / "data", folder / "password", folder / "log"
        data.mkdir(0o700)
        secret.write_text(PASSWORD, encoding="utf-8")
        log.touch()
        if account:
            for path in (folder, data, secret, log):
                shutil.chown(path, account["user"], account["group"])
        create = ["-D", str(data), "-U", USER, "-A", "scram-sha-256", "--pwfile", str(secret)]
        create += ["-E", "UTF8", "--locale=C", "-N"]
        subprocess.run([str(programs / "initdb"), *create], capture_output=True, check=True, cwd=folder, **account)
        start = ["-D", str(data), "-k", name, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB"]
        with log.open("wb") as said, subprocess.Popen(
            [str(programs / "postgres"), *start], stderr=said, cwd=folder, **account
        ) as process:  # fmt: skip
            try:
                running = Server(programs, folder, account)
                _wait(running)
                yield running
            finally:
                process.send_signal(signal.SIGQUIT)


def _wait(running: Server) -> None:
    end = time.monotonic() + _START_S
    while True:
        try:
            running.run("SELECT 1")
        except subprocess.CalledProcessError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
