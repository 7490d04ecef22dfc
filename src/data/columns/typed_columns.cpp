#include "data/columns/typed_columns.hpp"

#include "data/input/input_hash.hpp"
#include "data/types/number.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <numeric>
#include <utility>

namespace odds {

namespace {

// Where rows lie in a column: cut at the ends of its segments.
template <class Visit>
void for_each_part(const TypedColumn& column, Index first, Index rows, Visit visit) {
  for (Index done = 0; done < rows;) {
    const auto at = static_cast<std::size_t>((first + done) / column.segment_rows);
    const Index begin = (first + done) % column.segment_rows;
    const Index count = std::min(rows - done, column.segments[at].rows - begin);
    visit(column.segments[at], begin, done, count);
    done += count;
  }
}

template <class T>
std::span<T> slice(std::vector<T>& values, Index first, Index count) {
  return std::span(values).subspan(static_cast<std::size_t>(first),
                                   static_cast<std::size_t>(count));
}

// Rows that lie in one segment, which has them in memory as they are wanted.
template <class T, class Stored>
std::span<const T> direct(const TypedColumn& column, Index first, Index rows,
                          Stored Segment::*which) {
  if (rows == 0) return {};
  const Segment& segment = column.segments[static_cast<std::size_t>(first / column.segment_rows)];
  const Index begin = first % column.segment_rows;
  const auto* const values = std::get_if<StoredValues<T>>(&(segment.*which));
  if (values == nullptr || begin + rows > values->count) return {};
  return values->in_memory(begin, rows);
}

std::span<const double> read_numbers(const TypedColumn& column, Index first, Index rows,
                                     std::vector<double>& copy) {
  const auto found = direct<double>(column, first, rows, &Segment::numbers);
  if (!found.empty()) return found;
  copy.resize(static_cast<std::size_t>(rows));
  for_each_part(column, first, rows,
                [&](const Segment& segment, Index begin, Index at, Index count) {
                  const std::span<double> part = slice(copy, at, count);
                  if (is_empty(segment.numbers)) {
                    std::ranges::fill(part, 0.0);
                  } else {
                    copy_values(segment.numbers, begin, part);
                  }
                });
  return copy;
}

std::span<const std::int32_t> read_codes(const TypedColumn& column, Index first, Index rows,
                                         std::vector<std::int32_t>& copy) {
  if (column.level_of_code.empty()) {
    const auto found = direct<std::int32_t>(column, first, rows, &Segment::codes);
    if (!found.empty()) return found;
  }
  copy.resize(static_cast<std::size_t>(rows));
  for_each_part(column, first, rows,
                [&](const Segment& segment, Index begin, Index at, Index count) {
                  const std::span<std::int32_t> part = slice(copy, at, count);
                  if (is_empty(segment.codes)) {
                    std::ranges::fill(part, -1);
                  } else {
                    copy_values(segment.codes, begin, part);
                  }
                });
  if (column.level_of_code.empty()) return copy;
  for (std::int32_t& code : copy) {
    if (code >= 0) code = column.level_of_code[static_cast<std::size_t>(code)];
  }
  return copy;
}

// First and segments are multiples of 64 rows, and so of whole words.
void copy_whole_words(const TypedColumn& column, Index first, Index rows,
                      std::vector<std::uint64_t>& copy) {
  copy.clear();
  for_each_part(column, first, rows,
                [&](const Segment& segment, Index begin, Index at, Index count) {
                  if (is_empty(segment.missing)) return;
                  copy.resize(static_cast<std::size_t>((rows + 63) / 64));
                  copy_values(segment.missing, begin / 64, slice(copy, at / 64, (count + 63) / 64));
                });
}

std::span<const std::uint64_t> read_missing(const TypedColumn& column, Index first, Index rows,
                                            std::vector<std::uint64_t>& copy) {
  const Index skipped = first % 64;
  copy_whole_words(column, first - skipped, rows + skipped, copy);
  if (skipped == 0 || copy.empty()) return copy;
  for (std::size_t word = 0; word < copy.size(); ++word) {
    const std::uint64_t next = word + 1 < copy.size() ? copy[word + 1] : 0;
    copy[word] = copy[word] >> skipped | next << (64 - skipped);
  }
  return std::span(copy).first(static_cast<std::size_t>((rows + 63) / 64));
}

// The values of the levels; empty unless all of them are numbers.
std::vector<double> values_of(const std::vector<std::string>& levels, char decimal) {
  std::vector<double> values;
  for (const std::string& level : levels) {
    const Number number = parse_number(trim_blanks(level), decimal);
    if (!is_usable(number.kind)) return {};
    values.push_back(number.value);
  }
  return values;
}

template <class T>
StoredValues<T> held(std::vector<T> values) {
  const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  return {.count = static_cast<Index>(owner->size()), .memory = {owner, owner->data()}};
}

}  // namespace

TypedColumn TypedColumn::of_numbers(std::string name, std::vector<double> numbers,
                                    std::vector<std::uint64_t> missing) {
  TypedColumn column;
  column.about.name = std::move(name);
  for (const std::uint64_t word : missing) column.about.missing += std::popcount(word);
  const auto rows = static_cast<Index>(numbers.size());
  column.segment_rows = (rows + 63) / 64 * 64;
  column.segments.push_back({.rows = rows,
                             .numbers = held(std::move(numbers)),
                             .codes = {},
                             .missing = held(std::move(missing))});
  return column;
}

TypedColumn TypedColumn::of_levels(std::string name, std::vector<std::string> levels,
                                   std::vector<std::int32_t> codes) {
  TypedColumn column;
  column.about = {.name = std::move(name),
                  .type = ColumnType::factor,
                  .levels = std::move(levels),
                  .missing = std::ranges::count(codes, -1)};
  const auto rows = static_cast<Index>(codes.size());
  column.segment_rows = (rows + 63) / 64 * 64;
  column.segments.push_back(
      {.rows = rows, .numbers = {}, .codes = held(std::move(codes)), .missing = {}});
  return column;
}

Place Origin::place(Index row, const std::string& column) const {
  const auto after = std::ranges::upper_bound(files, row, {}, &FileRows::first);
  const FileRows& file = *std::prev(after);
  return {.file = file.file, .line = file.lines.line(row - file.first), .column = column};
}

TypedColumns::TypedColumns(std::vector<std::shared_ptr<const TypedColumn>> columns,
                           std::shared_ptr<const Origin> origin)
    : columns_(std::move(columns)), origin_(std::move(origin)) {
  for (const auto& column : columns_) about_.push_back(column->about);
}

std::optional<RowRange> TypedColumns::own_rows() const {
  if (!origin_->share) return std::nullopt;
  return origin_->share->own;
}

void TypedColumns::read(Index first, Index rows, ColumnBlock& out) const {
  [[maybe_unused]] const RowRange here = own_rows().value_or(RowRange{0, this->rows()});
  assert(first % 64 == 0 && first >= here.first && first + rows <= here.first + here.rows);
  const Index stored = origin_->share ? first - origin_->share->first : first;
  out.first = first;
  out.rows = rows;
  out.cells.resize(columns_.size());
  out.copies.resize(columns_.size());
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const TypedColumn& column = *columns_[c];
    ColumnBlock::Copies& copies = out.copies[c];
    out.cells[c] = {};
    if (column.about.type == ColumnType::factor) {
      out.cells[c].codes = read_codes(column, stored, rows, copies.codes);
    } else {
      out.cells[c].numbers = read_numbers(column, stored, rows, copies.numbers);
      if (column.about.missing > 0) {
        out.cells[c].missing = read_missing(column, stored, rows, copies.missing);
      }
    }
  }
}

Place TypedColumns::place(Index row, Index column) const {
  if (column < 0) return origin_->place(row, {});
  return origin_->place(row, about_[static_cast<std::size_t>(column)].name);
}

std::string TypedColumns::sha256() const {
  return origin_->hash ? origin_->hash->digest() : std::string();
}

std::vector<Note> TypedColumns::notes() const {
  std::vector<Note> notes = origin_->notes;
  for (const auto& column : columns_) {
    notes.insert(notes.end(), column->notes.begin(), column->notes.end());
  }
  return notes;
}

std::vector<std::int32_t> sort_levels(std::vector<std::string>& levels, char decimal) {
  const std::vector<double> values = values_of(levels, decimal);
  std::vector<std::size_t> order(levels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (!values.empty() && values[a] != values[b]) return values[a] < values[b];
    return levels[a] < levels[b];
  });
  std::vector<std::string> sorted;
  std::vector<std::int32_t> place(levels.size());
  for (const std::size_t code : order) {
    place[code] = static_cast<std::int32_t>(sorted.size());
    sorted.push_back(std::move(levels[code]));
  }
  levels = std::move(sorted);
  return place;
}

}  // namespace odds
