"""A PostgreSQL of one's own with PostGIS, in a temporary folder, reached by a socket: started, stopped, thrown away."""

import os
import pwd
import shutil
import subprocess
import tempfile
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

    def sql(self, text, database="test"):
        """The answer to a statement, as lines of cells."""
        command = [self.programs / "psql", "-h", self.folder, "-U", USER, "-d", database, "-v", "ON_ERROR_STOP=1", "-AtXc", text]
        done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
        return [line.split("|") for line in done.stdout.splitlines()]

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
