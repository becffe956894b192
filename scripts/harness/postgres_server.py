"""PostgreSQL in a private directory: durable as in production, trusted on loopback only."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg2

from .child_process import ChildProcess
from .ports import LOOPBACK, free_port
from .waiting import wait_until

OWNER = "postgres"  # PostgreSQL refuses to run as root.

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "max_wal_size": "4GB",  # No checkpoint in the middle of a measurement.
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] %a ",
    "timezone": "UTC",
}

# Whoever is on this machine may connect, nobody else: the server listens on loopback only.
TRUST = f"host all all {LOOPBACK}/32 trust\n"


def _programs():
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if not folders:
        raise RuntimeError("PostgreSQL is not installed: run scripts/dependencies as root")
    return folders[-1]


class PostgresServer:
    """`directory` must be reachable for the user postgres; the port stays over a restart."""

    def __init__(self, directory, settings=None):
        self.directory = Path(directory)
        self.port = free_port()
        self._settings = {**SETTINGS, "port": str(self.port), **(settings or {})}
        self._child = ChildProcess("PostgreSQL", self.directory / "postgres.log")
        self._owner = OWNER if os.geteuid() == 0 else None

    @property
    def pid(self):
        return self._child.pid

    def is_running(self):
        return self._child.is_running()

    def start(self, wait=True):
        if not (self._data / "PG_VERSION").exists():
            self._create_cluster()
        options = [word for name, value in self._settings.items()
                   for word in ("-c", f"{name}={value}")]
        self._child.start([_programs() / "postgres", "-D", self._data, *options],
                          user=self._owner, working_directory=self.directory,
                          end_signal=signal.SIGQUIT)
        if wait:
            self.wait_ready()

    def wait_ready(self, timeout=120.0):
        def answers():
            self._child.require_running()
            try:
                self.connect().close()
                return True
            except psycopg2.OperationalError:
                return False

        wait_until(answers, "PostgreSQL answers", timeout)

    def stop(self, timeout=120.0):
        """A fast shutdown: open transactions are aborted, the cluster is left clean.

        Its checkpoint takes long on a busy disk; killed instead, the next start could fail.
        """
        self._child.stop(timeout, signal.SIGINT)

    def stop_immediately(self):
        """As after a power cut: no checkpoint, recovery at the next start."""
        self._child.stop(10.0, signal.SIGQUIT)

    def url(self, database="postgres", user=OWNER):
        return f"postgresql://{user}@{LOOPBACK}:{self.port}/{database}"

    def connect(self, database="postgres"):
        """A psycopg2 connection in autocommit mode; the caller closes it."""
        connection = psycopg2.connect(self.url(database), connect_timeout=5,
                                      application_name="harness")
        connection.autocommit = True
        return connection

    def sql(self, statement, parameters=None, database="postgres"):
        """Runs a statement (or several, without parameters); returns the rows of the last."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def create_database(self, name):
        """Creates it and returns its URL."""
        self.sql(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def ask_password_of(self, *users, tls=False):
        """From now on these need one, and TLS if asked; all others are trusted as before."""
        rules = "".join(f"{'hostssl' if tls else 'host'} all {user} {LOOPBACK}/32 scram-sha-256\n"
                        f"host all {user} {LOOPBACK}/32 reject\n" for user in users)
        (self._data / "pg_hba.conf").write_text(rules + TRUST)
        self.sql("SELECT pg_reload_conf()")

    def log(self):
        return self._child.log()

    @property
    def _data(self):
        return self.directory / "data"

    def _create_cluster(self):
        self.directory.mkdir(parents=True, exist_ok=True)
        if self._owner:
            shutil.chown(self.directory, self._owner, pwd.getpwnam(self._owner).pw_gid)
        command = [_programs() / "initdb", "-D", self._data, "-U", OWNER, "-A", "trust",
                   "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        identity = ({"user": self._owner, "group": self._owner, "extra_groups": []}
                    if self._owner else {})
        made = subprocess.run([str(word) for word in command], cwd=self.directory,
                              capture_output=True, text=True, check=False, **identity)
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        (self._data / "pg_hba.conf").write_text(TRUST)
