#include "base/failure.hpp"
#include "data/columns/typed_columns.hpp"
#include "data/types/number.hpp"
#include "data/types/text_index.hpp"

#include <odds/memory_table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {

namespace {

using SharedColumn = std::shared_ptr<const TypedColumn>;

TypedColumn factor_of(const std::string& name, const std::vector<std::string>& texts) {
  TextIndex index;
  std::vector<std::int32_t> codes;
  for (const std::string& text : texts) codes.push_back(text.empty() ? -1 : index.add(text));
  std::vector<std::string> levels = index.texts();
  const std::vector<std::int32_t> level_of_code = sort_levels(levels, '.');
  for (std::int32_t& code : codes) {
    if (code >= 0) code = level_of_code[static_cast<std::size_t>(code)];
  }
  return TypedColumn::of_levels(name, std::move(levels), std::move(codes));
}

TypedColumn as_factor(const SharedColumn& numbers, std::shared_ptr<const Origin> origin) {
  const TypedColumns source({numbers}, std::move(origin));
  ColumnBlock block;
  source.read(0, source.rows(), block);
  const Cells& cells = block.cells.front();
  std::vector<std::string> texts;
  for (Index row = 0; row < block.rows; ++row) {
    texts.push_back(cells.is_missing(row)
                        ? std::string()
                        : canonical_number(cells.numbers[static_cast<std::size_t>(row)]));
  }
  return factor_of(numbers->about.name, texts);
}

[[noreturn]] void fail_as_text(const SharedColumn& factor, std::shared_ptr<const Origin> origin) {
  const TypedColumns source({factor}, std::move(origin));
  ColumnBlock block;
  source.read(0, source.rows(), block);
  const auto codes = block.cells.front().codes;
  const auto first = std::ranges::find_if(codes, [](std::int32_t code) { return code >= 0; });
  const std::string& text = factor->about.levels[static_cast<std::size_t>(*first)];
  throw_data(source.place(first - codes.begin(), 0),
             fmt::format("\"{}\" is a text where a number is needed", shown(text)),
             "add the column as numbers");
}

}  // namespace

struct MemoryTable::Store {
  std::string name;
  TextIndex names;  // of the columns, whose positions are its codes
  std::vector<SharedColumn> columns;
  Index rows = 0;

  void add(TypedColumn column, std::size_t count);
  SharedColumn find(const ColumnRequest& request,
                    const std::shared_ptr<const Origin>& origin) const;
  std::shared_ptr<const Origin> origin() const;
};

void MemoryTable::Store::add(TypedColumn column, std::size_t count) {
  const std::string& added = column.about.name;
  if (names.find(added) >= 0) {
    throw_usage(place_in(name), fmt::format("there is a column \"{}\" already", shown(added)));
  }
  const auto length = static_cast<Index>(count);
  if (!columns.empty() && length != rows) {
    throw_usage(place_in(name, 0, added),
                fmt::format("the column has {} values, the others have {}", length, rows));
  }
  rows = length;
  names.add(added);
  columns.push_back(std::make_shared<const TypedColumn>(std::move(column)));
}

std::shared_ptr<const Origin> MemoryTable::Store::origin() const {
  auto origin = std::make_shared<Origin>();
  FileRows all{.file = name, .first = 0, .lines = {}};
  all.lines.add_run(1, rows);
  origin->files.push_back(std::move(all));
  return origin;
}

SharedColumn MemoryTable::Store::find(const ColumnRequest& request,
                                      const std::shared_ptr<const Origin>& origin) const {
  const std::int32_t found = names.find(request.name);
  if (found < 0) {
    throw_usage(place_in(name), fmt::format("there is no column \"{}\"", shown(request.name)),
                suggest_name(request.name, names.texts()));
  }
  const SharedColumn& column = columns[static_cast<std::size_t>(found)];
  const bool number = column->about.type == ColumnType::number;
  if (number && request.expect == Expect::text) {
    return std::make_shared<const TypedColumn>(as_factor(column, origin));
  }
  const bool wanted =
      request.expect == Expect::number || request.expect == Expect::numbers_as_levels;
  if (!number && wanted && column->about.missing < rows) {
    fail_as_text(column, origin);
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
  const std::size_t count = values.size();
  std::vector<std::uint64_t> missing;
  for (std::size_t row = 0; row < count; ++row) {
    if (std::isinf(values[row])) {
      throw_data(place_in(store_->name, static_cast<Index>(row) + 1, name),
                 fmt::format("\"{}\" is infinite", values[row]), "NaN stands for a missing value");
    }
    if (!std::isnan(values[row])) continue;
    missing.resize((count + 63) / 64);
    missing[row / 64] |= std::uint64_t{1} << (row % 64);
    values[row] = 0.0;
  }
  store_->add(TypedColumn::of_numbers(std::move(name), std::move(values), std::move(missing)),
              count);
  return *this;
}

MemoryTable& MemoryTable::add(std::string name, const std::vector<std::string>& values) {
  store_->add(factor_of(name, values), values.size());
  return *this;
}

std::string MemoryTable::name() const { return store_->name; }

const std::vector<std::string>& MemoryTable::header() const { return store_->names.texts(); }

bool MemoryTable::has_column(const std::string& name) const {
  return store_->names.find(name) >= 0;
}

std::shared_ptr<const ColumnSource> MemoryTable::scan(std::span<const ColumnRequest> requests,
                                                      const Execution&) const {
  const std::shared_ptr<const Origin> origin = store_->origin();
  std::vector<SharedColumn> columns;
  for (const ColumnRequest& request : requests) columns.push_back(store_->find(request, origin));
  return std::make_shared<TypedColumns>(std::move(columns), origin);
}

}  // namespace odds
