// Splits a record into its fields.
#pragma once

#include <odds/types.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// One field of a record, as a view of its bytes; the quotes around it are not part of it.
struct Field {
  const char* begin = nullptr;
  const char* end = nullptr;
  bool quoted = false;
  bool escaped = false;  ///< holds doubled quotes or kQuotedBreak

  std::string_view raw() const { return {begin, static_cast<std::size_t>(end - begin)}; }
};

/// The text that a field means. Blanks around a field are no part of its text, those within its
/// quotes are; doubled quotes are one quote, kQuotedBreak is '\n'. `scratch` holds the text if it
/// differs from the bytes of the record.
std::string_view text_of(const Field& field, std::string& scratch);

/// Whether a '\r' is part of a field without quotes: a line end that is none in this file.
bool has_unquoted_return(const Field& field);

/// Reads the field that begins at `text` in a record that ends at `end`. Returns where it ends, at
/// a delimiter or at `end`; nullptr: text follows its closing quote.
const char* read_field(const char* text, const char* end, char delimiter, Field& field);

/// As read_field, where the field is not wanted.
const char* skip_field(const char* text, const char* end, char delimiter);

/// How many fields begin at `text` or further on, where a field begins; -1: unknown, because some
/// are quoted.
Index count_plain_fields(const char* text, const char* end, char delimiter);

/// All fields of a record. `malformed` becomes the position of a field with text after its closing
/// quote, at which splitting ends; -1: there is none.
std::vector<Field> all_fields(std::string_view record, char delimiter, Index& malformed);

/// At most how many fields at the end of the record are empty, as those of columns that nothing was
/// ever written to.
Index empty_fields_at_end(std::string_view record, char delimiter);

/// Rewrites the record [begin, end), whose fields stand between runs of blanks, so that they stand
/// between single spaces, with none at its ends; blanks within quotes stay. Returns its new end.
char* squeeze_blanks(char* begin, char* end);

/// How many lines the field holds between its first and its last, if each has as many fields as
/// there are `columns`, and three separators at least make chance unlikely; else 0.
Index lines_like_rows(const Field& field, char delimiter, Index columns);

/// Whether a record is a line of comment: it begins with `comment`, blanks aside, unless that is
/// NUL.
inline bool is_comment(std::string_view record, char comment) {
  if (comment == '\0') return false;
  const std::size_t first = record.find_first_not_of(" \t");
  return first != std::string_view::npos && record[first] == comment;
}

/// Whether a record is a blank line: nothing but spaces and, unless they delimit fields, tabs.
inline bool is_blank(std::string_view record, char delimiter) {
  return std::ranges::all_of(record, [delimiter](char byte) {
    return byte == ' ' || (byte == '\t' && delimiter != '\t');
  });
}

}  // namespace odds
