#include "data/field_splitter.hpp"

#include "data/number.hpp"
#include "data/quote_marker.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

namespace odds {

namespace {

const char* find(const char* text, const char* end, char byte) {
  const void* const found = std::memchr(text, byte, static_cast<std::size_t>(end - text));
  return found == nullptr ? end : static_cast<const char*>(found);
}

// Has the top bit of byte i set if byte i of the eight at `text` is that of `pattern`; above the
// first such byte, bits may be set wrongly.
std::uint64_t matches(const char* text, std::uint64_t pattern) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  word ^= pattern;
  return (word - kOnes) & ~word & (kOnes << 7);
}

// As `find`, for a byte that is usually less than 16 bytes away: fields are short, and neither the
// call of memchr nor a mispredicted branch for each of them is for free.
const char* find_near(const char* text, const char* end, char byte) {
  const std::uint64_t pattern = 0x0101010101010101U * static_cast<unsigned char>(byte);
  if constexpr (std::endian::native == std::endian::little) {
    for (; end - text >= 16; text += 16) {
      const std::uint64_t low = matches(text, pattern);
      const std::uint64_t high = matches(text + 8, pattern);
      if ((low | high) == 0) continue;
      return text + (low != 0 ? std::countr_zero(low) : 64 + std::countr_zero(high)) / 8;
    }
  }
  while (text != end && *text != byte) ++text;
  return text;
}

// Reads the field whose opening quote is at `text`; returns the position after its closing quote,
// or nullptr if there is text after that.
const char* read_quoted(const char* text, const char* end, char delimiter, Field& field) {
  field = {.begin = text + 1, .end = end, .quoted = true, .escaped = false};
  for (const char* p = field.begin;;) {
    const char* const quote = find(p, end, '"');
    if (quote == end) return nullptr;
    const char* const after = quote + 1;
    if (after == end || *after == delimiter) {
      field.end = quote;
      if (find(field.begin, quote, kQuotedBreak) != quote) field.escaped = true;
      return after;
    }
    if (*after != '"') return nullptr;
    field.escaped = true;
    p = after + 1;
  }
}

// Calls `keep(position, field)` for every field.
template <class Keep>
SplitRecord for_each_field(std::string_view record, char delimiter, Keep keep) {
  const char* p = record.data();
  const char* const end = p + record.size();
  Field field;
  for (Index position = 0;; ++position) {
    if (p != end && *p == '"') {
      p = read_quoted(p, end, delimiter, field);
      if (p == nullptr) return {.fields = position, .malformed = position};
    } else {
      const char* const begin = p;
      p = find_near(p, end, delimiter);
      field = {.begin = begin, .end = p, .quoted = false, .escaped = false};
    }
    keep(position, field);
    if (p == end) return {.fields = position + 1, .malformed = -1};
    ++p;
  }
}

}  // namespace

std::string_view text_of(const Field& field, std::string& scratch) {
  if (!field.quoted) return trim_blanks(field.raw());
  if (!field.escaped) return field.raw();
  scratch.clear();
  for (const char* p = field.begin; p != field.end; ++p) {
    if (*p == '"') ++p;
    scratch += *p == kQuotedBreak ? '\n' : *p;
  }
  return scratch;
}

bool has_unquoted_return(const Field& field) {
  return !field.quoted && field.raw().find('\r') != std::string_view::npos;
}

FieldSplitter::FieldSplitter(char delimiter, std::vector<Index> wanted)
    : delimiter_(delimiter), wanted_(std::move(wanted)), fields_(wanted_.size()) {
  wanted_.push_back(-1);  // so that there is always a next one to compare with
}

SplitRecord FieldSplitter::split(std::string_view record) {
  const Index* next = wanted_.data();
  Field* kept = fields_.data();
  return for_each_field(record, delimiter_, [&](Index position, const Field& field) {
    if (position != *next) return;
    *kept++ = field;
    ++next;
  });
}

std::vector<Field> all_fields(std::string_view record, char delimiter, Index& malformed) {
  std::vector<Field> fields;
  const auto keep = [&](Index, const Field& field) { fields.push_back(field); };
  malformed = for_each_field(record, delimiter, keep).malformed;
  return fields;
}

bool is_blank(std::string_view record, char delimiter) {
  return std::all_of(record.begin(), record.end(),
                     [&](char byte) { return byte == ' ' || (byte == '\t' && delimiter != '\t'); });
}

}  // namespace odds
