#include "data/cell_memory.hpp"

#include <algorithm>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace odds {

namespace {

constexpr Index kCacheLine = 64;
constexpr Index kLargePage = Index{1} << 21;

/// The first slab suits a small table; each further one is as large as all before it.
constexpr Index kLeastSlab = Index{1} << 16;
constexpr Index kMostSlab = Index{1} << 26;

/// In smaller slabs, the large page that is written to in part only would matter.
constexpr Index kLeastOfLargePages = 2 * kLargePage;

Index rounded_up(Index bytes, Index unit) { return (bytes + unit - 1) / unit * unit; }

std::shared_ptr<std::byte> new_slab(Index bytes) {
  const auto alignment =
      static_cast<std::align_val_t>(bytes >= kLeastOfLargePages ? kLargePage : kCacheLine);
  void* const memory = ::operator new(static_cast<std::size_t>(bytes), alignment);
#ifdef __linux__
  if (bytes >= kLeastOfLargePages) {  // a hint: nothing depends on whether the system takes it
    madvise(memory, static_cast<std::size_t>(bytes / kLargePage * kLargePage), MADV_HUGEPAGE);
  }
#endif
  return {static_cast<std::byte*>(memory),
          [alignment](std::byte* slab) { ::operator delete(slab, alignment); }};
}

}  // namespace

std::shared_ptr<std::byte> CellMemory::take_bytes(Index bytes, Index most) {
  bytes = rounded_up(bytes, kCacheLine);
  if (bytes > size_ - taken_) {
    size_ = std::max(bytes, std::min(std::clamp(total_, kLeastSlab, kMostSlab), most));
    slab_ = new_slab(size_);
    total_ += size_;
    taken_ = 0;
  }
  std::byte* const piece = slab_.get() + taken_;
  taken_ += bytes;
  return {slab_, piece};
}

}  // namespace odds
