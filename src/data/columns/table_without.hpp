// A table without some of its rows.
#pragma once

#include <odds/table.hpp>

#include <span>
#include <vector>

namespace odds {

/// The same table, but that the cells of some rows are missing in every column: what needs a column
/// leaves these rows out, and all others stay where they are. Refers to the table.
class TableWithout final : public Table {
 public:
  /// `left_out`: numbers of rows, from 0.
  TableWithout(const Table& table, std::span<const Index> left_out);

  std::string name() const override { return table_.name(); }
  std::vector<std::string> files() const override { return table_.files(); }
  const std::vector<std::string>& header() const override { return table_.header(); }
  const CsvOptions* reading() const override { return table_.reading(); }
  bool has_column(const std::string& name) const override { return table_.has_column(name); }
  std::vector<std::string> dot_columns() const override { return table_.dot_columns(); }
  std::string name_hint(const std::string& name) const override { return table_.name_hint(name); }
  std::vector<std::string> notes() const override { return table_.notes(); }
  std::shared_ptr<const ColumnSource> scan(std::span<const ColumnRequest> requests,
                                           const Execution& execution) const override;

 private:
  const Table& table_;
  std::vector<Index> left_out_;  // ascending
};

}  // namespace odds
