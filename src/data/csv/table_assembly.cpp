#include "data/csv/table_assembly.hpp"

#include "base/failure.hpp"
#include "data/columns/block_rows.hpp"
#include "data/csv/reading_note.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace odds {

namespace {

constexpr Index kMebi = Index{1} << 20;

// Beside the cells there are ranges that are being read, blocks that are worked on, and sums.
Index memory_for_cells(Index memory) {
  return std::max<Index>(0, memory - std::max(40 * kMebi, memory / 4));
}

Index text_bytes(const ScanInput& input) {
  Index bytes = 0;
  for (const CsvFile& file : input.files) bytes += file.bytes.size();
  return bytes;
}

// Segments as long as the blocks of a pass (RowReader) make it run through memory from one end to
// the other. What goes to a file is better moved in larger pieces, and there may be so many of them
// that it matters what is kept about each; but those that are being filled stay in memory.
Index rows_of_segments(const ScanInput& input, Index memory) {
  constexpr Index kLeastRows = 512;
  constexpr Index kMostRows = kMebi;
  if (input.segment_rows > 0) return input.segment_rows;
  const auto columns = std::max<Index>(1, static_cast<Index>(input.columns.size()));
  if (text_bytes(input) <= memory_for_cells(memory)) return rows_of_block(columns);
  const auto rows = static_cast<std::size_t>(memory / 8 / (8 * columns));
  return std::clamp(static_cast<Index>(std::bit_floor(rows)), kLeastRows, kMostRows);
}

// Where nobody has found another one it is a point.
char mark_of(const CsvOptions& options) { return options.decimal == ',' ? ',' : '.'; }

Note runaway_note(const CsvFile& file, const RunawayCell& cell) {
  const std::string& name = file.layout.names[static_cast<std::size_t>(cell.position)];
  return reading_note(fmt::format(
      "{}, line {}, column \"{}\": a quoted text holds {} with as many fields as a row: "
      "is its closing quote missing?",
      file.bytes.name(), cell.line, shown(name), counted(cell.lines, "line")));
}

}  // namespace

Index TableFacts::rows() const {
  Index rows = 0;
  for (const OfFile& file : files) rows += file.rows;
  return rows;
}

void TableFacts::append(TableFacts later) {
  if (files.empty()) first_file = later.first_file;
  for (std::size_t i = 0; i < later.files.size(); ++i) {
    const OfFile& added = later.files[i];
    const std::size_t at = later.first_file + i - first_file;
    files.resize(std::max(files.size(), at + 1));
    files[at].gaps.append(files[at].rows, added.gaps, added.rows);
    files[at].rows += added.rows;
  }
  columns.resize(later.columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (const std::string& text : later.columns[i].texts) later.columns[i].facts.texts.add(text);
    columns[i].facts.append(later.columns[i].facts);
  }
}

TableAssembly::TableAssembly(const ScanInput& input, Index memory, std::size_t first_file)
    : input_(input), store_(memory_for_cells(memory)), first_file_(first_file) {
  const Index segment_rows = rows_of_segments(input, memory);
  for (const ScanColumn& column : input.columns) {
    const auto& name = input.files.front().layout.names[static_cast<std::size_t>(column.position)];
    columns_.emplace_back(name, ColumnUse{column.expect, column.keeps_texts, column.form},
                          rules_of(name), store_, segment_rows);
  }
}

// Of a million columns few have codes of their own.
const CellRules& TableAssembly::rules_of(const std::string& column) {
  const bool has_own = input_.options.missing_in.contains(column);
  const auto [rules, is_new] = rules_.try_emplace(has_own ? column : std::string());
  if (is_new) {
    rules->second = {.decimal = mark_of(input_.options),
                     .missing = MissingCodes(input_.options, rules->first),
                     .decimal_is_told = input_.decimal_is_told,
                     .folds_levels = input_.options.fold_levels};
  }
  return rules->second;
}

RangeRows TableAssembly::empty_rows() const {
  std::vector<ColumnBuilder> builders;
  for (const ColumnAssembly& column : columns_) builders.push_back(column.builder());
  return RangeRows(std::move(builders));
}

Index TableAssembly::rows() const {
  Index rows = 0;
  for (const RowLines& lines : lines_) rows += lines.rows();
  return rows;
}

