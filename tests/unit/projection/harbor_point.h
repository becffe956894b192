// Harbor Point's table and projection, as the contract has them.

#pragma once

#include <utility>

#include "manifest_fixture.h"

namespace projector {

struct HarborPoint {
  TableCatalog table;
  ProjectionOptions options;
  MappedTopic topic;

  HarborPoint() {
    table.schema = "public";
    table.name = "passenger_manifest";
    table.columns = {
        catalog_column("booking_id", "text", TypeFamily::kText, false),
        catalog_column("passenger_no", "integer", TypeFamily::kInteger, false),
        catalog_column("sailing_id", "text", TypeFamily::kText),
        catalog_column("full_name", "text", TypeFamily::kText),
        catalog_column("cabin", "text", TypeFamily::kText),
        catalog_column("status", "text", TypeFamily::kText),
        catalog_column("checked_in_at", "timestamp with time zone", TypeFamily::kTimestamptz),
        catalog_column("boarding_group", "text", TypeFamily::kText),
        catalog_column("version", "bigint", TypeFamily::kBigint),
        catalog_column("removed_at", "timestamp with time zone", TypeFamily::kTimestamptz)};
    table.unique_indexes = {{"passenger_manifest_pkey", {"booking_id", "passenger_no"}}};
    table.can_select = table.can_insert = table.can_update = true;
    topic.name = "booking-events";
    topic.record_bytes_max = std::size_t{8} << 20;

    options.name = "manifest";
    options.place = "projector.yaml:7:3";
    options.table = "passenger_manifest";
    options.key = {"booking_id", "passenger_no"};
    options.version_column = "version";
    options.version.from = "/version";
    options.event.emplace().from = "/type";
    options.removed_column = "removed_at";
    options.entries = {snapshot("booking-confirmed"), snapshot("booking-amended"), checked_in(),
                       cancelled()};
    options.tombstone = erased();
  }

  static EntryOptions snapshot(std::string event) {
    EntryOptions entry;
    entry.event = std::move(event);
    entry.kind = ChangeKind::kReplace;
    entry.each = "/booking/passengers";
    entry.within = {"booking_id"};
    entry.columns = {column_source("booking_id", "/booking/id"),
                     column_source("passenger_no", "./no"),
                     column_source("sailing_id", "/booking/sailing_id"),
                     column_source("full_name", "./name"),
                     column_source("cabin", "./cabin"),
                     column_source("status", "/booking/status")};
    return entry;
  }

  static EntryOptions checked_in() {
    EntryOptions entry;
    entry.event = "passenger-checked-in";
    entry.kind = ChangeKind::kUpdate;
    entry.columns = {column_source("booking_id", "/booking_id"),
                     column_source("passenger_no", "/passenger_no"),
                     column_source("checked_in_at", "/occurred_at"),
                     column_source("boarding_group", "/boarding_group")};
    return entry;
  }

  static EntryOptions cancelled() {
    EntryOptions entry;
    entry.event = "booking-cancelled";
    entry.kind = ChangeKind::kUpdate;
    entry.columns = {column_source("booking_id", "/booking_id"),
                     column_source("status", "=cancelled")};
    return entry;
  }

  static EntryOptions erased() {
    EntryOptions entry;
    entry.kind = ChangeKind::kDelete;
    entry.columns = {column_source("booking_id", "@key")};
    entry.version.emplace().from = "@header:version";
    entry.clear = {"full_name", "cabin"};
    return entry;
  }

  Projection compile() const {
    const ProjectionTarget target{&options, &table};
    return compile_projection({&target, 1}, topic);
  }
};

}  // namespace projector
