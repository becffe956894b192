"""Every query of dashboards, rules and annotations on a real Prometheus, which scraped a real daemon
through a short evening: a burst that the table cannot take, a reload, and calm again."""

import re
import signal
import sys
import time
from types import SimpleNamespace

import pytest

from dashboards import all_panels, annotations, sent
from rules import REPOSITORY, alerts, metrics_of, recordings

sys.path.insert(0, str(REPOSITORY / "scripts"))

from demo_play.stage import Stage  # noqa: E402 (found by the line above)
from harness.prometheus import Prometheus  # noqa: E402
from harness.waiting import wait_until  # noqa: E402

JOB = "manifest-projector"
CLASSES = {"booking-export": {"refuse_from": "absorbing"}}
WINDOW = "30s"  # Instead of $__rate_interval: scrapes are a second apart.
PROFILE = "300/s:2s,2500/s:6s,300/s:2s"
SLOW = 300  # Rows a second.
PATIENCE = 120
BUDGET = "2m"
NOTHING_WAITS = {"Retention headroom"}  # So these have no line in the calm.


def ask_for_admission(daemon):
    status, _ = daemon.get("/admission/booking-export", daemon.admission)
    assert status in (200, 429)


def play(stage, prometheus):
    """Each step waits until Prometheus has seen what it brings about."""
    def seen(expression):
        wait_until(lambda: prometheus.query(expression), f"Prometheus sees {expression}", PATIENCE)

    stage.slow_table(SLOW).finish()
    load = stage.produce(PROFILE)
    seen('projector_state{state="steady"} == 0')
    ask_for_admission(stage.daemon)
    seen("sum(projector_admission_requests_total) == 1")
    load.finish()
    stage.daemon.send_signal(signal.SIGHUP)
    seen('projector_config_reloads_total{result="ok"} == 1')
    seen("projector_retention_headroom_seconds < Inf")  # Known when something has waited for long.
    stage.lift().finish()
    seen(f"sum(projector_records_total) >= {stage.kafka.client.record_count(stage.topic)}")
    seen('sum(projector_consumer_lag_records) == 0 and on () projector_state{state="steady"} == 1')


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    with Stage(BUDGET) as stage:
        stage.daemon.configuration["admission"] = {"classes": CLASSES}
        stage.daemon.write_configuration()
        stage.daemon.start()
        address = stage.daemon.admin.removeprefix("http://")
        with Prometheus(tmp_path_factory.mktemp("prometheus"), {JOB: [address]}) as prometheus:
            wait_until(lambda: prometheus.query("projector_build_info"), "a first scrape", PATIENCE)
            begin = time.time()
            play(stage, prometheus)
            yield SimpleNamespace(prometheus=prometheus, begin=begin, end=time.time(),
                                  names=stage.daemon.metrics().names())


def answer(evening, expression):
    """Values over the evening, of all series, as a panel would draw them."""
    found = evening.prometheus.query_range(sent(expression, WINDOW), evening.begin, evening.end)
    return [value for _, values in found for value in values if value == value]


def test_every_panel_has_data(evening):
    empty = [f"{board}, {title}: {one['expr']}" for board, title, panel in all_panels()
             for one in panel["targets"] if not answer(evening, one["expr"])]
    assert not empty


def test_panels_have_data_in_the_calm_after_it(evening):
    empty = [f"{board}, {title}: {one['expr']}" for board, title, panel in all_panels()
             for one in panel["targets"]
             if title not in NOTHING_WAITS
             and not evening.prometheus.query(sent(one["expr"], WINDOW), time=evening.end)]
    assert not empty


def test_series_of_a_graph_can_be_told_apart(evening):
    """Over the whole evening: a state that is a label is another series each time."""
    alike = []
    for board, title, panel in all_panels():
        names = [re.sub(r"{{(\w+)}}", lambda found: labels.get(found[1], ""), one["legendFormat"])
                 for one in panel["targets"] if panel["type"] in ("timeseries", "state-timeline")
                 for labels, _ in evening.prometheus.query_range(sent(one["expr"], WINDOW),
                                                                 evening.begin, evening.end)]
        alike += [f"{board}, {title}: {names}"] if len(names) > len(set(names)) else []
    assert not alike


def test_annotations_mark_what_happened(evening):
    """Those of alerts and rebalances have nothing to mark; they are valid all the same."""
    marked = {name for board, name, expression in annotations() if answer(evening, expression)}
    assert {"state", "reload"} <= marked


def test_every_rule_is_evaluated(evening):
    rules = evening.prometheus.rules()
    assert len(rules) == len(alerts()) + len(recordings())
    assert not [(rule["name"], rule["lastError"]) for rule in rules if rule["health"] != "ok"]


def test_every_recording_has_data(evening):
    assert not [name for name in recordings() if not answer(evening, name)]


def test_alerts_are_silent_after_an_evening_without_harm(evening):
    """A few bad events are sent on purpose."""
    assert {name for name, _ in evening.prometheus.firing()} <= {"ProjectorDeadLetters"}


def test_every_metric_that_is_asked_for_is_there(evening):
    asked = {name for rule in alerts().values() for name in metrics_of(rule["expr"])}
    asked |= {name for expression in recordings().values() for name in metrics_of(expression)}
    asked |= {name for _, _, panel in all_panels() for one in panel["targets"]
              for name in metrics_of(one["expr"])}
    assert sorted(asked - set(recordings()) - evening.names) == []


def test_the_budget_is_found_among_the_buckets(evening):
    """Else the ratio would say that none is late, whatever happens."""
    late = answer(evening, "namespace_job_topic:projector_records_late:ratio_rate5m")
    in_time = answer(evening, "namespace_job_topic:projector_records_in_budget:rate5m")
    assert max(in_time) > 0 and min(late) == 0
