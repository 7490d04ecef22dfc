// A source that changes what it reads from another.
#pragma once

#include <odds/table.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// All of another source but its cells, which `read` makes of those of `source()`.
class ForwardingSource : public ColumnSource {
 public:
  explicit ForwardingSource(std::shared_ptr<const ColumnSource> source)
      : source_(std::move(source)) {}

  const std::vector<Column>& columns() const override { return source_->columns(); }
  Index rows() const override { return source_->rows(); }
  std::optional<RowRange> own_rows() const override { return source_->own_rows(); }
  Place place(Index row, Index column) const override { return source_->place(row, column); }
  std::vector<Note> notes() const override { return source_->notes(); }
  std::string sha256() const override { return source_->sha256(); }

 protected:
  const ColumnSource& source() const { return *source_; }

 private:
  std::shared_ptr<const ColumnSource> source_;
};

}  // namespace odds
