// Memory for vectors that hold a whole column.
#pragma once

#include <odds/types.hpp>

#include <cstddef>
#include <vector>

namespace odds {

/// Asks the system to back `bytes` at `memory`, which nobody has written to yet, by pages of 2 MiB
/// where they fit. It is a hint: nothing depends on whether the system takes it.
void prefer_large_pages(void* memory, std::size_t bytes);

/// Reserves `count` elements. Each page of memory costs the first who writes to it some 0.25
/// microseconds, with pages of 4 KiB as much in all as to read the numbers that go there.
template <class T>
void reserve_large(std::vector<T>& vector, Index count) {
  vector.reserve(static_cast<std::size_t>(count));
  prefer_large_pages(vector.data() + vector.size(),
                     (vector.capacity() - vector.size()) * sizeof(T));
}

}  // namespace odds
