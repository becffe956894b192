"""alert_cases.yml and recording_cases.yml as the unit tests that promtool runs."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

import rules

FOLDER = Path(__file__).parent
DEFAULTS = {"namespace": "harbor-point", "job": "manifest-projector", "instance": "pod-0"}
MEMBER = 'projector_build_info{version="0.1.0",commit="abc"}'
READING = 'projector_consumer_lag_records{topic="of no concern",partition="0"}'
_LABEL = re.compile(r'(\w+)="([^"]*)"')


@lru_cache
def load(page="alert_cases.yml"):
    return yaml.safe_load((FOLDER / page).read_text(encoding="utf-8"))


def _series(name, values):
    metric, _, rest = name.partition("{")
    labels = {**DEFAULTS, **dict(_LABEL.findall(rest))}
    inside = ",".join(f'{label}="{value}"' for label, value in labels.items())
    return {"series": f"{metric}{{{inside}}}", "values": str(values)}


def _input(case):
    """With a member that is there and reads, unless the case says who is and who does."""
    series = dict(case["series"])
    for usual, values in () if case.get("bare") else ((MEMBER, "1x2000"), (READING, "0x2000")):
        if not any(name.startswith(usual.partition("{")[0]) for name in series):
            series[usual] = values
    return [_series(name, values) for name, values in series.items()]


def _labels(alert, case):
    """Those of the group, unless nobody is there to have any; then the case's own."""
    severity = rules.alerts()[alert]["labels"]["severity"]
    group = {} if case.get("bare") else {name: DEFAULTS[name] for name in ("namespace", "job")}
    return {**group, **case["fires"], "severity": severity}


def _expected(alert, case):
    if "fires" not in case:
        return []
    annotations = {**rules.alerts()[alert]["annotations"], "description": case["says"]}
    return [{"exp_labels": _labels(alert, case), "exp_annotations": annotations}]


def _picture(alert, case):
    """All that fires, by name: no alert beside those that the case names."""
    firing = sorted(([alert] if "fires" in case else []) + case.get("also", []))
    samples = [{"labels": f'{{alertname="{name}"}}', "value": 1} for name in firing]
    return {"expr": 'count by (alertname) (ALERTS{alertstate="firing"})', "eval_time": case["at"],
            "exp_samples": samples}


def _test(name, case, **questions):
    return {"name": f"{name}: {case['when']}", "interval": "1m", "input_series": _input(case),
            **questions}


def _alert_test(alert, case):
    asked = {"eval_time": case["at"], "alertname": alert, "exp_alerts": _expected(alert, case)}
    return _test(alert, case, alert_rule_test=[asked], promql_expr_test=[_picture(alert, case)])


def _recording_test(name, case):
    samples = [{"labels": name + labels, "value": value} for labels, value in case["is"].items()]
    asked = {"expr": name, "eval_time": case["at"], "exp_samples": samples}
    return _test(name, case, promql_expr_test=[asked])


def promtool_tests():
    """The content of a file for `promtool test rules`."""
    tests = [make(name, case) for make, page in ((_alert_test, "alert_cases.yml"),
                                                 (_recording_test, "recording_cases.yml"))
             for name, cases in load(page).items() for case in cases]
    order = [group["name"] for path in rules.FILES for group in rules.load(path)["groups"]]
    return {"rule_files": [str(path) for path in rules.FILES], "evaluation_interval": "1m",
            "group_eval_order": order, "tests": tests}
