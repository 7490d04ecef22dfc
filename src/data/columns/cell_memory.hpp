// Memory for cells that stay where they are put.
#pragma once

#include <odds/types.hpp>

#include <cstddef>
#include <memory>

namespace odds {

/// Hands out memory from large slabs, piece after piece: what is put down in the order in which it
/// will be read lies in that order, and a pass over it runs at the speed of memory. A slab lives as
/// long as one of its pieces does. Not thread-safe.
///
/// A page of memory costs the first who writes to it about two microseconds; the system is asked
/// for many at once, which saves a quarter of that. Pages of 2 MiB would save more, but where a
/// virtual machine has handed large free blocks back to its host, each of them costs milliseconds.
class CellMemory {
 public:
  /// Room for `count` values, which begin at a line of the cache. A slab that has to be obtained
  /// for them takes up to `most` bytes, or what they need if that is more.
  template <class T>
  std::shared_ptr<T> take(Index count, Index most) {
    const std::shared_ptr<std::byte> piece =
        take_bytes(count * static_cast<Index>(sizeof(T)), most);
    return {piece, reinterpret_cast<T*>(piece.get())};
  }

 private:
  std::shared_ptr<std::byte> take_bytes(Index bytes, Index most);

  std::shared_ptr<std::byte> slab_;
  Index size_ = 0;   // of the slab
  Index taken_ = 0;  // of the slab, from its beginning on
  Index paged_ = 0;  // of the slab, for which pages have been asked
  Index total_ = 0;  // of all slabs
};

}  // namespace odds
