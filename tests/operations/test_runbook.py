"""docs/OPERATIONS.md has a chapter for each alert, and names what is there."""

import re

import pytest

from alarm_faults import FAULTS
from rules import REPOSITORY, alerts

PAGE = (REPOSITORY / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
PARTS = ("**Means**", "**explain says**", "**Do**", "**It worked when**")
# Alert -> (faults that fire it, faults that bring its condition about or why there is none).
TABLE = {name: (fires.strip(), brings) for name, fires, brings in
         re.findall(r"^\| (Projector\w+) \|([^|]*)\| ([^|]*) \|$", PAGE, re.M)}
CASES = "\n".join(path.read_text(encoding="utf-8")
                  for path in (REPOSITORY / "tests" / "fault" / "cases").glob("*.py"))


def chapter(title):
    return re.search(rf"^### {title}\n(.*?)(?=^##)", PAGE, re.M | re.S)


@pytest.mark.parametrize("name", alerts())
def test_an_alert_has_a_chapter_that_says_what_to_do(name):
    text = chapter(name)[1]
    places = [text.index(part) for part in PARTS]
    assert places == sorted(places)


def test_there_are_no_chapters_of_other_alerts():
    assert re.findall(r"^### (Projector\w+)$", PAGE, re.M) == list(alerts())


def test_the_table_has_a_fault_or_a_reason_for_each_alert():
    assert list(TABLE) == list(alerts())
    for name, (_, brings) in TABLE.items():
        assert brings.startswith("`") or re.match(r"none[^:]*: \w+", brings), name


def test_the_table_has_what_fires_each_alert():
    for name, (fires, _) in TABLE.items():
        faults = [fault for fault, fired in FAULTS.items() if name in fired]
        assert fires == ", ".join(f"`{fault}`" for fault in faults), name


def test_faults_of_the_table_are_played():
    for name, (_, brings) in TABLE.items():
        for fault in re.findall(r"`(\w+)`", brings):
            assert f'name="{fault}"' in CASES, f"{name}: {fault}"
        for file in re.findall(r"`(test_\w+\.py)`", brings):
            assert list((REPOSITORY / "tests").rglob(file)), file


def test_faults_that_fire_alerts_are_played():
    played = (REPOSITORY / "tests" / "operations" / "test_alarms.py").read_text(encoding="utf-8")
    assert [fault for fault in FAULTS if f'"{fault}"' not in played] == []


def test_links_within_the_page_lead_somewhere():
    titles = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
              for title in re.findall(r"^#+ (.*)$", PAGE, re.M)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= titles


def test_metrics_that_it_names_are_there():
    named = set(re.findall(r"`(projector_\w+)", PAGE))
    page = (REPOSITORY / "docs" / "METRICS.md").read_text(encoding="utf-8")
    assert {name for name in named if f"`{name}`" not in page} == set()
