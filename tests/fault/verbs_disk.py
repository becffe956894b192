"""A disk of a few megabytes for one table, to be filled."""

import shutil
import subprocess

from harness.postgres_server import OWNER

from case import MIB, verb

SMALL_BYTES = 24 * MIB


@verb
def move_to_small_disk(play, table):
    folder = play.scene.directory / "small-disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_BYTES},mode=755", "tmpfs", folder],
                   check=True)
    play.at_the_end.append(lambda: subprocess.run(["umount", "--lazy", folder], check=False))
    shutil.chown(folder, OWNER, OWNER)
    play.sql(f"CREATE TABLESPACE small LOCATION '{folder}'")
    play.sql(f"ALTER TABLE {table} SET TABLESPACE small")
    play.kept["small disk"] = folder


@verb
def fill_disk(play):
    """To the last byte, and keeps it so: what the table has is all that it can have."""
    with open(play.kept["small disk"] / "ballast", "wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(b"\0" * 4096)
        except OSError:
            pass  # Full.


@verb
def empty_disk(play):
    (play.kept["small disk"] / "ballast").unlink()


@verb
def leave_small_disk(play, table):
    """Or the server would miss files of its own at its next checkpoint."""
    play.sql(f"ALTER TABLE {table} SET TABLESPACE pg_default")
    play.sql("DROP TABLESPACE small")
