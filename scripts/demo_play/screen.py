"""What is shown meanwhile: a sentence where something changes, and one line that lives."""

import shutil
import sys
import time

PLAIN_INTERVAL = 5.0  # Seconds between lines where nothing can be overwritten, as in a log.
LIVE_INTERVAL = 1.0


def mib(count):
    return f"{count / 2**20:,.0f} MiB"


AWAY = "the daemon does not answer yet"


def wide_line(phase, sight):
    if sight is None:
        return f"{phase:<11}{AWAY}"
    return (f"{phase:<11}in {sight.in_rate:>5,.0f}/s  out {sight.out_rate:>6,.0f}/s  "
            f"lag {sight.lag:>7,}  oldest {sight.oldest_age:>4.1f} s  "
            f"in flight {sight.in_flight:>5,}/{sight.in_flight_limit:,}  "
            f"RSS {mib(sight.resident_bytes)}  {sight.state}"
            f"{f', {sight.exports_lag:,} exports held' if sight.exports_held else ''}")


def narrow_line(sight):
    """The figures alone, for 80 columns."""
    if sight is None:
        return AWAY
    return (f"in {sight.in_rate:,.0f}/s out {sight.out_rate:,.0f}/s lag {sight.lag:,} "
            f"oldest {sight.oldest_age:.0f} s in flight {sight.in_flight:,} "
            f"RSS {mib(sight.resident_bytes)}")


class Screen:
    def __init__(self, stream=sys.stdout):
        self._stream = stream
        self._in_place = stream.isatty()
        self._interval = LIVE_INTERVAL if self._in_place else PLAIN_INTERVAL
        self._next = 0.0
        self._began = None
        self._line_is_open = False

    def begin(self):
        """The evening's clock starts."""
        self._began = time.monotonic()

    def say(self, sentence):
        """Something happened."""
        self.close_line()
        clock = f"{self._clock()}  " if self._began is not None else ""
        print(f"{clock}{sentence}", file=self._stream, flush=True)

    def show(self, phase, sight):
        """The live line, when it is time for a new one."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + self._interval
        if not self._in_place:
            print(f"{self._clock()}  {wide_line(phase, sight)}", file=self._stream, flush=True)
            return
        room = shutil.get_terminal_size().columns - 1
        line = f"{self._clock()}  {wide_line(phase, sight)}"
        if len(line) > room:
            line = f"{self._clock()} {narrow_line(sight)}"[:room]
        print(f"\r{line}\x1b[K", end="", file=self._stream, flush=True)
        self._line_is_open = True

    def close_line(self):
        """What the live line showed last stays."""
        if self._line_is_open:
            print(file=self._stream, flush=True)
            self._line_is_open = False

    def _clock(self):
        seconds = int(time.monotonic() - self._began)
        return f"{seconds // 60:02}:{seconds % 60:02}"
