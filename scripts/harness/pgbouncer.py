"""A pool of connections before PostgreSQL that hands them out for one transaction each."""

import os
import shutil

from .child_process import ChildProcess
from .ports import LOOPBACK, free_port
from .postgres_server import OWNER
from .waiting import wait_until


class PgBouncer:
    """Takes whoever PostgreSQL itself would take, without a password."""

    def __init__(self, directory, postgres, pool_size=4):
        self.port = free_port()
        self._postgres = postgres
        self._directory = directory
        self._owner = OWNER if os.geteuid() == 0 else None
        self._child = ChildProcess("pgbouncer", directory / "pgbouncer.log")
        directory.mkdir()
        (directory / "users.txt").write_text(f'"{OWNER}" ""\n')
        (directory / "pgbouncer.ini").write_text(f"""\
[databases]
* = host={LOOPBACK} port={postgres.port}
[pgbouncer]
listen_addr = {LOOPBACK}
listen_port = {self.port}
unix_socket_dir =
auth_type = trust
auth_file = {directory}/users.txt
pool_mode = transaction
default_pool_size = {pool_size}
ignore_startup_parameters = extra_float_digits,options
server_login_retry = 1
""")
        if self._owner:
            shutil.chown(directory, self._owner)

    def start(self):
        self._child.start(["pgbouncer", self._directory / "pgbouncer.ini"], user=self._owner,
                          working_directory=self._directory)

        def listens():
            self._child.require_running()
            return "process up" in self._child.log()

        wait_until(listens, "pgbouncer is up", 30)

    def stop(self):
        self._child.stop(5)
