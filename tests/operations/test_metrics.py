"""docs/METRICS.md says of names, types and labels what the daemon shows."""

import pytest

from metrics_page import PAGE, problems, regenerated

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_names_every_metric_once():
    assert not list(problems(TEXT))


def test_types_and_labels_are_those_of_the_daemon():
    """Else run tests/operations/metrics_page.py --write."""
    assert regenerated(TEXT).splitlines() == TEXT.splitlines()


@pytest.mark.parametrize("was, wrong, told", [
    ("`projector_build_info`", "`projector_built_info`", ["projector_build_info is not on the page",
                                                          "projector_built_info is not a metric"]),
    ("`process_open_fds`", "`process_cpu_seconds_total`", [
        "process_open_fds is not on the page", "process_cpu_seconds_total stands there twice"])])
def test_a_wrong_name_is_found(was, wrong, told):
    assert list(problems(TEXT.replace(was, wrong))) == told


@pytest.mark.parametrize("was, wrong", [
    ("| histogram | `result`: `ok`, `error` |", "| counter | `result`: `ok`, `error` |"),
    ("| `hash` |", "| `sha` |"), ("`result`: `ok`, `error`", "`result`: `ok`, `failed`")])
def test_what_is_wrong_is_written_anew(was, wrong):
    assert TEXT.replace(was, wrong) != TEXT and regenerated(TEXT.replace(was, wrong)) == TEXT
