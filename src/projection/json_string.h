// Strings of JSON: where they end, whether their escapes are sound, and their text.

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace projector {

// Bytes that may be read behind the end of a document; they must be zero. A NUL ends every loop of
// the scanner, so it needs no other bound.
inline constexpr std::size_t kJsonPadding = 16;

// The next quote, backslash or control character at or behind `at`; reads up to 15 bytes beyond it.
inline const char* find_string_end(const char* at) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i control_max = _mm_set1_epi8(0x1F);
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i marks =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const __m128i controls = _mm_cmpeq_epi8(_mm_max_epu8(bytes, control_max), control_max);
    const auto hits = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(marks, controls)));
    if (hits != 0) return at + std::countr_zero(hits);
  }
#else
  while (static_cast<unsigned char>(*at) >= 0x20 && *at != '"' && *at != '\\') ++at;
  return at;
#endif
}

// Behind the escape that begins at the backslash `at`; null where it is none. Half a surrogate pair
// is none either: it stands for no character, and no text can hold it.
const char* skip_escape(const char* at, bool& is_nul);

// Whether \u0000 stands in a part whose escapes were found sound.
bool holds_escaped_nul(std::string_view part);

// Writes the text of a string's inside, whose escapes were found sound; returns its size, which is
// never more than that of the inside.
std::size_t unescape(const char* begin, const char* end, char* text);

}  // namespace projector
