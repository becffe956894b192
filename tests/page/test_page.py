"""What a person sees of a daemon on its page: when all is well, in a burst, and when it stands."""

import json
import urllib.request

from harness.waiting import wait_until

from bookings import Bookings

PAGE_BYTES_MAX = 400_000
# Ten times what is promised: a test measures no time, but a page that waits for its data shows.
FIRST_PAINT_MS_MAX = 5000
# The page as a person takes it in. Hidden parts have no text.
SEEN = """
const text = (node) => node === null ? null : node.innerText.replace(/\\s+/g, ' ').trim();
const of = (id) => text(document.getElementById(id));
return {
  title: document.title, state: of('state'), meaning: of('meaning'), sentence: of('sentence'),
  advice: of('advice'), member: of('member'), facts: of('facts'), beat: of('beat'), standing: of('standing'),
  decisions: of('decisions'),
  topics: Array.from(document.querySelectorAll('#topics tbody'), (body) => ({
    name: body.querySelector('.name').firstChild.data, state: text(body.querySelector('.badge')),
    age: text(body.querySelector('.age')), why: text(body.querySelector('tr.why'))})),
};
"""
DRAWN = """
return Object.fromEntries(arguments[0].map((id) => {
  const canvas = document.getElementById(id);
  const blank = document.createElement('canvas');
  [blank.width, blank.height] = [canvas.width, canvas.height];
  const lines = Chart.getChart(canvas).data.datasets.map((set) =>
    set.data.filter((point) => point.y !== null).length);
  return [id, {points: Math.max(...lines), label: canvas.getAttribute('aria-label'),
               inked: canvas.toDataURL() !== blank.toDataURL()}];
}));
"""
COLOURS = """
return [getComputedStyle(document.body).backgroundColor,
        Chart.getChart('rates').data.datasets[0].borderColor];
"""
WEIGHT = """
const entries = [...performance.getEntriesByType('navigation'),
                 ...performance.getEntriesByType('resource')];
return {bytes: entries.reduce((sum, entry) => sum + entry.transferSize, 0),
        paint_ms: performance.getEntriesByName('first-contentful-paint')[0].startTime};
"""


# The daemon's answers from here on.
ANSWER = """
const [status, explained] = arguments;
window.fetch = async (path) => new Response(JSON.stringify(
    path.startsWith('/status') ? status : path.startsWith('/explain') ? explained : {at: []}));
"""


def started(pipeline, **topic):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(shutdown={"drain": "1s"},
                             topics=[{"name": bookings.topic, "projection": "played", **topic}])
    daemon.start()
    return bookings, daemon


def seen(browser):
    return browser.run(SEEN)


def wait_seen(browser, what, predicate):
    """Until it is there for a person to see; all that is seen then."""
    def is_there():
        page = seen(browser)
        return page if predicate(page) else None

    return wait_until(is_there, what)


def require_drawn(browser, **points):
    """Every chart has so many points or more, and says in words what it shows."""
    def drawn():
        found = browser.run(DRAWN, list(points))
        is_all = all(found[name]["points"] >= least for name, least in points.items())
        return found if is_all else None

    charts = wait_until(drawn, f"charts have so many points: {points}")
    assert all(chart["inked"] for chart in charts.values())
    assert all(", now: " in chart["label"] for chart in charts.values()), charts


def require_undisturbed(browser, daemon):
    """No error, and nothing from elsewhere."""
    assert browser.console() == []
    asked = {event["request"]["url"] for method, event in browser.network()
             if method == "Network.requestWillBeSent"
             and event["documentURL"].startswith(daemon.admin)}
    assert {f"{daemon.admin}/{name}" for name in ("", "chart.js", "history.json")} <= asked
    assert not [url for url in asked if not url.startswith(daemon.admin + "/")]


def test_all_is_well(pipeline, browser):
    bookings, daemon = started(pipeline, freshness_budget="2m")
    bookings.produce(300, rate=100)
    bookings.wait_committed()
    browser.open(daemon.admin + "/")

    page = wait_seen(browser, "it is caught up", lambda page: (
        page["state"] == "Steady"
        and page["sentence"].startswith(f"{bookings.topic} is caught up: ")))
    assert page["title"] == "Steady · manifest-projector"
    assert "normal topics read" in page["facts"]
    member = daemon.status()["member"]
    assert page["member"] == f"{member['version']} · {member['name']} of group {member['group']}"
    [topic] = page["topics"]
    assert (topic["name"], topic["state"]) == (bookings.topic, "steady")
    assert topic["age"] == "0 s of 2 min" and not topic["why"]
    assert not page["standing"]
    require_drawn(browser, rates=2, lag=2, credits=2, commits=1)
    require_undisturbed(browser, daemon)


