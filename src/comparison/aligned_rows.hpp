// The rows of one table under several models, side by side.
#pragma once

#include "design/design_reader.hpp"

#include <optional>
#include <vector>

namespace odds {

/// Blocks of rows of a table that several models are fitted to: a sequence for `sum_over_blocks`.
/// Of each model a block has the design rows of the same run of rows of the table, in one or more
/// parts. Models may use different rows of them.
///
/// Refers to the readers, all of one table.
class AlignedRows {
 public:
  using Block = std::vector<std::vector<DesignRows>>;  ///< by model

  explicit AlignedRows(std::vector<const DesignReader*> readers);

  Index block_count() const;
  Index row_count() const { return readers_.front()->row_count(); }
  std::optional<BlockRange> own_blocks() const;
  void read(Index index, Block& block) const;

  const DesignReader& reader(Index model) const {
    return *readers_[static_cast<std::size_t>(model)];
  }

 private:
  std::vector<const DesignReader*> readers_;
  Index block_rows_ = 0;  // the most of theirs, of which each is a divisor
};

/// How many rows a model uses of a block.
Index used_rows(const std::vector<DesignRows>& parts);

/// Which rows of the table these are.
std::vector<Index> row_numbers(const std::vector<DesignRows>& parts);

}  // namespace odds