std::shared_ptr<const Origin> TableAssembly::origin(std::shared_ptr<const InputHash> hash) {
  auto origin = std::make_shared<Origin>();
  origin->notes = notes();
  origin->hash = std::move(hash);
  origin->share = share_;
  Index first = share_ ? share_->first : 0;
  for (std::size_t file = 0; file < lines_.size(); ++file) {
    const Index rows = lines_[file].rows();
    origin->files.push_back({.file = input_.files[first_file_ + file].bytes.name(),
                             .first = first,
                             .lines = std::move(lines_[file].map)});
    first += rows;
  }
  return origin;
}

void TableAssembly::append(std::size_t file, const RangeRows& rows, Index lines) {
  lines_.resize(std::max(lines_.size(), file - first_file_ + 1));
  lines_.back().append(rows.lines, lines);
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].append(rows.columns[i]);
}

void TableAssembly::move_lines(Index lines) {
  if (lines == 0 || lines_.empty()) return;
  LineMap moved;
  moved.append(lines_.front().map, lines);
  lines_.front().map = std::move(moved);
}

Place TableAssembly::place(Index row) const {
  std::size_t file = 0;
  while (row >= lines_[file].rows()) row -= lines_[file++].rows();
  return place_in(input_.files[first_file_ + file].bytes.name(), lines_[file].map.line(row));
}

std::vector<TableFacts::OfFile> TableAssembly::facts_of_files() const {
  std::vector<TableFacts::OfFile> files;
  for (const RowLines& lines : lines_) {
    files.push_back({.rows = lines.rows(), .gaps = lines});
    auto& runaway = files.back().gaps.runaway;
    if (runaway) runaway->line = lines.map.line(runaway->row);
  }
  return files;
}

TableFacts TableAssembly::facts() {
  TableFacts facts{.first_file = first_file_, .files = facts_of_files(), .columns = {}};
  for (ColumnAssembly& column : columns_) {
    column.locate([this](Index row) { return place(row); });
    facts.columns.push_back({.facts = column.facts(), .texts = column.facts().texts.texts()});
  }
  return facts;
}

void TableAssembly::share(TableFacts all, const RowShare& share) {
  shared_files_ = std::move(all.files);
  share_ = share;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].share(std::move(all.columns[i].facts));
  }
}

void TableAssembly::settle() {
  for (ColumnAssembly& column : columns_) {
    column.locate([this](Index row) { return place(row); });
    column.settle();
  }
  if (std::ranges::any_of(columns_, &ColumnAssembly::is_open)) return;  // they may fail, too
  std::vector<FailedColumn> failed;
  for (const ColumnAssembly& column : columns_) {
    if (column.failed()) failed.push_back(column.failure());
  }
  if (!failed.empty()) throw cell_error(failed, mark_of(input_.options));
}

// What is to be said of several files is said once.
std::vector<Note> TableAssembly::notes() const {
  std::vector<Note> notes;
  for (const CsvFile& file : input_.files) {
    for (const Note& note : file.layout.notes) {
      if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
    }
  }
  Index blank_lines = 0;
  Index padded_rows = 0;
  Index comments = 0;
  Index beyond = 0;
  std::size_t at = share_ ? 0 : first_file_;
  for (const TableFacts::OfFile& file : share_ ? shared_files_ : facts_of_files()) {
    blank_lines += file.gaps.blank;
    padded_rows += file.gaps.padded_rows;
    comments += file.gaps.comments;
    beyond += file.gaps.beyond;
    if (file.gaps.runaway) notes.push_back(runaway_note(input_.files[at], *file.gaps.runaway));
    ++at;
  }
  if (blank_lines > 0) {
    notes.push_back(reading_note(counted(blank_lines, "blank line") + " between rows skipped"));
  }
  if (comments > 0) {
    notes.push_back(reading_note(counted(comments, "line") + " of comment skipped"));
  }
  if (beyond > 0) {
    notes.push_back(reading_note(
        fmt::format("{} something in the columns at the end that are left out, since "
                    "they have no name",
                    beyond == 1 ? "1 row holds" : fmt::format("{} rows hold", beyond))));
  }
  if (padded_rows > 0) {
    notes.push_back(
        reading_note(counted(padded_rows, "row") +
                     " with fewer fields than the header: the absent cells are missing"));
  }
  return notes;
}

ScanResult TableAssembly::finish(std::shared_ptr<const InputHash> hash) && {
  ScanResult result{.columns = {}, .origin = origin(std::move(hash))};
  for (; !columns_.empty(); columns_.pop_front()) {
    result.columns.push_back(std::move(columns_.front()).finish());
  }
  return result;
}

}  // namespace odds
