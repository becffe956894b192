// Numbers and words as the daemon's own sentences have them, so that both can be compared.

const UNITS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

export function number(value) {
  if (!Number.isFinite(value)) return "–";
  const tenths = Math.round(value * 10) / 10;
  const rounded = Math.abs(tenths) < 10 ? tenths : Math.round(value);
  return rounded.toLocaleString("en-US", {maximumFractionDigits: 1});
}

export const rate = (value) => `${number(value)}/s`;

export function seconds(value) {
  if (!Number.isFinite(value)) return "–";
  if (value < 0.0005) return "0 s";
  if (value < 0.9995) return `${Math.round(value * 1000)} ms`;
  if (value < 10) return `${number(value)} s`;
  let left = Math.round(value);
  const parts = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
    if (parts.length === 2 || (parts.length === 1 && left === 0)) break;
  }
  return parts.join(" ");
}

export const waits = (count) => `${number(count)} ${count === 1 ? "record waits" : "records wait"}`;
export const records = (count) => `${number(count)} ${count === 1 ? "record" : "records"}`;

// Hours, minutes and seconds in UTC, as the log has them.
export const clock = (when) => new Date(when).toISOString().slice(11, 19);

export const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

export const MEANINGS = {
  unknown: "",
  steady: "caught up",
  absorbing: "behind, and by forecast within the budget",
  protecting: "a budget is at risk, so less important work waits",
  amplifying: "work repeats while less of it is of use",
  stalled: "records wait and are not applied",
  silent: "the daemon does not answer; what is below was true then",
};

export const LIMITS = {
  none: "nothing",
  source: "Kafka",
  projector: "this process",
  sink: "PostgreSQL",
};
