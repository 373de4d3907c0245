"""A PostgreSQL of one's own: a test that restarts it disturbs nobody else."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 60


class PostgresMissing(RuntimeError):
    """There is no PostgreSQL server on this machine."""


def binaries() -> Path:
    """The folder of `initdb` and `pg_ctl`, of the newest version that is installed.

    Debian keeps them off the PATH. Raises PostgresMissing.
    """
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda each: [int(n) for n in re.findall(r"\d+", str(each))])
    found = shutil.which("initdb")
    if found is None:
        raise PostgresMissing(
            "no initdb in /usr/lib/postgresql/*/bin nor on the PATH: install PostgreSQL "
            "(Debian: apt-get install postgresql)"
        )
    return Path(found).parent


class Cluster:
    """A cluster in a folder of its own; `url` is its database."""

    def __init__(self, folder: Path, port: int) -> None:
        self._bin = binaries()
        self._data = folder / "data"
        self._log = folder / "postgres.log"
        # PostgreSQL refuses to run as root.
        self._user = _unprivileged() if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(folder, self._user)
        # Without fsync: a server that is killed loses what it had not written yet, as always; only
        # the death of the machine, which nobody plays here, would lose more.
        self._options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        )
        self.url = f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def create(self) -> None:
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        self._ctl("start", "-o", self._options)

    def restart(self, *, crash: bool) -> None:
        """Stop and start it: every connection ends. `crash` is as if its machine had gone."""
        self._ctl("restart", "-m", "immediate" if crash else "fast", "-o", self._options)

    def stop(self) -> None:
        self._ctl("stop", "-m", "immediate")

    def _ctl(self, verb: str, *words: str) -> None:
        self._run("pg_ctl", verb, "-w", "-t", str(WAIT_SECONDS), "-l", str(self._log), *words)

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self._bin / program, "-D", self._data, *words],
            user=self._user,
            cwd=self._data.parent,
            stdin=subprocess.DEVNULL,
            # Not a pipe: the server that pg_ctl starts would hold it open.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            timeout=2 * WAIT_SECONDS,
            check=False,
        )
        if done.returncode:
            log = self._log.read_text(errors="replace")[-2000:] if self._log.exists() else ""
            raise RuntimeError(f"{program} {' '.join(words)} failed ({done.returncode})\n{log}")


def _unprivileged() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster in a temporary folder. Raises PostgresMissing."""
    # Not pytest's folder: that one is closed to other users.
    with tempfile.TemporaryDirectory(prefix="baton-postgres-") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        found = Cluster(Path(folder), port)
        found.create()
        try:
            yield found
        finally:
            found.stop()
