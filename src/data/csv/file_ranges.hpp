// The files of a table, cut into ranges that threads and processes read by themselves.
#pragma once

#include "data/csv/table_assembly.hpp"

#include <odds/types.hpp>

#include <algorithm>
#include <vector>

namespace odds {

/// A stretch of a file, and a buffer to read it.
struct FileRange {
  std::size_t file = 0;
  Index begin = 0;
  Index end = 0;
  std::vector<char> memory;
};

/// All files in ranges of input.range bytes, but for the last of each; an empty file is one range.
class FileRanges {
 public:
  using Block = FileRange;

  explicit FileRanges(const ScanInput& input) : length_(input.range) {
    for (const CsvFile& file : input.files) {
      first_.push_back(count_);
      sizes_.push_back(file.bytes.size());
      count_ += std::max<Index>(1, (file.bytes.size() + length_ - 1) / length_);
    }
  }

  Index block_count() const { return count_; }

  void read(Index number, FileRange& range) const {
    range.file =
        static_cast<std::size_t>(std::ranges::upper_bound(first_, number) - first_.begin()) - 1;
    range.begin = (number - first_[range.file]) * length_;
    range.end = std::min(sizes_[range.file], range.begin + length_);
  }

  FileRange operator[](Index number) const {
    FileRange range;
    read(number, range);
    return range;
  }

 private:
  Index length_;
  Index count_ = 0;
  std::vector<Index> first_;  // range of each file
  std::vector<Index> sizes_;
};

}  // namespace odds
