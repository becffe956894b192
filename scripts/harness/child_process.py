"""A server as a child: its own log, its own process group, and never longer alive than we are."""

import ctypes
import signal
import subprocess

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class ChildProcess:
    """One started program. Start it from the main thread: the kernel ends it with that thread."""

    def __init__(self, name, log_path):
        self.name = name
        self.log_path = log_path
        self._process = None

    def start(self, command, user=None, environment=None, working_directory=None,
              end_signal=signal.SIGKILL):
        """Starts `command`, output appended to the log. `end_signal` is what it gets if we die."""
        assert not self.is_running(), f"{self.name} runs already"
        identity = {"user": user, "group": user, "extra_groups": []} if user else {}
        with open(self.log_path, "ab") as log:
            self._process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=environment, cwd=working_directory, start_new_session=True,
                preexec_fn=lambda: _libc.prctl(_PR_SET_PDEATHSIG, end_signal), **identity)

    @property
    def pid(self):
        return self._process.pid

    def is_running(self):
        return self._process is not None and self._process.poll() is None

    def send_signal(self, number):
        if self.is_running():
            self._process.send_signal(number)

    def wait(self, timeout):
        """Returns the exit code; a negative one is the signal that ended it."""
        return self._process.wait(timeout)

    def stop(self, timeout, number=signal.SIGTERM):
        """Asks it to end, insists after `timeout`; returns the exit code, None if never started."""
        if self._process is None:
            return None
        self.send_signal(number)
        try:
            return self.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def require_running(self):
        """Raises with the end of the log when the program has ended by itself."""
        if not self.is_running():
            raise RuntimeError(f"{self.name} ended with {self._process.returncode}:\n"
                               f"{self.log_tail()}")

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def log_tail(self, lines=30):
        return "\n".join(self.log().splitlines()[-lines:])
