#include "data/typed_columns.hpp"

#include "data/number.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

namespace odds {

namespace {

template <class T>
std::span<const T> part(const std::vector<T>& values, Index first, Index count) {
  if (values.empty()) return {};
  return std::span(values).subspan(static_cast<std::size_t>(first),
                                   static_cast<std::size_t>(count));
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

}  // namespace

TypedColumns::TypedColumns(std::vector<std::shared_ptr<const TypedColumn>> columns,
                           std::shared_ptr<const Origin> origin)
    : columns_(std::move(columns)), origin_(std::move(origin)) {
  for (const auto& column : columns_) about_.push_back(column->about);
}

void TypedColumns::read(Index first, Index rows, ColumnBlock& out) const {
  assert(first % 64 == 0 && first >= 0 && first + rows <= this->rows());
  out.first = first;
  out.rows = rows;
  out.cells.clear();
  for (const auto& column : columns_) {
    out.cells.push_back({.numbers = part(column->numbers, first, rows),
                         .codes = part(column->codes, first, rows),
                         .missing = part(column->missing, first / 64, (rows + 63) / 64)});
  }
}

Place TypedColumns::place(Index row, Index column) const {
  if (column < 0) return origin_->place(row, {});
  return origin_->place(row, about_[static_cast<std::size_t>(column)].name);
}

std::vector<std::string> TypedColumns::notes() const {
  std::vector<std::string> notes = origin_->notes;
  for (const auto& column : columns_) {
    notes.insert(notes.end(), column->notes.begin(), column->notes.end());
  }
  return notes;
}

void sort_levels(TypedColumn& factor, char decimal) {
  std::vector<std::string>& levels = factor.about.levels;
  const std::vector<double> values = values_of(levels, decimal);
  std::vector<std::size_t> order(levels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (!values.empty() && values[a] != values[b]) return values[a] < values[b];
    return levels[a] < levels[b];
  });
  std::vector<std::string> sorted;
  std::vector<std::int32_t> rank(levels.size());
  for (const std::size_t code : order) {
    rank[code] = static_cast<std::int32_t>(sorted.size());
    sorted.push_back(std::move(levels[code]));
  }
  levels = std::move(sorted);
  for (std::int32_t& code : factor.codes) {
    if (code >= 0) code = rank[static_cast<std::size_t>(code)];
  }
}

}  // namespace odds
