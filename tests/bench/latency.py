"""From produce to durable row, at a steady rate: the record's create time against its commit."""

from harness.waiting import wait_until

from workload import FLAT, Load, fresh_run, with_columns

WARM_UP_SECONDS = 3


# How long a producer keeps a record for a fuller request: not at all, and librdkafka's default.
LINGERS_MS = (0, 5)


def measure(scene, rate, linger_ms, seconds, writers):
    topic = scene.create_topic(f"latency-{rate}-{linger_ms}", partitions=12)
    load = Load((topic,), rate * seconds)
    # A column that flat bookings leave alone keeps the record's own timestamp, in milliseconds.
    daemon = fresh_run(scene, load, writers, with_columns(FLAT, checked_in_at="@timestamp"))
    daemon.start()
    # Few events a row: a later version hides the earlier one's commit.
    scene.harbor_sim("produce", "--brokers", scene.kafka.bootstrap, "--topic", load.topic, "--rate",
                     f"{rate}/s", "--linger-ms", linger_ms, "--events", load.events, "--keys",
                     1 << 30, "--quiet", timeout=seconds + 60)

    def is_done():
        return daemon.metrics().value("projector_records_total", outcome="applied") >= load.events

    wait_until(is_done, "every event is applied", timeout=60)
    quantiles = scene.sql(
        "SELECT percentile_cont(array[0.5, 0.99, 0.999]) WITHIN GROUP (ORDER BY ms) FROM"
        " (SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - checked_in_at) * 1000 AS ms"
        f" FROM passenger_manifest WHERE checked_in_at > (SELECT min(checked_in_at)"
        f" + interval '{WARM_UP_SECONDS} seconds' FROM passenger_manifest)) AS latencies")[0][0]
    daemon.stop()
    return dict(zip(("p50_ms", "p99_ms", "p999_ms"), (float(value) for value in quantiles)))
