"""A disk of a few pages or megabytes, to be filled: a tmpfs. Needs root."""

import subprocess

PAGE_BYTES = 4096


class SmallDisk:
    def __init__(self, folder, byte_count):
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={byte_count},mode=755", "tmpfs",
                        folder], check=True)
        self.folder = folder

    def fill(self):
        """To the last byte, and keeps it so: what its files have is all that they can have."""
        with open(self.folder / "ballast", "wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b"\0" * PAGE_BYTES)
            except OSError:
                pass  # Full.

    def empty(self):
        (self.folder / "ballast").unlink()

    def close(self):
        subprocess.run(["umount", "--lazy", self.folder], check=False)
