-- A column of each family of types that is checked before SQL, and one that only the server knows.

CREATE TYPE probe_kind AS ENUM ('calm', 'rough');
CREATE DOMAIN harbour_code AS text CHECK (VALUE ~ '^[A-Z]{3}$');

CREATE TABLE parent (id text PRIMARY KEY);

CREATE TABLE probe (
  id        text PRIMARY KEY,
  version   bigint,
  small     smallint,
  whole     int,
  big       bigint,
  amount    numeric(8, 2),
  ratio     real,
  wide      double precision,
  flag      boolean,
  day       date,
  moment    timestamptz,
  local     timestamp,
  clock     time,
  ident     uuid,
  document  jsonb,
  data      bytea,
  kind      probe_kind,
  words     text[],
  numbers   int[],
  short     varchar(5),
  note      text,
  needed    text NOT NULL DEFAULT 'x',
  address   inet,
  harbour   harbour_code,
  positive  int CONSTRAINT above_zero CHECK (positive > 0),
  parent    text CONSTRAINT known_parent REFERENCES parent,
  epoch     timestamptz
);
