// A failure that ended a piece of work early.
#pragma once

#include <odds/types.hpp>

#include <exception>

namespace odds {

constexpr Index kNoBlock = -1;

/// An exception, and the block of rows that it came from; without a cause nothing has failed.
struct Failure {
  std::exception_ptr cause;
  Index block = kNoBlock;  ///< kNoBlock: outside of the blocks
};

/// Does `work` and returns what it throws.
template <class Work>
[[nodiscard]] Failure attempt(Work work) {
  try {
    work();
    return {};
  } catch (...) {
    return {.cause = std::current_exception(), .block = kNoBlock};
  }
}

/// Throws the cause, if there is one.
inline void rethrow(const Failure& failure) {
  if (failure.cause) std::rethrow_exception(failure.cause);
}

}  // namespace odds
