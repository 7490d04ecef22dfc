// Runs a test on every instruction set that the machine offers to the vector kernels.
#pragma once

#include "math/simd.hpp"  // before any header of Highway, which fails by itself on the newest machines

#include <doctest/doctest.h>

#include <cstdint>
#include <hwy/highway.h>
#include <string>

namespace odds::test {

/// Calls `test()` once for each instruction set; the kernels use the newest again afterwards. Where
/// they were built for one set only (-march=native), all calls are alike.
template <class Test>
void on_each_target(Test test) {
  for (std::int64_t rest = hwy::SupportedTargets(); rest != 0; rest &= rest - 1) {
    const std::int64_t target = rest & -rest;
    hwy::GetChosenTarget().Update(target);
    const std::string name = hwy::TargetName(target);
    CAPTURE(name);
    test();
  }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace odds::test
