"""A PostgreSQL of one's own with PostGIS, in a temporary folder, reached by a socket: started, stopped, thrown away."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

USER = "vigie"


class PostgresServer:
    """`connection` is the libpq string of the database ``test``. PostgreSQL does not run as root: as the user postgres then."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="vigie_pg_"))
        self.programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        self.account = {}
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(self.folder, postgres.pw_uid, postgres.pw_gid)
            self.account = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
        self._run("initdb", "-D", "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        self.sql("CREATE DATABASE test", "postgres")
        self.sql("CREATE EXTENSION postgis")

    @property
    def connection(self):
        return f"host={self.folder} dbname=test user={USER}"

    def start(self):
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self, mode="immediate"):
        """``immediate``: as when the machine stops."""
        self._run("pg_ctl", "-D", "data", "-w", "-m", mode, "stop")

    def kill(self):
        """``kill -9`` of the server and of the processes that it started."""
        main = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _parent(stat) == main]
        for pid in (main, *children):
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() and _alive(pid) for pid in (main, *children)):
            assert time.monotonic() < end
            time.sleep(0.02)
        for left in (self.folder / "data" / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            left.unlink()  # where nobody reaps the dead, they name a server that seems to run

    def connection_of(self, user):
        """The libpq string for another user."""
        return self.connection.replace(f"user={USER}", f"user={user}")

    def sql(self, text, database="test", user=USER):
        """The answer to a statement, as lines of cells."""
        done = self.psql("-c", text, database=database, user=user)
        assert done.returncode == 0, done.stderr
        return [line.split("|") for line in done.stdout.splitlines()]

    def psql(self, *arguments, database="test", user=USER):
        """What psql answers."""
        command = [
            self.programs / "psql",
            "-h",
            self.folder,
            "-U",
            user,
            "-d",
            database,
            "-v",
            "ON_ERROR_STOP=1",
            "-AtX",
            *arguments,
        ]
        return subprocess.run([str(part) for part in command], capture_output=True, text=True)

    def close(self):
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)

    def _run(self, program, *arguments):
        log = self.folder / f"{program}.out"  # a pipe would stay open in the server
        with log.open("w") as out:
            subprocess.run(
                [str(self.programs / program), *arguments], cwd=self.folder, check=True, stdout=out, stderr=out, **self.account
            )


def _parent(stat):
    """The parent of a process, after its name in brackets; 0 for one that has gone meanwhile."""
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _alive(pid):
    """Whether a process is more than a trace that waits for its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
