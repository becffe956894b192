"""Grafana's JSON from few words: what all dashboards have in common stands here once."""

WIDTH = 24
HEIGHT = 8
STAT_HEIGHT = 4

# What every query is narrowed by. "All" is ".*", which also takes series without the label; but of jobs
# it is those that run the daemon: `up` and `process_*` are everybody's.
MEMBERS = 'namespace=~"$namespace",job=~"$job",instance=~"$instance"'
GROUP = 'namespace=~"$namespace",job=~"$job"'  # Of recorded series, which are over all members.
TOPICS = 'topic=~"$topic"'

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
GREEN, YELLOW, ORANGE, RED, BLUE, PURPLE, GREY = (
    "green", "yellow", "orange", "red", "blue", "purple", "text")
# From the best to the worst. One that has not begun to read says steady, and has no topics.
NOT_STARTED = "not started"
STATES = (("steady", GREEN), ("absorbing", BLUE), ("protecting", ORANGE), ("amplifying", PURPLE),
          (NOT_STARTED, GREY), ("stalled", RED))


def expand(expression):
    """%M members, %T members and topics, %G the group, %H the group and topics."""
    for word, matchers in (("%M", MEMBERS), ("%T", f"{MEMBERS},{TOPICS}"), ("%G", GROUP),
                           ("%H", f"{GROUP},{TOPICS}")):
        expression = expression.replace(word, matchers)
    return expression


def target(expression, legend="", **more):
    return {"datasource": SOURCE, "expr": expand(expression), "legendFormat": legend,
            "editorMode": "code", "range": True, **more}


def instant(expression, **more):
    return target(expression, format="table", **{"instant": True, "range": False, **more})


def one_of(metric, label, names):
    """The place of the name that a member shows, a series for each member."""
    shown = [f'({metric}{{%M,{label}="{name}"}} == 1) * {place}'
             for place, name in enumerate(names) if name != NOT_STARTED]
    if NOT_STARTED in names:
        shown.append("(projector_build_info{%M} unless on (namespace, job, instance)"
                     f" projector_freshness_budget_seconds{{%T}}) * {names.index(NOT_STARTED)}")
    return f"max by (namespace, job, instance) ({' or '.join(shown)})"


STATE = one_of("projector_state", "state", [name for name, _ in STATES])


def places(pairs):
    """What the numbers of one_of() are called: `pairs` of name and colour."""
    return words(*((place, name, color) for place, (name, color) in enumerate(pairs)))


def steps(*pairs):
    """Colours from values on: steps("green", (0.8, "yellow"), (1, "red"))."""
    first, *rest = pairs
    listed = [{"color": first, "value": None}]
    return {"mode": "absolute",
            "steps": listed + [{"color": color, "value": value} for value, color in rest]}


def words(*pairs):
    """What numbers are called: words((0, "no", "red"), (1, "yes", "green"))."""
    options = {str(value): {"text": text, "color": color, "index": place}
               for place, (value, text, color) in enumerate(pairs)}
    return [{"type": "value", "options": options}]


def _panel(kind, title, description, targets, unit, width, height, field=None, options=None):
    defaults = {"unit": unit, **(field or {})}
    for place, one in enumerate(targets):
        one["refId"] = chr(ord("A") + place)
    return {"type": kind, "title": title, "description": description, "datasource": SOURCE,
            "targets": targets, "fieldConfig": {"defaults": defaults, "overrides": []},
            "options": options or {}, "gridPos": {"w": width, "h": height}}


def stat(title, description, query, unit, thresholds=None, mappings=None, width=3, decimals=None):
    field = {"thresholds": thresholds or steps(GREEN), "mappings": mappings or [],
             "color": {"mode": "thresholds"}}
    if decimals is not None:
        field["decimals"] = decimals
    options = {"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
               "colorMode": "background", "graphMode": "none", "textMode": "value"}
    return _panel("stat", title, description, [target(query)], unit, width, STAT_HEIGHT, field,
                  options)


def lines(title, description, targets, unit, width=8, stacked=False, least=0, most=None):
    custom = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 40 if stacked else 5,
              "showPoints": "never", "spanNulls": False,
              "stacking": {"mode": "normal" if stacked else "none", "group": "A"}}
    field = {"custom": custom, "min": least, "color": {"mode": "palette-classic"}}
    if most is not None:
        field["max"] = most
    options = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
               "tooltip": {"mode": "multi", "sort": "desc"}}
    return _panel("timeseries", title, description, targets, unit, width, HEIGHT, field, options)


