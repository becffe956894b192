"""A disk of a few megabytes for one table, or of some pages for the log, to be filled."""

import re
import shutil

from harness.postgres_server import OWNER
from harness.waiting import wait_until

from case import MIB, verb
from small_disk import SmallDisk

TABLE_BYTES = 24 * MIB


@verb
def move_to_small_disk(play, table):
    disk = SmallDisk(play.scene.directory / "small-disk", TABLE_BYTES)
    play.at_the_end.append(disk.close)
    shutil.chown(disk.folder, OWNER, OWNER)
    play.sql(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
    play.sql(f"ALTER TABLE {table} SET TABLESPACE small")
    play.kept["small disk"] = disk


@verb
def fill_disk(play):
    play.kept["small disk"].fill()


@verb
def empty_disk(play):
    play.kept["small disk"].empty()


@verb
def leave_small_disk(play, table):
    """Or the server would miss files of its own at its next checkpoint."""
    play.sql(f"ALTER TABLE {table} SET TABLESPACE pg_default")
    play.sql("DROP TABLESPACE small")


@verb
def fill_log_disk(play):
    """And waits until the log's last page is written, so that no further line finds room."""
    play.home.disk.fill()
    wait_until(play.home.is_full, "the log has no room any more", 180)


@verb
def empty_log_disk(play):
    play.home.disk.empty()


@verb
def seen_lines_lost(play, timeout=60.0):
    """The log says itself how many lines it has lost, and goes on."""
    def told():
        return [line["message"] for line in play.home.read_log() if line["event"] == "log.lost"]

    wait_until(told, "log.lost in the log", timeout)
    lost = sum(int(re.match(r"\d+", message)[0]) for message in told())
    assert lost > 0
    play.figures["log lines lost"] = str(lost)
