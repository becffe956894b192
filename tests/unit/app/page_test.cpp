#include "page.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace projector::app {
namespace {

http::Response get(const std::string& path) {
  const auto handlers = page_handlers();
  const auto found = handlers.find(path);
  if (found == handlers.end()) return {.status = 404};
  return found->second({.path = path});
}

std::string text(const std::string& path) { return std::string(get(path).constant_body); }

std::string policy_of(const http::Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "Content-Security-Policy") return value;
  }
  return {};
}

// Paths on this listener that the text names in quotes, as "/page.js" or "./page.js?now".
std::set<std::string> named_in(const std::string& text) {
  std::set<std::string> paths;
  for (std::size_t quote = text.find('"'); quote != std::string::npos;
       quote = text.find('"', quote + 1)) {
    const std::size_t first = quote + (text.compare(quote, 3, "\"./") == 0 ? 2 : 1);
    const std::size_t last = text.find_first_of("\"?", first);
    if (last != std::string::npos && text[first] == '/') {
      paths.insert(text.substr(first, last - first));
    }
  }
  return paths;
}

TEST(Page, HasEveryFileThatItLoads) {
  const std::string html = text("/");
  const std::string script = text("/page.js");
  for (const std::string path : {"/page.css", "/page.js", "/chart.js", "/icon.svg"}) {
    EXPECT_THAT(named_in(html), testing::Contains(path));
    EXPECT_EQ(get(path).status, 200) << path;
  }
  for (const std::string path : {"/page_charts.js", "/page_format.js", "/page_nodes.js"}) {
    EXPECT_THAT(named_in(script), testing::Contains(path));
    EXPECT_EQ(get(path).status, 200) << path;
  }
}

TEST(Page, ForbidsWhatIsNotItsOwn) {
  for (const auto& [path, handler] : page_handlers()) {
    const std::string policy = policy_of(handler({.path = path}));
    EXPECT_THAT(policy, testing::StartsWith("default-src 'none'; ")) << path;
    EXPECT_THAT(policy, testing::HasSubstr("frame-ancestors 'none'")) << path;
    EXPECT_THAT(policy, testing::Not(testing::HasSubstr("unsafe"))) << path;
  }
}

TEST(Page, NamesNoOtherHost) {
  const std::string drawing = "\"http://www.w3.org/2000/svg\"";  // A name, of no place.
  for (const char* path : {"/", "/page.css", "/page.js", "/page_charts.js", "/page_nodes.js"}) {
    std::string own = text(path);
    if (const auto found = own.find(drawing); found != std::string::npos) {
      own.erase(found, drawing.size());
    }
    for (const char* beginning : {"://", "\"//", "'//", "(//", "`//"}) {
      EXPECT_THAT(own, testing::Not(testing::HasSubstr(beginning))) << path;
    }
  }
}

TEST(Page, WritesTextAndNeverHtml) {
  for (const char* path : {"/page.js", "/page_charts.js", "/page_format.js", "/page_nodes.js"}) {
    for (const char* sink : {"innerHTML", "outerHTML", "insertAdjacent", "document.write"}) {
      EXPECT_THAT(text(path), testing::Not(testing::HasSubstr(sink))) << path;
    }
  }
}

TEST(Page, IsLight) {
  std::size_t bytes = 0;
  for (const auto& [path, handler] : page_handlers()) bytes += text(path).size();
  EXPECT_LT(bytes, 300'000u);  // Of 400,000 with what it asks for then.
  EXPECT_GT(text("/chart.js").size(), 100'000u);
}

}  // namespace
}  // namespace projector::app
