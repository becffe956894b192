#include "sim/verify_report.h"

#include <nlohmann/json.hpp>

#include "sim/quantities.h"

namespace harbor {
namespace {

using Json = nlohmann::ordered_json;

std::string name_of(const RowKey& key) {
  return key.booking_id + " passenger " + std::to_string(key.passenger_no);
}

std::string version_text(std::optional<std::int64_t> version) {
  return version ? std::to_string(*version) : "NULL";
}

std::string describe(const StaleRow& row) {
  std::string text = name_of(row.key);
  if (row.expected_version != row.found_version) {
    text += ": version " + version_text(row.found_version) + ", expected " +
            version_text(row.expected_version);
  }
  text += "; differs in";
  for (const std::string_view column : row.columns) text += " " + std::string(column);
  return text;
}

Json to_json_object(const char* kind, const RowKey& key) {
  return {{"kind", kind}, {"booking_id", key.booking_id}, {"passenger_no", key.passenger_no}};
}

Json version_json(std::optional<std::int64_t> version) { return version ? Json(*version) : Json(); }

Json examples_json(const Differences& differences) {
  Json examples = Json::array();
  for (const RowKey& key : differences.missing_examples) {
    examples.push_back(to_json_object("missing", key));
  }
  for (const StaleRow& row : differences.stale_examples) {
    Json example = to_json_object("stale", row.key);
    example["expected_version"] = version_json(row.expected_version);
    example["found_version"] = version_json(row.found_version);
    example["columns"] = row.columns;
    examples.push_back(std::move(example));
  }
  for (const RowKey& key : differences.extra_examples) {
    examples.push_back(to_json_object("extra", key));
  }
  return examples;
}

Json classes_json(const std::map<std::string, DeadLetterBook::ClassCount>& classes) {
  Json object = Json::object();
  for (const auto& [name, counted] : classes) {
    object[name] = {{"count", counted.count}, {"example", counted.example}};
  }
  return object;
}

std::string classes_text(const std::map<std::string, DeadLetterBook::ClassCount>& classes) {
  std::string text;
  for (const auto& [name, counted] : classes) {
    text.append("dead letters, ").append(name).append(": ").append(grouped(counted.count));
    text.append(", such as \"").append(counted.example).append("\"\n");
  }
  return text;
}

std::string removals_text(const Differences& differences) {
  if (differences.wrongly_removed + differences.wrongly_present == 0) return "";
  return "of the stale " + grouped(differences.wrongly_removed) + " are marked as removed and " +
         "should not be, " + grouped(differences.wrongly_present) + " should be and are not\n";
}

}  // namespace

std::string VerifyReport::to_text() const {
  std::string text;
  for (const RowKey& key : differences.missing_examples) text += "missing: " + name_of(key) + "\n";
  for (const StaleRow& row : differences.stale_examples) text += "stale: " + describe(row) + "\n";
  for (const RowKey& key : differences.extra_examples) text += "extra: " + name_of(key) + "\n";
  if (offsets_gone > 0) {
    text += "note: retention has taken " + grouped(offsets_gone) +
            " offsets; rows of theirs count as extra\n";
  }
  if (bad_records > 0) {
    text += "note: " + grouped(bad_records) + " records are no events and no dead letters; first " +
            first_bad_record + "\n";
  }
  if (given_up_wrongly > 0) {
    text += "wrong: " + grouped(given_up_wrongly) + " dead letters are good events; first " +
            first_given_up_wrongly + "\n";
  }
  if (differences.excused > 0) {
    text += "note: " + grouped(differences.excused) +
            " rows are as records leave them that were read again after their row came\n";
  }
  text += classes_text(dead_letter_classes) + removals_text(differences);
  text += grouped(outcomes.applied) + " applied, " + grouped(outcomes.stale) + " stale, " +
          grouped(outcomes.unmatched) + " unmatched; " + grouped(rows_changed) +
          " rows changed on the way\n";
  text += grouped(records) + " records (" + grouped(dead_letters) + " dead letters) make " +
          grouped(rows_expected) + " rows, the table has " + grouped(rows_found) + ": missing " +
          grouped(differences.missing) + ", stale " + grouped(differences.stale) + ", extra " +
          grouped(differences.extra) + "\n";
  return text;
}

std::string VerifyReport::to_json() const {
  const Json report = {{"records", records},
                       {"dead_letters", dead_letters},
                       {"dead_letter_classes", classes_json(dead_letter_classes)},
                       {"given_up_wrongly", given_up_wrongly},
                       {"bad_records", bad_records},
                       {"offsets_gone", offsets_gone},
                       {"applied", outcomes.applied},
                       {"stale_records", outcomes.stale},
                       {"unmatched", outcomes.unmatched},
                       {"rows_changed", rows_changed},
                       {"rows_expected", rows_expected},
                       {"rows_found", rows_found},
                       {"missing", differences.missing},
                       {"stale", differences.stale},
                       {"extra", differences.extra},
                       {"excused", differences.excused},
                       {"wrongly_removed", differences.wrongly_removed},
                       {"wrongly_present", differences.wrongly_present},
                       {"agrees", agrees()},
                       {"examples", examples_json(differences)}};
  // A key may hold bytes that are no UTF-8; they must not end the report.
  return report.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace harbor
