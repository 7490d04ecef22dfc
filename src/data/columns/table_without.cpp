#include "data/columns/table_without.hpp"

#include "data/columns/forwarding_source.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace odds {
namespace {

constexpr Index kBitsInWord = 64;

class SourceWithout final : public ForwardingSource {
 public:
  SourceWithout(std::shared_ptr<const ColumnSource> source, const std::vector<Index>& left_out)
      : ForwardingSource(std::move(source)), left_out_(left_out) {}

  void read(Index first, Index rows, ColumnBlock& out) const override {
    source().read(first, rows, out);
    const auto begin = std::ranges::lower_bound(left_out_, first);
    const auto end = std::lower_bound(begin, left_out_.end(), first + rows);
    if (begin == end) return;
    out.copies.resize(out.cells.size());
    for (std::size_t c = 0; c < out.cells.size(); ++c) {
      for (auto row = begin; row != end; ++row) {
        blank(out.cells[c], out.copies[c], rows, *row - first, row == begin);
      }
    }
  }

 private:
  /// Makes a cell missing, in a copy that is made for the first one.
  static void blank(Cells& cells, ColumnBlock::Copies& copies, Index rows, Index row,
                    bool is_first) {
    const auto r = static_cast<std::size_t>(row);
    if (!cells.codes.empty()) {
      if (is_first && cells.codes.data() != copies.codes.data()) {
        copies.codes.assign(cells.codes.begin(), cells.codes.end());
        cells.codes = copies.codes;
      }
      copies.codes[r] = -1;
      return;
    }
    if (is_first && (cells.missing.empty() || cells.missing.data() != copies.missing.data())) {
      copies.missing.assign(cells.missing.begin(), cells.missing.end());
      copies.missing.resize(static_cast<std::size_t>((rows + kBitsInWord - 1) / kBitsInWord));
      cells.missing = copies.missing;
    }
    copies.missing[r / kBitsInWord] |= std::uint64_t{1} << (r % kBitsInWord);
  }

  std::vector<Index> left_out_;
};

}  // namespace

TableWithout::TableWithout(const Table& table, std::span<const Index> left_out)
    : table_(table), left_out_(left_out.begin(), left_out.end()) {
  std::ranges::sort(left_out_);
}

std::shared_ptr<const ColumnSource> TableWithout::scan(std::span<const ColumnRequest> requests,
                                                       const Execution& execution) const {
  return std::make_shared<SourceWithout>(table_.scan(requests, execution), left_out_);
}

}  // namespace odds
