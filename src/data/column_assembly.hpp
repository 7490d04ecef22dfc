// Puts the cells of a column together, range after range, and finds out what type it has.
#pragma once

#include "data/column_builder.hpp"
#include "data/stored_cells.hpp"
#include "data/typed_columns.hpp"

#include <memory>
#include <string>
#include <vector>

namespace odds {

/// One column of a table under construction. Full segments go to a store; the one that is being
/// filled stays here.
class ColumnAssembly {
 public:
  /// `store` must live until `finish`, `rules` as well. All segments but the last have
  /// `segment_rows` rows, a multiple of 64.
  ColumnAssembly(std::string name, Expect expect, const CellRules& rules, CellStore& store,
                 Index segment_rows);

  /// About how many rows there will be in all.
  void expect_rows(Index rows) { expected_rows_ = rows; }

  /// Adds all rows of `later`.
  void append(const ColumnBuilder& later);

  /// The column. Throws Error(data) at the first cell that does not fit its type, with the number
  /// of such cells and the first five of them.
  std::shared_ptr<const TypedColumn> finish(const Origin& origin) &&;

 private:
  void reserve();
  void append_rows(const ColumnBuilder& later, const std::vector<std::int32_t>& codes_here,
                   Index first, Index count);
  void seal();
  void mark_tokens_missing();
  void turn_numbers_into_texts();
  std::vector<std::int32_t> codes_of(const Segment& segment) const;
  [[noreturn]] void fail(const Origin& origin) const;

  std::string name_;
  Expect expect_;
  const CellRules& rules_;
  CellStore& store_;
  Index segment_rows_;
  Index expected_rows_ = 0;

  CellFacts facts_;
  std::vector<Segment> segments_;

  // The segment that is being filled, as a ColumnBuilder has its cells.
  Index filled_ = 0;
  std::vector<double> numbers_;
  std::vector<std::int32_t> codes_;
  std::vector<std::uint64_t> missing_;
};

}  // namespace odds
