"""Dashboards: current, complete, and by the rules that Grafana's own linter has.

Of these rules two are kept otherwise: recorded series are over all members of a group, so they are
narrowed by namespace and job, not by instance; and `min`, `max` and `count` may stand where the linter
wants `sum`, because the worst of several topics is no sum.
"""

import re
import subprocess

import pytest
import yaml

from dashboards import FOLDER, all_panels, all_queries, annotations, boards, panels, sent
from metric_names import known_series, labels, types
from rules import family, misuses, recordings

UNITS = {"s", "short", "none", "percentunit", "bytes", "cps", "reqps"}
WINDOWS = {"$__rate_interval", "$__range", "1m"}
OVER_ALL_TOPICS = {"Records in a batch"}  # Batches are not counted by topic.
SELECTOR = re.compile(r"\b((?:[a-z_]+:)?(?:projector|process)_[a-z0-9_]+(?::[a-z0-9_]+)?|up)\{([^}]*)\}")

every_board = pytest.mark.parametrize("board", boards())
every_panel = pytest.mark.parametrize("board, title, panel", all_panels(),
                                      ids=[f"{board}: {title}" for board, title, _ in all_panels()])
every_query = pytest.mark.parametrize("board, title, query", all_queries())


def test_the_json_is_what_its_source_says():
    subprocess.run([FOLDER / "generate", "--check"], check=True)


def test_there_is_one_for_each_question():
    assert sorted(board["title"].rpartition(": ")[2] for board in boards().values()) == [
        "Is the data fresh?", "Is this instance healthy?", "Why is it slow?"]


@every_board
def test_it_links_to_the_others_and_takes_the_choice_along(board):
    links = boards()[board]["links"]
    others = {f"/d/{content['uid']}" for name, content in boards().items() if name != board}
    assert {link["url"] for link in links} == others
    assert all(link["includeVars"] and link["keepTime"] for link in links)


@every_board
def test_it_can_be_narrowed(board):
    source, *variables = boards()[board]["templating"]["list"]
    assert source["type"] == "datasource" and source["query"] == "prometheus"
    assert [one["name"] for one in variables] == ["namespace", "job", "instance", "topic"]
    for one in variables:
        assert one["datasource"]["uid"] == "${datasource}"
        assert one["refresh"] == 2, "another time range may have other members"
        assert one["includeAll"] and one["multi"]
        # Of every job there are `up` and `process_*`: all jobs are those that run the daemon.
        assert one["allValue"] == (None if one["name"] == "job" else ".*")


@every_board
def test_it_cannot_be_edited_where_its_source_is_not(board):
    assert boards()[board]["editable"] is False


@every_board
def test_panels_are_named_once_and_do_not_overlap(board):
    titles = [panel["title"] for panel in panels(board)]
    assert len(titles) == len(set(titles))
    taken = set()
    for panel in boards()[board]["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y)
                 for x in range(place["w"]) for y in range(place["h"])}
        assert place["x"] + place["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


@every_panel
def test_a_panel_says_what_it_shows_and_in_which_unit(board, title, panel):
    assert title and panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
    assert panel["datasource"]["uid"] == "${datasource}"
    assert panel["targets"]
    assert all(one["datasource"]["uid"] == "${datasource}" for one in panel["targets"])


@every_panel
def test_series_of_a_graph_are_named(board, title, panel):
    if panel["type"] in ("timeseries", "state-timeline", "heatmap"):
        assert all(one["legendFormat"] for one in panel["targets"])


def test_a_member_has_one_row_in_a_timeline():
    """Its state is a label: without an aggregate each state would be a row, all with one name."""
    found = [one["expr"] for _, _, panel in all_panels() if panel["type"] == "state-timeline"
             for one in panel["targets"]]
    assert len(found) == 2
    assert all(query.startswith("max by (namespace, job, instance) (") for query in found)


@every_query
def test_a_query_is_narrowed_by_the_choice(board, title, query):
    found = SELECTOR.findall(query)
    assert found
    for name, matchers in found:
        wanted = {"namespace", "job"} | (set() if ":" in name else {"instance"})
        if name in recordings():
            wanted |= {"topic"} if "_topic" in name.partition(":")[0] else set()
        elif "topic" in labels(name) and title not in OVER_ALL_TOPICS:
            wanted |= {"topic"}
        for label in wanted:
            assert f'{label}=~"${label}"' in matchers, name


@every_query
def test_a_query_names_no_series_without_choice(board, title, query):
    names = re.findall(r"\b(?:projector|process)_[a-z0-9_]+\b(?![:{])", SELECTOR.sub("", query))
    assert not names


@every_query
def test_windows_follow_the_scrape_interval(board, title, query):
    assert set(re.findall(r"\[([^\]:]+)\]", query)) <= WINDOWS - {"1m"}


@every_query
def test_functions_fit_the_metrics(board, title, query):
    assert not list(misuses(sent(query), types()))


@every_query
def test_counters_are_shown_as_rates(board, title, query):
    histograms = {name for name, kind in types().items() if kind == "histogram"}
    for name, _ in SELECTOR.findall(query):
        kind = types().get(family(name, histograms))
        if kind in ("counter", "histogram"):
            uses = re.findall(rf"(\w+)\({name}\{{", query)
            assert uses and set(uses) <= {"rate", "increase"}


def test_metrics_in_use_are_shown_by_the_daemon():
    used = {name for _, _, query in all_queries() for name, _ in SELECTOR.findall(query)
            if ":" not in name}
    assert used - {"up"} <= known_series()


def test_recordings_in_use_are_recorded():
    used = {name for _, _, query in all_queries() for name, _ in SELECTOR.findall(query)
            if ":" in name}
    assert used and used <= set(recordings())


@every_board
def test_events_are_marked(board):
    names = {name for name_of_board, name, _ in annotations() if name_of_board == board}
    assert names == {"state", "start", "version", "reload", "rebalance", "alert"}


def test_every_query_is_valid(tmp_path):
    page = tmp_path / "queries.yml"
    listed = [{"record": f"a:b:c{number}", "expr": sent(query)} for number, (_, _, query)
              in enumerate(all_queries() + annotations())]
    page.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": listed}]}))
    done = subprocess.run(["promtool", "check", "rules", page], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_provisioned_is_there():
    source = yaml.safe_load((FOLDER / "provisioning/datasources/prometheus.yml").read_text())
    assert source["datasources"][0]["type"] == "prometheus"
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["configMapGenerator"][0]
    assert sorted(listed["files"]) == sorted(f"dashboards/{board}.json" for board in boards())
