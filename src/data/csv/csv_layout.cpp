#include "data/csv/csv_layout.hpp"

#include "base/failure.hpp"
#include "data/csv/dialect.hpp"
#include "data/csv/field_splitter.hpp"
#include "data/csv/head_rows.hpp"
#include "data/csv/line_source.hpp"
#include "data/csv/reading_note.hpp"
#include "data/csv/record_reader.hpp"
#include "data/csv/table_start.hpp"
#include "data/input/foreign_format.hpp"
#include "data/types/blanks.hpp"
#include "data/types/number.hpp"

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
bool is_told(const InputBytes& bytes, const CsvOptions& options, const TextFormat& format) {
  if (options.delimiter == '\0' || !options.of_other_file) return options.delimiter != '\0';
  const std::vector<std::string> records = first_records(bytes, format, 1, Ending::lenient);
  return records.empty() || records.front().find(options.delimiter) != std::string::npos;
}

// Whether the first records agree with the header, so that decimal commas must be within quotes.
bool quotes_decimal_commas(const InputBytes& bytes, const TextFormat& format) {
  const std::vector<std::string> header = first_records(bytes, format, 1, Ending::lenient);
  const std::vector<HeadRow> rows = head_rows(bytes, format);
  Index malformed = -1;
  const std::size_t width =
      header.empty() ? 0 : all_fields(header.front(), format.delimiter, malformed).size();
  return width > 1 && malformed < 0 &&
         std::ranges::all_of(rows, [&](const HeadRow& row) { return row.size() == width; });
}

void choose_delimiter(const InputBytes& bytes, const CsvOptions& options, TextFormat& format,
                      std::vector<std::string>& remarks) {
  format.delimiter = find_delimiter(bytes, format);
  if (format.delimiter != ',') {
    remarks.push_back(fmt::format("the fields are separated by {}", plural_name(format.delimiter)));
  } else if (options.decimal == ',' && !quotes_decimal_commas(bytes, format)) {
    throw_usage(place_in(bytes.name()),
                "no separator but the comma was found, and the comma is the decimal mark",
                "name the separator with --delim, for example --delim ';'");
  }
}

TextFormat find_format(const InputBytes& bytes, const CsvOptions& options,
                       std::vector<std::string>& remarks) {
  const bool lone_returns = has_lone_returns(bytes);
  const TableStart start = find_start(bytes, options.skip, lone_returns);
  TextFormat format{.delimiter = options.delimiter,
                    .lone_returns = lone_returns,
                    .comment = options.comment,
                    .begin = start.offset,
                    .first_line = start.line};
  if (start.delimiter != '\0') {
    remarks.push_back(
        fmt::format("line {} says how the fields are separated, and is no part of "
                    "the table",
                    start.line - 1));
  }
  if (is_told(bytes, options, format)) return format;
  format.delimiter = start.delimiter;
  if (start.delimiter == '\0') choose_delimiter(bytes, options, format, remarks);
  return format;
}

