"""Real servers for the tests of this folder: started once a file, shared by its tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from harness.pipeline import Pipeline  # noqa: E402 (found by the line above)
from harness.scene import Scene  # noqa: E402


@pytest.fixture(scope="module")
def servers():
    """Kafka and PostgreSQL. A test that stops one starts it again."""
    with Pipeline() as pipeline:
        yield pipeline


@pytest.fixture
def pipeline(servers):
    """The test's own scene on them: see harness/scene.py."""
    servers.start_again()  # Where a test failed before it did so itself.
    scene = Scene(servers)
    yield scene
    scene.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows what the daemons said."""
    report = (yield).get_result()
    if report.when != "call" or not report.failed:
        return
    for value in getattr(item, "funcargs", {}).values():
        scene = getattr(value, "scene", value)
        if getattr(scene, "daemons", None):
            report.sections.append(("daemon log", scene.log_tails()))
