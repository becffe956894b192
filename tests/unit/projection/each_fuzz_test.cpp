// Events with arrays, made at random and mapped, judged by another parser: a row for each element,
// with the values that stand there.

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "manifest_fixture.h"
#include "mapper_fixture.h"

namespace projector {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kSeed = 20'260'714;

class EachFuzz : public MapperTest {
 protected:
  // items(id text, place integer, a text, b jsonb), an element a row, and as many rows in twins.
  EachFuzz() {
    table_.schema = "public";
    table_.name = "items";
    table_.columns = {catalog_column("id", "text", TypeFamily::kText, false),
                      catalog_column("place", "integer", TypeFamily::kInteger, false),
                      catalog_column("a", "text", TypeFamily::kText),
                      catalog_column("b", "json", TypeFamily::kJson),
                      catalog_column("version", "bigint", TypeFamily::kBigint)};
    table_.unique_indexes = {{"items_key", {"id", "place"}}};
    table_.can_select = table_.can_insert = table_.can_update = true;
    twins_ = table_;
    twins_.name = "twins";
    items_projection_ = projection_of("items", "/x/items", "./v/a", "./v/list/1");
    twins_projection_ = projection_of("twins", "/x/items", "./v/b", ".");
  }

  static ProjectionOptions projection_of(std::string name, std::string each, std::string a,
                                         std::string b) {
    ProjectionOptions options;
    options.name = std::move(name);
    options.key = {"id", "place"};
    options.version_column = "version";
    options.version.from = "=1";
    EntryOptions& entry = options.entries.emplace_back();
    entry.each = std::move(each);
    entry.columns = {column_source("id", "/id"), column_source("place", "@index"),
                     column_source("a", std::move(a)), column_source("b", std::move(b))};
    return options;
  }

  Projection compile() const override {
    const ProjectionTarget targets[] = {{&items_projection_, &table_},
                                        {&twins_projection_, &twins_}};
    MappedTopic topic;
    topic.record_bytes_max = 1 << 20;
    return compile_projection(targets, topic);
  }

  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  Json scalar() {
    switch (below(6)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(below(1000)) - 500;
      case 3:
        return "a\"\\\n\t";
      case 4:
        return "]},{[";
      default:
        return std::string(below(20), 'x');
    }
  }

  Json element() {
    Json element = Json::object();
    for (std::uint64_t i = below(4); i > 0; --i) {
      element["n" + std::to_string(i)] = Json::array({scalar(), Json::object()});
    }
    Json inner = Json::object();
    if (below(3) > 0) inner["a"] = scalar();
    if (below(3) > 0) inner["b"] = scalar();
    if (below(2) > 0) {
      inner["list"] = Json::array({scalar(), Json{{"deep", scalar()}}, scalar()});
    }
    if (below(4) > 0) element["v"] = inner;
    return below(10) == 0 ? scalar() : element;
  }

  // What stands in the rows of one table, by the other parser.
  static std::string expected(const std::string& table, const Json& items, const std::string& a,
                              const std::string& b) {
    std::string text;
    for (std::size_t place = 0; place < items.size(); ++place) {
      text.append("upsert ").append(table).append(" X|").append(std::to_string(place)).append("|");
      text.append(text_at(items[place], a)).append("|");
      text.append(document_at(items[place], b)).append("|1\n");
    }
    return text;
  }

  static const Json* at(const Json& element, const std::string& pointer) {
    const Json::json_pointer path(pointer);
    if (!element.contains(path) || element[path].is_null()) return nullptr;
    return &element[path];
  }
  static std::string text_at(const Json& element, const std::string& pointer) {
    const Json* const found = at(element, pointer);
    if (found == nullptr) return "NULL";
    return found->is_string() ? found->get<std::string>() : found->dump();
  }
  static std::string document_at(const Json& element, const std::string& pointer) {
    const Json* const found = at(element, pointer);
    return found == nullptr ? "NULL" : found->dump();
  }

  TableCatalog table_;
  TableCatalog twins_;
  ProjectionOptions items_projection_;
  ProjectionOptions twins_projection_;
  std::mt19937_64 random_{kSeed};
};

TEST_F(EachFuzz, FindsInEachElementWhatAnotherParserFinds) {
  for (int round = 0; round < 1'000; ++round) {
    Json items = Json::array();
    for (std::uint64_t i = below(6); i > 0; --i) items.push_back(element());
    const Json event = {{"other", element()},
                        {"id", "X"},
                        {"x", {{"before", element()}, {"items", items}, {"after", element()}}}};
    std::string wanted =
        expected("items", items, "/v/a", "/v/list/1") + expected("twins", items, "/v/b", "");
    if (!wanted.empty()) wanted.pop_back();

    batch_.clear(1 << 20);
    ASSERT_EQ(map(event.dump()), wanted) << "seed " << kSeed << ", round " << round;
  }
}

TEST_F(EachFuzz, NeverFailsOnWhatIsNoDocument) {
  constexpr std::string_view kBytes = "{}[]\",:\\ 019-.eutnx\x01\xc3";
  int mapped = 0;
  for (int round = 0; round < 4'000; ++round) {
    Json items = Json::array({element(), element()});
    std::string event = Json{{"id", "X"}, {"x", {{"items", items}}}}.dump();
    for (std::uint64_t i = below(3); i > 0; --i) event[below(event.size())] = kBytes[below(20)];

    batch_.clear(1 << 20);
    const MapAction action = map_within(event, below(3) == 0 ? below(4'000) : kRoomy);
    if (action == MapAction::kMapped) {
      ASSERT_TRUE(Json::accept(event)) << "seed " << kSeed << ", round " << round << ": " << event;
      ++mapped;
    } else {
      ASSERT_EQ(batch_.bytes(), 0u) << "seed " << kSeed << ", round " << round << ": " << event;
    }
  }
  EXPECT_GT(mapped, 1'000);
}

}  // namespace
}  // namespace projector
