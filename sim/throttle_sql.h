// The SQL of the throttle: a schema of its own with the rates, a clock per table and the trigger
// function, so that lifting it leaves nothing behind.
//
// The clock is a sequence, because sequences are not transactional: what one statement reserves,
// all others see at once. Its value is the instant (microseconds since 1970) at which the table is
// free again. A statement that changed n rows reserves n / rate seconds from there on:
//
//   statement of A   |---- 500 rows ----|
//   statement of B                      |---- 500 rows ----|      600 rows/s for all together
//   the clock                                              ^
//
// An advisory lock guards the reservation only, never the sleep, and is tried rather than waited
// for, so that no statement ever shows up as waiting for a lock.

#pragma once

#include <string_view>

namespace harbor {

inline constexpr std::string_view kThrottleSchemaSql = R"sql(
CREATE SCHEMA IF NOT EXISTS harbor_sim;
CREATE TABLE IF NOT EXISTS harbor_sim.throttled (
  table_id oid PRIMARY KEY,
  rows_per_second double precision NOT NULL CHECK (rows_per_second > 0)
);

-- Reserves the time of `row_count` rows on the table's clock; returns the instant it ends at.
CREATE OR REPLACE FUNCTION harbor_sim.reserve(table_id oid, row_count bigint, rate double precision)
RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $reserve$
DECLARE
  lock_class constant bigint := 1213353549;
  lock_key constant bigint := (lock_class << 32) | table_id::bigint;
  clock constant regclass := format('harbor_sim.clock_%s', table_id)::regclass;
  free_at bigint;
BEGIN
  WHILE NOT pg_try_advisory_lock(lock_key) LOOP
    PERFORM pg_sleep(0.001);
  END LOOP;
  free_at := greatest(coalesce(pg_sequence_last_value(clock), 0),
                      (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
             + (row_count * 1000000 / rate)::bigint;
  PERFORM setval(clock, free_at);
  PERFORM pg_advisory_unlock(lock_key);
  RETURN free_at;
EXCEPTION WHEN query_canceled OR OTHERS THEN
  -- A session keeps its advisory lock when its statement is cancelled, and everybody would wait.
  IF EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
             AND classid = lock_class::oid AND objid = table_id) THEN
    PERFORM pg_advisory_unlock(lock_key);
  END IF;
  RAISE;
END
$reserve$;

CREATE OR REPLACE FUNCTION harbor_sim.slow_down()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $slow$
DECLARE
  row_count bigint;
  rate double precision;
  free_at bigint;
  wait_us bigint;
BEGIN
  SELECT count(*) INTO row_count FROM changed;
  SELECT rows_per_second INTO rate FROM harbor_sim.throttled WHERE table_id = TG_RELID;
  IF row_count = 0 OR rate IS NULL THEN RETURN NULL; END IF;

  free_at := harbor_sim.reserve(TG_RELID, row_count, rate);
  LOOP
    wait_us := free_at - (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    EXIT WHEN wait_us <= 0;
    PERFORM pg_sleep(least(wait_us, 100000) / 1000000.0);
    -- In slices, so that lifting frees those who sleep.
    EXIT WHEN NOT EXISTS (SELECT FROM harbor_sim.throttled WHERE table_id = TG_RELID);
  END LOOP;
  RETURN NULL;
END
$slow$;

-- Whoever may write the table runs these by its triggers, with the rights of their owner.
REVOKE ALL ON FUNCTION harbor_sim.reserve(oid, bigint, double precision) FROM PUBLIC;
)sql";

// Each with {table} for the quoted name.
inline constexpr std::string_view kThrottleTriggersSql = R"sql(
CREATE OR REPLACE TRIGGER harbor_sim_slow_insert AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION harbor_sim.slow_down();
CREATE OR REPLACE TRIGGER harbor_sim_slow_update AFTER UPDATE ON {table}
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION harbor_sim.slow_down();
CREATE OR REPLACE TRIGGER harbor_sim_slow_delete AFTER DELETE ON {table}
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION harbor_sim.slow_down();
)sql";

inline constexpr std::string_view kThrottleDropTriggersSql = R"sql(
DROP TRIGGER IF EXISTS harbor_sim_slow_insert ON {table};
DROP TRIGGER IF EXISTS harbor_sim_slow_update ON {table};
DROP TRIGGER IF EXISTS harbor_sim_slow_delete ON {table};
)sql";

}  // namespace harbor
