"""Recording rules and alerts: valid, tested one by one, and in the form that people expect."""

import re
import subprocess

import pytest
import yaml

import alert_cases
from metric_names import known_series, types
from rules import FILES, REPOSITORY, alerts, load, metrics_of, misuses, recordings

SEVERITIES = {"critical", "warning", "info"}
RUNBOOK = "https://manifest-projector.example/docs/OPERATIONS.md#"


def promtool(*words):
    done = subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_files_are_valid():
    code, said = promtool("check", "rules", "--lint=all", "--lint-fatal", *FILES)
    assert code == 0, said


def test_alerts_and_recordings_are_what_their_cases_say(tmp_path):
    page = tmp_path / "cases.yml"
    page.write_text(yaml.safe_dump(alert_cases.promtool_tests(), sort_keys=False))
    code, said = promtool("test", "rules", page)
    assert code == 0, said


@pytest.mark.parametrize("name", alerts())
def test_there_are_cases_of_firing_and_of_silence(name):
    cases = alert_cases.load()[name]
    assert any("fires" in case for case in cases)
    assert any("fires" not in case for case in cases)


def test_what_the_operator_loads_is_what_the_rule_files_say():
    subprocess.run([REPOSITORY / "deploy" / "prometheus" / "generate", "--check"], check=True)


def test_there_are_no_cases_of_other_alerts():
    assert list(alert_cases.load()) == list(alerts())


@pytest.mark.parametrize("name", alerts())
def test_an_alert_says_what_people_need(name):
    rule = alerts()[name]
    words = rule["annotations"]
    assert re.fullmatch(r"Projector([A-Z][a-z]+)+", name)
    assert rule["labels"]["severity"] in SEVERITIES
    assert set(words) == {"summary", "description", "runbook_url"}
    assert "{{" not in words["summary"] and words["summary"].endswith(".")
    assert "{{" in words["description"] and words["description"].endswith(".")
    assert "$labels.job" in words["description"], "which group it is"
    assert words["runbook_url"] == RUNBOOK + name.lower()


@pytest.mark.parametrize("name", alerts())
def test_an_alert_keeps_the_labels_that_people_route_by(name):
    aggregates = re.findall(r"\b(?:by|on) \(([^)]*)\)", alerts()[name]["expr"])
    assert all("namespace" in labels and "job" in labels for labels in aggregates)


@pytest.mark.parametrize("name", recordings())
def test_a_recording_is_named_by_what_it_keeps_and_did(name):
    level, metric, operation = name.split(":")
    assert metric.startswith("projector_")
    assert re.fullmatch(r"(max|min|sum|(ratio_)?rate\d+[mhd])", operation)
    grouping = ", ".join(level.split("_"))
    uses = re.findall(r"\bby \(([^)]*)\) \((?!\"le\")", recordings()[name])
    assert not uses or grouping in uses or grouping + ", le" in uses


@pytest.mark.parametrize("name, expression", [
    *recordings().items(), *((name, rule["expr"]) for name, rule in alerts().items())])
def test_functions_fit_the_metrics(name, expression):
    assert not list(misuses(expression, types())), name


def test_misuses_are_found():
    kinds = {"projector_a": "gauge", "projector_b_total": "counter", "projector_c": "histogram"}
    assert list(misuses("rate(projector_a[5m])", kinds))
    assert list(misuses("delta(projector_b_total{x=\"y\"}[5m])", kinds))
    assert list(misuses("rate(sum(projector_b_total)[5m:])", kinds))
    assert list(misuses("histogram_quantile(0.9, sum by (job) (rate(projector_c_bucket[5m])))",
                        kinds))
    assert not list(misuses("rate(projector_b_total[5m]) / rate(projector_c_count[5m])", kinds))


def test_every_metric_in_use_is_shown_by_the_daemon():
    used = {name for expression in [*recordings().values(),
                                    *(rule["expr"] for rule in alerts().values())]
            for name in metrics_of(expression)}
    assert used - set(recordings()) <= known_series()


def test_every_recording_in_use_is_recorded():
    used = {name for rule in alerts().values()
            for name in re.findall(r"[a-z_]+:[a-z0-9_]+:[a-z0-9_]+", rule["expr"])}
    assert used <= set(recordings())


def test_the_inhibitions_name_alerts_and_labels_that_there_are():
    rules = load(REPOSITORY / "deploy" / "prometheus" / "alertmanager.yml")["inhibit_rules"]
    for rule in rules:
        for matcher in rule["source_matchers"] + rule["target_matchers"]:
            named = re.fullmatch(r'alertname ?=~? ?"?([^"]+)"?', matcher).group(1).split("|")
            assert set(named) <= set(alerts())
            for label in rule["equal"]:  # One that an alert lacks is never equal.
                assert label == "namespace" or \
                    all(f"$labels.{label}" in alerts()[name]["annotations"]["description"]
                        for name in named), (label, named)
        assert {"namespace", "job"} <= set(rule["equal"])
