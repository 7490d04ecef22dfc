// The rows with the largest Cook's distances.
#pragma once

#include "diagnose/block_influence.hpp"
#include "diagnose/packing.hpp"

#include <odds/diagnose.hpp>

#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// A row, and the pattern that it stands for where patterns are compared.
struct TopRow {
  InfluentialRow row;
  PatternKey pattern = {};

  auto fields() {
    return std::tuple_cat(influence_fields(row),
                          std::tie(row.place.file, row.place.line, row.place.column, pattern));
  }
};

/// At most so many rows, in descending order of Cook's distance, of equals the first ones; of a
/// pattern its first row. Adds up over blocks.
class TopRows {
 public:
  TopRows() = default;
  TopRows(Index most, bool patterns) : most_(most), patterns_(patterns) {}

  void add(TopRow row) { rows_.push_back(std::move(row)); }
  TopRows& operator+=(const TopRows& other);
  auto fields() { return std::tie(most_, patterns_, rows_); }

  /// Leaves out what is not among the first ones.
  void cut();

  Index most() const { return most_; }
  const std::vector<TopRow>& rows() const { return rows_; }

 private:
  Index most_ = 0;
  bool patterns_ = false;
  std::vector<TopRow> rows_;
};

/// Finds them in a block. Refers to what it is made of.
class TopRowFinder {
 public:
  TopRowFinder(const DesignReader& reader, const InfluenceKernel& kernel, TopRows none)
      : reader_(reader), kernel_(kernel), none_(std::move(none)) {}

  /// `keys` are those of the patterns that rows are part of; empty: rows are compared.
  TopRows operator()(const DesignRows& rows, const BlockInfluence& block,
                     const BlockObservations& observed, const std::vector<PatternKey>& keys) const;

 private:
  const DesignReader& reader_;
  const InfluenceKernel& kernel_;
  TopRows none_;
};

}  // namespace odds
