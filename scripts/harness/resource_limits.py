"""Limits of the kernel on one process: memory and processor time by a cgroup, as Kubernetes sets them.

Version 1 or 2 of cgroups, whichever is mounted and may be written. Needs root.
"""

import os
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_PERIOD_MICROSECONDS = 100_000


def _folders(controller):
    """Where a group with this controller can be made: (version, folder)."""
    if (_ROOT / "cgroup.controllers").exists():
        return 2, _ROOT
    return 1, _ROOT / controller


class ControlGroup:
    """One group of one controller, `memory` or `cpu`; empty and removed at close()."""

    def __init__(self, controller):
        self._controller = controller
        self._version, parent = _folders(controller)
        self.folder = parent / f"manifest-projector-{os.getpid()}-{controller}"
        if self._version == 2:
            (parent / "cgroup.subtree_control").write_text(f"+{controller}")
        self.folder.mkdir()

    def limit_memory(self, byte_count):
        name = "memory.max" if self._version == 2 else "memory.limit_in_bytes"
        (self.folder / name).write_text(str(byte_count))

    def limit_cpu(self, cores):
        quota = int(cores * _PERIOD_MICROSECONDS)
        if self._version == 2:
            (self.folder / "cpu.max").write_text(f"{quota} {_PERIOD_MICROSECONDS}")
        else:
            (self.folder / "cpu.cfs_period_us").write_text(str(_PERIOD_MICROSECONDS))
            (self.folder / "cpu.cfs_quota_us").write_text(str(quota))

    def take(self, pid):
        (self.folder / "cgroup.procs").write_text(str(pid))

    def killed_for_memory(self):
        """How often the kernel ended a process in here for its memory."""
        name = "memory.events" if self._version == 2 else "memory.oom_control"
        fields = dict(line.split() for line in (self.folder / name).read_text().splitlines())
        return int(fields.get("oom_kill", 0))

    def throttled_periods(self):
        fields = dict(line.split() for line in (self.folder / "cpu.stat").read_text().splitlines())
        return int(fields["nr_throttled"])

    def close(self):
        """The group must be empty: whoever was in it has ended."""
        self.folder.rmdir()