// The line of the first record.
Index first_line(const InputBytes& bytes, const TextFormat& format) {
  LineSource lines(bytes, format, {.begin = format.begin, .limit = bytes.size()});
  std::string_view record;
  while (lines.next(record) &&
         (is_blank(record, format.delimiter) || is_comment(record, format.comment))) {
    continue;
  }
  return lines.line() + format.first_line - 1;
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

// Within quotes a decimal comma may be a comma of another kind.
void find_decimal(const std::vector<HeadRow>& rows, const CsvOptions& options, CsvLayout& layout) {
  layout.decimal = options.decimal == '\0' ? decimal_of(rows, options) : options.decimal;
  if (options.decimal != '\0' || layout.decimal != ',') return;
  if (layout.format.delimiter == ',') {
    layout.notes.push_back(
        reading_note("commas within quotes were taken for decimal marks: --decimal . if not"));
  } else {
    layout.remarks.push_back("numbers have decimal commas");
  }
}

void leave_out_tail(const std::vector<HeadRow>& rows, CsvLayout& layout) {
  layout.tail = empty_columns_at_end(layout.names, rows);
  if (layout.tail == 0) return;
  while (layout.names.size() > 1 && layout.names.back().empty()) layout.names.pop_back();
  layout.remarks.push_back(fmt::format("{} at the end, without a name, {} left out",
                                       counted(layout.tail, "empty column"),
                                       layout.tail == 1 ? "is" : "are"));
}

// What the first column is, if it is none of those that were measured.
void find_row_names(const std::vector<HeadRow>& rows, CsvLayout& layout) {
  constexpr const char* kName = "row.names";
  std::vector<std::string>& names = layout.names;
  const char* said = nullptr;
  if (layout.tail == 0 && has_unnamed_row_names(names, rows)) {
    names.insert(names.begin(), kName);
    said = "the records have one field more than the header: the first is row.names";
  } else if (names.size() > 1 && names.front().empty()) {
    names.front() = kName;
    said = "the first column has no name: it is row.names";
  } else if (names.size() > 1 && names.front() == "Unnamed: 0") {
    said = "the first column, \"Unnamed: 0\", holds the names of rows, as pandas writes them";
  }
  layout.origins.assign(names.size(), NameOrigin::header);
  if (said == nullptr) return;
  layout.origins.front() = NameOrigin::row_names;
  layout.remarks.push_back(fmt::format("{}, which a dot in a formula does not stand for", said));
}

// Where the record behind the header begins, and its line.
std::pair<Index, Index> second_record(const InputBytes& bytes, const TextFormat& format) {
  std::vector<char> memory;
  RecordReader records(bytes, format, {.begin = format.begin}, format.first_line, memory);
  std::string_view record;
  for (int seen = 0;;) {
    const Index offset = records.next_offset();
    if (!records.next(record)) return {-1, 0};
    if (is_blank(record, format.delimiter) || is_comment(record, format.comment)) continue;
    if (++seen == 2) return {offset, records.line()};
  }
}

void find_units(const InputBytes& bytes, const CsvOptions& options,
                const std::vector<HeadRow>& rows, CsvLayout& layout) {
  if (!begins_with_units(rows, options)) return;
  const auto width = static_cast<Index>(layout.names.size()) + layout.tail;
  if (static_cast<Index>(rows.front().size()) != width) return;
  const auto [offset, line] = second_record(bytes, layout.format);
  layout.units_at = offset;
  std::string units;
  for (const HeadCell& cell : rows.front()) {
    if (!cell.text.empty()) units += fmt::format("{}\"{}\"", units.empty() ? "" : ", ", cell.text);
  }
  layout.notes.push_back(reading_note(fmt::format(
      "line {} was taken for the units of the columns, not for data: {}", line, shown(units))));
}

void read_header(const InputBytes& bytes, const CsvOptions& options,
                 const std::vector<HeadRow>& rows, CsvLayout& layout) {
  note_numbers_in_header(layout.names, layout.decimal == ',' ? ',' : '.', layout.notes);
  leave_out_tail(rows, layout);
  find_row_names(rows, layout);
  find_units(bytes, options, rows, layout);
}

void name_unnamed(CsvLayout& layout) {
  layout.origins.resize(layout.names.size(), NameOrigin::header);
  for (std::size_t i = 0; i < layout.names.size(); ++i) {
    if (!layout.names[i].empty()) continue;
    layout.names[i] = fmt::format("V{}", i + 1);
    layout.origins[i] = NameOrigin::made_up;
  }
}

}  // namespace

CsvLayout find_layout(const InputBytes& bytes, const CsvOptions& options) {
  refuse_foreign_formats(bytes);
  CsvLayout layout;
  layout.format = find_format(bytes, options, layout.remarks);
  const std::vector<std::string> records = first_records(bytes, layout.format, 1, Ending::strict);
  if (records.empty()) throw_data(place_in(bytes.name()), "the file is empty");
  layout.names = texts_of_record(records.front(), bytes, layout.format);
  const std::vector<HeadRow> rows = head_rows(bytes, layout.format);
  find_decimal(rows, options, layout);
  if (options.header) {
    read_header(bytes, options, rows, layout);
    name_unnamed(layout);
    return layout;
  }
  for (std::size_t i = 0; i < layout.names.size(); ++i) layout.names[i] = fmt::format("V{}", i + 1);
  layout.origins.assign(layout.names.size(), NameOrigin::header);
  return layout;
}

}  // namespace odds
