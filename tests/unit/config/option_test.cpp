#include "option.h"

#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace projector::config {
namespace {

template <typename Target>
void expect_sound(const std::vector<Option<Target>>& options) {
  std::set<std::string_view> paths;
  for (const Option<Target>& option : options) {
    EXPECT_TRUE(paths.insert(option.path).second) << option.path << " is described twice";
    EXPECT_TRUE(option.help.ends_with('.')) << option.path << " has no sentence of help";
    EXPECT_LE(option.range.least, option.range.most) << option.path;
  }
}

TEST(Options, AreDescribedOnceEach) {
  expect_sound(config_options());
  expect_sound(topic_options());
  expect_sound(admission_class_options());
}

TEST(Options, HaveChoicesWhoseWordsComeBack) {
  for (const Option<Config>& option : config_options()) {
    const auto* const choice = std::get_if<Choice<Config>>(&option.field);
    if (choice == nullptr) continue;
    for (std::size_t word = 0; word < choice->words.size(); ++word) {
      Config config;
      choice->set(config, word);
      EXPECT_EQ(choice->get(config), word) << option.path;
    }
  }
}

}  // namespace
}  // namespace projector::config
