"""Where a member lives when it is no ordinary place: its words before the command, and what it saw."""

import array
import fcntl
import json
import os
import termios

from harness.private_network import PrivateNetwork
from harness.resource_limits import ControlGroup

from small_disk import PAGE_BYTES, SmallDisk

PIPE_BYTES = 4096  # The kernel makes none smaller.
LOG_DISK_BYTES = 1 << 20

# Run in front of the daemon by a shell that becomes it: the process stays the one that was started.
_ENTER = ("sh", "-c", 'echo $$ >"$0" && exec "$@"')
_LOG_INTO = ("sh", "-c", 'exec "$@" 2>"$0"')


class Home:
    """An ordinary place."""

    command_prefix = ()

    def __init__(self, play):
        self.play = play

    def move_in(self, member):
        member.command_prefix = self.command_prefix

    def what_was_wrong(self):
        """When all is over, before the members end; may leave figures."""
        return []

    def close(self):
        pass


class InPrivateNetwork(Home):
    """Both servers are brought in as their links, and the member's own ports out."""

    def __init__(self, play):
        super().__init__(play)
        self.network = PrivateNetwork(play.scene.directory)
        self.command_prefix = self.network.command_prefix()
        for link in play.servers.links.values():
            self.network.bring_in(link.port)

    def move_in(self, member):
        for address in (member.admin, member.admission):
            self.network.bring_out(int(address.rsplit(":", 1)[1]))
        super().move_in(member)

    def close(self):
        self.network.close()


class InMemoryGroup(Home):
    """The kernel ends who needs more than the case's memory limit."""

    def __init__(self, play):
        super().__init__(play)
        self._group = ControlGroup("memory")
        self._group.limit_memory(play.case.setting.memory_limit)
        self.command_prefix = (*_ENTER, str(self._group.folder / "cgroup.procs"))

    def what_was_wrong(self):
        killed = self._group.killed_for_memory()
        return [f"{killed} processes ended by the kernel for their memory"] if killed else []

    def close(self):
        self._group.close()


class WithCpuQuota(Home):
    CORES = 0.1

    def __init__(self, play):
        super().__init__(play)
        self._group = ControlGroup("cpu")
        self._group.limit_cpu(self.CORES)
        self.command_prefix = (*_ENTER, str(self._group.folder / "cgroup.procs"))

    def what_was_wrong(self):
        throttled = self._group.throttled_periods()
        self.play.figures["periods without processor"] = str(throttled)
        return [] if throttled else ["the quota was never met"]

    def close(self):
        self._group.close()


class WithFewDescriptors(Home):
    command_prefix = ("prlimit", "--nofile=48:48", "--")


class WithUnreadLog(Home):
    """Standard error is a pipe of one page that nobody reads until the end."""

    def __init__(self, play):
        super().__init__(play)
        pipe = play.scene.directory / f"log-pipe-{play.scene.number}"
        os.mkfifo(pipe)
        self._reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        fcntl.fcntl(self._reader, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self.command_prefix = (*_LOG_INTO, str(pipe))

    def is_full(self):
        """It is one page, which the first line has until somebody reads it."""
        held = array.array("i", [0])
        fcntl.ioctl(self._reader, termios.FIONREAD, held)
        return held[0] > 0

    def read_log(self):
        """Takes what is in the pipe; returns the events of its whole lines."""
        data = b""
        try:
            while part := os.read(self._reader, 1 << 16):
                data += part
        except BlockingIOError:
            pass  # Nothing more for now.
        return [line["event"] for line in whole_lines(data.decode())]

    def close(self):
        os.close(self._reader)


class WithLogOnSmallDisk(Home):
    """Standard error is a file, and others fill its disk."""

    def __init__(self, play):
        super().__init__(play)
        self.disk = SmallDisk(play.scene.directory / f"log-disk-{play.scene.number}",
                              LOG_DISK_BYTES)
        self._log = self.disk.folder / "projector.log"
        self.command_prefix = (*_LOG_INTO, str(self._log))

    def is_full(self):
        """Its last page is written to the end: a file gets pages, and there is none."""
        size = self._log.stat().st_size
        return size > 0 and size % PAGE_BYTES == 0

    def read_log(self):
        return whole_lines(self._log.read_text(encoding="utf-8", errors="replace"))

    def close(self):
        self.disk.close()


def whole_lines(text):
    """What lines of the log say, but for those cut off where there was no room."""
    said = []
    for line in text.splitlines():
        try:
            said.append(json.loads(line))
        except ValueError:
            pass
    return said


HOMES = {"": Home, "private network": InPrivateNetwork, "memory group": InMemoryGroup,
         "cpu quota": WithCpuQuota, "few descriptors": WithFewDescriptors,
         "unread log": WithUnreadLog, "small log disk": WithLogOnSmallDisk}
