// Puts the cells of a column together, range after range, and finds out what type it has.
#pragma once

#include "data/columns/stored_cells.hpp"
#include "data/columns/typed_columns.hpp"
#include "data/csv/column_builder.hpp"
#include "data/types/cell_error.hpp"
#include "data/types/column_look.hpp"
#include "data/types/column_type.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// The use that a column is read for.
struct ColumnUse {
  Expect expect = Expect::automatic;
  bool keeps_texts = false;  ///< of numbers: what ColumnAssembly asks for when it has to know them
  const CellForm* form = nullptr;  ///< as in ColumnRequest; null: none. Outlives the assembly.
};

/// One column of a table under construction. Full segments go to a store; the one that is being
/// filled stays here.
///
/// Several processes may have rows of one column each. What it is follows from the facts of all of
/// them; each has codes of its own, whose texts are looked up in what all have seen.
class ColumnAssembly {
 public:
  /// `store` must live until `finish`, `rules` as well. All segments but the last have
  /// `segment_rows` rows, a multiple of 64.
  ColumnAssembly(std::string name, const ColumnUse& use, const CellRules& rules, CellStore& store,
                 Index segment_rows);

  /// For rows to append.
  ColumnBuilder builder() const { return {use_.expect, rules_, use_.keeps_texts}; }

  /// Adds all rows of `later`.
  void append(const ColumnBuilder& later);

  /// Tells the cells that may not fit where they are.
  void locate(const std::function<Place(Index row)>& place_of);

  /// The facts of the rows so far.
  const CellFacts& facts() const { return facts_; }

  /// From now on what the column is follows from `all`, which the facts here are part of, and rows
  /// that are added are part of it, too.
  void share(CellFacts all) { shared_ = std::move(all); }

  /// Settles the type; requires `locate`.
  void settle();

  /// After `settle`: whether the texts of numbers have to be known, since they are levels or may
  /// be.
  bool is_open() const { return outcome_ == ColumnOutcome::open; }

  /// After `settle`: whether there are cells that do not fit the type, and no column.
  bool failed() const { return outcome_ == ColumnOutcome::failure; }
  FailedColumn failure() const { return {name_, all(), use_.expect}; }

  /// The column; after `settle`. Null for one that is open or has failed.
  std::shared_ptr<const TypedColumn> finish() &&;

 private:
  void append_rows(const ColumnBuilder& later, const std::vector<std::int32_t>& codes_here,
                   Index first, Index count);
  void seal();
  ColumnLook look() const;
  void take_levels(TypedColumn& column) const;
  void turn_texts_into_numbers();
  std::vector<double> values_of_codes() const;
  std::vector<std::int32_t> level_of_code(const std::vector<std::int32_t>& level_of_text) const;
  bool knows_texts() const { return use_.keeps_texts || use_.expect == Expect::text; }
  const CellFacts& all() const { return shared_ ? *shared_ : facts_; }

  std::string name_;
  ColumnUse use_;
  const CellRules& rules_;
  CellStore& store_;
  Index segment_rows_;

  CellFacts facts_;
  std::optional<CellFacts> shared_;
  ColumnOutcome outcome_ = ColumnOutcome::open;
  CellForm form_;
  std::vector<Segment> segments_;

  // The segment that is being filled, as a ColumnBuilder has its cells.
  Index filled_ = 0;
  std::vector<double> numbers_;
  std::vector<std::int32_t> codes_;
  std::vector<std::uint64_t> missing_;
};

}  // namespace odds
