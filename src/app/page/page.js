// Asks the daemon once a second what it is doing, and writes that down.

import {make_charts, draw} from "./page_charts.js";
import {LIMITS, MEANINGS, capital, clock, number, rate, seconds, waits} from "./page_format.js";
import {badge, find, keyed, make, mark, show, write} from "./page_nodes.js";

const BEAT = 1000;  // Milliseconds between two looks; the daemon makes four snapshots meanwhile.
const HISTORY_BEATS = 5;  // It has a point more every 5 s.
const PATIENCE = 5000;  // For an answer, in milliseconds.
const CLASSES = ["critical", "normal", "optional"];
const STATES = ["steady", "absorbing", "protecting", "amplifying", "stalled"];

let answered_at = null;
let shown_topic = "";  // The one whose sentence stands on top.

async function ask(path) {
  const answer = await fetch(path, {signal: AbortSignal.timeout(PATIENCE), cache: "no-store"});
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// The worst topic of the highest class that is not steady, as the daemon chooses it.
function worst_of(topics) {
  for (const wanted of CLASSES) {
    const behind = topics.filter((topic) => topic.class === wanted && topic.state !== "steady");
    if (behind.length > 0) {
      return behind.reduce((worst, topic) =>
        (STATES.indexOf(topic.state) > STATES.indexOf(worst.state) ? topic : worst));
    }
  }
  return topics[0];
}

function set_state(state) {
  mark(find("now"), "data-state", state);
  mark(find("mark"), "href", `#mark-${state}`);
  write(find("state"), capital(state === "unknown" ? "starting" : state));
  write(find("meaning"), MEANINGS[state]);
  document.body.classList.toggle("silent", state === "silent");
  const title = `${capital(state)} · manifest-projector`;
  if (document.title !== title) document.title = title;
  write(find("spoken"), `${state}: ${MEANINGS[state]}`);  // Changes with the state alone.
}

function show_now(status, explained) {
  if (explained.topics.length === 0) {
    set_state("unknown");
    write(find("sentence"), "Nothing is read yet: the daemon waits for Kafka or PostgreSQL.");
    const servers = explained.waiting_for ?? [];
    write(find("advice"), servers.length > 0 ? servers.join(". ") : "Its log says for what.");
    return;
  }
  const worst = worst_of(explained.topics);
  shown_topic = worst.name;
  set_state(status.state);
  const is_all_well = explained.topics.length > 1 && status.state === "steady";
  write(find("sentence"),
        is_all_well ? `All ${explained.topics.length} topics are caught up.` : worst.sentence);
  write(find("advice"), is_all_well ? "Nothing is to be done." : worst.advice);
}

function fact() {
  const lead = document.createTextNode("");
  const value = make("b");
  const node = make("li", "", lead, value);
  return {
    node,
    set(item) {
      if (lead.data !== item.lead) lead.data = item.lead;
      write(value, item.value);
      node.classList.toggle("held", Boolean(item.is_held));
    },
  };
}

function facts_of(status, told) {
  const facts = [{lead: "limited by ", value: LIMITS[status.bottleneck] ?? status.bottleneck}];
  for (const name of CLASSES) {
    const topics = status.topics.filter((topic) => topic.class === name);
    if (topics.length === 0) continue;
    const is_held = topics.some((topic) => told.get(topic.name)?.held);
    facts.push({lead: `${name} topics `, value: is_held ? "held back" : "read", is_held});
  }
  return facts;
}

function number_cell(label) {
  const cell = make("td", "number");
  cell.dataset.label = label;
  return cell;
}

function age_cell() {
  const age = make("b");
  const budget = make("span");
  const late = make("span", "late");
  const fill = make("div");
  const bar = make("div", "bar", fill);
  bar.setAttribute("aria-hidden", "true");
  const node = make("td", "age", age, budget, late, bar);
  return {
    node,
    set({oldest_age_s, budget_s}) {
      const share = budget_s > 0 ? oldest_age_s / budget_s : 0;
      write(age, seconds(oldest_age_s));
      write(budget, ` of ${seconds(budget_s)}`);
      write(late, share > 1 ? " over budget" : "");
      mark(bar, "data-fill", share > 1 ? "late" : share > 0.5 ? "half" : "well");
      fill.style.setProperty("--share", `${Math.min(share * 100, 100).toFixed(1)}%`);
    },
  };
}

function drain_of({lag, state, drain_s}) {
  if (lag === 0 || state === "steady" || state === "stalled") return "–";
  return drain_s === null ? "grows" : seconds(drain_s);
}

function doing(topic, told, standing) {
  if (told?.held) return "held back";
  const still = standing.filter((partition) => partition.topic === topic.name).length;
  return still > 0 ? `${still} ${still === 1 ? "partition stands" : "partitions stand"} still` : "";
}

function topic_row() {
  const name = document.createTextNode("");
  const detail = make("small");
  const head = make("th", "name", name, detail);
  head.scope = "row";
  const state = badge();
  const age = age_cell();
  const cells = ["in", "out", "waiting", "drains in"].map(number_cell);
  const first = make("tr", "", head, make("td", "condition", state.node), age.node, ...cells);
  const why = make("td");
  why.colSpan = 7;
  const second = make("tr", "why", why);
  return {
    node: make("tbody", "", first, second),
    set(topic) {
      if (name.data !== topic.name) name.data = topic.name;
      write(detail, [topic.class, topic.doing].filter(Boolean).join(" · "));
      state.set(topic.state);
      age.set(topic);
      write(cells[0], rate(topic.in_rate));
      write(cells[1], rate(topic.out_rate));
      write(cells[2], number(topic.lag));
      write(cells[3], drain_of(topic));
      write(why, topic.sentence);
      show(second, topic.sentence !== "");
    },
  };
}

function standing_row() {
  const name = make("b");
  const figures = make("span", "quiet");
  const why = make("p", "why");
  return {
    node: make("li", "", make("div", "head", name, figures), why),
    set(partition) {
      write(name, `${partition.topic}/${partition.partition}`);
      const lag = partition.end === null ? NaN : Math.max(partition.end - partition.applied, 0);
      write(figures, `at offset ${partition.applied}${lag >= 0 ? `, ${waits(lag)}` : ""}`);
      write(why, partition.waiting_for);
    },
  };
}

function decision_row() {
  const time = make("time");
  const from = make("span", "quiet");
  const to = badge();
  const why = make("p", "why");
  return {
    node: make("li", "", make("div", "head", time, from, to.node), why),
    set(decision) {
      mark(time, "datetime", decision.at);
      write(time, clock(decision.at));
      write(from, `${decision.from} →`);
      to.set(decision.to);
      write(why, decision.reason);
    },
  };
}

function option() {
  const node = make("option");
  return {node, set: (name) => { write(node, name || "all topics"); mark(node, "value", name); }};
}

const partition_key = (partition) => `${partition.topic}/${partition.partition}`;
const set_facts = keyed(find("facts"), (fact_of) => fact_of.lead, fact);
const set_topics = keyed(find("topics"), (topic) => topic.name, topic_row);
const set_standing = keyed(find("standing"), partition_key, standing_row);
const set_decisions = keyed(find("decisions"), (decision) => decision.at, decision_row);
find("which").replaceChildren();
const set_options = keyed(find("which"), (name) => name, option);

function member_of({name, group, version}) {
  return `${version} · ${name} of group ${group}`;
}

function show_all(status, explained) {
  write(find("member"), status.member ? member_of(status.member) : "");
  show_now(status, explained);
  const is_starting = explained.topics.length === 0;
  const told = new Map(explained.topics.map((topic) => [topic.name, topic]));
  set_facts(is_starting ? [] : facts_of(status, told));
  const standing = status.partitions.filter((partition) => partition.waiting_for !== "");
  set_topics(status.topics.map((topic) => {
    const is_told = topic.state === "steady" || topic.name === shown_topic;
    const own = told.get(topic.name);
    return {...topic, doing: doing(topic, own, standing),
            sentence: is_told ? "" : own?.sentence ?? ""};
  }));
  show(find("no-topics"), status.topics.length === 0);
  show(find("topics"), status.topics.length > 0);
  set_standing(standing);
  show(find("no-standing"), standing.length === 0);
  const latest_first = status.decisions.slice().reverse();
  set_decisions(latest_first);
  show(find("no-decisions"), latest_first.length === 0);
  set_options(["", ...status.topics.map((topic) => topic.name)]);
}

async function show_history() {
  const name = find("which").value;
  draw(await ask(name ? `/history.json?topic=${encodeURIComponent(name)}` : "/history.json"));
}

function fall_silent() {
  set_state("silent");
  const since = answered_at ? `since ${clock(answered_at)} UTC` : "at all";
  write(find("beat"), `no answer ${since}`);
}

async function look(is_history_due) {
  try {
    const [status, explained] = await Promise.all([ask("/status.json"), ask("/explain?format=json")]);
    show_all(status, explained);
    if (is_history_due) await show_history();
    answered_at = Date.now();
    write(find("beat"), `${clock(answered_at)} UTC`);
  } catch {
    fall_silent();
  }
}

// One look after the other, none while nobody sees it.
async function run() {
  for (let beat = 0; ; beat += 1) {
    if (!document.hidden) await look(beat % HISTORY_BEATS === 0);
    await new Promise((resolve) => { setTimeout(resolve, BEAT); });
  }
}

make_charts();
find("which").addEventListener("change", () => show_history().catch(fall_silent));
run();
