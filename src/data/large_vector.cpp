#include "data/large_vector.hpp"

#include <cstdint>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace odds {

namespace {

constexpr std::uintptr_t kLargePage = std::uintptr_t{1} << 21;

/// Of fewer, the one that is written to in part only would matter.
constexpr std::uintptr_t kFewestPages = 3;

}  // namespace

void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef __linux__
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t begin = (address + kLargePage - 1) / kLargePage * kLargePage;
  const std::uintptr_t end = (address + bytes) / kLargePage * kLargePage;
  if (end < begin + kFewestPages * kLargePage) return;
  madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

}  // namespace odds
