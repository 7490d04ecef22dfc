#include "data/csv/field_splitter.hpp"

#include "data/csv/quote_marker.hpp"
#include "data/types/number.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

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

const char* skip_blanks(const char* text, const char* end, char delimiter) {
  while (text != end && (*text == ' ' || *text == '\t') && *text != delimiter) ++text;
  return text;
}

// Reads the field whose opening quote is at `text`; returns where it ends, behind its closing quote
// and blanks, or nullptr if there is text after that.
const char* read_quoted(const char* text, const char* end, char delimiter, Field& field) {
  field = {.begin = text + 1, .end = end, .quoted = true, .escaped = false};
  for (const char* p = field.begin;;) {
    const char* const quote = find(p, end, '"');
    if (quote == end) return nullptr;
    const bool doubled = quote + 1 != end && quote[1] == '"';
    if (!doubled) {
      const char* const after = skip_blanks(quote + 1, end, delimiter);
      if (after != end && *after != delimiter) return nullptr;
      field.end = quote;
      if (find(field.begin, quote, kQuotedBreak) != quote) field.escaped = true;
      return after;
    }
    field.escaped = true;
    p = quote + 2;
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

const char* read_field(const char* text, const char* end, char delimiter, Field& field) {
  const char* const first = skip_blanks(text, end, delimiter);
  if (first != end && *first == '"') return read_quoted(first, end, delimiter, field);
  field = {
      .begin = text, .end = find_near(text, end, delimiter), .quoted = false, .escaped = false};
  return field.end;
}

const char* skip_field(const char* text, const char* end, char delimiter) {
  Field field;
  return read_field(text, end, delimiter, field);
}

Index count_plain_fields(const char* text, const char* end, char delimiter) {
  return find(text, end, '"') == end ? 1 + std::count(text, end, delimiter) : -1;
}

Index lines_like_rows(const Field& field, char delimiter, Index columns) {
  constexpr Index kEnoughSeparators = 3;
  Index lines = 0;
  const char* begin = find(field.begin, field.end, kQuotedBreak);
  while (begin != field.end) {
    const char* const end = find(begin + 1, field.end, kQuotedBreak);
    if (end == field.end) break;
    if (std::count(begin + 1, end, delimiter) + 1 != columns) return 0;
    ++lines;
    begin = end;
  }
  return lines * (columns - 1) >= kEnoughSeparators ? lines : 0;
}

Index empty_fields_at_end(std::string_view record, char delimiter) {
  Index fields = 0;
  for (; !record.empty(); record.remove_suffix(1)) {
    const char last = record.back();
    if (last == delimiter) {
      ++fields;
    } else if (last != ' ' && last != '\t' && last != '"') {
      break;
    }
  }
  return fields;
}

char* squeeze_blanks(char* begin, char* end) {
  const auto is_blank = [](char byte) { return byte == ' ' || byte == '\t'; };
  char* to = begin;
  for (const char* from = begin;;) {
    while (from != end && is_blank(*from)) ++from;
    if (from == end) return to;
    if (to != begin) *to++ = ' ';
    const bool quoted = *from == '"';
    bool inside = false;
    for (; from != end && (inside || !is_blank(*from)); ++from) {
      if (quoted && *from == '"') inside = !inside;
      *to++ = *from;
    }
  }
}

std::vector<Field> all_fields(std::string_view record, char delimiter, Index& malformed) {
  std::vector<Field> fields;
  const char* const end = record.data() + record.size();
  malformed = -1;
  for (const char* p = record.data();; ++p) {
    Field field;
    p = read_field(p, end, delimiter, field);
    if (p == nullptr) malformed = static_cast<Index>(fields.size());
    if (p == nullptr) return fields;
    fields.push_back(field);
    if (p == end) return fields;
  }
}

}  // namespace odds
