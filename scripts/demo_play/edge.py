"""A service at the edge: before it starts an export it asks whether that would add load too much."""

import threading
import urllib.error
import urllib.request
from contextlib import contextmanager

CLASS = "booking-export"  # As config/harbor_point.yaml names it.
INTERVAL = 0.2  # Seconds: five customers a second want something.
PATIENCE = 5.0


class Edge:
    """Asks on a thread of its own, and counts what it is told.

    It goes on asking where a client would wait as Retry-After says: so every answer is seen.
    """

    def __init__(self, daemon):
        self._url = f"{daemon.admission}/admission/{CLASS}"
        self._over = threading.Event()
        self.admitted = 0
        self.turned_away = 0  # 429, by whatever decision.
        self.unanswered = 0  # As while the daemon is killed: an edge lets its customers in then.
        self.other = []
        self.retry_after = []  # Of each 429; None where the header is missing or no number.
        self.was_admitted_last = False

    @contextmanager
    def asking(self):
        thread = threading.Thread(target=self._run)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def has_good_retry_after(self):
        """Contract, section 7: 1 to 60 s, with each refusal."""
        return all(seconds is not None and 1 <= seconds <= 60 for seconds in self.retry_after)

    def _run(self):
        while not self._over.wait(INTERVAL):
            self._note(*self._ask())

    def _ask(self):
        """(HTTP status, or 0 when nothing answers; Retry-After)"""
        try:
            with urllib.request.urlopen(self._url, timeout=PATIENCE) as answer:
                return answer.status, None
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Retry-After")
        except OSError:
            return 0, None

    def _note(self, status, retry_after):
        self.was_admitted_last = status == 200
        if status == 200:
            self.admitted += 1
        elif status == 429:
            self.turned_away += 1
            self.retry_after.append(int(retry_after) if (retry_after or "").isdigit() else None)
        elif status == 0:
            self.unanswered += 1
        else:
            self.other.append(status)
