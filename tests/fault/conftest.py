"""The servers of all cases, and what the cases found, for the page."""

import json
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parent / "integration", HERE.parents[1] / "scripts"):
    sys.path.insert(0, str(folder))

from servers import Servers  # noqa: E402 (found by the lines above)


@pytest.fixture(scope="session")
def servers():
    with Servers() as made:
        yield made


@pytest.fixture(scope="session")
def report():
    """Takes each case's result; a file of lines where PROJECTOR_FAULT_RESULTS names one."""
    name = os.environ.get("PROJECTOR_FAULT_RESULTS")

    def write(case, seconds, figures):
        if name:
            with open(name, "a", encoding="utf-8") as file:
                file.write(json.dumps({"name": case.name, "seconds": round(seconds, 1),
                                       "figures": figures}) + "\n")

    return write


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows what the daemons said."""
    result = (yield).get_result()
    scene = getattr(item.funcargs.get("servers"), "scene", None) if call.when == "call" else None
    if scene and result.failed:
        result.sections.append(("daemon log", scene.log_tails()))
