// Random records of all kinds of changes over a few tables with few keys, so that they meet.

#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "projector/core/write_plan.h"

#include "test_database.h"

namespace projector::postgres {

// A table: key columns (b is an integer, others are text), then x and y, version and mark.
struct TableShape {
  const char* name;
  std::vector<std::string> key;
  std::vector<std::vector<std::string>> parts;  // Of the key, by which rows are named.
  RemovedMark mark;
};

const std::vector<TableShape>& table_shapes();

// The plans of one table: places in the topic's.
struct TablePlans {
  std::vector<std::uint32_t> upserts;
  std::vector<std::uint32_t> replaces;
  std::vector<std::uint32_t> updates;
  std::vector<std::uint32_t> deletes;
};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }
  std::uint32_t of(const std::vector<std::uint32_t>& plans) { return plans[below(plans.size())]; }

 private:
  std::mt19937_64 engine_;
};

// The values that key columns take.
std::string key_value(const std::string& column, std::uint64_t number);

class RandomChanges {
 public:
  // All of them outlive it. `table_plans`: of each shape.
  RandomChanges(Dice& dice, const WritePlans& plans, const std::vector<TablePlans>& table_plans);

  std::vector<TestRow> next_record();

 private:
  void add_entry(std::vector<TestRow>& record);
  void add_replace(const TablePlans& plans, std::vector<TestRow>& record);
  void add_row(std::uint32_t plan, const TestRow* parent, std::vector<TestRow>& record);
  Text cell(const std::string& column, bool is_key);

  Dice& dice_;
  const WritePlans& plans_;
  const std::vector<TablePlans>& table_plans_;

  // How alike the changes are. Alike, they fold; unalike, they make waves.
  const std::uint64_t first_table_;
  const std::uint64_t table_count_;
  const std::uint64_t key_values_;
  const std::uint64_t kinds_;
  const bool has_rising_versions_;

  std::uint64_t records_ = 0;
  std::string version_;  // Of the entry in hand.
};

}  // namespace projector::postgres
