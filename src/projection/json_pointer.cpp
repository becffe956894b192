#include "json_pointer.h"

#include <charconv>
#include <system_error>

namespace projector {
namespace {

std::optional<std::string> unescape_token(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') {
      name += text[i];
      continue;
    }
    ++i;
    if (i == text.size() || (text[i] != '0' && text[i] != '1')) return std::nullopt;
    name += text[i] == '0' ? '~' : '/';
  }
  return name;
}

// Leading zeros name no element: "/01" is a member of an object only.
std::optional<std::uint64_t> array_index(std::string_view name) {
  if (name.empty() || (name.size() > 1 && name[0] == '0')) return std::nullopt;
  std::uint64_t index = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data(), end, index);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return index;
}

}  // namespace

std::optional<std::vector<PointerToken>> parse_pointer(std::string_view text) {
  std::vector<PointerToken> tokens;
  if (text.empty()) return tokens;
  if (text[0] != '/') return std::nullopt;

  for (std::size_t begin = 1; begin <= text.size();) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    auto name = unescape_token(text.substr(begin, end - begin));
    if (!name) return std::nullopt;
    auto index = array_index(*name);
    tokens.push_back({std::move(*name), index});
    begin = end + 1;
  }
  return tokens;
}

}  // namespace projector
