#include "json_scan.h"

#include "json_string.h"

namespace projector {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

const char* skip_string(const char* at) {
  at = find_string_end(at + 1);
  // What follows the letter of an escape is no quote, so its length does not matter.
  while (*at == '\\') at = find_string_end(at + 2);
  return at + 1;
}

const char* skip_word(const char* at) {
  while (!is_space(*at) && *at != ',' && *at != ']' && *at != '}' && *at != '\0') ++at;
  return at;
}

}  // namespace

const char* skip_sound_space(const char* at) {
  while (is_space(*at)) ++at;
  return at;
}

const char* skip_sound_value(const char* at) {
  if (*at == '"') return skip_string(at);
  if (*at != '{' && *at != '[') return skip_word(at);

  int depth = 0;
  do {
    if (*at == '"') {
      at = skip_string(at);
      continue;
    }
    if (*at == '{' || *at == '[') ++depth;
    if (*at == '}' || *at == ']') --depth;
    ++at;
  } while (depth > 0);
  return at;
}

}  // namespace projector
