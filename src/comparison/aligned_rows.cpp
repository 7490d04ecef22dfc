#include "comparison/aligned_rows.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace odds {

AlignedRows::AlignedRows(std::vector<const DesignReader*> readers) : readers_(std::move(readers)) {
  for (const DesignReader* reader : readers_) {
    block_rows_ = std::max(block_rows_, reader->rows().block_rows());
    if (reader->row_count() != row_count()) throw std::logic_error("rows of different tables");
  }
}

Index AlignedRows::block_count() const { return (row_count() + block_rows_ - 1) / block_rows_; }

// Blocks of all readers begin where the widest of them do, and so do the rows of a process.
std::optional<BlockRange> AlignedRows::own_blocks() const {
  std::optional<BlockRange> widest;
  for (const DesignReader* reader : readers_) {
    const std::optional<BlockRange> own = reader->own_blocks();
    if (!own) return std::nullopt;
    if (reader->rows().block_rows() == block_rows_) widest = own;
  }
  return widest;
}

void AlignedRows::read(Index index, Block& block) const {
  block.resize(readers_.size());
  for (std::size_t m = 0; m < readers_.size(); ++m) {
    const DesignReader& reader = *readers_[m];
    const Index parts = block_rows_ / reader.rows().block_rows();
    const Index count = std::min(parts, reader.block_count() - index * parts);
    block[m].resize(static_cast<std::size_t>(count));
    for (Index part = 0; part < count; ++part) {
      reader.read(index * parts + part, block[m][static_cast<std::size_t>(part)]);
    }
  }
}

Index used_rows(const std::vector<DesignRows>& parts) {
  Index rows = 0;
  for (const DesignRows& part : parts) rows += part.rows();
  return rows;
}

std::vector<Index> row_numbers(const std::vector<DesignRows>& parts) {
  std::vector<Index> numbers;
  for (const DesignRows& part : parts) {
    for (const Index position : part.data.position) numbers.push_back(part.data.first + position);
  }
  return numbers;
}

}  // namespace odds
