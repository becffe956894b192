"""The schema, and the document made from the same descriptions."""

import copy
import json
import os
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

BINARY = os.environ["PROJECTOR_BINARY"]
ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted([*(ROOT / "config").glob("*.yaml"), *(ROOT / "config/examples").glob("*.yaml")])


def printed(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60,
                          check=True).stdout


SCHEMA = json.loads(printed("schema"))
HARBOR_POINT = yaml.safe_load((ROOT / "config/harbor_point.yaml").read_text())


def errors_of(document):
    return [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(document)]


def with_value(path, value):
    """Harbor Point's configuration, with `value` at "a.b.0.c"; None takes away what is there."""
    document = copy.deepcopy(HARBOR_POINT)
    *way, last = [int(word) if word.isdigit() else word for word in path.split(".")]
    place = document
    for word in way:
        place = place[word] if isinstance(place, list) else place.setdefault(word, {})
    if value is None:
        del place[last]
    else:
        place[last] = value
    return document


def test_it_is_a_schema_of_draft_7():
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def described_keys(schema, place):
    """All keys below, with their schemas."""
    for name, described in schema.get("properties", {}).items():
        yield f"{place}.{name}", described
        yield from described_keys(described, f"{place}.{name}")
    for inner in ("items", "additionalProperties"):
        if isinstance(schema.get(inner), dict):
            yield from described_keys(schema[inner], f"{place}.{inner}")
    for choice in schema.get("anyOf", []):
        yield from described_keys(choice, place)


def test_every_key_has_a_description():
    keys = list(described_keys(SCHEMA, ""))
    for name, definition in SCHEMA["definitions"].items():
        keys += described_keys(definition, name)
    assert len(keys) > 70
    assert [key for key, described in keys if not described.get("description", "").endswith(".")] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_it_takes_what_is_shipped(path):
    assert errors_of(yaml.safe_load(path.read_text())) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_it_takes_what_config_prints(path):
    assert errors_of(json.loads(printed("config", "--config", str(path), "--format", "json"))) == []


@pytest.mark.parametrize("path, value", [
    ("postgres.writers", "${WRITERS}"),
    ("commit.interval", "${INTERVAL}"),
    ("kafka.properties", {"session.timeout.ms": 20000, "security.protocol": "ssl"}),
    ("admission.classes", {"export": {"limit_from": "absorbing", "rate": "50/s"}}),
    ("topics.0.projection", ["manifest", "other"]),
    ("projections.manifest.on.booking-cancelled.columns.status", {"from": "/s", "default": 1}),
])
def test_it_takes_what_may_be_written(path, value):
    assert errors_of(with_value(path, value)) == []


@pytest.mark.parametrize("path, value", [
    ("flow.batch_row", 5),
    ("kafka.brokers", "localhost:9092"),
    ("kafka.brokers", []),
    ("kafka.start", "earlyest"),
    ("kafka.group", ["a"]),
    ("postgres.writers", 0),
    ("postgres.writers", "4"),
    ("postgres.prepared_statements", "yes"),
    ("commit.interval", 5),
    ("commit.interval", "5 seconds"),
    ("flow.batch_bytes", "4MB"),
    ("log", []),
    ("admission.classes", {"export": {"rate": "50"}}),
    ("topics", None),
    ("topics", []),
    ("topics.0.name", None),
    ("topics.0.projections", "manifest"),
    ("topics.0.class", "urgent"),
    ("projections", {}),
    ("projections.manifest.table", None),
    ("projections.manifest.key", "booking_id"),
    ("projections.manifest.version", "/version"),
    ("projections.manifest.version.column", None),
    ("projections.manifest.event", None),
    ("projections.manifest.on", None),
    ("projections.manifest.removed", "removed_at"),
    ("projections.manifest.unknown_event", "skip"),
    ("projections.manifest.on.booking-confirmed.each", None),
    ("projections.manifest.on.booking-confirmed.do", "insert"),
    ("projections.manifest.on.booking-cancelled.columns", None),
    ("projections.manifest.on.booking-cancelled.columns.status", "cancelled"),
    ("projections.manifest.on.booking-cancelled.columns.status", "@time"),
    ("projections.manifest.on.booking-cancelled.columns.status", {"form": "/status"}),
    ("projections.manifest.on.booking-cancelled.columns.status", {"default": "open"}),
])
def test_it_refuses_what_may_not(path, value):
    assert errors_of(with_value(path, value))


def test_the_document_is_current():
    written = (ROOT / "docs/CONFIGURATION.md").read_text()
    assert written == printed("schema", "--format", "markdown"), (
        "run: manifest-projector schema --format markdown > docs/CONFIGURATION.md")


def test_the_document_has_every_option():
    text = (ROOT / "docs/CONFIGURATION.md").read_text()
    for section, described in SCHEMA["properties"].items():
        assert f"## `{section}`" in text
        for name in described.get("properties", {}):
            assert re.search(rf"^\| `{name}` \|", text, re.M), f"{section}.{name}"
