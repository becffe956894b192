"""The examples of docs/PROJECTIONS.md, run as they stand.

An example is what stands below a heading of the third level, in fenced blocks whose first line says
what they are: "yaml projection", "sql", "json events", "text rows of TABLE", "text outcomes".
"""

import datetime
import json
import re

import pytest
import yaml
from harness.scene import Scene

from bookings import REPOSITORY
from stories import Stories, Story

PAGE = (REPOSITORY / "docs" / "PROJECTIONS.md").read_text(encoding="utf-8")
ROWS_OF = "text rows of "


def read_examples():
    """Heading -> {what a block is: its text}."""
    examples = {}
    for part in re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]:
        part = re.split(r"^## ", part, flags=re.MULTILINE)[0]
        blocks = re.findall(r"^```([a-z][^\n]*)\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
        examples[part.splitlines()[0]] = dict(blocks)
    return examples


def read_events(text):
    """JSON objects one behind the other, each {key, value, headers, timestamp}."""
    decoder, place, records = json.JSONDecoder(), 0, []
    while text[place:].strip():
        place += len(text[place:]) - len(text[place:].lstrip())
        told, place = decoder.raw_decode(text, place)
        value = None if told["value"] is None else json.dumps(told["value"]).encode()
        headers = {name: content.encode() for name, content in told.get("headers", {}).items()}
        records.append((told["key"].encode(), value, headers or None, milliseconds(told)))
    return tuple(records)


def milliseconds(told):
    if "timestamp" not in told:
        return None
    at = datetime.datetime.strptime(told["timestamp"], "%Y-%m-%dT%H:%M:%S%z")
    return int(at.timestamp() * 1000)


def read_rows(text):
    """The columns' names, and the rows, as text."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines()
             if not re.fullmatch(r"[-+]+", line)]
    return lines[0], lines[1:]


EXAMPLES = read_examples()
SHOWN = [(heading, block.removeprefix(ROWS_OF)) for heading, blocks in EXAMPLES.items()
         for block in blocks if block.startswith(ROWS_OF)]


@pytest.fixture(scope="module")
def played(servers):
    scene = Scene(servers)
    stories = Stories(scene, {
        heading: Story(blocks["sql"], yaml.safe_load(blocks["yaml projection"]),
                       read_events(blocks["json events"]))
        for heading, blocks in EXAMPLES.items()})
    stories.play_together()
    yield stories
    scene.close()


@pytest.mark.parametrize("heading, table", SHOWN)
def test_the_rows_are_those_shown(played, heading, table):
    columns, expected = read_rows(EXAMPLES[heading][ROWS_OF + table])

    listed = ", ".join(f"coalesce({column}::text, 'null')" for column in columns)
    found = played.sql(heading, f"SELECT {listed} FROM {table} ORDER BY 1, 2")
    assert [list(row) for row in found] == expected
    assert {column for column, in played.sql(
        heading, f"SELECT attname::text FROM pg_attribute WHERE attrelid = '{table}'::regclass"
        " AND attnum > 0")} == set(columns)


@pytest.mark.parametrize("heading", EXAMPLES)
def test_the_outcomes_are_those_shown(played, heading):
    shown = EXAMPLES[heading].get("text outcomes")
    expected = {"applied": len(played.stories[heading].records)}
    if shown:
        expected = {word: int(count) for word, count in re.findall(r"(\w+) (\d+)", shown)}

    assert played.outcomes(heading) == expected


def test_every_kind_has_its_example():
    text = "".join(blocks["yaml projection"] for blocks in EXAMPLES.values())
    words = ("do: replace", "do: update", "do: delete", "each:", "within:", "tombstone:", "clear:",
             "removed:", "unknown_event:", "format: epoch_ms", "format: epoch_s", "default:",
             "required:", "@key", "@header:", "@offset", "@partition", "@timestamp", "@index")

    assert [word for word in words if word not in text] == []
