"""What the benchmark plays: events on a preloaded topic, and the daemon that reads them."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMA = REPOSITORY / "config" / "sql" / "harbor_point.sql"
COLUMNS = ("booking_id", "passenger_no", "sailing_id", "full_name", "cabin", "status",
           "occurred_at", "boarding_group")
EVENT_BYTES = 800
# The commit time of each row tells to the microsecond when it became durable.
POSTGRES_SETTINGS = {"track_commit_timestamp": "on"}

FLAT = {"table": "passenger_manifest", "key": ["booking_id", "passenger_no"],
        "version": {"column": "version", "from": "/version"},
        "columns": {name: f"/{name}" for name in COLUMNS}}
LIFE = yaml.safe_load((REPOSITORY / "config" / "harbor_point.yaml").read_text(
    encoding="utf-8"))["projections"]["manifest"]

# What edges may ask for; without edges it costs nothing.
ADMISSION_CLASS = "bench"

_runs = itertools.count(1)


def with_columns(projection, **columns):
    return {**projection, "columns": {**projection["columns"], **columns}}


@dataclass(frozen=True)
class Load:
    """Preloaded topics, and how they are projected into the one table."""

    topics: tuple
    events: int
    model: str = "flat"
    dead_letter_topic: str = ""
    adaptive: bool = True
    own_projection: str = ""  # As JSON; empty: the model's.

    @property
    def topic(self):
        return self.topics[0]

    @property
    def projection(self):
        if self.own_projection:
            return json.loads(self.own_projection)
        return LIFE if self.model == "life" else FLAT

    def verify(self, scene):
        """harbor-sim's account of the whole topic; raises unless the table agrees with it."""
        arguments = ["verify", "--model", self.model, "--brokers", scene.kafka.bootstrap,
                     "--topic", self.topic, "--postgres", scene.database_url, "--format", "json",
                     "--quiet"]
        if self.dead_letter_topic:
            arguments += ["--dead-letter-topic", self.dead_letter_topic]
        return json.loads(scene.harbor_sim(*arguments, timeout=600).splitlines()[-1])


def fill(scene, topic, events, keys, *more):
    """Flat events of the usual size, where `more` says nothing else."""
    scene.harbor_sim("produce", "--brokers", scene.kafka.bootstrap, "--topic", topic, "--events",
                     events, "--keys", keys, *(more or ("--size", EVENT_BYTES)), "--quiet",
                     timeout=900)


def preload(scene, word, options, events, model="flat", keys=None, bad=0.0):
    """Fills a topic of its own; records that can never be applied get a dead-letter topic."""
    topic = scene.create_topic(word, partitions=options.partitions)
    fill(scene, topic, events, keys or options.keys, "--model", model, "--size", EVENT_BYTES,
         "--bad", bad)
    return (topic,)


def fresh_run(scene, load, writers, projection=None, flow=None):
    """An empty table and a group without offsets; returns the daemon, not yet started."""
    scene.sql("DROP TABLE IF EXISTS passenger_manifest")
    scene.sql(SCHEMA.read_text(encoding="utf-8"))
    scene.sql("CHECKPOINT")
    group = f"bench-{scene.number}-{next(_runs)}"
    return scene.daemon(configuration(load, group, writers, projection, flow))


def configuration(load, group, writers, projection=None, flow=None):
    topics = [{"name": topic, "projection": "manifest"} for topic in load.topics]
    if load.dead_letter_topic:
        for topic in topics:
            topic["dead_letter_topic"] = load.dead_letter_topic
    return {
        "kafka": {"group": group, "instance_id": group},
        "postgres": {"writers": writers},
        "flow": {"adaptive": load.adaptive, **(flow or {})},
        "topics": topics,
        "projections": {"manifest": projection or load.projection},
        "admission": {"classes": {ADMISSION_CLASS: {"refuse_from": "stalled"}}},
    }
