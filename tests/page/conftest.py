"""The servers and scenes of tests/integration, and a browser."""

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent / "scripts"), str(TESTS / "integration")]

from harness.browser import Browser  # noqa: E402 (found by the line above)
from harness.pipeline import Pipeline  # noqa: E402
from harness.scene import Scene  # noqa: E402


@pytest.fixture(scope="module")
def servers():
    with Pipeline() as pipeline:
        yield pipeline


@pytest.fixture(scope="module")
def window():
    with Browser() as browser:
        yield browser


@pytest.fixture
def browser(window):
    window.look(1280, 900)
    for forget in (window.console, window.network):
        forget()
    yield window
    window.open("about:blank")  # Before its daemon goes.


@pytest.fixture
def pipeline(servers):
    scene = Scene(servers)
    yield scene
    scene.close()
