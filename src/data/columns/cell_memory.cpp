#include "data/columns/cell_memory.hpp"

#include <algorithm>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace odds {

namespace {

constexpr Index kCacheLine = 64;

/// The first slab suits a small table; each further one is as large as all before it.
constexpr Index kLeastSlab = Index{1} << 16;
constexpr Index kMostSlab = Index{1} << 26;

/// What the system is asked for at once, in slabs that have as much, and a multiple of its pages.
constexpr Index kAtOnce = Index{1} << 20;

Index rounded_up(Index bytes, Index unit) { return (bytes + unit - 1) / unit * unit; }

std::shared_ptr<std::byte> new_slab(Index bytes) {
  const auto alignment = static_cast<std::align_val_t>(bytes >= kAtOnce ? 4096 : kCacheLine);
  void* const memory = ::operator new(static_cast<std::size_t>(bytes), alignment);
  return {static_cast<std::byte*>(memory),
          [alignment](std::byte* slab) { ::operator delete(slab, alignment); }};
}

/// It is a hint: if the system does not know it, the pages come one by one.
void get_pages([[maybe_unused]] std::byte* memory) {
#ifdef MADV_POPULATE_WRITE
  madvise(memory, static_cast<std::size_t>(kAtOnce), MADV_POPULATE_WRITE);
#endif
}

}  // namespace

std::shared_ptr<std::byte> CellMemory::take_bytes(Index bytes, Index most) {
  bytes = rounded_up(bytes, kCacheLine);
  if (bytes > size_ - taken_) {
    size_ = std::max(bytes, std::min(std::clamp(total_, kLeastSlab, kMostSlab), most));
    slab_ = new_slab(size_);
    total_ += size_;
    taken_ = 0;
    paged_ = 0;
  }
  for (; taken_ + bytes > paged_ && paged_ + kAtOnce <= size_; paged_ += kAtOnce) {
    get_pages(slab_.get() + paged_);
  }
  std::byte* const piece = slab_.get() + taken_;
  taken_ += bytes;
  return {slab_, piece};
}

}  // namespace odds
