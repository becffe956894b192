#!/bin/bash
# July 14 for docker-compose.yml, as scripts/demo plays it but for the kill: calm, a table that gets
# slow, the rush, calm again, the table as fast as before, and every row verified.
# BROKERS, POSTGRES, PROFILE, SLOW_AT, SLOW_RATE and LIFT_AT (seconds) are told by the environment.
set -euo pipefail

say() { printf '== %s\n' "$*"; }

table=(--postgres "$POSTGRES" --table passenger_manifest)

say "Load: $PROFILE"
harbor-sim produce --brokers "$BROKERS" --topic booking-events --model life --profile "$PROFILE" \
  --keys 50000 --size 500-1500 --duplicates 0.01 --disorder 0.01 --bad 0.002 --quiet &
load=$!

sleep "$SLOW_AT"
say "An index build begins: the table takes $SLOW_RATE rows a second"
harbor-sim throttle "${table[@]}" --rate "$SLOW_RATE/s"

sleep "$((LIFT_AT - SLOW_AT))"
say "The index build is done"
harbor-sim throttle "${table[@]}" --lift
wait "$load"

say "The load is over; verifying every row"
for attempt in 1 2 3 4 5 6 7 8 9 10 11 12; do
  if harbor-sim verify "${table[@]}" --brokers "$BROKERS" --model life --topic booking-events \
    --dead-letter-topic booking-events.dead --quiet; then
    exit 0
  fi
  say "Not all of it is applied yet ($attempt)"
  sleep 5
done
exit 1
