-- What daemons of one group tell each other, and readers of their tables: how fresh rows are. Run as
-- the database's owner, who may create roles; running it again changes nothing:
--
--   psql -d harbor -f config/sql/projector.sql
--
-- Readers ask the view:
--
--   GRANT SELECT ON projector_freshness TO dashboard;
--   SELECT 'data as of ' || to_char(as_of, 'HH24:MI:SS') FROM projector_freshness WHERE topic = 'booking-events';

-- A row for each partition, written about once a second by the member that has it. A topic or a
-- group that is no longer read stays until its rows are deleted.
CREATE TABLE IF NOT EXISTS projector_status (
  group_id      text        NOT NULL,
  topic         text        NOT NULL,
  partition     int         NOT NULL,
  as_of         timestamptz,           -- All events before it are in the tables; NULL: not known yet.
  owner         text        NOT NULL,  -- The member: kafka.instance_id, or a name of its own.
  generation    bigint      NOT NULL,  -- Rises with each assignment: an older one writes nothing.
  beat          timestamptz NOT NULL,  -- When the owner last wrote, by the server's clock.
  state         text        NOT NULL,  -- Of the topic, as the owner sees it.
  lag           bigint      NOT NULL,
  drain_seconds float8,                -- Until the owner has caught up; NULL while the lag grows.
  PRIMARY KEY (group_id, topic, partition)
) WITH (fillfactor = 50,               -- Updates stay on their page and touch no index.
        autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Who is there, members without a partition too: rates of the group are divided among them.
CREATE TABLE IF NOT EXISTS projector_member (
  group_id text        NOT NULL,
  owner    text        NOT NULL,
  beat     timestamptz NOT NULL,
  PRIMARY KEY (group_id, owner)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- Claimed by a member after each assignment.
CREATE SEQUENCE IF NOT EXISTS projector_generation;

-- A topic is as fresh as its stalest partition. One whose owner has been silent for 10 s keeps its
-- as_of, so its staleness grows, and it shows as stalled until somebody has it again.
CREATE OR REPLACE VIEW projector_freshness AS
SELECT topic,
       CASE WHEN bool_and(as_of IS NOT NULL) THEN min(as_of) END AS as_of,
       CASE WHEN bool_and(as_of IS NOT NULL)
            THEN greatest(extract(epoch FROM clock_timestamp() - min(as_of)), 0)::float8
       END AS stale_seconds,
       (ARRAY['steady', 'absorbing', 'protecting', 'amplifying', 'stalled'])[max(
          CASE WHEN beat < clock_timestamp() - interval '10 seconds' THEN 5
               ELSE coalesce(array_position(
                      ARRAY['steady', 'absorbing', 'protecting', 'amplifying', 'stalled'], state), 1)
          END)] AS state
FROM projector_status
GROUP BY topic;

-- The daemon's role, with no more rights than it needs here. What it needs of the tables that it
-- fills stands with them, as in harbor_point.sql: SELECT, INSERT and UPDATE; DELETE only where a
-- projection deletes rows instead of marking them. Another role can be granted the same. It is made
-- without a password; where the server asks for one: psql -d harbor -c '\password projector'
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'projector') THEN
    CREATE ROLE projector LOGIN;
  END IF;
END $$;
GRANT SELECT, INSERT, UPDATE ON projector_status TO projector;
GRANT SELECT, INSERT, UPDATE, DELETE ON projector_member TO projector;
GRANT USAGE ON SEQUENCE projector_generation TO projector;
