#include "data/csv/range_records.hpp"

#include "base/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace odds {

namespace {

static_assert(kRecordPadding >= kNumberPadding);

// A column under construction, fed from the fields at one position.
struct Target {
  Index position;
  ColumnBuilder* builder;

  // How many targets, from this one on, have positions that follow one another, a field that no
  // other column is made of, and take numbers as they are.
  Index run = 0;
};

void find_runs(std::vector<Target>& targets) {
  for (std::size_t i = targets.size() - 1; i-- > 0;) {
    Target& target = targets[i];
    const Target& next = targets[i + 1];
    const bool shared =
        next.position == target.position || (i > 0 && targets[i - 1].position == target.position);
    if (shared || !target.builder->takes_values()) continue;
    target.run = 1 + (next.position == target.position + 1 ? next.run : 0);
  }
}

// In the order of their positions, with one at the end that no field reaches.
std::vector<Target> targets_of(std::span<const ScanColumn> columns, RangeRows& rows) {
  std::vector<Target> targets;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    targets.push_back({columns[i].position, &rows.columns[i]});
  }
  std::ranges::stable_sort(targets, {}, &Target::position);
  targets.push_back({-1, nullptr});
  find_runs(targets);
  return targets;
}

// Adds the numbers in the fields from `text` on, in a run of targets, as long as they are short,
// which most of a table is. Returns where the last of them ends; nullptr: the first is none. Apart
// from the rest of a row, so that the little that a number needs stays in registers.
[[gnu::noinline]] const char* add_short_numbers(const char* text, const char* end, char delimiter,
                                                const Target*& target) {
  const char* stop = nullptr;
  const Target* next = target;
  for (const Target* const last = target + target->run; next != last; text = stop + 1) {
    double value = 0.0;
    const char* const found = read_short_number(text, delimiter, next->builder->decimal(), value);
    if (found == nullptr) break;
    next->builder->add_value(value);
    ++next;
    stop = found;
    if (stop == end) break;
  }
  target = next;
  return stop;
}

class RangeReader {
 public:
  RangeReader(const FileInput& input, const ScanPlace& from, RangeRows& rows)
      : input_(input),
        delimiter_(input.layout.format.delimiter),
        targets_(targets_of(input.columns, rows)),
        rows_(rows),
        first_line_(from.line),
        first_record_ahead_(from.first_record_ahead) {}

  ScanPlace read(RecordReader& records, Index stop);

 private:
  void take(std::string_view record);
  bool has_right_length(std::string_view record, Index fields);
  void take_blank();
  void take_row(std::string_view record);
  Index take_fields(std::string_view record);
  const char* take_cells(const char* text, const char* end, const Target*& target, Index& position);
  void pad(Index fields);
  void look_for_rows_in_cells(std::string_view record);
  [[noreturn]] void fail_length(std::string_view record, Index fields) const;
  std::string how_to_fit(std::string_view record, Index fields) const;
  void check_returns(std::string_view record) const;
  [[noreturn]] void fail(std::string what, std::string hint, Index position = -1) const;

  const FileInput& input_;
  const char delimiter_;
  const std::vector<Target> targets_;
  RangeRows& rows_;
  const Index first_line_;
  bool first_record_ahead_;
  Index line_ = 0;   // of the record at hand
  Index lines_ = 0;  // that it takes
};

ScanPlace RangeReader::read(RecordReader& records, Index stop) {
  std::string_view record;
  while (records.next_offset() < stop) {
    const bool holds_units = records.next_offset() == input_.layout.units_at;
    if (!records.next(record)) break;
    line_ = records.line();
    lines_ = records.next_line() - line_;
    if (!holds_units) take(record);
  }
  return {records.next_offset(), records.next_line(), first_record_ahead_};
}

void RangeReader::take(std::string_view record) {
  if (is_blank(record, delimiter_)) {
    take_blank();
  } else if (is_comment(record, input_.layout.format.comment)) {
    ++rows_.lines.comments;
  } else if (!std::exchange(first_record_ahead_, false) || !input_.options.header) {
    take_row(record);
  }
}

// With one column, a line with nothing on it is how a missing cell is written.
void RangeReader::take_blank() {
  if (input_.column_count() > 1) {
    ++rows_.lines.trailing_blank;
  } else if (!first_record_ahead_) {
    rows_.lines.map.add(line_ - first_line_ + 1);
    for (ColumnBuilder& column : rows_.columns) column.add_missing();
  }
}

void RangeReader::take_row(std::string_view record) {
  RowLines& lines = rows_.lines;
  Index& gap = lines.rows() > 0 ? lines.blank : lines.leading_blank;
  gap += std::exchange(lines.trailing_blank, 0);
  if (std::memchr(record.data(), '\r', record.size()) != nullptr) check_returns(record);
  const Index fields = take_fields(record);
  if (fields < input_.column_count() && input_.options.pad_ragged) {
    pad(fields);
  } else if (!has_right_length(record, fields)) {
    fail_length(record, fields);
  }
  if (lines_ > 2 && !lines.runaway) look_for_rows_in_cells(record);
  rows_.lines.map.add(line_ - first_line_ + 1);
}