def limit_line(panel, name):
    """Draws the series of this name as a dashed red line without area: a limit, not a value."""
    panel["fieldConfig"]["overrides"].append({
        "matcher": {"id": "byRegexp", "options": f"/{name}/"},
        "properties": [{"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [10, 10]}},
                       {"id": "custom.fillOpacity", "value": 0},
                       {"id": "color", "value": {"mode": "fixed", "fixedColor": RED}}]})
    return panel


def heatmap(title, description, query, unit, width=12):
    one = target(query, "{{le}}", format="heatmap")
    options = {"calculate": False, "yAxis": {"unit": unit, "axisPlacement": "left"},
               "color": {"mode": "scheme", "scheme": "Oranges", "steps": 64},
               "cellGap": 1, "legend": {"show": True}, "tooltip": {"mode": "single"}}
    # The unit is of the bounds; what is in a cell is counted.
    return _panel("heatmap", title, description, [one], "short", width, HEIGHT, None, options)


def timeline(title, description, targets, mappings, width=12):
    field = {"mappings": mappings, "color": {"mode": "thresholds"}, "thresholds": steps(GREY),
             "custom": {"fillOpacity": 80, "lineWidth": 0}}
    options = {"showValue": "auto", "mergeValues": True, "rowHeight": 0.9,
               "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True}}
    return _panel("state-timeline", title, description, targets, "short", width, HEIGHT, field,
                  options)


def table(title, description, columns, by, width=WIDTH):
    """`columns`: (name, query, unit), or (None, query, None) for the labels alone. Rows by `by`."""
    targets = [instant(query) for _, query, _ in columns]
    panel = _panel("table", title, description, targets, "short", width, HEIGHT + 2,
                   options={"showHeader": True, "cellHeight": "sm"})
    values = {f"Value #{chr(ord('A') + place)}": name
              for place, (name, _, _) in enumerate(columns)}
    names = {value: name for value, name in values.items() if name}
    hidden = {value: True for value in ("Time", *values) if value not in names}
    panel["transformations"] = [
        {"id": "merge", "options": {}},
        {"id": "organize", "options": {"excludeByName": hidden, "renameByName": names,
                                       "indexByName": {by: 0}}}]
    panel["fieldConfig"]["overrides"] = [
        {"matcher": {"id": "byName", "options": name},
         "properties": [{"id": "unit", "value": unit}]} for name, _, unit in columns if name]
    return panel


def row(title, *panels):
    return {"title": title, "panels": panels}


def _placed(rows):
    top, number, placed = 0, 1, []
    for one in rows:
        placed.append({"type": "row", "id": number, "title": one["title"], "collapsed": False,
                       "panels": [], "gridPos": {"x": 0, "y": top, "w": WIDTH, "h": 1}})
        top, left, height, number = top + 1, 0, 0, number + 1
        for panel in one["panels"]:
            if left + panel["gridPos"]["w"] > WIDTH:
                top, left, height = top + height, 0, 0
            panel["gridPos"].update(x=left, y=top)
            left += panel["gridPos"]["w"]
            height = max(height, panel["gridPos"]["h"])
            placed.append({**panel, "id": number})
            number += 1
        top += height
    return placed


def _variable(name, query, all_value=".*"):
    return {"type": "query", "name": name, "label": name, "datasource": SOURCE,
            "query": {"query": query, "refId": name}, "definition": query, "refresh": 2, "sort": 1,
            "multi": True, "includeAll": True, "allValue": all_value,
            "current": {"text": ["All"], "value": ["$__all"], "selected": True}}


VARIABLES = [
    {"type": "datasource", "name": "datasource", "label": "data source", "query": "prometheus",
     "refresh": 1, "current": {}},
    _variable("namespace", "label_values(projector_build_info, namespace)"),
    _variable("job", 'label_values(projector_build_info{namespace=~"$namespace"}, job)', None),
    _variable("instance", f"label_values(projector_build_info{{{GROUP}}}, instance)"),
    _variable("topic", f"label_values(projector_freshness_budget_seconds{{{MEMBERS}}}, topic)"),
]


def _annotation(name, color, expression, text):
    return {"name": name, "enable": True, "hide": False, "iconColor": color, "datasource": SOURCE,
            "expr": expand(expression), "titleFormat": name, "textFormat": text, "step": "15s",
            "useValueForTime": False}


ANNOTATIONS = [
    _annotation("state", BLUE, "(projector_state{%M} == 1) "
                "unless (projector_state{%M} offset 1m == 1)", "{{instance}} is {{state}}"),
    _annotation("start", GREEN, "changes(process_start_time_seconds{%M}[1m]) > 0",
                "{{instance}} started"),
    _annotation("version", GREEN, "projector_build_info{%M} unless projector_build_info{%M} "
                "offset 1m", "{{instance}} runs {{version}} ({{commit}})"),
    _annotation("reload", YELLOW, "increase(projector_config_reloads_total{%M}[1m]) > 0",
                "{{instance}}: {{result}}"),
    _annotation("rebalance", PURPLE, "increase(projector_rebalances_total{%M}[1m]) > 0",
                "{{instance}}"),
    _annotation("alert", RED, 'ALERTS{%G,alertname=~"Projector.*",alertstate="firing"}',
                "{{alertname}} {{topic}} {{instance}}"),
]


def _link(title, uid):
    return {"type": "link", "title": title, "url": f"/d/{uid}", "icon": "dashboard",
            "includeVars": True, "keepTime": True, "targetBlank": False, "tags": [],
            "asDropdown": False, "tooltip": ""}


def dashboard(uid, title, others, rows):
    """`others`: (title, uid) of the dashboards to link to."""
    return {"uid": uid, "title": title, "tags": ["manifest-projector"], "schemaVersion": 39,
            "version": 1, "editable": False, "graphTooltip": 1, "timezone": "browser",
            "refresh": "30s", "time": {"from": "now-1h", "to": "now"},
            "templating": {"list": VARIABLES}, "annotations": {"list": ANNOTATIONS},
            "links": [_link(*other) for other in others], "panels": _placed(rows)}
