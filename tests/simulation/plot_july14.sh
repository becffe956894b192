#!/usr/bin/env bash
# Makes docs/plots/july14_policy.svg anew from a run of the simulation.
#
# Usage: tests/simulation/plot_july14.sh [BUILD_DIR]   (default: build/dev)
set -euo pipefail
cd "$(dirname "$0")/../.."

series=$(mktemp --suffix=.csv)
trap 'rm -f "$series"' EXIT
"${1:-build/dev}/tests/simulation/july14" "$series"
mkdir -p docs/plots
python3 -B tests/simulation/plot_series.py "$series" docs/plots/july14_policy.svg \
  --title "July 14: age of the oldest waiting record, with the policy and without" \
  --panel "age, s=bookings with policy,bookings without,exports with policy,budget" \
  --panel "state: 0 steady, 1 absorbing, 2 protecting; held: 1=state,held" \
  --mark "60=3,000/s" --mark "360=500/s again"
