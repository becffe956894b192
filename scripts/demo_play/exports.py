"""The second topic: exports of bookings for partners, who can wait when the sailings cannot."""

TOPIC = "booking-exports"
TABLE = "booking_export"
PARTITIONS = 4
RATE = 100  # Records a second, all evening.
BOOKINGS = 5_000
EVENT_BYTES = 400
COLUMNS = ("booking_id", "passenger_no", "sailing_id", "full_name", "cabin", "status",
           "occurred_at", "boarding_group")
SQL = f"CREATE TABLE {TABLE} (LIKE passenger_manifest INCLUDING ALL)"


def add_to(configuration):
    """Into the configuration of config/harbor_point.yaml, whose own topic becomes the critical one."""
    # Held exports cost a client that looks at their age in Kafka; the whole stays as small.
    configuration["flow"]["prefetch_bytes"] = "8MiB"
    configuration["topics"][0]["class"] = "critical"
    configuration["topics"].append({"name": TOPIC, "projection": "exports", "class": "optional"})
    configuration["projections"]["exports"] = {
        "table": TABLE, "key": ["booking_id", "passenger_no"],
        "version": {"column": "version", "from": "/version"},
        "columns": {name: f"/{name}" for name in COLUMNS}}
