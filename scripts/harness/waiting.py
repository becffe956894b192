"""The one place where the harness waits."""

import time

LOOK_AGAIN_AFTER = 0.02  # Seconds: far below what any test measures.


class TimedOut(AssertionError):
    """What was waited for did not come in time."""


def wait_until(predicate, what, timeout=60.0, every=LOOK_AGAIN_AFTER):
    """A generous deadline costs nothing where it holds, and spares a slow machine.

    Returns the first true value of `predicate()`; raises TimedOut, which names `what`."""
    deadline = time.monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise TimedOut(f"not within {timeout:g} s: {what}")
        time.sleep(every)
