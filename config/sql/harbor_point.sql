-- Harbor Point's manifest: who is booked on which sailing, as config/harbor_point.yaml writes it. Run
-- as the database's owner; running it again changes nothing:
--
--   psql -d harbor -f config/sql/harbor_point.sql

CREATE TABLE IF NOT EXISTS passenger_manifest (
  booking_id     text        NOT NULL,
  passenger_no   int         NOT NULL,
  sailing_id     text,
  full_name      text,
  cabin          text,
  status         text,
  occurred_at    timestamptz,           -- When it happened, by the booking's own clock.
  checked_in_at  timestamptz,
  boarding_group text,
  version        bigint,                -- The guard: a stale event never replaces a newer row.
  removed_at     timestamptz,           -- Set instead of deleting, so that the guard outlives the row.
  PRIMARY KEY (booking_id, passenger_no)  -- Also finds all passengers of a booking, for cancellations.
);

-- Least privilege. The daemon reads rows to compare versions, inserts and updates. It needs DELETE
-- only for a projection that deletes rows instead of marking them, and never owns the table:
-- (config/sql/projector.sql makes the role):
--
--   GRANT SELECT, INSERT, UPDATE ON passenger_manifest TO projector;
--
-- The embarkation dashboard needs no more than
--
--   GRANT SELECT ON passenger_manifest TO dashboard;
--
-- and shows who is to travel:
--
--   SELECT * FROM passenger_manifest WHERE removed_at IS NULL AND status <> 'cancelled';
