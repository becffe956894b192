"""What the benchmark plays: flat bookings on a preloaded topic, and the daemon that reads them."""

import itertools
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMA = REPOSITORY / "config" / "sql" / "harbor_point.sql"
COLUMNS = ("booking_id", "passenger_no", "sailing_id", "full_name", "cabin", "status",
           "occurred_at", "boarding_group")
# The commit time of each row tells to the microsecond when it became durable.
POSTGRES_SETTINGS = {"track_commit_timestamp": "on"}

_runs = itertools.count(1)


def configuration(topic, writers, group, extra_columns=None, flow=None):
    columns = {name: f"/{name}" for name in COLUMNS} | (extra_columns or {})
    return {
        "kafka": {"group": group, "instance_id": group},
        "postgres": {"writers": writers},
        "flow": flow or {},
        "topics": [{"name": topic, "projection": "manifest"}],
        "projections": {"manifest": {
            "table": "passenger_manifest", "key": ["booking_id", "passenger_no"],
            "version": {"column": "version", "from": "/version"}, "columns": columns}},
    }


def fresh_run(scene, topic, writers, extra_columns=None, flow=None):
    """An empty table and a group without offsets; returns the daemon, not yet started."""
    scene.sql("DROP TABLE IF EXISTS passenger_manifest")
    scene.sql(SCHEMA.read_text(encoding="utf-8"))
    scene.sql("CHECKPOINT")
    group = f"bench-{scene.number}-{next(_runs)}"
    return scene.daemon(configuration(topic, writers, group, extra_columns, flow))
