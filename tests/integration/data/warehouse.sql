-- A warehouse: orders with lines and parcels, and the sensors of its cold rooms.

CREATE TYPE order_state AS ENUM ('placed', 'packed', 'sent');
CREATE DOMAIN weight AS numeric(9, 3) CHECK (VALUE > 0);

CREATE TABLE customer_order (
  order_no         bigint GENERATED ALWAYS AS IDENTITY,
  order_id         uuid,
  day              date,
  shop             smallint,
  state            order_state,
  is_gift          boolean,
  total            weight,
  tags             text[],
  sizes            int[],
  customer         jsonb,
  placed_at        timestamptz,
  packed_at        timestamp(0),
  pickup           time,
  seal             bytea,
  rebate           real,
  source_partition int,
  source_offset    bigint,
  source_topic     text,
  entered_at       timestamptz DEFAULT '2026-01-01',
  label            text GENERATED ALWAYS AS ('shop ' || shop::text) STORED,
  revision         int,
  is_gone          boolean NOT NULL DEFAULT false,
  PRIMARY KEY (shop, day, order_id)
);

-- Without a mark: removed lines are deleted.
CREATE TABLE order_line (
  order_id uuid,
  day      date,
  shop     smallint,
  line_no  int,
  sku      varchar(12) NOT NULL,
  quantity numeric,
  width    double precision,
  depths   int[],
  price    numeric(8, 2),
  whole    jsonb,
  revision int,
  UNIQUE (order_id, day, shop, line_no)
);

CREATE TABLE parcel_tag (
  order_id uuid,
  tag      text,
  place    int,
  revision int,
  PRIMARY KEY (order_id, tag)
);

CREATE TABLE reading (
  sensor      uuid,
  measured_at timestamptz,
  celsius     numeric,
  heard_at    timestamp,
  PRIMARY KEY (sensor, measured_at)
);
