"""The README's walk-through "Your own table", as it stands: only addresses are those of the test."""

import os
import re
import subprocess

import pytest
from harness.child_process import ChildProcess
from harness.kafka_broker import PREFIX
from harness.pipeline import binary
from harness.ports import LOOPBACK, free_ports
from harness.waiting import wait_until

from bookings import REPOSITORY

PAGE = (REPOSITORY / "README.md").read_text(encoding="utf-8")
KAFKA_TOOLS = {"kafka-topics.sh": "TopicCommand", "kafka-console-producer.sh": "ConsoleProducer"}


def read_blocks():
    """What each block is, and its text, in the order of the page."""
    section = PAGE.split("\n## Your own table\n")[1].split("\n## ")[0]
    return re.findall(r"^```([a-z]+) walk( [^\n]*)?\n(.*?)^```$", section,
                      re.MULTILINE | re.DOTALL)


@pytest.fixture
def walker(pipeline):
    made = Walker(pipeline)
    yield made
    made.close()


class Walker:
    """A reader with a terminal, who does what the page says."""

    def __init__(self, scene):
        self.scene = scene
        self.directory = scene.directory / "walk"
        self.programs = self.directory / "programs"
        self.programs.mkdir(parents=True)
        (self.directory / "config").symlink_to(REPOSITORY / "config")
        self._add_programs()
        self.daemon = ChildProcess("manifest-projector", self.directory / "projector.log")
        self.admin, self.admission = (f"{LOOPBACK}:{port}" for port in free_ports(2))

    def _add_programs(self):
        (self.programs / "manifest-projector").symlink_to(
            binary("manifest-projector", "PROJECTOR_BINARY"))
        for name, tool in KAFKA_TOOLS.items():
            program = self.programs / name
            program.write_text(f"#!/bin/sh\nexec java -cp '{PREFIX}/kafka/libs/*' "
                               f'org.apache.kafka.tools.{tool} "$@"\n')
            program.chmod(0o755)

    @property
    def environment(self):
        return {**os.environ, "PATH": f"{self.programs}:{os.environ['PATH']}"}

    def addressed(self, text):
        return (text.replace("localhost:9092", self.scene.kafka.bootstrap)
                .replace("postgresql://projector@localhost:5432/harbor", self.scene.database_url))

    def do(self, kind, remark, text):
        text = self.addressed(text)
        if kind == "yaml":
            http = f"http: {{admin: '{self.admin}', admission: '{self.admission}'}}\n"
            (self.directory / "projector.yaml").write_text(text + http)
        elif kind == "sh" and remark:
            self.daemon.start(text.split(), environment=self.environment,
                              working_directory=self.directory)
        elif kind == "sh":
            subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=self.directory,
                           env=self.environment, check=True, timeout=120)

    def close(self):
        self.daemon.stop(30)


def cells(line):
    return [cell.strip() for cell in line.split("|")]


def test_the_walk_through_ends_with_the_row_that_it_shows(walker):
    *steps, (_, _, question), (_, _, answer) = read_blocks()
    walker.scene.sql(steps[0][2])
    for step in steps:
        walker.do(*step)

    wait_until(lambda: walker.scene.sql(question), "the row is there")

    heading, _, *rows = answer.splitlines()
    assert [name for name in cells(heading) if name not in question] == []
    assert [tuple(map(str, row)) for row in walker.scene.sql(question)] == [
        tuple(cells(row)) for row in rows]


def test_the_walk_through_has_every_step():
    kinds = [kind + remark for kind, remark, _ in read_blocks()]

    assert kinds == ["sql", "sh", "yaml", "sh", "sh in the background", "sh", "sql", "text"]
