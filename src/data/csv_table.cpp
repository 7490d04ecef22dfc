#include "data/csv_table.hpp"

#include "data/csv_layout.hpp"
#include "data/csv_scan.hpp"
#include "data/failure.hpp"
#include "data/input_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace odds {

namespace {

/// Whether a column that was read for one expectation is what another would have given: a column
/// of numbers is one for every reader but those who want its text.
bool serves(const TypedColumn& column, Expect read_for, Expect wanted) {
  if (read_for == wanted) return true;
  return column.about.type == ColumnType::number && wanted != Expect::text;
}

class CsvTable final : public Table {
 public:
  CsvTable(InputBytes bytes, CsvOptions options, Index piece);

  std::string name() const override { return bytes_.name(); }
  const std::vector<std::string>& header() const override { return layout_.names; }
  bool has_column(const std::string& name) const override;
  std::shared_ptr<const ColumnSource> scan(std::span<const ColumnRequest> requests,
                                           const Execution& execution) const override;

 private:
  // The latest reading, and the source that was made of it.
  struct Memory {
    std::vector<ColumnRequest> requests;
    ScanResult result;
    std::shared_ptr<const ColumnSource> source;
  };

  Index position_of(const std::string& name) const;
  Expect expectation(const ColumnRequest& request) const;
  std::shared_ptr<const ColumnSource> remembered(std::span<const ColumnRequest> requests) const;

  InputBytes bytes_;
  CsvOptions options_;
  Index piece_;
  CsvLayout layout_;
  std::unordered_map<std::string, std::vector<Index>> positions_;
  mutable std::mutex guard_;  // over memory_
  mutable Memory memory_;
};

CsvTable::CsvTable(InputBytes bytes, CsvOptions options, Index piece)
    : bytes_(std::move(bytes)),
      options_(std::move(options)),
      piece_(piece),
      layout_(find_layout(bytes_, options_)) {
  for (std::size_t i = 0; i < layout_.names.size(); ++i) {
    auto& positions = positions_[layout_.names[i]];
    const bool made_up_first =
        !positions.empty() && layout_.unnamed[static_cast<std::size_t>(positions.front())];
    // A name of the header hides the same name made up for a column without one.
    if (made_up_first) positions.clear();
    if (positions.empty() || !layout_.unnamed[i]) positions.push_back(static_cast<Index>(i));
  }
  for (const auto& [column, type] : options_.types) position_of(column);
}

bool CsvTable::has_column(const std::string& name) const {
  const auto found = positions_.find(name);
  return found != positions_.end() && found->second.size() == 1 &&
         !layout_.unnamed[static_cast<std::size_t>(found->second.front())];
}

Index CsvTable::position_of(const std::string& name) const {
  const auto found = positions_.find(name);
  if (found == positions_.end()) {
    throw_usage(place_in(bytes_.name()), fmt::format("there is no column \"{}\"", shown(name)),
                suggest_name(name, layout_.names));
  }
  const std::vector<Index>& positions = found->second;
  if (positions.size() > 1) {
    throw_data(place_in(bytes_.name()),
               fmt::format("{} columns are called \"{}\"", positions.size(), shown(name)),
               "give the columns different names in the header");
  }
  if (layout_.unnamed[static_cast<std::size_t>(positions.front())]) {
    throw_data(place_in(bytes_.name()),
               fmt::format("column {} has no name in the header", positions.front() + 1),
               "give the column a name in the header");
  }
  return positions.front();
}

Expect CsvTable::expectation(const ColumnRequest& request) const {
  const auto told = options_.types.find(request.name);
  if (told == options_.types.end()) return request.expect;
  return told->second == ColumnType::number ? Expect::number : Expect::text;
}

std::shared_ptr<const ColumnSource> CsvTable::remembered(
    std::span<const ColumnRequest> requests) const {
  if (memory_.source == nullptr) return nullptr;
  if (std::ranges::equal(requests, memory_.requests)) return memory_.source;
  std::vector<std::shared_ptr<const TypedColumn>> columns;
  for (const ColumnRequest& request : requests) {
    const auto known = std::ranges::find(memory_.requests, request.name, &ColumnRequest::name);
    if (known == memory_.requests.end()) return nullptr;
    const auto i = static_cast<std::size_t>(known - memory_.requests.begin());
    if (!serves(*memory_.result.columns[i], known->expect, request.expect)) return nullptr;
    columns.push_back(memory_.result.columns[i]);
  }
  return std::make_shared<TypedColumns>(std::move(columns), memory_.result.origin);
}

std::shared_ptr<const ColumnSource> CsvTable::scan(std::span<const ColumnRequest> requests,
                                                   const Execution& execution) const {
  std::vector<ScanColumn> columns;
  for (const ColumnRequest& request : requests) {
    columns.push_back({position_of(request.name), expectation(request)});
  }
  const std::lock_guard lock(guard_);
  if (auto source = remembered(requests)) return source;
  memory_ = {};
  const ScanInput input{
      .bytes = bytes_, .layout = layout_, .options = options_, .columns = columns, .piece = piece_};
  ScanResult result = scan_csv(input, execution);
  auto source = std::make_shared<TypedColumns>(result.columns, result.origin);
  memory_ = {{requests.begin(), requests.end()}, std::move(result), source};
  return source;
}

}  // namespace

std::unique_ptr<const Table> open_csv(const std::string& path, const CsvOptions& options) {
  options.validate();
  return std::make_unique<CsvTable>(InputBytes::open(path), options, ReadPlan{}.piece);
}

std::unique_ptr<const Table> open_csv_bytes(std::string name, std::string bytes,
                                            const CsvOptions& options, Index piece) {
  options.validate();
  return std::make_unique<CsvTable>(InputBytes(std::move(name), std::move(bytes)), options, piece);
}

}  // namespace odds
