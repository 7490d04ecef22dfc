// Splits a record into its fields.
#pragma once

#include <odds/types.hpp>

#include <span>
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

/// The text that a field means. Blanks around an unquoted field are no part of its text; doubled
/// quotes are one quote, kQuotedBreak is '\n'. `scratch` holds the text if it differs from the
/// bytes of the record.
std::string_view text_of(const Field& field, std::string& scratch);

/// Whether a '\r' is part of a field without quotes: a line end that is none in this file.
bool has_unquoted_return(const Field& field);

/// What became of a record.
struct SplitRecord {
  Index fields = 0;      ///< how many there are; meaningless if one is malformed
  Index malformed = -1;  ///< position of a field with text after its closing quote; -1: none
};

/// Splits records at a delimiter and remembers some of their fields.
class FieldSplitter {
 public:
  /// `wanted`: positions of the fields to remember, ascending, without repetition.
  FieldSplitter(char delimiter, std::vector<Index> wanted);

  /// Splits `record`. The cost of an unwanted field is that of finding its end.
  SplitRecord split(std::string_view record);

  /// The wanted fields of the last record; if it is too short for some, they are those of an
  /// earlier record.
  std::span<const Field> fields() const { return fields_; }

 private:
  char delimiter_;
  std::vector<Index> wanted_;
  std::vector<Field> fields_;
};

/// All fields of a record; `malformed` as in SplitRecord.
std::vector<Field> all_fields(std::string_view record, char delimiter, Index& malformed);

/// Whether a record is a blank line: nothing but spaces and, unless they delimit fields, tabs.
bool is_blank(std::string_view record, char delimiter);

}  // namespace odds
