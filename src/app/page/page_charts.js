// The charts: /history.json drawn by Chart.js, in the colours of the page's style.

import {number, rate, records, seconds} from "./page_format.js";
import {find, make, mark} from "./page_nodes.js";

const SHORTEST = 120;  // Seconds that an axis shows at least.
const AXIS_WIDTH = 58;  // The same of all, so that moments stand above one another.
const Chart = window.Chart;
const charts = [];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
// So many seconds before now, in whole minutes that leave room for their words.
function minutes(axis) {
  const step = [60, 120, 180, 300].find((one) => -axis.min / one <= 5) ?? 300;
  axis.ticks = [];
  for (let value = 0; value >= axis.min; value -= step) axis.ticks.unshift({value});
}

const ago = (value) => (value === 0 ? "now" : `${-value / 60} min`);

// Lines are told apart by dashes, too.
function line(name, label, is_second) {
  return {name, label, is_second, data: [], parsing: false, pointRadius: 0, pointHitRadius: 12,
          borderWidth: 2, borderDash: is_second ? [6, 4] : [], tension: 0, spanGaps: false};
}

function paint(chart) {
  for (const set of chart.data.datasets) {
    set.borderColor = colour(set.is_second ? "--second" : "--accent");
    set.backgroundColor = `${set.borderColor}1f`;
  }
  for (const axis of Object.values(chart.options.scales)) {
    axis.ticks.color = colour("--soft");
    axis.grid.color = colour("--grid");
    axis.grid.borderColor = colour("--line");
  }
}

// `least` is what its axis shows at least.
function add(id, {title, unit, axis_unit = unit, least}, lines) {
  lines[0].fill = "origin";
  const x = {type: "linear", max: 0, min: -SHORTEST, grid: {drawOnChartArea: false},
             afterBuildTicks: minutes, ticks: {callback: ago, maxRotation: 0}};
  const y = {type: "linear", beginAtZero: true, suggestedMax: least, grid: {},
             afterFit: (axis) => { axis.width = Math.max(axis.width, AXIS_WIDTH); },
             ticks: {callback: axis_unit, maxTicksLimit: 5}};
  const chart = new Chart(find(id), {
    type: "line",
    data: {datasets: lines},
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, normalized: true,
      interaction: {mode: "index", intersect: false, axis: "x"},
      scales: {x, y},
      plugins: {legend: {display: false}, tooltip: {callbacks: {
        title: (items) => (items.length ? `${seconds(-items[0].parsed.x)} ago` : ""),
        label: (item) => `${item.dataset.label}: ${unit(item.parsed.y)}`,
      }}},
    },
  });
  const legend = find(`${id}-now`);
  const values = lines.map((one) => {
    const value = make("b");
    legend.append(make("span", "", make("i", one.is_second ? "key dashed" : "key"), `${one.label} `,
                       value));
    return value;
  });
  paint(chart);
  charts.push({chart, title, unit, values});
}

// Points by their seconds before now; a gap where steps are missing.
function points(history, name, now) {
  const drawn = [];
  history.at.forEach((at, place) => {
    if (place > 0 && at - history.at[place - 1] > 2.5 * history.step_s) {
      drawn.push({x: history.at[place - 1] + 1 - now, y: null});
    }
    drawn.push({x: Math.min(at - now, 0), y: history[name][place]});
  });
  return drawn;
}

function last_of(data) {
  const found = data.findLast((point) => point.y !== null);
  return found && found.x > -SHORTEST / 4 ? found.y : NaN;
}

export function draw(history) {
  if (history.at.length === 0) return;
  const now = history.at.at(-1);
  const first = Math.min(history.at[0] - now, -SHORTEST);
  for (const {chart, title, unit, values} of charts) {
    chart.options.scales.x.min = first;
    const said = chart.data.datasets.map((set, place) => {
      set.data = points(history, set.name, now);
      const text = unit(last_of(set.data));
      if (values[place].textContent !== text) values[place].textContent = text;
      return `${set.label} ${text}`;
    });
    mark(chart.canvas, "aria-label", `${title}, now: ${said.join(", ")}`);
    chart.update("none");
  }
}

export function make_charts() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12;
  add("rates", {title: "Records a second", unit: rate, least: 10},
      [line("in_rate", "in"), line("out_rate", "out", true)]);
  add("lag", {title: "Records that wait", unit: records, axis_unit: number, least: 10},
      [line("lag", "not applied yet")]);
  add("credits", {title: "Credits", unit: number, least: 10},
      [line("credits_in_use", "in use"), line("credits_limit", "of", true)]);
  add("commits", {title: "Time of a commit", unit: seconds, least: 0.01},
      [line("commit_p50_s", "half within"), line("commit_p99_s", "99 % within", true)]);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const {chart} of charts) {
      paint(chart);
      chart.update("none");
    }
  });
}
