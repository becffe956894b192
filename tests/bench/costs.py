"""What a run costs each of its parts: CPU of daemon, PostgreSQL and broker, and bytes of WAL."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _fields(pid):
    # After the command's closing parenthesis: field 3 of proc(5) comes first.
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()


def _ticks(fields, with_ended_children=False):
    return sum(int(fields[i]) for i in ((11, 12, 13, 14) if with_ended_children else (11, 12)))


def cpu_seconds(pid):
    """Of the process itself."""
    return _ticks(_fields(pid)) / TICKS


def family_cpu_seconds(pid):
    """Of the process and its children, those that have ended included."""
    total = _ticks(_fields(pid), with_ended_children=True)
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = _fields(entry.name)
        except OSError:  # It ended meanwhile; its parent has its time.
            continue
        if int(fields[1]) == pid:
            total += _ticks(fields, with_ended_children=True)
    return total / TICKS


class Meter:
    """Starts counting when it is made. The daemon's own time counts from its start."""

    def __init__(self, scene):
        self._scene = scene
        self._before = self._servers()

    def _servers(self):
        wal = self._scene.sql("SELECT pg_current_wal_lsn() - '0/0'")[0][0]
        return (family_cpu_seconds(self._scene.postgres.pid), cpu_seconds(self._scene.kafka.pid),
                float(wal))

    def read(self, events):
        postgres, broker, wal = (after - before for after, before
                                 in zip(self._servers(), self._before))
        return {"postgres_us_per_event": postgres / events * 1e6,
                "broker_us_per_event": broker / events * 1e6,
                "wal_bytes_per_event": wal / events}
