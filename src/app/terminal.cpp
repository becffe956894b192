#include "terminal.h"

#include <cstdlib>
#include <sstream>
#include <string_view>

#include <unistd.h>

namespace projector::app {
namespace {

constexpr const char* kRed = "\033[1;31m";
constexpr const char* kYellow = "\033[1;33m";
constexpr const char* kGreen = "\033[32m";
constexpr const char* kPlain = "\033[0m";

bool is_set(const char* variable) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program sets variables.
  const char* const value = std::getenv(variable);
  return value != nullptr && value[0] != '\0';
}

bool is_dumb() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program sets variables.
  const char* const kind = std::getenv("TERM");
  return kind == nullptr || std::string_view(kind) == "dumb";
}

std::string painted(const std::string& line, std::size_t begin, std::size_t size,
                    const char* colour) {
  std::string text = line.substr(0, begin);
  return text.append(colour).append(line, begin, size).append(kPlain).append(line, begin + size);
}

std::string coloured_line(const std::string& line) {
  const bool is_finding = !line.empty() && line[0] != ' ';
  for (const auto& [word, colour] : {std::pair{": error: ", kRed}, {": warning: ", kYellow}}) {
    const std::size_t found = is_finding ? line.find(word) : std::string::npos;
    if (found == std::string::npos) continue;
    return painted(line, found + 2, std::string_view(word).size() - 4, colour);
  }
  // Below the line of the file, of which nothing but the number's column stands before the bar.
  const std::size_t bar = line.find_first_not_of(' ');
  const bool is_remark =
      !is_finding && bar != std::string::npos && bar > 0 && (line[bar] == '|' || line[bar] == '=');
  return is_remark ? painted(line, bar + 1, line.size() - bar - 1, kGreen) : line;
}

}  // namespace

bool wants_colour(std::FILE* stream) {
  return ::isatty(::fileno(stream)) == 1 && !is_set("NO_COLOR") && !is_dumb();
}

std::string coloured(const std::string& findings) {
  std::istringstream lines(findings);
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    text.append(text.empty() ? "" : "\n").append(coloured_line(line));
  }
  return text;
}

void print_findings(std::FILE* stream, const std::string& findings) {
  const std::string text = wants_colour(stream) ? coloured(findings) : findings;
  std::fprintf(stream, "%s\n", text.c_str());
}

}  // namespace projector::app
