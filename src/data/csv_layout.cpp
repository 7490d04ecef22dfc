#include "data/csv_layout.hpp"

#include "data/blanks.hpp"
#include "data/dialect.hpp"
#include "data/failure.hpp"
#include "data/field_splitter.hpp"
#include "data/foreign_format.hpp"
#include "data/line_source.hpp"
#include "data/number.hpp"
#include "data/reading_note.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace odds {

namespace {

constexpr Index kMarkBytes = 64;

void refuse_foreign_formats(const InputBytes& bytes) {
  char head[kMarkBytes];
  const auto size = static_cast<std::size_t>(bytes.read(0, head, kMarkBytes));
  const ForeignFormat format = foreign_format({head, size});
  if (format.name.empty()) return;
  throw_data(place_in(bytes.name()), fmt::format("this is not CSV: it is {}", format.name),
             std::string(format.hint));
}

/// Whether the options name the delimiter; that of another file has to be in the header.
bool is_told(const InputBytes& bytes, const CsvOptions& options, bool lone_returns) {
  if (options.delimiter == '\0' || !options.of_other_file) return options.delimiter != '\0';
  const TextFormat format{options.delimiter, lone_returns};
  const std::vector<std::string> records = first_records(bytes, format, 1, Ending::lenient);
  return records.empty() || records.front().find(options.delimiter) != std::string::npos;
}

TextFormat find_format(const InputBytes& bytes, const CsvOptions& options,
                       std::vector<Note>& notes) {
  const bool lone_returns = has_lone_returns(bytes);
  if (is_told(bytes, options, lone_returns)) return {options.delimiter, lone_returns};
  const char delimiter = find_delimiter(bytes, lone_returns);
  if (delimiter == ',' && options.decimal == ',') {
    throw_usage(place_in(bytes.name()),
                "no separator but the comma was found, and the comma is the decimal mark",
                "name the separator with --delim, for example --delim ';'");
  }
  if (delimiter != ',') {
    notes.push_back(
        reading_note(fmt::format("the fields are separated by {}", plural_name(delimiter))));
  }
  return {delimiter, lone_returns};
}

// The line of the first record that is not blank.
Index first_line(const InputBytes& bytes, const TextFormat& format) {
  LineSource lines(bytes, format, {.limit = bytes.size()});
  std::string_view record;
  while (lines.next(record) && is_blank(record, format.delimiter)) continue;
  return lines.line();
}

std::vector<std::string> texts_of_record(const std::string& record, const InputBytes& bytes,
                                         const TextFormat& format) {
  Index malformed = -1;
  const std::vector<Field> fields = all_fields(record, format.delimiter, malformed);
  const auto fail = [&](const char* what, const char* hint) {
    throw_data(place_in(bytes.name(), first_line(bytes, format)), what, hint);
  };
  if (malformed >= 0) {
    fail("text follows a closing quote in the header",
         "double every quote that is part of a quoted name");
  }
  if (std::any_of(fields.begin(), fields.end(), has_unquoted_return)) {
    fail("a name without quotes contains a carriage return", "give all lines the same end");
  }
  std::vector<std::string> texts;
  std::string scratch;
  for (const Field& field : fields) texts.emplace_back(trim_unseen(text_of(field, scratch)));
  return texts;
}

void note_numbers_in_header(const std::vector<std::string>& texts, char decimal,
                            std::vector<Note>& notes) {
  std::size_t numbers = 0;
  std::size_t named = 0;
  std::string_view example;
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    ++named;
    if (!is_usable(parse_number(trim_blanks(text), decimal).kind)) continue;
    if (++numbers == 1) example = text;
  }
  if (numbers == 0 || 2 * numbers < named) return;
  notes.push_back(
      reading_note(fmt::format("the first line was taken as the names of the columns, but holds "
                               "numbers such as \"{}\"; pass --no-header if it is data",
                               shown(example))));
}

}  // namespace

CsvLayout find_layout(const InputBytes& bytes, const CsvOptions& options) {
  refuse_foreign_formats(bytes);
  CsvLayout layout;
  layout.format = find_format(bytes, options, layout.notes);
  const std::vector<std::string> records = first_records(bytes, layout.format, 1, Ending::strict);
  if (records.empty()) throw_data(place_in(bytes.name()), "the file is empty");
  layout.names = texts_of_record(records.front(), bytes, layout.format);
  if (options.header) note_numbers_in_header(layout.names, options.decimal, layout.notes);
  layout.unnamed.resize(layout.names.size(), false);
  for (std::size_t i = 0; i < layout.names.size(); ++i) {
    layout.unnamed[i] = options.header && layout.names[i].empty();
    if (layout.names[i].empty() || !options.header) layout.names[i] = fmt::format("V{}", i + 1);
  }
  return layout;
}

}  // namespace odds
