#include "data/columns/checked_source.hpp"

#include "base/failure.hpp"
#include "data/columns/forwarding_source.hpp"
#include "data/columns/typed_columns.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

constexpr Index kWordBits = 64;

std::size_t words(Index rows) {
  return static_cast<std::size_t>((rows + kWordBits - 1) / kWordBits);
}

class CheckedSource final : public ForwardingSource {
 public:
  using ForwardingSource::ForwardingSource;

  void read(Index first, Index rows, ColumnBlock& out) const override {
    source().read(first, rows, out);
    out.first = first;
    out.rows = rows;
    if (out.cells.size() != columns().size()) {
      throw_data(place(first, -1), fmt::format("the source has read {} columns of {}",
                                               out.cells.size(), columns().size()));
    }
    out.copies.resize(out.cells.size());
    for (std::size_t c = 0; c < out.cells.size(); ++c) check(c, out);
  }

 private:
  [[noreturn]] void fail(std::size_t column, Index row, const std::string& what) const {
    throw_data(place(row, static_cast<Index>(column)),
               fmt::format("column \"{}\", row {}: {}", columns()[column].name, row + 1, what));
  }

  void check_length(std::size_t column, std::size_t length, std::size_t wanted, const char* things,
                    const ColumnBlock& block) const {
    if (length == wanted) return;
    fail(column, block.first,
         fmt::format("the source has read {} {} for {} rows", length, things, block.rows));
  }

  void check(std::size_t column, ColumnBlock& block) const {
    const auto rows = static_cast<std::size_t>(block.rows);
    const Cells& cells = block.cells[column];
    if (columns()[column].type == ColumnType::factor) {
      check_length(column, cells.codes.size(), rows, "codes", block);
      return check_codes(column, block);
    }
    check_length(column, cells.numbers.size(), rows, "numbers", block);
    check_length(column, cells.codes.size(), 0, "codes of a number column", block);
    if (!cells.missing.empty()) {
      check_length(column, cells.missing.size(), words(block.rows), "words of missing bits", block);
    }
    check_numbers(column, block);
  }

  void check_codes(std::size_t column, const ColumnBlock& block) const {
    const auto levels = static_cast<std::int64_t>(columns()[column].levels.size());
    const std::span<const std::int32_t> codes = block.cells[column].codes;
    for (std::size_t r = 0; r < codes.size(); ++r) {
      if (codes[r] >= -1 && codes[r] < levels) continue;
      fail(column, block.first + static_cast<Index>(r),
           fmt::format("the code {} has no level: there are {}", codes[r], levels));
    }
  }

  /// What is missing by its bit may hold anything.
  void check_numbers(std::size_t column, ColumnBlock& block) const {
    Cells& cells = block.cells[column];
    std::vector<std::uint64_t> missing;
    for (std::size_t r = 0; r < cells.numbers.size(); ++r) {
      if (std::isfinite(cells.numbers[r]) || cells.is_missing(static_cast<Index>(r))) continue;
      if (std::isinf(cells.numbers[r])) {
        fail(column, block.first + static_cast<Index>(r),
             fmt::format("{} is no finite number", cells.numbers[r]));
      }
      if (missing.empty()) {
        missing.assign(cells.missing.begin(), cells.missing.end());
        missing.resize(words(block.rows));
      }
      missing[r / kWordBits] |= std::uint64_t{1} << (r % kWordBits);
    }
    if (missing.empty()) return;
    block.copies[column].missing = std::move(missing);
    cells.missing = block.copies[column].missing;
  }
};

void check_columns(const Table& table, const ColumnSource& source,
                   std::span<const ColumnRequest> requests) {
  const std::vector<Column>& columns = source.columns();
  if (columns.size() != requests.size()) {
    throw_data(place_in(table.name()), fmt::format("the source has {} columns, {} were asked for",
                                                   columns.size(), requests.size()));
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].name == requests[c].name) continue;
    throw_data(place_in(table.name()),
               fmt::format("the source has the column \"{}\" where \"{}\" was asked for",
                           columns[c].name, requests[c].name));
  }
  if (source.rows() < 0) throw_data(place_in(table.name()), "the source has less than no row");
}

}  // namespace

std::shared_ptr<const ColumnSource> scan_checked(const Table& table,
                                                 std::span<const ColumnRequest> requests,
                                                 const Execution& execution) {
  std::shared_ptr<const ColumnSource> source = table.scan(requests, execution);
  if (dynamic_cast<const TypedColumns*>(source.get()) != nullptr) return source;
  check_columns(table, *source, requests);
  return std::make_shared<CheckedSource>(std::move(source));
}

}  // namespace odds
