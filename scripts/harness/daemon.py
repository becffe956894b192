"""The daemon under test: started with a configuration, watched from the outside."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml

from .child_process import ChildProcess
from .metrics import Metrics
from .ports import LOOPBACK, free_ports
from .waiting import wait_until

CPUCLOCK_SCHED = 2  # Of linux/posix-timers.h: a process's user and system time together.


class Daemon:
    """One process of `manifest-projector run`. Started again, it keeps configuration and ports."""

    def __init__(self, binary, directory, configuration, environment=None):
        """`configuration` is the YAML's content as a dict; the http ports are added to it."""
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        admin_port, admission_port = free_ports(2)
        self.admin = f"http://{LOOPBACK}:{admin_port}"
        self.admission = f"http://{LOOPBACK}:{admission_port}"
        http = {"admin": f"{LOOPBACK}:{admin_port}", "admission": f"{LOOPBACK}:{admission_port}"}
        self.configuration = {**configuration, "http": http}
        self.configuration_path = self.directory / "projector.yaml"
        self.write_configuration()
        self._binary = binary
        self._environment = {**os.environ, **(environment or {})}
        self.command_prefix = ()  # As `nsenter`'s, for a daemon that lives elsewhere.
        self._child = ChildProcess("manifest-projector", self.directory / "projector.log")

    def write_configuration(self):
        """Writes self.configuration to the file, for a start or a SIGHUP."""
        self.configuration_path.write_text(yaml.safe_dump(self.configuration, sort_keys=False))

    def start(self, *arguments, wait=True):
        self._child.start([*self.command_prefix, self._binary, "run", "--config",
                           self.configuration_path, *arguments],
                          environment=self._environment, working_directory=self.directory)
        if wait:
            self.wait_ready()

    def wait_ready(self, timeout=60.0):
        def is_ready():
            self._child.require_running()
            return self.get("/readyz")[0] == 200

        wait_until(is_ready, "the daemon is ready", timeout)

    @property
    def pid(self):
        return self._child.pid

    def is_running(self):
        return self._child.is_running()

    def send_signal(self, number):
        self._child.send_signal(number)

    def stop(self, timeout=60.0):
        """SIGTERM; returns the exit code."""
        return self._child.stop(timeout)

    def kill(self):
        """SIGKILL, as the kernel or an operator would; returns when the process is gone."""
        self._child.send_signal(signal.SIGKILL)
        return self._child.wait(10.0)

    def wait(self, timeout=60.0):
        """Waits until it ends by itself; returns the exit code."""
        return self._child.wait(timeout)

    def get(self, path, base=None):
        """(HTTP status, body); status 0 when nothing answers."""
        try:
            with urllib.request.urlopen((base or self.admin) + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def metrics(self):
        status, body = self.get("/metrics")
        if status != 200:
            raise RuntimeError(f"/metrics answered {status}")
        return Metrics(body)

    def status(self):
        status, body = self.get("/status.json")
        if status != 200:
            raise RuntimeError(f"/status.json answered {status}")
        return json.loads(body)

    def memory(self):
        """(resident bytes now, their peak)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        return tuple(int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))

    def cpu_seconds(self):
        """User and system time of the running process, to the nanosecond."""
        # What clock_getcpuclockid(3) gives for another process; proc(5) has it in ticks of 10 ms.
        return time.clock_gettime((~self.pid << 3) | CPUCLOCK_SCHED)

    def log(self):
        return self._child.log()

    def log_tail(self, lines=30):
        return self._child.log_tail(lines)
