"""Every case of cases/, or those of every run: see case.py for what a case is."""

import os
import time

import pytest

from cases import CASES
from engine import play_case

IS_WHOLE = os.environ.get("PROJECTOR_FAULTS") == "all"
PLAYED = [case for case in CASES if IS_WHOLE or case.in_every_run]


@pytest.mark.parametrize("case", PLAYED, ids=str)
def test_fault(servers, report, case):
    began_at = time.monotonic()
    figures = play_case(servers, case)
    report(case, time.monotonic() - began_at, figures)
