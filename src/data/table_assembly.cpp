#include "data/table_assembly.hpp"

#include "data/failure.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace odds {

namespace {

constexpr Index kMebi = Index{1} << 20;
constexpr Index kLeastSegment = 1024;
constexpr Index kMostSegment = kMebi;

// Beside the cells there are ranges that are being read, blocks that are worked on, and sums.
Index memory_for_cells(Index memory) {
  return std::max<Index>(0, memory - std::max(40 * kMebi, memory / 4));
}

// Large segments are cheap to obtain, but the ones that are being filled stay in memory.
Index rows_of_segments(const ScanInput& input, Index memory) {
  if (input.segment_rows > 0) return input.segment_rows;
  const auto columns = std::max<Index>(1, static_cast<Index>(input.columns.size()));
  const auto rows = static_cast<std::size_t>(memory / 8 / (8 * columns));
  return std::clamp(static_cast<Index>(std::bit_floor(rows)), kLeastSegment, kMostSegment);
}

}  // namespace

TableAssembly::TableAssembly(const ScanInput& input, Index memory)
    : input_(input),
      rules_{input.options.decimal, {input.options.missing, input.options.decimal}},
      store_(memory_for_cells(memory)) {
  const Index segment_rows = rows_of_segments(input, memory);
  for (const ScanColumn& column : input.columns) {
    const auto& name = input.files.front().layout.names[static_cast<std::size_t>(column.position)];
    columns_.emplace_back(name, column.expect, rules_, store_, segment_rows);
  }
}

RangeRows TableAssembly::empty_rows() const {
  std::vector<ColumnBuilder> builders;
  for (const ScanColumn& column : input_.columns) builders.emplace_back(column.expect, rules_);
  return RangeRows(std::move(builders));
}

void TableAssembly::expect_rows(Index rows) {
  for (ColumnAssembly& column : columns_) column.expect_rows(rows);
}

Index TableAssembly::rows() const {
  Index rows = 0;
  for (const RowLines& lines : lines_) rows += lines.rows();
  return rows;
}

std::shared_ptr<const Origin> TableAssembly::origin(std::string sha256) {
  auto origin = std::make_shared<Origin>();
  origin->notes = notes();
  origin->sha256 = std::move(sha256);
  for (std::size_t file = 0; file < lines_.size(); ++file) {
    origin->files.push_back({.file = input_.files[file].bytes.name(),
                             .first = origin->rows(),
                             .lines = std::move(lines_[file].map)});
  }
  return origin;
}

void TableAssembly::append(const RangeRows& rows, Index lines) {
  lines_.back().append(rows.lines, lines);
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].append(rows.columns[i]);
}

// What is to be said of several files is said once.
std::vector<std::string> TableAssembly::notes() const {
  std::vector<std::string> notes;
  for (const CsvFile& file : input_.files) {
    for (const std::string& note : file.layout.notes) {
      if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
    }
  }
  Index blank_lines = 0;
  Index padded_rows = 0;
  for (const RowLines& lines : lines_) {
    blank_lines += lines.blank;
    padded_rows += lines.padded_rows;
  }
  if (blank_lines > 0) {
    notes.push_back(counted(blank_lines, "blank line") + " between rows skipped");
  }
  if (padded_rows > 0) {
    notes.push_back(counted(padded_rows, "row") +
                    " with fewer fields than the header: the absent cells are missing");
  }
  return notes;
}

ScanResult TableAssembly::finish(std::string sha256) && {
  ScanResult result{.columns = {}, .origin = origin(std::move(sha256))};
  for (ColumnAssembly& column : columns_) {
    result.columns.push_back(std::move(column).finish(*result.origin));
  }
  return result;
}

}  // namespace odds