def test_it_is_light_and_strict(pipeline, browser):
    _, daemon = started(pipeline)
    browser.open(daemon.admin + "/")
    wait_seen(browser, "it is caught up", lambda page: page["state"] == "Steady")
    require_drawn(browser, rates=1, lag=1, credits=1)

    measured = browser.run(WEIGHT)
    print(f"page: {measured['bytes']} bytes, first paint after {measured['paint_ms']:.0f} ms")
    assert 200_000 < measured["bytes"] < PAGE_BYTES_MAX
    assert measured["paint_ms"] < FIRST_PAINT_MS_MAX

    with urllib.request.urlopen(daemon.admin + "/", timeout=20) as answer:
        policy = answer.headers["Content-Security-Policy"]
        html = answer.read().decode()
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy and "<style" not in html and " style=" not in html
    # The policy holds: neither a script within the page nor HTML from a text is taken.
    browser.console()
    browser.run("const script = document.createElement('script');"
                "try { script.append('window.forged = 1'); } catch {}"
                "document.body.append(script);"
                "try { script.parentNode.innerHTML = '<img src=x>'; } catch { window.refused = 1; }")
    assert browser.run("return [window.forged, window.refused]") == [None, 1]
    assert any("Content Security Policy" in line or "Trusted" in line for line in browser.console())


def test_who_is_held_is_said_and_names_are_text(pipeline, browser):
    _, daemon = started(pipeline)
    browser.open(daemon.admin + "/")
    wait_seen(browser, "it is caught up", lambda page: page["state"] == "Steady")
    late = {"name": "<b>bookings</b>", "class": "critical", "state": "protecting", "lag": 1234,
            "oldest_age_s": 90, "budget_s": 60, "in_rate": 3000, "out_rate": 600, "drain_s": None,
            "held": False, "sentence": "<i>slow</i>", "advice": "<img src=x>"}
    held = {**late, "name": "exports", "class": "optional", "state": "absorbing", "held": True,
            "oldest_age_s": 45, "sentence": "exports are held"}
    status = {"state": "protecting", "bottleneck": "sink", "topics": [held, late],
              "partitions": [], "decisions": []}
    browser.run(ANSWER, status, {"topics": [held, late]})

    page = wait_seen(browser, "it protects", lambda page: page["state"] == "Protecting")
    assert (page["sentence"], page["advice"]) == ("<i>slow</i>", "<img src=x>")
    assert page["facts"] == ("limited by PostgreSQL critical topics read "
                             "optional topics held back")
    exports, bookings = page["topics"]
    assert bookings["name"] == "<b>bookings</b>"
    assert bookings["age"] == "1 min 30 s of 1 min over budget"
    assert exports["age"] == "45 s of 1 min" and exports["why"] == "exports are held"
    assert browser.console() == []


def test_a_burst_is_seen_as_it_grows(pipeline, browser):
    bookings, daemon = started(pipeline, freshness_budget="1h")
    bookings.throttle(200)
    bookings.start_load(100_000, rate=1500)
    browser.open(daemon.admin + "/")

    page = wait_seen(browser, "it is behind and says why", lambda page: (
        page["state"] == "Absorbing" and "/s arriving" in page["sentence"]
        and page["topics"][0]["age"].endswith("of 1 h") and "steady →" in page["decisions"]))
    assert f"{bookings.topic} is " in page["sentence"]
    assert page["meaning"] == "behind, and by forecast within the budget"
    assert page["topics"][0]["state"] == "absorbing"
    # Once more, while it grows: nodes are written in place, and the keyboard's place is kept.
    browser.run("document.getElementById('which').focus();"
                "window.cell = document.querySelector('#topics .age b');")
    before = page["topics"][0]["age"]
    wait_seen(browser, "it grows older", lambda page: page["topics"][0]["age"] != before)
    assert browser.run("return [document.activeElement.id, window.cell.isConnected]") == \
        ["which", True]
    browser.press("ArrowDown")
    wait_until(lambda: browser.run("return document.getElementById('which').value") ==
               bookings.topic, "the topic is chosen by key")
    require_drawn(browser, rates=2, lag=2, credits=2, commits=2)
    history = json.loads(daemon.get(f"/history.json?topic={bookings.topic}")[1])
    assert max(history["lag"]) > 0 and history["credits_in_use"][-1] > 0
    assert daemon.get("/history.json?topic=refunds")[0] == 404
    require_undisturbed(browser, daemon)

    # On a phone, in the dark: nothing lies beyond the edge, and lines are drawn in other colours.
    light = browser.run(COLOURS)
    browser.look(360, 740, "dark")
    wait_until(lambda: all(before != after for before, after in zip(light, browser.run(COLOURS))),
               "page and charts are dark")
    assert browser.run("return document.documentElement.scrollWidth") <= 360


def test_what_stands_still_is_named(pipeline, browser):
    bookings, daemon = started(pipeline)
    bookings.client.produce(bookings.topic, [(b"HP-<b>BAD</b>", b"{<img src=x onerror=alert(1)>")])
    browser.open(daemon.admin + "/")

    page = wait_seen(browser, "it stands still", lambda page: (
        page["state"] == "Stalled" and "1 record waits" in page["standing"]
        and "stands still in 1 of 4 partitions" in page["sentence"]))
    [standing] = [partition for partition in daemon.status()["partitions"]
                  if partition["waiting_for"]]
    assert page["standing"].startswith(f"{bookings.topic}/{standing['partition']} at offset 0, ")
    assert standing["waiting_for"] in page["standing"]
    assert "stalled" in page["decisions"]
    require_undisturbed(browser, daemon)

    daemon.stop()
    page = wait_seen(browser, "the page says that nobody answers",
                     lambda page: page["state"] == "Silent")
    assert "no answer since" in page["beat"] and "stands still" in page["sentence"]
