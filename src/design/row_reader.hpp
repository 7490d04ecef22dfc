// The rows of a table that a model uses, block by block.
#pragma once

#include "design/data_roles.hpp"
#include "formula/expression.hpp"
#include "math/number_index.hpp"
#include "parallel/block_schedule.hpp"
#include "parallel/spare_blocks.hpp"

#include <odds/account.hpp>
#include <odds/table.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

namespace odds {

/// Rows left out, by cause; adds up over blocks.
struct DroppedCounts {
  Index filter = 0;
  std::vector<Index> missing;  ///< per column that must be complete
  Index zero_weight = 0;
  Index no_trials = 0;                 ///< of weight > 0
  std::vector<Index> separated_level;  ///< per factor with levels that are left out
  Index infinite = 0;                  ///< rows with an infinite term

  /// Makes all of them 0, and keeps the memory.
  void clear();
  DroppedCounts& operator+=(const DroppedCounts& other);
  auto fields() {
    return std::tie(filter, missing, zero_weight, no_trials, separated_level, infinite);
  }
};

/// The used rows of one block of file rows, their cells gathered side by side.
struct RowBlock {
  Index first = 0;              ///< file row of the block's first row
  Index rows = 0;               ///< used rows
  std::vector<Index> position;  ///< rows; the file row is first + position[i]
  Bindings bindings;            ///< every column of the roles, used rows only
  Vector case_weight;           ///< rows; product of the row's weights, > 0
  Vector frequency;             ///< rows, > 0; empty without frequency weights
  Vector trials;                ///< rows, > 0; empty unless the response is grouped
  Vector events;                ///< rows; empty unless the response is grouped
  Index rounded_counts = 0;     ///< rows whose counts were off by rounding
  DroppedCounts dropped;

  std::shared_ptr<const DataRoles> roles;    // whose rows these are; null: of none
  ColumnBlock cells;                         // what bindings may point into
  std::vector<std::vector<double>> numbers;  // or here, where rows were left out
  std::vector<std::vector<std::int32_t>> codes;
};

/// Reads blocks of rows and leaves out those that the model cannot use: filtered, with a missing
/// cell, of weight zero, with no trials, of a level that is left out, or with an infinite term. A
/// sequence for `sum_over_blocks`.
class RowReader {
 public:
  using Block = RowBlock;

  /// `source` holds the columns of `roles.requests()` in that order, then any others, even of the
  /// same names; `computed` columns more are to be kept beside them for each row.
  RowReader(std::shared_ptr<const ColumnSource> source, DataRoles roles, Index computed = 0);

  /// The same rows in blocks of their own, which leave room for `computed` columns more.
  RowReader with_computed(Index computed) const;

  /// File rows in a block: depends on the number of columns only.
  Index block_rows() const { return block_rows_; }
  Index block_count() const;
  Index row_count() const { return source_->rows(); }
  std::optional<BlockRange> own_blocks() const;

  /// All blocks but a last one of few rows.
  Index long_blocks() const;

  SpareBlocks<RowBlock>& spare_blocks() const { return *spare_blocks_; }

  /// Does nothing where `out` holds the block already. Throws Error(data) with its place for a
  /// weight that is negative or, for frequencies, not whole, and for counts of events and trials
  /// that make no sense.
  void read(Index index, RowBlock& out) const;

  /// Whether `block` is what `read` has made of the block `index`.
  bool holds(Index index, const RowBlock& block) const;

  const DataRoles& roles() const { return *roles_; }
  const ColumnSource& source() const { return *source_; }

  /// Where used row i of a block comes from; `column` may be empty.
  Place place(const RowBlock& block, Index i, const std::string& column = {}) const;

 private:
  Index rows_in(Index index) const;
  void find_usable(RowBlock& block) const;
  void filter(RowBlock& block) const;
  void gather(RowBlock& block) const;
  void read_case_weights(RowBlock& block) const;
  void read_counts(RowBlock& block) const;
  void drop_weightless(RowBlock& block) const;
  void drop_left_out(RowBlock& block) const;
  void drop_infinite(RowBlock& block) const;
  void keep_rows(const std::vector<Index>& kept, RowBlock& block) const;

  std::shared_ptr<const ColumnSource> source_;
  std::shared_ptr<const DataRoles> roles_;
  std::size_t requested_ = 0;         // the columns of the roles: the first ones of the source
  std::vector<Index> complete_;       // positions of the complete columns in the source
  std::vector<Index> filter_;         // of the columns of the filter
  std::vector<Index> asked_;          // of those that it asks whether they are missing
  std::vector<Expression> droppers_;  // terms, where rows in which one is infinite are left out
  Index block_rows_;
  std::shared_ptr<SpareBlocks<RowBlock>> spare_blocks_ = std::make_shared<SpareBlocks<RowBlock>>();

  /// Which cells of a column have a level that is left out.
  struct LeftOutCells {
    std::vector<bool> codes;  // of a text column, per code of the source
    NumberIndex numbers;      // of a number column

    bool hold(const Binding& cells, Index i) const;
  };
  std::vector<LeftOutCells> left_out_;  // for each of the roles' left_out
};

/// The dropped rows in words, in the order filter, columns, weights, trials, levels, terms; causes
/// without rows left out.
RowCounts row_counts(const DataRoles& roles, Index read, const DroppedCounts& dropped);

}  // namespace odds