// Whether the record has the columns, and behind them no more than fields that are left out.
bool RangeReader::has_right_length(std::string_view record, Index fields) {
  const Index more = fields - input_.column_count();
  if (more == 0) return true;
  if (more < 0 || more > input_.layout.tail) return false;
  if (empty_fields_at_end(record, delimiter_) < more) ++rows_.lines.beyond;
  return true;
}

// Returns how many fields the record has.
Index RangeReader::take_fields(std::string_view record) {
  const char* const end = record.data() + record.size();
  const Target* target = targets_.data();
  const char* text = record.data();
  for (Index position = 0;; ++position, ++text) {
    if (position == target->position) {
      text = take_cells(text, end, target, position);
    } else {
      if (target->position < 0) {
        if (const Index rest = count_plain_fields(text, end, delimiter_); rest > 0) {
          return position + rest;
        }
      }
      text = skip_field(text, end, delimiter_);
    }
    if (text == nullptr) {
      fail("text follows the closing quote of a cell",
           "double every quote that is part of a quoted text, and close every quote that is opened",
           position);
    }
    if (text == end) return position + 1;
  }
}

// Adds the field at `text` to all columns that are made of it, and the numbers that follow it, as
// long as they do; goes on to the next target. Returns where the last of these fields, the one at
// `position` then, ends; nullptr: it is malformed.
const char* RangeReader::take_cells(const char* text, const char* end, const Target*& target,
                                    Index& position) {
  const Target* const first = target;
  if (target->run > 0) {
    const char* const stop = add_short_numbers(text, end, delimiter_, target);
    position += std::max<Index>(target - first, 1) - 1;
    if (stop != nullptr) return stop;
  }
  if (target[1].position != position) {
    const char* const stop = target->builder->add_plain_number(text, end, delimiter_);
    if (stop != nullptr) {
      ++target;
      return stop;
    }
  }
  Field field;
  const char* const stop = read_field(text, end, delimiter_, field);
  if (stop == nullptr) return nullptr;
  for (; target->position == position; ++target) target->builder->add(field);
  return stop;
}

void RangeReader::pad(Index fields) {
  ++rows_.lines.padded_rows;
  for (const Target& target : targets_) {
    if (target.position >= fields) target.builder->add_missing();
  }
}

void RangeReader::look_for_rows_in_cells(std::string_view record) {
  Index malformed = -1;
  const std::vector<Field> fields = all_fields(record, delimiter_, malformed);
  for (std::size_t position = 0; position < fields.size(); ++position) {
    const Index found = lines_like_rows(fields[position], delimiter_, input_.column_count());
    if (found == 0) continue;
    rows_.lines.runaway = {
        .row = rows_.lines.rows(), .position = static_cast<Index>(position), .lines = found};
    return;
  }
}

void RangeReader::check_returns(std::string_view record) const {
  Index malformed = -1;
  const auto fields = all_fields(record, delimiter_, malformed);
  const auto found = std::find_if(fields.begin(), fields.end(), has_unquoted_return);
  if (found == fields.end()) return;
  fail("a cell without quotes contains a carriage return",
       "quote the cell, or give all lines of the file the same end", found - fields.begin());
}

void RangeReader::fail_length(std::string_view record, Index fields) const {
  fail(fmt::format("row has {}, the {} has {}", counted(fields, "field"),
                   input_.options.header ? "header" : "first row", input_.column_count()),
       how_to_fit(record, fields));
}

std::string RangeReader::how_to_fit(std::string_view record, Index fields) const {
  constexpr Index kTitle = 32;  // lines in which the header may be
  const Index columns = input_.column_count();
  if (record.front() == '#') return "if the line is a comment, pass --comment '#'";
  if (fields < columns) return "pass --ragged na to take the absent cells as missing";
  if (input_.explains && line_ - input_.layout.format.first_line < kTitle) {
    std::string flag = flag_for_width(input_.bytes, input_.options, fields);
    if (!flag.empty()) return flag;
  }
  const bool trailing = fields == columns + 1 && record.back() == delimiter_;
  return trailing ? "the row ends with a separator; give the header one too, or remove it"
                  : "quote cells that contain the separator";
}

void RangeReader::fail(std::string what, std::string hint, Index position) const {
  const bool named = position >= 0 && position < input_.column_count();
  throw_data(place_in(input_.bytes.name(), line_,
                      named ? input_.layout.names[static_cast<std::size_t>(position)] : ""),
             std::move(what), std::move(hint));
}

}  // namespace

ScanPlace read_range(const FileInput& input, const ScanPlace& from, Index stop, RangeRows& rows,
                     std::vector<char>& memory) {
  const ReadPlan plan{.begin = from.offset, .limit = stop, .piece = input.piece};
  RecordReader records(input.bytes, input.layout.format, plan, from.line, memory);
  return RangeReader(input, from, rows).read(records, stop);
}

}  // namespace odds
