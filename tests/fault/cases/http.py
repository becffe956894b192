"""Strangers at the daemon's HTTP."""

from case import Case
from verbs_http import (ask_often, begin_flood, end_flood, half_send_requests, probes_answer,
                        send_nonsense)
from verbs_seen import never_stalled, seen_more_rows

GROUP = "http"

CASES = (
    Case(
        name="half_sent_requests", group=GROUP,
        done="200 requests are begun and never ended",
        fault=(half_send_requests(200), probes_answer(), seen_more_rows(1000), never_stalled()),
    ),
    Case(
        name="many_requests", group=GROUP,
        done="four clients ask for /status.json as fast as they can",
        fault=(ask_often(threads=4, times=400), probes_answer(), seen_more_rows(1000),
               never_stalled()),
    ),
    Case(
        name="flood_of_requests", group=GROUP,
        done="50 connections ask the listener of the probes for /livez as fast as it answers",
        fault=(begin_flood(50), probes_answer(), seen_more_rows(5000), probes_answer(),
               end_flood(), never_stalled()),
    ),
    Case(
        name="malformed_and_huge_requests", group=GROUP,
        done="binary nonsense, a path of 1 MiB, 100,000 headers, a body of 100 GB announced",
        fault=(send_nonsense(), probes_answer(), seen_more_rows(1000), never_stalled()),
    ),
)
