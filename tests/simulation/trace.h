// What happened in a run: shown where asked for, and always digested, so that two runs of one seed
// can be compared.
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <string_view>

#include "agenda.h"

namespace projector::simulation {

class Trace {
 public:
  Trace(const Agenda& agenda, bool is_shown) : agenda_(agenda), is_shown_(is_shown) {}

  // `numbers` say who and how much; `text` is for the reader.
  void say(std::string_view what, std::initializer_list<std::int64_t> numbers = {},
           std::string_view text = {}) {
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(agenda_.elapsed());
    digest(static_cast<std::uint64_t>(at.count()));
    for (const char letter : what) digest(static_cast<unsigned char>(letter));
    for (const std::int64_t number : numbers) digest(static_cast<std::uint64_t>(number));
    if (is_shown_) show(at, what, numbers, text);
  }

  std::uint64_t digest() const { return digest_; }

 private:
  void digest(std::uint64_t value) {
    digest_ = (digest_ ^ value) * 0x100000001b3u;
    digest_ ^= digest_ >> 29;
  }

  static void show(std::chrono::milliseconds at, std::string_view what,
                   std::initializer_list<std::int64_t> numbers, std::string_view text) {
    std::string line(what);
    for (const std::int64_t number : numbers) line.append(" ").append(std::to_string(number));
    line.append(" ").append(text);
    std::printf("%10.3f %s\n", std::chrono::duration<double>(at).count(), line.c_str());
  }

  const Agenda& agenda_;
  const bool is_shown_;
  std::uint64_t digest_ = 0xcbf29ce484222325u;
};

}  // namespace projector::simulation
