#include "data/failure.hpp"
#include "data/number.hpp"
#include "data/text_index.hpp"
#include "data/typed_columns.hpp"

#include <odds/memory_table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {

namespace {

using SharedColumn = std::shared_ptr<const TypedColumn>;

void mark_missing(TypedColumn& column, std::size_t row) {
  column.missing.resize((column.numbers.size() + 63) / 64);
  column.missing[row / 64] |= std::uint64_t{1} << (row % 64);
  column.numbers[row] = 0.0;
  ++column.about.missing;
}

TypedColumn factor_of(const std::string& name, const std::vector<std::string>& texts) {
  TypedColumn column;
  column.about.name = name;
  column.about.type = ColumnType::factor;
  TextIndex index;
  for (const std::string& text : texts) {
    column.codes.push_back(text.empty() ? -1 : index.add(text));
    if (text.empty()) ++column.about.missing;
  }
  column.about.levels = index.texts();
  sort_levels(column, '.');
  return column;
}

TypedColumn as_factor(const TypedColumn& numbers) {
  std::vector<std::string> texts;
  const Cells cells{.numbers = numbers.numbers, .codes = {}, .missing = numbers.missing};
  for (std::size_t row = 0; row < numbers.numbers.size(); ++row) {
    const bool missing = cells.is_missing(static_cast<Index>(row));
    texts.push_back(missing ? std::string() : canonical_number(numbers.numbers[row]));
  }
  return factor_of(numbers.about.name, texts);
}

[[noreturn]] void fail_as_text(const TypedColumn& factor, const Origin& origin) {
  const auto first = std::find_if(factor.codes.begin(), factor.codes.end(),
                                  [](std::int32_t code) { return code >= 0; });
  const std::string& text = factor.about.levels[static_cast<std::size_t>(*first)];
  throw_data(origin.place(first - factor.codes.begin(), factor.about.name),
             fmt::format("\"{}\" is a text where a number is needed", shown(text)),
             "add the column as numbers");
}

}  // namespace

struct MemoryTable::Store {
  std::string name;
  std::vector<std::string> header;
  std::vector<SharedColumn> columns;
  Index rows = 0;

  void add(TypedColumn column, std::size_t count);
  SharedColumn find(const ColumnRequest& request, const Origin& origin) const;
  std::shared_ptr<const Origin> origin() const;
};

void MemoryTable::Store::add(TypedColumn column, std::size_t count) {
  const std::string& added = column.about.name;
  if (std::find(header.begin(), header.end(), added) != header.end()) {
    throw_usage(place_in(name), fmt::format("there is a column \"{}\" already", shown(added)));
  }
  const auto length = static_cast<Index>(count);
  if (!columns.empty() && length != rows) {
    throw_usage(place_in(name, 0, added),
                fmt::format("the column has {} values, the others have {}", length, rows));
  }
  rows = length;
  header.push_back(added);
  columns.push_back(std::make_shared<const TypedColumn>(std::move(column)));
}

std::shared_ptr<const Origin> MemoryTable::Store::origin() const {
  auto origin = std::make_shared<Origin>();
  origin->file = name;
  for (Index row = 0; row < rows; ++row) origin->lines.add(row + 1);
  return origin;
}

SharedColumn MemoryTable::Store::find(const ColumnRequest& request, const Origin& origin) const {
  const auto found = std::find(header.begin(), header.end(), request.name);
  if (found == header.end()) {
    throw_usage(place_in(name), fmt::format("there is no column \"{}\"", shown(request.name)),
                suggest_name(request.name, header));
  }
  const SharedColumn& column = columns[static_cast<std::size_t>(found - header.begin())];
  const bool number = column->about.type == ColumnType::number;
  if (number && request.expect == Expect::text) {
    return std::make_shared<const TypedColumn>(as_factor(*column));
  }
  if (!number && request.expect == Expect::number && column->about.missing < rows) {
    fail_as_text(*column, origin);
  }
  return column;
}

MemoryTable::MemoryTable(std::string name) : store_(std::make_unique<Store>()) {
  store_->name = std::move(name);
}

MemoryTable::~MemoryTable() = default;
MemoryTable::MemoryTable(MemoryTable&&) noexcept = default;
MemoryTable& MemoryTable::operator=(MemoryTable&&) noexcept = default;

MemoryTable& MemoryTable::add(std::string name, std::vector<double> values) {
  TypedColumn column;
  column.about.name = std::move(name);
  column.numbers = std::move(values);
  for (std::size_t row = 0; row < column.numbers.size(); ++row) {
    const double value = column.numbers[row];
    if (std::isinf(value)) {
      throw_data(place_in(store_->name, static_cast<Index>(row) + 1, column.about.name),
                 fmt::format("\"{}\" is infinite", value), "NaN stands for a missing value");
    }
    if (std::isnan(value)) mark_missing(column, row);
  }
  const std::size_t count = column.numbers.size();
  store_->add(std::move(column), count);
  return *this;
}

MemoryTable& MemoryTable::add(std::string name, const std::vector<std::string>& values) {
  store_->add(factor_of(name, values), values.size());
  return *this;
}

std::string MemoryTable::name() const { return store_->name; }

const std::vector<std::string>& MemoryTable::header() const { return store_->header; }

std::shared_ptr<const ColumnSource> MemoryTable::scan(std::span<const ColumnRequest> requests,
                                                      const Execution&) const {
  const std::shared_ptr<const Origin> origin = store_->origin();
  std::vector<SharedColumn> columns;
  for (const ColumnRequest& request : requests) columns.push_back(store_->find(request, *origin));
  return std::make_shared<TypedColumns>(std::move(columns), origin);
}

}  // namespace odds
