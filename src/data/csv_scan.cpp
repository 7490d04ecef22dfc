#include "data/csv_scan.hpp"

#include "data/column_builder.hpp"
#include "data/failure.hpp"
#include "data/field_splitter.hpp"
#include "data/line_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace odds {

namespace {

constexpr Index kReportEvery = Index{8} << 20;
constexpr Index kRowsToExtrapolate = 1000;

// The positions that some column needs, ascending, each once.
std::vector<Index> positions_of(std::span<const ScanColumn> columns) {
  std::vector<Index> positions;
  for (const ScanColumn& column : columns) positions.push_back(column.position);
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

class Scan {
 public:
  Scan(const ScanInput& input, std::span<const ScanColumn> columns, const Execution& execution);

  ScanResult run();

 private:
  // A column under construction, fed from the field `slot` of the splitter.
  struct Target {
    ColumnBuilder builder;
    std::size_t slot;
    Index position;
  };

  void take(std::string_view record);
  void take_blank();
  void take_row(std::string_view record);
  void check_returns(std::string_view record) const;
  void check_length(std::string_view record, Index fields);
  void reserve_rows();
  void report_progress(Index bytes);
  void add_notes();
  Index column_count() const { return static_cast<Index>(input_.layout.names.size()); }
  [[noreturn]] void fail(std::string what, std::string hint, Index position = -1) const;

  const ScanInput& input_;
  const Execution& execution_;
  CellRules rules_;
  std::optional<Sha256> hash_;
  LineSource lines_;
  FieldSplitter splitter_;
  std::vector<Target> targets_;
  std::shared_ptr<Origin> origin_ = std::make_shared<Origin>();
  bool header_ahead_;
  Index pending_blank_lines_ = 0;  // since the last row
  Index blank_lines_ = 0;          // between rows
  Index padded_rows_ = 0;
  Index bytes_done_ = 0;
  Index bytes_reported_ = 0;
};

Scan::Scan(const ScanInput& input, std::span<const ScanColumn> columns, const Execution& execution)
    : input_(input),
      execution_(execution),
      rules_{input.options.decimal, {input.options.missing, input.options.decimal}},
      hash_(input.options.hash ? std::make_optional<Sha256>() : std::nullopt),
      lines_(input.bytes, input.layout.format,
             {.piece = input.piece, .hash = hash_ ? &*hash_ : nullptr}),
      splitter_(input.layout.format.delimiter, positions_of(columns)),
      header_ahead_(input.options.header) {
  const std::vector<Index> positions = positions_of(columns);
  targets_.reserve(columns.size());
  for (const ScanColumn& column : columns) {
    const auto slot = std::lower_bound(positions.begin(), positions.end(), column.position);
    const auto& name = input.layout.names[static_cast<std::size_t>(column.position)];
    targets_.push_back({.builder = ColumnBuilder(name, column.expect, rules_),
                        .slot = static_cast<std::size_t>(slot - positions.begin()),
                        .position = column.position});
  }
}

ScanResult Scan::run() {
  origin_->file = input_.bytes.name();
  std::string_view record;
  while (lines_.next(record)) take(record);
  if (origin_->lines.rows() == 0) {
    throw_data(place_in(origin_->file), "there are no data rows",
               input_.options.header ? "the only line is the header" : "");
  }
  report_progress(input_.bytes.size() - bytes_done_);
  add_notes();
  ScanResult result;
  for (Target& target : targets_) {
    result.columns.push_back(std::move(target.builder).finish(*origin_));
  }
  if (hash_) origin_->sha256 = hash_->digest();
  result.origin = origin_;
  return result;
}

void Scan::take(std::string_view record) {
  if (is_blank(record, input_.layout.format.delimiter)) {
    take_blank();
  } else if (header_ahead_) {
    header_ahead_ = false;
  } else {
    take_row(record);
  }
  bytes_done_ += static_cast<Index>(record.size()) + 1;
  if (bytes_done_ - bytes_reported_ >= kReportEvery) report_progress(0);
}

// With one column, a line with nothing on it is how a missing cell is written.
void Scan::take_blank() {
  const bool first_record_ahead =
      header_ahead_ || (!input_.options.header && origin_->lines.rows() == 0);
  if (column_count() > 1) {
    ++pending_blank_lines_;
  } else if (!first_record_ahead) {
    origin_->lines.add(lines_.line());
    for (Target& target : targets_) target.builder.add_missing();
  }
}

void Scan::take_row(std::string_view record) {
  const Index skipped = std::exchange(pending_blank_lines_, 0);
  if (origin_->lines.rows() > 0) blank_lines_ += skipped;
  if (std::memchr(record.data(), '\r', record.size()) != nullptr) check_returns(record);
  const SplitRecord split = splitter_.split(record);
  if (split.malformed >= 0) {
    fail("text follows the closing quote of a cell",
         "double every quote that is part of a quoted text", split.malformed);
  }
  if (split.fields != column_count()) check_length(record, split.fields);
  origin_->lines.add(lines_.line());
  const std::span<const Field> fields = splitter_.fields();
  for (Target& target : targets_) {
    if (target.position < split.fields) {
      target.builder.add(fields[target.slot]);
    } else {
      target.builder.add_missing();
    }
  }
  if (origin_->lines.rows() == kRowsToExtrapolate) reserve_rows();
}

// Growing step by step would touch twice the memory, and copy half of it.
void Scan::reserve_rows() {
  const double rows_per_byte = static_cast<double>(kRowsToExtrapolate) /
                               static_cast<double>(std::max<Index>(bytes_done_, 1));
  constexpr double kMargin = 1.05;
  const double rows = kMargin * rows_per_byte * static_cast<double>(input_.bytes.size());
  for (Target& target : targets_) target.builder.reserve(static_cast<Index>(rows));
}

void Scan::check_returns(std::string_view record) const {
  Index malformed = -1;
  const auto fields = all_fields(record, input_.layout.format.delimiter, malformed);
  const auto found = std::find_if(fields.begin(), fields.end(), has_unquoted_return);
  if (found == fields.end()) return;
  fail("a cell without quotes contains a carriage return",
       "quote the cell, or give all lines of the file the same end", found - fields.begin());
}

void Scan::check_length(std::string_view record, Index fields) {
  if (fields < column_count() && input_.options.pad_ragged) {
    ++padded_rows_;
    return;
  }
  const bool trailing = fields == column_count() + 1 && !record.empty() &&
                        record.back() == input_.layout.format.delimiter;
  fail(fmt::format("row has {}, the {} has {}", counted(fields, "field"),
                   input_.options.header ? "header" : "first row", column_count()),
       fields < column_count() ? "pass --ragged na to take the absent cells as missing"
       : trailing ? "the row ends with a separator; give the header one too, or remove it"
                  : "quote cells that contain the separator");
}

void Scan::report_progress(Index bytes) {
  bytes_done_ += bytes;
  bytes_reported_ = bytes_done_;
  if (!execution_.progress) return;
  execution_.progress({.task = "reading", .done = bytes_done_, .total = input_.bytes.size()});
}

void Scan::add_notes() {
  origin_->notes = input_.layout.notes;
  if (blank_lines_ > 0) {
    origin_->notes.push_back(counted(blank_lines_, "blank line") + " between rows skipped");
  }
  if (padded_rows_ > 0) {
    origin_->notes.push_back(counted(padded_rows_, "row") +
                             " with fewer fields than the header: the absent cells are missing");
  }
}

void Scan::fail(std::string what, std::string hint, Index position) const {
  const bool named = position >= 0 && position < column_count();
  throw_data(place_in(input_.bytes.name(), lines_.line(),
                      named ? input_.layout.names[static_cast<std::size_t>(position)] : ""),
             std::move(what), std::move(hint));
}

}  // namespace

ScanResult scan_csv(const ScanInput& input, std::span<const ScanColumn> columns,
                    const Execution& execution) {
  return Scan(input, columns, execution).run();
}

}  // namespace odds
