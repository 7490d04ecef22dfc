// A table of which every process holds some rows only.
#pragma once

#include <odds/table.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace odds::test {

/// The rows of `whole` that fall to one of several processes; to read others is a logic_error.
class SpreadSource final : public ColumnSource {
 public:
  SpreadSource(std::shared_ptr<const ColumnSource> whole, RowRange own)
      : whole_(std::move(whole)), own_(own) {}

  const std::vector<Column>& columns() const override { return whole_->columns(); }
  Index rows() const override { return whole_->rows(); }
  std::optional<RowRange> own_rows() const override { return own_; }
  void read(Index first, Index rows, ColumnBlock& out) const override {
    if (first < own_.first || first + rows > own_.first + own_.rows) {
      throw std::logic_error("not a row of this process");
    }
    whole_->read(first, rows, out);
  }
  Place place(Index row, Index column) const override { return whole_->place(row, column); }

 private:
  std::shared_ptr<const ColumnSource> whole_;
  RowRange own_;
};

/// Refers to `whole`. Rank 1 of more than two has no rows.
class SpreadTable final : public Table {
 public:
  SpreadTable(const Table& whole, int rank, int size) : whole_(whole), rank_(rank), size_(size) {}

  std::string name() const override { return whole_.name(); }
  const std::vector<std::string>& header() const override { return whole_.header(); }
  std::shared_ptr<const ColumnSource> scan(std::span<const ColumnRequest> requests,
                                           const Execution& execution) const override {
    auto source = whole_.scan(requests, execution);
    const Index first = border(rank_, source->rows());
    const RowRange own{first, border(rank_ + 1, source->rows()) - first};
    return std::make_shared<SpreadSource>(std::move(source), own);
  }

 private:
  static constexpr Index kMultiple = 8192;

  Index border(int rank, Index rows) const {
    if (rank == size_) return rows;
    const Index share = rank == 2 ? 1 : rank;
    return std::min(rows, (rows * share / size_ + kMultiple - 1) / kMultiple * kMultiple);
  }

  const Table& whole_;
  int rank_;
  int size_;
};

}  // namespace odds::test
